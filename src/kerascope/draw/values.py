"""Numbers of an array: what is finite, the range, and values as floats that matplotlib can colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascope.draw.arrays import Array

__all__ = ["Counts", "as_floats", "finite", "measure", "shrink"]

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Counts:
    """What an array holds. `low` and `high` are the least and greatest finite value, None where there is none."""

    size: int
    nan: int = 0
    plus: int = 0
    minus: int = 0
    masked: int = 0
    low: float | int | None = None
    high: float | int | None = None

    @property
    def finite(self) -> int:
        return self.size - self.nan - self.plus - self.minus - self.masked

    def plus_counts(self, other: Counts) -> Counts:
        lows = [v for v in (self.low, other.low) if v is not None]
        highs = [v for v in (self.high, other.high) if v is not None]
        return Counts(
            self.size + other.size,
            self.nan + other.nan,
            self.plus + other.plus,
            self.minus + other.minus,
            self.masked + other.masked,
            min(lows, default=None),
            max(highs, default=None),
        )

    def times(self, factor: int) -> Counts:
        size, nan, plus, minus, masked = (n * factor for n in (self.size, self.nan, self.plus, self.minus, self.masked))
        return Counts(size, nan, plus, minus, masked, self.low, self.high)


def as_floats(values: Array) -> npt.NDArray[np.floating[Any]]:
    """float32 where that keeps every value, else float64. Long doubles beyond float64 become infinite."""
    dtype = values.dtype
    if dtype == np.float32 or dtype == np.float64:
        return values
    small = dtype.itemsize <= 2 or (dtype.kind not in "iuf" and dtype.itemsize <= 4)
    with np.errstate(over="ignore", invalid="ignore"):
        return values.astype(np.float32 if small else np.float64)


def measure(values: Array, mask: npt.NDArray[np.bool_] | None = None) -> Counts:
    """Count what an array of any rank holds, in one pass and little memory.

    Axes of stride 0 (from `numpy.broadcast_to`) are read once.
    """
    factor = 1
    if mask is None:
        for axis, (size, stride) in enumerate(zip(values.shape, values.strides, strict=True)):
            if stride == 0 and size > 1:
                values, factor = values[(slice(None),) * axis + (slice(0, 1),)], factor * size
    return _measure(values, mask).times(factor)


def _measure(values: Array, mask: npt.NDArray[np.bool_] | None) -> Counts:
    if values.size > _CHUNK and values.ndim and values.shape[0] > 1:
        total, step = Counts(0), max(1, values.shape[0] * _CHUNK // values.size)
        for start in range(0, values.shape[0], step):
            part = slice(start, start + step)
            total = total.plus_counts(_measure(values[part], None if mask is None else mask[part]))
        return total
    if mask is not None:
        kept = _measure(values[~mask], None)
        return Counts(values.size, kept.nan, kept.plus, kept.minus, int(mask.sum()), kept.low, kept.high)
    if values.size == 0:
        return Counts(0)
    if values.dtype.kind in "biu":
        return Counts(values.size, low=int(values.min()), high=int(values.max()))
    floats = as_floats(values)
    low, high = float(floats.min()), float(floats.max())
    if np.isfinite(low) and np.isfinite(high):
        return Counts(values.size, low=low, high=high)
    good = floats[np.isfinite(floats)]
    return Counts(
        values.size,
        int(np.isnan(floats).sum()),
        int(np.isposinf(floats).sum()),
        int(np.isneginf(floats).sum()),
        low=float(good.min()) if good.size else None,
        high=float(good.max()) if good.size else None,
    )


def finite(values: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None) -> npt.NDArray[Any]:
    """The finite values that are not masked, flat."""
    good = np.isfinite(values)
    if mask is not None:
        good &= ~mask
    return values.ravel() if bool(good.all()) else values[good]


def shrink(
    tiles: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None, factors: tuple[int, int]
) -> tuple[npt.NDArray[np.floating[Any]], npt.NDArray[np.bool_] | None]:
    """Means of `factors` (rows, columns) cells over the last two axes; the last block of an axis may be smaller.

    A block with a cell that is NaN or infinite becomes so (NaN where both kinds meet): nothing broken is averaged away.
    A block is masked when all its cells are.
    """
    edges = [np.arange(0, n, f) for n, f in zip(tiles.shape[-2:], factors, strict=True)]

    def sums(a: npt.NDArray[Any]) -> npt.NDArray[Any]:
        once = np.add.reduceat(a, edges[0], axis=-2)
        return np.asarray(np.add.reduceat(once, edges[1], axis=-1))

    counts = np.outer(*(np.diff(np.append(e, n)) for e, n in zip(edges, tiles.shape[-2:], strict=True)))
    with np.errstate(invalid="ignore", over="ignore"):
        if mask is None:
            return (sums(tiles.astype(np.float64)) / counts).astype(tiles.dtype), None
        kept = sums((~mask).astype(np.int64))
        means = sums(np.where(mask, 0, tiles).astype(np.float64)) / np.maximum(kept, 1)
        return means.astype(tiles.dtype), kept == 0
