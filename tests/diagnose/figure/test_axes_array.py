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
        (
            "fig, panels = plt.subplots(1, 4)\nflat = [one for row in panels for one in row]\n",
            "`row` is a single Axes, no row of them: `panels` is a 1-D array of Axes, shape (4,)",
        ),
        (
            "fig, panels = plt.subplots(1, 3)\nfor strip, word in zip(panels, 'ab'):\n    for one in strip:\n"
            "        one.set_title(word)\n",
            "`strip` is a single Axes, no row of them: `panels` is a 1-D array",
        ),
        (
            "fig, panels = plt.subplots(2, 1)\npanels[1][0].plot([1, 2])\n",
            "`panels[1]` is a single Axes, no row of them: `panels` is a 1-D array of Axes, shape (2,)",
        ),
        (
            "fig, panels = plt.subplots()\nother = plt.figure().subplots(1, 2)\nfor a in panels:\n    a.plot([1])\n",
            "`panels` is a single Axes, no array",
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
