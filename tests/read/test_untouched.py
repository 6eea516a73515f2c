"""Reading leaves a model, its states and every source of randomness as they were."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerascope.errors import ModelError
from kerascope.read import activations

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


def _noisy() -> Any:
    """A model whose very inference changes what it can: states, statistics, seeds, losses and random numbers."""
    import keras

    class Noisy(keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__(name="noisy")
            self.seeds = keras.random.SeedGenerator(3)
            self.count = self.add_weight(shape=(), initializer="zeros", trainable=False, name="count")

        def call(self, x: Any) -> Any:
            self.count.assign_add(1.0)
            self.add_loss(keras.ops.sum(x))
            random.random()
            np.random.random()  # noqa: NPY002
            return x + keras.random.normal(keras.ops.shape(x), seed=self.seeds)

    layers = [
        keras.Input(batch_shape=(2, 5, 3)),
        keras.layers.LSTM(4, stateful=True, return_sequences=True, name="lstm"),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Dropout(0.5, name="drop"),
        Noisy(),
        keras.layers.Dense(1, name="dense"),
    ]
    return keras.Sequential(layers)


def _state(model: Any) -> list[np.ndarray]:
    held = [*model.variables, *model.layers[0].states, *model.optimizer.variables]
    return [np.array(v.value.detach() if hasattr(v.value, "detach") else v.value) for v in held]


def test_a_pass_puts_back_all_that_it_changed(filled: Any, data: Data) -> None:
    model, x = filled(_noisy()), data(2, 5, 3)
    model.compile("adam", "mse")
    model.layers[1].trainable = False
    model(x)
    before, losses, trainable = _state(model), len(model.losses), [v.trainable for v in model.variables]
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    first = activations(model, x)
    assert all(np.array_equal(a, b) for a, b in zip(before, _state(model), strict=True))
    assert len(model.losses) == losses
    assert [v.trainable for v in model.variables] == trainable
    assert random.getstate() == states[0]
    assert np.array_equal(np.random.get_state()[1], states[1][1])  # noqa: NPY002
    again = activations(model, x)
    for name, array in first.items():
        np.testing.assert_array_equal(array, again[name])


def test_the_check_above_would_see_a_change(filled: Any, data: Data) -> None:
    model, x = filled(_noisy()), data(2, 5, 3)
    model.compile("adam", "mse")
    before, losses = _state(model), len(model.losses)
    model(x, training=False)
    assert not all(np.array_equal(a, b) for a, b in zip(before, _state(model), strict=True))
    assert len(model.losses) > losses


def test_a_pass_that_fails_puts_back_as_well(filled: Any, data: Data) -> None:
    import keras

    original = keras.layers.Layer.__call__
    model, x = filled(_noisy()), data(2, 5, 3)
    model.compile("adam", "mse")
    before = _state(model)

    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError("out of luck")

    model.layers[-1].call = fail
    with pytest.raises(ModelError, match=r"in layer 'dense'"):
        activations(model, x)
    assert all(np.array_equal(a, b) for a, b in zip(before, _state(model), strict=True))
    assert keras.layers.Layer.__call__ is original


def test_keras_is_as_it_was_afterwards(data: Data) -> None:
    import keras

    call = keras.layers.Layer.__call__
    assign = keras.Variable.assign
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    activations(model, data(2, 3))
    assert keras.layers.Layer.__call__ is call
    assert keras.Variable.assign is assign


def test_calls_of_other_threads_are_not_mixed_in(data: Data) -> None:
    import keras

    shared = keras.layers.Dense(2, name="shared")
    other = keras.Sequential([keras.Input((3,)), shared])

    class Meddled(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            thread = threading.Thread(target=lambda: other(data(4, 3)))
            thread.start()
            thread.join()
            return x

        def compute_output_shape(self, shape: Any) -> Any:
            return shape

    i = keras.Input((3,))
    model = keras.Model(i, shared(Meddled(name="meddled")(i)))
    found = activations(model, data(2, 3))
    assert list(found) == ["meddled", "shared"]
    assert found["shared"].sizes["batch"] == 2


def test_training_goes_on_as_without_reading(data: Data) -> None:
    import keras

    def course(reading: bool) -> list[float]:
        keras.utils.set_random_seed(7)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dropout(0.3)])
        model.compile("sgd", "mse")
        x, y = data(8, 3), data(8, 4)
        losses = []
        for _ in range(2):
            losses += model.fit(x, y, verbose=0, batch_size=4).history["loss"]
            if reading:
                activations(model, x)
        return losses

    assert course(reading=True) == course(reading=False)
