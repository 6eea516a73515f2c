"""Lines of code that run together: in one turn of a loop, or in one run of a function."""

from __future__ import annotations

import ast

from kerascope.diagnose.script.source import loops_around, text_of
from kerascope.evidence import Run
from kerascope.findings import Location
from kerascope.parsed import nodes_of

__all__ = ["in_one_turn"]


def in_one_turn(one: Location, other: Location, run: Run) -> bool:
    """The innermost loop around the other line holds the one as well; without a loop, the same function holds both."""
    if one.spot[:2] != other.spot[:2]:
        return False
    inner = loops_around(other, run)[-1:]
    if inner:
        return inner[0] in loops_around(one, run)
    around = [_function(place, run) for place in (one, other)]
    return around[0] is not None and around[0] == around[1]


def _function(place: Location, run: Run) -> int | None:
    """Line of the innermost function around a line."""
    line = place.line or 0
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    inside = [n for n in nodes_of(text_of(place, run)) if isinstance(n, kinds)]
    return max((n.lineno for n in inside if n.lineno < line <= (n.end_lineno or 0)), default=None)
