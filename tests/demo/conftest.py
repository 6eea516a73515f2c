"""One small demo for all the tests that look at what it leaves; it needs Keras and takes some seconds."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Ran:
    folder: Path
    page: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    from kerascope.demo import run

    folder = tmp_path_factory.mktemp("demo") / "not there yet"
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        page = run(folder, epochs=4, samples=400)
    return Ran(folder, page, out.getvalue(), err.getvalue())
