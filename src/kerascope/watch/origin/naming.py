"""Names for the axes of arrays that nobody saw come: by the shapes that the models of the run take and give.

Only what is unambiguous is named: every layer of every model alive whose sample has the array's shape beyond the
batch axis must call its axes the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kerascope.axes import score_axes
from kerascope.evidence import Argument, Call
from kerascope.watch.record.roots import Root
from kerascope.watch.values.layer_axes import axes_of_input, axes_of_output, first_class

__all__ = ["aliases_of", "axes_by_shape", "named"]

Sample = tuple[int | None, ...]
Axes = tuple[str, ...]
_LAYERS = 400


def named(calls: tuple[Call, ...], models: Iterable[Any]) -> tuple[Call, ...]:
    """The calls, with the roots of their arguments named where a shape tells."""
    if not any(_nameless(a) for c in calls for a in c.arguments):
        return calls
    samples, heads = _samples(models)
    if not samples and not heads:
        return calls
    return tuple(replace(c, arguments=tuple(_with_names(a, samples, heads) for a in c.arguments)) for c in calls)


def aliases_of(roots: Iterable[Root]) -> tuple[str, ...]:
    """Places of one list or dict that all hold the very same array: the plotted one, or what it is a part of."""
    places: dict[tuple[str, object], list[str]] = {}
    for root in roots:
        if root.name.endswith("]"):
            places.setdefault((root.name.split("[", 1)[0], root.layout), []).append(root.name)
    found = max(places.values(), key=len, default=[])
    return tuple(found) if len(found) > 1 else ()


def _nameless(argument: Argument) -> bool:
    derivation = argument.derivation
    return derivation is not None and derivation.axes is None and len(derivation.shape) >= 3


def _with_names(argument: Argument, samples: dict[Sample, set[Axes]], heads: set[int]) -> Argument:
    derivation = argument.derivation
    if derivation is None or not _nameless(argument):
        return argument
    axes = axes_by_shape(derivation.shape, samples, heads)
    if axes is None:
        return argument
    derivation = replace(derivation, axes=axes)
    own = argument.axes
    if own is None and derivation.order and len(derivation.order) == argument.facts.ndim:
        own = derivation.kept
    return replace(argument, derivation=derivation, axes=own)


def axes_by_shape(shape: tuple[int, ...], samples: dict[Sample, set[Axes]], heads: set[int]) -> Axes | None:
    """Names by the shape of one sample, or None where there are none or several."""
    found = {axes for sample, names in samples.items() if sample == shape[1:] for axes in names}
    if len(shape) == 4 and shape[1] in heads and shape[2] > 1:
        scores = score_axes(4)
        if scores is not None:
            found.add(scores)
    fitting = {axes for axes in found if len(axes) == len(shape)}
    return next(iter(fitting)) if len(fitting) == 1 else None


def _samples(models: Iterable[Any]) -> tuple[dict[Sample, set[Axes]], set[int]]:
    """Shapes of one sample that the layers take and give, with the names of the axes; numbers of attention heads."""
    samples: dict[Sample, set[Axes]] = {}
    heads: set[int] = set()
    for model in list(models)[:40]:
        try:
            layers = list(model._flatten_layers(include_self=False, recursive=True))[:_LAYERS]
            _from_inputs(model, samples)
        except Exception:
            continue
        for layer in layers:
            if type(layer).__name__ == "InputLayer":
                continue
            _from_layer(layer, samples)
            number = getattr(layer, "num_heads", None)
            if isinstance(number, int) and number > 1:
                heads.add(number)
    return samples, heads


def _from_inputs(model: Any, samples: dict[Sample, set[Axes]]) -> None:
    first, data_format = first_class(model)
    for tensor in getattr(model, "inputs", None) or ():
        _add(samples, tuple(tensor.shape), axes_of_input(tuple(tensor.shape), first, data_format))


def _from_layer(layer: Any, samples: dict[Sample, set[Axes]]) -> None:
    try:
        shape = tuple(layer.output.shape)
        axes = axes_of_output(layer, len(shape), str(getattr(layer, "data_format", "") or ""))
    except Exception:
        return
    _add(samples, shape, axes)


def _add(samples: dict[Sample, set[Axes]], shape: Sample, axes: Axes | None) -> None:
    if axes is not None and len(shape) >= 3 and all(isinstance(n, int) for n in shape[1:]):
        samples.setdefault(shape[1:], set()).add(axes)
