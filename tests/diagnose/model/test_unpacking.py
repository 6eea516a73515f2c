"""Weights taken apart: a layer that has no name of its own, lists zipped together, and names that fit what there is."""

from __future__ import annotations

import pytest
from tests.diagnose.evidence_by_hand import failure
from tests.diagnose.model.test_model_rules import layer
from tests.diagnose.model.test_parts_without_names import look

from kerascope.evidence import Value

MANY, FEW = "too many values to unpack (expected {})", "not enough values to unpack (expected {}, got {})"
GRU = [["kernel", [4, 18]], ["recurrent_kernel", [6, 18]], ["bias", [2, 18]]]


@pytest.mark.parametrize("what", ['net.get_layer("rnn")', "layers['rnn']", "rnn"])
def test_a_layer_without_a_name_of_its_own(what: str) -> None:
    rnn = layer(what, "GRU", True, GRU)
    source = f"kernel, bias = {what}.get_weights()"
    found = look("weights-unpacking", failure("ValueError", MANY.format(2), source, rnn))
    assert found is not None
    assert "holds 3 arrays" in found.message
    assert found.fix is not None
    assert found.fix.after == f"kernel, *_, bias = {what}.get_weights()"


@pytest.mark.parametrize(
    ("lengths", "names", "made", "named"),
    [
        ([1, 4, 2], 2, "[l.get_weights() for l in net.layers]", "entry 0"),
        ([2, 2, 1], 2, "(l.get_weights() for l in net.layers if l.weights)", "entry 2"),
        ([3, 3], 2, "[cell.get_weights() for cell in cells]", "entry 0"),
        ([1, 1], 2, "[l.get_weights() for l in convs]", "entry 0"),
        ([2, 2], 2, "[l.get_weights() for l in net.layers]", ""),  # it is something else that fails
        ([1, 2], 2, "[line.split(',') for line in lines]", ""),
        ([], 2, "[l.get_weights() for l in net.layers if l.weights]", ""),
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_weights_zipped_together(lengths: list[int], names: int, made: str, named: str, apart: bool) -> None:
    listed = "taken" if apart else made
    held = Value(listed, "list", about={"length": len(lengths), "lengths": lengths})
    least = min(lengths, default=0)
    message = MANY.format(names) if least > names else FEW.format(names, least)
    for source in (f"kernels, biases = zip(*{listed})", f"kernels, biases = list(zip(*{listed}))"):
        found = look("weights-unpacking", failure("ValueError", message, source, held), f"taken = {made}\n{source}\n")
        assert (found is not None) == bool(named)
        assert found is None or named in found.message


@pytest.mark.parametrize(
    ("targets", "arrays", "after"),
    [
        ("gamma, beta, mean, var", ("beta", "moving_mean", "moving_variance"), "beta, mean, var"),
        ("kernel, bias", ("kernel",), "kernel,"),
        ("w, b", ("kernel",), "w,"),
        ("w, u, b", ("kernel", "recurrent_kernel"), "w, u"),
        ("filters, biases", ("bias",), "biases,"),
        ("w, b", ("embeddings",), "w,"),
        ("W1, b1, W2, b2", ("kernel", "kernel", "bias"), "W1, W2, b2"),
        ("W1, b1, W2, b2", ("kernel", "bias"), ""),  # of which of the two layers
        ("w, u, b", ("kernel", "bias"), "w, b"),
        ("a, b, c", ("scale", "offset"), ""),
    ],
)
def test_the_names_that_are_left_fit_the_arrays(targets: str, arrays: tuple[str, ...], after: str) -> None:
    part = layer("layer", "Layer", True, [[name, [8]] for name in arrays])
    message = FEW.format(targets.count(",") + 1, len(arrays))
    found = look("weights-unpacking", failure("ValueError", message, f"{targets} = layer.get_weights()", part))
    assert found is not None
    assert (found.fix.after if found.fix else "") == (f"{after} = layer.get_weights()" if after else "")


@pytest.mark.parametrize(
    ("targets", "arrays", "after"),
    [
        (
            "filters, biases",
            ("depthwise_kernel", "pointwise_kernel", "bias"),
            "filters, *_, biases = layer.get_weights()",
        ),
        ("w, b", ("gamma", "beta", "moving_mean", "moving_variance"), "w, b = layer.get_weights()[:2]"),
        ("kernel, recurrent", ("kernel", "recurrent_kernel", "bias"), "kernel, recurrent = layer.get_weights()[:2]"),
        ("q, k, v, o", ("kernel", "bias") * 4, ""),  # four kernels were meant
    ],
)
def test_of_more_arrays_those_that_were_meant(targets: str, arrays: tuple[str, ...], after: str) -> None:
    part = layer("layer", "Layer", True, [[name, [8]] for name in arrays])
    source = f"{targets} = layer.get_weights()"
    found = look("weights-unpacking", failure("ValueError", MANY.format(targets.count(",") + 1), source, part))
    assert found is not None
    assert (found.fix.after if found.fix else "") == after


@pytest.mark.parametrize(
    ("source", "arrays", "named"),
    [
        ("bias = layer.get_weights()[1]", ("kernel",), True),
        ("plt.plot(layer.weights[2].numpy())", ("kernel", "bias"), True),
        ("bias = layer.get_weights()[-2]", ("kernel",), True),
        ("bias = layer.get_weights()[1]", (), False),  # nothing at all: another cause
        ("bias = layer.get_weights()[1][names[3]]", ("kernel", "bias"), False),
        ("bias = layer.get_weights()[n]", ("kernel",), False),
    ],
)
def test_an_entry_that_is_not_there(source: str, arrays: tuple[str, ...], named: bool) -> None:
    part = layer("layer", "Conv2D", True, [[name, [8]] for name in arrays], use_bias=False)
    found = look("weights-unpacking", failure("IndexError", "list index out of range", source, part))
    assert (found is not None) == named
    assert found is None or "there is no entry" in found.message
