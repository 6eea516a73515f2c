"""A whole model on one sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kerascope
from kerascope.errors import InputError, ModelError, UsageError

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def model() -> Any:
    import keras

    i = keras.Input((8, 8, 2), name="picture")
    x = keras.layers.Conv2D(3, 3, name="conv", activation="relu")(i)
    x = keras.layers.BatchNormalization(name="norm")(x)
    return keras.Model(i, keras.layers.Dense(4, name="top")(keras.layers.Flatten(name="flat")(x)), name="little")


@pytest.fixture(scope="module")
def x() -> np.ndarray:
    return np.sin(np.arange(3 * 128, dtype="float32")).reshape(3, 8, 8, 2)


def values(drawing: kerascope.Drawing, name: str) -> np.ndarray:
    """All cells of a panel, sorted: each is one value of the array."""
    (image,) = drawing.axes[name].images
    return np.sort(np.ma.compressed(image.get_array()))


def test_every_layer_s_weights_and_outputs_for_one_sample(model: Any, x: np.ndarray) -> None:
    drawing = kerascope.draw(model, x, sample=1)
    kernel = model.get_layer("conv").kernel
    maps = kerascope.activations(model, x, "conv")["conv"].isel(batch=1)
    assert set(drawing.axes) == {
        "picture/sample",
        "conv/kernel",
        "conv/bias",
        "conv/output",
        "norm/gamma, beta, moving_mean, moving_variance",
        "norm/output",
        "flat/output",
        "top/kernel",
        "top/bias",
        "top/output",
    }
    np.testing.assert_allclose(values(drawing, "conv/kernel"), np.sort(np.asarray(kernel.numpy()).ravel()), atol=1e-6)
    np.testing.assert_allclose(values(drawing, "conv/output"), np.sort(maps.values.ravel()), atol=1e-6)
    np.testing.assert_allclose(values(drawing, "picture/sample"), np.sort(x[1].ravel()), atol=1e-6)
    assert drawing.heading[0] == "little (Functional)"
    assert "activations for sample 1 of the data given" in drawing.heading


def test_without_data_the_weights_are_drawn_and_that_is_said(model: Any) -> None:
    drawing = kerascope.draw(model)
    assert {name.split("/")[0] for name in drawing.axes} == {"conv", "norm", "top"}
    assert any("no sample was given" in line for line in drawing.heading)


def test_layers_can_be_picked_and_pages_turned(model: Any, x: np.ndarray) -> None:
    assert list(kerascope.draw(model, x, layers="conv").axes) == ["conv/kernel", "conv/bias", "conv/output"]
    second = kerascope.draw(model, x, at_most=4, page=1)
    assert second.left_out == {"panels": 7}
    assert any("page 1 of" in line for line in second.heading)


def test_the_description_is_in_the_files(model: Any, x: np.ndarray, tmp_path: Path) -> None:
    drawing = kerascope.draw(model, x)
    for kind, where in (("svg", "utf-8"), ("png", "latin-1")):
        text = drawing.save(tmp_path / f"sheet.{kind}").read_bytes().decode(where)
        assert "Sheet of 10 panels: little (Functional)" in text
    assert drawing.save(tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"sample": 3}, InputError, "no such sample"),
        ({"sample": -1}, UsageError, "no such sample"),
        ({"at_most": 0}, UsageError, "at least one panel"),
    ],
)
def test_what_can_t_be_drawn_is_said(model: Any, x: np.ndarray, arguments: Any, error: Any, said: str) -> None:
    with pytest.raises(error, match=said):
        kerascope.draw(model, x, **arguments)


def test_a_model_that_was_never_built_needs_data(x: np.ndarray) -> None:
    import keras

    model = keras.Sequential([keras.layers.Conv2D(2, 3, name="conv")])
    with pytest.raises(ModelError, match="never built"):
        kerascope.draw(model)
    assert "conv/output" in kerascope.draw(model, x).axes


def test_a_stream_of_batches_is_drawn_too(model: Any, x: np.ndarray) -> None:
    batches: Callable[[], Any] = lambda: (x[i : i + 1] for i in range(3))  # noqa: E731
    drawing = kerascope.draw(model, batches(), sample=2)
    expected = kerascope.activations(model, x[2:], "conv")["conv"]
    np.testing.assert_allclose(values(drawing, "conv/output"), np.sort(expected.values.ravel()), atol=1e-5)
