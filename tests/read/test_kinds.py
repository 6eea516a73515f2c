"""Every kind of model that people build: its weights, and all activations as a multi-output model gives them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.read.conftest import ramp

from kerascope.draw.words import clean
from kerascope.overview import model_pages
from kerascope.read import Activations, activations, weights

pytestmark = pytest.mark.keras

Made = tuple[Any, tuple[tuple[int, ...], ...]]
"""A model, and the shapes of its inputs, batch first."""


def _two_inputs(keras: Any) -> Made:
    left, right = keras.Input((8, 8, 1)), keras.Input((3,))
    hidden = keras.layers.Flatten()(keras.layers.Conv2D(2, 3)(left))
    return keras.Model([left, right], keras.layers.Concatenate()([hidden, right])), ((2, 8, 8, 1), (2, 3))


def _encoder(keras: Any, name: str = "encoder") -> Any:
    layers = [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(3, 3, name="conv"),
        keras.layers.GlobalMaxPooling2D(name="pool"),
    ]
    return keras.Sequential(layers, name=name)


def _shared_encoder(keras: Any) -> Made:
    left, right, encoder = keras.Input((8, 8, 1)), keras.Input((8, 8, 1)), _encoder(keras)
    return keras.Model([left, right], keras.layers.Subtract()([encoder(left), encoder(right)])), ((2, 8, 8, 1),) * 2


def _nested_transfer(keras: Any) -> Made:
    i = keras.Input((8, 8, 1))
    base = keras.Model(i, keras.layers.ReLU(name="relu")(keras.layers.Conv2D(3, 3, name="conv")(i)), name="base")
    base.trainable = False
    outer = keras.Input((8, 8, 1))
    hidden = keras.layers.GlobalAveragePooling2D()(base(outer, training=False))
    return keras.Model(outer, keras.layers.Dense(2)(hidden)), ((2, 8, 8, 1),)


def _block(keras: Any) -> Any:
    class Block(keras.Model):
        def __init__(self) -> None:
            super().__init__(name="block")
            self.first = keras.layers.Dense(4, activation="relu", name="first")
            self.second = keras.layers.Dense(4, name="second")

        def call(self, x: Any) -> Any:
            return self.second(self.first(x)) + x

    return Block()


def _subclassed(keras: Any) -> Made:
    model = _block(keras)
    model(np.zeros((1, 4), "float32"))
    return model, ((2, 4),)


def _subclassed_inside(keras: Any) -> Made:
    i = keras.Input((4,))
    return keras.Model(i, keras.layers.Dense(2, name="top")(_block(keras)(i))), ((2, 4),)


def _transformer(keras: Any) -> Made:
    i = keras.Input((6, 8))
    normed = keras.layers.LayerNormalization(name="layer_normalization")(i)
    attended = keras.layers.Add()([i, keras.layers.MultiHeadAttention(2, 4, name="mha")(normed, normed)])
    fed = keras.layers.Dense(8)(keras.layers.Dense(16, activation="gelu")(attended))
    return keras.Model(i, keras.layers.GlobalAveragePooling1D()(keras.layers.Add()([attended, fed]))), ((2, 6, 8),)


def _conv1d(keras: Any) -> Made:
    layers = [keras.Input((9, 2)), keras.layers.Conv1D(3, 3), keras.layers.MaxPooling1D(), keras.layers.UpSampling1D()]
    return keras.Sequential(layers), ((2, 9, 2),)


def _conv3d(keras: Any) -> Made:
    return keras.Sequential([keras.Input((5, 6, 7, 1)), keras.layers.Conv3D(2, 3), keras.layers.ELU()]), (
        (2, 5, 6, 7, 1),
    )


def _unet(keras: Any) -> Made:
    i = keras.Input((8, 8, 1))
    down = keras.layers.Conv2D(4, 3, padding="same", activation="relu")(i)
    deep = keras.layers.DepthwiseConv2D(3, padding="same")(keras.layers.MaxPooling2D()(down))
    up = keras.layers.Conv2DTranspose(4, 2, strides=2)(keras.layers.BatchNormalization()(deep))
    return keras.Model(i, keras.layers.Conv2D(1, 1)(keras.layers.Concatenate()([up, down]))), ((2, 8, 8, 1),)


def _application(name: str, **options: Any) -> Callable[[Any], Made]:
    def make(keras: Any) -> Made:
        model = getattr(keras.applications, name)(weights=None, input_shape=(32, 32, 3), classes=3, **options)
        return model, ((1, 32, 32, 3),)

    return make


def _sequential(keras: Any) -> Made:
    """Sequential without Input: what it takes is known after its first call only."""
    model = keras.Sequential([keras.layers.Conv2D(3, 3, name="conv"), keras.layers.Flatten(), keras.layers.Dense(2)])
    model(np.zeros((1, 8, 8, 1), "float32"))
    return model, ((2, 8, 8, 1),)


def _functional(keras: Any) -> Made:
    i = keras.Input((8, 8, 2))
    x = keras.layers.BatchNormalization()(keras.layers.SeparableConv2D(3, 3)(i))
    return keras.Model(i, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x))), ((2, 8, 8, 2),)


def _lstm(keras: Any) -> Made:
    i = keras.Input((6, 3))
    hidden = keras.layers.LSTM(4, return_sequences=True)(keras.layers.Masking(0.0)(i))
    return keras.Model(i, keras.layers.LSTM(2)(hidden)), ((2, 6, 3),)


def _gru(keras: Any) -> Made:
    i = keras.Input((6, 3))
    hidden = keras.layers.Bidirectional(keras.layers.GRU(3, return_sequences=True))(i)
    return keras.Model(i, keras.layers.Bidirectional(keras.layers.GRU(2))(hidden)), ((2, 6, 3),)


def _attention(keras: Any) -> Made:
    i = keras.Input((6, 8))
    return keras.Model(i, keras.layers.MultiHeadAttention(2, 4, name="mha")(i, i)), ((2, 6, 8),)


def _transposed(keras: Any) -> Made:
    layers = [
        keras.Input((6, 6, 2)),
        keras.layers.DepthwiseConv2D(3, depth_multiplier=2),
        keras.layers.Conv2DTranspose(3, 2, strides=2),
    ]
    return keras.Sequential(layers), ((2, 6, 6, 2),)


KINDS: dict[str, Callable[[Any], Made]] = {
    "Sequential without Input": _sequential,
    "functional": _functional,
    "two inputs": _two_inputs,
    "shared encoder called twice": _shared_encoder,
    "nested transfer": _nested_transfer,
    "subclassed": _subclassed,
    "subclassed inside functional": _subclassed_inside,
    "LSTM, masked": _lstm,
    "Bidirectional GRU": _gru,
    "MultiHeadAttention": _attention,
    "small transformer": _transformer,
    "Conv1D": _conv1d,
    "Conv3D": _conv3d,
    "transpose and depthwise": _transposed,
    "U-Net": _unet,
}
ATTENTION = {"MultiHeadAttention": "", "small transformer": "layer_normalization"}
"""Kinds with attention, and the layer whose output it looks at; none where that is the model's input."""
SLOW = {
    "MobileNetV2": _application("MobileNetV2", alpha=0.35),
    "ResNet50": _application("ResNet50"),
    "EfficientNetB0": _application("EfficientNetB0"),
}


