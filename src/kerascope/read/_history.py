"""The course of a training as one named array per metric."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from kerascope.errors import HistoryError

__all__ = ["history"]

_MISSING = frozenset({"", "na", "none"})
_Column = Sequence[Any]


def history(source: Any) -> xr.Dataset:
    """Read a training history: one variable per key, all along the axis `epoch`.

    source : what `model.fit` returned, its `.history` dict, the model itself after `fit`, a CSVLogger's file or a JSON
        file of the dict (by path), or a pandas DataFrame

    Returns a Dataset of float64. `epoch` is as recorded: History and CSVLogger count from 0, a dict or a DataFrame
    without such a column gets 0, 1 …. NaN and infinity are kept. A key with fewer entries than there are epochs is
    filled up with NaN at its end, because the source does not say which epochs it skipped; then the variable's
    `attrs` have recorded (entries there were) and padded (NaN added). A metric that is a vector gets a second axis
    `<key>_item`. Raises HistoryError: unreadable, empty, or values that are no numbers.
    """
    columns, epochs, origin = _columns(source)
    columns = {str(key): values for key, values in columns.items()}
    if not columns:
        raise HistoryError(
            "the history is empty: no metric was recorded",
            given=origin,
            next_step="Train for one epoch at least; initial_epoch == epochs runs none",
        )
    arrays = {key: _numbers(key, values) for key, values in columns.items()}
    length = max([len(array) for array in arrays.values()] + [0 if epochs is None else len(epochs)])
    if not any(len(array) for array in arrays.values()):
        raise HistoryError(
            "the history is empty: its metrics hold no values",
            given=f"{origin} with keys {', '.join(map(repr, arrays))}",
            next_step="Train for one epoch at least",
        )
    axis = _epochs(epochs, length)
    variables = {key: _variable(key, array, length) for key, array in arrays.items()}
    attrs: dict[str, Any] = {"kind": "history", "source": origin}
    if len(np.unique(axis)) < length:
        attrs["note"] = "epochs repeat: several runs were recorded one after another"
    return xr.Dataset(variables, coords={"epoch": axis}, attrs=attrs)


def _columns(source: Any) -> tuple[Mapping[Any, _Column], _Column | None, str]:
    if isinstance(source, (str, os.PathLike)):
        return _from_file(Path(source))
    if isinstance(source, xr.Dataset) and "epoch" in source.dims:
        values = {str(name): source[name].values.tolist() for name in source.data_vars}
        return values, source["epoch"].values.tolist(), "an xarray.Dataset"
    if hasattr(source, "columns") and hasattr(source, "to_dict"):
        return _from_frame(source)
    if isinstance(source, Mapping):
        return _split(source, "a dict")
    inner = getattr(source, "history", None)
    if isinstance(inner, Mapping):
        epochs = getattr(source, "epoch", None)
        return inner, epochs or None, f"a {type(source).__name__} of fit"
    if inner is not None and isinstance(getattr(inner, "history", None), Mapping):
        return _columns(inner)
    raise HistoryError(
        "this is no training history",
        given=f"{type(source).__module__}.{type(source).__qualname__}",
        needed="what model.fit returned, its .history dict, a CSVLogger file, or a DataFrame",
    )


def _is_list(values: Any) -> bool:
    return isinstance(values, (list, tuple)) or getattr(values, "ndim", 0) > 0


def _split(columns: Mapping[Any, Any], origin: str) -> tuple[Mapping[Any, _Column], _Column | None, str]:
    """Take the epochs out of a table's columns."""
    rest: dict[Any, _Column] = {}
    for key, values in columns.items():
        if not _is_list(values):
            raise HistoryError(
                f"key {key!r} holds no list of values, one per epoch",
                given=f"{type(values).__name__} {values!r:.60}",
                needed="a list, as in model.fit(...).history",
            )
        rest[key] = values
    epochs = rest.pop("epoch", None)
    return rest, epochs, origin


def _from_frame(frame: Any) -> tuple[Mapping[Any, _Column], _Column | None, str]:
    columns = {key: frame[key].tolist() for key in frame.columns}
    rest, epochs, origin = _split(columns, "a DataFrame")
    if epochs is None and frame.index.name == "epoch":
        epochs = frame.index.tolist()
    return rest, epochs, origin


