"""Values with names: an array, its axes and where it came from, as one `xarray.DataArray`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr

from kerascope.axes import Axes, canonical_class, output_axes, rank_axes, score_axes

__all__ = ["Labels", "einsum_axes", "einsum_bias_axes", "name_output", "named", "origin", "unnamed"]


def unnamed(ndim: int) -> Axes:
    """Neutral names for axes that nobody can name: axis_0, axis_1 …"""
    return tuple(f"axis_{i}" for i in range(ndim))


Labels = Mapping[str, range | tuple[Any, ...] | int]
"""What to write along an axis instead of 0, 1 …; a single number is a coordinate of the whole array."""


def named(
    values: np.ndarray[Any, Any], dims: Axes, name: str, attrs: Mapping[str, Any], labels: Labels | None = None
) -> xr.DataArray:
    """Name an array's axes; count along each from 0, so that a later selection is remembered as a coordinate."""
    template = _template(dims, values.shape, tuple((labels or {}).items()))
    array: xr.DataArray = template.copy(deep=False, data=values)
    array.name = name
    array.attrs = dict(attrs)
    return array


@lru_cache(maxsize=512)
def _template(dims: Axes, shape: tuple[int, ...], labels: tuple[tuple[str, Any], ...]) -> xr.DataArray:
    """An array of the right axes and coordinates: making an index costs more than all else, and they recur."""
    coords: dict[str, Any] = {dim: np.arange(size) for dim, size in zip(dims, shape, strict=True)}
    coords |= {dim: np.asarray(words) for dim, words in labels}
    return xr.DataArray(np.broadcast_to(np.float32(0), shape), dims=dims, coords=coords)


def origin(model: Any, layer: Any, path: str) -> dict[str, Any]:
    """What every array read from a layer says of itself; plain strings and numbers, so that files can hold it."""
    attrs: dict[str, Any] = {
        "model": str(model.name),
        "layer": str(layer.name),
        "layer_class": type(layer).__name__,
        "path": path,
    }
    policy = getattr(getattr(layer, "dtype_policy", None), "name", None)
    if policy:
        attrs["dtype_policy"] = str(policy)
    if isinstance(getattr(layer, "data_format", None), str):
        attrs["data_format"] = layer.data_format
    return attrs


def einsum_axes(equation: str, ndim: int, which: int, known: Axes | None = None) -> Axes | None:
    """Name the axes of an EinsumDense from its equation ("abc,cd->abd").

    which : 1 names the kernel, 2 the output
    known : names of the input's axes, where known

    A letter that the kernel takes from the input is a `feature`, a letter that it adds is a `unit`; more than one of
    a sort are told apart by their letter (`unit_d`).
    """
    match = re.fullmatch(r"(\.*)(\w+),(\w+)->(\.*)(\w+)", equation.replace(" ", ""))
    if match is None:
        return None
    dots, source, kernel, _, target = match.groups()
    if len(kernel) != ndim and which == 1:
        return None
    summed = [c for c in kernel if c in source]
    added = [c for c in kernel if c not in source]
    names = {c: "feature" if len(summed) == 1 else f"feature_{c}" for c in summed}
    names |= {c: "unit" if len(added) == 1 else f"unit_{c}" for c in added}
    if which == 1:
        return tuple(names[c] for c in kernel)
    rest = [c for c in target if c not in kernel]
    leading = ndim - len(target) if dots else 0
    if known is not None and len(known) == len(source) + leading:
        names |= dict(zip(source, known[leading:], strict=True)) | {c: names[c] for c in added}
        before = known[:leading]
    else:
        generic = ("batch", "time", "height", "width") if len(rest) + leading > 2 else ("batch", "time")
        names |= dict(zip(rest, generic[leading:], strict=False))
        before = generic[:leading]
    axes = (*before, *(names.get(c, f"axis_{c}") for c in target))
    return axes if len(axes) == ndim and len(set(axes)) == ndim else None


def einsum_bias_axes(layer: Any, ndim: int) -> Axes | None:
    """Name the axes of an EinsumDense's bias: those of the kernel that it shares."""
    kernel = layer.equation.replace(" ", "").split(",")[1].split("->")[0]
    names = einsum_axes(layer.equation, len(kernel), 1)
    found = dict(zip(kernel, names or (), strict=False))
    axes = tuple(found.get(letter, f"axis_{letter}") for letter in layer.bias_axes or "")
    return axes if len(axes) == ndim else None


def name_output(
    layer: Any, shape: tuple[int, ...], part: str, known: Axes | None, default_format: str
) -> tuple[Axes, str]:
    """Name the axes of one output of a layer; batch first.

    shape : of the output
    part : which of several outputs it is ("" for the only or main one, "scores", "hidden_state" …)
    known : names of the axes of the layer's first input, where known
    default_format : the data format to assume of a layer that has none of its own

    Returns the names, and whence they are: "layer" (its type says so), "input" (kept from the layer's input),
    "rank" (read as Keras reads arrays of that rank; a convention) or "none" (nobody knows).
    """
    ndim = len(shape)
    data_format = getattr(layer, "data_format", None) or default_format
    found = _by_type(layer, ndim, part, known, data_format)
    if found is not None and len(found) == ndim:
        return found, "layer"
    if known is not None and len(known) == ndim and _keeps(layer):
        return known, "input"
    sequences = getattr(layer, "return_sequences", None)
    by_table = None if part else output_axes(type(layer).__name__, ndim, data_format, sequences=sequences)
    if by_table is not None:
        return by_table, "rank" if _keeps(layer) else "layer"
    if known is not None and len(known) == ndim:
        return known, "input"
    by_rank = rank_axes(ndim, data_format)
    return (by_rank, "rank") if by_rank is not None else (("batch", *unnamed(ndim)[1:]), "none")


def _keeps(layer: Any) -> bool:
    """Whether the axes of a layer's output mean what its input's mean; so with every layer named by rank alone."""
    kind, spatial = canonical_class(type(layer).__name__)
    if spatial is not None or kind in {"Embedding", "Flatten", "RepeatVector", "Reshape", "Permute", "Dot"}:
        return False
    return output_axes(kind, 4) == rank_axes(4) or output_axes(kind, 2) == rank_axes(2)


def _by_type(layer: Any, ndim: int, part: str, known: Axes | None, data_format: str) -> Axes | None:
    kind, _ = canonical_class(type(layer).__name__)
    if part == "scores":
        return score_axes(ndim)
    if part.endswith("state") or part.startswith("state"):
        return ("batch", "unit") if ndim == 2 else rank_axes(ndim, data_format)
    if kind == "EinsumDense":
        return einsum_axes(layer.equation, ndim, 2, known)
    if kind == "Permute" and known is not None and len(known) == len(layer.dims) + 1:
        return (known[0], *(known[i] for i in layer.dims))
    if kind == "TimeDistributed" and ndim > 1:
        return _per_step(layer, ndim, data_format)
    if kind in {"MultiHeadAttention", "GroupedQueryAttention", "Attention", "AdditiveAttention"}:
        if known is not None and len(known) == ndim:
            return (*known[:-1], "feature")
        return ("batch", "time", "feature") if ndim == 3 else rank_axes(ndim, last="feature")
    if kind == "Dense" and known is not None and len(known) == ndim and "unit" not in known[:-1]:
        return (*known[:-1], "unit")
    return None


def _per_step(layer: Any, ndim: int, data_format: str) -> Axes | None:
    inner, _ = name_output(layer.layer, (1,) * (ndim - 1), "", None, data_format)
    return ("batch", "time", *inner[1:]) if "time" not in inner else None
