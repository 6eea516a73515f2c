"""All activations of a model, beside one forward pass of a model that has them all as outputs."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.measure import Row, paired, ratio, said, told, within

__all__ = ["rows"]


def rows(pairs: int) -> list[Row]:
    """Measure 32 pictures through 14 layers; both sides end with every activation as a NumPy array."""
    import keras
    import numpy as np

    from kerascope import activations

    model = _model(keras)
    x = np.random.default_rng(0).random((32, 64, 64, 3), "float32")
    every = keras.Model(model.input, [layer.output for layer in model.layers[1:]])

    def theirs() -> list[Any]:
        return [keras.ops.convert_to_numpy(output) for output in every(x, training=False)]

    def plain() -> Any:
        return keras.ops.convert_to_numpy(model(x, training=False))

    def ours() -> Any:
        return activations(model, x)

    beside = paired(ours, plain, 3 * pairs)
    own, other = (median(side) for side in zip(*beside, strict=True))
    what = "all activations of a CNN, beside a plain forward pass that gives the last of them"
    return [
        within(
            "all activations of a CNN, beside a `keras.Model` with those outputs", paired(ours, theirs, 3 * pairs), 1.1
        ),
        told(what, said(own), said(other), ratio(beside)),
    ]


def _model(keras: Any) -> Any:
    layers = keras.layers
    x = inputs = keras.Input((64, 64, 3))
    for filters in (16, 32, 64, 64):
        x = layers.Conv2D(filters, 3, padding="same")(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(10)(x))
