"""Which of a model's weights a row of numbers sums up: the mean magnitude of each row, say. Verified by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from kerascope.evidence import Derivation, Value

__all__ = ["summed_along", "summed_over_steps", "summed_up"]

_ROW = (3, 512)
_LARGE = 2_000_000
_OUTPUTS = 8
_SAMPLES = 8
_TOLERANCE = 2e-5
_FIRST: tuple[Callable[[Any], Any], ...] = (np.asarray, np.abs, np.square)
_THEN: tuple[Callable[..., Any], ...] = (np.mean, np.max, np.std)
"""A sum and a norm are a mean but for a factor, or its root."""


def summed_up(values: Any, entries: Sequence[Value]) -> Value | None:
    """The one entry whose rows or columns give these numbers, in whatever order and unit; None when two would do.

    values : what was drawn: 3 to 512 finite numbers, not all alike
    entries : arrays that Keras handed out, with `values`
    """
    drawn = _drawn(values)
    if drawn is None:
        return None
    fits = [e for e in reversed(entries) if _may(e, drawn) and _any(_rows(_wide(e), drawn.size), drawn)]
    alike = all(np.array_equal(e.values, fits[0].values) for e in fits)  # a layer asks its cell for the same
    return fits[0] if fits and alike else None


def summed_along(values: Any, entries: Sequence[Value]) -> tuple[Value, int] | None:
    """(entry, axis): the one array of which each number sums up one position of the axis; None when two would do."""
    drawn = _drawn(values)
    fits = [
        (entry, axis)
        for entry in (entries if drawn is not None else ())
        if _may(entry, drawn)
        for axis, n in enumerate(entry.values.shape)
        if n == drawn.size and _any(_along(_wide(entry), axis), drawn)
    ]
    same = {(f[1], f[0].values.tobytes()) for f in fits}
    return fits[-1] if len(same) == 1 else None


def summed_over_steps(values: Any, outputs: Sequence[Value]) -> Derivation | None:
    """How a row sums up the steps of one series of an output, or of all: `abs(hidden[0]).mean(axis=0)`, each unit's."""
    found: list[Derivation] = []
    for output in outputs[-_OUTPUTS:]:
        made, array = output.provenance, output.values
        axes = made.axes if made is not None else None
        if array is None or axes is None or array.ndim != len(axes) or axes[0] != "batch" or "time" not in axes[1:-1]:
            continue
        whole = (None,) if array.size <= _LARGE // 10 else ()
        for sample in (*range(min(len(array), _SAMPLES)), *whole):
            fit = summed_along(values, [output if sample is None else replace(output, values=array[sample])])
            axis = fit[1] + (sample is not None) if fit is not None else 0
            if axes[axis] in ("batch", "time"):
                continue
            reduced = tuple(a for a in range(array.ndim) if a != axis and (a or sample is None))
            index = (sample, *[None] * (array.ndim - 1))
            shape = tuple(int(n) for n in array.shape)
            found.append(Derivation(output.source, shape, index, (axis,), axes, ("mean",), reduced, made, exact=False))
            break
    return found[-1] if len({(f.order, f.root) for f in found}) == 1 else None


def _along(array: Any, axis: int) -> Iterator[Any]:
    others = tuple(a for a in range(array.ndim) if a != axis)
    for first in _FIRST if others else ():
        for then in _THEN:
            row = then(first(array), axis=others)
            yield row
            if first is np.square and then is np.mean:
                yield np.sqrt(row)


def _drawn(values: Any) -> Any:
    """The numbers drawn, brought to one order and unit; None where they are too few or too many to tell anything."""
    if values is None or values.ndim != 1 or values.dtype.kind not in "fiu" or not _ROW[0] <= values.size <= _ROW[1]:
        return None
    return _normal(values)


def _may(entry: Value, drawn: Any) -> bool:
    array = entry.values
    if array is None or entry.provenance is None or array.size > _LARGE or array.dtype.kind != "f":
        return False
    return drawn.size in array.shape


def _wide(entry: Value) -> Any:
    return entry.values.astype("float64")


def _any(rows: Iterator[Any], drawn: Any) -> bool:
    """Whether one of these gives the numbers drawn."""
    made = (_normal(row) for row in rows)
    return any(m is not None and bool((np.abs(m - drawn) < _TOLERANCE).all()) for m in made)


def _rows(array: Any, size: int) -> Iterator[Any]:
    """What one may sum up each entry of an axis to; of a gated layer's weights also by the columns of one gate."""
    for axis in (a for a, n in enumerate(array.shape) if n == size):
        others = tuple(a for a in range(array.ndim) if a != axis)
        for part in (array, *_gates(array, axis)):
            if others:
                yield from _along(part, axis)
            else:
                yield from (first(part) for first in _FIRST[1:])


def _gates(array: Any, axis: int) -> Iterator[Any]:
    if array.ndim == 2 and axis == 0:
        for gates in (3, 4):
            if array.shape[1] % gates == 0 and array.shape[1] > gates:
                yield from np.split(array, gates, axis=1)


def _normal(row: Any) -> Any:
    """The numbers sorted, with the largest magnitude 1; None where nothing could be told by them."""
    row = np.sort(np.asarray(row, dtype="float64"))
    most = float(np.abs(row).max()) if np.isfinite(row).all() else 0.0
    if most <= 0 or row[0] == row[-1]:
        return None
    return row / most
