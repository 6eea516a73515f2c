"""Files are loaded without running what is in them, and say how to go on when they can't be."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerascope.errors import ModelError
from kerascope.read import activations, kernels, load

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


def _small(filled: Any, *layers: Any) -> Any:
    import keras

    return filled(keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="dense"), *layers], name="small"))


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_model_is_read_from_its_file(filled: Any, data: Data, tmp_path: Path, suffix: str) -> None:
    model = _small(filled)
    model.compile("adam", "mse")
    path = tmp_path / f"model{suffix}"
    model.save(path)
    for given in (path, str(path)):
        found = load(given)
        np.testing.assert_array_equal(kernels(found, "dense"), kernels(model, "dense"))
        np.testing.assert_allclose(
            activations(found, data(2, 4))["dense"], activations(model, data(2, 4))["dense"], rtol=1e-6
        )
        assert not found.compiled


def test_a_file_of_weights_needs_a_model(filled: Any, tmp_path: Path) -> None:
    import keras

    model = _small(filled)
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    with pytest.raises(ModelError, match=r"holds weights only.*load\(path, into=model\)"):
        load(path)
    fresh = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="dense")])
    assert load(path, into=fresh) is fresh
    np.testing.assert_array_equal(kernels(fresh, "dense"), kernels(model, "dense"))
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5)], name="other")
    with pytest.raises(ModelError, match=r"do not fit model 'other'"):
        load(path, into=other)
    model.save(tmp_path / "model.keras")
    with pytest.raises(ModelError, match=r"holds a whole model.*Leave `into` out"):
        load(tmp_path / "model.keras", into=fresh)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_lambda_is_not_run_unless_trusted(filled: Any, data: Data, tmp_path: Path, suffix: str) -> None:
    import keras

    path = tmp_path / f"model{suffix}"
    _small(filled, keras.layers.Lambda(lambda x: x * 2, name="twice", output_shape=(3,))).save(path)
    with pytest.raises(ModelError, match=r"holds code, which safe mode does not run.*'twice'.*trust=True"):
        load(path)
    found = activations(load(path, trust=True), data(2, 4))
    np.testing.assert_allclose(found["twice"], 2 * found["dense"], rtol=1e-6)


def test_custom_objects_are_named(filled: Any, tmp_path: Path) -> None:
    import keras

    class Own(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return x

    path = tmp_path / "model.keras"
    _small(filled, Own(name="own")).save(path)
    with pytest.raises(ModelError, match=r"needs 1 custom objects.*Own.*custom_objects=\{'Own': Own\}"):
        load(path)
    assert load(path, custom_objects={"Own": Own}).layers[-1].name == "own"


def test_a_file_of_a_newer_keras_says_so(filled: Any, tmp_path: Path) -> None:
    path, changed = tmp_path / "model.keras", tmp_path / "changed.keras"
    _small(filled).save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "metadata.json":
                content = json.dumps(json.loads(content) | {"keras_version": "99.1.0"}).encode()
            if name == "config.json":
                content = content.replace(b'"units"', b'"future_units"')
            new.writestr(name, content)
    with pytest.raises(ModelError, match=r"could not be loaded.*written by Keras 99.1.0"):
        load(changed)


def test_what_is_no_model_file_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "text.keras").write_text("hello there")
    (tmp_path / "half.keras").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "half.h5").write_bytes(b"\x89HDF\r\n\x1a\n and no more")
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        archive.writestr("readme.txt", "hello")
    for name, text in {
        "nowhere.keras": r"there is no file 'nowhere.keras'",
        "text.keras": r"neither a zip archive nor HDF5.*11 bytes.*hello th",
        "half.keras": r"'half.keras' is damaged",
        "half.h5": r"'half.h5' is damaged",
        "other.keras": r"'other.keras' is damaged or no .keras file.*config.json",
        ".": r"is a folder, as TensorFlow's SavedModel is.*TFSMLayer",
    }.items():
        with pytest.raises(ModelError, match=text):
            load(tmp_path / name)
