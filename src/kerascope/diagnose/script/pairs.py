"""The pair that `plt.subplots` returns, as the source binds it: one name for both, or a name for each."""

from __future__ import annotations

import ast
import re

from kerascope.findings import Location
from kerascope.parsed import called, nodes_of

__all__ = ["asks_for_several", "names_of_pair", "taken_as_array"]


def names_of_pair(text: str, place: Location, name: str) -> tuple[Location, tuple[str, ...], str] | None:
    """(place, names, call) of the last `name = subplots(…)` or `name, other = subplots(…)` before a line."""
    found: ast.Assign | None = None
    for node in nodes_of(text):
        if not isinstance(node, ast.Assign) or node.lineno > (place.line or 0) or not isinstance(node.value, ast.Call):
            continue
        if _words(node.targets[0])[:1] == (name,) and called(node.value) == "subplots":
            found = node
    call, whole = (ast.get_source_segment(text, n) if n is not None else None for n in (found and found.value, found))
    if found is None or call is None or whole is None:
        return None
    at = Location(place.file, place.cell, found.lineno, found.end_lineno, found.col_offset + 1, None, whole)
    return at, _words(found.targets[0]), call


def _words(target: ast.expr) -> tuple[str, ...]:
    if isinstance(target, ast.Tuple):
        return tuple(ast.unparse(e) for e in target.elts)
    return (ast.unparse(target),)


def taken_as_array(text: str, name: str) -> bool:
    """Whether the source indexes a name, asks it for its panels, or walks over it."""
    word = re.escape(name)
    return bool(
        re.search(rf"(?<![\w.]){word}(?:\[|\.(?:flat|ravel|reshape|shape)\b)|\bin\s[^\n]*(?<![\w.]){word}\b", text)
    )


def asks_for_several(call: str) -> bool:
    """Whether the source of a call of `subplots` asks for more than one panel."""
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call):
        return False
    asked = [*node.args[:2], *(k.value for k in node.keywords if k.arg in ("nrows", "ncols"))]
    return any(not isinstance(a, ast.Constant) or a.value != 1 for a in asked)
