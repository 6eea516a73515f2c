"""float8 layers, and models that another framework's own loop runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import kerascope
from kerascope.errors import InputError
from kerascope.read import activations, kernels, weights

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


@pytest.mark.parametrize("policy", ["float8_from_float32", "float8_from_bfloat16", "float8_from_mixed_bfloat16"])
def test_float8_layers_are_read_as_they_work_and_as_they_store(policy: str, data: Data) -> None:
    import keras

    layer = keras.layers.Dense(4, dtype=policy, use_bias=False, name="top")
    model = keras.Sequential([keras.Input((6,)), layer])
    layer.kernel_scale.assign(0.013)
    layer._kernel.assign(data(6, 4))
    held = weights(model)
    assert {array.attrs["axes_from"] for array in held.values()} == {"layer"}
    assert held["top/kernel_amax_history"].dims == ("step",)
    assert held["top/kernel"].attrs["effective"] == "stored"
    works = kernels(model, "top")
    assert works.attrs["effective"] == "float8 rounded"
    found = activations(model, np.eye(6, dtype="float32"))["top"]
    np.testing.assert_allclose(found, works, rtol=2e-2 if "bfloat16" in policy else 1e-6)
    assert not np.array_equal(works, held["top/kernel"])
    np.testing.assert_allclose(works, held["top/kernel"], rtol=0.07, atol=0.013 / 8)
    assert "top/output" in kerascope.draw(model, data(2, 6)).axes


def _model(keras: Any) -> Any:
    layers = [
        keras.Input((6,)),
        keras.layers.Dense(4, activation="relu", name="one"),
        keras.layers.Dense(2, name="two"),
    ]
    return keras.Sequential(layers)


def test_in_a_torch_training_loop(data: Data) -> None:
    import keras

    if keras.backend.backend() != "torch":
        pytest.skip("PyTorch's own loop")
    import torch

    x, maps = torch.tensor(data(5, 6)), []

    def losses(*, look: bool) -> list[float]:
        keras.utils.set_random_seed(1)
        model, found = _model(keras), []
        whole = torch.nn.Sequential(model, torch.nn.Linear(2, 1))
        optimizer = torch.optim.SGD(whole.parameters(), lr=0.01)
        for _ in range(3):
            optimizer.zero_grad()
            loss = (whole(x) ** 2).sum()
            if look:
                maps.append((activations(model, x)["one"].values, _relu(model, x.numpy())))
            loss.backward()
            optimizer.step()
            assert whole.training
            found.append(loss.item())
        return found

    assert losses(look=True) == losses(look=False)
    for seen, expected in maps:
        np.testing.assert_allclose(seen, expected, rtol=1e-5, atol=1e-7)
    assert not np.array_equal(maps[0][0], maps[2][0])


def _relu(model: Any, x: np.ndarray) -> np.ndarray:
    kernel, bias = model.get_layer("one").get_weights()
    return np.maximum(x @ kernel + bias, 0)


def test_beside_a_compiled_step_of_jax(data: Data) -> None:
    import keras

    if keras.backend.backend() != "jax":
        pytest.skip("JAX's own loop")
    import jax

    model, x, refused = _model(keras), data(5, 6), []

    @jax.jit
    def step(trainable: Any, state: Any, x: Any) -> Any:
        try:
            activations(model, x)
        except InputError as error:
            refused.append(str(error))
        return model.stateless_call(trainable, state, x)

    values = [v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]
    before = activations(model, x)["one"]
    outputs, _ = step(*values, x)
    np.testing.assert_allclose(activations(model, x)["two"], outputs, rtol=1e-5)
    np.testing.assert_array_equal(activations(model, x)["one"], before)
    assert "is symbolic: it has a shape but no values" in refused[0]


def test_beside_a_function_of_tensorflow(data: Data) -> None:
    import keras

    if keras.backend.backend() != "tensorflow":
        pytest.skip("TensorFlow's own loop")
    import tensorflow as tf

    model, x, refused = _model(keras), data(5, 6), []

    @tf.function
    def step(x: Any) -> Any:
        try:
            activations(model, x)
        except InputError as error:
            refused.append(str(error))
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(model(x) ** 2)
        return loss, tape.gradient(loss, model.trainable_variables[0])

    loss, gradient = step(tf.constant(x))
    assert gradient.shape == (6, 4)
    two = activations(model, x)["two"]
    np.testing.assert_allclose(float((two**2).sum()), float(loss), rtol=1e-5)
    assert "is symbolic: it has a shape but no values" in refused[0]
