"""Score kerascope on the project's own corpus of wrong and right scripts: `python -m tests.corpus [--cause NAME] [-v]`.

`--mend` applies the safe fixes to a copy of each wrong script and checks it again: it must be quiet of what they mend.

One warm process per backend has imported what every script imports, and forks for each script: a case then takes as
long as its own code. Prints what share of the causes is named, stays quiet, ran through as it does alone, what share of
the facts is stated, and what share of the findings carries a fix.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.mending import Case, Mending, mending, mending_summary, short

CASES = Path(__file__).parent / "cases"
BACKENDS = ("tensorflow", "jax", "torch")
MARK = "@report@"
Judged = TypeVar("Judged")
LIMIT = 150.0
"""Seconds that one script may take."""


def cases(folder: Path = CASES, *, cause: Iterable[str] = (), backend: str = "", only: str = "") -> list[Case]:
    """The cases of a folder, narrowed."""
    found = [Case(t.parent, tomllib.loads(t.read_text())) for t in sorted(folder.rglob("case.toml"))]
    wanted = set(cause)
    return [
        c
        for c in found
        if (not wanted or c.told["cause"] in wanted)
        and (not backend or c.backend == backend)
        and (not only or only in c.name)
    ]


@dataclass(slots=True)
class Score:
    """What was said of one case."""

    case: Case
    named: bool = False
    found: bool = False
    facts: float = 0.0
    unstated: list[str] = field(default_factory=list)
    """The facts that what was said does not state."""
    quiet: bool = False
    through: bool = False
    said: list[str] = field(default_factory=list)
    loud: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    fixes: tuple[int, int, int] = (0, 0, 0)
    """Findings of the wrong script: with a fix, with a safe fix, all."""


# -- the warm process ---------------------------------------------------------------------------------------------


def serve(backend: str) -> None:
    """Read `folder kind` lines, fork for each, answer with a report on a line of its own."""
    os.environ |= {"KERAS_BACKEND": backend, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
    _warm(backend)
    for line in sys.stdin:
        folder, kind = line.split("\t")
        case = Case(Path(folder), tomllib.loads((Path(folder) / "case.toml").read_text()))
        with tempfile.TemporaryDirectory() as place:
            report = _answer(case, kind.strip(), Path(place))
        sys.stdout.write(f"{MARK}{json.dumps(report)}\n")
        sys.stdout.flush()


def _warm(backend: str) -> None:
    import importlib
    import pkgutil

    for name in (
        "numpy",
        "pandas",
        "scipy.ndimage",
        "sklearn.datasets",
        "sklearn.metrics",
        "sklearn.model_selection",
        "PIL.Image",
    ):
        importlib.import_module(name)
    importlib.import_module(backend)
    if backend == "torch":
        sys.modules["torch"].set_num_threads(1)
    importlib.import_module("keras")
    importlib.import_module("kerascope.report")
    importlib.import_module("kerascope.session")
    watch = importlib.import_module("kerascope.watch")
    for module in pkgutil.walk_packages(watch.__path__, "kerascope.watch."):
        importlib.import_module(module.name)
    importlib.import_module("kerascope.diagnose").all_causes()


def _mended(case: Case, place: Path) -> dict[str, Any] | None:
    """Reports of a copy of the wrong script before and after its safe fixes, with the causes whose fix was left."""
    import shutil

    shutil.copytree(case.folder, place / "case")
    copy = Case(place / "case", case.told)
    said = []
    for turn in ("before", "after"):
        work, out = place / turn, place / f"{turn}.json"
        work.mkdir()
        if (copy.folder / "make.py").exists() and _fork(lambda work=work: _make(copy, "wrong", work), LIMIT):
            return None
        mend = place / "left.json" if turn == "before" else None
        _fork(lambda work=work, out=out, mend=mend: _check(copy, "wrong", work, out, mend), LIMIT)
        if not out.exists():
            return None
        said.append(json.loads(out.read_text()))
    return {"before": said[0], "after": said[1], "left": json.loads((place / "left.json").read_text())}


def _answer(case: Case, kind: str, place: Path) -> dict[str, Any] | None:
    if kind == "mended":
        return _mended(case, place)
    work, out = place / "work", place / "report.json"
    work.mkdir()
    if (case.folder / "make.py").exists() and _fork(lambda: _make(case, kind, work), LIMIT):
        return None
    _fork(lambda: _check(case, kind, work, out), LIMIT)
    return json.loads(out.read_text()) if out.exists() else None


def _fork(action: Any, limit: float) -> int:
    """Run in a child; its exit status, or 9 when it had to be stopped."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            action()
            status = 0
        finally:
            os._exit(status)
    began = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() - began > limit:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return 9
        time.sleep(0.02)


