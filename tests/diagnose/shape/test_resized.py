"""Where a size is written, and how it reads exchanged."""

from __future__ import annotations

import pytest

from kerascope.diagnose.script.resized import reversed_size, size_given
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


UNPACKED = [
    Assignment("h", "h, w, _ = img.shape", 2, "img.shape"),
    Assignment("w", "h, w, _ = img.shape", 2, "img.shape"),
    Assignment("width", "width, height = photo.size", 2, "photo.size"),
    Assignment("height", "width, height = photo.size", 2, "photo.size"),
    Assignment("side", "side = img.shape[0]", 2, "img.shape[0]"),
]


@pytest.mark.parametrize(
    ("value", "reverse"),
    [
        ("cv2.resize(img, (h // 4, w // 4))", True),
        ("cv2.resize(img, img.shape[:2])", True),
        ("photo.resize((int(img.shape[0] / 2), int(img.shape[1] / 2)))", True),
        ("photo.resize((photo.height // 2, photo.width // 2))", True),
        ("keras.utils.load_img(path, target_size=(width // 4, height // 4))", True),
        ("tf.image.resize(x, photo.size)", True),
        ("cv2.resize(img, (w // 4, h // 4))", False),
        ("cv2.resize(img, (side, side))", False),
        ("photo.resize((width // 2, height // 2))", False),
        ("keras.utils.load_img(path, target_size=img.shape[:2])", False),
        ("tf.image.resize(x, (h, w))", False),
        ("np.resize(img, (h, w))", False),
        ("cv2.resize(img, (64, 48))", False),
    ],
)
def test_sides_in_the_other_order_than_is_due(value: str, reverse: bool) -> None:
    step = Assignment("small", f"small = {value}", 3, value)
    assert reversed_size(step, UNPACKED) is reverse
