"""Count what is said of other people's scripts: `python -m tests.gallery FOLDER… [--only WORD] [--limit SECONDS] [-v]`.

A gallery's pictures are taken to be right, so that every error or warning is a false alarm until somebody has looked.
One warm process forks for each script; each runs in an empty folder of its own. Prints every finding, and at last how
many scripts ran, how many of them raised (data that must be downloaded, say), and what was said; the exit status is 1
when any of it is an error or a warning.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests import corpus
from tests.mending import short

WARM = ("matplotlib.pyplot", "pandas", "scipy.stats", "scipy.ndimage", "sklearn.model_selection", "seaborn")


def scripts(folders: list[Path], only: str) -> list[Path]:
    """The scripts and notebooks below folders, but for modules of pytest and of Sphinx."""
    found = [p for f in folders for p in sorted(f.rglob("*")) if p.suffix in (".py", ".ipynb")]
    return [p for p in found if only in str(p) and p.name not in ("conf.py", "conftest.py", "__init__.py")]


def report(script: Path, limit: float) -> dict[str, Any] | None:
    """What kerascope says of one script; None when it had to be stopped or took the process with it."""
    with tempfile.TemporaryDirectory() as place:
        told, work = Path(place) / "told.json", Path(place) / "work"
        work.mkdir()
        corpus._fork(lambda: _check(script, work, told), limit)
        said: dict[str, Any] | None = json.loads(told.read_text()) if told.exists() else None
        return said


def _check(script: Path, work: Path, told: Path) -> None:
    from kerascope.report import render
    from kerascope.session import check

    os.chdir(work)
    sys.argv[:] = [str(script)]
    told.write_text(render(check(script), "json"))


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--only", default="", help="scripts whose path holds this")
    ask.add_argument("--limit", type=float, default=90.0, help="seconds that one script may take")
    ask.add_argument("--backend", choices=corpus.BACKENDS, help="import it and keras beforehand")
    ask.add_argument("-v", "--verbose", action="store_true", help="a line for each script")
    asked = ask.parse_args()
    os.environ |= {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": asked.backend or "jax"}
    for name in WARM:
        importlib.import_module(name)
    if asked.backend:
        corpus._warm(asked.backend)
    ends, said = Counter[str](), Counter[str]()
    for script in scripts([f.resolve() for f in asked.folders], asked.only):
        one = report(script, asked.limit)
        raised = (one or {"exit": {"exception": None}})["exit"]["exception"]
        end = "stopped" if one is None else "raised" if raised else "ended"
        findings = one["findings"] if one else []
        faults = one["faults"] if one else []
        ends[end] += 1
        said.update(f["severity"] for f in findings)
        if asked.verbose or findings or faults:
            told = "; ".join(short(f) for f in findings)
            print(f"{end:8}{script.parent.name}/{script.name}: {told} {faults or ''}", flush=True)
    print(f"{ends.total()} scripts: " + ", ".join(f"{n} {kind}" for kind, n in ends.items()), end="; ")
    print(", ".join(f"{said[kind]} {kind}s" for kind in ("error", "warning", "note")))
    return int(bool(said["error"] or said["warning"]))


if __name__ == "__main__":
    sys.exit(main())