def _make(case: Case, kind: str, work: Path) -> None:
    os.chdir(work)
    path = case.folder / "make.py"
    sys.argv[:] = [str(path), kind]
    exec(compile(path.read_text(), str(path), "exec"), {"__name__": "__main__", "__file__": str(path)})


def _check(case: Case, kind: str, work: Path, out: Path, mend: Path | None = None) -> None:
    """mend : where to say which safe fixes could not be applied; the others are written into the script"""
    os.chdir(work)
    for package in case.told.get("without", []):
        absent = work.parent / "absent"
        absent.mkdir(exist_ok=True)
        (absent / f"{package}.py").write_text(
            f"raise ModuleNotFoundError('No module named {package!r}', name={package!r})\n"
        )
        sys.path.insert(0, str(absent))
        sys.modules.pop(package, None)
        for module in list(sys.modules.values()):  # what the warm process imported may hold it already
            if package in getattr(module, "__dict__", {}):
                vars(module)[package] = None
    from kerascope.report import render
    from kerascope.session import check

    report = check(case.script(kind))
    if mend is not None:
        from kerascope.apply import file_edits, store

        edits = list(file_edits(report, work))
        for edit in edits:
            store(edit)
        mend.write_text(json.dumps([f"{one.finding.cause}: {one.reason}" for edit in edits for one in edit.left]))
    out.write_text(render(report, "json"))


# -- asking and scoring -------------------------------------------------------------------------------------------


class Server:
    """The warm process of one backend."""

    def __init__(self, backend: str) -> None:
        command = [sys.executable, "-m", "tests.corpus", "--serve", backend]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=CASES.parent.parent,
        )

    def ask(self, case: Case, kind: str) -> dict[str, Any] | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{case.folder}\t{kind}\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(MARK):
                answer: dict[str, Any] | None = json.loads(line.removeprefix(MARK))
                return answer
        raise RuntimeError("the warm process died")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


@contextlib.contextmanager
def server(backend: str) -> Iterator[Server]:
    started = Server(backend)
    try:
        yield started
    finally:
        started.close()


def numbers(text: str) -> list[str]:
    """The shapes and numbers in a fact, white space apart."""
    return [re.sub(r"\s", "", n) for n in re.findall(r"\([\d\s,]+\)|-?\d+(?:\.\d+)?", text)]


def states(fact: str, said: str) -> bool:
    squeezed = re.sub(r"\s", "", said).replace("[", "(").replace("]", ")").replace(",)", ")")
    return all(n.replace(",)", ")") in squeezed for n in numbers(fact))


def on_line(finding: dict[str, Any], told: dict[str, Any]) -> bool:
    place = finding["location"]
    if place["line"] is None or ("cell" in told and place["cell"] != told["cell"]):
        return False
    lines = (told["line"], *told.get("also_lines", []))
    return any(place["line"] <= line <= (place["end_line"] or place["line"]) for line in lines)


