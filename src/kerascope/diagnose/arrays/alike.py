"""Which axis of a kernel a square of likenesses (cosines, correlations, products) compares. Verified by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kerascope.diagnose.meant import words_of
from kerascope.evidence import Call, Derivation, Run, Value

__all__ = ["compared_along", "inputs_compared"]

_SIDE = (3, 256)
_LARGEST = 2_000_000
_TOLERANCE = 2e-4
_FILTERS = re.compile(r"\b(?:filters?|kernels?|out(?:put)?s?)\b", re.IGNORECASE)
_INPUTS = re.compile(r"\b(?:in(?:put)?s?|from)\b", re.IGNORECASE)


def inputs_compared(call: Call, run: Run) -> Derivation | None:
    """The kernel whose inputs are compared with each other, under words that speak of filters."""
    data = call.data
    if call.kind not in ("image", "mesh") or data is None or data.values is None:
        return None
    words = words_of(call, run)
    if not _FILTERS.search(words) or _INPUTS.search(words):
        return None
    told = compared_along(np.asarray(data.values), run.weights)
    maker = told[0].provenance if told is not None else None
    if told is None or maker is None or maker.axes is None or maker.weight != "kernel":
        return None
    axes, axis, shape = maker.axes, told[1], told[0].values.shape
    if len(axes) != len(shape) or len(axes) < 3 or axes[axis] != "in_channel" or "out_channel" not in axes:
        return None
    if shape[axes.index("out_channel")] == shape[axis]:
        return None
    others = tuple(a for a in range(len(axes)) if a != axis)
    return Derivation(
        "the kernel", shape, (None,) * len(axes), (axis, axis), axes, ("arithmetic",), others, maker, exact=False
    )


def compared_along(values: Any, entries: Sequence[Value]) -> tuple[Value, int] | None:
    """(entry, axis): the one array, and the axis whose positions each row and column of the square stands for."""
    if values.ndim != 2 or values.dtype.kind != "f" or values.shape[0] != values.shape[1]:
        return None
    side, drawn = values.shape[0], values.astype("float64")
    if not _SIDE[0] <= side <= _SIDE[1] or not np.isfinite(drawn).all() or not np.allclose(drawn, drawn.T, atol=1e-4):
        return None
    fits = [
        (entry, axis)
        for entry in entries
        if entry.values is not None and entry.values.dtype.kind == "f" and entry.values.size <= _LARGEST
        for axis, n in enumerate(entry.values.shape)
        if n == side and any(_same(drawn, made) for made in _likenesses(entry.values, axis))
    ]
    same = {(axis, entry.values.tobytes()) for entry, axis in fits}
    return fits[-1] if len(same) == 1 else None


def _likenesses(array: Any, axis: int) -> Iterator[Any]:
    """What one may compare the positions of an axis by: products, cosines, correlations, distances."""
    rows = np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1).astype("float64")
    products = rows @ rows.T
    lengths = np.sqrt(np.diag(products))
    yield products
    if (lengths > 0).all():
        yield products / np.outer(lengths, lengths)
    centred = rows - rows.mean(axis=1, keepdims=True)
    varied = centred @ centred.T
    spreads = np.sqrt(np.diag(varied))
    if (spreads > 0).all():
        yield varied / np.outer(spreads, spreads)
    squares = np.diag(products)[:, None] + np.diag(products)[None] - 2 * products
    yield np.sqrt(np.maximum(squares, 0))


def _same(drawn: Any, made: Any) -> bool:
    """The same values, or their magnitudes, or 1 less them (a distance)."""
    for one in (made, np.abs(made), 1 - made):
        if bool((np.abs(drawn - one) <= _TOLERANCE * max(1.0, float(np.abs(one).max()))).all()):
            return True
    return False
