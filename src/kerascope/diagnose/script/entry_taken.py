"""Which entry of a list of weights a name stands for, or is computed from, read off the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kerascope.parsed import called, names_bound, names_of, nodes_of, spans, tree_of

__all__ = ["entry_taken"]


def entry_taken(text: str, name: str, line: int) -> int | None:
    """The index, as the code counts, of the one entry of `get_weights()` that led to a name before a line.

    `b, k = layer.get_weights()` and `k = weights[1]`, whatever arithmetic came after: `k = (k - k.min()) / 2`.
    None when the last statements that bound the names on the way lead to no entry, or to several.
    """
    function = _function(text, line)
    if function is None:
        return _led(tree_of(text), name, line)
    bound = any(name in names_bound(n) for n in ast.walk(function) if isinstance(n, ast.stmt))
    given = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return _led(function if bound or name in given else tree_of(text), name, line)


def _function(text: str, line: int) -> ast.FunctionDef | None:
    """The innermost one around a line."""
    around = [n for n in nodes_of(text) if isinstance(n, ast.FunctionDef) and spans(n, line)]
    return max(around, key=lambda n: n.lineno, default=None)


def _led(scope: ast.AST, name: str, line: int) -> int | None:
    last = max(_binding(scope, name, line), key=lambda n: n.lineno, default=None)
    if last is None:
        return None
    target, value = last.targets[0], last.value
    if isinstance(target, ast.Tuple | ast.List) and _list(scope, value, last.lineno):
        return _place(target, name)
    taken = [n for n in ast.walk(value) if isinstance(n, ast.Subscript) and _list(scope, n.value, last.lineno)]
    made = {_index(n) for n in taken} | ({_led(scope, n, last.lineno) for n in names_of(value)} - {None})
    return made.pop() if len(made) == 1 else None


def _binding(scope: ast.AST, name: str, line: int) -> Iterator[ast.Assign]:
    """The assignments to a name before a line."""
    made = (n for n in ast.walk(scope) if isinstance(n, ast.Assign) and n.lineno < line)
    return (n for n in made if any(name in names_bound(t) for t in n.targets))


def _place(target: ast.Tuple | ast.List, name: str) -> int | None:
    """Of a name in what a list is unpacked to."""
    places = [n for n, e in enumerate(target.elts) if isinstance(e, ast.Name) and e.id == name]
    return places[0] if places and not any(isinstance(e, ast.Starred) for e in target.elts) else None


def _index(node: ast.Subscript) -> int | None:
    try:
        index = ast.literal_eval(node.slice)
    except ValueError:
        return None
    return index if isinstance(index, int) else None


def _list(scope: ast.AST, node: ast.expr, line: int) -> bool:
    """`layer.get_weights()` or a name that it was given."""
    if isinstance(node, ast.Name):
        last = max(_binding(scope, node.id, line), key=lambda n: n.lineno, default=None)
        return last is not None and isinstance(last.targets[0], ast.Name) and called(last.value) == "get_weights"
    return called(node) == "get_weights"
