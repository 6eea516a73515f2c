"""A drawn row that is one sample of a batch, and the other samples beside it."""

from __future__ import annotations

from typing import Any

from kerascope.evidence import Argument, Run

__all__ = ["samples_beside"]

_MOST = 16


def _is_sample(row: Argument) -> bool:
    """Held at one position of the first axis of an array that has several."""
    d = row.derivation
    return d is not None and len(d.shape) > 1 and d.shape[0] > 1 and bool(d.index) and isinstance(d.index[0], int)


def samples_beside(one: Argument, other: Argument, run: Run) -> list[tuple[Any, Any]] | None:
    """Of two rows at the same position of two batches: the rows at other positions, in pairs; None: they are no such.

    Empty where the batches themselves are gone.
    """
    a, b = one.derivation, other.derivation
    if a is None or b is None or not _is_sample(one) or not _is_sample(other):
        return None
    if a.index[0] != b.index[0] or a.shape[0] != b.shape[0]:
        return None
    mine, theirs = _rows(one, other, run), _rows(other, one, run)
    if mine is None or theirs is None:
        return []
    rest = [n for n in range(a.shape[0]) if n != a.index[0]]
    return [(mine[n], theirs[n]) for n in rest[:: max(1, len(rest) // _MOST)][:_MOST]]


def _rows(row: Argument, beside: Argument, run: Run) -> Any:
    """The same cut of every sample, out of an array in reach that holds the drawn row."""
    import numpy as np

    d = row.derivation
    if d is None or row.values is None or len(d.index) != len(d.shape):
        return None
    cut = tuple(slice(None) if i is None else i if isinstance(i, int) else slice(*i) for i in d.index[1:])
    known = (*row.near, *row.names, *beside.near, *beside.names, *run.outputs)
    for array in (v.values for v in known if v.values is not None and getattr(v.values, "shape", None) == d.shape):
        rows = np.asarray(array)[(slice(None), *cut)].reshape(d.shape[0], -1)
        drawn = np.asarray(row.values).reshape(-1)
        if rows.shape[1] == drawn.size and np.array_equal(rows[d.index[0]], drawn):
            return rows.astype(float)
    return None
