"""The names of the axes that layers and models of the watched program take and give."""

from __future__ import annotations

from typing import Any

from kerascope.axes import output_axes, score_axes

__all__ = [
    "CHANNELS_LAST",
    "axes_like",
    "axes_of_input",
    "axes_of_output",
    "effective_format",
    "first_class",
    "known_class",
]

CHANNELS_LAST = ("batch", "height", "width", "channel")

_SEQUENCES = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")


def known_class(layer: Any) -> str:
    """The class of keras.layers that a layer is or derives from."""
    for base in type(layer).__mro__:
        if base.__module__.startswith("keras."):
            return base.__name__
    return type(layer).__name__


def effective_format(layer: Any) -> str:
    """Data format of a layer's output, through layers that do not have one of their own."""
    found = str(getattr(layer, "data_format", "") or "")
    if found:
        return found
    try:
        operation, _, _ = layer.input._keras_history
        return "" if operation is layer else effective_format(operation)
    except Exception:
        return ""


def axes_of_output(layer: Any, ndim: int, data_format: str) -> tuple[str, ...] | None:
    name = known_class(layer)
    if name in ("Sequential", "Functional", "Model"):
        return None
    return output_axes(
        name, ndim, data_format or effective_format(layer) or None, sequences=getattr(layer, "return_sequences", None)
    )


def axes_like(model: Any, shape: tuple[int, ...], given: tuple[int, ...]) -> tuple[str, ...] | None:
    """Axes of the output of a model of the user's own class: its units, or the axes of its input but for the last."""
    if getattr(model, "outputs", None):
        return None
    parts = list(model._flatten_layers(include_self=False, recursive=True))
    if len(shape) == 4 and shape[1] > 1 and any(getattr(part, "num_heads", 0) == shape[1] for part in parts):
        return score_axes(4)
    if len(shape) == 2 and hasattr(model, "predict") and shape[:1] == given[:1]:
        return ("batch", "unit") if any(_ends_in_units(part, shape[1]) for part in parts) else None
    if not hasattr(model, "predict") or len(shape) != len(given):
        return None
    if any(getattr(part, "data_format", "") == "channels_first" for part in parts) or shape[:-1] != given[:-1]:
        return None
    names = {known_class(part) for part in parts}
    if len(shape) == 3 and any(n in ("LSTM", "GRU", "SimpleRNN", "Conv1D", "TimeDistributed", "RNN") for n in names):
        return ("batch", "time", "feature")
    if len(shape) == 4 and any("2D" in n for n in names):
        return ("batch", "height", "width", "channel")
    return None


def _ends_in_units(part: Any, units: int) -> bool:
    """A Dense layer that gives as many values as the whole model."""
    return known_class(part) == "Dense" and getattr(part, "units", None) == units


def axes_of_input(
    shape: tuple[int | None, ...], layer_class: str = "", data_format: str = ""
) -> tuple[str, ...] | None:
    """Names for the axes of a model's input, batch first."""
    if len(shape) == 4:
        if data_format == "channels_first" or (
            _no_window(layer_class) and shape[1] in (1, 3) and shape[3] not in (1, 3, 4)
        ):
            return ("batch", "channel", "height", "width")
        return ("batch", "height", "width", "channel")
    if len(shape) == 5:
        return ("batch", "depth", "height", "width", "channel")
    if len(shape) == 3:
        if "Conv2D" in layer_class or layer_class in ("Flatten", "Rescaling"):
            return ("batch", "height", "width")
        return ("batch", "feature", "time") if data_format == "channels_first" else ("batch", "time", "feature")
    return ("batch", "feature") if len(shape) == 2 else None


def _no_window(layer_class: str) -> bool:
    """A first layer that does not say where it reads the channels: Rescaling, Permute, Flatten, an Activation …"""
    return not any(word in layer_class for word in ("Conv", "Pool", "Padding", "Crop", "Random"))


def first_class(model: Any) -> tuple[str, str]:
    layers = [
        layer
        for layer in getattr(model, "layers", [model])
        if type(layer).__name__ not in ("InputLayer", "Rescaling", "Normalization", "Dropout", "Masking", "Lambda")
    ]
    if not layers:
        return "", ""
    return known_class(layers[0]), _moved_from(*layers[:2]) or effective_format(layers[0])


def _moved_from(layer: Any, after: Any = None) -> str:
    """What a Permute that moves the channels is given: it makes the other format.

    One that turns two axes over makes steps of features for a layer of sequences; before a Dense it makes features of
    steps, to mix these.
    """
    if known_class(layer) != "Permute":
        return ""
    dims = tuple(getattr(layer, "dims", ()))
    if dims == (2, 1) and (known_class(after) in _SEQUENCES or known_class(after).endswith(("Conv1D", "Pooling1D"))):
        return "channels_first"
    return {(2, 3, 1): "channels_first", (3, 1, 2): "channels_last"}.get(dims, "")
