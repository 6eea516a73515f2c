"""Where the float came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

HEAD = "maps = rng.random((14, 6, 6))\ncolumns = 5\n"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("np.ceil(len(maps) / columns)", "made by `np.ceil(len(maps) / columns)` (columns = 5, maps holds 14)"),
        ("len(maps) / 7", "made by `len(maps) / 7` (maps holds 14)"),
    ],
)
def test_what_made_it(made: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = HEAD + f"rows = {made}\nfor k in range(14):\n    plt.subplot(rows, columns, k + 1)\n"
    found = checked(code, tmp_path, monkeypatch, ["non-integer-grid"]).findings
    assert len(found) == 1
    assert told in found[0].message
