"""What runs beside the watched process: children are not watched, and the report says which there were."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from kerascope.watch.frames import unseen
from kerascope.watch.record.recorder import Recorder

__all__ = ["hooks", "mark_forks", "unwatched"]

_PYTHON = re.compile(r"(^|[/\\\s;&|])(python|pypy)[\d.]*(\.exe)?(\s|$)|\.py(\s|$)")


def hooks(recorder: Recorder) -> dict[str, Callable[[ModuleType], None]]:
    """What to do after which module of the standard library is imported."""
    return {"subprocess": lambda module: _patch_subprocess(recorder, module)}


def _patch_subprocess(recorder: Recorder, module: ModuleType) -> None:
    original = module.Popen.__init__

    @functools.wraps(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        with unseen:
            original(self, *args, **kwargs)
        if not recorder.inside:
            try:
                command = _words(args[0] if args else kwargs.get("args"))
                if _PYTHON.search(command):
                    recorder.children.append(command)
            except Exception as problem:
                recorder.fault("noting a child process", problem)

    module.Popen.__init__ = made


def _words(command: Any) -> str:
    parts = [command] if isinstance(command, str | bytes | os.PathLike) else list(command)
    words = " ".join(os.fsdecode(part) for part in parts)
    return words.replace(sys.executable, "python") if sys.executable else words


def mark_forks(recorder: Recorder) -> None:
    """Count forks, and record nothing in a forked process: nobody would hear of it."""

    def forked() -> None:
        recorder.forks += 1

    def child() -> None:
        recorder.active = False

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_parent=forked, after_in_child=child)


def made_by_multiprocessing() -> int:
    """How many processes this one has made so far; multiprocessing itself counts them."""
    counter = getattr(sys.modules.get("multiprocessing.process"), "_process_counter", None)
    found = re.fullmatch(r"count\((\d+)\)", repr(counter))
    return int(found[1]) - 1 if found else 0


def unwatched(recorder: Recorder) -> Iterator[str]:
    """Processes that the run has started and that may have drawn, each kind with its number."""
    for command in dict.fromkeys(recorder.children):
        times = recorder.children.count(command)
        yield f"{_times(times, 'child process')}: {command[:120]}"
    made = made_by_multiprocessing() - recorder.processes_before
    if made > 0:
        yield f"{_times(made, 'child process')} of multiprocessing"
    if recorder.forks > made:
        yield _times(recorder.forks - max(0, made), "forked process")


def _times(number: int, what: str) -> str:
    return f"a {what}" if number == 1 else f"{number} {what}es"
