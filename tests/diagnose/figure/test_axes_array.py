"""Arrays of Axes that a loop takes apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.message for f in checked(code, folder, monkeypatch, ["axes-array"]).findings]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "rows = [1]\nfig, panels = plt.subplots(len(rows), 2)\n"
            "for row, (left, right) in zip(rows, panels):\n    left.plot([row, 2])\n",
            "`panels` is a 1-D array of Axes, shape (2,)",
        ),
        (
            "fig, panels = plt.subplots(2, 1)\nfor left, right in panels:\n    left.plot([1, 2])\n",
            "`panels` is a 1-D array of Axes, shape (2,)",
        ),
        (
            "fig, panels = plt.subplots(1, 3)\nfor (r, c), one in np.ndenumerate(panels):\n    one.plot([r, c])\n",
            "shape (3,), so that ndenumerate gives one index for each",
        ),
        (
            "fig, panels = plt.subplots(2, 3)\nfor left, right in panels:\n    left.plot([1, 2])\n",
            "each row holds 3 Axes, and 2 names wait for them",
        ),
    ],
)
def test_rows_that_are_none(code: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = _said(code, tmp_path, monkeypatch)
    assert said in message


@pytest.mark.parametrize(
    "code",
    [
        "fig, panels = plt.subplots(2, 2)\nfor (left, right), (a, b) in zip(panels, [(1, 2, 3), (1, 2, 3)]):\n"
        "    left.plot([a, b])\n",
        "fig, panels = plt.subplots(2, 3)\nfor n, panel in enumerate(panels.flat):\n    first, second = n, n, n\n",
    ],
)
def test_something_else_that_can_t_be_unpacked(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _said(code, tmp_path, monkeypatch)
