"""What made an array of Keras's, in its own names: the layer of a weight, and of each output of a model."""

from __future__ import annotations

from typing import Any

from kerascope.axes import weight_axes
from kerascope.evidence import Provenance
from kerascope.watch.values.layer_axes import (
    CHANNELS_LAST,
    axes_like,
    axes_of_input,
    axes_of_output,
    effective_format,
    known_class,
)

__all__ = ["flat_outputs", "makers", "output_provenance", "short_name", "weight_provenance"]


def short_name(variable: Any) -> str:
    return str(variable.path).rsplit("/", 1)[-1]


def weight_provenance(
    layer: Any, variable: Any, position: int | None, siblings: tuple[str, ...] = (), *, model: Any = None
) -> Provenance:
    name = type(layer).__name__
    weight = short_name(variable)
    data_format = str(getattr(layer, "data_format", "") or "")
    return Provenance(
        kind="weights",
        axes=weight_axes(known_class(layer), weight, len(variable.shape), data_format or None),
        model=str(getattr(model, "name", "")),
        layer=str(layer.name),
        layer_class=name,
        weight=weight,
        position=position,
        siblings=siblings,
        data_format=data_format,
        colour_inputs=_reads_colours(layer),
        source="get_weights",
    )


def _reads_colours(layer: Any) -> bool:
    """Whether a convolution reads an Input of 3 or 4 channels itself, perhaps after scaling or padding it."""
    try:
        tensor = layer.input
        for _ in range(6):
            operation, _, _ = tensor._keras_history
            if type(operation).__name__ == "InputLayer":
                return tensor.shape[-1] in (3, 4) or tensor.shape[1] in (3, 4)
            if type(operation).__name__ not in ("Rescaling", "Normalization", "ZeroPadding2D", "Resizing"):
                return False
            tensor = operation.input
    except Exception:
        return False
    return False


def output_provenance(
    model: Any,
    layer: Any,
    output: Any,
    position: int,
    final: bool,
    source: str,
    count: int,
    given: tuple[int, ...] = (),
) -> Provenance:
    shape = tuple(getattr(output, "shape", ()))
    data_format = str(getattr(layer, "data_format", "") or "")
    inputs = getattr(model, "inputs", None) if hasattr(model, "predict") else None
    axes = axes_of_output(layer, len(shape), data_format) or axes_like(model, shape, given)
    if axes == CHANNELS_LAST and not effective_format(layer):
        axes = axes_of_input(shape, known_class(layer))
    return Provenance(
        kind="output",
        axes=axes,
        model=str(getattr(model, "name", "")),
        layer=str(layer.name),
        layer_class=known_class(layer),
        position=position if count > 1 else None,
        data_format=effective_format(layer),
        activation=_activation(layer),
        final=final,
        input_shape=tuple(inputs[0].shape) if inputs and hasattr(inputs[0], "shape") else None,
        source=source,
    )


def _activation(layer: Any) -> str:
    found = getattr(layer, "activation", None)
    name = getattr(found, "__name__", "") if found is not None else ""
    return str(name) or {"Softmax": "softmax", "ReLU": "relu"}.get(type(layer).__name__, "")


def makers(model: Any, count: int) -> list[tuple[Any, bool]]:
    """For each output of a model: the layer that makes it, and whether that is an end of its network."""
    if not hasattr(model, "predict"):
        return [(model, False)] * count
    try:
        outputs = flat_outputs(model.outputs) if getattr(model, "outputs", None) else []
    except Exception:
        outputs = []
    if len(outputs) != count:
        last = list(model.layers)[-1] if getattr(model, "layers", None) else model
        return [(last if count == 1 and type(model).__name__ == "Sequential" else model, True)] * count
    found = []
    for tensor in outputs:
        layer = tensor._keras_history[0]
        final = True
        for _ in range(4):
            if not hasattr(layer, "predict"):
                break
            inner = flat_outputs(layer.outputs)
            if len(inner) != 1:
                break
            layer = inner[0]._keras_history[0]
        try:
            final = not any(_goes_on(layer, node) for node in layer._outbound_nodes)
        except Exception:
            final = True
        found.append((layer, final))
    return found


def _goes_on(layer: Any, node: Any) -> bool:
    return type(node.operation).__name__ not in ("InputLayer",)


def flat_outputs(result: Any) -> list[Any]:
    if isinstance(result, dict):
        return [r for k in sorted(result) for r in flat_outputs(result[k])]
    if isinstance(result, list | tuple):
        return [r for part in result for r in flat_outputs(part)]
    return [result] if hasattr(result, "shape") else []
