"""A matrix as one field of colours: Dense kernels, time × unit, attention of one head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from matplotlib.colors import Colormap

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.field import draw_field
from kerascope.draw.layout import Into
from kerascope.draw.scales import Scale, check_scale
from kerascope.errors import AxisError

__all__ = ["draw_heatmap", "matrix_of"]

_ACROSS = ("time", "epoch", "step", "key", "unit", "gate_unit", "out_channel")
"""Axes that run across a heatmap, the first of these that there is; else the last axis does."""


def draw_heatmap(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    into: Into = None,
    scale: Scale = "shared",
    aspect: Literal["equal", "auto"] = "auto",
    cmap: str | Colormap | None = None,
    title: str | None = None,
) -> Drawing:
    """Draw a matrix as one field of colours, the axes labelled with their indices or coordinates.

    array : two axes longer than 1 (of a batch with further axes, sample 0 is drawn and the others are said to be left
        out); time runs across
    aspect : "auto" fills the room; "equal" makes square cells
    dims, into, scale, cmap, title : as in `draw_mosaic`; "each" is the same as "shared" here

    Returns a Drawing with the axes "heatmap" and "colorbar". Raises AxisError, DataError or UsageError.
    """
    checked = check_scale(scale)
    named = name_axes(array, dims)
    matrix, left_out = matrix_of(named)
    notes = tuple(f"left out: {n:,} of {named.sizes[d]:,} in {d}" for d, n in left_out.items())
    one: Scale = "shared" if checked == "each" else checked
    drawing = draw_field(matrix, "heatmap", into=into, scale=one, cmap=cmap, title=title, aspect=aspect, notes=notes)
    return replace(drawing, left_out={**left_out, **drawing.left_out})


def matrix_of(named: Named) -> tuple[Named, dict[str, int]]:
    """The two axes of a heatmap, (rows, columns), and what had to be left out by axis."""
    if named.values.size == 0:
        raise AxisError("There is nothing to draw", given=named.shape_words(), needed="at least one of each axis")
    if named.values.ndim < 2:
        raise AxisError("A heatmap needs two axes", given=named.shape_words(), next_step="draw_lines draws a vector")
    one = named
    for dim in named.dims:
        if len(one.dims) > 2 and one.sizes[dim] == 1:
            one = one.take(**{dim: 0})
    left_out = {}
    if "batch" in one.dims and len(one.dims) == 3:
        left_out["batch"] = one.sizes["batch"] - 1
        one = one.take(batch=0)
    if len(one.dims) != 2:
        raise AxisError(
            "A heatmap has two axes",
            given=named.shape_words(),
            next_step="Index the others away; draw_mosaic draws several, with tile=(row axis, column axis)",
        )
    across = next((d for d in _ACROSS if d in one.dims), one.dims[-1])
    rows = next(d for d in one.dims if d != across)
    return one.ordered(rows, across), {k: n for k, n in left_out.items() if n}
