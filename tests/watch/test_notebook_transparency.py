"""A watched notebook shows what it shows alone: every output of every cell, and every file."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

NOTEBOOKS = sorted((Path(__file__).parent / "transparent" / "notebooks").glob("*.py"))
"""Cells begin with `# %%`."""
_MINE = re.compile(r"(?<= at )0x[0-9a-f]+|(?<=ipykernel_)\d+")
"""What differs from one process to the next: addresses, and the kernel's number in the names of cells."""


@pytest.fixture(scope="module", autouse=True)
def inline() -> Iterator[None]:
    """The kernel picks its own backend, which is the inline one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        patch.setenv("PYTHONHASHSEED", "0")
        yield


def cells_of(path: Path) -> list[str]:
    return [text.removesuffix("\n") for text in path.read_text().split("# %%\n")[1:]]


def written(folder: Path, cells: list[str]) -> Path:
    folder.mkdir()
    path = folder / "look.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells]), path)
    return path


def plain(folder: Path, cells: list[str]) -> Any:
    notebook = nbformat.read(written(folder, cells), as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=None, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    with contextlib.suppress(nbclient.exceptions.CellExecutionError):
        client.execute()
    return notebook


def watched(folder: Path, cells: list[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    from kerascope.session import check
    from kerascope.watch.running import notebooks

    seen: list[Any] = []
    monkeypatch.setattr(notebooks, "_echo", seen.append)
    path = written(folder, cells)
    monkeypatch.chdir(folder)
    assert check(path).faults == ()
    return seen[0]


def outputs(notebook: Any) -> list[str]:
    return [_MINE.sub("…", f"{c.get('execution_count')}: {_joined(c.outputs)}") for c in notebook.cells]


def _joined(given: list[Any]) -> list[Any]:
    """Texts of one stream arrive in pieces, by chance."""
    joined: list[Any] = []
    for one in map(dict, given):
        if joined and one["output_type"] == "stream" == joined[-1]["output_type"] and joined[-1]["name"] == one["name"]:
            joined[-1]["text"] += one["text"]
        else:
            joined.append(one)
    return joined


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and p.suffix != ".ipynb"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_watching_changes_no_output(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = cells_of(path)
    with ThreadPoolExecutor(1) as beside:
        other = beside.submit(plain, tmp_path / "alone", cells)
        seen = watched(tmp_path / "watched", cells, monkeypatch)
        alone = other.result()
    assert any(cell.outputs for cell in alone.cells)
    for one, two in zip(outputs(alone), outputs(seen), strict=True):
        assert two == one
    assert files(tmp_path / "watched") == files(tmp_path / "alone")


def test_there_are_enough_of_them() -> None:
    assert len(NOTEBOOKS) >= 10


def test_the_comparison_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = ["print('kerascope.session' in __import__('sys').modules)"]
    alone = plain(tmp_path / "alone", cells)
    assert outputs(alone) != outputs(watched(tmp_path / "watched", cells, monkeypatch))
