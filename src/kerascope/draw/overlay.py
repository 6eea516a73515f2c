"""A map of values over the photograph it belongs to, with the photograph always to be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap

from kerascope.draw.arrays import Array, Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.field import index_ticks
from kerascope.draw.image import COLOUR_AXES, picture_colours
from kerascope.draw.layout import Into, Key, Margins, Sheet, colour_bar, plain_text
from kerascope.draw.raster import key_of, paint, pixel_area, set_ticks
from kerascope.draw.scales import Scale, check_scale, palette, settle
from kerascope.draw.values import Counts, as_floats, measure
from kerascope.draw.words import alt_text, clean, counts_words, fixed_words, outside_words, title_of
from kerascope.errors import AxisError, UsageError

__all__ = ["draw_overlay"]

_MOST_OPAQUE = 0.8


def draw_overlay(
    photograph: object,
    values: object,
    *,
    dims: Iterable[str] | str | None = None,
    value_dims: Iterable[str] | str | None = None,
    alpha: float = 0.5,
    into: Into = None,
    scale: Scale = "shared",
    cmap: str | Colormap | None = None,
    title: str | None = None,
) -> Drawing:
    """Draw a photograph, and beside it the same with a map of values over it.

    photograph : (height, width) greys or (height, width, colour): uint8, or floats from 0 to 1; plain arrays are read
        so. Other ranges are put there by one linear step, and the heading says so
    values : (height, width), of any resolution: each cell covers its share of the photograph, none is interpolated
    dims, value_dims : names of the axes of plain arrays
    alpha : opacity of the map, above 0 and at most 0.8: more would hide the photograph
    into, scale, cmap, title : as in `draw_image`; into an Axes goes the overlay alone

    Returns a Drawing with the axes "photograph", "overlay" and "colorbar". Raises AxisError, DataError or UsageError.
    """
    if not 0 < alpha <= _MOST_OPAQUE:
        raise UsageError(
            "The photograph must stay visible", given=f"alpha={alpha}", needed=f"above 0, at most {_MOST_OPAQUE}"
        )
    checked = check_scale(scale)
    picture = _photograph(name_axes(photograph, dims, usual={2: _PLAIN[:2], 3: _PLAIN}))
    field = _matrix(name_axes(values, value_dims, usual={2: _PLAIN[:2]}))
    pixels, words = _pixels(picture)
    counts = measure(field.values, field.mask)
    floats = as_floats(field.values)
    limits = settle("shared" if checked == "each" else checked, floats, field.mask, counts)
    label = f"value (drawn with opacity {alpha:g})" if limits.label else ""
    limits = replace(limits, words=limits.words.replace(" for all", ""), label=label)
    heading = _heading(picture, field, counts, title, (limits.words, outside_words(limits), words), alpha)
    colours = palette(cmap, limits)
    sheet, places = _sheet(into, heading, pixels.shape[:2], key_of(counts, colours))
    axes: dict[str, Axes] = {}
    for name, place in zip(["overlay"] if isinstance(into, Axes) else ["photograph", "overlay"], places, strict=True):
        panel = axes[name] = sheet.place(*place)
        _show(panel, pixels)
        height, width = pixels.shape[:2]
        set_ticks(panel, index_ticks(height), index_ticks(width), (picture.dims[0], picture.dims[1]), place[2:])
        plain_text(panel.set_title(name, fontsize=sheet.body_size))
    cells = floats if field.mask is None else np.ma.MaskedArray(np.where(field.mask, 0, floats), field.mask)
    extent = (-0.5, pixels.shape[1] - 0.5, pixels.shape[0] - 0.5, -0.5)
    paint(axes["overlay"], cells, limits, colours, alpha=alpha, extent=extent)
    sheet.area = places[-1]
    axes["colorbar"] = colour_bar(sheet, limits, colours)
    pair = limits.pair if counts.finite else None
    return Drawing(sheet.figure, axes, pair, {}, heading, alt_text("Map of values over a photograph", heading))


_PLAIN = ("height", "width", "colour")


def _photograph(named: Named) -> Named:
    colour = next((d for d in COLOUR_AXES if d in named.dims), None)
    named = named.squeezed(keep=[d for d in named.dims if d == colour or d in _PLAIN])
    rest = [d for d in named.dims if d != colour]
    if len(rest) != 2 or (colour and named.sizes[colour] not in (3, 4)) or named.values.size == 0:
        raise AxisError(
            "This is no photograph",
            given=named.shape_words(),
            needed="(height, width) or (height, width, colour) with 3 or 4 colours",
        )
    rows, columns = ("height", "width") if set(rest) == {"height", "width"} else rest
    return named.ordered(rows, columns, *([colour] if colour else []))


def _matrix(named: Named) -> Named:
    named = named.squeezed(keep=[d for d in named.dims if d in _PLAIN])
    if len(named.dims) != 2 or named.values.size == 0:
        raise AxisError(
            "One map of values goes over a photograph",
            given=named.shape_words(),
            needed="(height, width)",
            next_step="Index the others away, or reduce over them, like values.mean('channel')",
        )
    return named.ordered("height", "width") if set(named.dims) == {"height", "width"} else named


def _pixels(picture: Named) -> tuple[Array, str]:
    """The photograph as colours from 0 to 1, and a sentence when they had to be stretched."""
    values, mask = picture.values, picture.mask
    if values.ndim == 2:
        values = np.repeat(values[..., None], 3, axis=2)
        mask = None if mask is None else np.repeat(mask[..., None], 3, axis=2)
    pixels, _, words = picture_colours(values, mask, measure(values, mask), "shared")
    return np.where(np.isfinite(pixels), pixels, 0), f"photograph: {words}" if "stretched" in words else ""


def _heading(
    picture: Named, field: Named, counts: Counts, title: str | None, notes: tuple[str, ...], alpha: float
) -> tuple[str, ...]:
    shape = " · ".join(p for p in (field.shape_words(), field.dtype, fixed_words(field)) if p)
    over = f"over a photograph of {picture.shape_words()}, opacity {alpha:g}"
    parts = (title_of(field, title), f"{shape}, {over}", counts_words(counts), "; ".join(n for n in notes if n))
    return tuple(clean(p, 600) for p in parts)


def _sheet(
    into: Into, heading: tuple[str, ...], shape: tuple[int, ...], key: Key
) -> tuple[Sheet, list[tuple[float, float, float, float]]]:
    """The sheet and the place of each panel in inches."""
    width, height = pixel_area((shape[0], shape[1]), target=400, largest=40)
    gap = 0.75
    one = isinstance(into, Axes)
    area = (width, height) if one else (2 * width + gap, height)
    sheet = Sheet(into, heading, area=area, margins=Margins(right=1.25, top=0.3), key=key, keep_aspect=True)
    x, y, w, h = sheet.area
    if one:
        return sheet, [sheet.area]
    each = w * width / area[0]
    return sheet, [(x, y, each, h), (x + w - each, y, each, h)]


def _show(axes: Axes, pixels: Array) -> None:
    axes.imshow(pixels, origin="upper", interpolation="nearest", aspect="equal")
