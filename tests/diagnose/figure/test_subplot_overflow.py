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


SIDES = "rows, cols, base, fig = 3, 4, 341, plt.figure()\n"


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("341 + k", "3, 4, k + 1"),
        ("340 + (k + 1)", "3, 4, k + 1"),
        ("rows * 100 + cols * 10 + k + 1", "rows, cols, k + 1"),
        ("10 * cols + 100 * rows + 1 + k", "rows, cols, k + 1"),
        ("rows * 100 + 41 + k", "rows, 4, k + 1"),
        ("331 + k", None),
        ("base + k", None),
    ],
)
def test_a_code_taken_apart(code: str, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"{SIDES}for k in range(11):\n    fig.add_subplot({code}).plot([1, 2])\n"
    (found,) = checked(script, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert (found.fix.after if found.fix else None) == after


@pytest.mark.parametrize(
    ("place", "said", "after"),
    [
        (
            "2, 3, k",
            "number 0 was asked of a grid of 2 x 3 = 6 places, whose numbers run from 1",
            "subplot(2, 3, k + 1",
        ),
        ("2, 2, k", "; the loop over `names` takes 5 turns and needs as many places", None),
        ("2, 3, 5 - k", "subplot number 0 was asked", None),
        ("230 + k", "230 + 0 = 230: number 0 of a 2 x 3 grid, whose numbers run from 1 to 6; the", "2, 3, k + 1"),
        ("220 + k", "number 0 of a 2 x 2 grid", None),
    ],
)
def test_places_counted_from_0(
    place: str, said: str, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = "range(5)" if place != "2, 3, 5 - k" else "(5, 4)"
    code = f"names = list('abcde')\nfor k, name in zip({order}, names):\n    plt.subplot({place}).plot([1, 2])\n"
    code = code if "5 - k" in place else code.replace("k, name in zip(range(5), names)", "k, name in enumerate(names)")
    (found,) = checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert said in found.message
    assert "at least" not in found.message or "5 - k" in place
    assert (found.fix.after if found.fix else None) == after


@pytest.mark.parametrize(
    ("loop", "walked"),
    [
        ("n, (name, w) in enumerate(kernels.items(), start=1)", "kernels"),
        ("n, name in enumerate(sorted(kernels), 1)", "kernels"),
        ("n in range(1, total + 1)", "range(1, total + 1)"),
        ("n in [k + 1 for k in range(8)]", "[k + 1 for k in range(8)]"),
        ("n, k in enumerate(kernels, start=1)", "kernels"),
        ("k in range(total)", "range(total)"),
        ("k in range(len(kernels))", "range(len(kernels))"),
    ],
)
def test_how_many_the_loop_needs(loop: str, walked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "kernels = {f'layer {k}': k for k in range(8)}\ntotal = len(kernels)\n"
    number = "k + 1" if loop.startswith("k") else "n"
    code = head + f"for {loop}:\n    plt.subplot(2, 3, {number})\n    plt.plot([1, 2])\n"
    found = checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert [f.cause for f in found] == ["subplot-overflow"]
    assert "8 turns" in found[0].message
    assert f"`{walked}`" in found[0].message


@pytest.mark.parametrize(
    ("made", "place", "said"),
    [
        ("GridSpec(2, 2, figure=fig)", "n", "2 x 2 = 4 places, and index 4 was asked of it; the loop over `range(6)`"),
        ("fig.add_gridspec(2, 2)", "n", "2 x 2 = 4 places, and index 4"),
        ("fig.add_gridspec(2, 3)", "n // 2, n % 2", "it has 2 rows, and at least 3 are needed"),
    ],
)
def test_a_place_beyond_a_gridspec(
    made: str, place: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"from matplotlib.gridspec import GridSpec\nfig = plt.figure()\ngrid = {made}\n"
    code += f"for n in range(6):\n    fig.add_subplot(grid[{place}]).plot([1, 2])\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert said in found.message
    if "//" not in place:
        assert found.fix is not None
        assert found.fix.after.endswith("(2, 3")


def test_an_index_beyond_something_else_beside_a_gridspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "fig = plt.figure()\ngrid = fig.add_gridspec(2, 2)\nnames = np.zeros(3)\n"
    code += "for n in range(4):\n    fig.add_subplot(grid[n]).set_title(names[n])\n"
    assert not checked(code, tmp_path, monkeypatch, ["subplot-overflow"]).findings


@pytest.mark.parametrize(
    ("held", "named"),
    [("np.ones((4, 1))", []), ("np.ones((4, 9))", ["subplot-overflow"])],
    ids=["the data", "the axes"],
)
def test_which_array_of_the_statement_ended(
    held: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"k = {held}\nfig, axes = plt.subplots(1, 6)\nfor i in range(9):\n    axes[i].plot(k[:, i])\n"
    assert _said(code, tmp_path, monkeypatch) == named


SEVEN = "parts = [rng.random(9) for _ in range(7)]\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("for k in range(10):\n    plt.subplot(100 + 10 * 10 + k + 1)\n", "100 + 10 * 10 + 0 + 1 = 201"),
        (
            "names = np.arange(10)\nn = len(names)\nfig = plt.figure()\n"
            "for c in names:\n    fig.add_subplot(10 * n + 100 + c + 1)\n",
            "2 x 0 grid, number 1 and has no place at all; the loop over `names` takes 10 turns",
        ),
        ("for k in range(11):\n    plt.subplot(250 + (k + 1))\n", "250 + (9 + 1) = 260"),
        ("fig, axes = plt.subplots(len(parts) // 8, 8)\n", "the number of rows, is 0"),
        ("for k in range(7):\n    plt.subplot(7 // 8, 8, k + 1)\n", "such a grid has no place; the loop over"),
        (
            "for k, part in enumerate(parts):\n    plt.subplot2grid((2, 3), (k // 3, k % 3)).plot(part)\n",
            "row 2 was asked of a grid of 2 x 3 = 6 places, whose rows are 0 to 1; the loop over `parts` takes 7 turns",
        ),
        (
            "for k in range(7):\n    ax = plt.subplot2grid((2, 3), divmod(k, 3))\n",
            "row 2 was asked of a grid of 2 x 3 = 6 places, whose rows are 0 to 1; the loop over `range(7)`",
        ),
        (
            "plots = plt.figure().subfigures(1, 3)\nfor k, part in enumerate(parts):\n"
            "    plots[k].subplots().plot(part)\n",
            "`plots` holds 3 panels, shape (3,), and index 3 was asked for; the loop over `parts` takes 7 turns",
        ),
        (
            "fig, by = plt.subplot_mosaic('ab;cd')\nfor name, part in zip('abcdefg', parts):\n"
            "    by[name].plot(part)\n",
            "`by` holds 4 panels, 'a', 'b', 'c', 'd', and none called 'e'",
        ),
        (
            "from mpl_toolkits.axes_grid1 import ImageGrid\ngrid = ImageGrid(plt.figure(), 111, (2, 3))\n"
            "for k, part in enumerate(parts):\n    grid[k].imshow(part[None])\n",
            "`grid` holds 6 panels",
        ),
        (
            "grid = (3, 2)\nfor k in range(7):\n    ax = plt.subplot2grid(loc=(k % 3, k // 3), shape=grid)\n",
            "column 2 was asked of a grid of 3 x 2 = 6 places, whose columns are 0 to 1",
        ),
        (
            "fig, axes = plt.subplots(2, 3)\nfree = list(axes.flat)\nfor part in parts:\n    free.pop(0).plot(part)\n",
            "`free` has no panel left: it was made of 6 panels, a 2 x 3 grid",
        ),
        (
            "fig, axes = plt.subplots(2, 3)\nfree = list(axes.flat)\nfor part in parts:\n    ax = free.pop(0)\n",
            "`free` has no panel left: it was made of 6 panels, a 2 x 3 grid, and one more was asked of it; the loop",
        ),
        (
            "from collections import deque\nfig, axes = plt.subplots(2, 3)\nfree = deque(axes.ravel())\n"
            "for part in parts:\n    ax = free.popleft()\n    ax.plot(part)\n",
            "made of 6 panels",
        ),
        (
            "fig, axes = plt.subplots(2, 3)\nfor ax, part in zip(axes.flat, parts, strict=True):\n    ax.plot(part)\n",
            "`axes.flat` holds 6 panels, a 2 x 3 grid, and what is walked over beside it 7",
        ),
    ],
)
def test_other_ways_to_run_out_of_places(code: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(SEVEN + code, tmp_path, monkeypatch, ["subplot-overflow"]).findings
    assert [f.cause for f in found] == ["subplot-overflow"]
    assert said in found[0].message


@pytest.mark.parametrize(
    "code",
    [
        "fig, axes = plt.subplots(2, 4)\nfor k in range(8):\n    axes.flat[k].plot(parts.pop())\n",
        "left = []\nfig, axes = plt.subplots(2, 4)\naxes[0, 0].plot(left.pop())\n",
        "fig, axes = plt.subplots(2, 4)\nfor ax, part in zip(axes.flat, parts, strict=True):\n    ax.plot(part)\n",
        "for k in range(3):\n    plt.subplot(100 + 10 * 3 + k + 1)\nraise ValueError('no data')\n",
        "fig, by = plt.subplot_mosaic('ab')\nlog = {'a': parts[0]}\nfor name in 'ab':\n    by[name].plot(log[name])\n",
    ],
    ids=["the data end", "another list", "a place too many", "something else", "another dict"],
)
def test_what_ended_was_no_grid(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SEVEN + code, tmp_path, monkeypatch) == []


ROWS = "fig, panels = plt.subplots(3, 4)\n"


@pytest.mark.parametrize(
    "code",
    [
        "for n in range(16):\n    r, c = divmod(n, 4)\n    panels[r][c].plot([1, n])\n",
        "for n in range(4):\n    one, two, three, four = panels[n]\n    one.plot([1, n])\n",
        "for n in range(4):\n    for k, one in enumerate(panels[n]):\n        one.plot([k, n])\n",
    ],
    ids=["two brackets", "taken apart", "walked"],
)
def test_rows_are_counted_and_there_are_too_few(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = checked(ROWS + code, tmp_path, monkeypatch, ["subplot-overflow", "axes-array"]).findings
    assert found.cause == "subplot-overflow"
    assert "12 panels, shape (3, 4), a 3 x 4 grid, and index 3 was asked for" in found.message


def test_panels_are_counted_where_rows_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ROWS + "panels[5].plot([1, 2])\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["subplot-overflow", "axes-array"]).findings
    assert found.cause == "axes-array"
    assert "index 5 counts rows" in found.message
