"""Which entry of a list of weights a name came from, by the source alone."""

from __future__ import annotations

import pytest

from kerascope.diagnose.script.entry_taken import entry_taken

UNPACKED = "b, k = layer.get_weights()\n"


@pytest.mark.parametrize(
    ("text", "name", "index"),
    [
        (UNPACKED, "k", 1),
        (UNPACKED, "b", 0),
        (UNPACKED + "low, high = k.min(), k.max()\nk = (k - low) / (high - low)\n", "k", 1),
        (UNPACKED + "unit = k / abs(k).max()\n", "unit", 1),
        ("w = layer.get_weights()\nk = w[-1]\nk = k * 2\n", "k", -1),
        ("w = layer.get_weights()\nb, k = w\n", "k", 1),
        ("w = layer.get_weights()\nk = (w[1] - w[1].min()) * 255\n", "k", 1),
        ("k = net.layers[0].get_weights()[1]\n", "k", 1),
        ("def show(layer):\n    b, k = layer.get_weights()\n    k = k / 2\n    draw(k)\n", "k", 1),
        (UNPACKED + "def show():\n    draw(k)\n", "k", 1),
    ],
)
def test_the_entry_that_led_to_a_name(text: str, name: str, index: int) -> None:
    assert entry_taken(text, name, text.count("\n") + (not text.endswith("draw(k)\n"))) == index


@pytest.mark.parametrize(
    "text",
    [
        UNPACKED + "k = image.mean(axis=(0, 1))\n",
        UNPACKED + "k = k * b\n",
        "w = layer.get_weights()\nk = w[1] / w[0].max()\n",
        "first, *k = layer.get_weights()\n",
        "b, k = make_layer()\n",
        "k = layer.get_weights()[n]\n",
        "def show(k):\n    draw(k)\n" + UNPACKED,
        UNPACKED + "def show(k):\n    draw(k)\n",
    ],
    ids=[
        "something else",
        "of two entries",
        "of two by index",
        "the rest",
        "no weights",
        "any index",
        "handed over before",
        "handed over",
    ],
)
def test_names_that_lead_to_no_one_entry(text: str) -> None:
    line = text[: text.index("draw(k)")].count("\n") + 1 if "draw(k)" in text else text.count("\n") + 1
    assert entry_taken(text, "k", line) is None
