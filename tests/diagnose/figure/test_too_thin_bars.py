"""Bars whose width is counted in other units than they stand apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

HOURS = "hours = 1_700_000_000 + 3600 * np.arange(60)\n"


@pytest.mark.parametrize(
    ("bars", "named"),
    [
        ("plt.bar(hours, rng.random(60))", 1),
        ("plt.bar(hours, rng.random(60), width=3000)", 0),
        ("plt.bar(np.arange(60), rng.random(60))", 0),
        ("plt.bar(np.arange(2000), rng.random(2000))", 0),  # thin, and close together
        ("plt.bar(10 * np.arange(60), rng.random(60))", 0),  # strokes that can be seen
        ("plt.bar(hours[:3], [1, 2, 3])", 0),
    ],
)
def test_bars_thinner_than_a_pixel(bars: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(HOURS + f"{bars}\nplt.savefig('x.png')\n", tmp_path, monkeypatch, ["too-small-to-see"]).findings
    assert len(found) == named
    assert all(f.fix is not None and f.fix.after.endswith(", width=2880)") for f in found)
