"""What watching costs the longest scripts of the corpus: `python -m benchmarks.cases --backend torch`.

Each script is run plain and watched in turn, several times, by children of a process that has imported everything
already: what is compared is the script's own code, without the imports that would make the cost look small. Times are
the processor's (user and system), so that other work on the machine tells less. Both the script alone under watch and
the whole with its report are told; a fix that is tried out has its own bound, told in the docs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tests import corpus

AT_MOST = 1.05


def timed(case: corpus.Case, kind: str, watched: bool) -> tuple[float, float] | None:
    """Seconds of the processor until the script's end, and until the report's; None when it failed to end."""
    with tempfile.TemporaryDirectory() as place:
        work, told = Path(place) / "work", Path(place) / "told"
        work.mkdir()
        if (case.folder / "make.py").exists():
            corpus._fork(lambda: corpus._make(case, kind, work), corpus.LIMIT)
        script = case.script(kind)
        action: Callable[[Path], tuple[float, float]] = _watched if watched else _plain
        corpus._fork(lambda: _tell(action, script, work, told), corpus.LIMIT)
        if not told.exists():
            return None
        first, last = json.loads(told.read_text())
        return first, last


def _tell(action: Callable[[Path], tuple[float, float]], script: Path, work: Path, told: Path) -> None:
    os.chdir(work)
    told.write_text(json.dumps(action(script)))


def _plain(script: Path) -> tuple[float, float]:
    from kerascope.watch.running.runner import run_script

    began = time.process_time()
    run_script(script)
    spent = time.process_time() - began
    return spent, spent


def _watched(script: Path) -> tuple[float, float]:
    from kerascope import session

    ends: list[float] = []
    judge = session.judge

    def noting(*args: Any, **options: Any) -> Any:
        ends.append(time.process_time())
        return judge(*args, **options)

    session.judge = noting
    began = time.process_time()
    session.check(script)
    return ends[0] - began, time.process_time() - began


def longest(wanted: list[corpus.Case], kind: str, most: int) -> list[corpus.Case]:
    """The cases whose script takes longest by itself; notebooks run elsewhere and are left out."""
    scripts = [c for c in wanted if c.script(kind).suffix == ".py" and "without" not in c.told]
    found = [(timed(case, kind, False), case) for case in scripts]
    return [c for t, c in sorted(found, key=lambda f: -(f[0] or (0.0,))[0])[:most] if t is not None]


def compare(case: corpus.Case, kind: str, pairs: int) -> tuple[float, float, float] | None:
    """Own seconds, and the medians of the paired ratios: to the script's end, and to the report's."""
    plain, run, whole = [], [], []
    for turn in range(pairs):
        order = (False, True) if turn % 2 else (True, False)
        times = {watched: timed(case, kind, watched) for watched in order}
        alone, seen = times[False], times[True]
        if alone is None or seen is None:
            return None
        plain.append(alone[0])
        run.append(seen[0] / alone[0])
        whole.append(seen[1] / alone[0])
    return median(plain), median(run), median(whole)


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--backend", choices=corpus.BACKENDS, default="tensorflow")
    ask.add_argument("--cases", type=Path, default=corpus.CASES)
    ask.add_argument("--only", default="", help="cases whose name holds this")
    ask.add_argument("--kind", choices=("wrong", "right"), default="right")
    ask.add_argument("--longest", type=int, default=10)
    ask.add_argument("--pairs", type=int, default=5)
    asked = ask.parse_args()
    os.environ |= {"KERAS_BACKEND": asked.backend, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
    corpus._warm(asked.backend)
    wanted = corpus.cases(asked.cases.resolve(), backend=asked.backend, only=asked.only)
    ratios = []
    for case in longest(wanted, asked.kind, asked.longest):
        told = compare(case, asked.kind, asked.pairs)
        if told is None:
            print(f"{case.name:44} did not end", flush=True)
            continue
        ratios.append(told[1:])
        print(
            f"{case.name:44} own {told[0]:6.2f} s   watched {told[1]:.3f} ×   with its report {told[2]:.3f} ×",
            flush=True,
        )
    if not ratios:
        return 1
    run, whole = (median(side) for side in zip(*ratios, strict=True))
    print(f"{len(ratios)} scripts: watched {run:.3f} × (≤ {AT_MOST} ×), with their reports {whole:.3f} ×")
    return int(run > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
