"""Which number in an index picks a position of an axis, and the index with a loop's name in its place."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from kerascope.parsed import expression_of

__all__ = ["counted_by"]


def counted_by(text: str, axis: int, index: Sequence[object], name: str) -> str | None:
    """The expression with `name` where it picks one position of an axis by a number: `maps[0][..., 3]`.

    index : the position that each axis of the named array is held at, no number for those that are kept
    None where the expression holds no such number, or does more to the array before the last of its indices.
    """
    node = expression_of(text)
    while isinstance(node, ast.Attribute) or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    subscripts: list[ast.expr] = []
    while isinstance(node, ast.Subscript):
        subscripts.insert(0, node.slice)
        node = node.value
    axes = list(range(len(index)))
    for subscript in subscripts if isinstance(node, ast.Name) else ():
        parts = _spread(subscript, len(axes))
        if parts is None:
            return None
        at = dict(zip(axes, parts, strict=True))
        if _number(at.get(axis)):
            return _with(text, at[axis], name)
        axes = [a for a in axes if at[a] is None]
        if any(part is not None and not isinstance(index[a], int) for a, part in at.items()):
            return None
    return None


def _spread(subscript: ast.expr, size: int) -> list[ast.expr | None] | None:
    """What an index says of each axis, None for a whole one; None of an index that cuts, adds axes or says too much."""
    parts: list[ast.expr | None] = [*(subscript.elts if isinstance(subscript, ast.Tuple) else [subscript])]
    gaps = [n for n, p in enumerate(parts) if isinstance(p, ast.Constant) and p.value is Ellipsis]
    gap = gaps[0] if gaps else len(parts)
    whole: list[ast.expr | None] = [None] * (size - len(parts) + len(gaps))
    parts = parts[:gap] + whole + parts[gap + 1 :]
    parts = [None if isinstance(p, ast.Slice) else p for p in parts]
    added = any(isinstance(p, ast.Constant) and not _number(p) for p in parts)
    return parts if len(parts) == size and len(gaps) < 2 and not added else None


def _number(part: ast.expr | None) -> bool:
    inner = part.operand if isinstance(part, ast.UnaryOp) else part
    return isinstance(inner, ast.Constant) and type(inner.value) is int


def _with(text: str, node: ast.expr | None, name: str) -> str | None:
    if node is None or node.end_col_offset is None or node.lineno != node.end_lineno or "\n" in text:
        return None
    raw = text.encode()
    return (raw[: node.col_offset] + name.encode() + raw[node.end_col_offset :]).decode()
