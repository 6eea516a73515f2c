"""A root for an array that shares no memory with any: looked for by value, and stated only when verified.

The drawn values must equal `a * slice + b` for one slice (or one mean or maximum over an axis) of one root, on every
element, to float tolerance; the slice must not be flat, and no second place may fit. Otherwise the answer is None.

Fewer than 16 values are affine to too much: of these the slice itself must be what was drawn, and of fewer than 6 they
must be no whole numbers, which stand everywhere. Weights are nothing that is met elsewhere by chance: 5 of them, on no
even slope and at 5 levels or more, are enough for `a * slice + b`.

Bounds: pictures of 3 to 1,000,000 values, roots of at most 20 million, at most 4,096 slices of a root in one
orientation, and for the whole run 1.5 s of processor time (`Budget`) that is spent after the script has ended.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

from kerascope.evidence import Derivation, Provenance
from kerascope.watch.record.roots import roughness

__all__ = ["Budget", "Candidate", "search"]

_PICTURE = (3, 1_000_000)
_FEW, _FEWER = 16, 6
"""Values below which nothing but the very slice counts, and below which they must not be whole numbers."""
_LEVELS, _APART = 5, 1e-3
"""Values of weights that must differ, and by how much of their range, where few are told after arithmetic."""
_ROOT = 20_000_000
_SLICES = 4096
_TOLERANCE = 2e-4
"""Of the range of the values: what float32 arithmetic and a change to float16 and back may cost."""


@dataclass(slots=True)
class Budget:
    """Seconds of the processor left for searching in one run: what is found does not hang on who else keeps it busy."""

    left: float = 1.5
    started: float = 0.0
    running: bool = False

    def __enter__(self) -> Budget:
        self.started, self.running = time.thread_time(), True
        return self

    def __exit__(self, *_: object) -> None:
        self.left -= time.thread_time() - self.started
        self.running = False

    @property
    def over(self) -> bool:
        return self.left - (time.thread_time() - self.started if self.running else 0.0) <= 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An array that the picture may come from."""

    name: str
    array: Any
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class _Fit:
    candidate: Candidate
    index: tuple[int | None, ...]
    order: tuple[int, ...]
    steps: tuple[str, ...]
    reduced: tuple[int, ...]


def search(
    picture: Any, candidates: Iterable[Candidate], budget: Budget, words: Collection[str] = ()
) -> Derivation | None:
    """The one derivation that holds on every value, or None.

    picture : NumPy array of numbers, rank 1 to 3
    words : of equal roots, one whose name is among these is taken
    """
    np = sys.modules["numpy"]
    if picture.dtype.kind not in "iuf" or not _PICTURE[0] <= picture.size <= _PICTURE[1] or budget.left <= 0:
        return None
    picture = np.asarray(picture, dtype="float64")
    if picture.ndim > 3 or not np.isfinite(picture).all() or picture.min() == picture.max():
        return None
    if picture.size < _FEWER and bool((picture == np.round(picture)).any()):
        return None
    with budget:
        found: list[_Fit] = []
        for candidate in candidates:
            if budget.over:
                return None
            found.extend(_fits(np, picture, candidate, budget))
            if len(_places(found)) > 1:
                return None
    if not found or len(_places(found)) != 1:
        return None
    fit = next((f for f in found if f.candidate.name in words), found[0])
    rough = None if fit.reduced else roughness(picture, fit.candidate.array)
    return replace(_derivation(fit), roughness=rough)


def _places(found: list[_Fit]) -> set[Any]:
    """Different slices: the same slice of a root under two names, or of its own view, is one."""
    return {(f.candidate.array.shape, f.index, f.reduced) for f in found}


def _derivation(fit: _Fit) -> Derivation:
    provenance = fit.candidate.provenance
    axes = provenance.axes if provenance is not None else None
    shape = tuple(int(n) for n in fit.candidate.array.shape)
    if axes is not None and len(axes) != len(shape):
        axes = None
    return Derivation(
        fit.candidate.name, shape, fit.index, fit.order, axes, fit.steps, fit.reduced, provenance, exact=False
    )


