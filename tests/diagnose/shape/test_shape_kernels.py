"""Kernels whose panels and lines are numbered as what the layer gives, in other words than 'filter'."""

from __future__ import annotations

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Derivation, Provenance, Run
from kerascope.findings import Finding

RNG = np.random.default_rng(1)
TURNED = ("kernel_time", "out_channel", "in_channel")
CONV = ("kernel_time", "in_channel", "out_channel")
DEPTHWISE = ("kernel_height", "kernel_width", "in_channel", "multiplier")


def look(run: Run) -> list[Finding]:
    return list(all_causes()["kernel-layout"].look(run.calls[0], run))


def lines(layer: str, kind: str, axes: tuple[str, ...], along: int, label: str, title: str, count: int = 7) -> Run:
    """All positions of one axis of a kernel of 3 outputs and 7 inputs as lines of one panel."""
    shape = tuple({"kernel_time": 9, "out_channel": 3, "in_channel": 7}[a] for a in axes)
    made = Provenance("weights", axes, layer=layer, layer_class=kind, weight="kernel")
    calls = []
    for i in range(count):
        index = tuple(None if a == 0 else i if a == along else 0 for a in range(3))
        taken = Derivation("k", shape, index, (0,), axes, ("index",), provenance=made)
        options = {"label": label.format(i)}
        calls.append(
            call("plot", "line", argument("y", RNG.random(9), "", derivation=taken), number=i, options=options)
        )
    return run_with(*calls, panels=[panel(title=title)])


@pytest.mark.parametrize(
    ("layer", "title", "label"),
    [
        ("up", "what code 0 adds to the 3 voices", "voice {}"),
        ("up", "Three mixed voices", "Voice #{}"),
        ("voices", "the decoder", "voice {}"),
        ("switches", "the decoder", "switch {}"),
    ],
)
def test_inputs_that_are_numbered_as_what_comes_out(layer: str, title: str, label: str) -> None:
    (finding,) = look(lines(layer, "Conv1DTranspose", TURNED, 2, label, title))
    assert "axis 1" in finding.message
    assert "the 7 inputs (axis 2, the input channel)" in finding.message
    assert "the 3 outputs" in finding.message


@pytest.mark.parametrize(
    "run",
    [
        lines("up", "Conv1DTranspose", TURNED, 2, "voice {}", "what the 7 voices add to output 0"),
        lines("up", "Conv1DTranspose", TURNED, 2, "voice {}", "voice by voice"),
        lines("up", "Conv1DTranspose", TURNED, 2, "code {}", "what the codes add to voice 0 of 3 voices"),
        lines("up", "Conv1DTranspose", TURNED, 1, "voice {}", "what code 0 adds to the 3 voices", count=3),
        lines("voices", "Conv1D", CONV, 1, "voice {}", "what filter 0 hears"),
        lines("voices", "Conv1DTranspose", TURNED, 2, "voice {}", "each of 7 voices"),
    ],
    ids=["as many as inputs", "no number", "the codes", "right", "a layer that reads voices", "counted as inputs"],
)
def test_inputs_that_are_called_by_a_name_of_theirs(run: Run) -> None:
    assert look(run) == []


def averaged(kind: str, label: str, title: str, function: str = "plot", reduced: bool = True, count: int = 7) -> Run:
    """Each of the 7 inputs of a kernel of 3 filters: their mean over the filters, or what filter 0 takes of them."""
    axes, shape = (TURNED, (9, 3, 7)) if "Transpose" in kind else (CONV, (9, 7, 3))
    outs, ins = axes.index("out_channel"), axes.index("in_channel")
    made = Provenance("weights", axes, layer="up", layer_class=kind, weight="kernel")
    calls = []
    for i in range(count):
        index = tuple(i if a == ins else 0 if a == outs and not reduced else None for a in range(3))
        steps = ("index", f"mean axis {outs}", "arithmetic") if reduced else ("index",)
        taken = Derivation("k", shape, index, (0,), axes, steps, (outs,) if reduced else (), made, exact=False)
        data = argument("height" if function == "bar" else "y", RNG.random(9), "", derivation=taken)
        kind_of_call = "bar" if function == "bar" else "line"
        calls.append(call(function, kind_of_call, data, number=i, options={"label": label.format(i)}))
    return run_with(*calls, panels=[panel(title=title)])


