"""A long line reduced to what its pixel columns show: first, least, greatest and last value of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascope.draw.values import Counts

__all__ = ["Line", "lone_points", "reduce_line"]


@dataclass(frozen=True)
class Line:
    """A line ready to draw: `x` in indices of the values, `y` with NaN where the line breaks.

    `broken`, `plus` and `minus` are the x at which there is NaN, +inf and -inf (of a bucket: its middle).
    """

    x: npt.NDArray[np.floating[Any]]
    y: npt.NDArray[np.floating[Any]]
    counts: Counts
    reduced: bool
    broken: npt.NDArray[np.floating[Any]]
    plus: npt.NDArray[np.floating[Any]]
    minus: npt.NDArray[np.floating[Any]]


def reduce_line(values: npt.NDArray[np.floating[Any]], columns: int) -> Line:
    """Reduce values (one axis of any length) to at most 5 points for each of `columns` buckets of equal width.

    A line of no more than 4 values a column is kept as it is. Every bucket keeps its exact extremes, so that a line
    drawn over as many pixel columns has the same least and greatest pixel in each; and a bucket that holds, begins or
    ends with something not finite is not joined to its neighbour over that gap (as MinMaxLTTB would).
    """
    if values.size <= 4 * max(columns, 1):
        return _whole(values)
    edges = np.arange(columns + 1) * values.size // columns
    starts, lasts = edges[:-1], edges[1:] - 1
    with np.errstate(invalid="ignore"):
        low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    gap = ~(np.isfinite(low) & np.isfinite(high))
    middle = (starts + lasts) / 2
    nan, plus, minus = (np.zeros(columns, dtype=np.intp) for _ in range(3))
    for bucket in np.flatnonzero(gap):
        part = values[edges[bucket] : edges[bucket + 1]]
        good = part[np.isfinite(part)]
        nan[bucket] = np.isnan(part).sum()
        plus[bucket], minus[bucket] = np.isposinf(part).sum(), np.isneginf(part).sum()
        low[bucket], high[bucket] = (good.min(), good.max()) if good.size else (np.nan, np.nan)
    first, last = values[starts].copy(), values[lasts].copy()
    for ends in (first, last):
        ends[~np.isfinite(ends)] = np.nan
    counts = Counts(
        values.size, int(nan.sum()), int(plus.sum()), int(minus.sum()), low=_least(low), high=_least(-high, -1.0)
    )
    low = np.where(gap & (low == high), np.nan, low)  # one value beside a gap stands alone, for a marker
    # The fifth point breaks the line behind a bucket with a gap, and is a repetition elsewhere.
    stop = np.where(gap, np.nan, last)
    x = np.stack([starts, middle, middle, lasts, lasts], axis=1).astype(np.float64)
    y = np.stack([first, low, high, last, stop], axis=1)
    return Line(x.ravel(), y.ravel(), counts, True, middle[nan > 0], middle[plus > 0], middle[minus > 0])


def _least(values: npt.NDArray[Any], sign: float = 1.0) -> float | None:
    good = values[~np.isnan(values)]
    return sign * float(good.min()) if good.size else None


def _whole(values: npt.NDArray[np.floating[Any]]) -> Line:
    x = np.arange(values.size, dtype=np.float64)
    nan, plus, minus = np.isnan(values), np.isposinf(values), np.isneginf(values)
    y = np.where(plus | minus, np.nan, values)
    nans, pluses, minuses = (int(n.sum()) for n in (nan, plus, minus))
    counts = Counts(values.size, nans, pluses, minuses, low=_least(y), high=_least(-y, -1.0))
    return Line(x, y, counts, False, x[nan], x[plus], x[minus])


def lone_points(y: npt.NDArray[np.floating[Any]]) -> list[int]:
    """Indices of finite values with no finite neighbour: a line through them alone would not be seen."""
    good = np.isfinite(y)
    before, after = np.r_[False, good[:-1]], np.r_[good[1:], False]
    return [int(i) for i in np.flatnonzero(good & ~before & ~after)]
