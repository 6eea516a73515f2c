"""Bars, lines and boxes of one number, or one spread, per filter that take a kernel along its inputs instead."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.boxes import boxes_in
from kerascope.diagnose.arrays.summed import summed_along
from kerascope.diagnose.meant import words_of
from kerascope.evidence import Call, Derivation, Run, Value

__all__ = ["by_inputs"]

_FILTERS = re.compile(r"\b(?:filters?|kernels?|out(?:put)?s?)\b", re.IGNORECASE)
_INPUTS = re.compile(r"\b(?:in(?:put)?s?|from)\b", re.IGNORECASE)
_FEWEST, _LARGEST = 2, 1_000_000


def by_inputs(call: Call, run: Run) -> Derivation | None:
    """The kernel whose inputs were summed up under words that speak of filters, told by the values drawn."""
    if call.kind not in ("bar", "line", "hist", "scatter", "box"):
        return None
    words = words_of(call, run)
    if not _FILTERS.search(words) or _INPUTS.search(words):
        return None
    data, told = call.data, None
    if call.kind != "box" and data is not None and data.values is not None:
        told = summed_along(np.asarray(data.values).ravel(), run.weights)
    if told is None and call.kind in ("box", "hist"):
        told = _spread_along(_groups(call, run), run.weights)
    maker = told[0].provenance if told is not None else None
    if told is None or maker is None or maker.axes is None or maker.weight != "kernel":
        return None
    axes, axis, shape = maker.axes, told[1], told[0].values.shape
    if len(axes) != len(shape) or axes[axis] != "in_channel" or "out_channel" not in axes or len(axes) < 3:
        return None
    if shape[axes.index("out_channel")] == shape[axis]:
        return None
    others = tuple(a for a in range(len(axes)) if a != axis)
    return Derivation(
        "the kernel", shape, (None,) * len(axes), (axis,), axes, ("arithmetic",), others, maker, exact=False
    )


def _groups(call: Call, run: Run) -> list[tuple[float, float]]:
    """The quartiles of each box of a panel, or of each histogram of a line of code; told at the first of them alone."""
    if call.kind == "box":
        return [(b.low, b.high) for b in boxes_in(call, run)]
    calls = [c for c in run.calls if c.kind == "hist" and c.place.line == call.place.line and not c.exception]
    if not calls or calls[0].number != call.number:
        return []
    drawn = [c.data.values for c in calls if c.data is not None and c.data.values is not None]
    if len(calls) == len(drawn) == 1 and drawn[0].ndim == 2:
        drawn = list(drawn[0])
    fits = all(v.dtype.kind == "f" and v.size and np.isfinite(v).all() for v in drawn)
    return [tuple(np.percentile(v, (25, 75))) for v in drawn] if fits else []


def _spread_along(quartiles: list[tuple[float, float]], entries: tuple[Value, ...]) -> tuple[Value, int] | None:
    """(entry, axis): the array of which each group is one position of the axis; None where two would do."""
    drawn, count = _sorted(quartiles), len(quartiles)
    fits = [
        (entry, axis)
        for entry in (entries if count > _FEWEST else ())
        if entry.values is not None and entry.values.ndim > 2 and entry.values.size <= _LARGEST
        for axis, n in enumerate(entry.values.shape)
        if n == count and any(np.allclose(drawn, _quartiles(v, axis), atol=1e-6) for v in _ways(entry.values))
    ]
    same = {(axis, entry.values.tobytes()) for entry, axis in fits}
    return fits[-1] if len(same) == 1 else None


def _ways(values: Any) -> tuple[Any, Any]:
    wide = values.astype("float64")
    return wide, np.abs(wide)


def _quartiles(values: Any, axis: int) -> Any:
    others = tuple(a for a in range(values.ndim) if a != axis)
    return _sorted(np.percentile(values, (25, 75), axis=others).T)


def _sorted(pairs: Any) -> Any:
    pairs = np.asarray(pairs, dtype="float64").reshape(-1, 2)
    return pairs[np.lexsort(pairs.T)]
