"""One value everywhere in a row of panels that one line draws: the picture, the true mask, and what a network says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, root, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Provenance, Value
from kerascope.findings import Finding

AXES = ("batch", "height", "width", "channel")
PHOTO = np.arange(120.0).reshape(12, 10)
TRUTH = (PHOTO % 7 < 3).astype("float32")


def _row(predicted: Any, *others: Any, units: int = 1, code: str = "", **maker: Any) -> list[Finding]:
    """What is said of the first of the predictions, all drawn by one line with the pictures beside them."""
    made = Provenance("output", AXES, **{"layer": "mask", "layer_class": "Conv2D", "final": True, **maker})
    whole = np.zeros((len(predicted), 12, 10, units), "float32")
    for n, one in enumerate(predicted):
        whole[n, ..., 0] = one
    shown = [argument("X", o, "one") for o in others]
    for n in range(len(predicted)):
        taken = root("p", whole.shape, AXES, (n, None, None, 0), provenance=made)
        shown.append(argument("X", whole[n, ..., 0], "one", derivation=taken))
    calls = [call("imshow", "image", d, number=n, panel=n) for n, d in enumerate(shown)]
    output = Value("net", "ndarray", provenance=made, values=whole)
    run = run_with(*calls, outputs=(output,), sources={"script.py": code})
    return list(all_causes()["constant-image"].look(calls[len(others)], run))


@pytest.mark.parametrize(
    ("layer", "mended"),
    [
        ("Conv2D(1, 1, activation='softmax')", "Conv2D(1, 1, activation='sigmoid'"),
        ('Conv2D(1, (1, 1), padding="same", activation="softmax")', '(1, 1), padding="same", activation="sigmoid"'),
        ("Conv2DTranspose(filters=1, kernel_size=2, activation='softmax')", "kernel_size=2, activation='sigmoid'"),
        ("Conv2D(1, 1, activation=last)", ""),
    ],
)
def test_a_softmax_over_one_channel(layer: str, mended: str) -> None:
    for panels in ((), (PHOTO, TRUTH)):
        (finding,) = _row([1.0, 1.0, 1.0], *panels, activation="softmax", code=f"h = layers.{layer}(h)\n")
        assert finding.severity == "warning"
        assert "a softmax over one channel is always 1" in finding.message
        assert (finding.fix is not None and mended in finding.fix.after) is bool(mended)


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "linear"])
def test_a_prediction_beside_the_picture_and_the_truth(activation: str) -> None:
    value = 0.0 if activation == "relu" else 1.0
    (finding,) = _row([value, value], PHOTO, TRUTH, activation=activation)
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    ("predicted", "others", "maker"),
    [
        ([0.0, TRUTH], (PHOTO, TRUTH), {}),  # one sample of several in which nothing is found
        ([0.0], (PHOTO, np.zeros((12, 10), "float32")), {}),  # nothing is there, in truth
        ([0.0, 0.0], (PHOTO,), {"final": False}),  # a dead channel inside, beside the picture
        ([0.0], (PHOTO, TRUTH), {"units": 4}),  # one class of several
    ],
)
def test_a_flat_panel_that_may_be_right(predicted: Any, others: Any, maker: dict[str, Any]) -> None:
    assert [f.severity for f in _row(predicted, *others, **{"activation": "relu", **maker})] == ["note"]


def test_a_softmax_over_two_channels_may_be_sure() -> None:
    (finding,) = _row([1.0, TRUTH], PHOTO, TRUTH, units=2, activation="softmax")
    assert finding.severity == "note"
    assert "over one channel" not in finding.message


def test_another_panel_of_ones_beside_a_softmax_over_one_channel_is_not_its_output() -> None:
    made = Provenance("output", AXES, layer="mask", activation="softmax", final=True)
    output = Value("net", "ndarray", provenance=made, values=np.ones((3, 12, 10, 1), "float32"))
    drawn = call("imshow", "image", argument("X", np.zeros((12, 10), "float32"), "net.predict(x)[0] * hole"))
    assert list(all_causes()["constant-image"].look(drawn, run_with(drawn, outputs=(output,)))) == []
