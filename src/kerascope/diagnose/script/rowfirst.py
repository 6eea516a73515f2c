"""Pairs of numbers that give the row first, by the functions that made them: read from the statements on their way."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kerascope.evidence import Assignment
from kerascope.parsed import called, expression_of

__all__ = ["row_first"]

_MEASURED = frozenset(["maximum_position", "minimum_position", "center_of_mass"])
"""Functions that return (row, column), or a list of such when they are told which labels to look at."""
_CENTRES = frozenset(["centroid", "centroid_weighted", "weighted_centroid"])
"""Attributes of a labelled region: (row, column)."""
_PARTS = frozenset(["nonzero", "where"])
"""Functions that return (rows, columns) when they take one argument."""
_ROWS = frozenset(["argwhere", "peak_local_max", "corner_peaks"])
"""Functions that return an array of one (row, column) a line."""
_SAME = frozenset(["list", "tuple", "sorted", "reversed", "array", "asarray", "stack"])
_DEEP = 6


@dataclass(frozen=True, slots=True)
class _Bound:
    """The second name of a pair stands for the second number of `whole`, which is one pair, or a list of pairs."""

    whole: ast.expr
    many: bool
    where: Assignment


def row_first(x: str, y: str, lineage: Sequence[Assignment]) -> Assignment | None:
    """The statement that says that the expressions `x` and `y` are the row and the column of one place, or None."""
    for bound in _bounds(x, y, lineage):
        found = _many(bound.whole, bound.where, lineage) if bound.many else _one(bound.whole, bound.where, lineage)
        if found is not None:
            return found
    return None


def _bounds(x: str, y: str, lineage: Sequence[Assignment]) -> Iterator[_Bound]:
    """What `r, c` were unpacked from, or `p` of `p[0], p[1]`, or `points` of `points[:, 0], points[:, 1]`."""
    first, second = expression_of(x), expression_of(y)
    if isinstance(first, ast.Name) and isinstance(second, ast.Name):
        made = [a for a in lineage if a.target in (first.id, second.id)]
        if len({(a.line, a.source) for a in made}) == 1:
            yield from _unpacked(first.id, second.id, made[0])
    for end, many in (("[0]", False), ("[:, 0]", True), ("[:,0]", True)):
        name = x.removesuffix(end)
        if name != x and y == name + end.replace("0", "1"):
            held = expression_of(name)
            where = next((a for a in lineage if a.target == name), Assignment(name, name, 0, name))
            if held is not None:
                yield _Bound(held, many, where)


def _statement(made: Assignment) -> tuple[ast.expr, ast.expr, bool] | None:
    """(target, value, whether the target walks over the value) of a statement of one target."""
    text = made.source if not made.source.lstrip().startswith("for ") else f"{made.source.rstrip().rstrip(':')}: pass"
    try:
        node = ast.parse(text.strip()).body[0]
    except (SyntaxError, IndexError):
        return None
    if isinstance(node, ast.For):
        return node.target, node.iter, True
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return node.targets[0], node.value, False
    return None


def _unpacked(first: str, second: str, made: Assignment) -> Iterator[_Bound]:
    parts = _statement(made)
    if parts is None:
        return
    target, value, walks = parts
    if walks:
        walked = _walked(target, value, first, second)
        if walked is not None:
            yield _Bound(walked, True, made)
    elif _names(target) == [first, second]:
        yield _Bound(value, False, made)


def _walked(target: ast.expr, value: ast.expr, first: str, second: str) -> ast.expr | None:
    """What is walked over by exactly the pair of names, through `enumerate` and `zip`."""
    if _names(target) == [first, second]:
        return value
    if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Call) or value.keywords:
        return None
    function = called(value)
    walked = [None, *value.args[:1]] if function == "enumerate" else value.args if function == "zip" else []
    if len(walked) != len(target.elts):
        return None
    for part, one in zip(target.elts, walked, strict=True):
        found = _walked(part, one, first, second) if one is not None else None
        if found is not None:
            return found
    return None


def _names(target: ast.expr) -> list[str] | None:
    """['r', 'c'] of `(r, c)`."""
    if not isinstance(target, ast.Tuple | ast.List):
        return None
    return [e.id if isinstance(e, ast.Name) else "" for e in target.elts]


def _before(node: ast.expr, lineage: Sequence[Assignment]) -> Iterator[tuple[ast.expr, Assignment]]:
    """What a name was given, or what a function of the same file gives back; nothing where there is a choice."""
    name = node.id if isinstance(node, ast.Name) else f"{called(node)}()" if isinstance(node, ast.Call) else ""
    made = [a for a in lineage if a.target == name and not a.augmented and not a.into]
    values = {a.value for a in made}
    value = expression_of(made[0].value) if len(values) == 1 else None
    if value is not None:
        yield value, made[0]


def _one(node: ast.expr, where: Assignment, lineage: Sequence[Assignment], depth: int = 0) -> Assignment | None:
    """The statement by which an expression is one pair, row first."""
    if depth > _DEEP:
        return None
    function = called(node)
    if _gives_one(node, function):
        return where
    if function in _SAME - {"sorted", "reversed"} and isinstance(node, ast.Call) and len(node.args) == 1:
        return _one(node.args[0], where, lineage, depth + 1)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
        return _many(node.value, where, lineage, depth + 1)
    for value, made in _before(node, lineage):
        parts = _statement(made)
        if parts is not None and parts[2]:
            # `p` of `for p in points`, and of `for i, p in enumerate(points)`
            walked = _alone(parts[0], parts[1], getattr(node, "id", ""))
            return _many(walked, made, lineage, depth + 1) if walked is not None else None
        return _one(value, made, lineage, depth + 1)
    return None


def _gives_one(node: ast.expr, function: str) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _CENTRES
    if not isinstance(node, ast.Call):
        return False
    alone = function in _PARTS and len(node.args) == 1
    return function == "unravel_index" or alone or (function in _MEASURED and not _of_labels(node))


def _of_labels(node: ast.Call) -> bool:
    return len(node.args) > 2 or any(k.arg == "index" for k in node.keywords)


def _alone(target: ast.expr, value: ast.expr, name: str) -> ast.expr | None:
    """What one name walks over."""
    if isinstance(target, ast.Name):
        return value if target.id == name else None
    if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Call) or value.keywords:
        return None
    function = called(value)
    walked = [None, *value.args[:1]] if function == "enumerate" else value.args if function == "zip" else []
    pairs = zip(target.elts, walked, strict=False)
    return next((w for t, w in pairs if w is not None and isinstance(t, ast.Name) and t.id == name), None)


def _many(node: ast.expr, where: Assignment, lineage: Sequence[Assignment], depth: int = 0) -> Assignment | None:
    """The statement by which an expression is a list of pairs, each row first."""
    if depth > _DEEP:
        return None
    function = called(node)
    if function in _ROWS or (isinstance(node, ast.Call) and function in _MEASURED and _of_labels(node)):
        return where
    if isinstance(node, ast.Call) and function in _SAME and node.args:
        return _many(node.args[0], where, lineage, depth + 1)
    if isinstance(node, ast.Call) and function in ("zip", "transpose") and len(node.args) == 1:
        inner = node.args[0]
        return _one(inner.value if isinstance(inner, ast.Starred) else inner, where, lineage, depth + 1)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return _many(node.value, where, lineage, depth + 1)
    if isinstance(node, ast.ListComp | ast.GeneratorExp):
        return _one(node.elt, where, lineage, depth + 1)
    for value, made in _before(node, lineage):
        if _yields(made):
            return _one(value, made, lineage, depth + 1)
        parts = _statement(made)
        return None if parts is not None and parts[2] else _many(value, made, lineage, depth + 1)
    return None


def _yields(made: Assignment) -> bool:
    return made.target.endswith("()") and made.source.startswith("yield")
