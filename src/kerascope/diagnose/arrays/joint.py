"""Two-dimensional histograms of NumPy and SciPy, whose first variable runs down the rows, drawn as they come."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.diagnose.pixels.upright import TURNED
from kerascope.diagnose.script.filled import syntax_of
from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument, Assignment, Call, Run
from kerascope.parsed import called, expression_of

__all__ = ["Sideways", "sideways"]

_COUNTERS = ("histogram2d", "binned_statistic_2d")
"""Functions that take `(x, y, …)` and give `(counts, x edges, y edges)`, with the counts as (x, y)."""
_CLEAR = 0.15
"""Correlation of a picture with the points over it, above which it is a picture of them."""


@dataclass(frozen=True, slots=True)
class Sideways:
    """The statement that counted, its function, and what shows that x was to run across."""

    made: Assignment
    function: str
    shown: str


def sideways(call: Call, data: Argument, run: Run) -> Sideways | None:
    """Counts of (x, y) drawn with x along the rows, in a figure that has x across."""
    if data.facts.ndim != 2 or call.kind not in ("image", "mesh", "contour"):
        return None
    if any(word in tied(data) for word in TURNED):
        return None
    for made in data.lineage:
        node = _counter(made)
        if node is None or made.augmented or made.into:
            continue
        edges = _edges(made)
        shown = (
            _by_edges(call, data, edges) or _by_extent(call, data, edges) or _by_points(call, data, run, edges)
            or _by_labels(call, run, node)
        )  # fmt: skip
        if shown:
            return Sideways(made, ast.unparse(node.func), shown)
    return None


def _counter(made: Assignment) -> ast.Call | None:
    tree = expression_of(made.value)
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call)) if tree is not None else ()
    return next((n for n in calls if called(n) in _COUNTERS and len(n.args) > 1), None)


def _edges(made: Assignment) -> tuple[str, str] | None:
    """Names of the edges along x and along y."""
    names = [t.strip() for t in made.source.partition("=")[0].strip().strip("()").split(",")]
    return (names[1], names[2]) if len(names) > 2 else None


def _coordinates(call: Call, data: Argument) -> tuple[Any, Any]:
    """(across, up) as `pcolormesh(x, y, …)` and `contourf(x, y, …)` were handed them; None of what is not alive."""
    node = syntax_of(call)
    if node is None or len(node.args) < 3 or call.kind == "image":
        return None, None
    alive = {v.source: v.values for v in data.near}
    return tuple(_along(_value(a, alive), axis) for a, axis in zip(node.args[:2], (1, 0), strict=True))


def _value(node: ast.expr, alive: dict[str, Any]) -> Any:
    """`edges` and `edges[:-1]`."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.slice) in (":-1", "1:"):
        whole = _value(node.value, alive)
        return None if whole is None else whole[slice(None, -1) if ast.unparse(node.slice) == ":-1" else slice(1, None)]
    return alive.get(ast.unparse(node))


def _along(values: Any, axis: int) -> Any:
    """Coordinates along one axis: of a vector, or a grid of them."""
    if values is None or values.dtype.kind not in "iuf":
        return None
    if values.ndim == 2:
        return values[0] if axis == 1 else values[:, 0]
    return values if values.ndim == 1 else None


def _by_edges(call: Call, data: Argument, edges: tuple[str, str] | None) -> str:
    """The edges of the first variable, or the middles between them, were handed over as x."""
    across, up = _coordinates(call, data)
    if edges is None:
        return ""
    bounds = [next((v.values for v in data.near if v.source == name), None) for name in edges]
    if across is None or up is None or bounds[0] is None or bounds[1] is None:
        return ""
    named = _is(across, bounds[0]) and _is(up, bounds[1])
    return f"`{edges[0]}` belongs to its rows and is drawn across" if named and not _is(across, bounds[1]) else ""


def _is(coordinates: Any, edges: Any) -> bool:
    """Whether coordinates are the edges, or the middles between them, or the edges that begin the cells."""
    sides = (edges, (edges[:-1] + edges[1:]) / 2, edges[:-1], edges[1:])
    return any(s.shape == coordinates.shape and bool(np.allclose(s, coordinates)) for s in sides)


