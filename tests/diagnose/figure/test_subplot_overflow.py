"""Codes of more than three digits."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["subplot-overflow"]).findings
    ]


@pytest.mark.parametrize("code", ["int('34' + str(k + 1))", "340 + k + 1 if k < 9 else 3400 + k + 1"])
def test_a_code_put_together(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"fig = plt.figure()\nfor k in range(12):\n    fig.add_subplot({code}).plot([1, 2])\n"
    found = checked(script, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert [f.cause for f in found] == ["subplot-overflow"]
    assert "3410" in found[0].message
    assert "12 turns" in found[0].message
