"""Whether what is drawn over a picture, and the grid it was made on, agree with it."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument, Call, Run
from kerascope.parsed import called, expression_of, words_in

__all__ = ["agreement", "grid_says", "rises", "span_along", "span_of_grid"]


def agreement(picture: Any, call: Call, run: Run, box: tuple[float, ...], lower: bool) -> float | None:
    """Share of the picture's variance at the points over it that their colours, or their groups, explain.

    None when nothing is drawn over it, or it is all of one group.
    """
    values, groups = _at_points(picture, call, run, box, lower)
    return _explained(values, groups) if len(values) else None


def rises(picture: Any, call: Call, run: Run, box: tuple[float, ...], lower: bool) -> bool:
    """Whether the picture is higher where the points over it have the higher colour."""
    values, groups = _at_points(picture, call, run, box, lower)
    return bool(len(values) and values.std() > 0 and groups.std() > 0 and np.corrcoef(values, groups)[0, 1] > 0)


def _at_points(picture: Any, call: Call, run: Run, box: tuple[float, ...], lower: bool) -> tuple[Any, Any]:
    """Values of the picture under the points, and the points' groups; empty where they are too few or elsewhere."""
    points, groups = _points(call, run)
    none = np.empty(0), np.empty(0)
    if len(points) < 12 or len(set(groups.tolist())) < 2:
        return none
    rows, columns = picture.shape
    left, right, bottom, top = box
    across = (points[:, 0] - left) / (right - left) * columns
    down = (points[:, 1] - bottom) / (top - bottom) * rows if lower else (top - points[:, 1]) / (top - bottom) * rows
    inside = (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
    if inside.mean() < 0.8:
        return none
    values = picture[down[inside].astype(int), across[inside].astype(int)].astype("float64")
    return (values, groups[inside]) if np.isfinite(values).all() else none


def _explained(values: Any, groups: Any) -> float | None:
    total = float(((values - values.mean()) ** 2).sum())
    if total == 0 or not np.isfinite(total):
        return None
    kinds = np.unique(groups)
    if len(kinds) > 12:
        return float(np.corrcoef(values, groups)[0, 1] ** 2) if groups.std() > 0 else None
    within = sum(float(((values[groups == k] - values[groups == k].mean()) ** 2).sum()) for k in kinds)
    return 1 - within / total


def _points(call: Call, run: Run) -> tuple[Any, Any]:
    """All points over the picture, with their colour, or the number of their call."""
    found, groups = [], []
    for number, other in enumerate(run.calls):
        x, y, colour = other.argument("x"), other.argument("y"), other.argument("c")
        if other.panel != call.panel or other.kind not in ("scatter", "line") or x is None or y is None:
            continue
        if x.values is None or y.values is None or x.values.shape != y.values.shape or x.facts.kind not in "iuf":
            continue
        found.append(np.stack([x.values.ravel(), y.values.ravel()], axis=-1).astype("float64"))
        told = (
            colour is not None
            and colour.values is not None
            and colour.values.size == x.values.size
            and colour.facts.kind in "biuf"
        )
        kinds = (
            colour.values.ravel().astype("float64")
            if told and colour is not None
            else np.full(x.values.size, float(number))
        )
        groups.append(kinds)
    return (np.concatenate(found), np.concatenate(groups)) if found else (np.empty((0, 2)), np.empty(0))


def span_along(values: Any) -> tuple[float, float] | None:
    """(first, last) of evenly spaced, rising coordinates; None of others."""
    if values is None or values.ndim != 1 or values.size < 2 or values.dtype.kind not in "iuf":
        return None
    steps = np.diff(values.astype("float64"))
    even = steps.min() > 0 and np.ptp(steps) <= 0.01 * steps.mean()
    return (float(values[0]), float(values[-1])) if even else None


def span_of_grid(values: Any, along: int) -> tuple[float, float] | None:
    """The same of a grid `(rows, columns)` whose coordinates run along one of the two alone: that one."""
    if values is None or values.ndim != 2 or values.dtype.kind not in "iuf" or min(values.shape) < 2:
        return None
    return None if np.ptp(values, axis=1 - along).any() else span_along(values[0] if along else values[:, 0])


_TURNS = ("transpose", "rot90", "swapaxes", "moveaxis", "permute", "permute_dims", "T", "mT")
_STACKS = ("stack", "vstack", "row_stack", "array", "asarray")


def _turned(data: Argument) -> bool:
    """Rows and columns were exchanged on the way; the `.T` of a table of points, stacked from x and y, is none."""
    for text in (data.expression, *(a.value for a in data.lineage)):
        for node in ast.walk(expression_of(text) or ast.Module([], [])):
            if isinstance(node, ast.Attribute) and node.attr in _TURNS and not _of_columns(node.value):
                return True
    return False


def _of_columns(node: ast.expr) -> bool:
    """`np.stack([x, y]).reshape(2, -1)`: what was put together from a few arrays side by side."""
    first: ast.Call | None = None
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        first = node if isinstance(node, ast.Call) else first
        node = node.func if isinstance(node, ast.Call) else node.value
    given = first.args[:1] if first is not None and called(first) in _STACKS else []
    return any(isinstance(g, ast.List | ast.Tuple) for g in given)


def grid_says(data: Argument, box: tuple[float, ...]) -> str:
    """A grid of the picture's shape whose rows run along the extent's x, and whose columns along its y."""
    if _turned(data):
        return ""
    left, right, bottom, top = box[0], box[1], min(box[2:]), max(box[2:])
    spans = []
    for value in data.near:
        grid = value.values
        if grid is None or grid.shape != data.facts.shape or grid.dtype.kind not in "iuf" or min(grid.shape) < 2:
            continue
        along = [bool(np.ptp(grid, axis=a).max() > 0) for a in (0, 1)]
        if along[0] != along[1]:
            spans.append((0 if along[0] else 1, float(grid.min()), float(grid.max()), value.source))
    x = next(
        (s for s in spans if s[0] == 0 and _like(s[1:3], (left, right)) and not _like(s[1:3], (bottom, top))), None
    )
    y = next(
        (s for s in spans if s[0] == 1 and _like(s[1:3], (bottom, top)) and not _like(s[1:3], (left, right))), None
    )
    if x is None or y is None or not {x[3], y[3]} & set(words_in(tied(data))):
        return ""  # another surface stands on that grid
    return f"`{x[3]}`, which spans the extent's x, runs along its rows, and `{y[3]}` along its columns"


def _like(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    size = abs(other[1] - other[0])
    return size > 0 and abs(one[0] - min(other)) < 0.1 * size and abs(one[1] - max(other)) < 0.1 * size
