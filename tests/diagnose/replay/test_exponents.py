"""Exponentials beyond their floats, and divisions that lose nothing but their divisor."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

CAUSES = ["not-finite", "zero-range-normalisation"]
BY_HAND = "def shares(v):\n    e = np.exp(v{off})\n    return e / e.sum(axis=0)\n\nplt.imshow(shares(marks))\n"


def _found(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    report = checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, CAUSES)
    return [(f.cause, f.message) for f in report.findings]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("marks", "off", "named", "words"),
    [
        ("rng.normal(0, 60, (4, 12)).astype('float32')", "", "not-finite", "exponential of 88.72"),
        ("rng.normal(0, 600, (4, 12))", "", "not-finite", "exponential of 709.8"),
        ("rng.normal(0, 60, (4, 12)).astype('float32')", " - v.max(axis=0)", "", ""),
        ("rng.normal(0, 600, (4, 12)) - 4000", "", "zero-range-normalisation", "0 / 0"),
    ],
)
def test_a_softmax_by_hand(
    marks: str, off: str, named: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(f"marks = {marks}\n" + BY_HAND.format(off=off), tmp_path, monkeypatch)
    assert [c for c, _ in found] == ([named] if named else [])
    assert words in "".join(m for _, m in found)


@pytest.mark.filterwarnings("ignore")
def test_a_scaled_argument_of_which_nobody_warned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "scores = rng.normal(0, 9, (5, 9)).astype('float32')\nwith np.errstate(all='ignore'):\n"
    code += "    heat = np.exp(scores / 0.1) / np.exp(scores / 0.1).sum(0)\nplt.imshow(heat)\n"
    ((cause, message),) = _found(code, tmp_path, monkeypatch)
    assert cause == "not-finite"
    assert "inf / inf is NaN" in message
