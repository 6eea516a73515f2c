"""Scribbles, and paths that go to and fro."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

PATHS = {
    "a fitted straight line over its sample": (
        "x = rng.uniform(0, 2, 100)\ny = 4 + 3 * x + rng.normal(size=100)\nplt.plot(x, y, 'b.')\n"
        "plt.plot(x, 4.1 + 2.9 * x, 'r-')\n"
    ),
    "a descent that jumps from one wall of the valley to the other": (
        "steps = np.arange(60)\nw = 2.5 * np.exp(-steps / 80) * (-1.0) ** steps\nv = 3 - 0.04 * steps\n"
        "plt.plot(w, v, '-o')\n"
    ),
    "points whose line has no width": "x, y = rng.normal(size=(2, 60))\nplt.plot(x, y, marker='.', linewidth=0)\n",
    "points joined in the colour of the page": (
        "x, y = rng.normal(size=(2, 60))\nplt.plot(x, y, 'w', marker='.', markerfacecolor='m')\n"
    ),
    "a walk": "a, b = np.cumsum(rng.normal(size=(2, 400)), axis=1)\nplt.plot(a, b)\n",
}
SCRIBBLES = {
    "a random split": "x = rng.permutation(np.linspace(-3, 3, 60))\nplt.plot(x, np.sin(x))\n",
    "few points": "x = rng.uniform(0, 9, 14)\nplt.plot(x, x * x + 1)\n",
}


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["unsorted-x"]).findings
    return [f.cause for f in found]


@pytest.mark.parametrize("name", PATHS)
def test_what_any_order_draws_right_is_silent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(PATHS[name], tmp_path, monkeypatch) == []


@pytest.mark.parametrize("name", SCRIBBLES)
def test_scribbles_are_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SCRIBBLES[name], tmp_path, monkeypatch) == ["unsorted-x"]
