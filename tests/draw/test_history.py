"""Histories: a panel per quantity, validation beside training, and nothing that can't be seen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from drawn import words
from matplotlib.figure import Figure

from kerascope.draw import draw, draw_history
from kerascope.errors import AxisError, DataError, UsageError

HISTORY = {
    "accuracy": [0.5, 0.6, 0.7],
    "loss": [1.0, 0.8, 0.7],
    "val_accuracy": [0.4, 0.5, 0.6],
    "val_loss": [1.1, 0.9, 0.8],
    "learning_rate": [1e-3, 1e-3, 1e-4],
}


def labels(axes: Any) -> list[str]:
    return [t.get_text() for t in axes.get_legend().get_texts()]


def forms() -> dict[str, Any]:
    frame = pd.DataFrame({"epoch": [0, 1, 2], **HISTORY})
    keys = list(HISTORY)
    return {
        "dict": HISTORY,
        "History": SimpleNamespace(history=HISTORY, epoch=[0, 1, 2]),
        "data frame": frame,
        "dataset": xr.Dataset({k: ("epoch", v) for k, v in HISTORY.items()}, coords={"epoch": [0, 1, 2]}),
        "array": xr.DataArray(
            np.array(list(HISTORY.values())), dims=("key", "epoch"), coords={"key": keys, "epoch": [0, 1, 2]}
        ),
    }


@pytest.mark.parametrize("form", list(forms()))
def test_every_form_gives_the_same_panels(form: str) -> None:
    drawing = draw_history(forms()[form])
    assert list(drawing.axes) == ["loss", "accuracy", "learning_rate"]
    assert labels(drawing.axes["loss"]) == ["loss", "val_loss"]
    assert labels(drawing.axes["accuracy"]) == ["accuracy", "val_accuracy"]
    for axes in drawing.axes.values():
        for line in axes.lines:
            np.testing.assert_allclose(line.get_ydata(), HISTORY[line.get_label()])
            np.testing.assert_array_equal(line.get_xdata(), [0, 1, 2])
    assert "3 epochs · 3 quantities" in words(drawing)


@pytest.mark.parametrize("form", list(forms()))
def test_draw_takes_each_of_them_for_a_history(form: str) -> None:
    """A dataset is a mapping of named arrays, too, and yet no sheet of many."""
    assert list(draw(forms()[form]).axes) == ["loss", "accuracy", "learning_rate"]


def test_one_epoch_is_seen() -> None:
    drawing = draw_history({"loss": [0.4], "val_loss": [0.5]})
    assert [line.get_marker() for line in drawing.axes["loss"].lines] == ["o", "o"]
    assert "1 epoch" in words(drawing)
    assert list(drawing.axes["loss"].get_xticks()) == [0]


def test_epochs_that_are_not_finite_are_marked_and_named() -> None:
    drawing = draw_history({"loss": [1.0, np.nan, 0.5, np.inf]})
    assert "loss is not finite in 2 epochs (1, 3)" in words(drawing)
    marks = {line.get_marker(): list(line.get_xdata()) for line in drawing.axes["loss"].lines[1:]}
    assert marks == {"x": [1.0], "^": [3.0]}


def test_a_loss_that_is_never_finite_still_says_so() -> None:
    drawing = draw_history({"loss": [np.nan] * 5})
    assert "loss is not finite in 5 epochs (0–4)" in words(drawing)


def test_uneven_lengths_are_drawn_as_long_as_they_are() -> None:
    drawing = draw_history({"loss": [1.0, 0.9, 0.8], "val_loss": [1.1]})
    assert [len(line.get_xdata()) for line in drawing.axes["loss"].lines] == [3, 1]
    assert "shorter than the others: val_loss" in words(drawing)


def test_what_a_reader_filled_up_is_not_called_nan() -> None:
    short = xr.DataArray([1.1, np.nan, np.nan], dims="epoch", attrs={"recorded": 1, "padded": 2})
    data = xr.Dataset({"loss": ("epoch", [1.0, 0.9, 0.8]), "val_loss": short})
    drawing = draw_history(data)
    assert "not finite" not in words(drawing)
    assert "shorter than the others: val_loss" in words(drawing)


def test_a_validation_key_alone_has_its_own_panel() -> None:
    assert list(draw_history({"val_auc": [0.5, 0.6], "loss": [1.0, 0.9]}).axes) == ["loss", "val_auc"]


def test_the_scale_is_linear_unless_asked() -> None:
    assert draw_history(HISTORY).axes["loss"].get_yscale() == "linear"
    drawing = draw_history({"loss": [1.0, 0.0, -1.0]}, yscale="log")
    assert drawing.axes["loss"].get_yscale() == "log"
    assert "2 values not positive" in words(drawing)
    with pytest.raises(UsageError, match="yscale='cubic'"):
        draw_history(HISTORY, yscale="cubic")  # type: ignore[arg-type]


def test_vector_metrics_have_a_panel_per_item() -> None:
    data = xr.Dataset({"f1": (("epoch", "f1_item"), [[0.1, 0.2], [0.3, 0.4]])})
    assert list(draw_history(data).axes) == ["f1 0", "f1 1"]


def test_into_one_axes_goes_one_quantity() -> None:
    figure = Figure()
    drawing = draw_history({"loss": [1.0, 0.9], "val_loss": [1.1, 1.0]}, into=figure.subplots())
    assert drawing.axes["loss"] is figure.axes[0]
    with pytest.raises(UsageError, match="One Axes holds one quantity"):
        draw_history(HISTORY, into=Figure().subplots())


@pytest.mark.parametrize("history", [{}, {"loss": []}, SimpleNamespace(history={})])
def test_a_history_without_epochs_is_refused(history: Any) -> None:
    with pytest.raises(DataError, match="This history holds no epoch"):
        draw_history(history)


def test_what_is_no_history_is_refused() -> None:
    with pytest.raises(AxisError, match="time 3 × unit 4"):
        draw_history(xr.DataArray(np.zeros((3, 4)), dims=("time", "unit")))
    with pytest.raises(AxisError, match="key 'loss' of shape"):
        draw_history({"loss": np.zeros((3, 4))})


def test_the_alternative_text_gives_the_last_values() -> None:
    assert "val_loss ends at 0.8" in draw_history(HISTORY).alt
