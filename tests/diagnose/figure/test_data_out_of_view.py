"""Limits beside the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["data-out-of-view"]).findings
    ]


DRAW = "truth = rng.uniform(60, 200, 80)\nplt.scatter(truth, truth + 3)\nplt.plot([0, 250], [0, 250], 'k:')\n"


@pytest.mark.parametrize(("top", "named"), [(50, ["data-out-of-view"]), (250, []), (100, [])])
def test_points_beside_a_reference_line(
    top: int, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(DRAW + f"plt.xlim(0, {top})\nplt.ylim(0, {top})\n", tmp_path, monkeypatch) == named
