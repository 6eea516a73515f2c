"""Lines of one point, from pandas."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["single-point-line"]).findings
    ]


@pytest.mark.parametrize(
    ("rows", "options", "named"), [("[1]", "", ["single-point-line"]), ("[1, 2]", "", []), ("[1]", "marker='o'", [])]
)
def test_a_frame_of_one_epoch(
    rows: str, options: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import pandas as pd\npd.DataFrame({{'loss': {rows}, 'val_loss': {rows}}}).plot({options})\n"
    assert _said(code, tmp_path, monkeypatch) == named
