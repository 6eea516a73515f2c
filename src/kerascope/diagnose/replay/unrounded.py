"""What a plotted array would have been without integers in between: its making replayed on live values.

The statements that lead to the array are evaluated once as they stand and once with every integer widened to float and
no cast to integers. The first must give the very values that were drawn; only then is the second believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.diagnose.replay.retrace import evaluated, named
from kerascope.diagnose.replay.widened import Scope
from kerascope.evidence import Argument, Call, Value

__all__ = ["Replayed", "replay"]

_LARGE = 40_000_000
_TURNS = 64
"""Turns of a loop that are tried."""
_OUTPUTS = 12
"""Newest outputs of models that are tried for one that has no name."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A verified replay: what was drawn, and what would have been without integers."""

    drawn: Any
    meant: Any
    casts: tuple[str, ...]
    """Casts to integers and integer arithmetic on the way, as in the source: first the one whose range was left."""
    lines: tuple[int, ...]
    left: bool = True
    """Whether a step on the way left the range of its integers; else all that differs is what was cut or rounded."""


def replay(call: Call, data: Argument, outputs: Sequence[Value] = (), file: str = "") -> Replayed | None:
    """The replay of an argument, or None when it can't be told or does not give what was drawn.

    outputs : what models returned; one of them stands for a `predict(…)` that has no name, if the values bear it out
    file : the source of the whole script, of which loops that fill a list are read
    """
    if not data.expression or data.values is None or call.place.line is None or data.values.size > _LARGE // 4:
        return None
    near: dict[str, Any] = {}
    for value in data.near:
        near.setdefault(value.source, value.values)
    last = call.place.end_line or call.place.line
    plain = Scope(near, data.lineage, last, wide=False, file="" if call.place.cell is not None else file)
    found = _replayed(data, plain)
    if found is None and plain.lost and not plain.asked:
        return _at_some_turn(data, plain)
    if found is None and plain.asked:
        fits = [v.values for v in outputs if v.values.size >= data.values.size and v.values.dtype.kind == "f"]
        for output in reversed(fits[-_OUTPUTS:]):
            found = _replayed(data, plain.again(output=output))
            if found is not None:
                break
    return found


def _at_some_turn(data: Argument, lost: Scope) -> Replayed | None:
    """The replay at that turn of a loop at which it gives what was drawn, where the counter is an index."""
    for turn in range(min(_TURNS, _LARGE // max(1, data.facts.size))):
        plain = lost.again(turns={lost.lost: turn})
        try:
            with np.errstate(all="ignore"):
                fits = _same(np.asarray(_drawn(data, plain)), np.asarray(data.values))
        except Exception:
            return None
        if fits:
            return _replayed(data, plain.again())
    return None


def _replayed(data: Argument, plain: Scope) -> Replayed | None:
    wide = plain.again(wide=True)
    try:
        with np.errstate(all="ignore"):
            drawn = np.asarray(_drawn(data, plain))
            if not _same(drawn, np.asarray(data.values)):
                return None
            meant = np.asarray(_drawn(data, wide), dtype="float64")
            if _comes_back(data, plain, drawn):
                return None
    except Exception:
        return None
    if meant.shape != drawn.shape or not plain.casts:
        return None
    left = _left(plain, wide)
    told = sorted(plain.casts, key=lambda cast: cast[2] != left)
    return Replayed(drawn, meant, tuple(c[0] for c in told), tuple(c[1] for c in told), left is not None)


def _left(plain: Scope, wide: Scope) -> int | None:
    """The first step that gave integers, and without them gives what their type can't hold; -1: not known which."""
    if len(plain.trail) != len(wide.trail):
        return -1
    for at, ((kind, *_), (_, low, high)) in enumerate(zip(plain.trail, wide.trail, strict=True)):
        if kind.kind in "iu" and (np.trunc(low) < np.iinfo(kind).min or np.trunc(high) > np.iinfo(kind).max):
            return at
    return None


def _drawn(data: Argument, scope: Scope) -> Any:
    """What the expression gives; or where its loop's variable is gone, the entry of the array that memory tells."""
    try:
        return evaluated(data.expression, scope, scope.last + 1)
    except Exception:
        came = data.derivation
        if came is None or came.steps != ("index",) or not any(a.target == came.root for a in data.lineage):
            raise
    whole = slice(None)
    index = (whole if i is None else slice(*i) if isinstance(i, tuple) else i for i in came.index)
    return named(came.root, scope, scope.last + 1)[tuple(index)]


def _comes_back(data: Argument, like: Scope, drawn: Any) -> bool:
    """Whether negative numbers that a cast wrapped were wrapped back by what was added, so that nothing is lost."""
    scope = like.again(wide=True, signed=True)
    read = np.asarray(_drawn(data, scope))
    return scope.wrapped and _same(read, drawn)


def _same(drawn: Any, shown: Any) -> bool:
    if drawn.shape != shown.shape or not drawn.size:
        return False
    if shown.dtype.kind in "iu":
        return bool((drawn == shown).all())
    if not np.isfinite(shown).any():
        return False
    spread = float(np.nanmax(shown) - np.nanmin(shown)) or 1.0
    return bool(np.allclose(drawn, shown, rtol=1e-4, atol=1e-4 * spread, equal_nan=True))
