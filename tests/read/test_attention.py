"""Attention scores are read per head, also where the model never asked for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerascope.read import activations

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def test_scores_that_were_not_asked_for(filled: Any, data: Data) -> None:
    import keras

    i = keras.Input((5, 6))
    out = keras.layers.MultiHeadAttention(2, 3, name="mha")(i, i)
    model = filled(keras.Model(i, keras.layers.Dense(2, name="dense")(out)))
    x = data(2, 5, 6)
    found = activations(model, x)
    assert list(found) == ["mha", "mha.scores", "dense"]
    assert found["mha.scores"].dims == ("batch", "head", "query", "key")
    named = {w.path.split("mha/")[1]: keras.ops.convert_to_numpy(w.value) for w in model.layers[1].weights}
    q, k = (np.einsum("btf,fhd->bhtd", x, named[f"{p}/kernel"]) + named[f"{p}/bias"][:, None] for p in ("query", "key"))
    np.testing.assert_allclose(found["mha.scores"], _softmax(q @ k.swapaxes(-1, -2) / np.sqrt(3)), atol=1e-5)
    without = activations(model, x, scores=False)
    assert list(without) == ["mha", "dense"]
    np.testing.assert_allclose(found["dense"], without["dense"], atol=1e-5)
    np.testing.assert_allclose(found["dense"], keras.ops.convert_to_numpy(model(x)), atol=1e-5)


def test_scores_respect_the_causal_mask_and_padding(filled: Any, data: Data) -> None:
    import keras

    words = keras.Input((4,), dtype="int32")
    embedded = keras.layers.Embedding(9, 6, mask_zero=True, name="embed")(words)
    out = keras.layers.MultiHeadAttention(2, 3, name="mha")(embedded, embedded, use_causal_mask=True)
    model = filled(keras.Model(words, out))
    scores = activations(model, np.array([[3, 1, 2, 0]]))["mha.scores"]
    np.testing.assert_allclose(np.triu(scores.values[0, 0], 1), 0, atol=1e-6)
    np.testing.assert_allclose(scores.sel(query=slice(0, 2)).sum("key"), 1, atol=1e-5)
    np.testing.assert_allclose(
        activations(model, np.array([[3, 1, 2, 0]]), scores=False)["mha"],
        activations(model, np.array([[3, 1, 2, 0]]))["mha"],
        atol=1e-5,
    )


@pytest.mark.parametrize("kind", ["Attention", "AdditiveAttention", "GroupQueryAttention"])
def test_every_attention_layer_gives_its_scores(kind: str, filled: Any, data: Data) -> None:
    import keras

    query, value = keras.Input((5, 6)), keras.Input((3, 6))
    if kind == "GroupQueryAttention":
        out = keras.layers.GroupQueryAttention(4, 4, 2, name="it")(query, value)
    else:
        out = getattr(keras.layers, kind)(name="it")([query, value])
    model = filled(keras.Model([query, value], out))
    found = activations(model, [data(2, 5, 6), data(2, 3, 6)])
    scores = found["it.scores"]
    heads = {"head": 4} if kind == "GroupQueryAttention" else {}
    assert dict(scores.sizes) == {"batch": 2, **heads, "query": 5, "key": 3}
    np.testing.assert_allclose(scores.sum("key"), 1, atol=1e-5)
    assert found["it"].dims == ("batch", "time", "feature")


def test_a_call_that_says_no_to_scores_is_left_alone_and_so_is_flash(data: Data) -> None:
    import keras

    class Plain(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.mha = keras.layers.MultiHeadAttention(2, 3, name="mha")

        def call(self, x: Any) -> Any:
            return self.mha(x, x, return_attention_scores=False)

    assert list(activations(Plain(), data(2, 5, 6))) == ["mha"]


def test_projections_inside_attention_are_read_by_path(filled: Any, data: Data) -> None:
    import keras

    i = keras.Input((5, 6))
    model = filled(keras.Model(i, keras.layers.MultiHeadAttention(2, 3, name="mha")(i, i)))
    found = activations(model, data(2, 5, 6), "mha/query")["mha/query"]
    assert found.shape == (2, 5, 2, 3)
    assert found.dims[:2] == ("batch", "time")
