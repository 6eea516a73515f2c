"""Limits that were set by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


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
