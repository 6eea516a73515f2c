"""Arrays in little: what a sheet of a whole model, or a page to walk through, shows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.choose import choose
from kerascope.draw.grid import Placement, picture_axes, place_tiles
from kerascope.draw.heatmap import draw_heatmap, matrix_of
from kerascope.draw.history import draw_history
from kerascope.draw.lines import ALONG, draw_lines
from kerascope.draw.mosaic import Tiles, canvas, cut_tiles, middles, side_labels
from kerascope.draw.scales import Limits, settle
from kerascope.draw.values import Counts, as_floats, measure, shrink
from kerascope.draw.words import clean, counts_words, number, plural
from kerascope.errors import KerascopeError

__all__ = ["Group", "Panel", "Room", "Tile", "groups_of"]

_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Room:
    """How much one panel shows: `side` cells along a side of its canvas, between `least` and `most` tiles."""

    side: int = 270
    least: int = 36
    most: int = 256


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a panel that can be picked: what it is of the array, where it stands in cells, and its values."""

    name: str
    top: int
    left: int
    height: int
    width: int
    values: npt.NDArray[Any]
    """Rows and columns as in the array, whatever the canvas averages."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One array, or the vectors of one layer, as a canvas of cells or as lines; `words` is its caption.

    name : "kernel", "output", "bias, gamma"
    kind : "cells" (of tiles), "field" (one matrix, stretched), "lines", or "words" where there is nothing to draw
    order : how the tiles are ordered, or what runs down and across
    picture : the axes that run down and across a tile
    """

    name: str
    kind: Literal["cells", "field", "lines", "words"]
    words: tuple[str, ...]
    order: str = ""
    picture: tuple[str, str] = ("", "")
    limits: Limits | None = None
    counts: Counts | None = None
    """Of what is drawn."""
    cells: npt.NDArray[Any] | None = None
    tiles: Callable[[], list[Tile]] = list
    lines: tuple[tuple[str, npt.NDArray[Any]], ...] = ()
    partial: bool = False
    """Whether something of the array is not drawn."""
    whole: Counts | None = None
    """Of the array, where not all of its tiles are drawn."""
    constant: tuple[tuple[float, float], ...] = ()
    """(x, y) of the middles of constant tiles, in cells."""
    tile: int = 1
    """The shorter side of a tile, in cells."""


@dataclass(frozen=True, slots=True)
class Group:
    """The panels of one layer: its place in the model, and its class."""

    name: str
    words: str
    panels: tuple[Panel, ...]


def groups_of(arrays: Iterable[object], room: Room | None = None) -> list[Group]:
    """Panels for named arrays, those of one layer together where they follow each other."""
    room = room or Room()
    return [
        Group(*layer, tuple(_panels(list(found), room)))
        for layer, found in groupby((name_axes(array) for array in arrays), key=_layer)
    ]


def _layer(named: Named) -> tuple[str, str]:
    attrs = named.attrs
    return clean(attrs.get("path") or attrs.get("layer") or named.name), clean(attrs.get("layer_class") or "")


def _panels(arrays: list[Named], room: Room) -> Iterable[Panel]:
    """A panel per array, weights first; weights of one axis, such as a bias, share one."""
    vectors: dict[int, list[Named]] = {}
    outputs = []
    for named in arrays:
        if named.attrs.get("kind") != "weight":
            outputs.append(named)
        elif len(named.dims) == 1:
            vectors.setdefault(named.values.size, []).append(named)
        else:
            yield _panel(named, room)
    for several in vectors.values():
        for start in range(0, len(several), _MOST_LINES):
            yield _lines(several[start : start + _MOST_LINES])
    for named in outputs:
        yield _panel(named, room)


def _panel(named: Named, room: Room) -> Panel:
    try:
        if named.values.size == 0:
            return Panel(_name(named), "words", (named.shape_words(), "holds no values"))
        if named.values.size == 1 and len(named.dims) < 2:
            value = number(float(as_floats(named.values).ravel()[0]))
            return Panel(_name(named), "words", (named.shape_words(), named.dtype, f"value {value}"))
        drawn = choose(named)
        vector = sum(n > 1 for n in named.sizes.values()) < 2
        if (drawn in (draw_lines, draw_history) and vector) or (drawn is draw_lines and _few(named)):
            return _course(named)
        if drawn in (draw_lines, draw_heatmap, draw_history):
            return _field(named, room)
        keywords = getattr(drawn, "keywords", {})
        return _cells(named, room, keywords.get("tile"))
    except KerascopeError as error:
        return Panel(_name(named), "words", (named.shape_words(), named.dtype, clean(error.problem, 80)), partial=True)


def _few(named: Named) -> bool:
    """Whether these are lines that can be told apart in a small picture."""
    units = [n for d, n in named.sizes.items() if d not in ("batch", *ALONG)]
    return max(units, default=1) <= _MOST_LINES


