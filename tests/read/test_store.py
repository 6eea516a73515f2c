"""A store holds what memory would, goes on after a break, and is never half and taken for whole."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from kerascope.errors import ModelError, UsageError
from kerascope.read import StoreError, activations, open_store
from kerascope.read._store import group_of

pytest.importorskip("zarr")
pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def model(filled: Any) -> Any:
    import keras

    encoder = keras.Sequential([keras.Input((6, 2)), keras.layers.Conv1D(3, 2, name="conv")], name="encoder")
    shared = keras.layers.Dense(4, name="shared")
    i = keras.Input((6, 2))
    hidden = shared(keras.layers.Flatten(name="flat")(encoder(i)))
    out = keras.layers.Add(name="sum")([hidden, shared(keras.layers.Flatten(name="again")(encoder(i)))])
    return filled(keras.Model(i, out, name="m"))


@pytest.fixture(scope="module")
def x(data: Data) -> np.ndarray:
    return data(7, 6, 2)


def _broken(x: np.ndarray, after: int) -> Iterator[np.ndarray]:
    for number, start in enumerate(range(0, 7, 2)):
        if number == after:
            raise KeyboardInterrupt
        yield x[start : start + 2]


def _same(left: Any, right: Any) -> None:
    assert set(left) == set(right)
    for key, array in right.items():
        assert left[key].dims == array.dims
        np.testing.assert_allclose(left[key], array, rtol=1e-4, atol=1e-6)
        for name, coordinate in array.coords.items():
            np.testing.assert_array_equal(left[key].coords[name], coordinate)
        assert left[key].attrs | {"coordinates": 0} == array.attrs | {"coordinates": 0}


def test_a_store_holds_what_memory_would(model: Any, x: Any, tmp_path: Path) -> None:
    keep = {"time": -1, "batch": slice(0, 6, 2)}
    path = tmp_path / "maps.zarr"
    stored = activations(model, x, keep=keep, batch_size=3, store=path)
    _same(stored, activations(model, x, keep=keep))
    _same(open_store(path), stored)
    assert [p.name for p in tmp_path.iterdir()] == ["maps.zarr"]
    assert stored["shared#2"].attrs["calls"] == 2


def test_xarray_reads_it_without_kerascope(model: Any, x: Any, tmp_path: Path) -> None:
    stored = activations(model, x, ["encoder/conv", "sum"], store=tmp_path / "maps.zarr")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset = xr.open_zarr(tmp_path / "maps.zarr", group=group_of("encoder/conv"), consolidated=False)
    assert dataset["activation"].dims == ("batch", "time", "channel")
    np.testing.assert_array_equal(dataset["activation"], stored["encoder/conv"])
    zeros = stored["sum"].values == 0
    assert not np.isnan(stored["sum"].values[zeros]).any()


def test_a_broken_run_goes_on_where_it_broke(model: Any, x: Any, tmp_path: Path) -> None:
    path = tmp_path / "maps.zarr"
    with pytest.raises(KeyboardInterrupt):
        activations(model, _broken(x, 2), "encoder/conv", store=path)
    with pytest.raises(StoreError, match=r"'maps.zarr' is unfinished"):
        open_store(path)
    seen = []
    call = model.get_layer("sum").__class__.call
    counted = activations(model, _counting(x, seen), "encoder/conv", store=path)
    assert model.get_layer("sum").__class__.call is call
    _same(counted, activations(model, x, "encoder/conv"))
    assert seen == [0, 2, 4, 6]
    again = activations(model, x[:2], "encoder/conv", store=path)
    _same(again, counted)


def _counting(x: np.ndarray, seen: list[int]) -> Iterator[np.ndarray]:
    for start in range(0, 7, 2):
        seen.append(start)
        yield x[start : start + 2]


def test_what_a_broken_batch_left_behind_does_not_count(model: Any, x: Any, tmp_path: Path) -> None:
    """A run killed while it writes leaves rows that no progress mark covers; they are written anew."""
    path = tmp_path / "maps.zarr"
    with pytest.raises(KeyboardInterrupt):
        activations(model, _broken(x, 3), ["encoder/conv", "sum"], store=path)
    marker = tmp_path / "maps.zarr.partial" / "kerascope-progress.json"
    state = json.loads(marker.read_text())
    assert state["samples"] == 6
    marker.write_text(json.dumps(state | {"samples": 4, "rows": dict.fromkeys(state["rows"], 4)}))
    _same(
        activations(model, _counting(x, []), ["encoder/conv", "sum"], store=path),
        activations(model, x, ["encoder/conv", "sum"]),
    )
    early = tmp_path / "early.zarr"
    with pytest.raises(KeyboardInterrupt):
        activations(model, _broken(x, 3), "sum", store=early)
    marker = tmp_path / "early.zarr.partial" / "kerascope-progress.json"
    state = json.loads(marker.read_text())
    marker.write_text(json.dumps(state | {"samples": 2, "rows": dict.fromkeys(state["rows"], 2)}))
    found = activations(model, iter([x[:2], x[2:4]]), "sum", store=early)
    assert found["sum"].sizes["batch"] == 4


def test_a_model_that_fails_later_keeps_what_was_whole(model: Any, x: Any, tmp_path: Path) -> None:
    path = tmp_path / "maps.zarr"
    layer = model.get_layer("sum")
    original, calls = layer.call, []

    def failing(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("out of luck")
        return original(*args, **kwargs)

    layer.call = failing
    try:
        with pytest.raises(ModelError, match=r"in layer 'sum'.*out of luck"):
            activations(model, x, "sum", batch_size=2, store=path)
    finally:
        layer.call = original
    assert json.loads((tmp_path / "maps.zarr.partial" / "kerascope-progress.json").read_text())["samples"] == 4
    _same(activations(model, x, "sum", batch_size=2, store=path), activations(model, x, "sum"))


def test_a_full_disk_is_said_and_loses_nothing(model: Any, x: Any, tmp_path: Path, monkeypatch: Any) -> None:
    from kerascope.read._store import Store

    path, append, calls = tmp_path / "maps.zarr", Store._append, []

    def full(self: Any, key: str, array: Any) -> None:
        calls.append(key)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        append(self, key, array)

    monkeypatch.setattr(Store, "_append", full)
    with pytest.raises(StoreError, match=r"after 4 samples.*No space left on device.*maps.zarr.partial.*call again"):
        activations(model, x, "sum", batch_size=2, store=path)
    monkeypatch.undo()
    _same(activations(model, x, "sum", batch_size=2, store=path), activations(model, x, "sum"))


def test_another_reading_is_not_mixed_in(model: Any, x: Any, tmp_path: Path) -> None:
    path = tmp_path / "maps.zarr"
    with pytest.raises(KeyboardInterrupt):
        activations(model, _broken(x, 2), "sum", store=path)
    with pytest.raises(StoreError, match=r"an unfinished store stands in the way"):
        activations(model, x + 1, "sum", store=path)
    activations(model, _counting(x, []), "sum", store=path)
    with pytest.raises(StoreError, match=r"exists already and holds something else"):
        activations(model, x, "flat", store=path)


def test_what_a_store_can_not_hold(model: Any, x: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Read it into memory"):
        activations(model, x, "sum", keep={"batch": "mean"}, store=tmp_path / "a.zarr")


def test_what_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    import zarr

    with pytest.raises(StoreError, match=r"there is no store 'nowhere.zarr'"):
        open_store(tmp_path / "nowhere.zarr")
    (tmp_path / "file.zarr").write_text("no")
    with pytest.raises(StoreError, match=r"no Zarr store"):
        open_store(tmp_path / "file.zarr")
    zarr.open_group(str(tmp_path / "other.zarr"), mode="w")
    with pytest.raises(StoreError, match=r"not written by kerascope"):
        open_store(tmp_path / "other.zarr")


@pytest.mark.parametrize("key", ["../../etc/x", "a/b.c#2", ".hidden", "C:\\x", "naïve name", "..", "%2F"])
def test_names_from_models_never_leave_the_store(key: str) -> None:
    name = group_of(key)
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert group_of(key.replace("a", "b")) != name or "a" not in key
