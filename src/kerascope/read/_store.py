"""A Zarr store of activations: written batch by batch, resumed after a break, never half and taken for whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import xarray as xr

from kerascope.errors import KerascopeError, UsageError
from kerascope.read._arrays import Activations
from kerascope.read._memory import fitting

__all__ = ["Store", "StoreError", "open_store"]

_CHUNK_BYTES = 8 * 2**20
_ROOT = "kerascope"
_PROGRESS = "kerascope-progress.json"


class StoreError(KerascopeError, RuntimeError):
    """A store that can't be written or read: disk full, another run's, or unfinished."""


def group_of(key: str) -> str:
    """A key as the name of one folder, on any file system: names come from models, and may be "../x"."""
    quoted = quote(key, safe="#._-")
    return "%2E" + quoted[1:] if quoted.startswith(".") else quoted


def open_store(path: str | os.PathLike[str]) -> Activations:
    """Open what `activations(…, store=path)` wrote: named arrays that are read from disk where they are used.

    Raises StoreError: nothing there, unfinished, or no store of kerascope's.
    """
    where = Path(path)
    zarr = _zarr()
    if not where.exists():
        partial = _partial(where)
        if partial.exists():
            raise StoreError(
                f"store {where.name!r} is unfinished: only part of it was written",
                given=str(partial),
                next_step="Call activations with the same store again, and it goes on from there",
            )
        raise StoreError(f"there is no store {where.name!r}", given=str(where))
    try:
        about = dict(zarr.open_group(str(where), mode="r").attrs).get(_ROOT)
    except Exception as error:
        raise StoreError(f"{where.name!r} is no Zarr store", given=f"{type(error).__name__}: {error}") from error
    if not isinstance(about, Mapping):
        raise StoreError(f"store {where.name!r} was not written by kerascope", given=str(where))
    return Activations({key: _opened(where, key) for key in about["keys"]})


def _opened(where: Path, key: str) -> xr.DataArray:
    dataset = xr.open_zarr(str(where), group=group_of(key), consolidated=False, chunks=None)
    array: xr.DataArray = dataset["activation"].rename(key)
    return array


class Store:
    """A sink that appends each batch's pieces to a Zarr store beside its final name, and renames it when whole."""

    def __init__(self, path: str | os.PathLike[str], signature: Mapping[str, Any]) -> None:
        self._zarr = _zarr()
        self.path = Path(path)
        self.partial = _partial(self.path)
        self.signature = dict(signature)
        self.whole = self._is_whole()
        self.samples = 0
        self._rows: dict[str, int] = {}
        self._arrays: dict[str, Any] = {}
        self._first: dict[str, xr.DataArray] = {}
        self._calls: dict[str, int] = {}
        if not self.whole:
            with self._telling():
                self._begin()

    def _is_whole(self) -> bool:
        if not self.path.exists():
            return False
        try:
            about = dict(self._zarr.open_group(str(self.path), mode="r").attrs).get(_ROOT)
        except Exception:
            about = None
        if not isinstance(about, Mapping) or about.get("signature") != self.signature:
            raise StoreError(
                f"{self.path.name!r} exists already and holds something else",
                given=str(self.path),
                next_step="Give another path, or remove it first",
            )
        return True

    def _begin(self) -> None:
        marker = self.partial / _PROGRESS
        if marker.exists():
            state = json.loads(marker.read_text(encoding="utf-8"))
            if state["signature"] != self.signature:
                raise StoreError(
                    f"an unfinished store stands in the way of {self.path.name!r}, begun with another model, other "
                    "weights, other data or other options",
                    given=str(self.partial),
                    next_step="Remove it, or give another path",
                )
            self.samples, self._rows = state["samples"], state["rows"]
            self.root = self._zarr.open_group(str(self.partial), mode="r+")
            return
        self.partial.mkdir(parents=True, exist_ok=True)
        self.root = self._zarr.open_group(str(self.partial), mode="w", zarr_format=3)
        self._mark()

    def add(self, key: str, array: xr.DataArray, over_batch: str | None) -> None:
        """Append one piece; it counts only once `done` was said for its batch."""
        if over_batch is not None:
            raise UsageError(
                "a reduction over the batch is one small array",
                given=f"{key!r} with batch:{over_batch}",
                next_step="Read it into memory, without store",
            )
        with self._telling():
            self._append(key, array)

    def _append(self, key: str, array: xr.DataArray) -> None:
        rows = self._rows.get(key, 0)
        if rows == 0:
            self._create(key, array)
        held = self._array(key)
        if "batch" not in array.dims:
            if rows:
                fitting(key, array, array)
            held[...] = array.values
            self._rows[key] = 1
            return
        if rows:
            fitting(key, self._first.get(key, _like(held)), array)
        values = array.transpose("batch", ...).values
        stop = rows + len(values)
        for target, part in ((held, values), (self._array(key, "batch"), array["batch"].values)):
            target.resize((stop, *target.shape[1:]))
            target[rows:stop] = part
        self._rows[key] = stop

    def _array(self, key: str, name: str = "activation") -> Any:
        path = f"{group_of(key)}/{name}"
        if path not in self._arrays:
            self._arrays[path] = self.root[path]
        return self._arrays[path]

    def _create(self, key: str, array: xr.DataArray) -> None:
        if array.dtype.kind not in "biuf":
            raise UsageError(f"{key!r} holds no numbers, and a store holds nothing else", given=f"dtype {array.dtype}")
        if "batch" in array.dims:
            array = array.transpose("batch", ...)
        self._first[key] = array.isel(batch=slice(0, 0)) if "batch" in array.dims else array
        group = self.root.create_group(group_of(key), overwrite=True)
        for name, coordinate in array.coords.items():
            self._put(group, str(name), coordinate, {})
        scalars = [str(name) for name, coordinate in array.coords.items() if not coordinate.dims]
        attrs = _plain(array.attrs) | ({"coordinates": " ".join(scalars)} if scalars else {})
        self._put(group, "activation", array, attrs)
        for path in [path for path in self._arrays if path.startswith(f"{group_of(key)}/")]:
            del self._arrays[path]

    def _put(self, group: Any, name: str, array: xr.DataArray, attrs: Mapping[str, Any]) -> None:
        grows = "batch" in array.dims
        values = array.values[:0] if grows else array.values
        chunks = tuple(max(1, size) for size in array.shape)
        if grows and array.size:
            each = max(1, array.nbytes // array.shape[0])
            chunks = (max(1, min(array.shape[0], _CHUNK_BYTES // each)), *chunks[1:])
        held = group.create_array(
            name,
            shape=values.shape,
            dtype=values.dtype,
            chunks=chunks,
            dimension_names=[str(dim) for dim in array.dims],
            attributes=dict(attrs),
        )
        if not grows:
            held[...] = values

    def done(self, samples: int, calls: Mapping[str, int]) -> None:
        """Say that everything up to this number of samples is written; a break from now on loses nothing of it.

        calls : by key, how often its layer ran in a pass
        """
        self.samples = samples
        with self._telling():
            self._note_calls(calls)
            self._mark()

    def _mark(self) -> None:
        state = {"signature": self.signature, "samples": self.samples, "rows": self._rows}
        fresh = self.partial / f"{_PROGRESS}.new"
        fresh.write_text(json.dumps(state), encoding="utf-8")
        fresh.replace(self.partial / _PROGRESS)

    def finish(self) -> Activations:
        """Give the store its name, now that it is whole, and open it."""
        if not self.whole:
            with self._telling():
                for key, rows in self._rows.items():
                    self._trim(key, rows)
                self.root.attrs[_ROOT] = {
                    "signature": self.signature,
                    "keys": list(self._rows),
                    "samples": self.samples,
                }
                (self.partial / _PROGRESS).unlink()
                self.partial.rename(self.path)
        return open_store(self.path)

    def _trim(self, key: str, rows: int) -> None:
        """Cut off what a broken run wrote after its last whole batch."""
        held = self._array(key)
        if held.metadata.dimension_names[:1] == ("batch",) and held.shape[0] > rows:
            for name in ("activation", "batch"):
                array = self._array(key, name)
                array.resize((rows, *array.shape[1:]))

    def _note_calls(self, calls: Mapping[str, int]) -> None:
        for key, count in calls.items():
            if key in self._rows and self._calls.get(key) != count:
                self._array(key).attrs["calls"] = self._calls[key] = count

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"store {self.path.name!r} could not be written after {self.samples} samples",
                given=f"{type(error).__name__}: {error}",
                next_step=f"What was whole stays in {self.partial.name}: make room and call again to go on there",
            ) from error


def _like(held: Any) -> xr.DataArray:
    """An empty array of the same axes and sizes as a stored one."""
    shape = (0, *held.shape[1:])
    return xr.DataArray(np.empty(shape, held.dtype), dims=held.metadata.dimension_names)


def _plain(attrs: Mapping[str, Any]) -> dict[str, Any]:
    plain: Callable[[Any], Any] = lambda v: v.item() if isinstance(v, np.generic) else v  # noqa: E731
    return {str(key): plain(value) for key, value in attrs.items()}


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def _zarr() -> Any:
    try:
        import zarr
    except ImportError as error:
        raise StoreError(
            "a store needs the package zarr, which is not installed", next_step="pip install 'zarr>=3'"
        ) from error
    return zarr
