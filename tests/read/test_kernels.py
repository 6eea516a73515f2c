"""Kernels come out with the names that their layer's type gives them, and errors say what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerascope.errors import LayerError, ModelError
from kerascope.read import kernels

pytestmark = pytest.mark.keras

WINDOW = {"kernel_height": 2, "kernel_width": 3}
CASES: dict[str, tuple[str, dict[str, Any], tuple[int, ...], dict[str, int]]] = {
    "dense": ("Dense", {"units": 4}, (5,), {"feature": 5, "unit": 4}),
    "conv1d": (
        "Conv1D",
        {"filters": 4, "kernel_size": 3},
        (9, 2),
        {"kernel_time": 3, "in_channel": 2, "out_channel": 4},
    ),
    "conv2d": (
        "Conv2D",
        {"filters": 4, "kernel_size": (2, 3)},
        (6, 6, 5),
        {**WINDOW, "in_channel": 5, "out_channel": 4},
    ),
    "conv2d, groups": (
        "Conv2D",
        {"filters": 6, "kernel_size": (2, 3), "groups": 3},
        (6, 6, 9),
        {**WINDOW, "in_channel": 3, "out_channel": 6},
    ),
    "conv3d": (
        "Conv3D",
        {"filters": 2, "kernel_size": (4, 2, 3)},
        (6, 6, 6, 5),
        {"kernel_depth": 4, **WINDOW, "in_channel": 5, "out_channel": 2},
    ),
    "conv1d transpose": (
        "Conv1DTranspose",
        {"filters": 4, "kernel_size": 3},
        (9, 2),
        {"kernel_time": 3, "out_channel": 4, "in_channel": 2},
    ),
    "conv2d transpose": (
        "Conv2DTranspose",
        {"filters": 4, "kernel_size": (2, 3)},
        (6, 6, 5),
        {**WINDOW, "out_channel": 4, "in_channel": 5},
    ),
    "conv3d transpose": (
        "Conv3DTranspose",
        {"filters": 2, "kernel_size": (4, 2, 3)},
        (6, 6, 6, 5),
        {"kernel_depth": 4, **WINDOW, "out_channel": 2, "in_channel": 5},
    ),
    "depthwise1d": (
        "DepthwiseConv1D",
        {"kernel_size": 3, "depth_multiplier": 2},
        (9, 5),
        {"kernel_time": 3, "in_channel": 5, "multiplier": 2},
    ),
    "depthwise2d": (
        "DepthwiseConv2D",
        {"kernel_size": (2, 3), "depth_multiplier": 4},
        (6, 6, 5),
        {**WINDOW, "in_channel": 5, "multiplier": 4},
    ),
    "embedding": ("Embedding", {"input_dim": 11, "output_dim": 4}, (6,), {"vocabulary": 11, "feature": 4}),
}


@pytest.mark.parametrize("case", CASES)
def test_each_axis_has_its_name_and_its_values(
    case: str, filled: Callable[[Any], Any], data: Callable[..., np.ndarray]
) -> None:
    import keras

    kind, options, shape, sizes = CASES[case]
    layer = getattr(keras.layers, kind)(name="it", **options)
    filled(keras.Sequential([keras.Input(shape), layer], name="m"))
    array = kernels(keras.Sequential([keras.Input(shape), layer], name="m"), "it")
    assert dict(array.sizes) == sizes
    assert list(array.sizes) == list(sizes)
    np.testing.assert_array_equal(array.values, data(*sizes.values()))
    assert array.attrs["layer_class"] == kind
    assert (array.attrs["model"], array.attrs["layer"], array.attrs["axes_from"]) == ("m", "it", "layer")
    first = next(iter(sizes))
    assert array.isel({first: 1}).coords[first] == 1


def test_a_channels_first_kernel_is_stored_like_any_other() -> None:
    import keras

    layer = keras.layers.Conv2D(4, (2, 3), data_format="channels_first", name="it")
    layer.build((None, 5, 8, 8))
    array = kernels(_holder(layer), "it")
    assert dict(array.sizes) == {**WINDOW, "in_channel": 5, "out_channel": 4}
    assert array.attrs["data_format"] == "channels_first"


def _holder(*layers: Any) -> Any:
    """A layer that only holds others: kernels can be read without a forward pass."""
    import keras

    class Holder(keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__(name="holder")
            self.held = list(layers)

    return Holder()


def _model() -> Any:
    import keras

    encoder = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(3, 3, name="conv1")], name="encoder")
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            encoder,
            keras.layers.SeparableConv2D(5, 3, name="separable"),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.GlobalAveragePooling2D(name="pool"),
            keras.layers.Dense(2, name="dense"),
        ],
        name="m",
    )


def test_a_layer_is_found_by_name_path_index_and_itself() -> None:
    model = _model()
    conv = model.layers[0].layers[0]
    paths = {kernels(model, by).attrs["path"] for by in ("conv1", "encoder/conv1", conv)}
    assert paths == {"encoder/conv1"}
    assert {kernels(model, by).attrs["path"] for by in (-1, 4, np.int64(4), "dense")} == {"dense"}


def test_a_layer_of_two_kernels_asks_which() -> None:
    model = _model()
    with pytest.raises(LayerError, match=r"several kernels.*'depthwise_kernel' or weight='pointwise_kernel'"):
        kernels(model, "separable")
    depthwise = kernels(model, "separable", weight="depthwise_kernel")
    pointwise = kernels(model, "separable", weight="pointwise_kernel")
    assert dict(depthwise.sizes) == {"kernel_height": 3, "kernel_width": 3, "in_channel": 3, "multiplier": 1}
    assert dict(pointwise.sizes) == {"kernel_height": 1, "kernel_width": 1, "in_channel": 3, "out_channel": 5}


def test_another_weight_is_read_by_its_name() -> None:
    model = _model()
    assert kernels(model, "dense", weight="bias").dims == ("unit",)
    assert kernels(model, "norm", weight="gamma").dims == ("channel",)
    with pytest.raises(LayerError, match=r"no kernel.*weight='gamma' or weight='beta'"):
        kernels(model, "norm")
    with pytest.raises(LayerError, match=r"no weight 'kernal'.*'kernel'"):
        kernels(model, "dense", weight="kernal")


def test_a_wrong_name_is_met_with_near_ones() -> None:
    model = _model()
    with pytest.raises(LayerError, match=r"no layer 'conv'.*'encoder/conv1'"):
        kernels(model, "conv")
    with pytest.raises(LayerError, match=r"no layer 'Dense_1'.*'dense'"):
        kernels(model, "Dense_1")
    with pytest.raises(LayerError, match=r"5 layers.*index 5.*-5 to 4"):
        kernels(model, 5)
    with pytest.raises(LayerError, match=r"no such layer.*of another model"):
        kernels(model, _model().layers[-1])
    with pytest.raises(LayerError, match=r"no such layer.*True"):
        kernels(model, True)


def test_a_name_that_two_layers_have_needs_a_path() -> None:
    import keras

    def branch(name: str) -> Any:
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="dense")], name=name)

    i = keras.Input((4,))
    model = keras.Model(i, keras.layers.Add()([branch("left")(i), branch("right")(i)]))
    with pytest.raises(LayerError, match=r"2 layers are named 'dense'.*'left/dense' or 'right/dense'"):
        kernels(model, "dense")
    assert kernels(model, "right/dense").attrs["path"] == "right/dense"


def test_a_layer_without_weights_and_one_never_built_are_told_apart() -> None:
    import keras

    with pytest.raises(LayerError, match=r"'pool' has no weights.*GlobalAveragePooling2D.*'dense'"):
        kernels(_model(), "pool")
    unbuilt = keras.Sequential([keras.layers.Dense(2, name="dense")])
    with pytest.raises(ModelError, match=r"never built.*Call the model once on a batch"):
        kernels(unbuilt, "dense")


def test_what_is_no_model_is_said_to_be_none() -> None:
    with pytest.raises(ModelError, match=r"not a Keras 3 model.*builtins.dict"):
        kernels({}, "dense")


def test_two_layers_of_one_name_in_a_subclassed_model_are_told_apart_by_position() -> None:
    import keras

    first, second = keras.layers.Dense(2, name="same"), keras.layers.Dense(3, name="same")
    first.build((None, 4))
    second.build((None, 4))
    holder = _holder(first, second)
    assert kernels(holder, "same[1]").sizes["unit"] == 3
    with pytest.raises(LayerError, match=r"'same\[0\]' or 'same\[1\]'"):
        kernels(holder, "same")


def test_parts_of_recurrent_and_attention_layers_are_named() -> None:
    import keras

    i = keras.Input((6, 5))
    both = keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=True), name="both")(i)
    attention = keras.layers.MultiHeadAttention(3, 2, name="attention")(both, both)
    steps = keras.layers.TimeDistributed(keras.layers.Dense(7), name="steps")(attention)
    model = keras.Model(i, keras.layers.GRU(2, name="gru")(steps))
    backward = kernels(model, "both", weight="backward/kernel")
    assert dict(backward.sizes) == {"feature": 5, "gate": 4, "unit": 4}
    query = kernels(model, "attention", weight="query/kernel")
    assert dict(query.sizes) == {"feature": 8, "head": 3, "head_feature": 2}
    assert dict(kernels(model, "steps").sizes) == {"feature": 8, "unit": 7}
    assert dict(kernels(model, "gru").sizes) == {"feature": 7, "gate": 3, "unit": 2}
    with pytest.raises(LayerError, match=r"weight='query/kernel' or weight='key/kernel'"):
        kernels(model, "attention")


def test_axes_of_a_custom_layer_are_numbered_and_said_to_be() -> None:
    import keras

    class Scale(keras.layers.Layer):
        def build(self, shape: Any) -> None:
            self.kernel = self.add_weight(shape=(2, 3), name="kernel")

        def call(self, x: Any) -> Any:
            return x

    layer = Scale(name="scale")
    layer.build((None, 3))
    array = kernels(_holder(layer), "scale")
    assert array.dims == ("axis_0", "axis_1")
    assert array.attrs["axes_from"] == "none"


def test_bfloat16_and_values_that_are_not_finite_are_read() -> None:
    import keras

    layer = keras.layers.Dense(2, dtype="bfloat16", name="half")
    layer.build((None, 3))
    layer.set_weights([np.array([[1, np.nan], [np.inf, 2], [-np.inf, 3]], "float32"), np.zeros(2, "float32")])
    array = kernels(_holder(layer), "half")
    assert array.dtype == np.float32
    assert array.attrs["dtype"] == "bfloat16"
    np.testing.assert_array_equal(array.values, [[1, np.nan], [np.inf, 2], [-np.inf, 3]])


def test_the_array_is_a_copy() -> None:
    model = _model()
    array = kernels(model, "dense")
    array.values[:] = 99
    assert not (kernels(model, "dense").values == 99).any()
