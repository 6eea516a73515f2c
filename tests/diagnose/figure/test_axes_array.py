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


GRID = "fig, axes = plt.subplots(2, 4)\n"


@pytest.mark.parametrize(
    ("code", "named", "fix"),
    [
        ("for n in range(8):\n    axes[n].plot([1, n])\n", "`axes[n]` holds 4 of the 8", "axes.flat[n]"),
        ("for n in range(2):\n    axes[:, n].plot([1, n])\n", "`axes[:, n]` holds 2 of the 8", None),
        (
            "for n, one in enumerate(axes):\n    one.plot([1, n])\n",
            "`one` holds 4 of the 8",
            "for n, one in enumerate(axes.flat)",
        ),
        (
            "def draw(where, n):\n    where.plot([1, n])\n\nfor n in range(8):\n    draw(axes[n], n)\n",
            "`where` holds 4 of the 8",
            None,
        ),
        (
            "import seaborn as sns\nfor n in range(8):\n    sns.heatmap(np.eye(3) * n, ax=axes[n])\n",
            "`axes[n]` holds 4 of the 8",
            "axes.flat[n]",
        ),
        (
            "def draw(n, where=None):\n    where = where or plt.gca()\n    where.plot([1, n])\n\ndraw(1, axes[0])\n",
            "`where` holds 4 of the 8",
            None,
        ),
    ],
    ids=["index", "column", "walked", "helper", "seaborn", "a default for it"],
)
def test_a_row_of_the_grid_used_as_one(
    code: str, named: str, fix: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = checked(GRID + code, tmp_path, monkeypatch, ["axes-array"]).findings
    assert f"{named} Axes of an array, shape (2, 4)" in found.message
    assert (found.fix.after if found.fix else None) == fix


def test_all_of_a_row_is_no_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = _said("fig, panels = plt.subplots(1, 3)\npanels.plot([1, 2])\n", tmp_path, monkeypatch)
    assert "`panels` is an array of Axes, shape (3,), not one Axes: subplots returned 3 panels" in message


@pytest.mark.parametrize(
    "test", ["if not axes:\n    pass\n", "if axes == None:\n    pass\n", "one = axes if axes else plt.gca()\n"]
)
def test_asked_whether_there_is_one(test: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = _said(GRID + test, tmp_path, monkeypatch)
    assert "`axes` is an array of Axes, shape (2, 4)" in message


@pytest.mark.parametrize(
    "code",
    [
        "scores = np.ones(4)\nif scores > 0.5 and len(axes):\n    axes[0, 0].plot(scores)\n",
        "scores = np.ones(4)\naxes[0, 0].set_visible(not scores)\n",
        "one = axes[0, 0] if np.ones(4) else axes[0, 1]\n",
    ],
)
def test_another_array_asked_for_its_truth(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _said(GRID + code, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("code", "said", "after"),
    [
        ("ax = plt.subplots()\nax.plot([1, 2])\n", "of a Figure and its Axes", "fig, ax = plt.subplots()"),
        (
            "axes = plt.subplots(2, 2)\naxes[0, 1].plot([1, 2])\n",
            "an array of Axes, shape (2, 2)",
            "fig, axes = plt.subplots(2, 2)",
        ),
        (
            "axes = plt.subplots(1, 2)\naxes[0].imshow(np.eye(3))\n",
            "`axes` is the pair that subplots returned",
            "fig, axes = plt.subplots(1, 2)",
        ),
        (
            "def draw(where):\n    where.set_title('loss')\n\ndraw(plt.subplots())\n",
            "`where` is the pair that subplots returned",
            "",
        ),
        (
            "left, right = plt.subplots(1, 2)\nleft.plot([1, 2])\nright.plot([1, 2])\n",
            "`left` is the Figure, which has no `plot`",
            "fig, (left, right) = plt.subplots(1, 2)",
        ),
    ],
    ids=["one", "indexed", "its first half", "handed on", "two names"],
)
def test_the_pair_that_was_not_taken_apart(
    code: str, said: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = checked(code, tmp_path, monkeypatch, ["axes-array"]).findings
    assert said in found.message
    assert (found.fix.after if found.fix is not None else "") == after


@pytest.mark.parametrize(
    "code",
    [
        "pair = plt.subplots()\npair[0].tight_layuot()\n",
        "two = (plt.figure(), 1)\ntwo.plot([1, 2])\n",
        "fig = plt.figure()\nfig.plot([1, 2])\n",
        "fig, axes = plt.subplots(1, 2)\naxes[0].plot([1, 2])\nfig.set_title('loss')\n",
        "fig, ax = plt.subplots()\nax.plot([1, 2])\nfig.set_title('loss')\n",
        "fig, ax = plt.subplots(figsize=(4, 3))\nfig.plot([1, 2])\n",
        "fig, ax = plt.subplots(1, 1, figsize=(4, 3))\nfig.plot([1, 2])\n",
        "ax, size = plt.subplots(), (3, 4)\nlen(ax), size[0, 1]\n",
    ],
    ids=[
        "a slip of the pen",
        "another tuple",
        "no pair",
        "panels are known",
        "one panel is known",
        "a size",
        "one",
        "other indices",
    ],
)
def test_no_pair_of_subplots(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _said(code, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("panels.flat[k].imshow(w[:, :, 0, k])", 0),
        ("panels[k].imshow(w[:, :, 0, k])", 0),
        ("panels[0, k].imshow(w[:, None])", 1),
        ("panels[0, k].imshow(w[:, :, 0, k])", 1),
    ],
)
def test_the_picture_of_a_panel_is_indexed_and_not_the_panels(
    index: str, said: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"w = rng.random(16)\nfig, panels = plt.subplots(1, 4)\nfor k in range(4):\n    {index}\n"
    assert len(_said(code, tmp_path, monkeypatch)) == said
