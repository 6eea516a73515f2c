"""Where the two halves of a diagnosis meet: a watched run becomes a report."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascope.findings import Report

if TYPE_CHECKING:
    from kerascope.evidence import Failure
    from kerascope.watch import Watch
    from kerascope.watch.runner import Outcome

__all__ = ["check"]

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def check(
    target: str | os.PathLike[str],
    args: Sequence[str] = (),
    *,
    module: bool = False,
    select: Collection[str] | None = None,
    ignore: Collection[str] | None = None,
) -> Report:
    """Run a script or a module in this process, watched, and say what is wrong with its plots.

    target : path of a `.py` file, or the name of a module with `module=True`
    args : the script's own arguments
    select, ignore : names of causes to report only, or to leave out

    Its stdout and stderr pass through; an exception is printed as Python prints it. The report's `exit_code` and
    `exception` are those of a plain run. Never raises what the script raises.
    """
    from kerascope.watch import Watch
    from kerascope.watch.runner import run_module, run_script

    watch = Watch()
    watch.start()
    saved = list(sys.argv), list(sys.path), sys.modules.get("__main__")
    try:
        outcome = run_module(str(target), args) if module else run_script(Path(target), args)
        _end(outcome)
        _wait_for_threads()
    finally:
        watch.stop()
    try:
        return _report(watch, str(target), outcome, select, ignore)
    finally:
        sys.argv[:], sys.path[:] = saved[0], saved[1]
        if saved[2] is not None:
            sys.modules["__main__"] = saved[2]


def _end(outcome: Outcome) -> None:
    """Print what a plain run would have printed at its end."""
    from kerascope.watch.failure import clean, print_as_python

    if outcome.said:
        print(outcome.said, file=sys.stderr)  # noqa: T201
    if outcome.exception is not None:
        clean(outcome.exception, _PACKAGE)
        print_as_python(outcome.exception)


def _wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _failure(outcome: Outcome, watch: Watch) -> Failure | None:
    from kerascope.watch.failure import failure_of

    if outcome.exception is None or outcome.interrupted:
        return None
    try:
        return failure_of(outcome.exception, watch.recorder.products)
    except Exception as problem:
        watch.recorder.fault("explaining the exception", problem)
        return None


def exception_words(exception: BaseException | None) -> str | None:
    """'TypeError: Invalid shape …', without terminal colours."""
    from kerascope.watch.failure import useful_message

    if exception is None:
        return None
    text = useful_message(str(exception))
    return f"{type(exception).__name__}: {text}" if text else type(exception).__name__


def _report(watch: Watch, target: str, outcome: Outcome, select: Any, ignore: Any) -> Report:
    from kerascope.diagnose import all_causes
    from kerascope.diagnose.engine import diagnose
    from kerascope.watch.collect import last_looks, run_of

    failure = _failure(outcome, watch)
    last_looks(watch.recorder)
    run = run_of(watch.recorder, target, failure=failure, files=(target,) if os.path.exists(target) else ())
    all_causes()
    found = diagnose(run, select=select, ignore=ignore)
    return Report(
        target=target,
        findings=found.findings,
        exit_code=outcome.code,
        exception=exception_words(outcome.exception),
        figures=len(run.sheets),
        faults=(*watch.recorder.faults, *found.faults),
        unwatched=tuple(watch.recorder.unwatched),
    )
