"""Activations: one pass, any kind of model, every call, names that are true, values that NumPy computes too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerascope.errors import LayerError, ModelError, UsageError
from kerascope.read import activations

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


def _close(left: Any, right: Any) -> None:
    np.testing.assert_allclose(np.asarray(left), np.asarray(right), rtol=1e-4, atol=1e-5)


def _cnn(*, explicit: bool = True) -> Any:
    import keras

    layers = [
        keras.layers.Conv2D(3, (2, 3), activation="relu", name="conv"),
        keras.layers.MaxPooling2D(2, name="pool"),
        keras.layers.Flatten(name="flat"),
        keras.layers.Dropout(0.5, name="drop"),
        keras.layers.Dense(4, name="dense"),
    ]
    return keras.Sequential(([keras.Input((7, 8, 2), name="image")] if explicit else []) + layers, name="cnn")


def _expected_cnn(model: Any, x: np.ndarray, reference: Any) -> dict[str, np.ndarray]:
    kernel, bias, dense, dense_bias = model.get_weights()
    conv = np.maximum(reference.conv2d(x, kernel, bias), 0)
    pool = conv.reshape(len(x), 3, 2, 3, 2, 3).max(axis=(2, 4))
    flat = pool.reshape(len(x), -1)
    return {"conv": conv, "pool": pool, "flat": flat, "drop": flat, "dense": flat @ dense + dense_bias}


def test_a_sequential_model_gives_what_numpy_computes(filled: Any, data: Data, reference: Any) -> None:
    model, x = filled(_cnn()), data(2, 7, 8, 2)
    found = activations(model, x)
    expected = _expected_cnn(model, x, reference)
    assert list(found) == list(expected)
    for name, values in expected.items():
        _close(found[name], values)
    assert found["conv"].dims == found["pool"].dims == ("batch", "height", "width", "channel")
    assert found["dense"].dims == ("batch", "unit")
    assert found["drop"].dims == ("batch", "feature")
    attrs = found["conv"].attrs
    assert (attrs["model"], attrs["layer"], attrs["layer_class"]) == ("cnn", "conv", "Conv2D")
    assert (attrs["call"], attrs["calls"], attrs["axes_from"]) == (1, 1, "layer")


def test_sequential_without_input_is_built_and_read(filled: Any, data: Data, reference: Any) -> None:
    x = data(2, 7, 8, 2)
    model = _cnn(explicit=False)
    assert set(activations(model, x)) == {"conv", "pool", "flat", "drop", "dense"}
    filled(model)
    _close(activations(model, x)["dense"], _expected_cnn(model, x, reference)["dense"])


def test_a_subclassed_model_that_was_never_called(filled: Any, data: Data, reference: Any) -> None:
    import keras

    class Net(keras.Model):
        def __init__(self) -> None:
            super().__init__(name="net")
            self.body = _cnn()
            self.head = keras.layers.Dense(3, name="head")

        def call(self, x: Any) -> Any:
            return {"logits": self.head(self.body(x)), "double": self.body(2 * x)}

    model, x = Net(), data(2, 7, 8, 2)
    first = activations(model, x)
    assert first["cnn/conv"].attrs["calls"] == 2
    filled(model)
    found = activations(model, x)
    assert set(found) == set(first)
    _close(found["cnn/dense"], _expected_cnn(model.body, x, reference)["dense"])
    _close(found["cnn/dense#2"], _expected_cnn(model.body, 2 * x, reference)["dense"])
    _close(found["cnn#2"], found["cnn/dense#2"])
    kernel, bias = model.head.get_weights()
    _close(found["head"], found["cnn/dense"].values @ kernel + bias)
    whole = activations(model, x, "net")
    assert set(whole) == {"net.logits", "net.double"}


def test_a_shared_layer_tells_its_calls_apart(filled: Any, data: Data) -> None:
    import keras

    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    shared = keras.layers.Dense(3, name="shared")
    total = keras.layers.Add(name="sum")([shared(left), shared(right)])
    model = filled(keras.Model([left, right], total))
    a, b = data(2, 4), data(2, 4, start=50)
    kernel, bias = model.get_weights()
    for x in ([a, b], (a, b), {"left": a, "right": b}):
        found = activations(model, x)
        assert list(found) == ["shared", "shared#2", "sum"]
        _close(found["shared"], a @ kernel + bias)
        _close(found["shared#2"], b @ kernel + bias)
        assert [found[k].attrs["call"] for k in ("shared", "shared#2")] == [1, 2]


def test_a_model_that_takes_and_gives_dicts(filled: Any, data: Data) -> None:
    import keras

    inputs = {"b": keras.Input((4,), name="beta"), "a": keras.Input((3,), name="alpha")}
    out = {"x": keras.layers.Dense(2, name="one")(inputs["a"]), "y": keras.layers.Dense(2, name="two")(inputs["b"])}
    model = filled(keras.Model(inputs, out))
    given = {"a": data(2, 3), "b": data(2, 4)}
    found = activations(model, given)
    weights = {layer.name: layer.get_weights() for layer in model.layers if layer.weights}
    _close(found["one"], given["a"] @ weights["one"][0] + weights["one"][1])
    _close(found["two"], given["b"] @ weights["two"][0] + weights["two"][1])


def test_an_lstm_gives_its_course_and_its_states(filled: Any, data: Data, reference: Any) -> None:
    import keras

    i = keras.Input((6, 3))
    course, hidden, cell = keras.layers.LSTM(4, return_sequences=True, return_state=True, name="lstm")(i)
    last = keras.layers.LSTM(2, name="last")(course)
    model = filled(keras.Model(i, [last, hidden, cell]))
    x = data(2, 6, 3)
    found = activations(model, x)
    expected = reference.lstm(x, *model.get_weights()[:3])
    assert found["lstm"].dims == ("batch", "time", "unit")
    assert found["last"].dims == found["lstm.cell_state"].dims == ("batch", "unit")
    _close(found["lstm"], expected)
    _close(found["lstm.hidden_state"], expected[:, -1])
    _close(found["last"], reference.lstm(expected, *model.get_weights()[3:])[:, -1])


def test_attention_scores_are_named_where_the_model_asks_for_them(filled: Any, data: Data) -> None:
    import keras

    i = keras.Input((5, 6))
    out, scores = keras.layers.MultiHeadAttention(2, 3, name="mha")(i, i, return_attention_scores=True)
    model = filled(keras.Model(i, [out, scores]))
    x = data(2, 5, 6)
    found = activations(model, x)
    assert found["mha.scores"].dims == ("batch", "head", "query", "key")
    assert found["mha"].dims == ("batch", "time", "feature")
    q, k = (x @ model.get_weights()[2 * n].reshape(6, 6) + model.get_weights()[2 * n + 1].reshape(6) for n in (0, 1))
    logits = np.einsum("bqhd,bkhd->bhqk", q.reshape(2, 5, 2, 3), k.reshape(2, 5, 2, 3)) / np.sqrt(3)
    expected = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    _close(found["mha.scores"], expected)


def test_layers_are_picked_by_name_path_index_and_list(filled: Any, data: Data) -> None:
    import keras

    model = filled(keras.Sequential([keras.Input((7, 8, 2)), _cnn(), keras.layers.Dense(2, name="top")]))
    x = data(1, 7, 8, 2)
    for one in ("conv", "cnn/conv", model.layers[0].layers[0]):
        assert list(activations(model, x, one)) == ["cnn/conv"]
    assert list(activations(model, x, -1)) == ["top"]
    assert list(activations(model, x, ["top", "cnn/pool"])) == ["cnn/pool", "top"]
    with pytest.raises(LayerError, match=r"no layer 'konv'.*'cnn/conv'"):
        activations(model, x, "konv")
    with pytest.raises(UsageError, match=r"no layer was asked for"):
        activations(model, x, [])


def test_the_mapping_helps_and_holds_still(data: Data) -> None:
    found = activations(_cnn(), data(2, 7, 8, 2))
    with pytest.raises(KeyError, match=r"no array 'conf' was read. Near names are 'conv'"):
        found["conf"]
    with pytest.raises(LayerError):
        found["conf"]
    assert found.get("conf") is None
    assert "conf" not in found
    assert len(found) == 5
    assert "conv   (batch: 2, height: 6, width: 6, channel: 3)  float32" in repr(found)
    with pytest.raises(TypeError):
        found["conv"] = None  # type: ignore[index]


def test_a_layer_that_did_not_run_is_said_not_to_have(data: Data) -> None:
    import keras

    class Spare(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.used, self.spare = keras.layers.Dense(2, name="used"), keras.layers.Dense(2, name="spare")

        def call(self, x: Any) -> Any:
            return self.used(x)

    model = Spare()
    assert list(activations(model, data(2, 3))) == ["used"]
    with pytest.raises(LayerError, match=r"'spare' put out nothing.*did not call it"):
        activations(model, data(2, 3), "spare")
    functional = keras.Model(i := keras.Input((3,), name="start"), keras.layers.Dense(2)(i))
    with pytest.raises(LayerError, match=r"'start' put out nothing.*the data you hand over"):
        activations(functional, data(2, 3), "start")


def test_channels_first_is_named_so_all_the_way() -> None:
    import keras

    model = keras.Sequential(
        [
            keras.Input((2, 6, 5)),
            keras.layers.Rescaling(2.0, name="scale"),
            keras.layers.ZeroPadding2D(1, data_format="channels_first", name="pad"),
            keras.layers.ReLU(name="relu"),
            keras.layers.Permute((2, 3, 1), name="turned"),
            keras.layers.ReLU(name="last"),
        ]
    )
    found = activations(model, np.ones((1, 2, 6, 5), "float32"))
    first = ("batch", "channel", "height", "width")
    assert [found[k].dims for k in ("scale", "pad", "relu")] == [first] * 3
    assert [found[k].dims for k in ("turned", "last")] == [("batch", "height", "width", "channel")] * 2
    assert found["relu"].attrs["axes_from"] == "input"


def test_axes_that_nobody_can_name_are_said_to_be_guessed() -> None:
    import keras

    model = keras.Sequential([keras.Input((24,)), keras.layers.Reshape((2, 3, 2, 2), name="shaped")])
    guess = activations(model, np.ones((1, 24), "float32"))["shaped"]
    assert guess.attrs["axes_from"] == "rank"
    model = keras.Sequential([keras.Input((24,)), keras.layers.Reshape((2, 3, 2, 2, 1), name="shaped")])
    unknown = activations(model, np.ones((1, 24), "float32"))["shaped"]
    assert unknown.dims == ("batch", "axis_1", "axis_2", "axis_3", "axis_4", "axis_5")
    assert unknown.attrs["axes_from"] == "none"


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "mixed_bfloat16"])
def test_half_precision_is_read(dtype: str, filled: Any, data: Data) -> None:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, dtype=dtype, name="half")])
    filled(model)
    x = data(2, 4)
    array = activations(model, x)["half"]
    kernel, bias = (np.asarray(w, "float32") for w in model.get_weights())
    np.testing.assert_allclose(np.asarray(array, "float32"), x @ kernel + bias, atol=0.02)
    assert array.attrs["dtype"] == dtype.removeprefix("mixed_")
    assert array.dtype == ("float16" if dtype == "float16" else "float32")


def test_activations_equal_a_multi_output_models(filled: Any, data: Data) -> None:
    import keras

    i = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, padding="same", name="c1")(i)
    x = keras.layers.BatchNormalization(name="bn")(x)
    y = keras.layers.DepthwiseConv2D(3, padding="same", name="dw")(x)
    x = keras.layers.Add(name="add")([x, y])
    x = keras.layers.Conv2DTranspose(2, 2, strides=2, name="up")(x)
    model = filled(keras.Model(i, keras.layers.GlobalAveragePooling2D(name="gap")(x)))
    names = ["c1", "bn", "dw", "add", "up", "gap"]
    whole = keras.Model(i, [model.get_layer(n).output for n in names])
    values = data(2, 8, 8, 3)
    found = activations(model, values)
    for name, expected in zip(names, whole.predict(values, verbose=0), strict=True):
        _close(found[name], expected)


def test_what_the_models_own_code_raises_names_the_layer(data: Data) -> None:
    import keras

    class Broken(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            if not isinstance(x, keras.KerasTensor):
                raise ZeroDivisionError("no luck today")
            return x

        def compute_output_shape(self, shape: Any) -> Any:
            return shape

    i = keras.Input((4,))
    model = keras.Model(i, Broken(name="seventh")(keras.layers.Dense(4)(i)), name="m")
    with pytest.raises(ModelError, match=r"model 'm' raised ZeroDivisionError in layer 'seventh'.*no luck today") as e:
        activations(model, data(2, 4))
    assert isinstance(e.value.__cause__, ZeroDivisionError)
