"""Every map of an array as one tile of one image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import Colormap

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.grid import Grid, Placement, arrange, picture_axes, place_tiles
from kerascope.draw.layout import Into, Margins, Sheet, colour_bar, points, text_width
from kerascope.draw.raster import blank, key_of, paint, pixel_area, set_ticks
from kerascope.draw.scales import Limits, Scale, check_scale, palette, settle
from kerascope.draw.values import Counts, as_floats, measure, shrink
from kerascope.draw.words import (
    alt_text,
    clean,
    counts_words,
    fixed_words,
    left_out_words,
    number,
    outside_words,
    plural,
    spans,
    title_of,
)
from kerascope.errors import AxisError, UsageError

__all__ = [
    "Tiles",
    "canvas",
    "cross",
    "cut_tiles",
    "draw_mosaic",
    "draw_named",
    "middles",
    "side_labels",
    "side_names",
]

_SIDE = 2400
"""Cells along a side of the canvas, at most: beyond, several cells become one."""


def draw_mosaic(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    into: Into = None,
    scale: Scale = "shared",
    at_most: int = 1024,
    page: int = 0,
    tile: Sequence[str] | None = None,
    cmap: str | Colormap | None = None,
    title: str | None = None,
) -> Drawing:
    """Draw every map of an array as one tile of one image, with gaps in a colour of their own.

    array : any axes in any order; unitless values of any real dtype
    dims : a name per axis, when the array brings none
    into : a Figure or SubFigure without axes, or an Axes; by default a new figure that pyplot does not know
    scale : "shared" colours for all tiles; "each" tile by its own range; "robust": percentiles 1 to 99; (low, high).
        Data of both signs get a diverging colour map that is even about 0.
    at_most : tiles on one page, at least 1; whole rows of tiles where one row fits. The heading says of how many
    page : which page of tiles, from 0
    tile : the axes that are rows and columns of each tile; by default (height, width) and the like, by name

    Returns a Drawing with the axes "mosaic" and "colorbar". Its `left_out` counts, per axis, the indices not drawn,
    as "tiles" the tiles, and as "cells" the cells that were averaged with others.
    Raises AxisError (names every axis and its size), DataError or UsageError.
    """
    named = name_axes(array, dims)
    return draw_named(named, into=into, scale=scale, at_most=at_most, page=page, tile=tile, cmap=cmap, title=title)


def draw_named(
    named: Named,
    *,
    into: Into = None,
    scale: Scale = "shared",
    at_most: int = 1024,
    page: int = 0,
    tile: Sequence[str] | None = None,
    cmap: str | Colormap | None = None,
    title: str | None = None,
    notes: tuple[str, ...] = (),
) -> Drawing:
    """`draw_mosaic` of what has been read already; `notes` are further sentences for the heading."""
    if at_most < 1:
        raise UsageError("A mosaic has at least one tile", given=f"at_most={at_most}", needed="1 or more")
    picture = picture_axes(named, tile)
    if named.values.size == 0:
        raise AxisError("There is nothing to draw", given=f"{named.shape_words()}", needed="at least one of each axis")
    named = named.squeezed(keep=picture)
    tiles = cut_tiles(named, picture, check_scale(scale), at_most, page)
    heading = _heading(named, tiles, title, notes)
    return _draw(named, tiles, heading, into, cmap)


@dataclass(frozen=True)
class Tiles:
    """The tiles of one page, (tile, row, column), and all that is said of them."""

    values: npt.NDArray[np.floating[Any]]
    mask: npt.NDArray[np.bool_] | None
    grid: Grid
    rows: range
    columns: range
    page: int
    pages: int
    counts: Counts
    limits: Limits
    constant: npt.NDArray[np.intp]
    constants: str
    left_out: dict[str, int]
    factor: int = 1


def cut_tiles(
    named: Named, picture: tuple[str, str], scale: Scale, at_most: int, page: int, *, side: int = _SIDE
) -> Tiles:
    """The tiles of one page, coarse enough for a canvas of `side` cells along a side."""
    grid = arrange(named, picture)
    rows, columns, pages = grid.window(at_most, page)
    raw, mask = grid.pick(named, rows, columns)
    counts = measure(raw, mask)
    values = as_floats(raw)
    constant, constants = _constant(values, mask)
    limits = _each(values, mask) if scale == "each" else settle(scale, values, mask, counts)
    left_out = _left_out(grid, rows, columns)
    factor = _factor(values.shape, side)
    if factor > 1:
        left_out["cells"] = int(values.size - values.shape[0] * np.prod([-(-n // factor) for n in values.shape[1:]]))
    if scale == "each":
        values = _by_own_range(values, mask, limits.signed)
    if factor > 1:
        values, mask = shrink(values, mask, (factor, factor))
    return Tiles(values, mask, grid, rows, columns, page, pages, counts, limits, constant, constants, left_out, factor)


def _left_out(grid: Grid, rows: range, columns: range) -> dict[str, int]:
    left_out: dict[str, int] = {}
    for dims, sizes, drawn in ((grid.rows, grid.row_sizes, rows), (grid.columns, grid.column_sizes, columns)):
        count = int(np.prod(sizes))
        if len(drawn) < count:
            left_out[dims[0] if len(dims) == 1 else " × ".join(dims)] = count - len(drawn)
    if left_out:
        left_out["tiles"] = grid.tiles - len(rows) * len(columns)
    return left_out


def _factor(shape: tuple[int, ...], most: int) -> int:
    """How many cells along a side become one, so that the canvas stays within `most` cells."""
    side = max(int(np.sqrt(shape[0] * shape[1] * shape[2])), max(shape[1:]))
    return max(1, -(-side // most))


def _extremes(
    values: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Least and greatest finite value of each tile; inf and -inf where there is none."""
    low, high = values.min(axis=(1, 2)), values.max(axis=(1, 2))
    if mask is None and np.isfinite(low).all() and np.isfinite(high).all():
        return low, high
    good = np.isfinite(values) if mask is None else np.isfinite(values) & ~mask
    low = np.where(good, values, np.inf).min(axis=(1, 2))
    return low, np.where(good, values, -np.inf).max(axis=(1, 2))


