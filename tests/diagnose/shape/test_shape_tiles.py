"""Tiles that do not fit into the canvas made for them, and canvases that they fit into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, run_with
from tests.diagnose.scripts import checked, family, said

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Derivation, Provenance, Value
from kerascope.findings import Finding
from kerascope.watch.values.measure import measure

FILLED = (
    "tiles = {tiles}\nsheet = np.zeros((32, 32))\nn = 0\nfor i in range(4):\n    for j in range(4):\n"
    "        sheet[i * 8:i * 8 + 8, j * 8:j * 8 + 8] = {one}\n        n += 1\nplt.imshow(sheet)\nplt.savefig('a.png')"
)


@pytest.mark.parametrize(
    ("tiles", "words"),
    [("rng.random((10, 8, 8))", "axis 0 holds 10"), ("[rng.random((8, 8)) for _ in range(10)]", "holds 10 tiles")],
)
def test_fewer_tiles_than_cells(tiles: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(FILLED.format(tiles=tiles, one="tiles[n]"), tmp_path, monkeypatch, family("shape"))
    assert said(report) == [("grid-size-mismatch", "error", 6)]
    assert words in report.findings[0].message


@pytest.mark.parametrize(
    ("gap", "words"), [(0, "more tiles than places, and it has 2 x 3 = 6 of those."), (1, "more tiles than places.")]
)
def test_more_tiles_than_cells(gap: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        f"tiles, step = rng.random((12, 8, 8)), 8 + {gap}\nsheet = np.zeros((2 * step, 3 * step))\n"
        "for n, tile in enumerate(tiles):\n    i, j = divmod(n, 3)\n"
        "    sheet[i * step:i * step + 8, j * step:j * step + 8] = tile\nplt.imshow(sheet)"
    )
    report = checked(code, tmp_path, monkeypatch, family("shape"))
    assert said(report) == [("grid-size-mismatch", "error", 5)]
    assert report.findings[0].message.endswith(words)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "sheet[a:b, c:d] = tile",
            "The expanded size of the tensor (8) must match the existing size (9) at non-singleton dimension 1.  "
            "Target sizes: [8, 8].  Tensor sizes: [9, 9]",
        ),
        (
            "sheet = sheet.at[a:b, c:d].set(tile)",
            "Incompatible types for broadcasting: input type=float32[9,9] and requested type=float32[8,8]",
        ),
    ],
    ids=["torch", "jax"],
)
def test_a_tile_of_another_library(source: str, message: str) -> None:
    canvas = Value("sheet", "Tensor", facts=argument("sheet", np.zeros((16, 16))).facts)
    broken = failure("RuntimeError", message, source, canvas)
    (finding,) = all_causes()["grid-size-mismatch"].look(broken, run_with(failure=broken))
    assert "(9, 9)" in finding.message
    assert "canvas sheet (16, 16)" in finding.message


@pytest.mark.parametrize(
    "code",
    [
        FILLED.format(tiles="rng.random((16, 8, 8))", one="tiles[n]"),
        "tiles = rng.random((10, 8, 8))\nplt.imshow(tiles[12])",
        "names = ['a', 'b']\nsheet = np.zeros((4, 4))\nsheet[0:2, 0:2] = len(names[5])",
    ],
    ids=["as many as cells", "an index alone", "a list of names"],
)
def test_tiles_that_say_nothing(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(checked(code, tmp_path, monkeypatch, ["grid-size-mismatch"])) == []


# -- rows of values laid out with their sides exchanged ---------------------------------------------------------------

HILLS = (
    "y, x = np.mgrid[:24, :40] / 30\nrows = np.stack([(np.sin(6 * x + k) + y * y).ravel() for k in range(4)])\n"
    "made = rows + rng.normal(0, 0.01, rows.shape)\na, b = np.arange(24), np.arange(40)\nX, Y = np.meshgrid(a, b)\n"
    "def show(values, sides):\n    return values.reshape(sides)\n"
)


@pytest.mark.parametrize(
    ("code", "line", "after"),
    [
        ("plt.imshow(made[0].reshape(40,24))", 8, "made[0].reshape(24, 40)"),
        ("picture = np.reshape(made[1], (40, 24))\nplt.imshow(picture)", 8, "np.reshape(made[1], (24, 40))"),
        ("plt.contourf(X, Y, made[2].reshape(X.shape))", 8, None),
    ],
    ids=["at once", "before", "over a grid of the other order"],
)
def test_a_picture_laid_out_with_exchanged_sides(
    code: str, line: int, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checked(HILLS + code + "\nplt.savefig('a.png')", tmp_path, monkeypatch, family("shape"))
    assert said(report) == [("scrambled-reshape", "error", line)]
    assert "24 rows of 40" in report.findings[0].message
    assert (report.findings[0].fix.after if report.findings[0].fix else None) == after


@pytest.mark.parametrize(
    "code",
    [
        "plt.imshow(made[0].reshape(24, 40))",
        "plt.contourf(Y.T, X.T, made[2].reshape(X.T.shape))",
        "plt.imshow(rng.random(960).reshape(40, 24))",
        "plt.imshow(np.sin(np.arange(960) / 50).reshape(40, 24))",
        "plt.imshow(np.tile(np.arange(24) % 2, 40).reshape(40, 24))",
        "plt.imshow(made[0].reshape(24, 40).T)",
    ],
    ids=["upright", "its own grid", "noise", "one series in rows", "stripes", "turned"],
)
def test_pictures_whose_rows_end_where_they_are_cut(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = HILLS + code + "\nplt.savefig('a.png')"
    assert said(checked(script, tmp_path, monkeypatch, ["scrambled-reshape"])) == []


PHOTO = "y, x = np.mgrid[:64, :64] / 64\np = np.stack([np.sin(5 * x + 2 * y), np.cos(4 * y), x * y], -1) / 2 + 0.5\n"


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (
            "t = p.reshape(16, 16, 16, 3)\n",
            "p.reshape(4, 16, 4, 16, 3).transpose(0, 2, 1, 3, 4).reshape(16, 16, 16, 3)",
        ),
        ("t = p.reshape(4, 16, 4, 16, 3).swapaxes(1, 2).reshape(16, 16, 16, 3)\n", ""),
        ("t = p.reshape(4, 16, 64, 3)\n", ""),
    ],
)
def test_one_picture_cut_into_patches(code: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = PHOTO + code + "plt.imshow(t[1])\nplt.savefig('a.png')\n"
    found = checked(drawn, tmp_path, monkeypatch, ["scrambled-reshape"]).findings
    assert [f.fix.after for f in found if f.fix] == ([after] if after else [])
    assert len(found) == bool(after)


AXES = ("batch", "height", "width", "channel")


def strip(made: Any, axes: tuple[str, ...] = AXES, of: Any = np.asarray) -> list[Finding]:
    y, x = np.mgrid[:20, :24]
    maps = of(np.stack([np.sin(x / 4 + n) * np.cos(y / (3 + n)) for n in range(5)], -1))
    laid = made(maps)
    near = tuple(Value(n, "ndarray", "numpy", measure(v), values=v) for n, v in (("maps", maps), ("laid", laid)))
    step = Assignment("laid", "laid = maps.reshape(20, 120)", 2, "maps.reshape(20, 120)", ("reshape",))
    one = call("imshow", "image", argument("X", laid, "laid", near=near, lineage=(step,)))
    kept = Value("output", "ndarray", "numpy", None, Provenance("output", axes), values=maps[None])
    return list(all_causes()["scrambled-reshape"].look(one, run_with(one, outputs=(kept,))))


def test_channels_of_each_pixel_beside_each_other() -> None:
    (found,) = strip(lambda maps: maps.reshape(20, 120))
    assert found.fix is not None
    assert found.fix.after == "maps.transpose(0, 2, 1).reshape(20, 120)"
    assert strip(lambda maps: maps.transpose(0, 2, 1).reshape(20, 120)) == []
    assert strip(lambda maps: maps.reshape(20, 120), ("batch", "time", "step", "unit")) == []


def test_a_code_and_noise_of_many_levels_are_no_strips_of_maps() -> None:
    rng = np.random.default_rng(0)

    def code(maps: Any) -> Any:
        return maps[::4, ::4]

    def levels(maps: Any) -> Any:
        return rng.random(maps.shape) + 3 * np.arange(maps.shape[-1])

    for made in (code, levels):
        assert strip(lambda maps: maps.reshape(len(maps), -1), of=made) == []


WAVES = (
    "y, x = np.mgrid[:30, :40]\nm = np.stack([np.sin(x / 5 + n) * np.cos(y / (3 + n)) for n in range(6)], -1)\n"
    "w = m.transpose(2, 0, 1)\n"
)


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("for name, p in zip('ab', (w, m.reshape(6, 30, 40))):", "m.reshape(6, 30, 40)"),
        ("for name, p in {'a': w, 'b': np.reshape(m, (6, 30, 40))}.items():", "np.reshape(m, (6, 30, 40))"),
        ("for p in [w.reshape(6, 30, 40), m.reshape(6, 30, 40)]:", "m.reshape(6, 30, 40)"),
        ("for p in [m.reshape(6, 30, 40)[::-1], w]:", "m.reshape(6, 30, 40)"),
    ],
)
def test_of_several_arrays_in_a_row_the_reshape_alone_is_mended(
    code: str, before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = WAVES + code + "\n    plt.figure()\n    plt.imshow(p[1])\nplt.savefig('a.png')\n"
    (found,) = checked(drawn, tmp_path, monkeypatch, ["scrambled-reshape"]).findings
    assert found.fix is not None
    assert (found.fix.before, found.fix.after) == (before, "m.transpose(2, 0, 1)")


def test_a_reshape_of_a_batch_is_mended_as_a_batch() -> None:
    y, x = np.mgrid[:20, :24]
    one = np.stack([np.sin(x / 4 + n) * np.cos(y / (3 + n)) for n in range(5)], -1)
    maps = np.stack([one, one[::-1]])
    kept = Value("output", "ndarray", "numpy", None, Provenance("output", AXES), values=maps)
    of = Derivation("maps", maps.shape, (0, None, None, None), (), AXES, ("index", "reshape"), values=maps)
    near = (Value("maps", "ndarray", "numpy", measure(maps), values=maps),)
    step = Assignment("p", "for p in maps.reshape(-1, 20, 120)", 2, "maps.reshape(-1, 20, 120)", ("maps.reshape",))
    seen = call("imshow", "image", argument("X", one.reshape(20, 120), "p", near=near, lineage=(step,), derivation=of))
    (found,) = all_causes()["scrambled-reshape"].look(seen, run_with(seen, outputs=(kept,)))
    assert found.fix is not None
    assert found.fix.after == "maps.transpose(0, 1, 3, 2).reshape(-1, 20, 120)"


DAYS = "t = np.arange(24 * 30)\nload = np.exp(-((t % 24 - 8) / 3) ** 2) + 0.05 * rng.random(t.size)\n"


@pytest.mark.parametrize(
    ("laid", "after"),
    [
        ("load.reshape(24, 30)", "load.reshape(30, 24).T"),
        ("load.reshape(30, 24).T", ""),
        ("load.reshape(30, 24)", ""),
        ("rng.permutation(load).reshape(24, 30)", ""),
    ],
)
def test_days_laid_out_as_hours(laid: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = DAYS + f"carpet = {laid}\nplt.imshow(carpet, aspect='auto')\nplt.savefig('a.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["scrambled-reshape"]).findings
    assert [f.fix.after for f in found if f.fix] == ([after] if after else [])
    assert len(found) == bool(after)


def test_a_reshape_behind_a_transpose_of_fewer_maps_than_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "maps = rng.random((6, 5, 10))\nsheet = maps.transpose(2, 0, 1).reshape(3, 4, 6, 5)\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["grid-size-mismatch"]).findings
    assert "10 tiles" in found.message
    assert "3 x 4 = 12 tiles" in found.message


def test_a_thumbnail_with_its_channels_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from matplotlib.offsetbox import OffsetImage\nsmall = rng.random((3, 20, 28))\nOffsetImage(small, zoom=1)\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["channels-first"]).findings
    assert "(3, 20, 28)" in found.message


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (14, " The 14 tiles don't fill rows of 4: the last row holds 2."),
        (13, " The 13 tiles don't fill rows of 4: the last row holds 1."),
    ],
)
def test_a_last_row_that_is_not_full(last: int, words: str) -> None:
    maps = np.zeros((1, 6, 9, last), "float32")
    shapes = [[6, 36]] * 3 + [[6, 9 * (last - 12)]]
    rows = Value("rows", "list", "builtins", about={"shapes": shapes, "length": 4})
    raised = failure("ValueError", "… dimensions … must match exactly, …", "whole = np.vstack(rows)", rows,
                     expression="np.vstack(rows)")  # fmt: skip
    output = Value("output", "ndarray", "numpy", values=maps)
    for outputs, said_of_it in (((output,), words), ((), "")):
        (found,) = all_causes()["grid-size-mismatch"].look(raised, run_with(outputs=outputs))
        assert found.message.endswith(f"differing shapes: (6, 36), (6, {9 * (last - 12)}).{said_of_it}")
