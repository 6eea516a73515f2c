"""A whole model on one sheet: what it holds, and what its layers make of one sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascope.draw import Drawing
from kerascope.draw.sheet import draw_sheet, page_count
from kerascope.draw.words import clean, plural
from kerascope.errors import KerascopeError, UsageError
from kerascope.read import activations, inputs_of, weights

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_model", "model_pages"]


def draw_model(
    model: Any,
    x: Any = None,
    *,
    layers: Any = None,
    sample: int = 0,
    at_most: int = 60,
    page: int = 0,
    into: Any = None,
    title: str | None = None,
) -> Drawing:
    """Draw an overview of a model: for each layer its weights and what it puts out for one sample, each with its scale.

    model : any Keras 3 model; without `x`, one that was built
    x : data as for `activations`, batch axis first; without, only weights are drawn, and the heading says so
    layers : as for `activations`; all by default
    sample : which sample of `x` is drawn, counted from 0
    at_most : panels on one page, at least 1
    page : which page, from 0, where there are more panels than one holds
    into : a Figure or SubFigure without axes that is large enough; by default a new figure that pyplot does not know
    title : instead of the model's name and class

    Returns a Drawing with an axes per panel; saved as .html, all of the model is on one page on which tiles can be
    picked to see their values. Raises what `activations` and `weights` raise, and UsageError.
    """
    arrays, notes = _read(model, x, layers, sample)
    named = title or f"{clean(model.name)} ({type(model).__name__})"
    return draw_sheet(arrays, title=named, notes=notes, into=into, at_most=at_most, page=page)


def model_pages(
    model: Any, x: Any = None, *, layers: Any = None, sample: int = 0, at_most: int = 60
) -> Iterator[Drawing]:
    """Draw every page of a model's overview, each when it is asked for; arguments are those of `draw_model`."""
    arrays, notes = _read(model, x, layers, sample)
    for page in range(page_count(arrays, at_most)):
        named = f"{clean(model.name)} ({type(model).__name__})"
        yield draw_sheet(arrays, title=named, notes=notes, at_most=at_most, page=page)


def _read(model: Any, x: Any, layers: Any, sample: int) -> tuple[list[xr.DataArray], list[str]]:
    """All arrays in the order of drawing, and what the heading says of them."""
    if isinstance(sample, bool) or not isinstance(sample, int) or sample < 0:
        raise UsageError("There is no such sample", given=f"sample={sample!r}", needed="a whole number from 0")
    read: dict[str, xr.DataArray] = {}
    if x is None:
        said = "no sample was given, so that no activations are drawn: draw(model, x) draws them"
    else:
        given = inputs_of(model, x, sample) if layers is None else {}
        read = dict(given) | dict(activations(model, x, layers, keep={"batch": sample}))
        said = f"activations for sample {sample} of the data given"
    held = _weights(model, layers, needed=not read)
    broken = _first_broken(read)
    count = plural(model.count_params(), "parameter") if model.built else ""
    return list(_in_order(held, read)), [note for note in (count, said, broken) if note]


def _first_broken(read: dict[str, xr.DataArray]) -> str:
    """Where values that are not finite come up first; layers stand in the order in which they ran."""
    for key, array in read.items():
        if array.dtype.kind == "f":
            bad = array.size - int(np.isfinite(array.values).sum())
            if bad:
                return (
                    f"not finite: {bad:,} of {array.size:,} values of {clean(key)!r}, the first output with such values"
                )
    return ""


def _weights(model: Any, layers: Any, *, needed: bool) -> list[xr.DataArray]:
    """Every weight; a model without any still has activations to draw."""
    try:
        return list(weights(model, layers).values())
    except KerascopeError:
        if needed:
            raise
        return []


def _in_order(held: list[xr.DataArray], read: dict[str, xr.DataArray]) -> Iterator[xr.DataArray]:
    """Weights before the first output of their layer, layers in the order in which they ran, the others behind."""
    by_path: dict[str, list[xr.DataArray]] = {}
    for array in held:
        by_path.setdefault(str(array.attrs["path"]), []).append(array)
    outputs: dict[str, list[xr.DataArray]] = {}
    for array in read.values():
        outputs.setdefault(str(array.attrs["path"]), []).append(array)
    for path, arrays in outputs.items():
        yield from by_path.pop(path, [])
        yield from arrays
    for rest in by_path.values():
        yield from rest
