"""What a log axis drops: of all that is drawn, or of a few in a bundle of curves."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

ALPHA = "alpha = np.logspace(-2, 2, 30)\nweights = np.linspace(-2, 3, 11)[:, None] * np.exp(-alpha / 20)\n"
SAVE = "plt.savefig('x.png')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.severity for f in checked(code + SAVE, folder, monkeypatch, ["log-of-nonpositive"]).findings]


def test_a_bundle_that_is_seen_in_part_gets_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ALPHA + "weights[:, -4:] = 0\nfor weight in weights:\n    plt.semilogy(alpha, weight)\n"
    assert _said(code, tmp_path, monkeypatch) == ["note"]


def test_a_bundle_of_which_nothing_is_whole_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ALPHA + "for weight in weights:\n    plt.semilogy(alpha, -np.abs(weight))\n"
    assert _said(code, tmp_path, monkeypatch) == ["error"]


def test_one_curve_of_two_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ALPHA + "plt.semilogy(alpha, weights[-1])\nplt.semilogy(alpha, weights[0])\n"
    assert _said(code, tmp_path, monkeypatch) == ["error"]
