"""What the watched code writes into in place, read off its source."""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Run
from kerascope.findings import Location
from kerascope.parsed import called, nodes_of

__all__ = ["fills_rows", "kept_by", "writes_into_arrays", "written_again"]


def kept_by(append: str) -> str:
    """'w' of `kept.append(w)`, `kept.append(w[0])` and `kept.append(w.detach())`; '' where no name is kept."""
    found = re.search(r"\(([\w.]+?)(?:\[.*\]|\.\w+\(.*\))*\)$", append)
    return found[1] if found is not None else ""


def written_again(place: Location, run: Run, name: str) -> bool:
    """Whether a place's file writes into what a name holds: `name[...] = …`, `name += …`, `out=name`."""
    for node in nodes_of(text_of(place, run)):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [t.value for t in targets if isinstance(t, ast.Subscript)]
            parts += targets if isinstance(node, ast.AugAssign) else []
            if any(isinstance(p, ast.Name | ast.Attribute) and ast.unparse(p) == name for p in parts):
                return True
        if isinstance(node, ast.keyword) and node.arg == "out" and ast.unparse(node.value) == name:
            return True
        if isinstance(node, ast.Call) and _fills(node, name):
            return True
    return False


def fills_rows(text: str, name: str) -> bool:
    """Whether the code writes into the entries of a list: `name[i][j] = …`, `name[i].append(…)`."""
    for node in nodes_of(text):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        cells = [t.value for t in targets if isinstance(t, ast.Subscript)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            cells += [node.func.value] if node.func.attr in ("append", "extend", "insert") else []
        if any(isinstance(c, ast.Subscript) and ast.unparse(c.value) == name for c in cells):
            return True
    return False


def writes_into_arrays(place: Location, run: Run) -> bool:
    """Whether a place's file writes into anything in place, counters left out: `a[…] = …`, `a += b`, `out=a`."""
    for node in nodes_of(text_of(place, run)):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Subscript) for t in node.targets):
            return True
        if isinstance(node, ast.AugAssign) and not isinstance(node.value, ast.Constant):
            return True
        if isinstance(node, ast.keyword) and node.arg == "out":
            return True
        if isinstance(node, ast.Call) and called(node) in ("fill", "copyto", "shuffle"):
            return True
    return False


def _fills(call: ast.Call, name: str) -> bool:
    """`name.fill(…)`, `np.copyto(name, …)`."""
    copies = called(call) == "copyto" and bool(call.args) and ast.unparse(call.args[0]) == name
    return copies or ast.unparse(call.func) == f"{name}.fill"
