"""Bytes that are a sum, a difference or a multiple of other bytes modulo 256: told by the values, on every one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from kerascope.evidence import Value

__all__ = ["Wrapped", "jumps", "leaps", "scaled_output", "scaled_wave", "stepped", "wrapped_piece", "wrapped_round"]

_ENTRIES = 64
"""Entries of one stack that are looked at."""
_PARTS = 256
_STEPPED, _LEVELS, _LARGE = 64, 24, 4_000_000
"""Values, and different ones among them, that tell steps of 8 bits from chance; values that are looked through."""
_CUT = 1.6
"""Steps between a value and its line: one that was cut towards 0 lies up to 1.5 from the line through both signs."""
_PIECE = 64
"""Values that agree by no chance."""
_SAMPLES, _NEEDLES = 32, 3
"""Samples of a wave that tell what it was made of, and those that have to be wrapped: a line shows each as a needle."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What the bytes are, in words, and what they would have been without the modulo."""

    words: str
    meant: Any


def wrapped_round(shown: Any, near: Sequence[Value]) -> Wrapped | None:
    """The arithmetic that gives every one of these bytes, when it left 0..255 for at least one in a hundred."""
    if shown.dtype != np.uint8 or shown.ndim < 2 or len(np.unique(shown)) < 8:
        return None
    every = list(islice(_parts(shown, near), _PARTS))
    parts = [(w, i, p) for w, i, p in every if not (p == shown).all()]
    own = {w.partition("[")[0] for w, i, p in every if i >= 0 and (p == shown).all()}
    for words, meant in _made_of(shown, parts, own):
        off = (meant < 0) | (meant > 255)
        if off.mean() >= 0.01:
            return Wrapped(words, meant)
    return None


def wrapped_piece(shown: Any, near: Sequence[Value]) -> Wrapped | None:
    """The same of the last values of what a loop collected: those made of the arrays of its last turn, still alive.

    Floats that are whole numbers of a byte throughout count as bytes.
    """
    flat = shown.ravel()
    bytes_of = flat.astype("uint8") if flat.dtype.kind in "iuf" and flat.size and np.isfinite(flat).all() else None
    if bytes_of is None or not bool((bytes_of == flat).all()):
        return None
    parts = [(v.source, v.values) for v in near if getattr(v.values, "dtype", None) == np.uint8]
    for size in sorted({p.size for _, p in parts if _PIECE <= p.size <= flat.size}, reverse=True)[:8]:
        last = bytes_of[-size:]
        alike = [(n, -1, p.ravel()) for n, p in parts if p.size == size and not (p.ravel() == last).all()][:16]
        for words, meant in _made_of(last, alike) if len(np.unique(last)) >= 8 else ():
            off = (meant < 0) | (meant > 255)
            if off.mean() >= 0.01:
                return Wrapped(words, meant)
    return None


def scaled_output(shown: Any, outputs: Sequence[Any]) -> Wrapped | None:
    """255 times one of these floats, or one entry of them, cut to bytes: so is every value, and some were below 0."""
    if shown.dtype != np.uint8 or shown.ndim < 2 or len(np.unique(shown)) < 8:
        return None
    for output in reversed(outputs):
        for entry in _of_this_size(output, shown):
            wide = np.asarray(entry, dtype="float32").reshape(shown.shape) * np.float32(255)
            if not np.isfinite(wide).all() or wide.min() > -1 or np.abs(wide).max() > 512:
                continue
            if bool((np.trunc(wide).astype("int64") % 256 == shown).all()):
                return Wrapped("255 times the model's output", wide)
    return None


def _of_this_size(array: Any, shown: Any) -> Sequence[Any]:
    """Floats of the shape of what is shown, or the entries of a stack that have as many values."""
    if array.dtype.kind != "f" or array.size < shown.size:
        return ()
    one, other = ([n for n in a.shape if n != 1] for a in (array, shown))
    entries: Sequence[Any] = [array] if one == other else array[:_ENTRIES]
    return entries if entries[0].size == shown.size else ()


