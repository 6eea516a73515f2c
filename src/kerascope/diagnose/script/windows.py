"""Windows of a fixed size cut out of an array, and the last of them that its border cuts short."""

from __future__ import annotations

import ast

from kerascope.diagnose.script.collected import put_into
from kerascope.parsed import expression_of, names_bound, names_of, nodes_of

__all__ = ["cut_short"]

_LOOPS = (ast.For, ast.While, ast.comprehension)


def cut_short(expression: str, text: str) -> str:
    """`photo[y:y + n, x:x + n]`, where a list or what stands in a call is filled with such windows; else ''.

    The width is the same for all of them, so that what is smaller is what was left at the end of the array.
    """
    node = expression_of(expression)
    pieces = put_into(node.id, text) if isinstance(node, ast.Name) else [node] if node is not None else []
    moving = set[str]().union(*(names_bound(n) for n in nodes_of(text) if isinstance(n, _LOOPS)))
    for piece in pieces:
        made = piece.elt if isinstance(piece, ast.ListComp | ast.GeneratorExp) else piece
        if not isinstance(made, ast.Subscript):
            continue
        axes = made.slice.elts if isinstance(made.slice, ast.Tuple) else [made.slice]
        widths = [w for a in axes if isinstance(a, ast.Slice) and (w := _width(a)) is not None]
        if widths and not any(names_of(w) & moving for w in widths):
            return ast.unparse(made)
    return ""


def _width(part: ast.Slice) -> ast.expr | None:
    """`n` of `i:i + n`."""
    start, stop = part.lower, part.upper
    if start is None or not isinstance(stop, ast.BinOp) or not isinstance(stop.op, ast.Add):
        return None
    return stop.right if ast.dump(stop.left) == ast.dump(start) else None
