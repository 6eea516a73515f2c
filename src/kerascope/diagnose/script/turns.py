"""Loops and comprehensions, turn by turn: what they go over, what they bind, which loop fills a list."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from kerascope.parsed import nodes_of, tree_of

__all__ = ["bound", "defaults", "entries", "filling", "handed", "one_turn"]

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


@lru_cache(maxsize=64)
def defaults(text: str) -> tuple[tuple[str, ast.expr], ...]:
    """Parameters of the functions in a file, with what they are where a call does not tell."""
    return tuple(given for node in nodes_of(text) if isinstance(node, ast.FunctionDef) for given in _defaults(node))


def _defaults(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    plain = [*function.args.posonlyargs, *function.args.args]
    for arg, default in zip(plain[::-1], function.args.defaults[::-1], strict=False):
        yield arg.arg, default
    for arg, given in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if given is not None:
            yield arg.arg, given


@lru_cache(maxsize=512)
def handed(text: str, name: str) -> tuple[ast.expr, int] | None:
    """What the one function with such a parameter is handed by each of its calls, or left with, and at which line."""
    tree = tree_of(text)
    owners = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and name in _parameters(f)]
    if len(owners) != 1:
        return None
    function = owners[0]
    calls = [c for c in ast.walk(tree) if isinstance(c, ast.Call) and _names(c, function.name)]
    given = [_given(c, name, _parameters(function)) for c in calls]
    if not calls or len({"" if g is None else ast.dump(g) for g in given}) != 1:
        return None
    if given[0] is not None:
        return given[0], calls[0].lineno
    default = dict(_defaults(function)).get(name)
    return (default, function.lineno) if default is not None else None


def _parameters(function: ast.FunctionDef) -> list[str]:
    taken = function.args
    return [a.arg for a in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs) if a.arg not in ("self", "cls")]


def _names(call: ast.Call, function: str) -> bool:
    return function in (getattr(call.func, "id", ""), getattr(call.func, "attr", ""))


def _given(call: ast.Call, name: str, parameters: list[str]) -> ast.expr | None:
    place = parameters.index(name)
    by_name = (k.value for k in call.keywords if k.arg == name)
    return call.args[place] if place < len(call.args) else next(by_name, None)


def filling(text: str, name: str) -> ast.For | None:
    """The one loop of a file whose every turn appends one entry to a list of this name."""
    filled = [
        loop
        for loop in nodes_of(text)
        if isinstance(loop, ast.For) and any(_appended(s, name) is not None for s in loop.body)
    ]
    others = [n for n in nodes_of(text) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == name]
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
