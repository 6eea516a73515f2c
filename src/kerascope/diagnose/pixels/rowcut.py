"""Rows of values cut in the other order: one column after the other, taken for points, or the reverse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Call, Value

__all__ = ["RowCut", "cuts_rows", "row_cut"]

_CLEAR = 1.4
"""Put right, neighbours along the line differ by less than the 1.4th part of what they differ by now."""
_JUMP = 4
"""Where one column ends and the next begins, the row jumps by so many of its usual steps."""
_UNEVEN = 2
"""Usual steps at each place in a point that differ by this factor are no steps of one series."""
_COLUMNS = 16
_POINTS = 8
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class RowCut:
    """A row (n · k) cut into (n, k) that holds n values of each of k columns, one column after the other."""

    split: tuple[int, int]
    """The order that the row has; what was made of it is the reverse."""
    gain: float
    witness: Value | None
    """An array of the run whose last axes are the split."""
    pieces: tuple[str, ...] = ()
    """The arrays, one for each column, that the row was joined out of."""


def cuts_rows(source: Any, made: Any) -> bool:
    """Whether each row of an array was cut into two axes, and nothing else."""
    plain = _plain(made)
    length = plain.shape[-1] * plain.shape[-2] if plain.ndim > 1 else 0
    return bool(length and source.size == made.size and source.shape[-1:] == (length,) and plain.ndim < 4)


def row_cut(call: Call, data: Argument, source: Any, made: Any, pieces: tuple[str, ...] = ()) -> RowCut | None:
    """The order that rows have, where another one was cut out of them and lines were drawn of that.

    source : a row, or several, of n · k values
    made : what the reshape made of it: points first, then columns, or the reverse
    pieces : the arrays that the source was joined out of, by name
    """
    plain = _plain(made)
    points, columns = max(plain.shape[-2:]), min(plain.shape[-2:])
    if columns == points or columns > _COLUMNS or points < _POINTS or made.size > _LARGEST:
        return None
    split = (plain.shape[-1], plain.shape[-2])
    item = _drawn_of(plain.reshape(-1, *plain.shape[-2:]), data, points)
    if item is None:
        return None
    row, item = source.reshape(-1, points * columns)[item], plain.reshape(-1, *plain.shape[-2:])[item]
    if not np.isfinite(row).all():
        return None
    now = _steps(item, int(split[0] > split[1]))
    then = _steps(row.reshape(split), int(split[0] < split[1]))
    if then <= 0 or now / then < _CLEAR:
        return None
    if split[0] < split[1] and not _even(row.astype("float64"), columns):
        return None
    witness = _witness(data, split)
    parts = pieces if _belong(data, pieces, split, source) else ()
    told = (
        bool(parts)
        or witness is not None
        or _against_itself(call)
        or (split[0] < split[1] and _jumps(row.reshape(split)))
    )
    return RowCut(split, now / then, witness, parts) if told else None


def _plain(values: Any) -> Any:
    return values.reshape(tuple(n for n in values.shape if n != 1))


def _drawn_of(items: Any, data: Argument, points: int) -> int | None:
    """Which item a line was drawn of, along its points; or all lines of it at once."""
    drawn = data.values
    if drawn is None or not drawn.size or not drawn.min() < drawn.max():
        return None
    along = 1 if items.shape[1] == points else 2
    if drawn.shape == (points,):
        hits = (np.moveaxis(items, along, -1) == drawn).all(axis=2).any(axis=1)
    elif drawn.shape == items.shape[1:] and along == 1:
        hits = (items == drawn).all(axis=(1, 2))
    else:
        return None
    found = np.flatnonzero(hits)
    return int(found[0]) if found.size else None


def _steps(values: Any, along: int) -> float:
    return float(np.abs(np.diff(values.astype("float64"), axis=along)).mean())


def _even(row: Any, columns: int) -> bool:
    """From value to value the steps are alike; of points near a diagonal, x to y is near and y to the next x is far."""
    steps = np.abs(np.diff(row))
    usual = [float(np.median(steps[at::columns])) for at in range(columns)]
    return max(usual) <= _UNEVEN * min(usual)


def _jumps(columns: Any) -> bool:
    """Each column ends far from where the next one begins: no series that goes on, of which each kth was drawn."""
    wide = columns.astype("float64")
    usual = float(np.median(np.abs(np.diff(wide, axis=1))))
    ends = np.abs(wide[1:, 0] - wide[:-1, -1])
    return usual > 0 and bool((ends > _JUMP * usual).all())


def _witness(data: Argument, split: tuple[int, int]) -> Value | None:
    """An array of more samples than one, each of which has the axes in the order that the row has."""
    for value in data.near:
        shape = value.facts.shape if value.facts is not None else ()
        if len(shape) > 2 and tuple(shape[-2:]) == split:
            return value
    return None


def _belong(data: Argument, pieces: tuple[str, ...], split: tuple[int, int], source: Any) -> bool:
    """Each piece is as long as a column, there is one for each, and they are no parts of one series that goes on."""
    lengths = {v.source: v.values.shape[-1] for v in data.near if v.source in pieces and v.values.ndim}
    if len(pieces) != split[0] or {lengths.get(n) for n in pieces} != {split[1]}:
        return False
    wide = source.reshape(-1, *split).astype("float64")
    ends = np.abs(wide[:, 1:, 0] - wide[:, :-1, -1]).mean(axis=0)
    return bool(ends.max() > _JUMP * _steps(wide, 2))


def _against_itself(call: Call) -> bool:
    """Parts of one row as x and as y: a path, whose two columns can't be neighbours in one series."""
    roots = [a.derivation for a in call.arguments if a.name in ("x", "y")]
    if len(roots) != 2 or roots[0] is None or roots[1] is None:
        return False
    first, second = ([i for i in r.index if isinstance(i, int)] for r in roots if r is not None)
    return roots[0].root == roots[1].root and first == second and roots[0].index != roots[1].index
