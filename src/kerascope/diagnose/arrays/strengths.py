"""Bars and lines of one number per filter that sum up a kernel along its inputs instead."""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.arrays.summed import summed_along
from kerascope.diagnose.meant import words_of
from kerascope.evidence import Call, Derivation, Run

__all__ = ["by_inputs"]

_FILTERS = re.compile(r"\b(?:filters?|kernels?|out(?:put)?s?)\b", re.IGNORECASE)
_INPUTS = re.compile(r"\b(?:in(?:put)?s?|from)\b", re.IGNORECASE)


def by_inputs(call: Call, run: Run) -> Derivation | None:
    """The kernel whose inputs were summed up under words that speak of filters, told by the values drawn."""
    data, words = call.data, words_of(call, run)
    if call.kind not in ("bar", "line", "hist", "scatter") or data is None or data.values is None:
        return None
    if not _FILTERS.search(words) or _INPUTS.search(words):
        return None
    told = summed_along(np.asarray(data.values).ravel(), run.weights)
    maker = told[0].provenance if told is not None else None
    if told is None or maker is None or maker.axes is None or maker.weight != "kernel":
        return None
    axes, axis, shape = maker.axes, told[1], told[0].values.shape
    if len(axes) != len(shape) or axes[axis] != "in_channel" or "out_channel" not in axes or len(axes) < 3:
        return None
    if shape[axes.index("out_channel")] == shape[axis]:
        return None
    others = tuple(a for a in range(len(axes)) if a != axis)
    return Derivation(
        "the kernel", shape, (None,) * len(axes), (axis,), axes, ("arithmetic",), others, maker, exact=False
    )