def _fits(np: Any, picture: Any, candidate: Candidate, budget: Budget) -> Iterator[_Fit]:
    root = candidate.array
    if (
        root.dtype.kind not in "iuf"
        or not picture.size <= root.size * 1 <= _ROOT
        or root.ndim > 5
        or root.ndim < picture.ndim
    ):
        return
    root = np.asarray(root, dtype="float32") if root.dtype.itemsize <= 4 else np.asarray(root)
    if root.size == picture.size and root.shape == picture.shape:
        if _affine(np, picture.ravel(), root.reshape(1, -1), _is_weights(candidate)).size:
            yield _Fit(candidate, (None,) * root.ndim, tuple(range(root.ndim)), ("arithmetic",), ())
        return
    yield from _slices(np, picture, candidate, root, tuple(range(root.ndim)), (), budget)
    if root.ndim <= picture.ndim or root.ndim < 2:
        return
    for axis in range(root.ndim):
        if root.shape[axis] < 2 or budget.over:
            continue
        rest = tuple(a for a in range(root.ndim) if a != axis)
        for word in ("mean", "max"):
            less = getattr(root, word)(axis=axis)
            yield from _slices(np, picture, candidate, less, rest, (axis, word), budget)


def _slices(
    np: Any, picture: Any, candidate: Candidate, root: Any, names: tuple[int, ...], reduced: Any, budget: Budget
) -> Iterator[_Fit]:
    """Slices of `root` that fit; `names` are the axes of the candidate that its axes stand for."""
    target = [n for n in picture.shape if n != 1]
    flat = picture.ravel()
    for kept in permutations(range(root.ndim), len(target)):
        if [root.shape[a] for a in kept] != target or budget.over:
            continue
        others = [a for a in range(root.ndim) if a not in kept]
        count = 1
        for a in others:
            count *= root.shape[a]
        if count > _SLICES or (
            not others and root.ndim == len(target) and not reduced and kept == tuple(range(root.ndim))
        ):
            continue
        rows = root.transpose([*others, *kept]).reshape(count, -1)
        hits = _affine(np, flat, rows, _is_weights(candidate))
        for hit in hits[:2]:
            yield _fit_of(np, candidate, root, names, kept, others, int(hit), reduced)


def _fit_of(
    np: Any,
    candidate: Candidate,
    root: Any,
    names: tuple[int, ...],
    kept: tuple[int, ...],
    others: list[int],
    hit: int,
    reduced: Any,
) -> _Fit:
    places = np.unravel_index(hit, [root.shape[a] for a in others]) if others else ()
    index: list[int | None] = [None] * candidate.array.ndim
    for axis, place in zip(others, places, strict=True):
        index[names[axis]] = int(place)
    steps = ["index"] if others else []
    order = tuple(names[a] for a in kept)
    if list(order) != sorted(order):
        steps.append("transpose")
    if reduced:
        steps.append(f"{reduced[1]} axis {reduced[0]}")
    return _Fit(candidate, tuple(index), order, (*steps, "arithmetic"), (reduced[0],) if reduced else ())


def _is_weights(candidate: Candidate) -> bool:
    return candidate.provenance is not None and candidate.provenance.kind == "weights"


def _telling(np: Any, flat: Any) -> bool:
    """A few values of which no other array is affine by chance: at several levels, and not evenly apart."""
    steps = np.diff(flat)
    apart = _APART * (flat.max() - flat.min())
    levels = 1 + int((np.diff(np.sort(flat)) > apart).sum())
    return levels >= _LEVELS and bool(np.abs(steps - steps[0]).max() > apart)


def _affine(np: Any, flat: Any, rows: Any, weights: bool) -> Any:
    """Rows of which `flat` is an affine function on every element, or of a few values the row; a flat row fits none."""
    rows = rows.astype("float64", copy=False)
    near = _TOLERANCE * (flat.max() - flat.min())
    if flat.size < _FEW:
        alike = np.flatnonzero((np.abs(rows - flat) <= near).all(axis=1))[:8]
        if alike.size or not weights or not _telling(np, flat):
            return alike
    with np.errstate(all="ignore"):
        middle = rows.mean(axis=1, keepdims=True)
        spread = rows.std(axis=1)
        mine = flat - flat.mean()
        score = (rows - middle) @ mine / (spread * flat.std() * flat.size)
    scale = np.abs(rows).max(axis=1)
    good = np.flatnonzero(np.isfinite(score) & (spread > 1e-9 * (scale + 1e-300)) & (np.abs(score) > 1 - 1e-6))
    kept = []
    for row in good[:8]:
        slope = score[row] * flat.std() / spread[row]
        guess = (rows[row] - middle[row]) * slope + flat.mean()
        if np.abs(guess - flat).max() <= near:
            kept.append(row)
    return np.asarray(kept, dtype=int)
