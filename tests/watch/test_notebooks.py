"""Notebooks as the inline backend runs them: what a cell shows is drawn for the screen, and is no file."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

START = "import matplotlib.pyplot as plt\nimport numpy as np"


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The kernel picks its own backend, which is the inline one, and runs where its files may lie."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MPLBACKEND", raising=False)


def checked(folder: Path, *cells: str) -> list[tuple[str, int | None, int | None]]:
    from kerascope.session import check

    path = folder / "look.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in (START, *cells)])
    nbformat.write(notebook, path)
    report = check(path)
    assert report.faults == ()
    assert report.exception is None
    return [(f.cause, f.location.cell, f.location.line) for f in report.findings]


def test_right_cells_meet_silence_however_they_show(tmp_path: Path) -> None:
    assert (
        checked(
            tmp_path,
            "plt.plot([1, 4, 9])\nplt.show()",
            "plt.imshow(np.random.rand(8, 8))\nplt.colorbar()",
            "fig, axes = plt.subplots(1, 2)\nfor ax in axes:\n    ax.plot([1, 4, 9])\nfig.tight_layout()\nplt.show()",
            "fig",
            "from IPython.display import display\ndisplay(fig)\nfig.savefig('both.png')",
            "plt.hist(np.random.rand(99))\nplt.savefig('hist.png')\nplt.show()",
        )
        == []
    )


def test_a_file_saved_after_its_figure_was_shown_and_closed_is_named(tmp_path: Path) -> None:
    found = checked(tmp_path, "plt.plot([1, 4, 9])\nplt.show()\nplt.savefig('empty.png')")
    assert found == [("saved-after-show", 1, 3)]


def test_files_of_the_current_folder_and_modules_beside_the_notebook(tmp_path: Path) -> None:
    beside = tmp_path / "notes"
    beside.mkdir()
    (beside / "heights.py").write_text("UNIT = 'm'\n")
    (tmp_path / "heights.txt").write_text("1 4 9")
    cell = "import heights\nplt.plot(np.loadtxt('heights.txt'))\nplt.ylabel(heights.UNIT)\nplt.show()"
    assert checked(beside, cell) == []


def test_runs_that_pile_up_in_one_axes(tmp_path: Path) -> None:
    cells = (
        "fig, ax = plt.subplots()",
        "ax.plot([3, 2, 1], label='loss')\nax.set_title('first')\ndisplay(fig)",
        "ax.plot([3, 1, 0], label='loss')\nax.set_title('second')\ndisplay(fig)",
    )
    assert checked(tmp_path, *cells) == [("accumulated-lines", 3, 1)]


def test_cells_are_shown_one_by_one_also_where_the_environment_asks_for_agg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    cells = ("plt.imshow(np.random.rand(8, 8))", "plt.imshow(np.random.rand(8, 8))", "plt.plot([1, 4, 9])")
    assert checked(tmp_path, *cells) == []


def test_a_figure_of_one_cell_was_not_opened_for_the_call_of_another(tmp_path: Path) -> None:
    empty = "(\n    so.Plot(y=[0, 0]).pair(x=[[1, 2], [3, 4]])\n)"
    cells = ("import seaborn.objects as so", empty, "bars = so.Plot([1, 2], [3, 4])\n(\n    bars.add(so.Bar())\n)")
    assert checked(tmp_path, *cells) == []
    cells = ("import seaborn as sns", "fig, ax = plt.subplots()", "values = np.random.rand(30)\nsns.displot(values)")
    assert checked(tmp_path, *cells) == []


def test_a_notebook_that_picks_its_backend_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    picked = "import matplotlib\nmatplotlib.use('svg')"
    found = checked(tmp_path, picked, "plt.plot([1, 4, 9])\nassert matplotlib.get_backend() == 'svg'")
    assert {cause for cause, _, _ in found} <= {"never-shown"}
