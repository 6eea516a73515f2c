"""What covers an image of the same axes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

CODE = "photo = rng.random((20, 30, 3))\nmask = np.zeros((20, 30))\nmask[4:9, 6:20] = 1\nplt.imshow(photo)\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["opaque-overlay"]).findings]


@pytest.mark.parametrize(
    "drawn", ["contourf(mask, levels=1)", "contourf(mask, alpha=1.0)", "pcolormesh(mask, alpha=1)"]
)
def test_opaque_over_a_photograph(drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(CODE + f"plt.{drawn}\n", tmp_path, monkeypatch) == ["opaque-overlay"]


@pytest.mark.parametrize(
    "drawn",
    [
        "contourf(mask, alpha=0.4)",
        "contourf(mask, levels=[0.5, 1])",
        "contour(mask)",
        "contourf(mask, levels=1, colors=['none', 'r'])",
        "contourf(np.arange(8), np.arange(8), mask[:8, :8])",
    ],
)
def test_what_lets_the_photograph_through(drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(CODE + f"plt.{drawn}\n", tmp_path, monkeypatch) == []


@pytest.mark.parametrize("alpha", ["1.0", "alpha"])
def test_no_second_alpha_in_a_fix(alpha: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = CODE + f"alpha = 1.0\nplt.imshow(mask, alpha={alpha})\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["covered-image"]).findings
    assert [f.fix for f in found] == [None]


GRID = (
    "dots = rng.random((60, 2))\nx, y = np.meshgrid(np.linspace(-0.1, 1.1, 30), np.linspace(-0.1, 1.1, 30))\n"
    "z = np.sin(5 * x) * y\n"
)
DOTS = "plt.scatter(dots[:, 0], dots[:, 1], c=dots[:, 0] > 0.5)\n"


@pytest.mark.parametrize(
    "fill", ["contourf(x, y, z)", "contourf(x, y, z, levels=3, extend='both')", "pcolormesh(x, y, z)"]
)
def test_a_fill_over_points(fill: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(
        GRID + DOTS + f"plt.{fill}\nplt.savefig('x.png')\n", tmp_path, monkeypatch, ["opaque-overlay"]
    ).findings
    assert [f.cause for f in found] == ["opaque-overlay"]
    assert "all 60 points" in found[0].message
    fix = found[0].fix
    assert fix is not None
    assert _said(GRID + DOTS + fix.after + "\n", tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    "drawn",
    [
        "plt.contourf(x, y, z)\n" + DOTS,
        DOTS + "plt.contourf(x, y, z, alpha=0.4)\n",
        DOTS.replace("c=", "zorder=3, c=") + "plt.contourf(x, y, z)\n",
        DOTS + "plt.contourf(x, y, z, zorder=0)\n",
        DOTS + "plt.contour(x, y, z)\n",
        DOTS + "plt.contourf(x, y, np.ma.masked_where(x < 0.6, z))\n",
        DOTS + "plt.pcolormesh(x, y, np.where(x < 0.6, np.nan, z))\n",
        DOTS + "plt.contourf(x / 2, y, z)\n",
        DOTS + "plt.pcolormesh(x + y, y, z)\n",
        DOTS + "plt.contourf(x, y, z)\n" + DOTS,
        DOTS + "plt.savefig('points.png')\nplt.contourf(x, y, z)\n",
        DOTS + "plt.contourf(x, y, z, levels=[2, 3])\n",
        "plt.plot(dots[:, 0], dots[:, 1], 'o')\nplt.contourf(x, y, z)\n",
    ],
)
def test_points_that_are_seen(drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(GRID + drawn, tmp_path, monkeypatch) == []