def scaled_wave(shown: Any, floats: Sequence[tuple[str, Any]]) -> Wrapped | None:
    """Full scale of 16 bits times one of these floats, or one entry of them, modulo 65536: so is every sample."""
    if shown.dtype != np.int16 or shown.size < _SAMPLES or len(np.unique(shown)) < 8:
        return None
    for name, array in floats:
        for entry in _of_this_size(array, shown):
            for full in (32767, 32768):
                wide = np.asarray(entry, dtype="float64").reshape(shown.shape) * full
                if not np.isfinite(wide).all() or np.abs(wide).max() >= 2**31:
                    continue  # beyond 32 bits the cast depends on the machine
                off = (np.trunc(wide) < -32768) | (np.trunc(wide) > 32767)
                apart = (np.trunc(wide).astype("int64") - shown + 1) % 65536  # one apart: float32 rounds otherwise
                if off.sum() >= _NEEDLES and off.mean() >= 0.001 and bool((apart <= 2).all()):
                    return Wrapped(f"{full} times {name}", wide)
    return None


def stepped(shown: Any, floats: Sequence[tuple[str, Any]]) -> Wrapped | None:
    """Floats in steps of 8 bits that ran over: every value is one step or less from its float, 256 steps apart."""
    found = _levels(shown)
    if found is None:
        return None
    levels, step = found
    for name, array in floats:
        if array.dtype.kind != "f" or array.size != shown.size:
            continue
        turns = _turns(np.asarray(array, dtype="float64").ravel(), levels)
        if turns is not None:
            meant = np.asarray(shown, dtype="float64") + 256 * step * turns.reshape(shown.shape)
            return Wrapped(f"`{name}` in steps of {step:.4g}" if shown.dtype.kind == "f" else f"`{name}` scaled", meant)
    return None


def _levels(shown: Any) -> tuple[Any, float] | None:
    """The level of each value, and the step between two."""
    if shown.size < _STEPPED or shown.size > _LARGE or shown.dtype.name not in ("int8", "uint8", "float32", "float64"):
        return None
    if not np.isfinite(shown).all():
        return None
    heights, places = np.unique(shown, return_inverse=True)
    if not _LEVELS <= len(heights) <= 256:
        return None
    if shown.dtype.kind in "iu":
        return shown.ravel().astype("int64"), 1.0
    step = float(np.median(gaps[gaps < 1.5 * gaps.min()])) if (gaps := np.diff(heights.astype("float64"))).size else 0.0
    ranks = np.cumsum(np.concatenate([[0], np.rint(gaps / step)]))
    even = np.abs(gaps / step - np.rint(gaps / step)).max() < 0.05
    return (ranks[places.ravel()].astype("int64"), step) if even and 160 <= ranks[-1] <= 255 else None