def _by_extent(call: Call, data: Argument, edges: tuple[str, str] | None) -> str:
    """The extent spans the edges of the first variable from left to right, and not those of the second."""
    box = call.options.get("extent")
    if edges is None or not isinstance(box, list) or len(box) != 4:
        return ""
    bounds = {v.source: v.values for v in data.near if v.source in edges and v.values is not None}
    spans = {name: (float(values[0]), float(values[-1])) for name, values in bounds.items()}
    if len(spans) < 2 or _alike(spans[edges[0]], spans[edges[1]]):
        return ""
    left, right, bottom, top = (float(n) for n in box)
    fits = _alike(spans[edges[0]], (left, right)) and _alike(spans[edges[1]], (min(bottom, top), max(bottom, top)))
    return f"the extent spans `{edges[0]}`, which belongs to its rows, from left to right" if fits else ""


def _alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    size = abs(other[1] - other[0])
    return abs(one[0] - other[0]) < 0.02 * size and abs(one[1] - other[1]) < 0.02 * size


def _by_points(call: Call, data: Argument, run: Run, edges: tuple[str, str] | None) -> str:
    """Points over the picture lie where it is dense only when it is transposed."""
    points = [
        np.stack([x.values.ravel(), y.values.ravel()]).astype("float64")
        for c in run.calls
        if c.panel == call.panel and c.kind == "scatter" and not c.exception
        and (x := c.argument("x")) is not None and (y := c.argument("y")) is not None
        and x.values is not None and y.values is not None and x.facts.kind in "iuf" and y.facts.kind in "iuf"
        and x.values.size == y.values.size
    ]  # fmt: skip
    box = _box(call, data)
    if not points or box is None:
        return ""
    x, y = np.concatenate(points, axis=1)
    rows, columns = data.facts.shape
    counted, _, _ = np.histogram2d(y, x, bins=(rows, columns), range=(box[2:], box[:2]))
    picture = np.nan_to_num(data.values.astype("float64"))
    if call.kind == "image" and call.options.get("origin") != "lower":
        picture = picture[::-1]
    if x.size < 20 or counted.sum() < 0.5 * x.size or rows != columns:
        return ""
    if picture.std() == 0:
        return ""
    now, then = (float(np.corrcoef(counted.ravel(), p.ravel())[0, 1]) for p in (picture, picture.T))
    if not (then > _CLEAR and now < 0.5 * then):
        return ""
    return f"the points over it lie where it is dense by {now:.2g}, transposed by {then:.2g} (correlation)"


def _box(call: Call, data: Argument) -> tuple[float, float, float, float] | None:
    """(left, right, bottom, top) of the picture, the lower value first."""
    box = call.options.get("extent")
    if call.kind == "image":
        if not isinstance(box, list) or len(box) != 4:
            return None
        left, right, bottom, top = (float(n) for n in box)
    else:
        across, up = _coordinates(call, data)
        if across is None or up is None or not across.size or not up.size:
            return None
        left, right, bottom, top = float(across[0]), float(across[-1]), float(up[0]), float(up[-1])
    return (left, right, bottom, top) if left < right and bottom < top else None


def _by_labels(call: Call, run: Run, node: ast.Call) -> str:
    """The axes are labelled with the names of the two variables, the first one across."""
    panel = run.panel_of(call)
    if panel is None or not panel.xlabel or not panel.ylabel:
        return ""
    first, second = (_word(a) for a in node.args[:2])
    across, up = panel.xlabel.casefold(), panel.ylabel.casefold()
    if not first or not second or first == second:
        return ""
    named = _says(across, first) and _says(up, second) and not _says(across, second) and not _says(up, first)
    return f"the x axis says '{panel.xlabel}', which is `{ast.unparse(node.args[0])}`" if named else ""


def _word(node: ast.expr) -> str:
    """The name or key that an argument goes by: `age` of `age`, `people.age`, `people['age'].values`."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value.casefold()
    if isinstance(node, ast.Attribute):
        return _word(node.value) if node.attr in ("values", "T") else node.attr.casefold()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _word(node.func.value)
    return node.id.casefold() if isinstance(node, ast.Name) else ""


def _says(label: str, word: str) -> bool:
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(word.replace('_', ' '))}(?![a-z0-9])", label.replace("_", " ")))
