"""Squares of likenesses between filters, or between the inputs of a kernel: told by the values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Provenance, Value

TURNED = np.random.default_rng(4).normal(size=(3, 3, 4, 6)).astype("float32")
AXES = ("kernel_height", "kernel_width", "out_channel", "in_channel")


def _cosine(rows: Any) -> Any:
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows @ rows.T


def _apart(rows: Any) -> Any:
    return np.linalg.norm(rows[:, None] - rows[None], axis=-1)


def _named(square: Any, words: str, kernel: Any = TURNED) -> int:
    made = Provenance("weights", AXES, layer="widen", layer_class="Conv2DTranspose", weight="kernel")
    entry = Value("kernel", "ndarray", "numpy", provenance=made, values=kernel)
    one = call("imshow", "image", argument("X", square, "likeness"))
    run = run_with(one, panels=[panel(title=words)], weights=(entry,))
    return len(list(all_causes()["kernel-layout"].look(one, run)))


@pytest.mark.parametrize("like", [_cosine, np.corrcoef, _apart, lambda r: 1 - _cosine(r)])
def test_the_inputs_compared_as_filters(like: Callable[[Any], Any]) -> None:
    assert _named(like(TURNED.reshape(-1, 6).T), "likeness between the filters") == 1


def test_filters_compared_as_filters() -> None:
    assert _named(_cosine(np.moveaxis(TURNED, 2, 0).reshape(4, -1)), "likeness between the filters") == 0


def test_inputs_compared_as_inputs() -> None:
    assert _named(_cosine(TURNED.reshape(-1, 6).T), "likeness between the inputs of the filters") == 0


def test_as_many_inputs_as_filters() -> None:
    square = TURNED[..., :4]
    assert _named(_cosine(square.reshape(-1, 4).T), "likeness between the filters", square) == 0
