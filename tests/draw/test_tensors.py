"""Tensors of every framework are read as they are: bfloat16, gradients, devices without values."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from kerascope.draw import describe, draw_image
from kerascope.errors import DataError

pytestmark = pytest.mark.keras

PICTURE = np.arange(12, dtype=np.float32).reshape(3, 4)


def drawn(array: Any) -> Any:
    return np.asarray(draw_image(array).axes["image"].images[0].get_array())


def framework(module: str) -> Any:
    """The framework, in the run of its own backend only: each takes seconds to import."""
    name = module.partition(".")[0]
    if os.environ.get("KERAS_BACKEND", name) != name:
        pytest.skip(f"not the run of {name}")
    return pytest.importorskip(module)


def test_torch() -> None:
    torch = framework("torch")
    tensor = torch.tensor(PICTURE)
    for form in (tensor, tensor.clone().requires_grad_(), tensor.to(torch.bfloat16), tensor.to(torch.float16)):
        np.testing.assert_array_equal(drawn(form), PICTURE)
    assert "bfloat16" in describe(tensor.to(torch.bfloat16))
    np.testing.assert_array_equal(drawn(tensor.to_sparse()), PICTURE)
    with pytest.raises(DataError, match="meta"):
        draw_image(tensor.to("meta"))


def test_jax() -> None:
    jnp = framework("jax.numpy")
    for dtype in ("float32", "bfloat16", "int32"):
        np.testing.assert_array_equal(drawn(jnp.asarray(PICTURE, dtype)), PICTURE)
    assert "bfloat16" in describe(jnp.asarray(PICTURE, "bfloat16"))


def test_tensorflow() -> None:
    tf = framework("tensorflow")
    for dtype in ("float32", "bfloat16", "int32"):
        np.testing.assert_array_equal(drawn(tf.cast(PICTURE, dtype)), PICTURE)
    np.testing.assert_array_equal(drawn(tf.Variable(PICTURE)), PICTURE)
    with pytest.raises(DataError, match="The array holds objects"):
        draw_image(tf.ragged.constant([[1.0], [1.0, 2.0]]))


def test_keras() -> None:
    keras = pytest.importorskip("keras")
    np.testing.assert_array_equal(drawn(keras.Variable(PICTURE)), PICTURE)
    np.testing.assert_array_equal(drawn(keras.ops.convert_to_tensor(PICTURE)), PICTURE)
    with pytest.raises(DataError, match="A symbolic tensor has no values"):
        draw_image(keras.Input((3, 4)))
