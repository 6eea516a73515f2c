"""From the names of an array's axes to the drawing that shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kerascope.draw.arrays import Named
from kerascope.draw.drawing import Drawing
from kerascope.draw.grid import MATRICES, PICTURES
from kerascope.draw.heatmap import draw_heatmap
from kerascope.draw.history import draw_history
from kerascope.draw.image import COLOUR_AXES, draw_image
from kerascope.draw.lines import ALONG, draw_lines
from kerascope.draw.mosaic import draw_mosaic
from kerascope.errors import AxisError

__all__ = ["choose"]

_MANY_LINES = 32


def choose(named: Named) -> Callable[..., Drawing]:
    """The drawing function for these axes."""
    dims = [d for d, n in named.sizes.items() if n != 1 or d in ALONG]
    if "epoch" in named.dims and len(dims) <= 2:
        return draw_history
    pair = next((p for p in PICTURES if p[0] in named.dims and p[1] in named.dims), None)
    if pair is not None:
        others = [d for d in dims if d not in pair]
        return draw_mosaic if others and (len(others) > 1 or others[0] not in COLOUR_AXES) else draw_image
    along = next((d for d in ALONG if d in dims), None)
    units = [d for d in dims if d != along and d != "batch"]
    if along is not None and len(units) <= 1:
        return draw_heatmap if units and named.sizes[units[0]] > _MANY_LINES else draw_lines
    if len(dims) <= 1 and named.values.ndim:
        return draw_lines
    if len(dims) == 2:
        return draw_heatmap
    if any(a in named.dims and b in named.dims for a, b in MATRICES):
        return draw_mosaic
    if len(dims) > 2 and named.attrs.get("path"):  # of a layer that names no axes of a picture: the heading names these
        return partial(draw_mosaic, tile=tuple(dims[-2:]))
    raise AxisError(
        "No drawing is known for these axes",
        given=named.shape_words(),
        needed="a picture's axes (height, width), an axis time or epoch, or no more than two axes",
        next_step="draw_mosaic(array, tile=(row axis, column axis)) draws any array; or index axes away",
    )
