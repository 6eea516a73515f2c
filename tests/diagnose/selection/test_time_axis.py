"""Columns of a table as lines, and strokes that a library draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["time-axis"]).findings]


def test_quartiles_in_violins_are_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("seaborn")
    code = (
        "import seaborn as sns\nday = np.repeat(np.arange(4), 60)\n"
        "ax = sns.violinplot(x=day, y=rng.normal(size=240), hue=np.tile([0, 1], 120), split=True, inner='quart')\n"
        "ax.set_xlabel('day')\n"
    )
    assert _said(code, tmp_path, monkeypatch) == []


def test_a_table_turned_round_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    code = "import pandas as pd\npd.DataFrame(rng.random((3, 40))).plot(legend=False)\nplt.xlabel('day')\n"
    assert _said(code, tmp_path, monkeypatch) == ["time-axis"]
