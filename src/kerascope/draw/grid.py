"""Which axes make the picture, which the rows and columns of tiles, and where each tile stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kerascope.draw.arrays import Named
from kerascope.draw.words import clean
from kerascope.errors import AxisError, UsageError

__all__ = ["MATRICES", "PICTURES", "Grid", "Placement", "arrange", "picture_axes", "place_tiles"]

PICTURES: tuple[tuple[str, str], ...] = (
    ("height", "width"),
    ("kernel_height", "kernel_width"),
    ("query", "key"),
    ("row", "column"),
    ("rows", "columns"),
)
"""Pairs of axes that make a picture, by name: rows and columns of each tile."""

MATRICES: tuple[tuple[str, str], ...] = (
    ("in_channel", "kernel_time"),
    ("recurrent_unit", "unit"),
    ("feature", "head_feature"),
    ("head_feature", "feature"),
    ("feature", "unit"),
    ("time", "unit"),
    ("time", "channel"),
    ("time", "feature"),
)
"""Pairs of axes that make a matrix, when there are more axes and none of a picture: one tile per gate, head …"""

_COLUMNS = ("out_channel", "channel", "multiplier", "unit", "feature", "head", "time", "rank")
"""Axes that stand across the mosaic, the first of these that there is; the others stand down it."""


@dataclass(frozen=True)
class Grid:
    """How an array is cut into tiles: all index pairs of `rows` × `columns` from `first` on, `count` in all."""

    picture: tuple[str, str]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_sizes: tuple[int, ...]
    column_sizes: tuple[int, ...]

    @property
    def row_count(self) -> int:
        return math.prod(self.row_sizes)

    @property
    def column_count(self) -> int:
        return math.prod(self.column_sizes)

    @property
    def tiles(self) -> int:
        return self.row_count * self.column_count

    def window(self, at_most: int, page: int) -> tuple[range, range, int]:
        """Rows and columns of tiles on this page, and the number of pages. Whole rows where one fits."""
        if self.column_count <= at_most:
            step = max(1, at_most // max(1, self.column_count))
            pages = max(1, math.ceil(self.row_count / step))
            return _part(self.row_count, step, _checked(page, pages)), range(self.column_count), pages
        across = math.ceil(self.column_count / at_most)
        pages = self.row_count * across
        row, column = divmod(_checked(page, pages), across)
        return range(row, row + 1), _part(self.column_count, at_most, column), pages

    def pick(
        self, named: Named, rows: range, columns: range
    ) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_] | None]:
        """The tiles of this window as (tile, row, column of the picture); only these are copied."""
        whole = named.ordered(*self.rows, *self.columns, *self.picture)
        if not self.rows and not self.columns:
            return whole.values[None], None if whole.mask is None else whole.mask[None]
        down, across = np.meshgrid(np.asarray(rows), np.asarray(columns), indexing="ij")
        at: tuple[npt.NDArray[np.intp], ...] = ()
        if self.rows:
            at += np.unravel_index(down.ravel(), self.row_sizes)
        if self.columns:
            at += np.unravel_index(across.ravel(), self.column_sizes)
        return whole.values[at], None if whole.mask is None else whole.mask[at]


def _part(count: int, step: int, page: int) -> range:
    return range(page * step, min(count, (page + 1) * step))


def _checked(page: int, pages: int) -> int:
    if not 0 <= page < pages:
        raise UsageError("There is no such page", given=f"page={page}", needed=f"0 to {pages - 1}")
    return page


def picture_axes(named: Named, tile: Sequence[str] | None = None) -> tuple[str, str]:
    """The two axes of the picture: as given, a pair known by name, or the only two there are.

    Raises AxisError that names every axis and its size.
    """
    if tile is not None:
        if len(tile) != 2 or any(d not in named.dims for d in tile) or tile[0] == tile[1]:
            raise AxisError("The tile needs two of the axes", given=f"tile={tuple(tile)}, axes {named.shape_words()}")
        return tile[0], tile[1]
    for pair in PICTURES:
        if pair[0] in named.dims and pair[1] in named.dims:
            return pair
    if len(named.dims) == 2:
        return named.dims[0], named.dims[1]
    for pair in MATRICES:
        if pair[0] in named.dims and pair[1] in named.dims:
            return pair
    raise AxisError(
        "No two axes make a picture",
        given=named.shape_words(),
        needed=" or ".join(f"({a}, {b})" for a, b in PICTURES[:3]),
        next_step="Say which, like tile=(row axis, column axis); draw_lines draws what runs over time",
    )


def arrange(named: Named, picture: tuple[str, str]) -> Grid:
    """Rows and columns of tiles from the other axes; one of size 1 needs no place. `named` may not be empty."""
    others = [d for d in named.dims if d not in picture and named.sizes[d] > 1]
    column = next((d for d in _COLUMNS if d in others), others[-1] if others else None)
    rows = tuple(d for d in others if d != column)
    columns = (column,) if column else ()
    sizes = named.sizes
    return Grid(picture, rows, columns, tuple(sizes[d] for d in rows), tuple(sizes[d] for d in columns))


@dataclass(frozen=True)
class Placement:
    """Tiles on a canvas of cells. `tops` and `lefts` are each tile's first row and column of cells.

    `row_ticks` and `column_ticks` are places in cells, with the indices that they stand for.
    """

    height: int
    width: int
    tops: npt.NDArray[np.intp]
    lefts: npt.NDArray[np.intp]
    row_ticks: tuple[tuple[float, str], ...]
    column_ticks: tuple[tuple[float, str], ...]
    wrapped: str = ""
    """"rows" or "columns" when these stand in blocks, "all" when one run of tiles fills the grid, "listed" when
    each line's label holds all of its indices."""


