"""The gates of recurrent layers, which Keras stores side by side, as an axis of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerascope.axes import Axes, canonical_class, weight_axes

__all__ = ["split_gates"]

_GATES = {
    "LSTM": ("input", "forget", "cell", "output"),
    "GRU": ("update", "reset", "candidate"),
    "ConvLSTM": ("input", "forget", "cell", "output"),
}


def split_gates(
    layer_class: str, weight: str, values: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], Axes, dict[str, tuple[str, ...]]] | None:
    """Give a recurrent weight's gates an axis of their own: (feature, 4 × units) becomes (feature, gate, unit).

    Returns the values, their axes, and labels for the axes that have some; `None` for weights without gates.
    """
    kind, _ = canonical_class(layer_class.replace("Cell", ""))
    gates = _GATES.get(kind)
    raw = weight_axes(layer_class, weight, values.ndim)
    if gates is None or raw is None or not raw[-1].startswith("gate_") or values.shape[-1] % len(gates):
        return None
    split = values.reshape(*values.shape[:-1], len(gates), -1)
    axes = weight_axes(layer_class, weight, split.ndim)
    if axes is None:
        return None
    labels: dict[str, tuple[str, ...]] = {"gate": gates}
    if "bias_part" in axes:
        labels["bias_part"] = ("input", "recurrent")
    return split, axes, labels