def _from_file(path: Path) -> tuple[Mapping[Any, _Column], _Column | None, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HistoryError(
            f"the history file {path.name!r} can't be read",
            given=f"{path}: {error}",
            needed="a CSVLogger's file or a JSON file of history.history",
        ) from error
    origin = f"file {path.name!r}"
    if path.suffix == ".json":
        return _from_json(text, origin)
    rows = list(csv.reader(text.splitlines(), delimiter=_delimiter(text)))
    rows = [row for row in rows if row]
    if len(rows) < 2:
        given = f"{origin} with {len(rows)} lines"
        raise HistoryError(
            "the history is empty: no epoch was logged", given=given, next_step="Train for one epoch at least"
        )
    header, *body = rows
    uneven = next((i for i, row in enumerate(body) if len(row) != len(header)), None)
    if uneven is not None:
        raise HistoryError(
            f"line {uneven + 2} of {origin} has {len(body[uneven])} fields",
            given=",".join(body[uneven])[:80],
            needed=f"{len(header)}, as in its first line",
            next_step="CSVLogger(append=True) with other metrics than before leaves such a file; split it by hand",
        )
    columns = {name.strip(): [row[i].strip() for row in body] for i, name in enumerate(header)}
    return _split(columns, origin)


def _from_json(text: str, origin: str) -> tuple[Mapping[Any, _Column], _Column | None, str]:
    try:
        columns = json.loads(text)
    except json.JSONDecodeError as error:
        raise HistoryError(f"{origin} is no JSON", given=str(error), needed="the dict of history.history") from error
    if not isinstance(columns, dict):
        raise HistoryError(f"{origin} holds no dict", given=type(columns).__name__, needed="history.history")
    return _split(columns, origin)


def _delimiter(text: str) -> str:
    header = text.splitlines()[0] if text else ""
    return max(",;\t", key=header.count)


def _numbers(key: str, values: _Column) -> np.ndarray[Any, Any]:
    """Turn one column into float64, (epochs,) or (epochs, items)."""
    try:
        numbers = [_number(value) for value in values]
        array = np.array(numbers, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise HistoryError(
            f"key {key!r} holds values that are no numbers",
            given=f"{list(values)[:3]!r:.80}",
            needed="one number per epoch",
        ) from error
    return array.reshape(len(numbers), -1) if array.ndim > 2 else array


def _number(value: Any) -> Any:
    if value is None:
        return np.nan
    if isinstance(value, str):
        word = value.strip().strip('"')
        if word.lower() in _MISSING:
            return np.nan
        if word.startswith("["):
            return [float(part) for part in word.strip("[]").replace(",", " ").split()]
        return float(word)
    if hasattr(value, "detach"):  # a torch tensor, perhaps one that needs a gradient
        value = value.detach().cpu()
    return np.asarray(value, dtype=np.float64)


def _epochs(epochs: _Column | None, length: int) -> np.ndarray[Any, Any]:
    if epochs is None:
        return np.arange(length)
    try:
        found = np.asarray([float(epoch) for epoch in epochs])
    except (TypeError, ValueError) as error:
        raise HistoryError("the epochs are no numbers", given=f"{list(epochs)[:3]!r:.80}") from error
    if not np.isfinite(found).all():
        raise HistoryError("the epochs are not all finite", given=f"{list(epochs)[:5]!r:.80}")
    if len(found) < length:  # a History that went on after `fit` was called anew keeps the epochs of the last run only
        return np.arange(length)
    return found.astype(np.int64) if (found == np.trunc(found)).all() else found


def _variable(key: str, array: np.ndarray[Any, Any], length: int) -> xr.Variable:
    attrs: dict[str, Any] = {}
    missing = length - len(array)
    if missing:
        attrs = {"recorded": len(array), "padded": missing}
        filler = np.full((missing, *array.shape[1:]), np.nan)
        array = np.concatenate([array, filler]) if len(array) else np.full(length, np.nan)
    dims = ("epoch", f"{key}_item")[: array.ndim]
    return xr.Variable(dims, array, attrs)
