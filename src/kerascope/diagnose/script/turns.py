"""Loops and comprehensions, turn by turn: what they go over, what they bind, which loop fills a list."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from kerascope.parsed import tree_of

__all__ = ["bound", "entries", "filling", "one_turn"]

_MOST = 512
"""Turns that are made."""


def entries(node: ast.expr, value: Callable[[ast.expr], Any]) -> list[Any]:
    """What a loop goes over; of more turns than can be made a ValueError.

    value : what an expression is
    """
    function = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if isinstance(node, ast.Call) and function == "range":
        found: list[Any] = list(range(*(int(value(a)) for a in node.args)))
    elif isinstance(node, ast.Call) and function in ("zip", "enumerate"):
        given = [entries(a, value) for a in node.args]
        found = list(zip(*given, strict=False)) if function == "zip" else list(enumerate(given[0]))
    else:
        found = list(value(node))
    if len(found) > _MOST:
        raise ValueError(f"{len(found)} turns")
    return found


def bound(target: ast.expr, entry: Any) -> Iterator[tuple[str, Any]]:
    """The names that a turn binds."""
    if isinstance(target, ast.Name):
        yield target.id, entry
    elif isinstance(target, ast.Tuple):
        for part, value in zip(target.elts, entry, strict=True):
            yield from bound(part, value)


def filling(text: str, name: str) -> ast.For | None:
    """The one loop of a file whose every turn appends one entry to a list of this name."""
    filled = [
        loop
        for loop in ast.walk(tree_of(text))
        if isinstance(loop, ast.For) and any(_appended(s, name) is not None for s in loop.body)
    ]
    others = [n for n in ast.walk(tree_of(text)) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == name]
    once = len([n for n in others if n.attr in ("append", "extend", "insert", "pop", "clear")]) == 1
    return filled[0] if len(filled) == 1 and once else None


def one_turn(loop: ast.For, name: str, value: Callable[[ast.expr], Any], bind: Callable[[str, Any], None]) -> Any:
    """What one turn appends, its statements made in their order; of a branch or an inner loop a ValueError."""
    for statement in loop.body:
        given = _appended(statement, name)
        if given is not None:
            return value(given)
        match statement:
            case ast.Assign(targets=[ast.Name(id=made)], value=expression):
                bind(made, value(expression))
            case ast.Expr():
                continue
            case _:
                raise ValueError(type(statement).__name__)
    raise ValueError("nothing appended")


def _appended(statement: ast.stmt, name: str) -> ast.expr | None:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=to), attr="append"), args=[given])):
            return given if to == name else None
    return None
