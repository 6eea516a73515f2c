"""What is remembered of a training of a model with several outputs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kerascope.watch.patches.keras_hooks import _asked_of, _heads_of

CURVES = {"age_loss": [3.0, 2.0, 1.0], "mine": 5.0, "words": ["a"], "empty": []}


@pytest.mark.parametrize(
    ("model", "remembered"),
    [
        (SimpleNamespace(output_names=["age", "sex"]), {"heads": ["age", "sex"], "ends": {"age_loss": [3.0, 1.0]}}),
        (SimpleNamespace(output_names=["age"]), {}),
        (SimpleNamespace(output_names=None), {}),
        (SimpleNamespace(), {}),
    ],
)
def test_outputs_and_the_ends_of_their_curves(model: object, remembered: dict[str, object]) -> None:
    """A user's own callback may write anything into a history."""
    assert _heads_of(model, SimpleNamespace(history=CURVES)) == remembered
    assert _heads_of(model, None) == {}


def test_the_epochs_that_an_empty_fit_was_asked_for() -> None:
    none, some = (SimpleNamespace(history=h, params={"epochs": 4}) for h in ({}, {"loss": [1.0]}))
    assert _asked_of(none, {"initial_epoch": 4}) == {"asked": [4, 4]}
    assert _asked_of(some, {"initial_epoch": 4}) == {}
    assert _asked_of(SimpleNamespace(history={}), {}) == {}
