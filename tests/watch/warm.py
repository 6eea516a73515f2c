"""A warm process that forks for each script, so that a run takes as long as the script's own code.

`python -m tests.watch.warm [keras]` reads one request a line: mode, script, folder, stem of the files for stdout and
stderr, and report; it answers each with the child's exit status. In a plain child kerascope patches nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENT = {
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
FEW_SECONDS = 120


@dataclass(frozen=True)
class Seen:
    """What a run leaves: for a watched one `code` and `raised` as its report says."""

    stdout: bytes
    stderr: bytes
    code: int
    files: dict[str, bytes]
    report: dict[str, Any] | None = None


def contents(folder: Path) -> dict[str, bytes]:
    found = (p for p in sorted(folder.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
    return {str(p.relative_to(folder)): p.read_bytes() for p in found}


def outcome(folder: Path, stdout: bytes, stderr: bytes, status: int, report: Path) -> Seen:
    """A watched run that could say its report is told by it; one that ended at once (`os._exit`) by its own status."""
    said = json.loads(report.read_text()) if report.exists() else None
    code = said["exit"]["code"] if said is not None else status
    return Seen(stdout, stderr, code, contents(folder), said)


# -- the process itself -------------------------------------------------------------------------------------------


def serve(with_keras: bool) -> None:
    requests, answers = os.dup(0), os.dup(1)
    _import(with_keras)
    while line := os.read(requests, 1 << 16):  # one at a time: the next comes after the answer
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(request)
            return
        _, status = os.waitpid(child, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _import(with_keras: bool) -> None:
    """What scripts and kerascope import, imported once."""
    names = [
        "matplotlib.pyplot",
        "matplotlib.animation",
        "pandas",
        "seaborn",
        "scipy.stats",
        "unittest.mock",
        "asyncio",
    ]
    names += [
        "kerascope.cli",
        "kerascope.session",
        "kerascope.mend",
        "kerascope.report.as_json",
        "kerascope.watch.collect",
    ]
    names += [
        "kerascope.watch.patches.matplotlib_hooks",
        "kerascope.watch.patches.figure_hooks",
        "kerascope.watch.patches.keras_hooks",
        "kerascope.watch.running.runner",
    ]
    for name in names:
        import_module(name)
    import_module("kerascope.diagnose").all_causes()
    if with_keras:
        backend = os.environ.get("KERAS_BACKEND", "tensorflow")
        import_module(backend)
        if backend == "torch":
            sys.modules["torch"].set_num_threads(1)
        import_module("keras")
        with contextlib.suppress(ImportError):  # which Keras imports when it trains, whatever the backend
            import_module("tensorflow")


def _become(request: dict[str, Any]) -> None:
    """Run as the child: its end is the interpreter's own."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    outputs = [os.open(request[k], os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for k in ("stdout", "stderr")]
    for stream, file in enumerate((nothing, *outputs)):
        os.dup2(file, stream)
    os.chdir(request["folder"])
    script, args = request["script"], request["args"]
    if request["watched"]:
        sys.argv[:] = ["kerascope"]
        options = ["check", "--format", "json", "--output", request["report"]]
        import_module("kerascope.cli").main([*options, script, *args])
    else:
        _plain(script, args)


def _plain(script: str, args: list[str]) -> None:
    module = ModuleType("__main__")
    module.__dict__.update(__file__=script, __builtins__=__builtins__, __annotations__={}, __cached__=None)
    module.__loader__ = SourceFileLoader("__main__", script)
    sys.modules["__main__"] = module
    sys.argv[:] = [script, *args]
    sys.path[0] = os.path.dirname(script)
    code = compile(Path(script).read_bytes(), script, "exec", dont_inherit=True)
    try:
        exec(code, module.__dict__)
    except SystemExit:
        raise
    except BaseException as problem:
        trace = problem.__traceback__
        problem.__traceback__ = trace and trace.tb_next  # without this function's
        sys.excepthook(type(problem), problem, problem.__traceback__)
        sys.exit(1)


# -- asking it ----------------------------------------------------------------------------------------------------


class Warm:
    """The warm process, asked."""

    def __init__(self, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.watch.warm", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=os.environ | ENVIRONMENT,
        )

    def run(self, script: Path, folder: Path, *, watched: bool) -> Seen:
        """Run a script in a new folder; what it leaves there and says."""
        folder.mkdir()
        aside = {k: str(folder.with_name(f"{folder.name}.{k}")) for k in ("stdout", "stderr", "report")}
        request = {"script": str(script), "args": ["one", "--two"], "folder": str(folder), "watched": watched, **aside}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        said = (Path(aside[k]).read_bytes() for k in ("stdout", "stderr"))
        return outcome(folder, *said, status, Path(aside["report"]))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


@contextlib.contextmanager
def warm(*words: str) -> Iterator[Warm]:
    started = Warm(*words)
    try:
        yield started
    finally:
        started.close()


if __name__ == "__main__":
    serve("keras" in sys.argv[1:])
