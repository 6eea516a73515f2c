"""A matrix of values as one image with named sides: single images and heatmaps."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from matplotlib.colors import Colormap

from kerascope.draw.arrays import Array, Named
from kerascope.draw.drawing import Drawing
from kerascope.draw.layout import Into, Margins, Sheet, colour_bar, points, text_width
from kerascope.draw.raster import Ticks, key_of, paint, pixel_area, set_ticks
from kerascope.draw.scales import Limits, Scale, palette, settle
from kerascope.draw.values import Counts, as_floats, measure, shrink
from kerascope.draw.words import alt_text, clean, counts_words, fixed_words, number, outside_words, title_of

__all__ = ["draw_field", "index_ticks"]

_SIDE = {"equal": 2400, "auto": 1200}
"""Cells along a side by aspect, at most: beyond, several cells become one."""


def index_ticks(count: int, labels: Array | None = None) -> Ticks:
    """A tick per index, or about eight round ones when there are many."""
    if labels is not None and count <= 200:
        return [(i, clean(text, 20)) for i, text in enumerate(labels)]
    if count <= 24:
        return [(i, str(i)) for i in range(count)]
    steps = (s * 10**e for e in range(12) for s in (1, 2, 5))
    step = next(s for s in steps if count / s <= 9)
    return [(i, str(i) if labels is None else clean(labels[i], 20)) for i in range(0, count, step)]


def draw_field(
    named: Named,
    kind: str,
    *,
    into: Into = None,
    scale: Scale = "shared",
    cmap: str | Colormap | None = None,
    title: str | None = None,
    aspect: Literal["equal", "auto"] = "equal",
    notes: tuple[str, ...] = (),
    label: str | None = None,
) -> Drawing:
    """Draw an array of two axes, (rows, columns), not empty. `kind` names its axes in the Drawing.

    aspect : "equal" for square cells; "auto" lets a long side be drawn shorter
    notes : further sentences for the heading
    label : of the colour bar; by default "value", and how its limits came about
    """
    counts = measure(named.values, named.mask)
    values, mask = as_floats(named.values), named.mask
    limits = settle(scale, values, mask, counts)
    bar_label = label if label and limits.label else limits.label.replace(" (one scale for all)", "")
    limits = replace(limits, words=limits.words.replace(" for all", ""), label=bar_label)
    rows, columns = values.shape
    factors = _factors(rows, columns, aspect)
    heading = _heading(named, counts, limits, factors, notes, title)
    left_out: dict[str, int] = {}
    if max(factors) > 1:
        values, mask = shrink(values, mask, factors)
        left_out["cells"] = rows * columns - int(values.size)
    colours = palette(cmap, limits)
    area = pixel_area(values.shape, target=480, largest=40)
    if aspect == "auto":
        area = (max(area[0], 3.0), max(area[1], min(2.4, 0.25 * rows + 0.2)))
    ticks = [index_ticks(n, named.labels.get(d)) for d, n in named.sizes.items()]
    margins, steep = _margins(ticks[0], ticks[1], area[0])
    sheet = Sheet(into, heading, area=area, margins=margins, key=key_of(counts, colours), keep_aspect=aspect == "equal")
    axes = sheet.add_axes()
    cells = values if mask is None else np.ma.MaskedArray(np.where(mask, 0, values), mask)
    paint(axes, cells, limits, colours, aspect, extent=(-0.5, columns - 0.5, rows - 0.5, -0.5))
    sides = (clean(named.dims[0], 40), clean(named.dims[1], 40))
    set_ticks(axes, ticks[0], ticks[1], sides, sheet.area[2:], steep=steep)
    bar = colour_bar(sheet, limits, colours)
    pair = limits.pair if counts.finite else None
    alt = alt_text(kind.capitalize(), heading)
    return Drawing(sheet.figure, {kind: axes, "colorbar": bar}, pair, left_out, heading, alt)


def _margins(rows: Ticks, columns: Ticks, width: float) -> tuple[Margins, bool]:
    """Room for the labels, and whether those of the columns must stand upright: names that don't fit side by side."""
    size = points("small")
    left, below = (max((text_width(text, size) for _, text in ticks), default=0.1) for ticks in (rows, columns))
    names = any(not text.isdecimal() for _, text in columns)
    steep = names and below * 1.35 * len(columns) > width
    return Margins(left=0.5 + left, right=1.25, bottom=0.5 + below if steep else 0.55), steep


def _factors(rows: int, columns: int, aspect: Literal["equal", "auto"]) -> tuple[int, int]:
    """How many rows and columns become one: alike for a picture, each by itself otherwise."""
    down, across = (-(-n // _SIDE[aspect]) for n in (rows, columns))
    return (max(down, across),) * 2 if aspect == "equal" else (down, across)


def _heading(
    named: Named, counts: Counts, limits: Limits, factors: tuple[int, int], notes: tuple[str, ...], title: str | None
) -> tuple[str, ...]:
    said = [limits.words, outside_words(limits), *notes]
    if counts.low is not None and counts.low == counts.high and counts.finite == counts.size > 1:
        said.append(f"the picture is constant ({number(counts.low)})")
    if max(factors) > 1:
        said.append(f"each cell drawn is the mean of up to {factors[0]} × {factors[1]}")
    shape = " · ".join(p for p in (named.shape_words(), named.dtype, fixed_words(named)) if p)
    parts = (title_of(named, title), shape, counts_words(counts), "; ".join(s for s in said if s))
    return tuple(clean(p, 600) for p in parts)
