"""Layers with two kernels: the one drawn where the other one was due, and either one under its own name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with, weights

from kerascope.diagnose import all_causes
from kerascope.evidence import Failure, Value
from kerascope.findings import Finding, Location
from kerascope.watch.values.measure import measure

SEPARABLE = ("depthwise_kernel (5, 5, 4, 1)", "pointwise_kernel (1, 1, 4, 6)", "bias (6,)")
RECURRENT = ("kernel (3, 32)", "recurrent_kernel (8, 32)", "bias (32,)")
SPATIAL = ("kernel_height", "kernel_width")


def said(title: str, *drawn: object) -> list[Finding]:
    weight, shape, axes, index, expression = drawn
    siblings = RECURRENT if weight == "kernel" else SEPARABLE
    position = next(n for n, s in enumerate(siblings) if s.startswith(f"{weight} "))
    made = weights(str(weight), "SeparableConv2D" if siblings is SEPARABLE else "LSTM", position, siblings)
    derivation = root("w", shape, axes, index, provenance=made)  # type: ignore[arg-type]
    values = np.random.default_rng(0).normal(size=shape)  # type: ignore[arg-type]
    values = values[tuple(slice(None) if i is None else i for i in index)]  # type: ignore[attr-defined]
    one = call("imshow", "image", argument("X", values, str(expression), derivation=derivation))
    return list(all_causes()["bias-not-kernel"].look(one, run_with(one, panels=[panel(title=title)])))


MIX = ("pointwise_kernel", (1, 1, 4, 6), (*SPATIAL, "in_channel", "out_channel"))
DEEP = ("depthwise_kernel", (5, 5, 4, 1), (*SPATIAL, "in_channel", "multiplier"))
INPUT = ("kernel", (3, 32), ("in_channel", "gate_unit"))


@pytest.mark.parametrize(
    ("title", "drawn", "entry"),
    [
        ("filter on channel 0", (*MIX, (None, None, 0, 0), "k[:, :, 0, 0]"), 0),
        ("depthwise kernels", (*MIX, (0, 0, None, None), "k[0, 0]"), 0),
        ("", (*MIX, (0, 0, None, None), "spatial[0, 0]"), 0),
        ("pointwise weights", (*DEEP, (None, None, 0, 0), "k[:, :, 0, 0]"), 1),
        ("recurrent weights of the cell", (*INPUT, (None, None), "w"), 1),
    ],
)
def test_the_other_kernel_was_due(title: str, drawn: tuple[object, ...], entry: int) -> None:
    found = said(title, *drawn)
    assert [f.evidence["kernel"][0] for f in found] == [entry]


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("pointwise kernel", (*MIX, (0, 0, None, None), "k[0, 0]")),
        ("how the channels are mixed", (*MIX, (None, None, 0, 0), "k[:, :, 0, 0]")),
        ("pointwise kernel after the depthwise one", (*MIX, (0, 0, None, None), "k[0, 0]")),
        ("", (*MIX, (0, 0, None, None), "k[0, 0]")),
        ("filter on channel 0", (*DEEP, (None, None, 0, 0), "k[:, :, 0, 0]")),
        ("separable: 5x5, then 1x1", (*DEEP, (None, None, 0, 0), "k[:, :, 0, 0]")),
        ("input weights of the recurrent layer", (*INPUT, (None, None), "w")),
        ("kernel of the recurrent layer", (*INPUT, (None, None), "w")),
    ],
)
def test_a_kernel_under_its_own_name(title: str, drawn: tuple[object, ...]) -> None:
    assert said(title, *drawn) == []


FLAT = ("kernel (4, 6)", "bias (6,)", "gamma (6,)", "beta (6,)", "kernel (6, 2)", "bias (2,)")
SHAPES = ((4, 6), (6,), (6,), (6,), (6, 2), (2,))


def in_turn(places: tuple[int, ...], title: str, expression: str = "w", spoilt: bool = False) -> list[int]:
    """What is said of copies of entries, each with two axes, that one line draws one after the other."""
    rng = np.random.default_rng(5)
    entries = [
        Value("w", "ndarray", provenance=weights(s.split(" ")[0], "Any", n, FLAT), values=rng.random(shape))
        for n, (s, shape) in enumerate(zip(FLAT, SHAPES, strict=True))
    ]
    shown = [np.atleast_2d(entries[n].values) * (1.5 if spoilt else 1) for n in places]
    drawn = [call("pcolormesh", "mesh", argument("C", s, expression), number=k, panel=k) for k, s in enumerate(shown)]
    run = run_with(*drawn, panels=[panel(k, title=title) for k in range(len(drawn))], weights=tuple(entries))
    rule = all_causes()["bias-not-kernel"]
    return [n for n, one in zip(places, drawn, strict=True) if list(rule.look(one, run))]


def test_every_second_entry_of_a_flat_list() -> None:
    assert in_turn((0, 2, 4), "kernels") == [2]
    assert in_turn((0, 2), "", "kernel") == [2]
    assert in_turn((0, 4), "kernels") == []


@pytest.mark.parametrize(
    "drawn",
    [
        ((0, 1, 2, 3, 4, 5), "weights"),
        ((0, 1), "weights of the first layer"),
        ((2,), "gamma of the norm"),
        ((2,), "", "w"),
        ((0, 2), "kernels", "gamma"),
        ((0, 2, 4), "kernels", "w", True),
    ],
)
def test_entries_that_are_meant(drawn: tuple[tuple[int, ...], str]) -> None:
    assert in_turn(*drawn) == []


STARTS = (None, np.zeros(6), np.ones(6), np.zeros(6), None, np.zeros(2))


def untrained(places: tuple[int, ...], title: str, expression: str, *, own: bool = True) -> list[int]:
    """What is said of copies of entries that are one number each: only the name that the loop binds tells them apart.

    own : what the name holds is an entry that `get_weights` gave, and not made by the code
    """
    rng = np.random.default_rng(6)
    entries = [
        Value(
            "w",
            "ndarray",
            provenance=weights(s.split(" ")[0], "Any", n, FLAT),
            values=rng.random(shape) if start is None else start,
        )
        for n, (s, shape, start) in enumerate(zip(FLAT, SHAPES, STARTS, strict=True))
    ]
    given = entries if own else [replace(e, provenance=None) for e in entries]
    drawn = [
        call("hist", "hist", argument("x", entries[n].values.ravel(), expression, near=(given[n],)), number=k, panel=k)
        for k, n in enumerate(places)
    ]
    run = run_with(*drawn, panels=[panel(k, title=title) for k in range(len(drawn))], weights=tuple(entries))
    rule = all_causes()["bias-not-kernel"]
    return [n for n, one in zip(places, drawn, strict=True) if list(rule.look(one, run))]


def test_every_second_entry_before_any_training() -> None:
    assert untrained((0, 2, 4), "kernel", "w.flatten()") == [2]
    assert untrained((0, 3), "weights of fc2", "np.ravel(w)") == [3]


@pytest.mark.parametrize(
    "drawn",
    [
        ((0, 1, 2, 3, 4, 5), "weights", "w.flatten()"),
        ((0, 4), "kernel", "w.flatten()"),
        ((2,), "gamma of the norm", "w.flatten()"),
        ((2,), "start of training", "w.flatten()"),
        ((2,), "kernel", "other.flatten()"),
    ],
    ids=["every entry", "kernels", "by its name", "no promise", "another array"],
)
def test_untrained_entries_that_are_meant(drawn: tuple[tuple[int, ...], str, str]) -> None:
    assert untrained(*drawn) == []


def test_numbers_that_the_code_made() -> None:
    assert untrained((2,), "kernel", "w.flatten()", own=False) == []


CONV = ("kernel (3, 3, 3, 6)", "bias (6,)")
BIASES = Value("bias of c", "ndarray", provenance=weights("bias", "Conv2D", 1, CONV), values=np.zeros(6, "float32"))
KERNEL = Value("kernel of c", "ndarray", provenance=weights("kernel", "Conv2D", 0, CONV), values=np.ones((3, 3, 3, 6)))


def indexed(code: str, size: int = 6) -> list[Finding]:
    """What is said of `k[:, :, 0, 0]`, where `k` was computed and is an array of its own."""
    facts = measure(np.zeros(size, "float32"))
    text = f"{code}\nplt.imshow(k[:, :, 0, 0])\n"
    line = text.count("\n")
    place = Location("script.py", None, line, line, 0, None, "plt.imshow(k[:, :, 0, 0])", "k[:, :, 0, 0]")
    wrong = Failure("IndexError", "too many indices for array", place, (Value("k", "ndarray", "numpy", facts),))
    run = run_with(failure=wrong, weights=(KERNEL, BIASES), sources={"script.py": text})
    return list(all_causes()["bias-not-kernel"].look(wrong, run))


def test_a_bias_indexed_after_arithmetic() -> None:
    (found,) = indexed("b, k = layer.get_weights()\nk = (k - k.min()) / (k.max() - k.min() + 1e-8)")
    assert found.evidence["kernel"] == [0, "kernel (3, 3, 3, 6)"]
    assert "`k` is made of what is the bias" in found.message
    assert indexed("w = layer.get_weights()\nk = w[-1] * 255")


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("k, b = layer.get_weights()\nk = k.mean(axis=(0, 1, 2))", 6),
        ("b, k = layer.get_weights()\nk = k[:4] / 2", 4),
        ("b, k = layer.get_weights()\nk = image.mean(axis=(0, 1))", 6),
    ],
    ids=["of the kernel", "a part", "something else"],
)
def test_other_vectors_indexed_as_kernels(code: str, size: int) -> None:
    assert indexed(code, size) == []


SENSORS = ("flow", "rpm", "temperature")


def between(kind: str = "image", order: tuple[int, int] = (0, 1), bar: str = "", **words: object) -> list[str]:
    """What is said of a recurrent kernel of 8 units, fed by 3 inputs, in a figure that may have a colour bar."""
    made = weights("recurrent_kernel", "LSTM", 1, RECURRENT)
    derivation = replace(
        root("w", (8, 32), ("unit", "gate_unit"), (None, None), provenance=made),
        order=order,
    )
    values = np.random.default_rng(1).normal(size=(8, 32)).transpose(order)
    one = call("imshow", kind, argument("X" if kind == "image" else "C", values, "w", derivation=derivation))
    panels = [panel(has_colorbar=bool(bar), **words), *([panel(2, colorbar=True, ylabel=bar)] if bar else [])]
    found = all_causes()["bias-not-kernel"].look(one, run_with(one, panels=panels))
    return [f.message for f in found]


def at(*places: float, names: tuple[str, ...] = SENSORS) -> tuple[tuple[float, str], ...]:
    return tuple(zip(places, names, strict=True))


@pytest.mark.parametrize(
    "drawn",
    [
        {"ynames": at(0, 1, 2)},
        {"ynames": at(0, 1, 2), "xlabel": "hidden unit and gate"},
        {"kind": "mesh", "ynames": at(0.5, 1.5, 2.5)},
        {"order": (1, 0), "xnames": at(0, 1, 2)},
        {"bar": "input weight", "xlabel": "gate unit"},
        {"bar": "weight of the sensor"},
    ],
)
def test_a_recurrent_kernel_under_the_names_of_the_inputs(drawn: dict[str, object]) -> None:
    (message,) = between(**drawn)  # type: ignore[arg-type]
    assert "kernel (3, 32)" in message
    assert ("name 3 inputs: flow, rpm, temperature" in message) == ("bar" not in drawn)


@pytest.mark.parametrize(
    "drawn",
    [
        {"ynames": at(0, 4, 7)},
        {"ynames": at(0, 1, 2), "title": "recurrent weights"},
        {"xnames": at(0, 1, 2)},
        {"ynames": at(0, 1, names=("old", "new"))},
        {"ynames": at(*range(8), names=tuple("abcdefgh"))},
        {"bar": "kernel value"},
        {"bar": "recurrent weight", "title": "kernel"},
        {"bar": "weight", "xlabel": "gate unit"},
    ],
)
def test_a_recurrent_kernel_between_its_units(drawn: dict[str, object]) -> None:
    assert between(**drawn) == []  # type: ignore[arg-type]


def test_a_bias_that_the_colour_bar_names() -> None:
    made = weights("bias", "Dense", 1, ("kernel (4, 6)", "bias (6,)"))
    derivation = root("b", (1, 6), ("row", "unit"), (None, None), provenance=made)
    one = call("imshow", "image", argument("X", np.ones((1, 6)), "b[None]", derivation=derivation))
    rule = all_causes()["bias-not-kernel"]
    for bar, count in (("bias", 0), ("value", 1)):
        panels = [panel(has_colorbar=True), panel(2, colorbar=True, ylabel=bar)]
        assert len(list(rule.look(one, run_with(one, panels=panels)))) == count
