"""Places of the statements that led to a plotted array."""

from __future__ import annotations

import re

from kerascope.evidence import Assignment, Call, Failure, Location, Run

__all__ = ["place_of_name", "place_of_step"]


def place_of_step(call: Call, step: Assignment | None, run: Run) -> Location:
    """The line of a statement, when it stands in the plotting call's own file; else the call's."""
    text = run.sources.get(call.place.file or "", "").splitlines()
    if step is None or not step.source or not 0 < step.line <= len(text):
        return call.place
    if step.source.splitlines()[0].strip() not in text[step.line - 1]:
        return call.place
    end = step.line + step.source.count("\n")
    return Location(call.place.file, call.place.cell, step.line, end, None, None, step.source, step.value)


def place_of_name(failure: Failure, name: str, run: Run) -> Location | None:
    """The one line of the failing file that sets a name."""
    text = run.sources.get(failure.place.file or "", "").splitlines()
    lines = [n for n, line in enumerate(text, 1) if re.match(rf"\s*{re.escape(name)}\s*=[^=]", line)]
    if len(lines) != 1:
        return None
    source = text[lines[0] - 1].strip()
    return Location(failure.place.file, failure.place.cell, lines[0], lines[0], None, None, source, name)
