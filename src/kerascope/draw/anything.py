"""One call for whatever is at hand: a model, several arrays, a history, one array."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any, cast

from kerascope.draw.arrays import name_axes
from kerascope.draw.choose import choose
from kerascope.draw.drawing import Drawing
from kerascope.draw.history import draw_history
from kerascope.draw.sheet import draw_sheet
from kerascope.errors import UsageError

__all__ = ["draw"]


def draw(array: object, x: Any = None, *, dims: Iterable[str] | str | None = None, **options: Any) -> Drawing:
    """Draw an array as the names of its axes suggest; of a Keras model, an overview of all that it holds.

    - a model, with data `x` for it: `draw_model`
    - several named arrays, as `activations` and `weights` return them: `draw_sheet`
    - an axis `epoch` (or a history, a dict of lists, a dataset along it): `draw_history`
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
    if _is_named_arrays(array) and not _is_of_epochs(array):
        return draw_sheet(cast(Mapping[str, object], array), **options)
    if _is_history(array) and dims is None:
        return draw_history(array, **options)
    named = name_axes(array, dims)
    function = choose(named)
    return function(array, dims=dims, **options)


def _is_model(value: object) -> bool:
    """Whether this is a Keras layer or model; nobody can have one without keras."""
    kind = getattr(getattr(sys.modules.get("keras"), "layers", None), "Layer", None)
    return isinstance(kind, type) and isinstance(value, kind)


def _is_named_arrays(value: object) -> bool:
    kind = getattr(sys.modules.get("xarray"), "DataArray", None)
    many = isinstance(value, Mapping) and bool(value) and isinstance(kind, type)
    return many and all(isinstance(array, kind) for array in value.values())  # type: ignore[arg-type, attr-defined]


def _is_of_epochs(value: object) -> bool:
    """Whether it is a dataset along epochs; to Python any dataset is a mapping of named arrays."""
    kind = getattr(sys.modules.get("xarray"), "Dataset", None)
    return isinstance(kind, type) and isinstance(value, kind) and "epoch" in getattr(value, "dims", ())


def _is_history(array: object) -> bool:
    if isinstance(getattr(array, "history", array), Mapping):
        return True
    if _is_of_epochs(array):
        return True
    frame = getattr(sys.modules.get("pandas"), "DataFrame", None)
    return isinstance(frame, type) and isinstance(array, frame) and "epoch" in getattr(array, "columns", ())