def _constant(
    values: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None
) -> tuple[npt.NDArray[np.intp], str]:
    """The tiles whose cells all have one finite value, and a sentence about them."""
    if values.shape[1] * values.shape[2] == 1:
        return np.array([], dtype=np.intp), ""
    low, high = values.min(axis=(1, 2)), values.max(axis=(1, 2))
    same = (low == high) & np.isfinite(low)
    if mask is not None:
        same &= ~mask.any(axis=(1, 2))
    found = np.flatnonzero(same)
    if not found.size:
        return found, ""
    levels = np.unique(low[found])
    which = number(float(levels[0])) if levels.size == 1 else f"{plural(int(levels.size), 'different value')}"
    verb = "map is" if len(same) == 1 else "maps are" if found.size != 1 else "maps is"
    count = "the" if len(same) == 1 else f"{found.size:,} of {len(same):,}"
    return found, f"{count} {verb} constant ({which}), marked ×"


def _each(values: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None) -> Limits:
    low, high = _extremes(values, mask)
    signed = bool(((low < 0) & (high > 0)).any())
    if signed:
        words = "each tile by its own scale: 1 is its own largest magnitude (tiles can't be compared)"
        return Limits(-1.0, 1.0, True, words, "part of each tile's own largest magnitude")
    words = "each tile by its own scale: 0 its least, 1 its greatest value (tiles can't be compared)"
    return Limits(0.0, 1.0, False, words, "place in each tile's own range")


