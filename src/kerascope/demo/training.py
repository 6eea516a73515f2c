"""The two models of the demo: how they are built, trained and saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from kerascope.demo.data import FEATURES, STEPS, digits, series
from kerascope.demo.progress import Advance, Progress

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Trained", "train_digits", "train_series"]

_DEAD = 5
"""The channel of conv2 that a bias of -10 keeps below zero for good, as too high a learning rate leaves some."""


@dataclass(frozen=True)
class Trained:
    """A trained model, what it takes for one sample, and how the training went."""

    model: Any
    file: Path
    sample: Any
    history: xr.Dataset
    words: str


def train_digits(folder: Path, progress: Progress, epochs: int, samples: int | None) -> Trained:
    """Train a small CNN on digits; leaves digits.keras, digits.npz and, of one digit, maps.npz."""
    with progress.stage("Training on digits", epochs, "importing Keras") as advance:
        import keras

        from kerascope.read import activations, history

        keras.utils.set_random_seed(0)
        data = digits(samples)
        model = _cnn()
        held = len(data.images) // 5
        run = model.fit(
            data.images[held:],
            data.labels[held:],
            validation_data=(data.images[:held], data.labels[:held]),
            epochs=epochs,
            batch_size=64,
            verbose=0,
            callbacks=[_told(advance, epochs, "val_accuracy")],
        )
        sample = data.images[:1]
        maps = activations(model, sample, ["conv1", "conv2"])
        _save_arrays(folder / "digits.npz", images=data.images[:held], labels=data.labels[:held])
        _save_arrays(folder / "maps.npz", **{name: np.asarray(array) for name, array in maps.items()})
        path = _save_model(model, folder / "digits.keras")
    accuracy = run.history["val_accuracy"][-1]
    words = f"CNN on {len(data.images):,} digits: {accuracy:.0%} of {held:,} unseen digits right after {epochs} epochs"
    return Trained(model, path, sample, history(run), words)


def train_series(folder: Path, progress: Progress, epochs: int, samples: int | None) -> Trained:
    """Train a small LSTM on the series; leaves series.keras and series.npz."""
    with progress.stage("Training on a series", epochs, "compiling") as advance:
        import keras

        from kerascope.read import history

        keras.utils.set_random_seed(1)
        data = series(samples)
        model = _lstm()
        held = len(data.windows) // 5
        run = model.fit(
            data.windows[held:],
            data.targets[held:],
            validation_data=(data.windows[:held], data.targets[:held]),
            epochs=epochs,
            batch_size=32,
            verbose=0,
            callbacks=[_told(advance, epochs, "val_loss")],
        )
        _save_arrays(folder / "series.npz", windows=data.windows[:held], targets=data.targets[:held])
        path = _save_model(model, folder / "series.keras")
    loss = run.history["val_loss"][-1]
    words = (
        f"LSTM on {len(data.windows):,} windows of {STEPS} steps and {len(FEATURES)} features: "
        f"mean squared error {loss:.3g} on {held:,} unseen windows after {epochs} epochs"
    )
    return Trained(model, path, data.windows[:1], history(run), words)


def _cnn() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((8, 8, 1), name="digit")
    hidden = layers.Conv2D(12, 3, padding="same", activation="relu", name="conv1")(inputs)
    hidden = layers.Conv2D(16, 3, padding="same", activation="relu", name="conv2")(hidden)
    hidden = layers.MaxPooling2D(name="pool")(hidden)
    hidden = layers.Flatten(name="flat")(hidden)
    outputs = layers.Dense(10, activation="softmax", name="classes")(hidden)
    model = keras.Model(inputs, outputs, name="digits")
    kernel, bias = model.get_layer("conv2").get_weights()
    bias[_DEAD] = -10
    model.get_layer("conv2").set_weights([kernel, bias])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _lstm() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((STEPS, len(FEATURES)), name="window")
    hidden = layers.LSTM(8, return_sequences=True, name="lstm")(inputs)
    outputs = layers.Dense(1, name="next")(hidden)
    model = keras.Model(inputs, outputs, name="series")
    model.compile(keras.optimizers.Adam(0.03), "mse")
    return model


def _told(advance: Advance, epochs: int, key: str) -> Any:
    import keras

    def after(epoch: int, logs: dict[str, float]) -> None:
        advance(f"epoch {epoch + 1} of {epochs}, {key} {logs[key]:.3g}")

    return keras.callbacks.LambdaCallback(on_epoch_end=after)


def _save_model(model: Any, path: Path) -> Path:
    return _whole(path, lambda temporary: model.save(temporary))


def _save_arrays(path: Path, **arrays: Any) -> Path:
    return _whole(path, lambda temporary: np.savez(temporary, **arrays))


def _whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write under another name, then rename: a failure leaves what was there before."""
    temporary = path.with_name(f".{path.stem}-{uuid4().hex[:12]}{path.suffix}")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
