"""A long line reduced to what its pixel columns show: first, least, greatest and last value of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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
    """Reduce values (one axis of any length) to at most 6 points for each of `columns` buckets of equal width.

    A line of no more than 4 values a column is kept as it is. Else every bucket keeps its first, least, greatest and
    last value where they stand, which rasterises as the whole line does when buckets are pixel columns: M4, Jugel et
    al., "M4: A Visualization-Oriented Time Series Data Aggregation", PVLDB 7(10), 2014, section 4. A bucket that holds
    something not finite is not joined to the next, so that gaps stay (MinMaxLTTB would bridge them).
    """
    if values.size <= 4 * max(columns, 1):
        return _whole(values)
    edges = (np.arange(columns + 1) * values.size // columns).tolist()
    least, greatest = [], []
    with np.errstate(invalid="ignore"):
        for start, stop in pairwise(edges):
            part = values[start:stop]
            least.append(part.argmin())
            greatest.append(part.argmax())
    starts, stops = np.array(edges[:-1]), np.array(edges[1:])
    found = starts + np.sort([least, greatest], axis=0)
    at = np.stack([starts, starts, *found, stops - 1, stops - 1], axis=1)
    gaps = np.flatnonzero(~np.isfinite(values[found]).all(axis=0)).tolist()
    if not gaps:  # the outer two are repetitions, and points cost time to draw
        at = at[:, 1:5]
    y = values[at]
    counts, broken, plus, minus = _around_gaps(values, edges, at, y, gaps)
    x = at.astype(np.float64)
    return Line(x.ravel(), y.ravel(), counts, True, broken, plus, minus)


def _around_gaps(
    values: npt.NDArray[np.floating[Any]],
    edges: list[int],
    at: npt.NDArray[np.intp],
    y: npt.NDArray[np.floating[Any]],
    gaps: list[int],
) -> tuple[Counts, npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Set right in place the buckets that hold something not finite, and count what there is."""
    totals = np.zeros(3, dtype=np.intp)
    places: tuple[list[float], list[float], list[float]] = ([], [], [])
    for i in gaps:
        part = values[edges[i] : edges[i + 1]]
        good = np.flatnonzero(np.isfinite(part))
        y[i] = np.nan
        if good.size:
            low, high = good[part[good].argmin()], good[part[good].argmax()]
            chosen = sorted({int(good[0]), int(low), int(high), int(good[-1])})
            first = int(good[0] != 0)  # behind a NaN that keeps it from the bucket before, or not
            end = first + len(chosen)
            at[i, first:end], at[i, end:] = [edges[i] + c for c in chosen], edges[i + 1] - 1
            y[i, first:end] = part[chosen]
        middle = (edges[i] + edges[i + 1] - 1) / 2
        for kind, found in enumerate((np.isnan(part), np.isposinf(part), np.isneginf(part))):
            totals[kind] += int(found.sum())
            if found.any():
                places[kind].append(middle)
    nan, plus, minus = (int(n) for n in totals)
    counts = Counts(values.size, nan, plus, minus, low=_least(y), high=_least(-y, -1.0))
    broken, above, below = (np.array(p) for p in places)
    return counts, broken, above, below


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