def _name(named: Named) -> str:
    attrs = named.attrs
    what = str(attrs.get("weight") or attrs.get("part") or "")
    if not what:
        what = "output" if attrs.get("kind") == "activation" else named.name or "array"
    calls = attrs.get("calls", 1)
    if isinstance(calls, int) and calls > 1:
        what += f", call {attrs.get('call', 1)} of {calls}"
    if attrs.get("kind") == "weight" and attrs.get("effective") not in ("", "stored", None):
        what += f" ({attrs['effective']})"
    return clean(what, 60)


def _words(named: Named, counts: Counts, *more: str) -> tuple[str, ...]:
    values = counts_words(counts).removeprefix(f"{counts.size:,} values ").removesuffix(", all finite")
    shape = " × ".join(f"{clean(d, 40)}\xa0{n:,}" for d, n in named.sizes.items()) or "one number"
    shape += f" · {named.dtype}" if named.dtype != "float32" else ""
    fixed = ", ".join(f"{clean(k, 30)} {clean(v, 30)}" for k, v in named.fixed.items() if k != "batch")
    return tuple(w for w in (clean(shape, 300), clean(values, 300), fixed, *more) if w)


def _cells(named: Named, room: Room, tile: tuple[str, str] | None) -> Panel:
    picture = picture_axes(named, tile)
    whole = named.squeezed(keep=picture)
    longest = max(whole.sizes[d] for d in picture)
    fitting = (room.side // (longest + max(1, round(longest / 28)))) ** 2
    tiles = cut_tiles(whole, picture, "shared", max(room.least, min(room.most, fitting)), 0, side=room.side)
    labels = side_labels(whole, tiles)
    placed = place_tiles(*labels, tiles.values.shape[1:])
    if tiles.grid.tiles == 1:  # no gap around a single picture
        placed = replace(placed, tops=placed.tops * 0, lefts=placed.lefts * 0)
    said = [
        f"{plural(tiles.grid.tiles, 'tile')} of {whole.sizes[picture[0]]} × {whole.sizes[picture[1]]}",
        f"drawn: {len(tiles.values):,}" if tiles.left_out.get("tiles") else "",
        f"a cell is the mean of {tiles.factor} × {tiles.factor}" if tiles.factor > 1 else "",
        tiles.constants,
    ]
    if tiles.grid.tiles == 1:
        said[0] = said[1] = ""

    def pick() -> list[Tile]:
        height, width = tiles.values.shape[1:]
        raw, mask = tiles.grid.pick(whole, tiles.rows, tiles.columns)
        values = as_floats(raw) if mask is None else np.where(mask, np.nan, as_floats(raw))
        names = _tile_names(tiles, labels)
        spots = zip(names, placed.tops.tolist(), placed.lefts.tolist(), values, strict=True)
        return [Tile(n, top, left, height, width, v) for n, top, left, v in spots]

    counts = measure(whole.values, whole.mask)
    return Panel(
        _name(named),
        "cells",
        _words(named, counts, "; ".join(s for s in said if s)),
        _order(tiles, placed) or f"{clean(picture[0], 40)}\xa0↓ {clean(picture[1], 40)}\xa0→",
        (clean(picture[0], 40), clean(picture[1], 40)),
        tiles.limits,
        tiles.counts,
        canvas(tiles, placed) if tiles.grid.tiles > 1 else _one_canvas(tiles),
        pick,
        partial=bool(tiles.left_out),
        whole=counts if tiles.left_out else None,
        constant=tuple(zip(*(m.tolist() for m in middles(tiles, placed)), strict=True)),
        tile=min(tiles.values.shape[1:]),
    )


def _one_canvas(tiles: Tiles) -> npt.NDArray[Any]:
    """The only tile, without a gap around it."""
    values, mask = tiles.values[0], None if tiles.mask is None else tiles.mask[0]
    return values if mask is None else np.ma.MaskedArray(np.where(mask, 0, values), mask)


def _order(tiles: Tiles, placed: Placement) -> str:
    """How the tiles stand: `in_channel ↓ out_channel →`; nothing for a single one."""
    down, across = (" , ".join(clean(d, 40) for d in dims) for dims in (tiles.grid.rows, tiles.grid.columns))
    if placed.wrapped in ("all", "listed"):
        return f"{across or down}, line by line"
    both = " ".join(p for p in (f"{down}\xa0↓" if down else "", f"{across}\xa0→" if across else "") if p)
    if placed.wrapped:
        return f"{both}, in blocks of {across if placed.wrapped == 'columns' else down}"
    return both


def _tile_names(tiles: Tiles, labels: tuple[list[str], list[str]]) -> list[str]:
    """`in_channel 0, out_channel 3` for each tile, in their order."""

    def said(dims: tuple[str, ...], texts: list[str]) -> list[str]:
        return [", ".join(f"{clean(d, 40)} {i}" for d, i in zip(dims, t.split(","), strict=False)) for t in texts] or [
            ""
        ]

    down, across = said(tiles.grid.rows, labels[0]), said(tiles.grid.columns, labels[1])
    return [", ".join(p for p in (d, a) if p) or "all" for d in down for a in across]


def _field(named: Named, room: Room) -> Panel:
    matrix, _ = matrix_of(named)
    counts = measure(matrix.values, matrix.mask)
    values = as_floats(matrix.values)
    limits = settle("shared", values, matrix.mask, counts)
    factors = tuple(-(-n // room.side) for n in values.shape)
    drawn, mask = (values, matrix.mask) if max(factors) == 1 else shrink(values, matrix.mask, (factors[0], factors[1]))
    cells = drawn if mask is None else np.ma.MaskedArray(np.where(mask, 0, drawn), mask)
    flat = counts.low is not None and counts.low == counts.high and counts.finite == counts.size > 1
    sides = (clean(matrix.dims[0], 40), clean(matrix.dims[1], 40))
    said = (
        f"a cell is the mean of up to {factors[0]} × {factors[1]}" if max(factors) > 1 else "",
        "constant" if flat else "",
    )

    def pick() -> list[Tile]:
        whole = values if matrix.mask is None else np.where(matrix.mask, np.nan, values)
        return [Tile("all", 0, 0, drawn.shape[0], drawn.shape[1], whole)]

    return Panel(
        _name(named),
        "field",
        _words(named, counts, "; ".join(s for s in said if s)),
        f"{sides[0]}\xa0↓ {sides[1]}\xa0→",
        sides,
        limits,
        counts,
        cells,
        pick,
        partial=max(factors) > 1 or matrix.values.size < named.values.size,
    )


def _course(named: Named) -> Panel:
    """Lines along time, or a vector; more lines than can be told apart become a field instead (see `choose`)."""
    one = named.squeezed()
    said = ""
    if "batch" in one.dims and len(one.dims) > 2:
        said = f"drawn: sample 0 of {one.sizes['batch']:,}"
        one = one.take(batch=0)
    if one.values.ndim != 1:
        along = next(d for d in ("time", "epoch", "step", "kernel_time", "sample", *one.dims) if d in one.dims)
        unit = next(d for d in one.dims if d != along)
        one = one.ordered(unit, along)
        names = [f"{clean(unit, 40)} {i}" for i in range(one.values.shape[0])]
        return _of_lines(named, list(zip(names, _unmasked(one), strict=True)), clean(along, 40), one, said)
    return _of_lines(named, [("", _unmasked(one))], clean(one.dims[0], 40), one, said)


def _unmasked(named: Named) -> npt.NDArray[Any]:
    values = as_floats(named.values)
    return values if named.mask is None else np.where(named.mask, np.nan, values)


def _lines(several: list[Named]) -> Panel:
    """Vectors of one length, as lines in one panel."""
    if len(several) == 1:
        return replace(_course(several[0]) if several[0].values.size > 1 else _panel(several[0], Room()))
    counts = Counts(0)
    for named in several:
        counts = counts.plus_counts(measure(named.values, named.mask))
    names = [_name(named) for named in several]
    first = several[0]
    shared = Named(first.values, first.dims, None, dtype=first.dtype)
    lines = tuple((name, _unmasked(named)) for name, named in zip(names, several, strict=True))
    if first.values.size == 1:
        said = ", ".join(f"{name} {number(float(values[0]))}" for name, values in lines)
        return Panel(clean(", ".join(names), 80), "words", (shared.shape_words(), clean(said, 200)))
    return Panel(
        clean(", ".join(names), 80),
        "lines",
        _words(shared, counts),
        picture=("", clean(first.dims[0], 40)),
        counts=counts,
        tiles=lambda: [_line_tile(name, values) for name, values in lines],
        lines=lines,
    )


def _of_lines(named: Named, lines: list[tuple[str, npt.NDArray[Any]]], along: str, one: Named, said: str) -> Panel:
    counts = measure(one.values, one.mask)
    flat = counts.low is not None and counts.low == counts.high and counts.finite == counts.size > 1
    return Panel(
        _name(named),
        "lines",
        _words(named, counts, said, "constant" if flat else ""),
        picture=("", along),
        counts=counts,
        tiles=lambda: [_line_tile(name or "all", values) for name, values in lines],
        lines=tuple(lines),
        partial=bool(said),
    )


def _line_tile(name: str, values: npt.NDArray[Any]) -> Tile:
    return Tile(name, 0, 0, 1, values.size, values.reshape(1, -1))