def _by_own_range(
    values: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None, signed: bool
) -> npt.NDArray[np.floating[Any]]:
    """Each tile over its own range; a constant tile gets the middle, never NaN."""
    low, high = (e.astype(np.float64)[:, None, None] for e in _extremes(values, mask))
    with np.errstate(invalid="ignore", over="ignore"):
        if signed:
            reach = np.maximum(np.abs(low), np.abs(high))
            return values / np.where((reach > 0) & np.isfinite(reach), reach, 1.0)
        flat = ~(low < high)
        # Halves, because the range of float64's own extremes is not a float64.
        span = np.where(flat, 1.0, high / 2 - low / 2)
        placed = (values / 2 - np.where(np.isfinite(low), low, 0) / 2) / span
        return np.where(flat & np.isfinite(values), 0.5, placed)


def _heading(named: Named, tiles: Tiles, title: str | None, said: tuple[str, ...]) -> tuple[str, ...]:
    grid = tiles.grid
    whole = not tiles.left_out.keys() - {"cells"}
    notes = [outside_words(tiles.limits), tiles.constants, _empty_maps(tiles), *said]
    if not whole:
        notes.append(f"{left_out_words(named, tiles.left_out)} (page {tiles.page} of 0–{tiles.pages - 1})")
        notes.append(_drawn(named, tiles))
    if tiles.factor > 1:
        notes.append(f"each cell drawn is the mean of up to {tiles.factor} × {tiles.factor}")
    shape = " · ".join(p for p in (named.shape_words(), named.dtype, fixed_words(named)) if p)
    count = f"{plural(len(tiles.values), 'tile')} of {tiles.values.shape[1]} × {tiles.values.shape[2]}"
    if tiles.factor > 1:
        count = plural(len(tiles.values), "tile")
    parts = (
        title_of(named, title),
        shape,
        f"{count} ({grid.picture[0]} × {grid.picture[1]}), {counts_words(tiles.counts, whole)}",
        tiles.limits.words,
        "; ".join(n for n in notes if n),
    )
    return tuple(clean(p, 600) for p in parts if p)


def _empty_maps(tiles: Tiles) -> str:
    """How many maps hold no finite value at all."""
    if tiles.counts.finite == tiles.counts.size or not tiles.counts.finite:
        return ""
    low, _ = _extremes(tiles.values, tiles.mask)
    none = int(np.isposinf(low).sum())
    verb = "hold" if none != 1 else "holds"
    return f"{none:,} of {len(low):,} maps {verb} no finite value" if none else ""


def _drawn(named: Named, tiles: Tiles) -> str:
    """`drawn: in_channel 0–1, out_channel 0–511`."""
    grid = tiles.grid
    parts = []
    for dims, drawn in ((grid.rows, tiles.rows), (grid.columns, tiles.columns)):
        if dims:
            name = " × ".join(clean(d, 30) for d in dims)
            parts.append(f"{name} {spans((drawn[0], drawn[-1])) if len(drawn) < 3 else f'{drawn[0]}–{drawn[-1]}'}")
    return f"drawn: {', '.join(parts)}"


def side_labels(named: Named, tiles: Tiles) -> tuple[list[str], list[str]]:
    """The labels of the rows and of the columns of tiles."""
    grid = tiles.grid
    return (
        _labels(named, grid.rows, grid.row_sizes, tiles.rows),
        _labels(named, grid.columns, grid.column_sizes, tiles.columns),
    )


def _labels(named: Named, dims: tuple[str, ...], sizes: tuple[int, ...], drawn: range) -> list[str]:
    """The index of each row or column of tiles, as its coordinate or number; pairs where axes share a side."""
    if not dims:
        return []
    places = np.unravel_index(np.asarray(drawn), sizes)
    columns = [
        [clean(named.labels[d][i], 12) for i in index] if d in named.labels else [str(i) for i in index]
        for d, index in zip(dims, places, strict=True)
    ]
    return [",".join(parts) for parts in zip(*columns, strict=True)]


