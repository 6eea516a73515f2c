"""One image: a field of values under a colour bar, or a picture whose last axis is named as colours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import Colormap, to_rgb

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.field import draw_field, index_ticks
from kerascope.draw.grid import PICTURES
from kerascope.draw.layout import Into, Key, Margins, Sheet
from kerascope.draw.raster import pixel_area, set_ticks
from kerascope.draw.scales import Scale, check_scale, settle
from kerascope.draw.values import Counts, as_floats, measure, shrink
from kerascope.draw.words import alt_text, clean, counts_words, fixed_words, number, plural, title_of
from kerascope.errors import AxisError

__all__ = ["COLOUR_AXES", "draw_image", "picture_colours"]

COLOUR_AXES = ("colour", "color", "rgb", "rgba")
"""Names that make a last axis of 3 or 4 colours. A channel is a feature, never a colour."""

_SIDE = 2400


def draw_image(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    into: Into = None,
    scale: Scale = "shared",
    cmap: str | Colormap | None = None,
    title: str | None = None,
) -> Drawing:
    """Draw one picture: (height, width) values with a colour bar, or (height, width, colour) as it looks.

    array : the two axes of a picture in any order, by name; axes of size 1 are dropped and said. An axis named
        "colour" ("color", "rgb", "rgba") of size 3 or 4 holds colours: uint8, or floats from 0 to 1. Floats beyond are
        put in that range by one linear step for all colours, and the heading says so.
    dims : a name per axis; a plain array with two axes is (height, width)
    into, scale, cmap, title : as in `draw_mosaic`; "each" is the same as "shared" here

    Returns a Drawing with the axes "image" and, for values, "colorbar"; `left_out` holds "cells" where several cells
    had to become one.
    Raises AxisError (names every axis and its size) when another axis is left, DataError or UsageError.
    """
    checked = check_scale(scale)
    named = name_axes(array, dims, usual={2: ("height", "width")})
    colour = next((d for d in COLOUR_AXES if d in named.dims), None)
    picture = _picture(named, colour)
    named = named.squeezed(keep=(*picture, *([colour] if colour else [])))
    rest = [d for d in named.dims if d not in (*picture, colour)]
    if rest or named.values.size == 0:
        raise AxisError(
            "This is more than one picture" if rest else "There is nothing to draw",
            given=named.shape_words(),
            needed=f"({picture[0]}, {picture[1]}) alone" if rest else "at least one of each axis",
            next_step=f"draw_mosaic draws all of {', '.join(rest)}; or index them away" if rest else "",
        )
    if colour is not None:
        return _draw_colours(named.ordered(*picture, colour), checked, into, title)
    return draw_field(
        named.ordered(*picture),
        "image",
        into=into,
        scale="shared" if checked == "each" else checked,
        cmap=cmap,
        title=title,
    )


def _picture(named: Named, colour: str | None) -> tuple[str, str]:
    for pair in PICTURES:
        if pair[0] in named.dims and pair[1] in named.dims:
            return pair
    others = [d for d in named.dims if d != colour and named.sizes[d] != 1]
    others = others if len(others) == 2 else [d for d in named.dims if d != colour]
    if len(others) == 2:
        return others[0], others[1]
    raise AxisError(
        "This has no two axes for a picture",
        given=named.shape_words(),
        needed="height and width",
        next_step="A vector is drawn by draw_lines; a flattened picture must be reshaped to (height, width) first",
    )


def _draw_colours(named: Named, scale: Scale, into: Into, title: str | None) -> Drawing:
    count = named.values.shape[-1]
    if count not in (3, 4):
        raise AxisError(
            "An axis of colours holds 3 or 4 of them", given=named.shape_words(), needed="red, green, blue (and alpha)"
        )
    counts = measure(named.values, named.mask)
    pixels, limits, words = picture_colours(named.values, named.mask, counts, scale)
    factor = max(1, -(-max(pixels.shape[:2]) // _SIDE))
    left_out: dict[str, int] = {}
    if factor > 1:
        left_out["cells"] = int(np.prod(pixels.shape[:2]) - np.prod([-(-n // factor) for n in pixels.shape[:2]]))
        pixels = np.moveaxis(shrink(np.moveaxis(pixels, -1, 0), None, (factor, factor))[0], 0, -1)
        words += f"; each cell drawn is the mean of up to {factor} × {factor}"
    shown, key = _broken(pixels, counts)
    shape = " · ".join(p for p in (named.shape_words(), named.dtype, fixed_words(named)) if p)
    heading = (title_of(named, title), clean(shape, 600), counts_words(counts), words)
    area = pixel_area(shown.shape[:2], largest=24)
    sheet = Sheet(into, heading, area=area, margins=Margins(right=0.3), key=key, keep_aspect=True)
    axes = sheet.add_axes()
    height, width = named.values.shape[:2]
    extent = (-0.5, width - 0.5, height - 0.5, -0.5)
    axes.imshow(shown, origin="upper", interpolation="nearest", aspect="equal", extent=extent)
    set_ticks(axes, index_ticks(height), index_ticks(width), (named.dims[0], named.dims[1]), sheet.area[2:])
    return Drawing(sheet.figure, {"image": axes}, limits, left_out, heading, alt_text("Colour picture", heading))


def picture_colours(
    values: npt.NDArray[Any], mask: npt.NDArray[np.bool_] | None, counts: Counts, scale: Scale
) -> tuple[npt.NDArray[np.floating[Any]], tuple[float, float] | None, str]:
    """Colours from 0 to 1 as floats (NaN where not finite), the limits that became 0 and 1, and a sentence on it."""
    floats = as_floats(values)
    if mask is not None:
        floats = np.where(mask, np.nan, floats)
    if counts.low is None or counts.high is None:
        return floats, None, "no finite colour"
    low, high = float(counts.low), float(counts.high)
    alpha = floats[..., 3:]
    if isinstance(scale, tuple) or scale == "robust":
        limits = settle(scale, floats, None, counts).pair
        words = "colours stretched as asked"
    elif values.dtype == np.uint8 or (values.dtype.kind in "iu" and low >= 0 and high <= 255):
        limits, words = (0.0, 255.0), "colours as they are, 0 to 255"
    elif low >= 0 and high <= 1:
        limits, words = (0.0, 1.0), "colours as they are, 0 to 1"
    elif low >= 0 and high <= 255:
        limits, words = (0.0, 255.0), "colours divided by 255"
    else:
        limits, words = (low, high), "colours stretched, the same for all of them"
    span = limits[1] / 2 - limits[0] / 2 or 1.0
    with np.errstate(invalid="ignore", over="ignore"):
        colours = (floats / 2 - limits[0] / 2) / span
    if alpha.size and not words.endswith(("are, 0 to 255", "are, 0 to 1", "255")):
        colours[..., 3:] = np.clip(alpha, 0, 1)  # opacity is no colour, and is not stretched
    if words.startswith("colours stretched"):
        words += f": {number(limits[0])} became 0, {number(limits[1])} became 1"
    return np.where(np.isfinite(colours), np.clip(colours, 0, 1), np.nan), limits, words


def _broken(pixels: npt.NDArray[Any], counts: Counts) -> tuple[npt.NDArray[Any], Key]:
    """Pixels with a colour that is not finite, in a colour of their own."""
    if counts.finite == counts.size:
        return pixels, ()
    broken = ~np.isfinite(pixels).all(axis=-1)
    shown = np.where(np.isfinite(pixels), pixels, 0)
    shown[broken, :3] = to_rgb("#ff00ff")
    if shown.shape[-1] == 4:
        shown[broken, 3] = 1
    return shown, (("#ff00ff", f"{plural(int(broken.sum()), 'pixel')} with a colour that is not finite"),)
