"""Volumes and clips as slices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.mosaic import draw_named
from kerascope.draw.words import spans
from kerascope.errors import AxisError, UsageError

__all__ = ["draw_slices"]

_ALONG = ("depth", "time", "kernel_depth", "kernel_time")


def draw_slices(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    along: str | None = None,
    at_most: int = 24,
    **options: Any,
) -> Drawing:
    """Draw slices of a volume (depth, height, width) or of a clip (time, height, width), one tile each.

    array : the axis to cut along, those of a picture, and any others (a channel stands across, slices down)
    along : the axis to cut along; by default depth, time, kernel_depth or kernel_time, by name
    at_most : slices drawn, at least 1, evenly spaced with the first and the last; the heading says which
    options : for `draw_mosaic`, like scale, into, cmap, title, at_most tiles excepted

    Returns a Drawing with the axes "mosaic" and "colorbar"; `left_out` counts the slices not drawn.
    Raises AxisError, DataError or UsageError.
    """
    if at_most < 1:
        raise UsageError("At least one slice is drawn", given=f"at_most={at_most}", needed="1 or more")
    named = name_axes(array, dims)
    axis = along if along is not None else next((d for d in _ALONG if d in named.dims), None)
    if axis is None or axis not in named.dims:
        raise AxisError(
            "No axis to cut along",
            given=named.shape_words() + (f", along={along!r}" if along else ""),
            needed="depth or time",
            next_step="Say along=(one of the axes)",
        )
    count = named.sizes[axis]
    if count <= at_most:
        return draw_named(named, **options)
    chosen = np.unique(np.linspace(0, count - 1, at_most).round().astype(int))
    note = f"{axis}: {chosen.size} of {count:,} slices, evenly spaced ({spans(chosen.tolist(), most=30)})"
    drawing = draw_named(_taken(named, axis, chosen), notes=(note,), **options)
    left = {axis: count - chosen.size, **{k: n for k, n in drawing.left_out.items() if k != axis}}
    return replace(drawing, left_out=left)


def _taken(named: Named, axis: str, chosen: np.ndarray[Any, Any]) -> Named:
    at = named.dims.index(axis)
    labels = {**named.labels, axis: named.labels.get(axis, np.arange(named.sizes[axis]))[chosen]}
    mask = None if named.mask is None else np.take(named.mask, chosen, at)
    return replace(named, values=np.take(named.values, chosen, at), mask=mask, labels=labels)
