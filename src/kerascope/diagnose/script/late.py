"""Functions made in a loop and called after it: what they read of the loop is what its last turn left."""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Run
from kerascope.findings import Location
from kerascope.parsed import names_bound, names_of, nodes_of, spans

__all__ = ["read_late"]

_Function = ast.FunctionDef | ast.Lambda


def read_late(place: Location, expressions: str, run: Run) -> tuple[str, str]:
    """(loop's name, the function that reads it) for a line inside a function that a loop makes; ('', '') else.

    A name that the function binds itself, as `lambda ax, k=k:` does, is its own.
    """
    line = place.line or 0
    wanted = set(re.findall(r"\w+", expressions))
    for loop in nodes_of(text_of(place, run)):
        if not isinstance(loop, ast.For | ast.ListComp | ast.DictComp) or not spans(loop, line):
            continue
        targets = [loop.target] if isinstance(loop, ast.For) else [g.target for g in loop.generators]
        walked = set[str]().union(*map(names_of, targets))
        for made in (n for n in ast.walk(loop) if isinstance(n, _Function) and spans(n, line)):
            free = sorted((walked & wanted) - _own(made))
            if free:
                return free[0], made.name if isinstance(made, ast.FunctionDef) else "the lambda"
    return "", ""


def _own(made: ast.FunctionDef | ast.Lambda) -> set[str]:
    """Names that a function binds: its arguments, and what it assigns."""
    given = made.args
    names = {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg) if a}
    body = made.body if isinstance(made.body, list) else [made.body]
    return names.union(*map(names_bound, body))
