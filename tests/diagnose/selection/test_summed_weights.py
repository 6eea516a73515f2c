"""Charts of what the rows of a layer's weights come to, and entries under their own names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with, weights

from kerascope.diagnose import all_causes
from kerascope.diagnose.arrays.summed import summed_up
from kerascope.evidence import Assignment, Value
from kerascope.findings import Finding

SIBLINGS = ("kernel (5, 15)", "recurrent_kernel (5, 15)", "bias (15,)")
rng = np.random.default_rng(0)
ENTRIES = tuple(
    Value(
        s.split(" ")[0], "ndarray", provenance=weights(s.split(" ")[0], "GRU", n, SIBLINGS), values=rng.normal(size=f)
    )
    for n, (s, f) in enumerate(zip(SIBLINGS, [(5, 15), (5, 15), (15,)], strict=True))
)
KERNEL, RECURRENT, BIAS = (e.values for e in ENTRIES)


def said(values: Any, title: str, source: str = "plt.bar(names, s)") -> list[Finding]:
    one = call("bar", "bar", argument("height", values, "s"), source=source)
    run = run_with(one, panels=[panel(title=title)], weights=ENTRIES, sources={"script.py": source})
    return list(all_causes()["bias-not-kernel"].look(one, run))


@pytest.mark.parametrize(
    "values",
    [
        abs(RECURRENT).mean(axis=1),
        np.sort(np.linalg.norm(RECURRENT, axis=1)) / 7,
        abs(RECURRENT[:, :5]).sum(axis=1),
        (RECURRENT**2).max(axis=1),
    ],
)
def test_the_recurrent_kernel_for_the_input_s(values: Any) -> None:
    assert [f.evidence["weight"] for f in said(values, "mean |weight| of each input")] == ["recurrent_kernel"]


def test_an_entry_counted_from_the_end() -> None:
    found = said(abs(RECURRENT).mean(axis=1), "input weights", "plt.bar(names, abs(layer.get_weights()[-2]).mean(1))")
    assert found[0].fix is not None
    assert found[0].fix.after == "layer.get_weights()[0]"
    assert "-2" in found[0].message


@pytest.mark.parametrize(
    ("values", "title"),
    [
        (abs(KERNEL).mean(axis=1), "mean |weight| of each input"),
        (abs(RECURRENT).mean(axis=1), "mean recurrent weight"),
        (abs(RECURRENT).mean(axis=1), "mean weight between units"),
        (abs(BIAS), "bias weights"),
        (abs(KERNEL + RECURRENT).mean(axis=1), "input weights"),
        (rng.random(5), "input weights"),
    ],
)
def test_what_it_is_called_or_nothing_that_is_known(values: Any, title: str) -> None:
    assert said(values, title) == []


def test_two_entries_that_would_do_say_nothing() -> None:
    twice = Value("again", "ndarray", provenance=weights("bias", "GRU", 2, SIBLINGS), values=RECURRENT[:, ::-1])
    assert summed_up(abs(RECURRENT).mean(axis=1), (*ENTRIES, twice)) is None


@pytest.mark.parametrize(("title", "named"), [("weights of the hidden layer", 1), ("thresholds", 0), ("biases", 0)])
def test_a_bias_by_its_words(title: str, named: int) -> None:
    made = weights("bias", "Dense", 1, ("kernel (3, 6)", "bias (6,)"))
    derivation = root("w", (6,), ("unit",), (None,), provenance=made)
    one = call("bar", "bar", argument("height", rng.random(6), "w", derivation=derivation))
    found = all_causes()["bias-not-kernel"].look(one, run_with(one, panels=[panel(title=title)]))
    assert len(list(found)) == named


def test_a_line_that_draws_every_entry() -> None:
    calls = []
    for n, (name, shape) in enumerate([("kernel", (3, 6)), ("bias", (6,))]):
        made = weights(name, "Dense", n, ("kernel (3, 6)", "bias (6,)"))
        derivation = root("w", shape, ("a", "b")[: len(shape)], (None,) * len(shape), provenance=made)
        calls.append(call("hist", "hist", argument("x", rng.random(shape), "w", derivation=derivation), number=n))
    run = run_with(*calls, panels=[panel(title="weights of the layer")])
    assert [f for c in calls for f in all_causes()["bias-not-kernel"].look(c, run)] == []


def flat(values: Any, title: str, made: str, zeros: tuple[Value, ...]) -> int:
    data = argument("x", values, "spread")
    lineage = (Assignment("spread", f"spread = {made}", 1, made),)
    one = call("hist", "hist", replace(data, lineage=lineage), line=2, source="plt.hist(spread)")
    run = run_with(one, panels=[panel(title=title)], weights=zeros, sources={"script.py": f"spread = {made}\n"})
    return len(list(all_causes()["bias-not-kernel"].look(one, run)))


def test_a_bias_that_was_never_trained() -> None:
    """A copy of zeros tells nothing by its numbers: all entries of its size that are zeros are biases."""
    names = ("kernel (3, 16)", "bias (16,)")
    layers = [weights(n.split(" ")[0], "Dense", k, names) for k, n in enumerate(names)]
    kernel = Value("", "ndarray", provenance=layers[0], values=rng.normal(size=(3, 16)))
    bias = Value("", "ndarray", provenance=layers[1], values=np.zeros(16))
    other = Value("", "ndarray", provenance=replace(layers[1], layer="another"), values=np.zeros(16))
    kin = Value("", "ndarray", provenance=layers[0], values=np.zeros((4, 4)))
    take = "layer.get_weights()[1].flatten()"
    assert flat(np.zeros(16), "weights of a_layer", take, (kernel, bias)) == 1
    assert flat(np.zeros(16), "weights of a_layer", take, (kernel, bias, other)) == 1
    assert flat(np.zeros(16), "weights", take, (kernel, bias, other)) == 0  # of which layer?
    assert flat(np.zeros(16), "weights of a_layer", take, (kernel, bias, kin)) == 0  # a kernel of zeros
    assert flat(np.zeros(16), "biases of a_layer", take, (kernel, bias)) == 0
    assert flat(np.zeros(16), "weights of a_layer", "np.zeros(16)", (kernel, bias)) == 0


OFFSETS = np.zeros(6, "float32")
LAYER = ("kernel (3, 3, 1, 6)", "bias (6,)")
OF_LAYER = (Value("bias of c", "ndarray", provenance=weights("bias", "Conv2D", 1, LAYER), values=OFFSETS),)
TAKEN = Assignment("bank", "bank = np.moveaxis(layer.weights[1].numpy(), -1, 0)", 1, "np.moveaxis(layer.weights[1])")


@pytest.mark.parametrize(
    ("expression", "lineage", "near", "exception", "named"),
    [
        ("one", (Assignment("one", "for one in bank", 2, "bank"), TAKEN), OFFSETS, "TypeError: Invalid shape ()", 1),
        ("bank[k]", (TAKEN,), OFFSETS, "TypeError: Invalid shape ()", 1),
        ("layer.get_weights()[1][0]", (), None, "ValueError: rank 3", 1),
        ("bank[k]", (TAKEN,), OFFSETS + 1, "TypeError: Invalid shape ()", 0),  # the numbers of no entry
        ("losses[k]", (), OFFSETS, "TypeError: Invalid shape ()", 0),  # no weights are taken by the code
        ("bank[k]", (TAKEN,), OFFSETS, "", 0),
    ],
)
def test_a_picture_of_one_number_of_a_bias(
    expression: str, lineage: Any, near: Any, exception: str, named: int
) -> None:
    arrays = () if near is None else (Value("bank", "ndarray", values=near),)
    data = argument("X", OFFSETS[0] if near is None else near[0], expression, lineage=lineage, near=arrays)
    one = call("imshow", "image", data, exception=exception)
    found = list(all_causes()["bias-not-kernel"].look(one, run_with(one, weights=OF_LAYER)))
    assert [f.evidence["kernel"] for f in found] == [[0, "kernel (3, 3, 1, 6)"]] * named


FLAT = ("kernel (8, 10)", "bias (10,)", "gamma (10,)", "beta (10,)", "moving_variance (10,)", "kernel (10, 4)")
STARTS = (rng.random((8, 10)), np.zeros(10), np.ones(10), np.zeros(10), np.ones(10), rng.random((10, 4)))
OF_MODEL = tuple(
    Value(s, "ndarray", provenance=weights(s.split(" ")[0], "Dense", n, FLAT), values=v)
    for n, (s, v) in enumerate(zip(FLAT, STARTS, strict=True))
)


@pytest.mark.parametrize(
    ("values", "expression", "named"),
    [
        (np.ones(10), "abs(w[2])", ["gamma"]),
        (np.ones((1, 10)), "np.atleast_2d(w[2] * 1.0)", ["gamma"]),
        (np.ones(10), "abs(w[k])", []),  # gamma or the moving variance: nothing tells which
        (np.ones((2, 5)), "abs(w[2]).reshape(2, 5)", []),
    ],
)
def test_of_entries_that_are_alike_the_index_tells(values: Any, expression: str, named: list[str]) -> None:
    taken = (Assignment("w", "w = model.get_weights()", 1, "model.get_weights()"),)
    one = call("bar", "bar", argument("height", values, expression, lineage=taken))
    run = run_with(one, panels=[panel(title="mean |weight| of each unit")], weights=OF_MODEL)
    assert [f.evidence["weight"] for f in all_causes()["bias-not-kernel"].look(one, run)] == named


@pytest.mark.parametrize(
    ("written", "named"), [("np.savez('w.npz', *net.get_weights())", ["gamma"]), ("np.savez('w.npz', *losses)", [])]
)
def test_an_entry_that_went_through_a_file(written: str, named: list[str]) -> None:
    read = (Assignment("one", "one = file['arr_2']", 3, "file['arr_2']"), Assignment("file", "", 2, "np.load('w.npz')"))
    one = call("bar", "bar", argument("height", np.ones(10), "abs(one)", lineage=read), line=4)
    text = f"{written}\nfile = np.load('w.npz')\none = file['arr_2']\nplt.bar(range(10), abs(one))\n"
    title = "mean |weight| of each unit"
    run = run_with(one, panels=[panel(title=title)], weights=OF_MODEL, sources={"script.py": text})
    assert [f.evidence["weight"] for f in all_causes()["bias-not-kernel"].look(one, run)] == named
