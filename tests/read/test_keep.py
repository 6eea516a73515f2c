"""Only what was asked for is kept: samples, channels, reductions; over one pass or many batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from kerascope.errors import AxisError, InputError, LayerError, UsageError
from kerascope.read import activations

pytestmark = pytest.mark.keras
Data = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def model(filled: Any) -> Any:
    import keras

    layers = [
        keras.Input((8, 8, 2), name="image"),
        keras.layers.Conv2D(4, 3, name="conv"),
        keras.layers.MaxPooling2D(2, name="pool"),
        keras.layers.Flatten(name="flat"),
        keras.layers.Dense(5, name="dense"),
    ]
    return filled(keras.Sequential(layers, name="m"))


@pytest.fixture(scope="module")
def x(data: Data) -> np.ndarray:
    return data(7, 8, 8, 2)


@pytest.fixture(scope="module")
def whole(model: Any, x: np.ndarray) -> Any:
    return activations(model, x)


@pytest.mark.parametrize("batch_size", [None, 3, 7, 100])
def test_a_selection_is_that_part_of_the_whole(model: Any, x: Any, whole: Any, batch_size: int | None) -> None:
    keep = {"batch": [1, 4, 6], "channel": slice(0, None, 2), "height": -1}
    found = activations(model, x, keep=keep, batch_size=batch_size)
    conv = found["conv"]
    assert conv.dims == ("batch", "width", "channel")
    np.testing.assert_array_equal(conv["batch"], [1, 4, 6])
    np.testing.assert_array_equal(conv["channel"], [0, 2])
    assert conv.coords["height"] == 5
    np.testing.assert_allclose(conv, whole["conv"].values[[1, 4, 6], -1][..., ::2], rtol=1e-5)
    np.testing.assert_allclose(found["dense"], whole["dense"].values[[1, 4, 6]], rtol=1e-5, atol=1e-6)


def test_one_sample_is_one_sample(model: Any, x: Any, whole: Any) -> None:
    found = activations(model, x, "conv", keep={"batch": 5}, batch_size=2)["conv"]
    assert found.dims == ("height", "width", "channel")
    assert found.coords["batch"] == 5
    np.testing.assert_allclose(found, whole["conv"].values[5], rtol=1e-5)


@pytest.mark.parametrize("how", ["mean", "max", "min", "sum", "std", "var"])
def test_a_reduction_over_samples_is_the_same_in_one_pass_and_in_many(model: Any, x: Any, whole: Any, how: str) -> None:
    found = activations(model, x, ["conv", "dense"], keep={"batch": how}, batch_size=3)
    assert found["conv"].dims == ("height", "width", "channel")
    assert found["conv"].attrs["reduced"] == f"batch:{how}"
    assert found["conv"].attrs["samples"] == 7
    for name in found:
        np.testing.assert_allclose(found[name], getattr(whole[name], how)("batch"), rtol=1e-4, atol=1e-6)


def test_a_reduction_along_an_axis(model: Any, x: Any, whole: Any) -> None:
    found = activations(model, x, "conv", keep={"height": "mean", "width": "median"}, batch_size=4)["conv"]
    assert found.dims == ("batch", "channel")
    assert found.attrs["reduced"] == "height:mean width:median"
    np.testing.assert_allclose(found, whole["conv"].mean("height").median("width"), rtol=1e-4, atol=1e-6)


def test_nan_stays_nan_in_a_reduction(model: Any, x: Any) -> None:
    spoilt = x.copy()
    spoilt[2] = np.nan
    found = activations(model, spoilt, "conv", keep={"height": "mean"}, allow_nan=True)["conv"]
    assert np.isnan(found[2]).all()
    assert np.isfinite(found[1]).all()


def test_rules_per_layer_and_functions(model: Any, x: Any, whole: Any) -> None:
    keep = {"conv": {"channel": 1}, "po*": lambda a: a.max(("height", "width")), "dense": None}
    found = activations(model, x, ["conv", "pool", "dense"], keep=keep, batch_size=4)
    np.testing.assert_allclose(found["conv"], whole["conv"][..., 1], rtol=1e-5)
    np.testing.assert_allclose(found["pool"], whole["pool"].max(("height", "width")), rtol=1e-5)
    np.testing.assert_allclose(found["dense"], whole["dense"], rtol=1e-4, atol=1e-6)
    assert found["pool"].attrs["layer_class"] == "MaxPooling2D"


@pytest.mark.parametrize(
    ("keep", "kind", "text"),
    [
        ({"chanel": 0}, AxisError, r"no layer that was read has an axis 'chanel'.*'channel'"),
        ({"conv": {"time": 0}}, AxisError, r"'conv' has no axis 'time'.*height: 6"),
        ({"channel": 9}, AxisError, r"axis 'channel' of 'conv' has no index 9.*channel: 4"),
        ({"konv": {"channel": 0}}, LayerError, r"a rule for 'konv', which is not read.*'conv'"),
        ({"conv": {"channel": 0}, "batch": 1}, UsageError, r"keep mixes axes and layers"),
        ({"channel": "average"}, UsageError, r"unknown reduction 'average'.*mean, max"),
        ({"channel": 1.5}, UsageError, r"keep of axis 'channel' can't be read.*1.5"),
        ({"batch": -1}, UsageError, r"samples are counted from the first"),
        ({"batch": "median"}, UsageError, r"median over the batch"),
        (3, UsageError, r"keep can't be read"),
        (lambda a: a.values, UsageError, r"function for 'conv' gave no named array.*ndarray"),
    ],
)
def test_what_can_not_be_kept_is_said(model: Any, x: Any, keep: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=text):
        activations(model, x, "conv", keep=keep)


def test_reading_stops_when_nothing_more_is_wanted(model: Any, x: Any) -> None:
    drawn = []

    def endless() -> Iterator[np.ndarray]:
        while True:
            drawn.append(1)
            yield x[:2]

    found = activations(model, endless(), "dense", keep={"batch": slice(1, 5)})["dense"]
    np.testing.assert_array_equal(found["batch"], [1, 2, 3, 4])
    assert len(drawn) <= 4


def test_batches_come_from_any_source(model: Any, x: Any, whole: Any) -> None:
    import keras

    class Source(keras.utils.PyDataset):
        def __len__(self) -> int:
            return 3

        def __getitem__(self, index: int) -> Any:
            return x[3 * index : 3 * index + 3], np.zeros(3)

    sources = [
        (x[i : i + 2] for i in range(0, 7, 2)),
        ((x[i : i + 2], np.zeros(2)) for i in range(0, 7, 2)),
        iter([x]),
        Source(),
    ]
    for source in sources:
        found = activations(model, source, "dense")["dense"]
        np.testing.assert_allclose(found, whole["dense"], rtol=1e-4, atol=1e-6)
        np.testing.assert_array_equal(found["batch"], np.arange(7))


def test_a_tensorflow_dataset_is_a_source_on_its_own_backend(model: Any, x: Any, whole: Any) -> None:
    import keras

    if keras.backend.backend() != "tensorflow":
        pytest.skip("needs TensorFlow in this process")
    import tensorflow as tf

    dataset = tf.data.Dataset.from_tensor_slices((x, np.zeros(7))).batch(3)
    found = activations(model, dataset, "dense")["dense"]
    np.testing.assert_allclose(found, whole["dense"], rtol=1e-4, atol=1e-6)


def test_a_torch_loader_is_a_source(model: Any, x: Any, whole: Any) -> None:
    torch = pytest.importorskip("torch")
    pairs = torch.utils.data.TensorDataset(torch.tensor(x), torch.zeros(7))
    loader = torch.utils.data.DataLoader(pairs, batch_size=3)
    found = activations(model, loader, "dense")["dense"]
    np.testing.assert_allclose(found, whole["dense"], rtol=1e-4, atol=1e-6)


def test_sources_that_give_nothing_or_have_batches_of_their_own(model: Any, x: Any) -> None:
    with pytest.raises(InputError, match=r"holds no batch.*generator"):
        activations(model, (batch for batch in []))
    with pytest.raises(UsageError, match=r"batches of its own.*batch_size=2"):
        activations(model, iter([x]), batch_size=2)
    with pytest.raises(UsageError, match=r"batch_size is no count.*0"):
        activations(model, x, batch_size=0)
    with pytest.raises(InputError, match=r"axis 3 has 3 where 2 are needed"):
        activations(model, iter([x, np.zeros((2, 8, 8, 3), "float32")]))


def test_batches_of_other_lengths_are_not_joined_blindly(data: Data) -> None:
    import keras

    model = keras.Sequential([keras.Input((None, 2)), keras.layers.Conv1D(3, 1, name="conv")])
    source = [data(2, 5, 2), data(2, 6, 2)]
    with pytest.raises(AxisError, match=r"'conv' has other sizes in a later batch.*time: 6.*Needed: time: 5"):
        activations(model, iter(source))
    assert activations(model, iter(source), keep={"time": "max"})["conv"].sizes == {"batch": 4, "channel": 3}


def test_two_inputs_are_cut_together(data: Data) -> None:
    import keras

    left, right = keras.Input((4,), name="left"), keras.Input((3,), name="right")
    model = keras.Model([left, right], keras.layers.Concatenate(name="both")([left, right]))
    a, b = data(5, 4), data(5, 3)
    found = activations(model, {"left": a, "right": b}, batch_size=2)["both"]
    np.testing.assert_allclose(found, np.concatenate([a, b], axis=1))
    with pytest.raises(InputError, match=r"differ in their number of samples.*4, 5"):
        activations(model, [a, b[:4]], batch_size=2)


def test_layers_by_pattern_class_and_predicate(model: Any, x: Any) -> None:
    import keras

    assert list(activations(model, x, "*o*")) == ["conv", "pool"]
    assert list(activations(model, x, keras.layers.Dense)) == ["dense"]
    assert list(activations(model, x, lambda layer: "l" in layer.name)) == ["pool", "flat"]
    assert list(activations(model, x, [keras.layers.Conv2D, "dense"])) == ["conv", "dense"]
    with pytest.raises(LayerError, match=r"no layer's path fits 'kon\*'.*'conv'"):
        activations(model, x, "kon*")
    with pytest.raises(LayerError, match=r"fits 'LSTM'.*Conv2D, Dense, Flatten, MaxPooling2D"):
        activations(model, x, keras.layers.LSTM)


def test_no_more_is_held_than_was_asked_for(model: Any, x: Any) -> None:
    found = activations(model, x, keep={"batch": 0, "channel": 0}, batch_size=2)
    assert found["conv"].values.nbytes == 6 * 6 * 4
    assert found["conv"].values.base is None or found["conv"].values.base.nbytes == 6 * 6 * 4
