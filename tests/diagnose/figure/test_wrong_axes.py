"""Calls that name no axes, beside panels that stay empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, family

PAIR = "pictures = rng.random((3, 6, 6))\nfig, axes = plt.subplots(1, 3)\n"
REST = "    ax.set_title('a map')\n    ax.axis('off')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, family("figure")).findings]


@pytest.mark.parametrize(("owner", "named"), [("plt", ["wrong-axes"]), ("ax", [])])
def test_pictures_of_a_loop_over_axes(
    owner: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = PAIR + f"for ax, picture in zip(axes, pictures):\n    {owner}.imshow(picture, vmin=0, vmax=1)\n" + REST
    assert _said(code, tmp_path, monkeypatch) == named


TWO = "fig, (left, right) = plt.subplots(1, 2)\nleft.set_title('loss')\n"


@pytest.mark.parametrize(("owner", "named"), [("plt", ["wrong-axes"]), ("left", [])])
def test_among_what_another_axes_was_given(
    owner: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TWO + f"{owner}.plot([3, 2, 1])\nright.plot([1, 2, 3])\nright.set_title('accuracy')\n"
    assert _said(code, tmp_path, monkeypatch) == named


def test_a_grid_drawn_in_part_by_its_own_axes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(PAIR + "axes[2].imshow(pictures[0])\naxes[2].plot([1, 2])\n", tmp_path, monkeypatch) == []


def test_the_current_axes_when_it_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = PAIR + "for ax, picture in zip(axes, pictures):\n    plt.sca(ax)\n    plt.imshow(picture)\n"
    assert _said(code, tmp_path, monkeypatch) == []
