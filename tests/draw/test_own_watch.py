"""Our own drawings under our own watch: no finding at all, as our own calls, as a user's, and as figures at hand."""

from __future__ import annotations

import os
import runpy
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kerascope
from kerascope import session
from kerascope.draw import Drawing

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "gallery").glob("plot_*.py"))
_RUN = """
import runpy
from pathlib import Path

for page in sorted(Path({folder!r}).glob("plot_*.py")):
    for value in list(runpy.run_path(str(page)).values()):
        for number, one in enumerate(value if isinstance(value, (list, tuple)) else (value,)):
            if type(one).__name__ == "Drawing":
                one.save(page.with_name(f"{{page.stem}}-{{number}}.png"))
"""
_WRONG = """
from matplotlib.figure import Figure
import numpy as np
figure = Figure()
figure.subplots().imshow(np.random.default_rng(0).random((8, 8, 3)) * 500)
figure.savefig({folder!r} + "/wrong.png")
"""


def in_a_child(work: Callable[[], str], folder: Path) -> str:
    """Run `work` in a forked process, which alone is watched; returns its text."""
    told = folder / "told.txt"
    child = os.fork()
    if not child:
        try:
            told.write_text(work(), encoding="utf-8")
        except BaseException as error:
            told.write_text(f"raised {error!r}", encoding="utf-8")
        os._exit(0)
    os.waitpid(child, 0)
    return told.read_text(encoding="utf-8")


def findings(script: Path) -> str:
    report = session.check(script)
    found = [f"{f.cause} at {f.location.file}:{f.location.line}: {f.message}" for f in report.findings]
    return "\n".join([f"{report.figures} figures, {report.exception}", *found, *report.faults])


@pytest.fixture(params=["kerascope's own", "a user's"])
def package(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The package to draw with: ours, or a copy that counts as the user's own code, so that nothing is forgiven."""
    if request.param == "kerascope's own":
        yield "kerascope.draw"
        return
    copy = tmp_path / "own_drawings"
    shutil.copytree(ROOT / "src" / "kerascope" / "draw", copy, ignore=shutil.ignore_patterns("__pycache__"))
    for file in copy.glob("*.py"):
        file.write_text(file.read_text(encoding="utf-8").replace("kerascope.draw", copy.name), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield copy.name


@pytest.mark.slow
def test_the_gallery_gives_no_finding(package: str, tmp_path: Path) -> None:
    for page in PAGES:
        source = page.read_text(encoding="utf-8")
        for name in ("kerascope.draw", "kerascope"):
            source = source.replace(f"from {name} import", f"from {package} import")
        (tmp_path / page.name).write_text(source, encoding="utf-8")
    script = tmp_path / "all_pages.py"
    script.write_text(_RUN.format(folder=str(tmp_path)), encoding="utf-8")
    told = in_a_child(lambda: findings(script), tmp_path).splitlines()
    assert told[1:] == []
    count, _, exception = told[0].partition(" figures, ")
    assert exception == "None"
    assert int(count) >= 40


def test_the_same_run_would_name_a_wrong_picture(tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text(_WRONG.format(folder=str(tmp_path)), encoding="utf-8")
    assert "clipped" in in_a_child(lambda: findings(script), tmp_path)


@pytest.mark.slow
def test_the_gallery_s_figures_at_hand_give_no_finding() -> None:
    had_keras = "keras" in sys.modules
    judged = 0
    for page in PAGES:
        for value in list(runpy.run_path(str(page)).values()):
            for one in value if isinstance(value, (list, tuple)) else (value,):
                if isinstance(one, Drawing):
                    report = kerascope.inspect(one)
                    assert (page.name, report.findings, report.faults) == (page.name, (), ())
                    judged += 1
    assert judged >= 40
    assert ("keras" in sys.modules) == had_keras