def score(case: Case, wrong: dict[str, Any] | None, right: dict[str, Any] | None) -> Score:
    """Judge the reports of a case's wrong and right script."""
    told = case.told
    findings = wrong["findings"] if wrong else []
    mine = [f for f in findings if f["cause"] in case.accepted]
    said = " ".join(json.dumps(f) for f in mine)
    raised = (wrong or {"exit": {"exception": None}})["exit"]["exception"] or ""
    as_alone = told.get("exception", "") in raised if told["symptom"] == "error" else not raised
    others = right["findings"] if right else []
    loud = [f for f in others if f["severity"] != "note" or f["cause"] in case.accepted]
    facts = told.get("facts", [])
    unstated = [f for f in facts if not states(f, said)]
    return Score(
        case,
        named=bool(findings and findings[0]["cause"] in case.accepted and on_line(findings[0], told)),
        found=bool(mine),
        facts=1 - len(unstated) / len(facts) if facts and mine else 0.0,
        unstated=unstated if mine else [],
        quiet=right is not None and not loud,
        through=wrong is not None and as_alone and right is not None and not right["exit"]["exception"],
        said=[short(f) for f in findings],
        loud=[short(f) for f in loud],
        faults=[*(wrong or {}).get("faults", []), *(right or {}).get("faults", [])],
        fixes=(
            sum(f["fix"] is not None for f in findings),
            sum(f["fix"] is not None and f["fix"]["safe"] for f in findings),
            len(findings),
        ),
    )


def mend(wanted: list[Case], tell: Any = None) -> list[Mending]:
    """Mend and check again, one warm process after the other."""
    return _each(wanted, lambda case, asked: mending(case, asked.ask(case, "mended")), tell)


def run(wanted: list[Case], tell: Any = None) -> list[Score]:
    """Score cases, one warm process after the other."""
    return _each(wanted, lambda case, asked: score(case, asked.ask(case, "wrong"), asked.ask(case, "right")), tell)


def _each(wanted: list[Case], judge: Callable[[Case, Server], Judged], tell: Any) -> list[Judged]:
    judged: list[Judged] = []
    for backend in BACKENDS:
        some = [c for c in wanted if c.backend == backend]
        if not some:
            continue
        with server(backend) as asked:
            for case in some:
                judged.append(judge(case, asked))
                if tell is not None:
                    tell(judged[-1])
    return judged


def summary(scores: list[Score]) -> str:
    """One line: the shares."""
    total = len(scores) or 1
    parts = [
        f"{k} {sum(getattr(s, k) for s in scores) / total:.1%}" for k in ("named", "found", "facts", "quiet", "through")
    ]
    fixed, safe, findings = (sum(s.fixes[n] for s in scores) for n in (0, 1, 2))
    return f"{len(scores)} cases: {', '.join(parts)}; {fixed} of {findings} findings carry a fix, {safe} a safe one"


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--serve", choices=BACKENDS)
    ask.add_argument("--cases", type=Path, default=CASES)
    ask.add_argument("--cause", action="append", default=[])
    ask.add_argument("--backend", default="")
    ask.add_argument("--only", default="")
    ask.add_argument("-v", "--verbose", action="store_true")
    ask.add_argument("--mend", action="store_true", help="apply the safe fixes to copies, and check these again")
    asked = ask.parse_args()
    if asked.serve:
        serve(asked.serve)
        return 0
    wanted = cases(asked.cases.resolve(), cause=asked.cause, backend=asked.backend, only=asked.only)
    if asked.mend:

        def told(one: Mending) -> None:
            if asked.verbose or one.left or one.loud or one.new:
                shown = f"{one.fixed}/{one.safe} of {one.findings}"
                print(f"{one.case.name:46} {shown:10} left {one.left} still {one.loud} new {one.new}", flush=True)

        mended = mend(wanted, told)
        print(mending_summary(mended))
        return int(any(m.left or m.loud for m in mended))

    def tell(one: Score) -> None:
        if asked.verbose or one.faults or not (one.named and one.quiet and one.through):
            through = "" if one.through else "NOT THROUGH "
            wants = f"{one.case.name:46} wants {one.case.told['cause']:24}"
            mark = " " if one.named else "×"
            print(f"{mark} {wants} said {one.said} false {one.loud} {through}{one.faults or ''}")
            if one.unstated:
                print(f"{'':46} not stated: {'; '.join(one.unstated)}")

    scores = run(wanted, tell)
    print(summary(scores))
    return int(not all(s.named and s.quiet and s.through for s in scores))


if __name__ == "__main__":
    sys.exit(main())
