"""Rows of an array that is another one scaled: found by value, whatever the code calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.raw import standard
from kerascope.evidence import Argument, Value

__all__ = ["scaled_rows"]

_ROWS, _COLUMNS, _LARGE = 8, 8, 1_000_000
_TOLERANCE = 1e-5


def scaled_rows(small: Argument, large: Argument) -> tuple[Value, Value] | None:
    """(the scaled array, what it was before), where one series is rows of the first, in the units of a scaler.

    The other series lies where the array before the scaling does, and is none of its own rows: an answer in the units
    of the quantity, beside a truth that has not been scaled back.
    """
    drawn, beside = _row(small.values), _row(large.values)
    if drawn is None or beside is None or min(drawn.size, beside.size) < 3 or drawn.min() == drawn.max():
        return None
    columns = [(near, column) for near in small.near for column in _columns(near)]
    holding = [(near, c) for near, c in columns if np.isin(drawn, c.astype(drawn.dtype)).all()]
    for scaled, column in holding:
        for before, raw in columns:
            if before is not scaled and _affine(column, raw) and _lies_in(beside, raw):
                return scaled, before
    return None


def _row(values: Any) -> Any:
    return None if values is None or values.dtype.kind not in "iuf" or not values.size else values.reshape(-1)


def _columns(near: Value) -> Iterator[Any]:
    values = near.values
    if values is None or values.dtype.kind not in "iuf" or values.ndim not in (1, 2) or values.size > _LARGE:
        return
    if values.ndim == 2 and values.shape[1] > _COLUMNS:
        return
    if len(values) >= _ROWS and np.isfinite(values).all():
        yield from values.reshape(len(values), -1).T


def _affine(one: Any, other: Any) -> bool:
    """Whether each number of one column follows from the other's by the same offset and factor above 0."""
    if one.shape != other.shape:
        return False
    unit, wanted = standard(one), standard(other)
    return unit is not None and wanted is not None and bool((abs(unit - wanted) < _TOLERANCE).all())


def _lies_in(beside: Any, raw: Any) -> bool:
    low, high = float(raw.min()), float(raw.max())
    margin = (high - low) / 2
    inside = bool(beside.min() >= low - margin and beside.max() <= high + margin)
    return inside and not np.isin(beside, raw.astype(beside.dtype)).all()
