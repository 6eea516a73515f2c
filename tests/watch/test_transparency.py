"""A watched script does what it does alone: stdout, stderr, exit code, exception and every file that it writes.

`transparent/` is run from one warm process that forks, `transparent/alone/` by interpreters of their own, since what
they look at is the interpreter's: paths, arguments, exit, processes. `transparent/keras/` runs on KERAS_BACKEND.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.watch.warm import ENVIRONMENT, FEW_SECONDS, Seen, Warm, outcome, warm

HERE = Path(__file__).parent / "transparent"
ASIDE = ("alone", "keras")


def scripts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))


def alone(script: Path, folder: Path, *, watched: bool) -> Seen:
    """Run by an interpreter of its own, named as people do: from its own folder."""
    work = folder.with_name("work")
    shutil.copytree(script.parent / "package", work / "package", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(script, work)
    report = folder.with_name("report.json")
    command = [sys.executable]
    if watched:
        command += ["-m", "kerascope", "check", "--format", "json", "--output", str(report)]
    command += ["-m", "package.module"] if script.stem == "as_module" else [script.name]
    done = subprocess.run(
        [*command, "one", "--two"],
        cwd=work,
        env=os.environ | ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=FEW_SECONDS,
    )
    work.rename(folder)
    return outcome(folder, done.stdout, done.stderr, done.returncode, report)


_LOGGED = re.compile(r"^[IWEF]\d{4} [\d:.]+ +\d+ |^\d{4}-\d\d-\d\d [\d:.]+: ", re.MULTILINE)
"""Time and process of a line that TensorFlow's compiled part logs."""


def assert_same(plain: Seen, watched: Seen) -> None:
    assert watched.stdout.decode() == plain.stdout.decode()
    assert _LOGGED.sub("", watched.stderr.decode()) == _LOGGED.sub("", plain.stderr.decode())
    assert watched.code == plain.code
    assert list(watched.files) == list(plain.files)
    assert [n for n in plain.files if watched.files[n] != plain.files[n]] == []
    if watched.report is not None:
        assert watched.report["faults"] == []


@pytest.fixture(scope="module")
def process() -> Iterator[Warm]:
    with warm() as started:
        yield started


@pytest.fixture(scope="module")
def keras_process() -> Iterator[Warm]:
    with warm("keras") as started:
        yield started


@pytest.mark.parametrize("script", scripts(HERE), ids=lambda p: p.stem)
def test_watching_changes_nothing(script: Path, tmp_path: Path, process: Warm) -> None:
    plain = process.run(script, tmp_path / "alone", watched=False)
    assert_same(plain, process.run(script, tmp_path / "watched", watched=True))


@pytest.mark.parametrize("script", scripts(HERE / "alone"), ids=lambda p: p.stem)
def test_watching_changes_nothing_of_the_interpreter(script: Path, tmp_path: Path) -> None:
    plain = alone(script, tmp_path / "alone", watched=False)
    assert_same(plain, alone(script, tmp_path / "watched", watched=True))


@pytest.mark.keras
@pytest.mark.parametrize("script", scripts(HERE / "keras"), ids=lambda p: p.stem)
def test_watching_changes_nothing_of_keras(script: Path, tmp_path: Path, keras_process: Warm) -> None:
    plain = keras_process.run(script, tmp_path / "alone", watched=False)
    assert_same(plain, keras_process.run(script, tmp_path / "watched", watched=True))


def test_there_are_enough_of_them() -> None:
    assert sum(len(scripts(HERE / folder)) for folder in ("", *ASIDE)) >= 60


def test_the_comparison_can_fail(tmp_path: Path, process: Warm) -> None:
    script = tmp_path / "differs.py"
    script.write_text("import matplotlib.axes as a\nprint(hasattr(a.Axes.plot, '__wrapped__'))\n")
    plain = process.run(script, tmp_path / "alone", watched=False)
    with pytest.raises(AssertionError):
        assert_same(plain, process.run(script, tmp_path / "watched", watched=True))
