"""Zeros on logarithmic scales."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["log-of-nonpositive"]).findings
    ]


def test_one_zero_of_a_few_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said("rates = [0.0, 1e-3, 2e-3, 3e-3]\nplt.semilogy(rates)\n", tmp_path, monkeypatch) == [
        "log-of-nonpositive"
    ]


def test_one_zero_of_many_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said("plt.semilogy(np.arange(100))\n", tmp_path, monkeypatch) == []


COUNTS = "from matplotlib.colors import LogNorm\ntable = np.diag([40, 30, 20, 50, 60])\n"


def test_counts_with_zeros_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(COUNTS + "plt.matshow(table, norm=LogNorm())\n", tmp_path, monkeypatch, ["log-of-nonpositive"])
    assert [(f.cause, f.severity) for f in found.findings] == [("log-of-nonpositive", "note")]
    assert "ReLU" not in found.findings[0].message


def test_a_colour_for_what_is_masked_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        COUNTS
        + "cmap = plt.get_cmap('Blues').with_extremes(bad='white')\nplt.matshow(table, norm=LogNorm(), cmap=cmap)\n"
    )
    assert _said(code, tmp_path, monkeypatch) == []
