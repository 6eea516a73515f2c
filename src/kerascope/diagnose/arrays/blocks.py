"""Pictures and lines that are one run of a larger array's memory: what cutting it into equal parts makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from kerascope.diagnose.pixels.reorder import crossing
from kerascope.evidence import Argument, Assignment, Value

__all__ = ["Block", "blocks"]

_LARGEST = 1_000_000
_FEWEST = 16
_CUTS = re.compile(r"\b(?:split|array_split|chunk|reshape|resize|view)\b")
_FLATTENS = re.compile(r"\b(?:ravel|flatten|flat)\b")


@dataclass(frozen=True, slots=True)
class Block:
    """An array cut into equal runs of its memory, one of which was drawn."""

    source: Value
    made: Any
    step: Assignment | None
    """The statement that cuts, where one stands apart from the plotting call."""


def blocks(data: Argument, near: Iterable[Value]) -> Iterator[Block]:
    """Arrays that hold the drawn values as one run, where runs of that length cut across the axes."""
    drawn = data.values
    if drawn is None or drawn.dtype.kind not in "iuf" or drawn.ndim > 3 or not _FEWEST <= drawn.size <= _LARGEST:
        return
    cut = any(_CUTS.search(t) or _FLATTENS.search(t) for t in (data.expression, *(a.value for a in data.lineage)))
    for source in near:
        made = _made(source.values, drawn, scaled=cut)
        if made is not None:
            yield Block(source, made, next((a for a in _since(data, source.source) if _CUTS.search(a.value)), None))


def _since(data: Argument, name: str) -> Iterator[Assignment]:
    """The statements between the drawn values and the one that made an array, latest first."""
    return takewhile(lambda a: a.target != name, data.lineage)


def _made(source: Any, drawn: Any, scaled: bool) -> Any:
    if source is None or source.dtype.kind not in "iuf" or source.ndim < 2 or source.size > _LARGEST:
        return None
    count, rest = divmod(source.size, drawn.size)
    shape = (count, *drawn.shape)
    if rest or count < 2 or not crossing(source.shape, shape) or not drawn.min() < drawn.max():
        return None
    if drawn.ndim == 1 and sorted(n for n in source.shape if n > 1) != sorted(shape):
        return None  # windows of a series put end to end are the series
    runs, flat = source.reshape(count, drawn.size), drawn.reshape(-1)
    if (runs == flat).all(axis=1).any() or (scaled and _alike(runs, flat)):
        return source.reshape(shape)
    return None


def _alike(runs: Any, flat: Any) -> bool:
    """Whether one of the runs is what was drawn, scaled and shifted."""
    if not np.isfinite(runs).all() or not np.isfinite(flat).all():
        return False
    first, second = runs.astype("float64"), flat.astype("float64")
    first, second = first - first.mean(axis=1, keepdims=True), second - second.mean()
    sizes = np.sqrt((first**2).sum(axis=1) * (second**2).sum())
    shares = (first @ second)[sizes > 0] / sizes[sizes > 0]
    return bool((shares > 0.99999).any())
