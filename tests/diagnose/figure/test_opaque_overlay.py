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
