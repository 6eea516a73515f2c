"""Where a size is written, and how it reads exchanged."""

from __future__ import annotations

import pytest

from kerascope.diagnose.resized import size_given
from kerascope.evidence import Assignment


@pytest.mark.parametrize(
    ("value", "turned"),
    [
        ("layers.Resizing(w // 8, h // 8)(x)", "h // 8, w // 8"),
        ("keras.layers.Resizing(64, 48, interpolation='nearest')(rescale(x))", "48, 64"),
        ("layers.Resizing(height=64, width=48)(x)", ""),
        ("keras.ops.image.resize(x, (64, 48))", "(48, 64)"),
    ],
)
def test_height_and_width_of_a_layer_are_two_arguments(value: str, turned: str) -> None:
    step = Assignment("small", f"small = {value}", 3, value)
    assert size_given(step, [step]).turned == turned
