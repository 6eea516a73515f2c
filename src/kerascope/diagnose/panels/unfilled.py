"""A panel that stays empty, and the statement that was to draw in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kerascope.diagnose.script.source import bound_axes, text_of
from kerascope.evidence import Panel, Run
from kerascope.findings import Location
from kerascope.parsed import nodes_of, tree_of

__all__ = ["asked_for", "told_to_draw"]


def told_to_draw(panel: Panel, run: Run) -> Location | None:
    """The last statement outside of loops, conditions and functions that handed the panel over as `ax=…`.

    It ran, as the run came to its end, and no call is known of it: what it was handed held nothing to draw.
    """
    text, names = text_of(panel.place, run), _names(panel, run)
    drawn = {c.place.line for c in run.calls if panel.place is not None and c.place.file == panel.place.file}
    place = None
    for statement in tree_of(text).body:
        if not isinstance(statement, ast.Expr | ast.Assign) or statement.lineno <= (_line(panel) or 0):
            continue
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        told = any(_handed(node) in names for node in ast.walk(statement))
        if told and panel.place is not None and not drawn & {*lines}:
            source = ast.get_source_segment(text, statement) or ""
            file, cell = panel.place.file, panel.place.cell
            place = Location(file, cell, statement.lineno, statement.end_lineno, statement.col_offset + 1, None, source)
    return place


def _line(panel: Panel) -> int | None:
    return panel.place.line if panel.place is not None else None


def _handed(node: ast.AST) -> str:
    return ast.unparse(node.value) if isinstance(node, ast.keyword) and node.arg == "ax" else ""


def _names(panel: Panel, run: Run) -> set[str]:
    """What the code may call a panel of a grid: the name it is bound to, or its place in an array."""
    if panel.grid is None or panel.place is None:
        return set()
    _, columns, at = panel.grid
    bound = bound_axes(panel.place, run)
    if bound:
        return set(bound[at : at + 1])
    made = re.match(r"\w+\s*,\s*(\w+)\s*=", _whole(panel, run))
    if made is None:
        return set()
    row, column, array = at // columns, at % columns, made[1]
    flat = {f"{array}[{at}]", f"{array}.flat[{at}]", f"{array}.ravel()[{at}]", f"{array}.flatten()[{at}]"}
    return flat | {f"{array}[{row}, {column}]", f"{array}[{row}][{column}]"}


def _whole(panel: Panel, run: Run) -> str:
    lines, line = text_of(panel.place, run).splitlines(), _line(panel)
    return lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""


def asked_for(place: Location, run: Run) -> Iterator[str]:
    """The words that a statement, or the table that it names, compares with: `log[log.metric == "acc"]`."""
    tree = tree_of(text_of(place, run))
    names = {n.id for n in nodes_of(place.source) if isinstance(n, ast.Name)}
    made = [
        s.value
        for s in tree.body
        if isinstance(s, ast.Assign) and s.lineno < (place.line or 0) and {ast.unparse(t) for t in s.targets} & names
    ]
    for node in (n for part in (tree_of(place.source), *made) for n in ast.walk(part)):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        yield from (s.value for s in sides if isinstance(s, ast.Constant) and isinstance(s.value, str))
