"""Reshapes that only their text still tells of, and rows of values cut in the other order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with
from tests.diagnose.scripts import checked, said

from kerascope.diagnose import all_causes
from kerascope.evidence import Argument, Assignment, Call, Provenance, Value
from kerascope.findings import Finding

RNG = np.random.default_rng(3)
T = np.linspace(0, 5, 60)


def scrambled(one: Call) -> list[Finding]:
    return list(all_causes()["scrambled-reshape"].look(one, run_with(one, panels=[panel()])))


def held(**arrays: np.ndarray) -> tuple[Value, ...]:
    return tuple(Value(n, "ndarray", "numpy", facts=argument(n, v).facts, values=v) for n, v in arrays.items())


# -- pictures that a name no longer holds -----------------------------------------------------------------------------


def mosaic(cut: str, lengths: str = "6, 9, 9") -> Call:
    """Six waves (9, 9), kept with the wave last, cut into pictures, framed under the same name, and put in two rows."""
    y, x = np.mgrid[:9, :9] / 3
    waves = np.stack([np.cos(x * np.cos(a) + y * np.sin(a)) for a in np.arange(6) / 2], axis=-1)
    right = ".transpose" in cut
    tiles = np.pad(waves.transpose(2, 0, 1) if right else waves.reshape(6, 9, 9), ((0, 0), (1, 1), (1, 1)))
    whole = np.vstack([np.hstack(tiles[:3]), np.hstack(tiles[3:])])
    made = [
        Assignment("whole", "whole = np.vstack(…)", 5, "np.vstack([np.hstack(tiles[:3]), np.hstack(tiles[3:])])"),
        Assignment("tiles", "tiles = np.pad(…)", 4, "np.pad(tiles, ((0, 0), (1, 1), (1, 1)))"),
        Assignment("tiles", f"tiles = {cut}", 3, cut),
        Assignment("n", "h, w, n = waves.shape", 2, "waves.shape"),
        Assignment("side", "side = 3 * 3", 1, "3 * 3"),
    ]
    near = held(waves=waves, tiles=tiles, whole=whole)
    return call("imshow", "image", argument("X", whole, "whole", lineage=tuple(made), near=near), line=6)


@pytest.mark.parametrize(
    "cut",
    [
        "waves.reshape(6, 9, 9)",
        "np.reshape(waves, (6, 9, 9))",
        "waves.reshape(n, side, -1)",
        "waves.reshape(waves.shape[-1], *waves.shape[:2])",
        "waves.transpose(2, 0, 1)",
    ],
)
def test_tiles_that_were_framed_under_the_name_of_the_reshape(cut: str) -> None:
    findings = scrambled(mosaic(cut))
    named = "transpose" not in cut and "*" not in cut  # what can't be read back is not guessed
    assert [f.fix.after for f in findings if f.fix] == (["waves.transpose(2, 0, 1)"] if named else [])


def test_tiles_of_which_none_was_drawn() -> None:
    one = mosaic("waves.reshape(6, 9, 9)")
    (data,) = one.arguments
    other = argument("X", RNG.random(data.facts.shape), "whole", lineage=data.lineage, near=data.near)
    assert scrambled(call("imshow", "image", other, line=6)) == []


# -- a Dense kernel's pictures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("laid", "named"), [((6, 5, 5), True), ((5, 5, 6), False), ((5, 6, 5), False)])
def test_pictures_of_the_units_of_a_dense_kernel(laid: tuple[int, ...], named: bool) -> None:
    maker = Provenance("weights", ("feature", "unit"), layer="d", layer_class="Dense", weight="kernel")
    kernel = RNG.normal(size=(25, 6))
    (source,) = held(W=kernel)
    near = (Value("W", "ndarray", "numpy", source.facts, maker, values=kernel), *held(faces=kernel.reshape(laid)))
    lineage = (Assignment("faces", f"faces = W.reshape{laid}", 1, f"W.reshape{laid}"),)
    data = argument("X", kernel.reshape(laid)[0], "faces[0]", lineage=lineage, near=near)
    found = scrambled(call("imshow", "image", data, line=2))
    assert [f.fix.after for f in found if f.fix] == (["W.transpose(1, 0).reshape(6, 5, 5)"] if named else [])


# -- rows -------------------------------------------------------------------------------------------------------------


def path(row: np.ndarray, cut: str, made: np.ndarray, **near: np.ndarray) -> Call:
    """`plot` of the two columns of one row of several, over which a loop ran: its name holds another row by now."""
    rows = np.stack([row, row[::-1]])
    lineage = (
        Assignment("way", f"way = {cut}", 2, cut),
        Assignment("steps", "steps = 60", 1, "60"),
    )

    def column(name: str, n: int) -> Argument:
        strided = "steps, 2" in cut
        taken = (0, (n, rows.shape[1], 2) if strided else (n * 60, n * 60 + 60, 1))
        came = root("rows", rows.shape, ("batch", "unit"), taken)
        text, around = f"way[:, {n}]", held(rows=rows, **near)
        return argument(name, made[:, n], text, lineage=lineage, near=around, derivation=came, axes=None)

    return call("plot", "line", column("x", 0), column("y", 1), line=3)


EAST_NORTH = np.concatenate([T * T, 3 - np.sin(T)])
POINTS = np.stack([T * T, 3 - np.sin(T)], axis=1).ravel()


def test_a_path_whose_row_holds_one_coordinate_after_the_other() -> None:
    (finding,) = scrambled(path(EAST_NORTH, "rows[k].reshape(steps, 2)", EAST_NORTH.reshape(60, 2)))
    assert "60 values of the first column, then 60 of the next" in finding.message
    assert finding.fix is not None
    assert finding.fix.after == "rows[k].reshape(2, 60).transpose(1, 0)"


def test_the_array_that_says_the_order_is_named() -> None:
    asked = path(EAST_NORTH, "rows[k].reshape(steps, 2)", EAST_NORTH.reshape(60, 2), flights=RNG.random((9, 2, 60)))
    assert "`flights` (9, 2, 60)" in scrambled(asked)[0].message


def test_a_path_whose_row_holds_point_after_point() -> None:
    (finding,) = scrambled(path(POINTS, "rows[k].reshape(2, steps).T", POINTS.reshape(2, 60).T))
    assert "2 values of the first point" in finding.message


@pytest.mark.parametrize(
    ("row", "cut"),
    [
        (EAST_NORTH, "rows[k].reshape(2, steps).T"),
        (POINTS, "rows[k].reshape(steps, 2)"),
        (RNG.normal(size=120), "rows[k].reshape(steps, 2)"),
        (RNG.normal(size=120), "rows[k].reshape(2, steps).T"),
        (np.repeat(RNG.normal(size=60), 2) + RNG.normal(0, 0.1, 120), "rows[k].reshape(steps, 2)"),
    ],
    ids=["moved", "points", "noise in points", "noise in columns", "points near the diagonal"],
)
def test_paths_that_are_cut_as_they_lie(row: np.ndarray, cut: str) -> None:
    made = row.reshape(2, 60).T if ".T" in cut else row.reshape(60, 2)
    assert scrambled(path(row, cut, made)) == []


WINDOWS = "t = np.linspace(0, 6, 90)\nrows = np.stack([np.concatenate([{}]) for p in rng.random(8)])\n"
SENSORS = "np.sin(t + p), 3 + np.cos(t + p), t"
SERIES = "np.sin(np.linspace(0, 18, 270) + p)"


@pytest.mark.parametrize(
    ("parts", "draw", "lines"),
    [
        (SENSORS, "w = rows.reshape(-1, 90, 3)\nfor c in range(3):\n    plt.plot(w[4, :, c], label=f'{c}')", [3]),
        (SENSORS, "w = rows.reshape(-1, 90, 3)\nplt.plot(w[4])", [3]),
        (SENSORS, "w = rows.reshape(-1, 3, 90)\nfor c in range(3):\n    plt.plot(w[4, c], label=f'{c}')", []),
        (SENSORS, "w = rows.reshape(-1, 3, 90).transpose(0, 2, 1)\nplt.plot(w[4])", []),
        (SERIES, "w = rows.reshape(-1, 90, 3)\nplt.plot(w[4, :, 0])", []),  # every third value of a series
        (SERIES, "w = rows.reshape(-1, 3, 90)\nplt.plot(w[4, 0])", []),
    ],
    ids=["sensor by sensor", "all sensors", "planes", "moved", "every third", "weeks"],
)
def test_rows_of_sensors(
    parts: str, draw: str, lines: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = WINDOWS.format(parts) + draw + "\nplt.savefig('a.png')"
    report = checked(code, tmp_path, monkeypatch, ["scrambled-reshape"])
    assert [line for _, _, line in said(report)][:1] == lines


JOINED = "t = np.linspace(0, 6, 90)\np = rng.random((8, 1))\na, b, c = np.sin(t + p), 3 + np.cos(t + p), t + 0 * p\n"
PARTS = "s = np.sin(np.linspace(0, 18, 270) + rng.random((8, 1)))\na, b, c = s[:, :90], s[:, 90:180], s[:, 180:]\n"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (JOINED + "w = np.hstack([a, b, c]).reshape(8, 90, 3)\nplt.plot(w[2, :, 1])", [4]),
        (JOINED + "w = np.reshape(np.concatenate((a, b, c), axis=1), (-1, 90, 3))\nplt.plot(w[2])", [4]),
        (JOINED + "f = np.concatenate([a, b, c], axis=-1)\nw = f.reshape(-1, 90, 3)\nplt.plot(w[5, :, 0])", [5]),
        (JOINED + "w = np.array([a, b, c]).reshape(8, 90, 3)\nplt.plot(w[2, :, 1])", [4]),
        (JOINED + "w = np.hstack([a, b, c]).reshape(8, 3, 90).transpose(0, 2, 1)\nplt.plot(w[2])", []),
        (JOINED + "w = np.stack([a, b, c], axis=-1).reshape(8, 90, 3)\nplt.plot(w[2])", []),
        (JOINED + "w = np.hstack([a, b, c]).reshape(8, 3, 90)\nplt.plot(w[2, 1])", []),
        (PARTS + "w = np.hstack([a, b, c]).reshape(8, 90, 3)\nplt.plot(w[2, :, 0])", []),
        (JOINED + "w = np.hstack([a, b, c]).reshape(8, 27, 10)\nplt.plot(w[2, :, 0])", []),
    ],
    ids=[
        "joined",
        "by function",
        "under a name",
        "one after the other",
        "moved",
        "stacked",
        "planes",
        "one series",
        "k",
    ],
)
def test_arrays_that_were_joined(code: str, lines: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(code + "\nplt.savefig('a.png')", tmp_path, monkeypatch, ["scrambled-reshape"])
    assert [line for _, _, line in said(report)][:1] == lines


def test_rows_of_colours_that_a_function_laid_out_say_how_many_pictures_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "y, x = np.mgrid[:24, :30] / 30\n"
        "many = [[np.sin(7 * x + k) * y, np.cos(6 * y + k * x), x * y] for k in range(5)]\n"
        "def load(rows):\n    pictures = rows.reshape(-1, 24, 30, 3)\n    return pictures\n"
        "x_train = load(np.stack(many).reshape(5, -1) / 2 + 0.5)\nplt.imshow(x_train[2])\nplt.savefig('a.png')"
    )
    (finding,) = checked(code, tmp_path, monkeypatch, ["scrambled-reshape"]).findings
    assert finding.evidence["root_shape"] == [5, 24, 30, 3]