def place_tiles(rows: Sequence[str], columns: Sequence[str], tile: tuple[int, int], aspect: float = 1.3) -> Placement:
    """Lay out len(rows) × len(columns) tiles of `tile` cells with gaps between, wrapping what would be a strip.

    aspect : width to height that the canvas should have, about
    """
    gap = max(1, round(max(tile) / 28))
    cell = (tile[0] + gap, tile[1] + gap)
    down, across = max(1, len(rows)), max(1, len(columns))
    if down == 1 or across == 1:
        return _fill(rows if across == 1 else columns, cell, gap, aspect)
    ratio = across * cell[1] / (down * cell[0])
    if ratio > 3 * aspect:
        blocks = _blocks(across, math.sqrt(ratio / aspect))
        return _stack(rows, columns, cell, gap, blocks, turned=False)
    if ratio < aspect / 5:
        blocks = _blocks(down, math.sqrt(aspect / ratio))
        return _stack(columns, rows, (cell[1], cell[0]), gap, blocks, turned=True)
    return _stack(rows, columns, cell, gap, 1, turned=False)


def _blocks(count: int, wanted: float) -> int:
    """Near the wanted number of blocks, preferably one that leaves no block short."""
    near = [n for n in range(max(1, int(wanted * 0.7)), min(count, math.ceil(wanted * 1.5)) + 1) if count % n == 0]
    return min(near or [min(count, max(1, round(wanted)))], key=lambda n: abs(n - wanted))


def _fill(labels: Sequence[str], cell: tuple[int, int], gap: int, aspect: float) -> Placement:
    """One run of tiles, line by line."""
    count = max(1, len(labels))
    wanted = math.sqrt(count * aspect * cell[0] / cell[1])
    if count <= 4 and cell[1] <= 2 * cell[0]:
        wanted = count
    near = [n for n in range(max(1, math.ceil(wanted * 0.75)), int(wanted * 1.5) + 1) if count % n == 0]
    across = min(near or [max(1, min(count, round(wanted)))], key=lambda n: abs(n - wanted))
    down = math.ceil(count / across)
    index = np.arange(count)
    one_line = down == 1
    return Placement(
        down * cell[0] + gap,
        across * cell[1] + gap,
        gap + index // across * cell[0],
        gap + index % across * cell[1],
        () if one_line else _ticks(_line_names(labels, down, across), cell[0], gap),
        _ticks([labels[c] if one_line else f"+{c}" for c in range(across)] if labels else [], cell[1], gap),
        "" if one_line else "all" if _counts_on(labels) else "listed",
    )


def _counts_on(labels: Sequence[str]) -> bool:
    return all(t.isdecimal() for t in labels) and (not labels or len(labels) == int(labels[-1]) - int(labels[0]) + 1)


def _line_names(labels: Sequence[str], down: int, across: int) -> list[str]:
    """The first index of each line; all labels of it where they don't just count on."""
    counting = _counts_on(labels)
    lines = [labels[r * across : (r + 1) * across] for r in range(down)]
    return [line[0] if counting else clean(" ".join(line), 28) for line in lines]


def _ticks(labels: Sequence[str], step: int, gap: int) -> tuple[tuple[float, str], ...]:
    return tuple((gap + i * step + (step - gap - 1) / 2, text) for i, text in enumerate(labels))


def _stack(
    rows: Sequence[str], columns: Sequence[str], cell: tuple[int, int], gap: int, blocks: int, *, turned: bool
) -> Placement:
    """Blocks of all rows × some columns, one below the other; `turned` reads rows as columns and back."""
    per_block = math.ceil(len(columns) / blocks)
    between = 2 * gap if blocks > 1 else 0
    block_height = len(rows) * cell[0] + between
    r, c = np.meshgrid(np.arange(len(rows)), np.arange(len(columns)), indexing="ij")
    tops = gap + c // per_block * block_height + r * cell[0]
    lefts = gap + c % per_block * cell[1]
    height, width = blocks * block_height - between + gap, per_block * cell[1] + gap
    row_ticks: list[tuple[float, str]] = []
    for block in range(blocks):
        part = columns[block * per_block : (block + 1) * per_block]
        for place, text in _ticks(rows, cell[0], gap):
            lead = f"{part[0]}–{part[-1]} | " if blocks > 1 and text == rows[0] and part else ""
            row_ticks.append((place + block * block_height, lead + text))
    names = columns if blocks == 1 else [f"+{i}" for i in range(per_block)]
    column_ticks = _ticks(names, cell[1], gap)
    if turned:
        tops, lefts = lefts.T, tops.T
        return Placement(width, height, tops.ravel(), lefts.ravel(), column_ticks, tuple(row_ticks), "rows")
    return Placement(
        height, width, tops.ravel(), lefts.ravel(), tuple(row_ticks), column_ticks, "columns" if blocks > 1 else ""
    )