def _draw(named: Named, tiles: Tiles, heading: tuple[str, ...], into: Into, cmap: str | Colormap | None) -> Drawing:
    grid, limits = tiles.grid, tiles.limits
    rows, columns = side_labels(named, tiles)
    height, width = tiles.values.shape[1:]
    placed = place_tiles(rows, columns, (height, width))
    cells = canvas(tiles, placed)
    colours = palette(cmap, limits)
    area = pixel_area(cells.shape)
    margins = _margins(placed, bool(rows or columns))
    sheet = Sheet(into, heading, area=area, margins=margins, key=key_of(tiles.counts, colours), keep_aspect=True)
    axes = sheet.add_axes()
    paint(axes, cells, limits, colours)
    set_ticks(axes, placed.row_ticks, placed.column_ticks, side_names(grid, placed), sheet.area[2:])
    _mark(axes, tiles, placed, (height, width))
    bar = colour_bar(sheet, limits, colours)
    drawn_limits = limits.pair if tiles.counts.finite else None
    return Drawing(
        sheet.figure,
        {"mosaic": axes, "colorbar": bar},
        drawn_limits,
        tiles.left_out,
        heading,
        alt_text(f"Mosaic of {plural(len(tiles.values), 'tile')}", heading),
    )


def canvas(tiles: Tiles, placed: Placement) -> np.ma.MaskedArray[Any, Any]:
    """All tiles on one canvas, with gaps (masked) between."""
    cells = blank(placed.height, placed.width, tiles.values.dtype)
    data, gaps = np.ma.getdata(cells), np.ma.getmaskarray(cells)
    height, width = tiles.values.shape[1:]
    for index, (top, left) in enumerate(zip(placed.tops.tolist(), placed.lefts.tolist(), strict=True)):
        data[top : top + height, left : left + width] = tiles.values[index]
        gaps[top : top + height, left : left + width] = False if tiles.mask is None else tiles.mask[index]
    if tiles.mask is not None:
        data[gaps] = 0
    return np.ma.MaskedArray(data, gaps)


def _margins(placed: Placement, indexed: bool) -> Margins:
    size = points("small")
    longest = max((len(text) for _, text in placed.row_ticks), default=0)
    left = 0.2 + text_width("0" * longest, size) + (0.25 if placed.row_ticks else 0.1)
    return Margins(left=left, right=1.25, bottom=0.55 if indexed else 0.2)


def side_names(grid: Grid, placed: Placement) -> tuple[str, str]:
    """What runs down and what runs across a mosaic."""
    down, across = (" , ".join(clean(d, 40) for d in dims) for dims in (grid.rows, grid.columns))
    if placed.wrapped == "all":
        return f"{across or down} (of each line's first tile)", "along the line"
    if placed.wrapped == "listed":
        return across or down, "along the line"
    if placed.wrapped == "columns":
        return f"{across} (in blocks) | {down}", f"{across} within the block"
    if placed.wrapped == "rows":
        return f"{down} within the block", f"{down} (in blocks) | {across}"
    return (down if placed.row_ticks else ""), across or down


def _mark(axes: Axes, tiles: Tiles, placed: Placement, tile: tuple[int, int]) -> None:
    """A small × in the middle of each constant map."""
    if not tiles.constant.size:
        return
    pixels = min(tile) * axes.get_window_extent().width / placed.width
    cross(axes, *middles(tiles, placed), 0.4 * pixels * 72 / float(axes.figure.dpi))


def middles(tiles: Tiles, placed: Placement) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """(x, y) of the constant maps' middles, in cells of the canvas."""
    height, width = tiles.values.shape[1:]
    return placed.lefts[tiles.constant] + (width - 1) / 2, placed.tops[tiles.constant] + (height - 1) / 2


def cross(axes: Axes, x: npt.NDArray[Any], y: npt.NDArray[Any], size: float) -> None:
    """A × of so many points (2 to 7) at each place, black in white, so that it is seen on any colour."""
    size = max(2.0, min(7.0, size))
    for colour, width in (("white", 2.2), ("black", 1.0)):
        axes.plot(
            x,
            y,
            linestyle="none",
            marker="x",
            markersize=size,
            markeredgewidth=width * size / 7,
            color=colour,
            scalex=False,
            scaley=False,
            gid="constant-maps",
        )
