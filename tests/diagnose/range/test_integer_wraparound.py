"""Integers that wrap, and integers that wrap back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

SWING = "swing = rng.normal(0, 6, (40, 40))\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["integer-wraparound"]).findings
    return [f.cause for f in found]


def test_negative_numbers_that_come_back_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = SWING + "ripple = np.rint(swing).astype(np.uint8)\nsea = ripple + 128\nplt.imshow(sea, cmap='gray')\n"
    assert _said(code, tmp_path, monkeypatch) == []


def test_negative_numbers_that_stay_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = SWING + "ripple = swing.astype(np.uint8)\nplt.imshow(ripple, cmap='gray')\n"
    assert _said(code, tmp_path, monkeypatch) == ["integer-wraparound"]


def test_a_sum_past_the_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "page = rng.integers(0, 256, (40, 40)).astype(np.uint8)\nbright = page + 128\nplt.imshow(bright, cmap='gray')\n"
    )
    assert _said(code, tmp_path, monkeypatch) == ["integer-wraparound"]
