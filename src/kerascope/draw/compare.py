"""Two arrays on one scale, with their difference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.colors import Colormap
from matplotlib.figure import Figure, SubFigure

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.field import draw_field
from kerascope.draw.grid import PICTURES
from kerascope.draw.layout import new_figure
from kerascope.draw.mosaic import draw_named
from kerascope.draw.scales import Scale, check_scale, settle
from kerascope.draw.values import as_floats, finite, measure
from kerascope.draw.words import alt_text, clean, number, plural, title_of
from kerascope.errors import AxisError

__all__ = ["draw_comparison"]


def draw_comparison(
    first: object,
    second: object,
    *,
    dims: Iterable[str] | str | None = None,
    names: tuple[str, str] | None = None,
    into: Figure | SubFigure | None = None,
    scale: Scale = "shared",
    cmap: str | Colormap | None = None,
    at_most: int = 256,
) -> Drawing:
    """Draw two arrays on one colour scale, and beside them second minus first on a scale of its own, even about 0.

    first, second : the same axes (in any order) and sizes, like a kernel before and after training; mosaics where there
        are the axes of a picture, else two axes
    names : what the two are called; by default what they say of themselves
    scale : "shared" or "robust" over both, or (low, high)
    at_most : tiles in each mosaic

    Returns a Drawing with the axes "first", "second", "difference" and a colour bar for each ("first colorbar" …);
    `limits` is the scale of the first two. Raises AxisError when the axes differ (names all of them), or DataError.
    """
    checked = check_scale(scale)
    one, two = name_axes(first, dims), name_axes(second, dims)
    if one.sizes != two.sizes:
        raise AxisError(
            "Only arrays of the same axes and sizes can be compared",
            given=f"{one.shape_words()} and {two.shape_words()}",
            needed="the same axes",
        )
    if one.values.size == 0:
        raise AxisError("There is nothing to draw", given=one.shape_words(), needed="at least one of each axis")
    two = two.ordered(*one.dims)
    both = np.stack([_floats(one), _floats(two)])
    shared = settle("shared" if checked == "each" else checked, both, None, measure(both)).pair
    with np.errstate(invalid="ignore", over="ignore"):
        change = both[1] - both[0]
    called = [clean(n, 60) for n in names] if names else [title_of(one), title_of(two)]
    if names is None and called[0] == called[1]:
        called = [f"{called[0]} ({which})" for which in ("first", "second")]
    limits: Any = shared if shared[0] < shared[1] else "shared"
    reach = float(np.abs(finite(change, None)).max(initial=0))
    difference = Named(change, one.dims, None, one.labels, one.fixed, {}, "", str(change.dtype))
    panels = (
        ("first", one, called[0], limits, "same colours as the second"),
        ("second", two, called[1], limits, "same colours as the first"),
        ("difference", difference, "second minus first", (-reach, reach) if reach else "shared", _change_words(change)),
    )
    figure = into if into is not None else _figure_for(panels[0], cmap, at_most)
    parts: dict[str, Any] = {}
    places: Any = figure.subfigures(1, 3)
    for place, (which, named, title, own, note) in zip(places, panels, strict=True):
        drawn = _panel(named, place, own, cmap if which != "difference" else None, at_most, title, note)
        parts |= {which: drawn.axes[next(iter(drawn.axes))], f"{which} colorbar": drawn.axes["colorbar"]}
    heading = (f"{called[0]} and {called[1]}", one.shape_words(), _change_words(change))
    return Drawing(figure, parts, shared, drawn.left_out, heading, alt_text("Comparison of two arrays", heading))


def _floats(named: Named) -> Any:
    values = as_floats(named.values)
    return values if named.mask is None else np.where(named.mask, np.nan, values)


def _figure_for(panel: tuple[str, Named, str, Any, str], cmap: Any, at_most: int) -> Figure:
    """A figure as wide as three of the first panel, drawn once to see how large it gets."""
    _, named, title, scale, note = panel
    alone = _panel(named, None, scale, cmap, at_most, title, note).root
    return new_figure(3 * alone.get_figwidth(), alone.get_figheight() + 0.5)


def _panel(named: Named, place: Any, scale: Any, cmap: Any, at_most: int, title: str, note: str) -> Drawing:
    if any(a in named.dims and b in named.dims for a, b in PICTURES):
        return draw_named(named, into=place, scale=scale, cmap=cmap, at_most=at_most, title=title, notes=(note,))
    named = named.squeezed(keep=named.dims[-2:])
    if len(named.dims) != 2:
        raise AxisError(
            "A comparison needs the axes of a picture, or two axes",
            given=named.shape_words(),
            next_step="Index the others away",
        )
    return draw_field(named, "heatmap", into=place, scale=scale, cmap=cmap, title=title, aspect="auto", notes=(note,))


def _change_words(change: Any) -> str:
    values = finite(change, None)
    if not values.size:
        return "no finite difference"
    if not values.any():
        return "no difference" + ("" if values.size == change.size else " where both are finite")
    scale = float(np.abs(values).max())
    rms = scale * float(np.sqrt(np.mean((values.astype(np.float64) / scale) ** 2)))
    equal = int((values == 0).sum())
    return f"largest difference {number(scale)}, root mean square {number(rms)}, {plural(equal, 'value')} equal"
