"""Which order of axes a transpose should have made: the one with like neighbours, or that the names ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise, permutations
from math import prod
from operator import mul
from typing import Any

import numpy as np

__all__ = ["Reorder", "better_order", "crossing", "interleaved", "merges_channels"]

_CLEAR = 0.75
"""Put right, neighbours must differ by less than this share of what they differ by now."""
_PICTURE = 8
"""Pixels a side from which on a map is a picture to look at; a smaller one is a code, and a strip shows all of it."""


@dataclass(frozen=True, slots=True)
class Reorder:
    """A way to give an array its new axes by a transpose."""

    split: tuple[int, ...]
    """Shape before the transpose: without axes of length 1, and tiles cut into rows and columns."""
    order: tuple[int, ...]
    target: tuple[int, ...]
    gain: float

    @property
    def reason(self) -> str:
        moved = tuple(self.split[a] for a in self.order)
        return f"its axes {self.split} had to be put in the order {moved}"

    def of_many(self) -> Reorder:
        """The same for a batch of such arrays."""
        moved = (0, *(a + 1 for a in self.order))
        return Reorder((-1, *self.split), moved, (-1, *self.target), self.gain)

    def expression(self, name: str, shape: tuple[int, ...]) -> str:
        made = name if self.split == shape else f"{name}.reshape({', '.join(map(str, self.split))})"
        made += f".transpose({', '.join(map(str, self.order))})"
        moved = tuple(self.split[a] for a in self.order)
        return made if moved == self.target else f"{made}.reshape({', '.join(map(str, self.target))})"


def _bounds(shape: tuple[int, ...]) -> set[int]:
    """Products of the last axes: where a row of the memory ends."""
    return set(accumulate(reversed(shape), mul))


def crossing(source: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """Whether a reshape cuts across axes, instead of only merging neighbours or splitting one."""
    if prod(source) != prod(target) or prod(source) == 0:
        return False
    first, second = _bounds(source) | {1}, _bounds(target) | {1}
    common = sorted(first & second)
    for low, high in pairwise(common):
        inside = [{b for b in bounds if low < b < high} for bounds in (first, second)]
        if inside[0] and inside[1]:
            return True
    return False


def better_order(
    source: Any, made: Any, kind: str, axes: tuple[str, ...] | None, run_axis: int | None
) -> Reorder | None:
    """The order of axes that a transpose should have made, when values or names show that one was due."""
    made = np.asarray(made)
    if made.size > 4_000_000 or made.size < 12 or not np.isfinite(source).all():
        return None
    made = source.reshape(made.shape)  # what was made may be scaled as well, and neighbours differ by the scale
    line = run_axis if kind in ("line", "scatter") else None
    now = _roughness(made, line)
    tried = [
        _tried(source, made, split, order, now, line) for split, order in _candidates(tuple(source.shape), made.shape)
    ]
    if not tried:
        return None
    best = max(tried, key=lambda t: round(t.gain, 6))  # of orders that do as well the first, which is the simplest
    tiles = [] if line is not None else list(_tiles(_squeezed(source.shape), made.shape))
    if tiles:
        mosaic = max((_tried(source, made, *way, now, line) for way in tiles), key=lambda t: t.gain)
        return mosaic if mosaic.gain > 1.05 else None
    if best.gain * _CLEAR > 1:
        return best
    named = axes is not None and (axes[0].startswith("kernel_") or "channel" in axes)
    moved = best.split == _squeezed(source.shape) and len(_squeezed(made.shape)) == len(best.split)
    if axes == ("feature", "unit") and made.ndim > 2 and made.shape[0] == source.shape[1]:
        named = moved = True  # a Dense kernel of noise, cut into as many pictures as it has units
    return Reorder(best.split, best.order, best.target, 1.0) if named and moved and line is None else None


def _tried(
    source: Any, made: Any, split: tuple[int, ...], order: tuple[int, ...], now: float, line: int | None
) -> Reorder:
    then = _roughness(source.reshape(split).transpose(order).reshape(made.shape), line)
    return Reorder(split, order, made.shape, now / then if then > 0 else 1.0)


def _tiles(plain: tuple[int, ...], target: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Pictures (n, height, width) or maps (height, width, n) laid out as one mosaic: how that is rightly done."""
    if len(plain) != 3 or len(target) != 2:
        return
    for (count, height, width), first in ((plain, True), ((plain[2], plain[0], plain[1]), False)):
        rows, columns = target[0] // height, target[1] // width
        if (rows * height, columns * width) == target and rows * columns == count and columns > 1:
            if first:
                yield (rows, columns, height, width), (0, 2, 1, 3)
            else:
                yield (height, width, rows, columns), (2, 0, 3, 1)


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)


