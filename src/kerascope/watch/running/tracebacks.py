"""Tracebacks as a plain run would show them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType, TracebackType

from kerascope.watch.frames import STAND_IN

__all__ = ["clean", "frames_of", "print_as_python", "strip"]


def frames_of(trace: TracebackType | None) -> Iterator[tuple[FrameType, int, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lasti, trace.tb_lineno
        trace = trace.tb_next


def strip(trace: TracebackType | None, folder: str) -> TracebackType | None:
    """A traceback without the frames of kerascope's own files: what a plain run would have shown."""
    kept = [
        (frame, lasti, line)
        for frame, lasti, line in frames_of(trace)
        if not frame.f_code.co_filename.startswith(folder) and not frame.f_code.co_filename.endswith(STAND_IN)
    ]
    rebuilt: TracebackType | None = None
    for frame, lasti, line in reversed(kept):
        rebuilt = TracebackType(rebuilt, frame, lasti, line)
    return rebuilt


def clean(exception: BaseException, folder: str, seen: set[int] | None = None) -> None:
    """Strip an exception, and those it was raised from, in place."""
    seen = set() if seen is None else seen
    if id(exception) in seen:
        return
    seen.add(id(exception))
    exception.__traceback__ = strip(exception.__traceback__, folder)
    for other in (exception.__cause__, exception.__context__):
        if other is not None:
            clean(other, folder, seen)


def print_as_python(exception: BaseException) -> None:
    """What the interpreter prints for an exception that nobody caught, by the hook that stands there."""
    given = type(exception), exception, exception.__traceback__
    sys.last_type, sys.last_value, sys.last_traceback = given
    try:
        sys.excepthook(*given)
    except Exception as problem:
        problem.__traceback__ = problem.__traceback__ and problem.__traceback__.tb_next
        sys.stderr.write("Error in sys.excepthook:\n")
        sys.__excepthook__(type(problem), problem, problem.__traceback__)
        sys.stderr.write("\nOriginal exception was:\n")
        sys.__excepthook__(*given)