def _turns(exact: Any, levels: Any) -> Any:
    """How often each level went round, when all of them lie within a step of one straight line of the floats."""
    if not np.isfinite(exact).all() or np.ptp(exact) == 0:
        return None
    order = np.argsort(exact, kind="stable")
    x, unrolled = exact[order], np.unwrap(levels[order].astype("float64"), period=256)
    middle = slice(len(x) // 8, len(x) - len(x) // 8)
    if np.ptp(x[middle]) == 0:
        return None
    for part in (middle, slice(None)):
        slope, start = np.polyfit(x[part], unrolled[part], 1)
        unrolled = levels[order] + 256 * np.rint((slope * x + start - levels[order]) / 256)
    if slope <= 0 or np.abs(slope * x + start - unrolled).max() > _CUT:
        return None
    turns = np.empty(len(x))
    turns[order] = (unrolled - levels[order]) / 256
    turns -= _home(turns)
    return turns if (turns != 0).mean() >= 0.01 and (turns != 0).sum() >= _NEEDLES else None


def _home(turns: Any) -> float:
    """The turn that most of the values are in: those are as they were meant."""
    kinds, counts = np.unique(turns, return_counts=True)
    return float(kinds[counts.argmax()])


def jumps(shown: Any) -> int:
    """Places where the count ran over: neighbours a step of a few apart modulo 256, and more than 200 otherwise.

    0 where the picture also leaps in other ways, or holds few levels, as masks and text do.
    """
    if shown.ndim != 2 or min(shown.shape) < 3 or len(np.unique(shown)) < 48:
        return 0
    wide = shown.astype("int64")
    steps = np.abs(np.concatenate([np.diff(wide, axis=0).ravel(), np.diff(wide, axis=1).ravel()]))
    over = steps > 200
    near = over & (256 - steps <= 24)
    return int(near.sum()) if near.sum() >= 8 and near.sum() >= 0.9 * (steps > 100).sum() else 0


_RARE = 0.006
"""Share of neighbours that leap: of 3275 pictures in public packages the one with most has 0.005, of text."""


def leaps(shown: Any) -> int:
    """Neighbours a step of a few apart modulo 256, and more than 200 otherwise, both neither black nor white.

    0 where that is as rare as in pictures, and where it comes of noise, in which other leaps are as frequent.
    """
    if shown.dtype != np.uint8 or shown.ndim not in (2, 3) or min(shown.shape[:2]) < 16 or shown.size > 4_000_000:
        return 0
    wide = shown.astype("int16")
    close = far = pairs = 0
    for first, second in ((wide[1:], wide[:-1]), (wide[:, 1:], wide[:, :-1])):
        step = np.abs(first - second)
        over = step > 200
        inside = (np.minimum(first, second) > 0) & (np.maximum(first, second) < 255)
        close += int((over & (step >= 232) & inside).sum())
        far += int(over.sum())
        pairs += step.size
    return close if close >= 40 and close >= _RARE * pairs and close >= 0.4 * far else 0


def _parts(shown: Any, near: Sequence[Value]) -> Iterator[tuple[str, int, Any]]:
    """Arrays of bytes of the picture's shape: (source, entry or -1, values)."""
    for value in near:
        array = value.values
        if array is None or getattr(array, "dtype", None) != np.uint8:
            continue
        if array.shape == shown.shape:
            yield value.source, -1, array
        elif array.shape[1:] == shown.shape:
            for n, entry in enumerate(array[:_ENTRIES]):
                yield f"{value.source}[{n}]", n, entry


def _made_of(shown: Any, parts: Sequence[tuple[str, int, Any]], own: Collection[str] = ()) -> Iterator[tuple[str, Any]]:
    """(words, the values without the modulo) of all that gives the bytes exactly.

    own : the stacks of which what is shown is an entry itself
    """
    for name, index, part in parts:
        wide = part.astype("int64")
        step = np.unique((shown - part).ravel()[:4096])
        if len(step) == 1 and step[0] != 128 and bool((shown == part + step[0]).all()):  # 128 moves signed bytes
            by = int(step[0]) if step[0] <= 128 else int(step[0]) - 256
            # Of two in one stack each is the other, shifted: the one that wrapped leaps.
            if name.partition("[")[0] not in own or _roughness(shown) > _roughness(part):
                yield f"{name} {'+' if by > 0 else '-'} {abs(by)}", wide + by
        for times in (2, 3, 4):
            if bool((shown == part * np.uint8(times)).all()):
                yield f"{name} * {times}", wide * times
        for other, place, second in parts:
            beside = abs(place - index) == 1 and name.split("[")[0] == other.split("[")[0]  # frames of one clip
            if place != index and -1 not in (place, index) and not beside:
                continue
            if other != name and bool((shown == part - second).all()):
                yield f"{name} - {other}", wide - second
            if other < name and bool((shown == part + second).all()):
                yield f"{name} + {other}", wide + second


def _roughness(values: Any) -> int:
    """How much neighbours differ in all."""
    wide = values.astype("int64")
    return sum(int(np.abs(np.diff(wide, axis=n)).sum()) for n in range(min(wide.ndim, 2)))
