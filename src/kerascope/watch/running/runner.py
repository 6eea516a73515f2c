"""Run a script or a module in this process as `python script.py` would, with someone watching."""

from __future__ import annotations

import builtins
import os
import runpy
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path

__all__ = ["Outcome", "full_name", "run_module", "run_script"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: the exit code that a plain run would have had, and the exception that ended it."""

    code: int
    exception: BaseException | None = None
    interrupted: bool = False
    said: str = ""
    """What `sys.exit("text")` prints to stderr."""


def full_name(path: str | os.PathLike[str]) -> str:
    """A script's name as Python writes it into tracebacks and `__file__`: from the root, not tidied."""
    return os.path.join(os.getcwd(), path)


def run_script(path: Path | str, args: Sequence[str] = ()) -> Outcome:
    """Run a file as `__main__`; sys.argv, sys.path and `__file__` as in a plain run."""
    name = full_name(path)
    with open(path, "rb") as file:
        source = file.read()
    module = types.ModuleType("__main__")
    module.__dict__.update(__annotations__={}, __builtins__=builtins, __file__=name, __cached__=None)
    module.__loader__ = SourceFileLoader("__main__", name)
    sys.modules["__main__"] = module
    sys.argv[:] = [os.fspath(path), *args]
    sys.path[0:1] = [os.path.dirname(os.path.realpath(name)) if not sys.flags.safe_path else sys.path[0]]
    return _guard(lambda: exec(compile(source, name, "exec", dont_inherit=True), module.__dict__))


def run_module(name: str, args: Sequence[str] = ()) -> Outcome:
    """`python -m name args`."""
    sys.argv[:] = [name, *args]
    sys.path[0:1] = [os.getcwd()]
    return _guard(lambda: runpy._run_module_as_main(name))  # type: ignore[attr-defined]


def _guard(run: object) -> Outcome:
    assert callable(run)
    try:
        run()
    except SystemExit as stop:
        return _exit(stop)
    except KeyboardInterrupt as stop:
        return Outcome(130, stop, interrupted=True)
    except BaseException as problem:
        return Outcome(1, problem)
    return Outcome(0)


def _exit(stop: SystemExit) -> Outcome:
    if stop.code is None:
        return Outcome(0)
    if isinstance(stop.code, int):
        return Outcome(stop.code & 0xFF if stop.code >= 0 else stop.code % 256)
    return Outcome(1, said=str(stop.code))
