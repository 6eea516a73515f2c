"""Words over a picture: whether what they say, or the place they point at, is true with x and y exchanged only."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Call, Location, Run, Written
from kerascope.findings import Fix
from kerascope.parsed import nodes_of

__all__ = ["extreme_exchanged", "pointed_at", "values_exchanged", "writing"]

_NUMBER = re.compile(r"[-+]?\d+(?:\.(\d+))?\s*(%?)")
_LEAST = 8
"""Rows and columns below which one pixel is hit by chance."""


def values_exchanged(words: Sequence[Written], picture: Any) -> str | None:
    """Numbers in cells that belong to the cells mirrored along the diagonal."""
    rows, columns = picture.shape
    told = [(round(w.x), round(w.y), *parsed) for w in words if (parsed := _number(w.text)) is not None]
    if len(told) < 4 or any(not (0 <= x < rows and 0 <= y < columns) for x, y, *_ in told):
        return None
    now = sum(y < rows and x < columns and _says(value, step, picture[y, x]) for x, y, value, step in told)
    then = sum(_says(value, step, picture[x, y]) for x, y, value, step in told)
    if then < len(told) or now > 0.7 * len(told):
        return None
    return (
        f"{len(told) - now} of {len(told)} numbers are not those of their cells, and all are when x and y are exchanged"
    )


def _number(text: str) -> tuple[float, float] | None:
    """(value, half of its last digit)."""
    whole = _NUMBER.fullmatch(text.strip())
    if whole is None:
        return None
    scale = 0.01 if whole[2] else 1.0
    return float(text.strip().rstrip("% ")) * scale, 0.505 * 10.0 ** -len(whole[1] or "") * scale


def _says(value: float, step: float, cell: Any) -> bool:
    return bool(abs(float(cell) - value) <= step)


def extreme_exchanged(points: Any, picture: Any) -> str | None:
    """Points, (x, y), that are the picture's greatest or least pixel to the dot when they are read as (row, column)."""
    values = picture.astype("float64")
    if min(values.shape) < _LEAST or len(points) != 1 or not np.isfinite(values).all():
        return None
    (x, y) = points[0]
    for word, found in (
        ("greatest", np.argwhere(values == values.max())),
        ("least", np.argwhere(values == values.min())),
    ):
        if len(found) == 1 and (x, y) == tuple(found[0]) and max(abs(found[0] - (y, x))) > 1:
            place = f"row {int(x)}, column {int(y)}"
            return f"it lies on nothing, and exchanged on the {word} value of the picture, at {place}"
    return None


def pointed_at(words: Sequence[Written]) -> Any:
    """The place that the one annotation points at."""
    marks = [(w.x, w.y) for w in words if w.points]
    return np.array(marks) if len(marks) == 1 else np.empty((0, 2))


def writing(call: Call, run: Run, function: str) -> tuple[Location, str, Fix | None] | None:
    """(place, pair, an edit) of the one statement of the file that writes words by `function`."""
    if call.place.file is None and call.place.cell is None:
        return None
    text = text_of(call.place, run)
    calls = [
        n
        for n in nodes_of(text)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == function
    ]
    if len(calls) != 1:
        return None
    node = calls[0]
    source = ast.get_source_segment(text, node) or ""
    place = Location(call.place.file, call.place.cell, node.lineno, node.end_lineno, None, None, source, source)
    told = _pointing(text, node) if function == "annotate" else _standing(text, node)
    if told is None or told[0] not in source or source.count(f".{function}(") != 1:
        return place, told[0] if told else "", None
    pair, after = told
    named = source.find(f"xy={pair}") + 3 if f"xy={pair}" in source else 0
    head = source[: source.find(pair, named or source.find(f".{function}(") + len(function) + 2)]
    return place, pair, Fix("hand over (column, row)", head + pair, head + after, location=place)


def _standing(text: str, node: ast.Call) -> tuple[str, str] | None:
    """`x, y` of `text(x, y, …)`, and exchanged."""
    if len(node.args) < 2:
        return None
    first, second = (ast.get_source_segment(text, a) or ast.unparse(a) for a in node.args[:2])
    return f"{first}, {second}", f"{second}, {first}"


def _pointing(text: str, node: ast.Call) -> tuple[str, str] | None:
    """`spot` or `(x, y)` of `annotate(…, spot)`, and exchanged."""
    spot = next((k.value for k in node.keywords if k.arg == "xy"), node.args[1] if len(node.args) > 1 else None)
    if isinstance(spot, ast.Tuple) and len(spot.elts) == 2:
        first, second = (ast.unparse(e) for e in spot.elts)
        return ast.get_source_segment(text, spot) or "", f"({second}, {first})"
    return (spot.id, f"{spot.id}[::-1]") if isinstance(spot, ast.Name) else None
