"""One unit of a Dense kernel folded into a picture: the weights of every pixel for that unit. Found by value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.raw import standard
from kerascope.evidence import Argument, Run, Value

__all__ = ["dense_kernels", "unit_folded", "units_among"]

_LEAST, _LARGE = 16, 4_000_000
_TOLERANCE = 1e-4


def dense_kernels(data: Argument, run: Run) -> list[Value]:
    """Kernels of Dense layers, the newest last: those that `get_weights` returned, and those that the code names."""
    made = [(e, e.provenance) for e in (*run.weights, *data.near) if e.values is not None]
    return [
        e
        for e, p in made
        if p is not None
        and p.kind == "weights"
        and p.axes == ("feature", "unit")
        and p.weight == "kernel"
        and e.values.shape[1] > 1
        and e.values.size <= _LARGE
    ]


def unit_folded(picture: Any, kernels: Sequence[Value]) -> tuple[Value, int] | None:
    """(kernel, unit): the column that a picture is but for an offset and a factor; None where two layers would do."""
    fits = [(k, n) for k in reversed(kernels) for n in units_among(picture, k.values)] if picture.ndim in (2, 3) else []
    same = {(k.values.tobytes(), n) for k, n in fits}
    return fits[0] if len(same) == 1 and min(picture.shape) > 1 else None


def units_among(drawn: Any, kernel: Any) -> set[int]:
    """Units of which an array shows every weight: as itself but for an offset and a factor, or among other numbers."""
    inputs = kernel.shape[0]
    if drawn.dtype.kind != "f" or drawn.size < max(inputs, _LEAST):
        return set()
    if drawn.size > inputs:
        held: Any = np.isin(kernel, drawn).all(axis=0)
        return {int(n) for n in held.nonzero()[0]}
    row: Any = standard(drawn)
    columns = ((n, standard(column)) for n, column in enumerate(kernel.T)) if row is not None else ()
    return {n for n, unit in columns if unit is not None and abs(unit - row).max() < _TOLERANCE}