@pytest.mark.parametrize(
    "run",
    [
        averaged("Conv1DTranspose", "filter {}", "up: mean over the inputs"),
        averaged("Conv1D", "filter {}", "averaged over all 7 input channels"),
        averaged("Conv1DTranspose", "filter {}", "up", "bar", reduced=False),
    ],
    ids=["transposed", "the last axis averaged", "bars"],
)
def test_a_mean_over_the_filters_that_is_called_one_over_the_inputs(run: Run) -> None:
    (finding,) = look(run)
    assert "7 inputs" in finding.message


@pytest.mark.parametrize(
    "run",
    [
        averaged("Conv1DTranspose", "input {}", "mean over the filters"),
        averaged("Conv1DTranspose", "{}", "filters averaged, one line for each input"),
        averaged("Conv1D", "input {}", "up: mean over the filters"),
        averaged("Conv1D", "{}", "mean over the filters, per input"),
        averaged("Conv1DTranspose", "input {}", "filter 0", "bar", reduced=False),
        averaged("Conv1D", "{}", "weights of filter 0, sum over the taps of each input", reduced=False),
    ],
    ids=["labelled inputs", "words", "Conv1D's inputs", "per input", "bars of inputs", "another mean"],
)
def test_means_over_the_filters_that_are_meant(run: Run) -> None:
    assert look(run) == []


@pytest.mark.parametrize(("title", "said"), [("input {} of filter 0", 0), ("filter {}", 7), ("filter {} of up", 7)])
def test_panels_of_one_filter_whose_number_is_that_of_one_input(title: str, said: int) -> None:
    made = Provenance("weights", TURNED, layer="up", layer_class="Conv1DTranspose", weight="kernel")
    calls = []
    for i in range(7):
        taken = Derivation("k", (9, 3, 7), (None, 0, i), (0,), TURNED, ("index",), provenance=made)
        calls.append(call("plot", "line", argument("y", RNG.random(9), "", derivation=taken), number=i, panel=i + 1))
    run = run_with(*calls, panels=[panel(i + 1, title=title.format(i)) for i in range(7)])
    assert sum(len(list(all_causes()["kernel-layout"].look(c, run))) for c in run.calls) == said


def colours(title: str, expression: str = "k[..., m]", multipliers: int = 4, inputs: int = 3) -> Run:
    """A colour picture per multiplier of a depthwise kernel."""
    made = Provenance(
        "weights", DEPTHWISE, layer="d", layer_class="DepthwiseConv2D", weight="kernel", colour_inputs=True
    )
    calls = []
    for m in range(multipliers):
        index = (None, None, None, m)
        taken = Derivation("k", (5, 5, inputs, multipliers), index, (0, 1, 2), DEPTHWISE, ("index",), provenance=made)
        data = argument("X", RNG.random((5, 5, inputs)), expression, derivation=taken)
        calls.append(call("imshow", "image", data, number=m, panel=m + 1))
    return run_with(*calls, panels=[panel(m + 1, title=title.format(m)) for m in range(multipliers)])


@pytest.mark.parametrize(
    ("expression", "after"),
    [("k[..., m]", "k[:, :, 0, m]"), ("(k[:, :, :, m] - a) / b", "(k[:, :, 0, m] - a) / b"), ("scaled(one)", None)],
)
def test_a_depthwise_kernel_in_colours_taken_for_filters(expression: str, after: str | None) -> None:
    (finding,) = look(colours("filter {}", expression))
    assert "3 inputs of 4 multipliers each are 12 filters" in finding.message
    if after is not None:
        assert finding.fix is not None
        assert finding.fix.after == after


@pytest.mark.parametrize("title", ["filter {}", "dw: filter #{}"])
def test_the_one_picture_of_a_depthwise_kernel_numbered_as_a_filter(title: str) -> None:
    (finding,) = look(colours(title, multipliers=1))
    assert "3 inputs of 1 multiplier each are 3 filters" in finding.message


@pytest.mark.parametrize(
    "run",
    [
        colours("multiplier {}"),
        colours("set {}"),
        colours("filter", multipliers=1),
        colours("filter {} in its colours", multipliers=1),
        colours("filter {}: red, green, blue", multipliers=1),
    ],
    ids=["multipliers", "a name of its own", "one picture", "one picture in colours", "colours by name"],
)
def test_colour_pictures_of_a_depthwise_kernel_that_may_be_meant(run: Run) -> None:
    assert look(run) == []
