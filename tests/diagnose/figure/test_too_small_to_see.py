"""Maps that have fewer pixels than cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Value

NET = Value("net", "Functional", "keras", about={"model": True})


@pytest.mark.parametrize(
    ("places", "cells", "pixels", "net", "named"),
    [
        (64, 26, 19.0, True, 1),
        (64, 26, 60.0, True, 0),
        (16, 26, 19.0, True, 0),
        (64, 8, 6.0, True, 0),
        (64, 26, 19.0, False, 0),
    ],
)
def test_a_crowd_of_maps(places: int, cells: int, pixels: float, net: bool, named: int) -> None:
    """A few small ones, maps of a few cells, and photographs from no network are seen as they are."""
    values = np.random.default_rng(0).random((cells, cells))
    shape = (cells, cells)
    calls = [
        call(
            "imshow",
            "image",
            argument("X", values, "maps[..., k]"),
            number=k,
            panel=k,
            artists=(Artist("image", k, shape=shape, pixels=(pixels, pixels), visible=True),),
        )
        for k in range(places)
    ]
    run = run_with(*calls, panels=[panel(k) for k in range(places)], models=(NET,) if net else ())
    assert len(list(all_causes()["too-small-to-see"].look(calls[0], run))) == named


@pytest.mark.parametrize(
    ("shape", "pixels", "named"),
    [((1, 512), (600.0, 1.2), 1), ((3, 600), (643.0, 3.2), 1), ((3, 200), (600.0, 9.0), 0), ((1, 90), (400.0, 4.4), 0)],
)
def test_a_strip_that_is_a_thread(shape: tuple[int, int], pixels: tuple[float, float], named: int) -> None:
    drawn = Artist("image", 0, shape=shape, pixels=pixels, visible=True)
    one = call("imshow", "image", argument("X", np.random.default_rng(0).random(shape), "codes"), artists=(drawn,))
    assert len(list(all_causes()["too-small-to-see"].look(one, run_with(one)))) == named


@pytest.mark.parametrize(
    ("box", "words"),
    [((0.0, 3600.0, 0.0, 12.0), "extent is 3600 wide and 12 high"), ((-0.5, 359.5, 0.5, -0.5), "about 2 px each.")],
)
def test_a_strip_with_an_extent_of_its_own(box: tuple[float, float, float, float], words: str) -> None:
    """Cells of 10 x 1 units are no squares, whatever imshow does to its own."""
    shape = (12, 360) if box[1] > 3000 else (1, 360)
    drawn = Artist("image", 0, shape=shape, pixels=(697.0, 2.3), visible=True, box=box)
    values = np.random.default_rng(0).random(shape)
    one = call("imshow", "image", argument("X", values, "states.T"), artists=(drawn,))
    (found,) = all_causes()["too-small-to-see"].look(one, run_with(one))
    assert words in found.message


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("import seaborn as sns\nsns.heatmap(rng.random((1, 400)), square=True, cbar=False)\n", 1),
        ("fig, ax = plt.subplots()\nax.pcolormesh(rng.random((2, 512)))\nax.set_aspect('equal')\n", 1),
        ("import seaborn as sns\nsns.heatmap(rng.random((1, 400)), cbar=False)\n", 0),
        ("import seaborn as sns\nsns.heatmap(rng.random((20, 40)), square=True, cbar=False)\n", 0),
        ("fig, (a, b) = plt.subplots(2, 1, height_ratios=[1, 160])\na.pcolormesh(rng.random((1, 40)))\n", 0),
    ],
)
def test_a_mesh_of_square_cells(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mesh fills its axes, thin or not, unless equal aspect is asked for."""
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["too-small-to-see"]).findings
    assert len(found) == named
