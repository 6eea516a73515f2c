"""Where the code hands an artist new values after it was drawn: `line.set_data(…)`, `image.set_array(…)`."""

from __future__ import annotations

import ast

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Run
from kerascope.findings import Fix, Location
from kerascope.parsed import called, nodes_of

__all__ = ["followed_by", "handed", "ways_of"]


def _calls(drawn: Location, run: Run, ways: tuple[str, ...]) -> list[ast.Call]:
    nodes = nodes_of(text_of(drawn, run))
    return [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and called(n) in ways]


def ways_of(drawn: Location, run: Run, ways: tuple[str, ...]) -> str:
    """'`set_ydata`', where all such calls in the file of a drawing are of one kind, else ''."""
    names = {called(c) for c in _calls(drawn, run, ways)}
    return f"`{names.pop()}`" if len(names) == 1 else ""


def handed(drawn: Location, run: Run, ways: tuple[str, ...]) -> Location | None:
    """The place, where there is one such call, and it is a statement of its own."""
    calls, text = _calls(drawn, run, ways), text_of(drawn, run)
    alone = [n for n in nodes_of(text) if isinstance(n, ast.Expr) and n.value in calls]
    if len(calls) != 1 or not alone:
        return None
    one = calls[0]
    source = ast.get_source_segment(text, one) or ""
    return Location(drawn.file, drawn.cell, one.lineno, one.end_lineno, one.col_offset + 1, None, source)


def followed_by(place: Location | None, summary: str, *calls: str) -> Fix | None:
    """The same statement with calls of the same artist behind it: `image.set_data(x); image.autoscale()`."""
    if place is None:
        return None
    name = place.source.split(".set_")[0]
    return Fix(summary, place.source, "; ".join([place.source, *(f"{name}.{c}" for c in calls)]), location=place)
