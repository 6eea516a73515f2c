"""The very numbers that a model returned, found again by value: a table or a copy keeps no other trace of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerascope.diagnose.tell import computed
from kerascope.evidence import Argument, Value
from kerascope.parsed import words_in

__all__ = ["constant_weight", "named_weight", "raw_output", "raw_weight", "scaled_output", "scaled_rows", "standard"]

_OUTPUTS, _COMPARED, _COLUMNS, _STARTS = 24, 1_000_000, 8, 8
_LEAST, _LEAST_SCALED = 3, 8
_TOLERANCE = 1e-4
"""float32 of temperatures near 300 that vary by 10."""


def raw_output(drawn: Any, outputs: Sequence[Value]) -> Value | None:
    """The newest output of which the drawn floats are the whole, one column or a stretch.

    One number many times over is found only as the whole of an output or of its column: any stretch would do.
    NaN beside the numbers is the padding that moves a forecast to its place.
    """
    if drawn is None or drawn.dtype.kind != "f" or drawn.size < _LEAST:
        return None
    row = drawn.reshape(-1)
    row = row[~np.isnan(row)] if np.isnan(row[0]) or np.isnan(row[-1]) else row
    if row.size < _LEAST:
        return None
    alike = bool((row == row[0]).all())
    for output in reversed(outputs[-_OUTPUTS:]):
        made = output.values
        if made is None or made.dtype.kind != "f" or not row.size <= made.size <= _COMPARED:
            continue
        columns = made.reshape(-1, made.shape[-1]).T if made.ndim > 1 and 1 < made.shape[-1] <= _COLUMNS else ()
        for column in (made.reshape(-1), *columns):
            if alike and column.size != row.size:
                continue
            starts = (column[: column.size - row.size + 1] == row[0]).nonzero()[0][:_STARTS]
            if any(bool((column[n : n + row.size] == row).all()) for n in starts.tolist()):
                return output
    return None


def scaled_output(drawn: Any, outputs: Sequence[Value]) -> Value | None:
    """The newest output whose whole, or one column of it, is what was drawn but for an offset and a factor."""
    row: Any = standard(drawn) if drawn is not None and drawn.dtype.kind == "f" else None
    for output in reversed(outputs[-_OUTPUTS:]) if row is not None and row.size >= _LEAST_SCALED else ():
        made = output.values
        if made is None or made.dtype.kind != "f" or not row.size <= made.size <= _COMPARED:
            continue
        columns = made.reshape(-1, made.shape[-1]).T if made.ndim > 1 and 1 < made.shape[-1] <= _COLUMNS else ()
        for column in (made.reshape(-1), *columns):
            unit = standard(column) if column.size == row.size else None
            if unit is not None and min(abs(unit - row).max(), abs(unit + row).max()) < _TOLERANCE:
                return output
    return None


def scaled_rows(table: Any, outputs: Sequence[Value]) -> Value | None:
    """The newest output that has every row of a table as one sample's, each but for its own offset and factor."""
    rows = [standard(r) for r in table] if table.dtype.kind == "f" and table.shape[1] >= _LEAST_SCALED else []
    for output in reversed(outputs[-_OUTPUTS:]) if rows and all(r is not None for r in rows) else ():
        made = output.values
        if made is None or made.dtype.kind != "f" or made.ndim < 2 or not table.size <= made.size <= _COMPARED:
            continue
        if made.size != len(made) * table.shape[1]:
            continue
        given = [u for m in made.reshape(len(made), -1) if (u := standard(m)) is not None]
        if all(any(abs(g - r).max() < _TOLERANCE for g in given) for r in rows):
            return output
    return None


def standard(values: Any) -> Any:
    """Numbers about their mean, the largest magnitude 1; None where nothing could be told by them."""
    row = values.reshape(-1).astype("float64")
    row = row - row.mean()
    most = abs(row).max() if row.size else 0.0
    return row / most if 0 < most < float("inf") else None


