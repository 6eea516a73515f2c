"""The flawed scripts and their mended twins: copied beside the data, run under `kerascope.check`, brought back."""

from __future__ import annotations

import base64
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from kerascope.demo.progress import Progress
from kerascope.errors import KerascopeError
from kerascope.findings import Report
from kerascope.report import write

__all__ = ["FAMILIES", "FLAWED", "Checked", "Checks", "begin_checks", "copy_scripts"]

FAMILIES = {
    "shape": "An axis is read as something that it is not",
    "range": "Values fall outside what the call expects",
    "selection": "One part of the data stands for all of it",
}
FLAWED = (
    "shape_flattened_digit",
    "shape_batch_of_maps",
    "shape_one_filter",
    "range_integer_maps",
    "range_dead_channel",
    "range_rgb_times_1000",
    "selection_one_time_step",
)


@dataclass(frozen=True)
class Checked:
    """One flawed script and its mended twin: their sources, their pictures, and what was found in each."""

    name: str
    wanted: str
    source: str
    report: Report
    drawn: Path
    mended_source: str
    mended_report: Report
    meant: Path

    @property
    def family(self) -> str:
        return self.name.partition("_")[0]

    @property
    def raised(self) -> bool:
        """Whether the script never got to save its picture."""
        return self.report.exception is not None


def copy_scripts(folder: Path) -> None:
    """Write every script beside the data that it loads; its picture of an earlier run goes."""
    for name in FLAWED:
        for stem in (name, f"{name}_mended"):
            (folder / f"{stem}.png").unlink(missing_ok=True)
            write(folder / f"{stem}.py", _source(stem))


def _source(stem: str) -> str:
    kind = "mended" if stem.endswith("_mended") else "flawed"
    return files("kerascope.demo").joinpath(kind, f"{stem}.py").read_text(encoding="utf-8")


class Checks:
    """The scripts on their way through a worker: see `begin_checks`."""

    def __init__(self, folder: Path, worker: subprocess.Popen[str], said: IO[str]) -> None:
        self._folder = folder
        self._worker = worker
        self._said = said

    def finish(self, progress: Progress) -> list[Checked]:
        """Wait for every report. Raises KerascopeError, with the worker's last words, when it ended too early."""
        stems = _stems()
        reports: dict[str, Report] = {}
        with progress.stage("Checking scripts", len(stems)) as advance:
            for stem in stems:
                reports[stem] = self._next(stem)
                advance(f"{stem}.py")
        return [_checked(self._folder, name, reports) for name in FLAWED]

    def _next(self, stem: str) -> Report:
        output: IO[str] | None = self._worker.stdout
        line = output.readline() if output is not None else ""
        if not line.strip():
            status = self._worker.wait()
            self._said.seek(0)
            words = self._said.read()
            raise KerascopeError(
                f"the checks ended before {stem}.py was done",
                given=f"exit status {status}",
                next_step="Its last words: " + (" ".join(words.split())[-400:] or "none"),
            )
        report: Report = pickle.loads(base64.b64decode(line))
        return report


def _stems() -> list[str]:
    return [stem for name in FLAWED for stem in (name, f"{name}_mended")]


@contextmanager
def begin_checks(folder: Path) -> Iterator[Checks]:
    """Check every script in a process of its own, which goes on while this one draws."""
    command = [sys.executable, "-m", "kerascope.demo.worker", *(f"{stem}.py" for stem in _stems())]
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        worker = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            encoding="utf-8",
        )
        with worker:
            try:
                yield Checks(folder, worker, said)
            finally:
                worker.kill()


def _environment() -> dict[str, str]:
    own: Any = sys.modules.get("keras")
    backend = {"KERAS_BACKEND": str(own.backend.backend())} if own is not None else {}
    return {**os.environ, **backend, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONIOENCODING": "utf-8"}


def _checked(folder: Path, name: str, reports: dict[str, Report]) -> Checked:
    source, mended = _source(name), _source(f"{name}_mended")
    report, drawn = reports[name], folder / f"{name}.png"
    if not drawn.exists():
        from kerascope.demo.raised import draw_raised

        drawn = draw_raised(report.exception or "no picture was saved").save(folder / f"{name}_raised.png")
    return Checked(
        name=name,
        wanted=source.split('"""')[1].strip(),
        source=source,
        report=report,
        drawn=drawn,
        mended_source=mended,
        mended_report=reports[f"{name}_mended"],
        meant=folder / f"{name}_mended.png",
    )