@lru_cache(maxsize=1)
def _made(kind: str) -> tuple[Any, list[np.ndarray]]:
    """A model of this kind and data for it; kept for the tests of one kind, which follow each other."""
    import keras

    keras.utils.set_random_seed(3)
    model, shapes = (KINDS | SLOW)[kind](keras)
    return model, [ramp(*shape, start=i) for i, shape in enumerate(shapes)]


def _x(inputs: list[np.ndarray]) -> Any:
    return inputs if len(inputs) > 1 else inputs[0]


EVERY = [*KINDS, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)]


@pytest.mark.parametrize("kind", EVERY)
class TestEveryKind:
    """Each test is a column of docs/kinds.md, which `make kinds` writes from a run of these tests."""

    def test_weights(self, kind: str) -> None:
        model, _ = _made(kind)
        held = weights(model)
        assert len(held) == len(model.weights)
        assert sum(array.size for array in held.values()) == model.count_params()
        assert {array.attrs["axes_from"] for array in held.values()} == {"layer"}

    def test_activations_of_all_layers(self, kind: str) -> None:
        model, inputs = _made(kind)
        found = _found(kind)
        for array in found.values():
            assert array.attrs["axes_from"] in {"layer", "input", "rank"}
        compared = 0
        for key, expected in _expected(model, inputs).items():
            np.testing.assert_allclose(found[key], expected, rtol=2e-3, atol=2e-4, err_msg=key)
            compared += 1
        assert compared == sum(_is_plain(layer) for layer in model.layers)

    def test_attention(self, kind: str) -> None:
        if kind not in ATTENTION:
            pytest.skip("no attention in this kind")
        import keras

        model, inputs = _made(kind)
        found = _found(kind)
        source = found[ATTENTION[kind]].values if ATTENTION[kind] else inputs[0]
        layer = model.get_layer("mha")
        _, expected = layer(source, source, return_attention_scores=True)
        scores = found["mha.scores"]
        assert scores.dims == ("batch", "head", "query", "key")
        np.testing.assert_allclose(scores, keras.ops.convert_to_numpy(expected), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(scores.sum("key"), 1, rtol=1e-5)

    def test_draw(self, kind: str) -> None:
        model, inputs = _made(kind)
        drawings = model_pages(model, _x(inputs), at_most=40)
        pages = [next(drawings)] if kind in SLOW else list(drawings)
        drawn = {name.rsplit("/", 1)[0] for page in pages for name in page.axes}
        expected = {clean(a.attrs["path"]) for some in (weights(model), _found(kind)) for a in some.values()}
        assert drawn - set(_names(model)) <= expected if kind in SLOW else drawn >= expected
        left = pages[0].left_out.get("panels", 0)
        assert left + len(pages[0].axes) >= len(expected)
        assert pages[0].to_bytes("png").startswith(b"\x89PNG")


def test_the_table_in_the_docs_names_every_kind_and_all_of_them_work() -> None:
    lines = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][2:]
    assert [row[0] for row in rows] == [*KINDS, *SLOW]
    for row in rows:
        none = "yes · yes · yes" if row[0] in ATTENTION else "– · – · –"
        assert row[1:] == ["yes · yes · yes", "yes · yes · yes", none, "yes · yes · yes"]