def _candidates(source: tuple[int, ...], target: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    plain = _squeezed(source)
    flat = (*_flat_tiles(plain, target), *_patches(plain, target))
    yield from ((split, (0, 2, 1, 3, 4)[: len(split)]) for split in flat)
    for split in dict.fromkeys([plain, *_tiled(plain, target)]):
        if len(split) > 5:
            continue
        for order in permutations(range(len(split))):
            moved = tuple(split[a] for a in order)
            if order != tuple(range(len(split))) and not crossing(moved, target) and moved != split:
                yield split, order


def _flat_tiles(plain: tuple[int, ...], target: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Pictures that each were one row (n, height * width), laid out as a mosaic: the split that does it rightly."""
    if len(plain) != 2 or len(target) not in (2, 3) or (len(target) == 3 and target[2] not in (1, 3, 4)):
        return
    colours = target[2:]
    pixels, rest = divmod(plain[1], prod(colours))
    if rest:
        return
    for height in range(2, min(pixels // 2, target[0]) + 1):
        width = pixels // height
        if pixels % height or target[0] % height or target[1] % width or target[1] == width:
            continue
        yield (target[0] // height, target[1] // width, height, width, *colours)


def _patches(plain: tuple[int, ...], target: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """One picture cut into pictures (n, height, width) of its own kind: the split that does it rightly."""
    if len(plain) not in (2, 3) or len(target) != len(plain) + 1 or target[3:] != plain[2:]:
        return
    count, height, width = target[:3]
    rows, columns = plain[0] // height, plain[1] // width
    if (rows * height, columns * width) == plain[:2] and rows * columns == count and min(rows, columns) > 1:
        yield (rows, height, columns, width, *plain[2:])


def interleaved(source: Any, made: Any) -> Reorder | None:
    """Maps (height, width, channel) laid out as (height, width · channel): each pixel's channels beside each other."""
    if not merges_channels(tuple(source.shape), tuple(made.shape)) or not np.isfinite(source).all():
        return None
    if min(source.shape[:2]) < _PICTURE:
        return None
    # Each map less its mean: that channels have levels of their own makes no picture of them.
    even = source - source.mean(axis=(0, 1), keepdims=True, dtype="float64")
    laid = even.reshape(made.shape)
    way = _tried(even, laid, tuple(source.shape), (0, 2, 1), _roughness(laid, None), None)
    return way if way.gain * _CLEAR > 1 else None


def merges_channels(source: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """(height, width, channel) to (height, width · channel)."""
    return len(source) == 3 and min(source) > 1 and target == (source[0], source[1] * source[2])


def _tiled(plain: tuple[int, ...], target: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The first or the last axis cut into rows and columns of tiles."""
    for axis in (0, len(plain) - 1):
        for rows in range(2, min(plain[axis], 64)):
            if plain and plain[axis] % rows == 0:
                yield (*plain[:axis], rows, plain[axis] // rows, *plain[axis + 1 :])


def _roughness(values: Any, line: int | None) -> float:
    """How much neighbours differ: along the line that is plotted, or along both sides of the pictures."""
    wide = values.astype("float64")
    if line is not None:
        return float(np.abs(np.diff(wide, axis=min(line, wide.ndim - 1))).mean()) if wide.shape[line] > 1 else 0.0
    squeezed = wide.reshape(_squeezed(wide.shape))
    colour = squeezed.ndim > 2 and squeezed.shape[-1] in (3, 4)
    sides = [squeezed.ndim - 2 - colour, squeezed.ndim - 1 - colour]
    return sum(float(np.abs(np.diff(squeezed, axis=a)).mean()) for a in sides if a >= 0 and squeezed.shape[a] > 1)
