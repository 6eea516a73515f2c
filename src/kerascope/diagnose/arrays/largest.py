"""Class numbers that an argmax over another axis than that of the scores gave. Verified on every value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerascope.evidence import Derivation, Value

__all__ = ["argmax_across", "argmax_over_samples"]

_FEWEST, _LARGEST = 4, 4_000_000


def argmax_across(values: Any, outputs: Sequence[Value]) -> Derivation | None:
    """How whole numbers came about from one sample of what a model returned, by an argmax not over its last axis.

    None where they are the argmax over the last axis too, or of two samples.
    """
    if values is None or values.ndim not in (1, 2) or values.dtype.kind not in "iuf" or values.size < _FEWEST:
        return None
    if values.min() == values.max() or (values.dtype.kind == "f" and (values % 1).any()):
        return None
    for output in reversed(outputs):
        told = _of(values, output)
        if told is not None:
            return told
    return None


def argmax_over_samples(values: Any, outputs: Sequence[Value]) -> Value | None:
    """The scores `(batch, height, width, class)` of which whole numbers are the argmax over the batch.

    Of one class an argmax is 0 over any axis.
    """
    if values is None or values.ndim != 3 or values.dtype.kind not in "iu" or values.size < _FEWEST:
        return None
    for output in reversed(outputs):
        scores, made = output.values, output.provenance
        if scores is None or made is None or made.axes != ("batch", "height", "width", "channel"):
            continue
        if scores.shape[-1] == 1:
            continue
        fits = scores.shape[1:] == values.shape and scores.dtype.kind == "f" and scores.size <= _LARGEST
        if fits and np.array_equal(scores.argmax(axis=0), values):
            return output
    return None


def _of(values: Any, output: Value) -> Derivation | None:
    scores, made = output.values, output.provenance
    if scores is None or made is None or made.axes is None or scores.dtype.kind != "f" or scores.size > _LARGEST:
        return None
    if scores.ndim != values.ndim + 2 or len(made.axes) != scores.ndim or made.axes[0] != "batch":
        return None
    last = scores.ndim - 1
    fits = [(axis, n) for axis in range(1, last + 1) for n in _samples(values, scores, axis)]
    if len(fits) != 1 or fits[0][0] == last:
        return None
    axis, sample = fits[0]
    order = tuple(a for a in range(1, scores.ndim) if a != axis)
    index = (sample, *[None] * last)
    steps = ("index", f"argmax axis {axis}")
    return Derivation(output.source, scores.shape, index, order, made.axes, steps, (axis,), made, exact=False)


def _samples(values: Any, scores: Any, axis: int) -> list[int]:
    if tuple(n for a, n in enumerate(scores.shape) if a not in (0, axis)) != values.shape:
        return []
    alike = (scores.argmax(axis=axis) == values).reshape(len(scores), -1).all(axis=1)
    return [int(n) for n in np.flatnonzero(alike)]
