"""What the words around a picture, the pictures beside it and what Keras handed out say of its shape."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Call, Derivation, Panel, Provenance, Run, Value
from kerascope.findings import Finding

Y, X = np.mgrid[:16, :16]
RELIEF = np.exp(-((Y - 4.0) ** 2 + (X - 11.0) ** 2) / 20) + 0.3 * (Y > 12)
PROFILE = np.exp(-(((np.arange(256) - 90.0) / 40) ** 2))


def look(cause: str, evidence: object, run: Run) -> list[Finding]:
    return list(all_causes()[cause].look(evidence, run))  # type: ignore[arg-type]


# -- one row under the words of a plane ---------------------------------------------------------------------------


def strip(values: np.ndarray, axes: Panel, *, final: bool = True, via: str = "seaborn") -> list[Finding]:
    made = Provenance("output", ("batch", "unit"), layer="out", layer_class="Dense", final=final, given_shape=(1, 3))
    data = argument("C", values, "depths", provenance=made, axes=("batch", "unit"))
    one = call("pcolormesh" if via else "imshow", "mesh" if via else "image", data, via=via)
    return look("flattened-image", one, run_with(one, panels=[axes]))


@pytest.mark.parametrize(
    ("across", "upwards"), [("x", "y"), ("x [km]", "y [km]"), ("column", "row"), ("Longitude", "latitude"), ("", "")]
)
def test_a_row_under_the_words_of_a_plane(across: str, upwards: str) -> None:
    assert len(strip(RELIEF.reshape(1, -1), panel(xlabel=across, ylabel=upwards))) == 1


@pytest.mark.parametrize(
    ("across", "upwards"), [("unit", "sample"), ("x", "t"), ("x", ""), ("wavelength", "y"), ("y", "x"), ("column", "y")]
)
def test_a_row_under_other_words(across: str, upwards: str) -> None:
    assert strip(RELIEF.reshape(1, -1), panel(xlabel=across, ylabel=upwards)) == []


def test_rows_under_the_words_of_a_plane_that_are_no_picture() -> None:
    labels = panel(xlabel="x", ylabel="y")
    assert strip(PROFILE[None], labels) == []
    assert strip(RELIEF.reshape(1, -1), labels, final=False) == []
    assert strip(np.stack([RELIEF.ravel()] * 9), panel(xlabel="columns", ylabel="rows")) == []


# -- painted from a table of places --------------------------------------------------------------------------------


def painting(
    drawn: np.ndarray, taught: np.ndarray, *, given: int = 2, expression: str = "canvas", text: str = ""
) -> list[Finding]:
    side = drawn.shape[0]
    made = Provenance("output", ("batch", "unit"), layer_class="Dense", final=True, given_shape=(side * side, given))
    colours = drawn.shape[2:] or (1,)
    root = Derivation("out", (side * side, *colours), (None, None), (), None, ("reshape",), provenance=made)
    step = Assignment("canvas", f"canvas = {text}", 3, text or "net.predict(places).reshape(16, 16)")
    left = call("imshow", "image", argument("X", taught, "scan"), number=0)
    data = argument("X", drawn, expression, derivation=root, axes=None, lineage=(step,))
    right = call("imshow", "image", data, number=1, panel=2)
    source = "import numpy as np\ngx, gy = np.meshgrid(a, a, indexing='ij')\n"
    run = run_with(left, right, panels=[panel(1), panel(2)], sources={"script.py": source})
    assert look("swapped-image-axes", left, run) == []
    return look("swapped-image-axes", right, run)


def noisy(picture: np.ndarray) -> np.ndarray:
    return picture + np.random.default_rng(0).normal(0, 0.05, picture.shape)


def test_a_painting_mirrored_beside_what_it_was_taught_from() -> None:
    (finding,) = painting(noisy(RELIEF.T), RELIEF)
    assert finding.severity == "error"
    assert "(16, 16)" in finding.message
    assert "mirrored along the diagonal" in finding.message
    assert "Line 2" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == "canvas.T"


def test_a_painting_in_colours_mirrored() -> None:
    colours = np.stack([RELIEF, RELIEF / 2, 1 - RELIEF / 3], -1)
    (finding,) = painting(noisy(colours.transpose(1, 0, 2)), colours)
    assert finding.fix is not None
    assert finding.fix.after == "canvas.transpose(1, 0, 2)"


@pytest.mark.parametrize(
    ("drawn", "taught", "more"),
    [
        (noisy(RELIEF), RELIEF, {}),
        (RELIEF.T, RELIEF, {}),
        (noisy(RELIEF.T), RELIEF, {"given": 8}),
        (noisy(RELIEF.T), RELIEF, {"text": "net.predict(places).reshape(16, 16).T"}),
        (noisy((RELIEF + RELIEF.T).T), RELIEF + RELIEF.T, {}),
        (np.random.default_rng(1).random((16, 16)), RELIEF, {}),
    ],
    ids=["upright", "the same, turned", "rows of features", "turned on purpose", "symmetric", "untaught"],
)
def test_paintings_that_say_nothing(drawn: np.ndarray, taught: np.ndarray, more: dict[str, object]) -> None:
    assert painting(drawn, taught, **more) == []  # type: ignore[arg-type]


# -- cut from what no name holds any more --------------------------------------------------------------------------


def cut(waves: np.ndarray, made: np.ndarray, step: str) -> list[Finding]:
    handed = Value("output", "ndarray", "numpy", argument("X", waves).facts, values=waves)
    facts = argument("X", made).facts
    near = (Value("parts", "ndarray", "numpy", facts, about={"reshaped_from": handed}, values=made),)
    lineage = (
        Assignment("parts", "parts = cut(net.predict(x)[0])", 9, "cut(net.predict(x)[0])"),
        Assignment("cut()", f"return {step}", 4, step),
    )
    data = argument("X", made[0], "parts[0]", near=near, lineage=lineage)
    one: Call = call("imshow", "image", data)
    one = replace(one, place=replace(one.place, line=12))
    return look("scrambled-reshape", one, run_with(one, panels=[panel()]))


def test_a_reshape_of_what_only_keras_handed_out() -> None:
    t, f = np.mgrid[:30, :36]
    waves = np.sin(t / 4 + f / 3)
    found = cut(waves, waves.reshape(3, 30, 12), "rows.reshape(3, 30, 12)")
    assert len(found) == 1
    assert "(30, 36)" in found[0].message
    assert "transpose(1, 0, 2)" in found[0].message


def test_a_reshape_of_noise_or_along_one_axis_is_let_be() -> None:
    noise = np.random.default_rng(0).random((30, 36))
    assert cut(noise, noise.reshape(3, 30, 12), "rows.reshape(3, 30, 12)") == []
    t, f = np.mgrid[:30, :36]
    waves = np.sin(t / 4 + f / 3)
    assert cut(waves, waves.reshape(3, 10, 36), "rows.reshape(3, 10, 36)") == []


@pytest.mark.parametrize(
    ("axes", "depth", "named"),
    [
        (("depth", "height", "width"), 3, 1),
        (("height", "width", "time"), 4, 1),
        (("height", "width", "channel"), 3, 0),
        (None, 3, 0),
    ],
)
def test_slices_read_as_colours(axes: tuple[str, ...] | None, depth: int, named: int) -> None:
    one = call("imshow", "image", argument("X", np.random.default_rng(0).random((9, 9, depth)), "scan", axes=axes))
    found = look("volume-as-image", one, run_with(one))
    assert [f.fix.after for f in found if f.fix] == [f"scan[:, :, {depth // 2}]"] * named


@pytest.mark.parametrize(
    ("index", "axes", "after"),
    [
        ((0, None, None, "k"), ("batch", "channel", "height", "width"), "maps[0, k]"),
        ((0, None, None, "k"), ("batch", "height", "width", "channel"), None),
        ((0, "k", None, None), ("batch", "channel", "height", "width"), None),
    ],
)
def test_pieces_side_by_side_with_the_channel_along_one_side(
    index: tuple[int | str | None, ...], axes: tuple[str, ...], after: str | None
) -> None:
    maps = np.random.default_rng(0).random((1, 6, 12, 12))
    pieces = [maps[tuple(slice(None) if i is None else k if i == "k" else i for i in index)] for k in range(4)]  # type: ignore[misc]
    text = "maps[" + ", ".join(":" if i is None else str(i) for i in index) + "]"
    made = f"np.hstack([{text} for k in range(4)])"
    near = (Value("maps", "ndarray", "numpy", provenance=Provenance("output", axes, layer="c"), values=maps),)
    step = Assignment("strip", f"strip = {made}", 1, made)
    one = call("imshow", "image", argument("X", np.hstack(pieces), "strip", near=near, lineage=(step,)), line=2)
    found = look("channels-first", one, run_with(one, sources={"script.py": f"strip = {made}\nplt.imshow(strip)\n"}))
    assert [f.fix.after for f in found if f.fix] == ([after] if after else [])
    assert len(found) == bool(after)
