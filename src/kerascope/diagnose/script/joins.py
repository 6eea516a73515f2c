"""Pieces that a script puts together, and whether what comes out is to be drawn."""

from __future__ import annotations

import ast
from collections.abc import Callable

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Failure, Run
from kerascope.parsed import called, expression_of, names_of, spans, tree_of

__all__ = ["drawn_afterwards", "pieces_of"]

_DRAWS = frozenset(
    [
        *("imshow", "matshow", "imsave", "pcolormesh", "pcolor", "heatmap", "save_img", "array_to_img", "fromarray"),
        *("contour", "contourf", "plot", "bar", "barh", "step", "stem", "fill_between", "set_data", "set_array"),
        *("figimage", "imwrite", "OffsetImage"),
    ]
)


def pieces_of(expression: str) -> frozenset[str]:
    """'noisy[k]' and 'cleaned' of `np.hstack([noisy[k], cleaned])`."""
    node = expression_of(expression)
    if not isinstance(node, ast.Call):
        return frozenset()
    listed = [n.elts if isinstance(n, ast.List | ast.Tuple) else [n] for n in node.args]
    return frozenset(ast.unparse(n) for nodes in listed for n in nodes)


def drawn_afterwards(failure: Failure, run: Run) -> bool:
    """Whether what failed stands in a drawing call, or would have got there by a name, a loop, or what is returned."""
    tree, line = tree_of(text_of(failure.place, run)), failure.place.line or 0
    around = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and spans(n, line)]
    scope: ast.AST = around[-1] if around else tree
    names = _made(scope, lambda node: spans(node, line))
    if _reaches(scope, lambda node: spans(node, line), names):
        return True
    given = [n.value for n in ast.walk(scope) if isinstance(n, ast.Return) and n.value is not None]
    if not around or not any(spans(g, line) or _names_in(g) & names for g in given):
        return False
    calls = {around[-1].name}
    return _reaches(tree, lambda node: False, calls | _made(tree, lambda node: bool(_names_in(node) & calls)))


def _made(scope: ast.AST, of: Callable[[ast.expr], bool]) -> set[str]:
    """Names that statements and loops make of such an expression."""
    made: set[str] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and of(node.value):
            made |= {n for t in node.targets for n in _names_in(t)}
        elif isinstance(node, ast.For) and of(node.iter):
            made |= _names_in(node.target)
    return made


def _reaches(scope: ast.AST, of: Callable[[ast.expr], bool], names: set[str]) -> bool:
    """Whether a drawing call is such an expression, or takes one of these names."""
    calls = [n for n in ast.walk(scope) if isinstance(n, ast.Call)]
    drawing = [n for n in calls if called(n) in _DRAWS]
    return any(of(n) or any(_names_in(a) & names for a in (*n.args, *(k.value for k in n.keywords))) for n in drawing)


def _names_in(node: ast.AST) -> set[str]:
    return names_of(node) | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
