"""From the names of an array's axes to the drawing that shows it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, cast

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.grid import MATRICES, PICTURES
from kerascope.draw.heatmap import draw_heatmap
from kerascope.draw.history import draw_history
from kerascope.draw.image import COLOUR_AXES, draw_image
from kerascope.draw.lines import ALONG, draw_lines
from kerascope.draw.mosaic import draw_mosaic
from kerascope.errors import AxisError, UsageError

__all__ = ["choose", "draw"]

_MANY_LINES = 32


def draw(array: object, x: Any = None, *, dims: Iterable[str] | str | None = None, **options: Any) -> Drawing:
    """Draw an array as the names of its axes suggest; of a Keras model, an overview of all that it holds.

    - a model, with data `x` for it: `draw_model`
    - several named arrays, as `activations` and `weights` return them: `draw_sheet`
    - an axis `epoch` (or a history, a dict of lists, a dataset): `draw_history`
    - two axes of a picture (height and width, kernel_height and kernel_width, query and key): `draw_mosaic`, or
      `draw_image` when these are all or the only other one holds colours
    - an axis `time` and up to 32 units: `draw_lines`; more of them: `draw_heatmap`
    - one axis: `draw_lines`; any other two: `draw_heatmap`
    - a matrix for each gate, head or output channel (of recurrent, attention or Conv1D weights): `draw_mosaic`

    array : a named array, or a plain one with `dims`; or a model
    x : of a model only: data for it, batch axis first
    options : for the function chosen, like scale, into, at_most, title

    Returns a Drawing. Raises AxisError that names every axis and its size when nothing fits, DataError or UsageError.
    """
    if _is_model(array):
        from kerascope import draw_model  # above this package: it reads the model first

        return draw_model(array, x, **options)
    if x is not None:
        raise UsageError(
            "Only a model takes data",
            given=f"a {type(array).__name__} and a {type(x).__name__}",
            needed="draw(model, x) or draw(array)",
            next_step="Options have names: dims=, scale=, into=",
        )
    if _is_named_arrays(array):
        from kerascope.draw.sheet import draw_sheet  # which chooses by this module

        return draw_sheet(cast(Mapping[str, object], array), **options)
    if _is_history(array) and dims is None:
        return draw_history(array, **options)
    named = name_axes(array, dims)
    function = choose(named)
    return function(array, dims=dims, **options)


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


def _is_model(value: object) -> bool:
    """Whether this is a Keras layer or model; nobody can have one without keras."""
    kind = getattr(getattr(sys.modules.get("keras"), "layers", None), "Layer", None)
    return isinstance(kind, type) and isinstance(value, kind)


def _is_named_arrays(value: object) -> bool:
    kind = getattr(sys.modules.get("xarray"), "DataArray", None)
    many = isinstance(value, Mapping) and bool(value) and isinstance(kind, type)
    return many and all(isinstance(array, kind) for array in value.values())  # type: ignore[arg-type, attr-defined]


def _is_history(array: object) -> bool:
    if isinstance(getattr(array, "history", array), Mapping):
        return True
    dataset = getattr(sys.modules.get("xarray"), "Dataset", None)
    if isinstance(dataset, type) and isinstance(array, dataset):
        return True
    frame = getattr(sys.modules.get("pandas"), "DataFrame", None)
    return isinstance(frame, type) and isinstance(array, frame) and "epoch" in getattr(array, "columns", ())
