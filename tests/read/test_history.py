"""Histories from every source that Keras or a person leaves behind."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascope.errors import HistoryError
from kerascope.read import history


def test_a_dict_becomes_one_variable_per_key() -> None:
    found = history({"loss": [3.0, 2.0, 1.0], "val_loss": [3.5, np.nan, np.inf]})
    assert dict(found.sizes) == {"epoch": 3}
    assert list(found.data_vars) == ["loss", "val_loss"]
    np.testing.assert_array_equal(found["epoch"], [0, 1, 2])
    np.testing.assert_array_equal(found["val_loss"], [3.5, np.nan, np.inf])
    assert found.attrs["kind"] == "history"


def test_one_epoch_is_a_history() -> None:
    assert history({"loss": [0.5]})["loss"].values.tolist() == [0.5]


def test_the_epochs_of_a_history_object_are_kept() -> None:
    after_resuming = SimpleNamespace(history={"loss": [2.0, 1.0]}, epoch=[10, 11])
    np.testing.assert_array_equal(history(after_resuming)["epoch"], [10, 11])
    model = SimpleNamespace(history=after_resuming)
    np.testing.assert_array_equal(history(model)["loss"], [2, 1])


def test_uneven_lengths_are_filled_up_and_said() -> None:
    found = history({"loss": [4.0, 3.0, 2.0, 1.0], "val_loss": [4.5, 2.5], "never": []})
    np.testing.assert_array_equal(found["val_loss"], [4.5, 2.5, np.nan, np.nan])
    assert found["val_loss"].attrs == {"recorded": 2, "padded": 2}
    assert found["never"].attrs == {"recorded": 0, "padded": 4}
    assert found["loss"].attrs == {}


def test_vectors_get_an_axis_of_their_own() -> None:
    found = history({"loss": [1.0, 2.0], "f1": [np.array([0.1, 0.2, 0.3]), np.array([0.4, 0.5, 0.6])]})
    assert found["f1"].dims == ("epoch", "f1_item")
    assert found["f1"].shape == (2, 3)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_loggers_file(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "log.csv"
    rows = ["epoch,accuracy,loss,val_loss", "0,0.5,1.5,NA", "1,0.75,nan,1.25"]
    path.write_text("\n".join(rows).replace(",", separator) + "\n")
    for source in (path, str(path)):
        found = history(source)
        assert list(found.data_vars) == ["accuracy", "loss", "val_loss"]
        np.testing.assert_array_equal(found["loss"], [1.5, np.nan])
        np.testing.assert_array_equal(found["val_loss"], [np.nan, 1.25])
        np.testing.assert_array_equal(found["epoch"], [0, 1])


def test_a_csv_that_was_appended_to_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text('epoch,loss,f1\n0,1.5,"[0.1, 0.2]"\n1,1.25,"[0.3, 0.4]"\n0,1.0,"[0.5, 0.6]"\n')
    found = history(path)
    np.testing.assert_array_equal(found["epoch"], [0, 1, 0])
    assert "epochs repeat" in found.attrs["note"]
    assert found["f1"].shape == (3, 2)


def test_a_data_frame() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"epoch": [3, 4], "loss": [1.0, None]})
    np.testing.assert_array_equal(history(frame)["epoch"], [3, 4])
    np.testing.assert_array_equal(history(frame)["loss"], [1.0, np.nan])
    np.testing.assert_array_equal(history(frame.set_index("epoch"))["epoch"], [3, 4])
    np.testing.assert_array_equal(history(frame[["loss"]])["epoch"], [0, 1])


def test_a_json_file_and_what_history_itself_gave(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps({"loss": [2.0, 1.0]}))
    found = history(path)
    assert history(found).equals(found)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ({}, "history is empty: no metric"),
        ({"loss": []}, "history is empty.*keys 'loss'"),
        (SimpleNamespace(history={}, epoch=[]), "history is empty.*initial_epoch == epochs"),
        ({"loss": 0.5}, "'loss' holds no list of values"),
        ({"loss": ["a", "b"]}, r"'loss' holds values that are no numbers.*\['a', 'b'\]"),
        ({"loss": [[1, 2], [3]]}, "'loss' holds values that are no numbers"),
        ([1, 2, 3], "no training history.*builtins.list"),
        (None, "no training history.*NoneType"),
    ],
)
def test_what_is_no_history_is_said_to_be_none(source: Any, text: str) -> None:
    with pytest.raises(HistoryError, match=text):
        history(source)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", "history is empty.*0 lines"),
        ("epoch,loss\n", "no epoch was logged.*1 lines"),
        ("epoch,loss\n0,1\n1,2,3\n", "line 3 of file 'log.csv' has 3 fields.*Needed: 2"),
        ("epoch,loss\n0,high\n", "'loss' holds values that are no numbers"),
        ("epoch,loss\nfirst,1\n", "epochs are no numbers"),
    ],
)
def test_a_file_that_is_no_log(tmp_path: Path, content: str, text: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(content)
    with pytest.raises(HistoryError, match=text):
        history(path)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"'nowhere.csv' can't be read"):
        history(tmp_path / "nowhere.csv")
    (tmp_path / "model.csv").write_bytes(b"\x89HDF\xff\xfe")
    with pytest.raises(HistoryError, match=r"can't be read"):
        history(tmp_path / "model.csv")
    (tmp_path / "h.json").write_text("[1, 2]")
    with pytest.raises(HistoryError, match=r"holds no dict"):
        history(tmp_path / "h.json")


@given(st.dictionaries(st.text(max_size=5), st.lists(st.one_of(st.floats(), st.integers(-9, 9), st.none()))))
def test_any_dict_of_lists_is_read_or_refused(columns: dict[str, list[Any]]) -> None:
    try:
        found = history(columns)
    except HistoryError:
        return
    longest = max(len(values) for values in columns.values())
    assert found.sizes["epoch"] == longest


@pytest.mark.keras
def test_what_fit_returns_and_logs(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse", metrics=["mae"])
    x, y = np.ones((8, 3), "float32"), np.ones((8, 2), "float32")
    log = keras.callbacks.CSVLogger(tmp_path / "log.csv")
    run = model.fit(x, y, epochs=4, verbose=0, validation_data=(x, y), validation_freq=2, callbacks=[log])
    found = history(run)
    assert set(found.data_vars) == {"loss", "mae", "val_loss", "val_mae"}
    assert found["val_loss"].attrs == {"recorded": 2, "padded": 2}
    np.testing.assert_array_equal(history(model)["loss"], found["loss"])
    logged = history(tmp_path / "log.csv")
    np.testing.assert_allclose(logged["loss"], found["loss"], rtol=1e-6)
    nothing = model.fit(x, y, epochs=0, verbose=0)
    with pytest.raises(HistoryError, match=r"history is empty"):
        history(nothing)
