"""Every weight of every layer class in Keras comes out with the names of its axes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerascope.errors import LayerError, ModelError
from kerascope.read import kernels, weights

pytestmark = pytest.mark.keras

Shape = tuple[int | None, ...]
# How to make one of each class that holds weights, and the shape to build it with.
WITH_WEIGHTS: dict[str, tuple[Callable[[Any], Any], Shape | list[Shape]]] = {
    "AdditiveAttention": (lambda L: L.AdditiveAttention(), [(None, 4, 5), (None, 4, 5)]),
    "Attention": (lambda L: L.Attention(use_scale=True, score_mode="concat"), [(None, 4, 5), (None, 4, 5)]),
    "BatchNormalization": (lambda L: L.BatchNormalization(renorm=True), (None, 6, 6, 3)),
    "Bidirectional": (lambda L: L.Bidirectional(L.GRU(3)), (None, 4, 5)),
    "Conv1D": (lambda L: L.Conv1D(4, 3), (None, 8, 2)),
    "Conv1DTranspose": (lambda L: L.Conv1DTranspose(4, 3), (None, 8, 2)),
    "Conv2D": (lambda L: L.Conv2D(4, 3), (None, 8, 8, 2)),
    "Conv2DTranspose": (lambda L: L.Conv2DTranspose(4, 3), (None, 8, 8, 2)),
    "Conv3D": (lambda L: L.Conv3D(4, 3), (None, 8, 8, 8, 2)),
    "Conv3DTranspose": (lambda L: L.Conv3DTranspose(4, 3), (None, 8, 8, 8, 2)),
    "ConvLSTM1D": (lambda L: L.ConvLSTM1D(4, 3), (None, 5, 8, 2)),
    "ConvLSTM2D": (lambda L: L.ConvLSTM2D(4, 3), (None, 5, 8, 8, 2)),
    "ConvLSTM3D": (lambda L: L.ConvLSTM3D(4, 3), (None, 5, 8, 8, 8, 2)),
    "Dense": (lambda L: L.Dense(4), (None, 3)),
    "DepthwiseConv1D": (lambda L: L.DepthwiseConv1D(3, depth_multiplier=2), (None, 8, 2)),
    "DepthwiseConv2D": (lambda L: L.DepthwiseConv2D(3, depth_multiplier=2), (None, 8, 8, 2)),
    "EinsumDense": (lambda L: L.EinsumDense("abc,cde->abde", (None, 2, 7), bias_axes="de"), (None, 4, 3)),
    "Embedding": (lambda L: L.Embedding(11, 4), (None, 5)),
    "GRU": (lambda L: L.GRU(3), (None, 4, 5)),
    "GRUCell": (lambda L: L.GRUCell(3), (None, 5)),
    "GroupNormalization": (lambda L: L.GroupNormalization(2), (None, 6, 6, 4)),
    "GroupQueryAttention": (lambda L: L.GroupQueryAttention(2, 4, 2), [(None, 4, 5), (None, 4, 5)]),
    "LSTM": (lambda L: L.LSTM(3), (None, 4, 5)),
    "LSTMCell": (lambda L: L.LSTMCell(3), (None, 5)),
    "LayerNormalization": (lambda L: L.LayerNormalization(axis=(1, 2, 3)), (None, 6, 7, 4)),
    "MultiHeadAttention": (lambda L: L.MultiHeadAttention(2, 3), [(None, 4, 5), (None, 4, 5)]),
    "Normalization": (lambda L: L.Normalization(), (None, 5)),
    "PReLU": (lambda L: L.PReLU(), (None, 6, 7, 4)),
    "RMSNormalization": (lambda L: L.RMSNormalization(), (None, 5)),
    "RNN": (lambda L: L.RNN(L.SimpleRNNCell(3)), (None, 4, 5)),
    "ReversibleEmbedding": (lambda L: L.ReversibleEmbedding(11, 4, tie_weights=False), (None, 5)),
    "STFTSpectrogram": (lambda L: L.STFTSpectrogram(), (None, 8000, 1)),
    "SeparableConv1D": (lambda L: L.SeparableConv1D(4, 3), (None, 8, 2)),
    "SeparableConv2D": (lambda L: L.SeparableConv2D(4, 3), (None, 8, 8, 2)),
    "SimpleRNN": (lambda L: L.SimpleRNN(3), (None, 4, 5)),
    "SimpleRNNCell": (lambda L: L.SimpleRNNCell(3), (None, 5)),
    "SpectralNormalization": (lambda L: L.SpectralNormalization(L.Conv2D(4, 3)), (None, 8, 8, 2)),
    "StackedRNNCells": (lambda L: L.StackedRNNCells([L.LSTMCell(3), L.GRUCell(2)]), (None, 5)),
    "TimeDistributed": (lambda L: L.TimeDistributed(L.Conv2D(4, 3)), (None, 5, 8, 8, 2)),
}
# What these hold is somebody else's: their weights are another framework's, or the wrapped layer's.
FOREIGN = {"FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper"}
ABSTRACT = {"InputSpec", "Layer", "Wrapper"}
_NAMES = """
Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AlphaDropout AugMix AutoContrast Average
AveragePooling1D AveragePooling2D AveragePooling3D CategoryEncoding CenterCrop Concatenate
ContrastLimitedAdaptiveHistogramEqualization Cropping1D Cropping2D Cropping3D CutMix Discretization Dot
Dropout ELU Equalization Flatten GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D HashedCrossing Hashing
Identity InputLayer IntegerLookup Lambda LeakyReLU Masking MaxNumBoundingBoxes MaxPooling1D MaxPooling2D
MaxPooling3D Maximum MelSpectrogram Minimum MixUp Multiply Permute Pipeline RandAugment RandomBrightness
RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing
RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization
RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom ReLU RepeatVector
Rescaling Reshape Resizing Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D
StringLookup Subtract TextVectorization UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
ZeroPadding2D ZeroPadding3D
"""
WITHOUT_WEIGHTS = frozenset(_NAMES.split())


def _public_classes() -> dict[str, type]:
    """Each public layer class once, under a name that Keras gives it; aliases are left out."""
    import keras

    found: dict[int, tuple[str, type]] = {}
    for name in sorted(dir(keras.layers)):
        kind = getattr(keras.layers, name)
        if inspect.isclass(kind):
            found.setdefault(id(kind), (name, kind))
    return dict(found.values())


def _holder(*layers: Any) -> Any:
    import keras

    class Holder(keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__(name="holder")
            self.held = list(layers)

    return Holder()


def test_every_public_layer_class_is_covered() -> None:
    """A class that Keras adds must be put in one of the tables above, and its weights named."""
    import keras

    tables = WITHOUT_WEIGHTS | WITH_WEIGHTS.keys() | FOREIGN | ABSTRACT
    fresh = {name for name, kind in _public_classes().items() if not tables & _names_of(kind)}
    assert not fresh, f"keras {keras.__version__} has layer classes that no test knows: {fresh}"
    wrong = {name for name in WITHOUT_WEIGHTS if _adds_weights(getattr(keras.layers, name, object))}
    assert wrong == set(), "these make weights of their own, so they belong in WITH_WEIGHTS"
    assert _adds_weights(keras.layers.Conv2D), "or the check above sees nothing"


def _names_of(kind: type) -> set[str]:
    import keras

    return {name for name in dir(keras.layers) if getattr(keras.layers, name) is kind}


def _adds_weights(kind: type) -> bool:
    own = [base for base in kind.__mro__ if base.__module__.startswith("keras.src.layers.")]
    return any("self.add_weight(" in inspect.getsource(base) for base in own if base.__name__ != "Layer")


@pytest.mark.parametrize("name", WITH_WEIGHTS)
def test_every_weight_has_names_by_its_layers_type(name: str) -> None:
    import keras

    make, shape = WITH_WEIGHTS[name]
    layer = make(keras.layers)
    if isinstance(shape, list) and not name.endswith("QueryAttention") and name != "MultiHeadAttention":
        layer.build(shape)
    elif isinstance(shape, list):
        layer.build(*shape)
    else:
        layer.build(shape)
    found = weights(_holder(layer))
    assert len(found) == len(layer.weights)
    for array in found.values():
        assert array.attrs["axes_from"] == "layer", (array.name, array.dims)
        assert len(set(array.dims)) == array.ndim
    for variable in layer.weights:
        value = np.sort(np.ravel(np.asarray(keras.ops.convert_to_numpy(variable.value), "float32")))
        assert any(np.array_equal(value, np.sort(np.ravel(array.values))) for array in found.values())


def test_gates_are_an_axis_with_their_names(data: Callable[..., np.ndarray]) -> None:
    import keras

    layer = keras.layers.LSTM(3, name="lstm")
    layer.build((None, 4, 5))
    stored = [data(*w.shape, start=i) for i, w in enumerate(layer.weights)]
    layer.set_weights(stored)
    found = weights(_holder(layer))
    assert list(found) == ["lstm/kernel", "lstm/recurrent_kernel", "lstm/bias"]
    kernel = found["lstm/kernel"]
    assert dict(kernel.sizes) == {"feature": 5, "gate": 4, "unit": 3}
    np.testing.assert_array_equal(kernel.sel(gate="forget"), stored[0][:, 3:6])
    np.testing.assert_array_equal(found["lstm/bias"].sel(gate="output"), stored[2][9:])
    gru = keras.layers.GRU(2, name="gru")
    gru.build((None, 4, 5))
    bias = weights(_holder(gru))["gru/bias"]
    assert dict(bias.sizes) == {"bias_part": 2, "gate": 3, "unit": 2}
    assert bias.coords["gate"].values.tolist() == ["update", "reset", "candidate"]
    assert bias.coords["bias_part"].values.tolist() == ["input", "recurrent"]


def test_the_gates_are_in_the_order_that_keras_uses(filled: Any, data: Any, reference: Any) -> None:
    """An LSTM whose forget gate alone is shut forgets: its cell is what the input gate lets in."""
    import keras

    layer = keras.layers.LSTM(3, return_sequences=True, return_state=True)
    i = keras.Input((4, 5))
    model = filled(keras.Model(i, layer(i)))
    kernel, recurrent, bias = model.get_weights()
    bias = bias.reshape(4, 3)
    bias[1] = -100
    layer.set_weights([kernel, recurrent, bias.reshape(-1)])
    x = data(1, 4, 5)
    found = weights(model)
    split, held = found[f"{layer.name}/kernel"], found[f"{layer.name}/bias"]
    last = x[:, -1] @ split.sel(gate="cell").values
    before = reference.lstm(x, kernel, recurrent, bias.reshape(-1))[:, -2]
    recurring = found[f"{layer.name}/recurrent_kernel"]
    candidate = np.tanh(last + before @ recurring.sel(gate="cell").values + held.sel(gate="cell").values)
    entry = x[:, -1] @ split.sel(gate="input").values + before @ recurring.sel(gate="input").values
    cell = candidate / (1 + np.exp(-(entry + held.sel(gate="input").values)))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(x)[2]), cell, atol=1e-5)


def test_weights_of_a_nested_model_have_paths() -> None:
    import keras

    class Block(keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__(name="block")
            self.inner = keras.layers.Dense(3, name="inner")

        def build(self, shape: Any) -> None:
            self.inner.build(shape)
            self.own = self.add_weight(shape=(2, 2), name="own")

        def call(self, x: Any) -> Any:
            return self.inner(x)

    encoder = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name="dense")], name="encoder")
    model = keras.Sequential([keras.Input((4,)), encoder, encoder, Block(), keras.layers.Dropout(0.1)], name="m")
    found = weights(model)
    assert set(found) == {
        "encoder/dense/kernel",
        "encoder/dense/bias",
        "block/inner/kernel",
        "block/inner/bias",
        "block/own",
    }
    assert found["block/own"].dims == ("axis_0", "axis_1")
    assert found["block/own"].attrs["axes_from"] == "none"
    assert list(weights(model, "encoder")) == ["encoder/dense/kernel", "encoder/dense/bias"]
    with pytest.raises(LayerError, match=r"no array 'encoder/dense/kernal' was read.*'encoder/dense/kernel'"):
        found["encoder/dense/kernal"]


def test_a_model_without_weights_or_never_built_says_so() -> None:
    import keras

    with pytest.raises(ModelError, match=r"never built"):
        weights(keras.Sequential([keras.layers.Dense(2)]))
    with pytest.raises(LayerError, match=r"has no weights"):
        weights(keras.Sequential([keras.Input((3,)), keras.layers.Flatten()]))


@pytest.mark.parametrize("kind", ["Dense", "EinsumDense", "Embedding", "Conv2D"])
def test_lora_is_read_as_it_works_and_as_it_is_stored(kind: str, data: Callable[..., np.ndarray]) -> None:
    import keras

    make, shape = WITH_WEIGHTS[kind]
    layer = make(keras.layers)
    layer.build(shape)
    layer.enable_lora(2)
    layer.set_weights([data(*w.shape, start=i) for i, w in enumerate(layer.weights)])
    own = "embeddings" if kind == "Embedding" else "kernel"
    works = keras.ops.convert_to_numpy(getattr(layer, own))
    array = kernels(_holder(layer), layer)
    np.testing.assert_allclose(array, works, rtol=1e-5, atol=1e-6)
    assert array.attrs["effective"] == "LoRA added"
    kept = kernels(_holder(layer), layer, stored=True)
    assert kept.attrs["effective"] == "stored"
    assert not np.allclose(kept, works)
    assert array.dims == kept.dims


@pytest.mark.parametrize("mode", ["int8", "int4"])
@pytest.mark.parametrize("kind", ["Dense", "EinsumDense", "Embedding"])
@pytest.mark.parametrize("lora", [False, True])
def test_a_quantised_layer_is_read_as_it_works(kind: str, mode: str, lora: bool, data: Any) -> None:
    import keras

    make, shape = WITH_WEIGHTS[kind]
    layer = make(keras.layers)
    layer.build(shape)
    layer.set_weights([data(*w.shape) for w in layer.weights])
    own = "embeddings" if kind == "Embedding" else "kernel"
    full = data(*layer.weights[0].shape)
    layer.quantize(mode)
    if lora:
        layer.enable_lora(2)
        a, b = (w for w in layer.weights if "lora" in w.name)
        a.assign(data(*a.shape, start=3))
        b.assign(data(*b.shape, start=5))
        full = full + np.matmul(data(*a.shape, start=3), data(*b.shape, start=5))
    array = kernels(_holder(layer), layer)
    assert array.shape == full.shape
    assert array.attrs["effective"] == f"{mode} dequantised" + (", LoRA added" if lora else "")
    np.testing.assert_allclose(array, full, atol=0.004 if mode == "int8" else 0.06)
    kept = kernels(_holder(layer), layer, stored=True)
    assert kept.dtype == np.int8
    assert kept.attrs["effective"] == "stored"
    assert kept.dims[-1].startswith("packed_") == (mode == "int4")
    assert own in kept.attrs["weight"]
