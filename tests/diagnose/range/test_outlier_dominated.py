"""Codes for what is missing, and single values that are what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

SIZES = "sizes = np.array([620., 812, 744, 1290, 655, 903, 1710, 688, 2044, 731, 1177, 950, 873])\n"
DRAW = "plt.scatter(np.arange(sizes.size), sizes)\nplt.savefig('x.png')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code, folder, monkeypatch, ["outlier-dominated"]).findings]


def test_one_giant_among_small_ones_is_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SIZES + "sizes[5] = 871_236\n" + DRAW, tmp_path, monkeypatch) == []


@pytest.mark.parametrize("change", ["sizes[5] = -999_999", "sizes[[2, 5]] = 871_236"])
def test_a_code_is_named(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SIZES + change + "\n" + DRAW, tmp_path, monkeypatch) == ["outlier-dominated"]


def _map(few: int, times: float) -> str:
    made = f"shown = rng.random((28, 28))\nshown.flat[:{few}] = {times} * (1 + rng.random({few}))\n"
    return made + "plt.imshow(shown)\nplt.savefig('x.png')\n"


def test_a_corner_that_lies_far_above_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(_map(12, 4000), tmp_path, monkeypatch) == ["outlier-dominated"]
    assert _said(_map(12, -4000), tmp_path, monkeypatch) == ["outlier-dominated"]


@pytest.mark.parametrize(("few", "times"), [(12, 20), (60, 4000)])
def test_a_part_that_stands_out_is_a_picture(
    few: int, times: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(_map(few, times), tmp_path, monkeypatch) == []
