"""Grids that loops fill cell by cell: which of two named axes runs along the rows, read from the source."""

from __future__ import annotations

import ast

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Call, Run
from kerascope.parsed import called, names_of, nodes_of, tree_of

__all__ = ["drawn_against", "filled_by", "levels_of_its_own", "syntax_of"]


def drawn_against(call: Call) -> tuple[str, str, str] | None:
    """(x, y, z) by name of `contourf(x, y, z)`, `pcolormesh(x, y, z)` or `imshow(z, extent=(x…, x…, y…, y…))`."""
    node = syntax_of(call)
    if node is None:
        return None
    names = [a.id for a in node.args if isinstance(a, ast.Name)]
    if len(names) >= 3 and len(names) == len(node.args) and call.kind in ("contour", "mesh"):
        return names[0], names[1], names[2]
    extent = next((k.value for k in node.keywords if k.arg == "extent"), None)
    if not isinstance(extent, ast.Tuple | ast.List) or len(extent.elts) != 4 or len(names) != 1:
        return None
    first, second, third, fourth = (_only_name(e) for e in extent.elts)
    same = first is not None and first == second and third is not None and third == fourth
    return (first, third, names[0]) if same and first and third else None


def syntax_of(call: Call) -> ast.Call | None:
    """The plotting call as it is written, in its statement."""
    nodes = nodes_of(call.place.source)
    return next((n for n in nodes if isinstance(n, ast.Call) and called(n) == call.function), None)


def levels_of_its_own(call: Call) -> bool:
    """Whether contours have levels that matplotlib chose over the whole range, evenly."""
    node, chosen = syntax_of(call), call.options
    if node is None or {"vmin", "vmax", "norm", "colors", "locator"} & set(chosen):
        return False
    last = node.args[-1] if len(node.args) in (2, 4) else None
    given = isinstance(last, ast.Constant | None) and not any(isinstance(a, ast.Starred) for a in node.args)
    return given and isinstance(chosen.get("levels", 7), int | None)


def _only_name(node: ast.expr) -> str | None:
    """`a` of `a[0]`, `a.min()`, `a[-1]`."""
    names = names_of(node)
    return names.pop() if len(names) == 1 else None


def filled_by(call: Call, run: Run, name: str) -> tuple[str, str, int] | None:
    """(walked along the rows, walked along the columns, line) of the one `name[i, j] = …` inside two loops."""
    tree = tree_of(text_of(call.place, run))
    stores = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)]
    counted: dict[str, str] = {}
    for loop in (n for n in ast.walk(tree) if isinstance(n, ast.For)):
        counter, walked = _counter(loop)
        if counter and walked:
            if counted.get(counter, walked) != walked:
                return None
            counted[counter] = walked
    cells = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Subscript)
        and isinstance(n.ctx, ast.Store)
        and isinstance(n.value, ast.Name)
        and n.value.id == name
    ]
    if len(stores) != 1 or len(cells) != 1 or not isinstance(cells[0].slice, ast.Tuple):
        return None
    indices = [e.id for e in cells[0].slice.elts if isinstance(e, ast.Name)]
    if len(indices) != 2 or any(i not in counted for i in indices):
        return None
    return counted[indices[0]], counted[indices[1]], cells[0].lineno


def _counter(loop: ast.For) -> tuple[str, str]:
    """(counter, what it counts) of `for i, a in enumerate(x)` and `for i in range(len(x))`."""
    walked = loop.iter
    if not isinstance(walked, ast.Call) or not isinstance(walked.func, ast.Name) or len(walked.args) != 1:
        return "", ""
    inner = walked.args[0]
    if walked.func.id == "range" and isinstance(inner, ast.Call) and called(inner) == "len" and inner.args:
        target, counted = loop.target, inner.args[0]
    elif walked.func.id == "enumerate" and isinstance(loop.target, ast.Tuple):
        target, counted = loop.target.elts[0], inner
    else:
        return "", ""
    both = isinstance(target, ast.Name) and isinstance(counted, ast.Name)
    return (
        (target.id, counted.id) if both and isinstance(target, ast.Name) and isinstance(counted, ast.Name) else ("", "")
    )