def _names(model: Any) -> list[str]:
    return [tensor._keras_history.operation.name for tensor in model.inputs]


@lru_cache(maxsize=1)
def _found(kind: str) -> Activations:
    model, inputs = _made(kind)
    return activations(model, _x(inputs))


def _is_plain(layer: Any) -> bool:
    return type(layer).__name__ != "InputLayer"


def _expected(model: Any, inputs: list[np.ndarray]) -> dict[str, np.ndarray]:
    """What a multi-output model gives; of a subclassed one, what its layers give by hand."""
    import keras

    if getattr(model, "inputs", None) is None:
        first, second = model.first(inputs[0]), model.second(model.first(inputs[0]))
        return {"first": keras.ops.convert_to_numpy(first), "second": keras.ops.convert_to_numpy(second)}
    plain = [layer for layer in model.layers if _is_plain(layer)]
    outputs = {layer.name: _output(model, layer) for layer in plain}
    whole = keras.Model(model.inputs, outputs)
    found = whole(inputs, training=False)
    return {name: keras.ops.convert_to_numpy(tensor) for name, tensor in found.items()}


def _output(model: Any, layer: Any) -> Any:
    """The output of a layer's first call in the graph of this model, found from the model's outputs upwards."""
    waiting, calls = list(model.outputs), set()
    while waiting:
        operation, number, _ = waiting.pop()._keras_history
        if (id(operation), number) not in calls:
            calls.add((id(operation), number))
            waiting += operation._inbound_nodes[number].input_tensors
    first = min(number for key, number in calls if key == id(layer))
    return layer._inbound_nodes[first].output_tensors[0]
