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