def raw_weight(drawn: Any, entries: Sequence[Value]) -> Value | None:
    """The one entry of a model's weights with these very numbers, whatever axes of length 1 were added.

    A row of them may have been folded into a picture. In their own order, or all of them brought into another one by
    their size, as bars of a ranking are.
    None where two different weights hold them, or where it is one number all along, as of a layer not yet trained.
    """
    if drawn is None or drawn.dtype.kind != "f" or drawn.size < _LEAST:
        return None
    row = drawn.reshape(-1)
    size = [n for n in drawn.shape if n != 1]
    if bool((row == row[0]).all()):
        return None
    fits = [
        e
        for e in reversed(entries)
        if e.values is not None
        and e.provenance is not None
        and (e.values.shape == row.shape or [n for n in e.values.shape if n != 1] == size)
    ]
    alike = [e for e in fits if bool((e.values.reshape(-1) == row).all())]
    fits = alike or [e for e in fits if _ranked(row) and bool((np.sort(e.values, axis=None) == np.sort(row)).all())]
    same = {(e.provenance.layer, e.provenance.weight) for e in fits if e.provenance is not None}
    return fits[0] if len(same) == 1 else None


def _ranked(row: Any) -> bool:
    """Whether numbers only rise or only fall, by themselves or by their magnitudes, and are enough to tell by."""
    for numbers in (row, abs(row)):
        steps = numbers[1:] - numbers[:-1]
        if row.size > _LEAST and bool((steps >= 0).all() or (steps <= 0).all()):
            return True
    return False


def constant_weight(drawn: Any, entries: Sequence[Value], words: str, code: str = "") -> Value | None:
    """The one entry that is the same single number all along, as a bias is that was never trained.

    words : where several layers have such an entry, these may name the layer
    code : where several entries of a list are the same, as gamma and the moving variance, this may say which: `w[2]`,
        or `arr_2` of a file that holds the list
    None where a kernel holds no other numbers, and for layers that have no kernel that could have been drawn instead.
    """
    if drawn is None or drawn.dtype.kind != "f" or drawn.size < _LEAST or max(drawn.shape, default=0) != drawn.size:
        return None
    row = drawn.reshape(-1)
    if not bool((row == row[0]).all()):
        return None
    alike = [e for e in entries if e.values is not None and e.values.size == row.size and e.provenance is not None]
    made = [(e, e.provenance) for e in alike if e.provenance is not None and bool((e.values == row[0]).all())]
    if len({p.weight for _, p in made}) > 1 and not any("kernel" in p.weight for _, p in made):
        made = [(e, p) for e, p in made if re.search(rf"\[{p.position}\]|\barr_{p.position}\b", code)]
    if len({p.weight for _, p in made}) != 1:
        return None
    listed = [(e, p) for e, p in made if any("kernel" in s for s in p.siblings)]
    named = [(e, p) for e, p in listed if p.layer and p.layer in re.findall(r"\w+", words)] or listed
    return named[-1][0] if len({p.layer for _, p in named}) == 1 else None


def named_weight(data: Argument) -> Value | None:
    """The one entry that the code names on the way to what is drawn, where that holds its numbers and no others.

    Known by the array itself, as a loop hands it out: this also tells entries apart that are one number all along.
    None for layers that have no kernel that could have been drawn instead.
    """
    if data.values is None or data.values.dtype.kind != "f" or data.values.size < _LEAST:
        return None
    row = data.values.reshape(-1)
    said = set(words_in(computed(data)))
    made = [(v, v.provenance) for v in data.near if v.source in said and v.provenance is not None]
    listed = [(v, p) for v, p in made if p.kind == "weights" and any("kernel" in s for s in p.siblings)]
    fits = [(v, p) for v, p in listed if v.values is not None and v.values.size == row.size]
    held = [(v, p) for v, p in fits if bool((v.values.reshape(-1) == row).all())]
    return held[0][0] if len({(p.layer, p.weight) for _, p in held}) == 1 else None
