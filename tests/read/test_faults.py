"""What goes wrong from outside ends in a clear message, and nothing that was whole is lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.read import killed

import kerascope
from kerascope.errors import InputError, ModelError
from kerascope.read import StoreError, activations, load_samples, open_store

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]
ROOT = Path(__file__).parents[2]
KILLED_AFTER = (2, 9, 30, 55)


@pytest.mark.slow
def test_a_killed_process_leaves_no_whole_store_and_loses_no_whole_batch(tmp_path: Path) -> None:
    pytest.importorskip("zarr")
    command = [sys.executable, "-m", "tests.read.killed", str(tmp_path), *map(str, KILLED_AFTER)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.split() == ["9"] * len(KILLED_AFTER), done.stderr
    model, x = killed.model_and_data()
    expected = activations(model, x)
    whole = []
    for count in KILLED_AFTER:
        path = killed.store_of(tmp_path, count)
        assert not path.exists()
        with pytest.raises(StoreError, match="is unfinished: only part of it was written"):
            open_store(path)
        marker = path.with_name(f"{path.name}.partial") / "kerascope-progress.json"
        whole.append(json.loads(marker.read_text())["samples"] if marker.exists() else 0)
        found, passes = _counted(model, lambda path=path: activations(model, x, batch_size=killed.BATCH, store=path))
        assert passes == (killed.SAMPLES - whole[-1]) // killed.BATCH
        for key, array in expected.items():
            np.testing.assert_allclose(found[key], array, rtol=1e-5, atol=1e-6)
    assert whole == sorted(whole)
    assert 0 < whole[-1] < killed.SAMPLES


def _counted(model: Any, work: Callable[[], Any]) -> tuple[Any, int]:
    """What `work` returns, and how often the model ran."""
    layer, calls = model.get_layer("relu"), []
    original = layer.call

    def counting(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        return original(*args, **kwargs)

    layer.call = counting
    try:
        return work(), len(calls)
    finally:
        layer.call = original


def test_a_disk_that_fills_up_is_said_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("zarr")
    model, x = killed.model_and_data()
    path, replace, written = tmp_path / "maps.zarr", Path.replace, []

    def full(self: Path, target: Any) -> Path:
        written.append(target)
        if len(written) > 50:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match=r"could not be written after \d+ samples.*No space left.*call again") as error:
        activations(model, x, batch_size=2, store=path)
    monkeypatch.undo()
    whole = int(str(error.value).split(" samples")[0].split()[-1])
    assert 0 < whole < len(x)
    found, passes = _counted(model, lambda: activations(model, x, batch_size=2, store=path))
    assert passes == (len(x) - whole) // 2
    for key, array in activations(model, x).items():
        np.testing.assert_allclose(found[key], array, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", ["png", "html"])
def test_a_drawing_on_a_full_disk_leaves_the_old_one(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = killed.model_and_data()
    drawing = kerascope.draw(model)
    old = drawing.save(tmp_path / f"sheet.{kind}").read_bytes()

    def full(*args: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left on device"):
        drawing.save(tmp_path / f"sheet.{kind}")
    assert [file.name for file in tmp_path.iterdir()] == [f"sheet.{kind}"]
    assert (tmp_path / f"sheet.{kind}").read_bytes() == old


@pytest.fixture(scope="module")
def pictures() -> Any:
    import keras

    i = keras.Input((8, 6, 3))
    return keras.Model(i, keras.layers.Conv2D(2, 3)(i), name="m")


def _png(path: Path, size: tuple[int, int] = (6, 8)) -> Path:
    from PIL import Image

    pixels = (np.arange(size[0] * size[1] * 3) % 251).astype("uint8").reshape(size[1], size[0], 3)
    Image.fromarray(pixels).save(path)
    return path


def test_a_picture_is_one_sample_as_keras_loads_it(pictures: Any, tmp_path: Path) -> None:
    import keras

    for size, said in (((6, 8), ""), ((12, 24), "resized from 12 × 24 to 6 × 8 pixels")):
        path = _png(tmp_path / "x.png", size)
        x, words = load_samples(path, pictures)
        expected = keras.utils.img_to_array(keras.utils.load_img(path, target_size=(8, 6)))
        np.testing.assert_array_equal(x[0], expected)
        assert said in words


@pytest.mark.parametrize("how", ["cut off", "text", "empty", "half a .npy", "objects", "no zip"])
def test_a_file_that_can_t_be_read_is_said(pictures: Any, tmp_path: Path, how: str) -> None:
    path = tmp_path / "x.png"
    whole = _png(path).read_bytes()
    np.save(tmp_path / "a.npy", np.ones((4, 4)))
    np.save(tmp_path / "o.npy", np.array([{}], dtype=object), allow_pickle=True)
    broken = {
        "cut off": whole[: len(whole) // 2],
        "text": b"not a picture",
        "empty": b"",
        "half a .npy": (tmp_path / "a.npy").read_bytes()[:150],
        "objects": (tmp_path / "o.npy").read_bytes(),
        "no zip": b"PK\x03\x04" + b"0" * 40,
    }
    path.write_bytes(broken[how])
    with pytest.raises(InputError, match=r"'x.png' is no .npy or .npz file.*no picture.*Given: .* bytes.*Needed: .*"):
        load_samples(path, pictures)
    with pytest.raises(InputError, match="can't be read"):
        load_samples(tmp_path / "absent.png", pictures)


def test_a_picture_for_a_model_that_takes_none(tmp_path: Path) -> None:
    import keras

    words = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="does not take just pictures"):
        load_samples(_png(tmp_path / "x.png"), words)
    deep = keras.Sequential([keras.Input((8, 6, 7)), keras.layers.Conv2D(2, 3)])
    with pytest.raises(InputError, match="1, 3 or 4 channels"):
        load_samples(_png(tmp_path / "x.png"), deep)


def _seven(keras: Any, what: Callable[[Any], Any]) -> Any:
    class Odd(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return x if isinstance(x, keras.KerasTensor) else what(x)

        def compute_output_shape(self, shape: Any) -> Any:
            return shape

    i = x = keras.Input((4,))
    for number in range(1, 10):
        x = Odd(name="layer7")(x) if number == 7 else keras.layers.Dense(4, name=f"layer{number}")(x)
    return keras.Model(i, x, name="m")


def test_a_call_that_raises_at_layer_7_is_named_also_when_drawing(data: Data) -> None:
    import keras

    def fail(x: Any) -> Any:
        raise IndexError("nothing at 12")

    model = _seven(keras, fail)
    said = r"model 'm' raised IndexError in layer 'layer7' \(Odd\): nothing at 12\. Call the model yourself"
    for work in (activations, kerascope.draw):
        with pytest.raises(ModelError, match=said):
            work(model, data(2, 4))
    assert "layer9/kernel" in kerascope.draw(model).axes


def test_a_layer_that_returns_nan_is_named_where_it_begins(data: Data) -> None:
    import keras

    model = _seven(keras, lambda x: x * float("nan"))
    drawing = kerascope.draw(model, data(2, 4))
    assert any("not finite: 4 of 4 values of 'layer7'" in line for line in drawing.heading)
    found = activations(model, data(2, 4))
    assert np.isfinite(found["layer6"]).all()
    assert np.isnan(found["layer8"]).all()
