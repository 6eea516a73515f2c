"""What was kept of each batch, put together in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from kerascope.errors import AxisError, UsageError

__all__ = ["Accumulator", "Memory", "fitting"]


@dataclass
class Accumulator:
    """A reduction over samples that come batch by batch, in float64.

    Mean and variance are merged as by Chan, Golub & LeVeque 1983 (The American Statistician 37(3), eq. 2.1): the exact
    two-pass result to rounding, without the cancellation of a running sum of squares.
    """

    how: str
    count: int = 0
    mean: Any = None
    spread: Any = None
    extreme: Any = None
    like: xr.DataArray | None = None

    def add(self, array: xr.DataArray) -> None:
        """Take in one batch, whose samples lie along `batch`."""
        values = array.transpose("batch", ...).values
        if self.how in {"max", "min"}:
            edge = getattr(values, self.how)(axis=0)
            both = np.maximum if self.how == "max" else np.minimum
            self.extreme = edge if self.extreme is None else both(self.extreme, edge)
        else:
            self._merge(values.astype(np.float64))
        self.count += len(values)
        if self.like is None:
            self.like = array.isel(batch=0, drop=True)

    def _merge(self, values: np.ndarray[Any, Any]) -> None:
        mean = values.mean(axis=0)
        spread = ((values - mean) ** 2).sum(axis=0)
        if self.mean is None:
            self.mean, self.spread = mean, spread
            return
        total = self.count + len(values)
        gap = mean - self.mean
        self.mean = self.mean + gap * len(values) / total
        self.spread = self.spread + spread + gap**2 * self.count * len(values) / total

    def result(self) -> xr.DataArray:
        """The reduced array, without `batch`; `attrs` say over how many samples."""
        assert self.like is not None
        values = {
            "max": lambda: self.extreme,
            "min": lambda: self.extreme,
            "mean": lambda: self.mean,
            "sum": lambda: self.mean * self.count,
            "var": lambda: self.spread / self.count,
            "std": lambda: np.sqrt(self.spread / self.count),
        }[self.how]()
        if self.like.dtype.kind == "f" and self.like.dtype.itemsize >= 4:
            values = values.astype(self.like.dtype)
        reduced = " ".join(filter(None, [self.like.attrs.get("reduced"), f"batch:{self.how}"]))
        made = self.like.transpose(*self.like.dims).copy(data=values)
        return made.assign_attrs(reduced=reduced, samples=self.count)


class Memory:
    """A sink that keeps arrays by key and joins the batches' pieces along `batch`."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[xr.DataArray]] = {}
        self._accumulators: dict[str, Accumulator] = {}

    def add(self, key: str, array: xr.DataArray, over_batch: str | None) -> None:
        """Take in one piece; `over_batch` is the reduction over samples, if any."""
        if over_batch is not None:
            self._accumulators.setdefault(key, Accumulator(over_batch)).add(array)
            self._pieces.setdefault(key, [])
            return
        pieces = self._pieces.setdefault(key, [])
        if pieces:
            fitting(key, pieces[0], array)
        pieces.append(array)

    def finish(self) -> dict[str, xr.DataArray]:
        """All arrays whole, in the order in which their layers first ran."""
        return {
            key: self._accumulators[key].result() if key in self._accumulators else _joined(pieces)
            for key, pieces in self._pieces.items()
        }


def fitting(key: str, first: xr.DataArray, array: xr.DataArray) -> None:
    """Check that a later batch's piece can stand behind the first one's. Raises UsageError or AxisError: it can't."""
    if "batch" not in first.dims or "batch" not in array.dims:
        raise UsageError(
            f"the pieces of {key!r} can't be joined: they have no batch axis",
            given=f"axes {', '.join(map(str, array.dims)) or 'none'}",
            next_step="Let keep's function leave the batch axis, or hand over all data at once",
        )
    sizes = [{d: s for d, s in a.sizes.items() if d != "batch"} for a in (first, array)]
    if sizes[0] != sizes[1]:
        raise AxisError(
            f"{key!r} has other sizes in a later batch",
            given=", ".join(f"{d}: {s}" for d, s in sizes[1].items()),
            needed=", ".join(f"{d}: {s}" for d, s in sizes[0].items()),
            next_step="Pad the data to one length, or keep a reduction along that axis",
        )


def _joined(pieces: list[xr.DataArray]) -> xr.DataArray:
    if len(pieces) == 1:
        return pieces[0]
    first = pieces[0]
    where = first.get_axis_num("batch")
    values = np.concatenate([piece.values for piece in pieces], axis=where)
    coords = {name: value for name, value in first.coords.items() if "batch" not in value.dims}
    coords["batch"] = ("batch", np.concatenate([piece["batch"].values for piece in pieces]))
    return xr.DataArray(values, dims=first.dims, coords=coords, name=first.name, attrs=first.attrs)
