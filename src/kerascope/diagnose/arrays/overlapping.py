"""Tiles of a canvas that lie over each other, while a part of it was left for them. Verified value for value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.evidence import Value

__all__ = ["Overlap", "overlap"]

_LARGEST, _TILES, _PLACES = 1_000_000, 128, 16


@dataclass(frozen=True, slots=True)
class Overlap:
    source: Value
    tile: tuple[int, int]
    along: int
    """0: they are stacked down the rows, 1: side by side."""
    step: int
    """Rows or columns from one tile to the next: fewer than a tile has."""
    empty: int
    """Rows or columns behind the last tile that nothing was written into."""


def overlap(canvas: Any, near: Sequence[Value]) -> Overlap | None:
    """The stack whose tiles cover each other in the canvas, while at least one more would have found a place beside.

    Overlapping patches of one picture, stitched together again, fill theirs. Channels are no patches: of them any
    empty row or column will do.
    """
    if canvas is None or canvas.ndim != 2 or canvas.dtype.kind != "f" or canvas.size > _LARGEST:
        return None
    for source in near:
        for tiles, channels in _stacks(source.values, canvas.shape):
            for along in (1, 0):
                turned = (canvas, tiles) if along else (canvas.T, tiles.transpose(0, 2, 1))
                told = _side_by_side(*turned, 1 if channels else tiles.shape[1 + along])
                if told is not None:
                    return Overlap(source, (int(tiles.shape[1]), int(tiles.shape[2])), along, *told)
    return None


def _stacks(array: Any, canvas: tuple[int, ...]) -> Iterator[tuple[Any, bool]]:
    """The pictures of an array, one after the other, and whether they are its channels.

    `(n, h, w)`, `(h, w, channels)`, with a batch or channel of 1.
    """
    if array is None or array.dtype.kind != "f" or not 3 <= array.ndim <= 4 or array.size > _LARGEST:
        return
    if array.ndim == 4 and 1 not in (array.shape[0], array.shape[-1]):
        return
    plain = array if array.ndim == 3 else array[0] if array.shape[0] == 1 else array[..., 0]
    for tiles, channels in ((plain, False), (plain.transpose(2, 0, 1), True)):
        fits = all(4 <= n <= m for n, m in zip(tiles.shape[1:], canvas, strict=True))
        if fits and 2 < len(tiles) <= _TILES and tiles[0].size * 2 <= canvas[0] * canvas[1]:
            yield tiles, channels


def _side_by_side(canvas: Any, tiles: Any, least: int) -> tuple[int, int] | None:
    """(columns from one tile to the next, empty columns behind the last).

    least : empty columns at the end that say by themselves that room was left for more
    """
    height, width = tiles.shape[1:]
    used = np.flatnonzero((canvas != canvas[:, -1:]).any(axis=0))
    empty = canvas.shape[1] - 1 - int(used[-1]) if used.size else 0
    if not empty or not (canvas[:, -empty:] == canvas[0, -1]).all():
        return None
    count, rest = divmod(canvas.shape[1], width)
    # Of two columns less than one is left; then the canvas must be just as wide as two tiles beside each other.
    step_due = width - empty / (count - 1) if not rest and count > 1 else 0
    if empty < least and step_due < 1:
        return None
    for tile in tiles:
        for row, column in _places(canvas, tile):
            band = canvas[row : row + height]
            beside = band[:, column - width : column]
            if beside.shape == tile.shape and (tiles == beside).all(axis=(1, 2)).any():
                continue  # whole, and not covered
            for step in range(1, min(width - 1, column) + 1):
                if empty < least and (
                    step != step_due or _whole(tiles, band[:, column - step : column - step + width])
                ):
                    continue
                strip = band[:, column - step : column]
                if strip.min() < strip.max() and (tiles[:, :, :step] == strip).all(axis=(1, 2)).any():
                    return step, empty
    return None


def _whole(tiles: Any, block: Any) -> bool:
    """A tile stands there uncovered, as a patch does that agrees with the one beside it."""
    return bool((tiles == block).all(axis=(1, 2)).any())


def _places(canvas: Any, tile: Any) -> list[tuple[int, int]]:
    """Where a tile stands whole."""
    height, width = tile.shape
    if not tile.min() < tile.max():
        return []
    at = np.unravel_index(int(np.abs(tile).argmax()), tile.shape)
    found = np.argwhere(canvas == tile[at])[:_PLACES] - np.array(at)
    inside = [(int(r), int(c)) for r, c in found if 0 <= r <= canvas.shape[0] - height and c >= 0]
    return [(r, c) for r, c in inside if np.array_equal(canvas[r : r + height, c : c + width], tile)]
