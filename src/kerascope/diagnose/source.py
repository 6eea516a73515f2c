"""Small readings of the watched source: the loops around a line, the names that a piece uses. Pure, from the text."""

from __future__ import annotations

import ast
from functools import lru_cache

from kerascope.evidence import Run
from kerascope.findings import Location

__all__ = [
    "indented_under",
    "line_at",
    "loop_names",
    "loops_around",
    "names_in",
    "resumed_fit",
    "text_of",
    "tree_of",
    "whole_fit",
]


@lru_cache(maxsize=64)
def tree_of(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def text_of(place: Location | None, run: Run) -> str:
    """Text of the file that a place lies in, or ''."""
    return run.sources.get(place.file or "", "") if place is not None else ""


def line_at(place: Location | None, run: Run) -> str:
    """The whole first line of a place, with its indent."""
    lines = text_of(place, run).splitlines()
    return lines[place.line - 1] if place is not None and place.line and place.line <= len(lines) else ""


def loops_around(place: Location, run: Run) -> list[ast.For | ast.While]:
    """Loops that hold a line, the outermost first. Functions in between are not crossed."""
    found = [
        node
        for node in ast.walk(tree_of(text_of(place, run)))
        if isinstance(node, ast.For | ast.While)
        and place.line is not None
        and node.body[0].lineno <= place.line <= (node.end_lineno or 0)
    ]
    return sorted(found, key=lambda n: n.lineno)


def loop_names(place: Location, run: Run) -> list[str]:
    """Names that the loops around a line count or walk with, the innermost loop's first."""
    names: list[str] = []
    for loop in reversed(loops_around(place, run)):
        if isinstance(loop, ast.For):
            names += [n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)]
    return names


def names_in(piece: str) -> set[str]:
    return {n.id for n in ast.walk(tree_of(piece)) if isinstance(n, ast.Name)}


def indented_under(place: Location, run: Run) -> str:
    """The white space before a place's line."""
    line = line_at(place, run)
    return line[: len(line) - len(line.lstrip())]


def _fits(text: str) -> list[ast.Call]:
    """Calls of a method named `fit`, in the order of the source."""
    found = [n for n in ast.walk(tree_of(text)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    return sorted(
        (n for n in found if isinstance(n.func, ast.Attribute) and n.func.attr == "fit"), key=lambda n: n.lineno
    )


def _place(file: str | None, node: ast.Call, source: str) -> Location:
    return Location(file, None, node.lineno, node.end_lineno, node.col_offset + 1, None, source)


def whole_fit(text: str, file: str | None) -> tuple[Location, str, str] | None:
    """(place, source, source with validation data) of the one `fit` call that has none."""
    bare = [f for f in _fits(text) if not any(k.arg in ("validation_data", "validation_split") for k in f.keywords)]
    source = ast.get_source_segment(text, bare[0]) if len(bare) == 1 else None
    if source is None or not source.endswith(")"):
        return None
    return _place(file, bare[0], source), source, source[:-1].rstrip(", \n") + ", validation_split=0.2)"


def resumed_fit(text: str, file: str | None) -> tuple[Location, str, str] | None:
    """(place, `epochs=…`, a larger one) of a `fit` call whose first epoch is not below its last."""
    for fit in _fits(text):
        given = {k.arg: k.value for k in fit.keywords}
        first, last = given.get("initial_epoch"), given.get("epochs")
        if first is None or last is None:
            continue
        before, start = ast.get_source_segment(text, last), ast.get_source_segment(text, first)
        source = ast.get_source_segment(text, fit)
        if before is not None and start is not None and source is not None:
            more = str(int(start) + 3) if start.isdigit() else f"{start} + {before}"
            pattern = f"epochs={before}"
            if source.count(f" {pattern}") == 1 and (before == start or before.isdigit()):
                return _place(file, fit, source), " " + pattern, f" epochs={more}"
    return None
