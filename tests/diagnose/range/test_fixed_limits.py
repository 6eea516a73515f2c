"""Limits that were set by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Provenance, Value


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["fixed-limits"]).findings]


@pytest.mark.parametrize(("scale", "named"), [(6, ["fixed-limits"]), (0.6, [])])
def test_both_ends_cut_off(scale: float, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"vectors = rng.normal(size=(12, 16)) * {scale}\nplt.imshow(vectors @ vectors.T, vmin=-1, vmax=1)\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("scale", "named"), [(16, ["fixed-limits"]), (0.2, [])])
def test_two_colours_are_left(scale: float, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"shown = np.maximum(rng.normal(size=(20, 20)), 0) * {scale}\n"
    code += "shown[(shown > 0) & (shown < 1)] += 1.5\n" if scale > 1 else ""
    assert _said(code + "plt.imshow(shown, vmin=0, vmax=1)\n", tmp_path, monkeypatch) == named


def test_a_mask_of_few_levels_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said("plt.imshow(rng.integers(0, 9, (20, 20)), vmin=0, vmax=1)\n", tmp_path, monkeypatch) == []


@pytest.mark.parametrize(("limits", "named"), [("vmin=0", []), ("vmin=0, vmax=9", ["fixed-limits"])])
def test_a_scale_from_zero_to_the_data(
    limits: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"even = 1 / 12 + rng.normal(0, 1e-5, (12, 12))\nplt.imshow(even, {limits})\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("high", "named"),
    [
        ("300 + 600 * rng.random((30, 30))", ["fixed-limits"]),  # most of it, and all kinds, beyond the limits
        ("300 + 9 * rng.random((30, 30))", []),  # two groups: nothing is lost by two colours
        ("30 + 600 * rng.random((30, 30))", []),  # some lie between
    ],
)
def test_most_values_beyond_and_the_rest_in_one_band(
    high: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"shown = {high}\nshown[:, :9] = 20 + 5 * rng.random((30, 9))\nplt.imshow(shown, vmin=-100, vmax=100)\n"
    assert _said(code, tmp_path, monkeypatch) == named


def test_fewer_than_half_beyond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "shown = 20 + 5 * rng.random((30, 30))\nshown[:, :9] = 300 + 600 * rng.random((30, 9))\n"
    assert _said(code + "plt.imshow(shown, vmin=-100, vmax=100)\n", tmp_path, monkeypatch) == []


def _pair(values: np.ndarray[Any, Any], activation: str, limits: tuple[float, float], truth: Any) -> list[str]:
    """Two scatter plots by one line: what was measured, and what a network gave."""
    drawn = []
    for n, shown in enumerate((truth, values)):
        span = (float(np.min(shown)), float(np.max(shown)))
        artist = Artist("scatter", n, clim=limits, data_range=span, norm="Normalize", above=0.0, below=0.0)
        place = argument("x", np.arange(len(shown)), "x"), argument("c", shown, "table[name]")
        options = {"vmin": limits[0], "vmax": limits[1]}
        drawn.append(call("scatter", "scatter", *place, number=n, artists=(artist,), options=options))
    made = Provenance("output", activation=activation)
    run = run_with(*drawn, outputs=(Value("p", "ndarray", provenance=made, values=GIVEN.reshape(-1, 1)),))
    return [f.cause for c in drawn for f in all_causes()["fixed-limits"].look(c, run)]


RNG = np.random.default_rng(3)
GIVEN = RNG.random(40).astype("float32")
PERCENT = 100 * RNG.random(40)


@pytest.mark.parametrize("beside", ["map", "truth"])
def test_a_weak_map_beside_a_strong_one_of_its_layer(beside: str) -> None:
    """One scale for all maps of a layer: a weak one looks weak, though it rises where the strong one does."""
    strong = RNG.random((6, 6)).astype("float32")
    maps = np.stack([9 * strong, 0.02 * strong + 0.001 * RNG.random((6, 6))], axis=-1)[None].astype("float32")
    shown = [maps[0, ..., 0] if beside == "map" else 9 * strong + 0.1, maps[0, ..., 1]]
    drawn = []
    for n, values in enumerate(shown):
        span = (float(values.min()), float(values.max()))
        artist = Artist("image", n, clim=(0.0, 9.2), data_range=span, norm="Normalize", above=0.0, below=0.0)
        data = argument("X", values, "maps[0, :, :, k]")
        drawn.append(
            call("imshow", "image", data, number=n, artists=(artist,), options={"vmin": 0, "vmax": 9.2}, panel=n + 1)
        )
    made = Provenance("output", layer="conv", layer_class="Conv2D", activation="relu")
    run = run_with(*drawn, outputs=(Value("maps", "ndarray", provenance=made, values=maps),))
    assert len([f for c in drawn for f in all_causes()["fixed-limits"].look(c, run)]) == (beside == "truth")


@pytest.mark.parametrize(
    ("values", "activation", "limits", "truth", "named"),
    [
        (GIVEN, "sigmoid", (0, 100), PERCENT, 1),
        (GIVEN * 100, "sigmoid", (0, 100), PERCENT, 0),
        (GIVEN, "linear", (0, 100), PERCENT, 0),  # a network that has learnt nothing, perhaps
        (GIVEN, "linear", (0, 250), 240 * GIVEN + RNG.normal(0, 9, 40), 1),  # in another unit: it rises as the truth
        (GIVEN / 2, "sigmoid", (0, 100), PERCENT, 0),  # an error, say, that the same limits show to be small
        (GIVEN, "sigmoid", (0, 1), GIVEN[::-1], 0),
        (GIVEN, "sigmoid", (0, 100), GIVEN[::-1], 2),  # nothing fills the limits
    ],
)
def test_points_in_another_unit_than_those_beside(
    values: Any, activation: str, limits: tuple[float, float], truth: Any, named: int
) -> None:
    assert _pair(values, activation, limits, truth) == ["fixed-limits"] * named


@pytest.mark.parametrize(
    ("colours", "named"),
    [("300 + rng.random(50)", ["fixed-limits"]), ("rng.random(50)", []), ("rng.integers(0, 3, 50) + 4", [])],
)
def test_coloured_points(colours: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"x, y = rng.random((2, 50))\nplt.scatter(x, y, c={colours}, vmin=0, vmax=1)\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ("vmin=0, vmax=255", ["fixed-limits"]),  # half of it below the limits, all the rest at their lower end
        ("vmin=0, vmax=1", []),  # the negative half is left out, the other is seen
        ("vmin=-255, vmax=0.1", ["fixed-limits"]),
    ],
)
def test_a_sliver_and_the_rest_beyond(
    limits: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"kernel = rng.uniform(-0.2, 0.2, (9, 9))\nplt.imshow(kernel, cmap='gray', {limits})\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("values", "norm", "named"),
    [
        ("30 + depth", "BoundaryNorm([0, 1, 2, 5, 10, 20], 256)", ["fixed-limits"]),
        ("0.1 * depth", "BoundaryNorm([0, 1, 2, 5, 10, 20], 256)", []),
        ("depth - 400", "BoundaryNorm([1, 2, 5, 10, 20], 256)", []),  # a dry map
        ("rng.integers(3, 6, (20, 30))", "BoundaryNorm([0, 1, 2], 256)", []),  # labels
        ("30 + depth", "BoundaryNorm([0, 50, 100], 256, extend='max')", []),
        ("30 + depth", "LogNorm(0.01, 1)", ["fixed-limits"]),
        ("30 + depth", "LogNorm(1, 1000)", []),
        ("30 + depth", "LogNorm()", []),
        ("1 + depth / 1e4", "LogNorm(40, 1000)", ["fixed-limits"]),  # all of it far below: of another unit
        ("1 + depth / 10", "LogNorm(40, 1000)", []),  # a quiet day
        ("0.001 * (depth - 90)", "CenteredNorm(halfrange=90)", ["fixed-limits"]),  # a sliver of the colours
        ("0.5 * (depth - 90)", "CenteredNorm(halfrange=90)", []),
        ("0.001 * (depth - 90)", "CenteredNorm()", []),
        ("0.001 * (depth - 90)", "TwoSlopeNorm(vmin=-90, vcenter=0, vmax=90)", ["fixed-limits"]),
        ("0.001 * (depth - 90)", "TwoSlopeNorm(0, -0.1, 90)", []),  # half of the colours are for what lies below 0
        ("0.001 * (depth - 90)", "TwoSlopeNorm(vmin=-90, vcenter=0.05, vmax=90)", []),
    ],
)
@pytest.mark.parametrize("draw", ["imshow", "pcolormesh"])
def test_a_norm_beside_the_data(
    values: str, norm: str, named: list[str], draw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "from matplotlib.colors import BoundaryNorm, CenteredNorm, LogNorm, TwoSlopeNorm\n"
    code += "depth = 180 * rng.random((20, 30))\n"
    assert _said(f"{code}plt.{draw}({values}, norm={norm})\n", tmp_path, monkeypatch) == named


HILL = "up, across = np.mgrid[0:40, 0:40]\nhill = 50 + 200 * np.exp(-((across - 20) ** 2 + (up - 20) ** 2) / 200)\n"


@pytest.mark.parametrize(
    ("levels", "named"),
    [
        ("levels=np.linspace(0, 1, 11)", ["fixed-limits"]),
        ("levels=np.linspace(0, 1, 11), extend='both'", ["fixed-limits"]),
        ("np.linspace(50, 250, 11)", []),
        ("levels=[0, 51]", []),
        ("levels=[200, 220, 240, 260]", []),
        ("9", []),
        ("levels=np.linspace(4000, 9000, 11)", ["fixed-limits"]),  # nothing is drawn, and by far
        ("levels=np.linspace(4000, 9000, 11), extend='min'", ["fixed-limits"]),
        ("levels=np.linspace(300, 900, 11)", []),  # a map of what is rare, on a quiet day
        ("levels=[4000, 9000]", []),
    ],
)
def test_levels_that_end_below_the_data(
    levels: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(HILL + f"plt.contourf(across, up, hill, {levels})\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("title", "table", "named"),
    [
        ("true and predicted", "table", ["fixed-limits"]),
        ("who is connected", "table", []),
        ("true and predicted", "table / table.sum(axis=1, keepdims=True)", []),
    ],
)
def test_counts_with_the_limits_of_shares(
    title: str, table: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "table = np.array([[40, 2, 0, 1], [3, 51, 0, 0], [0, 7, 38, 2], [1, 0, 4, 44]])\n"
    assert _said(code + f"plt.imshow({table}, vmin=0, vmax=1)\nplt.title({title!r})\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("begun", "later", "named"),
    [
        ("ax.imshow(np.zeros((9, 9)), vmin=0, vmax=1)", "im.set_data(300 + shown)", 1),
        ("ax.imshow(np.zeros((9, 9)))", "im.set_data(shown)", 1),  # limits 0 to 0
        ("ax.imshow(shown)", "im.set_data(shown - 700)", 1),
        ("ax.pcolormesh(np.zeros((9, 9)), vmin=0, vmax=1)", "im.set_array(300 + shown)", 1),
        ("ax.imshow(np.zeros((9, 9)), vmin=0, vmax=1)", "im.set_data(shown)", 0),
        ("ax.imshow(np.zeros((9, 9)))", "im.set_data(300 + shown); im.autoscale()", 0),
        ("ax.imshow(np.zeros((9, 9)))", "im.set_data(300 + shown); im.set_clim(300, 301)", 0),
        ("ax.imshow(shown)", "im.set_data(np.zeros((9, 9)))", 0),  # the last frame is empty
        ("ax.imshow(shown, vmin=0, vmax=1)", "im.set_data(np.where(shown > 0.5, 3.0, shown))", 0),
        ("ax.imshow(np.zeros((9, 9)), vmin=0, vmax=1)", "line, = ax.plot([1, 2]); line.set_data([1, 2], [3, 4])", 0),
    ],
)
def test_limits_of_a_picture_that_is_renewed(
    begun: str, later: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"fig, ax = plt.subplots()\nshown = rng.random((9, 9))\nim = {begun}\n{later}\n"
    assert _said(code, tmp_path, monkeypatch) == ["fixed-limits"] * named


def test_limits_are_fitted_behind_what_renews_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "im = plt.imshow(np.zeros((9, 9)))\nfor _ in range(3):\n    im.set_data(rng.random((9, 9)))\n"
    code += "plt.savefig('x.png')\n"
    fixes = [f.fix for f in checked(code, tmp_path, monkeypatch, ["fixed-limits"]).findings]
    assert [f.after for f in fixes if f] == ["im.set_data(rng.random((9, 9))); im.autoscale()"]


@pytest.mark.parametrize(
    ("saved", "named"),
    [
        ("frame, cmap='gray', vmin=0, vmax=1", 1),
        ("frame, cmap='gray', vmin=0, vmax=255", 0),
        ("frame, cmap='gray'", 0),
        ("frame / 255, vmin=0, vmax=1", 0),
        ("np.stack([frame] * 3, axis=-1), vmin=0, vmax=1", 0),  # limits say nothing of colours
        ("255 * (frame > 150).astype('uint8'), vmin=0, vmax=1", 0),
    ],
)
def test_pictures_written_by_imsave(saved: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"frame = rng.integers(60, 200, (20, 30)).astype('uint8')\nplt.imsave('frame.png', {saved})\n"
    assert _said(code, tmp_path, monkeypatch) == ["fixed-limits"] * named


@pytest.mark.parametrize(
    ("second", "named"),
    [
        ("counts / counts.sum(axis=1, keepdims=True)", 1),
        ("counts / counts.sum()", 1),
        ("100 * counts / counts.sum()", 0),
        ("counts / 400", 0),  # small numbers of another kind
    ],
)
def test_shares_beside_percent(second: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "counts = rng.integers(1, 9, (4, 4)) + np.diag([20, 30, 25, 28])\n"
    code += "fig, axes = plt.subplots(1, 2)\n"
    code += f"for ax, cm in zip(axes, (100 * counts / counts.sum(axis=1, keepdims=True), {second})):\n"
    code += "    ax.imshow(cm, vmin=0, vmax=100)\n"
    assert _said(code, tmp_path, monkeypatch) == ["fixed-limits"] * named


INK = (np.random.default_rng(3).integers(20, 256, (28, 28)) * (np.random.default_rng(4).random((28, 28)) < 0.2)).astype(
    "uint8"
)


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        ("ink", ["fixed-limits"]),  # a fifth is not black, and all of it is white
        ("ink / 255", []),
        ("(ink > 0) * np.uint8(255)", []),  # a mask of two levels
        ("np.minimum(ink, 9)", []),  # labels, or a few counts
    ],
)
def test_dark_bytes_read_from_0_to_1(
    shown: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ink = "ink = (rng.integers(20, 256, (28, 28)) * (rng.random((28, 28)) < 0.2)).astype('uint8')\n"
    assert _said(f"{ink}shown = {shown}\nplt.imshow(shown, vmin=0, vmax=1)\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("field", "limits", "said"),
    [
        ("275 + 28 * rng.random((20, 30))", (0, 32), True),
        ("250 + 40 * rng.random((20, 30))", (-30, 40), True),
        ("275 + 28 * rng.random((20, 30))", (0, 20), False),
        ("275 + 28 * rng.random((20, 30))", (0, 100), False),
        ("rng.integers(275, 303, (20, 30))", (0, 32), False),
    ],
    ids=["the sea", "the air", "warmer still", "other limits", "counts"],
)
def test_kelvin_within_limits_in_degrees(
    field: str, limits: tuple[int, int], said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"field = {field}\nplt.pcolormesh(field, vmin={limits[0]}, vmax={limits[1]})\nplt.savefig('x.png')\n"
    (finding,) = checked(code, tmp_path, monkeypatch, ["fixed-limits"]).findings
    assert ("Less 273.15" in finding.message) == said


@pytest.mark.parametrize(
    ("measured", "high", "divisor"),
    [
        ("np.rint(1000 * depth)", 8, "1000"),
        ("255 * depth", 8, "255"),
        ("100 * depth", 8, "100"),
        ("rng.random((20, 30)) * 6000 + 900", 8, ""),
        ("1000 * depth", 3, ""),
        ("40 * depth", 8, ""),
    ],
    ids=["millimetres", "bytes", "percent", "something else", "beyond all the same", "no unit"],
)
def test_the_unit_of_the_panel_beside(
    measured: str, high: int, divisor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "depth = 1 + np.add.outer(np.linspace(0, 3, 20), np.linspace(0, 2, 30))\n"
    code += f"told = {measured}\nfig, axes = plt.subplots(1, 2)\nfor ax, d in zip(axes, (told, depth + 0.1)):\n"
    code += f"    ax.imshow(d, vmin=0, vmax={high})\nplt.savefig('x.png')\n"
    found = [f for f in checked(code, tmp_path, monkeypatch, ["fixed-limits"]).findings if "told" in str(f.evidence)]
    said = [f for f in found if " Divided by " in f.message]
    assert len(found) == 1
    told = f"{measured} / {divisor}" if "np." in measured else f"({measured}) / {divisor}"
    assert [f.fix.after for f in said if f.fix] == ([told] if divisor else [])
