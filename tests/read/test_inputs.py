"""Data that does not fit is named in the terms of the model's own input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kerascope.errors import InputError, KerascopeError
from kerascope.read import activations

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def image_model() -> Any:
    import keras

    return keras.Sequential([keras.Input((8, 6, 1), name="image"), keras.layers.Conv2D(2, 3, name="conv")], name="m")


@pytest.fixture(scope="module")
def word_model() -> Any:
    import keras

    words = keras.Input((5,), dtype="int32", name="words")
    return keras.Model(words, keras.layers.Embedding(7, 3, name="embed")(words))


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((8, 6, 1), r"'image' does not fit: this is one sample without its batch axis.*\(8, 6, 1\).*x\[None\]"),
        ((8, 6), r"without its batch and channel axes.*x\[None, ..., None\]"),
        ((2, 1, 8, 6), r"channels come first, not last.*moveaxis\(x, 1, -1\)"),
        ((2, 8, 5, 1), r"axis 2 has 5 where 6 are needed.*shape \(batch, 8, 6, 1\)"),
        ((2, 8, 6, 3), r"axis 3 has 3 where 1 are needed"),
        ((3, 2, 8, 6, 1), r"one axis too many in front.*x\[0\]"),
        ((48,), r"it has 1 axes where the model's input has 4"),
        ((0, 8, 6, 1), r"'image' holds no values.*\(0, 8, 6, 1\)"),
    ],
)
def test_a_shape_that_does_not_fit(image_model: Any, shape: tuple[int, ...], text: str) -> None:
    with pytest.raises(InputError, match=text):
        activations(image_model, np.zeros(shape, "float32"))


def test_one_channel_may_be_left_out_of_a_batch_as_keras_allows(image_model: Any, data: Data) -> None:
    x = data(2, 8, 6, 1)
    with_axis, without = activations(image_model, x)["conv"], activations(image_model, x[..., 0])["conv"]
    np.testing.assert_array_equal(with_axis, without)


def test_nan_is_an_error_until_it_is_asked_for(image_model: Any, data: Data) -> None:
    x = data(2, 8, 6, 1)
    x[1, 2, 3, 0] = np.nan
    x[1, 2, 4, 0] = np.inf
    with pytest.raises(InputError, match=r"1 NaN and 1 infinite of 96 values, the first at index \(1, 2, 3, 0\)"):
        activations(image_model, x)
    found = activations(image_model, x, allow_nan=True)["conv"]
    assert np.isfinite(found[0]).all()
    assert not np.isfinite(found[1]).all()


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (np.full((2, 8, 6, 1), "a"), "a dtype that no layer takes.*<U1"),
        (np.zeros((2, 8, 6, 1), complex), "a dtype that no layer takes.*complex128"),
        ([[1, 2], [3]], "no regular array"),
        (None, "a dtype that no layer takes.*object"),
    ],
)
def test_values_that_are_no_numbers(image_model: Any, x: Any, text: str) -> None:
    with pytest.raises(InputError, match=text):
        activations(image_model, x)


@pytest.mark.parametrize("dtype", ["float64", "float16", "uint8", "int64", "bool"])
def test_any_real_dtype_is_taken(image_model: Any, dtype: str) -> None:
    x = np.ones((2, 8, 6, 1), dtype)
    found = activations(image_model, x)["conv"]
    np.testing.assert_allclose(found, activations(image_model, x.astype("float32"))["conv"], rtol=1e-3)


def test_bfloat16_data_is_taken(image_model: Any) -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = np.ones((2, 8, 6, 1), ml_dtypes.bfloat16)
    found = activations(image_model, x)["conv"]
    np.testing.assert_allclose(found, activations(image_model, x.astype("float32"))["conv"], rtol=1e-3)


def test_masked_values_are_refused_and_a_mask_of_nothing_is_not(image_model: Any, data: Data) -> None:
    x = np.ma.masked_array(data(2, 8, 6, 1))
    np.testing.assert_array_equal(activations(image_model, x)["conv"], activations(image_model, x.data)["conv"])
    x[0, 0, 0, 0] = np.ma.masked
    with pytest.raises(InputError, match=r"has masked values.*1 of 96.*x.filled\(0\)"):
        activations(image_model, x)


@pytest.mark.parametrize("how", ["read-only", "Fortran", "memory map", "list", "xarray"])
def test_arrays_of_any_make_are_taken(image_model: Any, data: Data, how: str, tmp_path: Any) -> None:
    import xarray as xr

    x = data(4, 8, 6, 1)
    expected = activations(image_model, x)["conv"]
    given: Any = x.copy(order="F" if how == "Fortran" else "C")
    if how == "read-only":
        given.setflags(write=False)
    elif how == "memory map":
        np.save(tmp_path / "x.npy", x)
        given = np.load(tmp_path / "x.npy", mmap_mode="r")
    elif how == "list":
        given = x.tolist()
    elif how == "xarray":
        given = xr.DataArray(x)
    np.testing.assert_allclose(activations(image_model, given, batch_size=2)["conv"], expected, rtol=1e-5, atol=1e-6)


def test_words_are_whole_numbers(word_model: Any) -> None:
    words = np.array([[0, 1, 2, 3, 4]])
    assert activations(word_model, words)["embed"].dims == ("batch", "time", "feature")
    assert activations(word_model, words.astype("float32"))["embed"].sizes["time"] == 5
    with pytest.raises(InputError, match=r"'words' takes whole numbers.*from 0.5 to 4.5"):
        activations(word_model, words + 0.5)


def test_tensors_of_the_backend_are_taken_and_symbolic_ones_are_not(image_model: Any, data: Data) -> None:
    import keras

    x = data(2, 8, 6, 1)
    tensor = keras.ops.convert_to_tensor(x)
    np.testing.assert_array_equal(activations(image_model, tensor)["conv"], activations(image_model, x)["conv"])
    with pytest.raises(InputError, match=r"'image' is symbolic"):
        activations(image_model, image_model.inputs[0])


def test_several_inputs_are_counted_and_named(data: Data) -> None:
    import keras

    left, right = keras.Input((4,), name="left"), keras.Input((3,), name="right")
    model = keras.Model([left, right], keras.layers.Concatenate(name="both")([left, right]))
    with pytest.raises(InputError, match=r"takes 2 inputs.*one ndarray.*'left' of shape.*'right' of shape"):
        activations(model, data(2, 4))
    with pytest.raises(InputError, match=r"'right' is missing.*keys 'left', 'rihgt'.*'rihgt'"):
        activations(model, {"left": data(2, 4), "rihgt": data(2, 3)})
    with pytest.raises(InputError, match=r"'right' does not fit: axis 1 has 4 where 3 are needed"):
        activations(model, [data(2, 4), data(2, 4)])


def test_a_built_subclassed_model_knows_its_input(data: Data) -> None:
    import keras

    class Net(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.conv = keras.layers.Conv2D(2, 3, name="conv")

        def call(self, x: Any) -> Any:
            return self.conv(x)

    model = Net()
    with pytest.raises(InputError, match=r"holds no values"):
        activations(model, np.zeros((0, 8, 6, 1), "float32"))
    activations(model, data(2, 8, 6, 1))
    assert activations(model, data(3, 8, 6, 1))["conv"].sizes["batch"] == 3
    with pytest.raises(InputError, match=r"one sample without its batch axis"):
        activations(model, data(8, 6, 1))


DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.floating_dtypes(),
    hnp.complex_number_dtypes(),
    hnp.datetime64_dtypes(),
    hnp.unicode_string_dtypes(max_len=3),
    st.just(np.dtype(object)),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), DTYPES, hnp.array_shapes(min_dims=0, max_dims=6, min_side=0, max_side=2))
def test_any_array_is_read_or_refused_with_a_documented_error(
    image_model: Any, values: Any, dtype: np.dtype, shape: tuple[int, ...]
) -> None:
    x = values.draw(hnp.arrays(dtype, shape))
    if values.draw(st.booleans()):
        x = np.broadcast_to(x.reshape(-1)[:1].reshape((1,) * 4) if x.size else x, (2, 8, 6, 1)) if x.size else x
    if values.draw(st.booleans()):
        x = np.ma.masked_array(x)
    try:
        found = activations(image_model, x)
    except KerascopeError:
        return
    assert found["conv"].dims == ("batch", "height", "width", "channel")


def test_the_first_batch_s_size_binds_only_what_keeps_states(data: Data) -> None:
    import keras

    free = keras.Sequential([keras.layers.Dense(2, name="top")])
    free(data(1, 3))
    assert activations(free, data(4, 3))["top"].sizes == {"batch": 4, "unit": 2}
    bound = keras.Sequential([keras.Input(batch_shape=(2, 3, 4)), keras.layers.LSTM(2, stateful=True, name="lstm")])
    with pytest.raises(InputError, match="axis 0 has 4 where 2 are needed"):
        activations(bound, data(4, 3, 4))
