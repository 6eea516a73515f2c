"""A place that is opened after the picture of its turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

LATE = "for k in range(4):\n    plt.plot(rng.random(6))\n    plt.title(f'{k}')\n    plt.subplot(2, 2, k + 1)\n"
IN_A_FUNCTION = """def panel(k):
    plt.imshow(rng.random((4, 4)))
    plt.subplot(1, 4, k + 1)
for k in range(4):
    panel(k)
"""
ONE_AHEAD = """fig = plt.figure()
ax = fig.add_subplot(1, 4, 1)
for k in range(3):
    for _ in range(2):
        ax.plot(rng.random(6))
    ax = fig.add_subplot(1, 4, k + 2)
"""


@pytest.mark.parametrize(("code", "line", "across"), [(LATE, 4, True), (IN_A_FUNCTION, 3, True), (ONE_AHEAD, 6, False)])
def test_the_last_place_stays_empty(
    code: str, line: int, across: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["empty-axes"]).findings
    assert (one.location.line or 0) - 3 == line
    assert "place 4 of" in one.message
    assert ("across the whole figure" in one.message) == across
    assert (one.fix is not None) == across


@pytest.mark.parametrize(
    "code",
    [
        LATE.replace("    plt.subplot", "    k < 3 and plt.subplot").replace("k + 1", "k + 2"),
        LATE + "plt.text(0, 0, 'four runs')\n",
        LATE + "plt.axis('off')\n",
        "for k in range(3):\n    plt.subplot(2, 2, k + 1)\n    plt.plot(rng.random(6))\nplt.subplot(2, 2, 4)\n",
        "fig, axes = plt.subplots(2, 2)\nfor ax in axes.flat[:3]:\n    ax.plot(rng.random(6))\n",
        "def draw(m):\n    plt.plot(m)\n"
        "for k in range(4):\n    plt.subplot(2, 2, k + 1)\n    k < 3 and draw(rng.random(6))\n",
    ],
)
def test_places_that_are_opened_first_or_filled(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["empty-axes"]).findings
