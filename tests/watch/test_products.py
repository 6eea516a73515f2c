"""What Keras handed out is recognised again: kept without its graph, within bounds, and by the values of its slices."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from kerascope.evidence import Derivation, Provenance, Value
from kerascope.watch.origin.seek import Seeker
from kerascope.watch.patches import keras_hooks
from kerascope.watch.record import products
from kerascope.watch.record.products import Products
from kerascope.watch.record.recorder import RawArgument, Recorder
from kerascope.watch.record.roots import Reach, roots_of
from kerascope.watch.values.layer_axes import axes_like, axes_of_input, first_class

MAPS = ("batch", "height", "width", "channel")


class Eager:
    """Another framework's: knows its size and dtype, and gives its values as an array."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.shape, self.dtype, self.nbytes = values.shape, values.dtype, values.nbytes

    def numpy(self) -> np.ndarray:
        return self.values


Eager.__module__ = "tensorflow.python"


@pytest.mark.parametrize("kind", [Eager, np.array])
def test_values_are_copied_and_nothing_is_kept_alive(kind: Callable[[np.ndarray], object]) -> None:
    values = np.ones((2, 3))
    thing, held = kind(values), Products()
    gone = weakref.ref(thing)
    held.add(thing, Provenance("output"))
    values[:] = 0
    del thing
    gc.collect()
    assert gone() is None
    assert [c.sum() for c, _, _ in held.copies] == [6]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "_HELD", 3)
    held, made = Products(), [np.full(4, n) for n in range(5)]
    for one in made:
        held.add(one, Provenance("output"))
    assert [c[0] for c, _, _ in held.copies] == [2, 3, 4]


def drawn(values: np.ndarray) -> RawArgument:
    return RawArgument("X", "numpy.ndarray", None, values, True, values.shape, "float32", (0, None, None), ())


def call() -> SimpleNamespace:
    spot = SimpleNamespace(code=call.__code__, lasti=0)
    return SimpleNamespace(spot=spot, near=(), candidates=())


@pytest.mark.parametrize(("changed", "known"), [(0.0, True), (1.0, False)])
def test_a_copy_of_an_output_gets_its_names(changed: float, known: bool) -> None:
    maps = np.random.default_rng(0).random((1, 6, 7, 4)).astype("float32")
    recorder = Recorder()
    recorder.products.add(Eager(maps), Provenance("output", MAPS, layer="conv", layer_class="Conv2D"))
    index = (0, None, None, 2)
    plain = Derivation("copied", maps.shape, index, (1, 2), None, ("index",))
    picture = maps[0, :, :, 2].copy()
    picture[0, 0] += changed
    found = Seeker(recorder).better(drawn(picture), call(), plain)  # type: ignore[arg-type]
    assert found is not None
    assert found.root == "copied"
    assert (found.axes == MAPS) is known


@pytest.mark.parametrize(("sample", "steps"), [(1, ("index", "reshape")), (None, ())])
def test_units_of_a_sample_laid_out_anew(sample: int | None, steps: tuple[str, ...]) -> None:
    code = np.random.default_rng(0).random((3, 48)).astype("float32")
    recorder = Recorder()
    recorder.products.add(code, Provenance("output", ("batch", "unit"), layer="code", layer_class="Dense"))
    picture = np.random.default_rng(1).random((6, 8)) if sample is None else code[sample].reshape(6, 8).copy()
    found = Seeker(recorder).better(drawn(picture.astype("float32")), call(), None)  # type: ignore[arg-type]
    assert (found.steps if found is not None else ()) == steps
    assert found is None or (found.index[0], found.axes) == (sample, ("batch", "unit"))


def test_a_flat_slice_is_recognised_as_nothing() -> None:
    recorder, dead = Recorder(), np.zeros((1, 6, 7, 4), dtype="float32")
    recorder.products.add(Eager(dead), Provenance("output", MAPS))
    plain = Derivation("copied", dead.shape, (0, None, None, 2), (1, 2), None, ("index",))
    found = Seeker(recorder).better(drawn(dead[0, :, :, 2]), call(), plain)  # type: ignore[arg-type]
    assert found is plain


def model(*layers: str, first: bool = False) -> SimpleNamespace:
    form = "channels_first" if first else "channels_last"
    kinds = [type(n, (), {"data_format": form, "__module__": "keras.layers"}) for n in layers]
    parts = [k() for k in kinds]
    return SimpleNamespace(predict=len, outputs=None, _flatten_layers=lambda **_: parts)


@pytest.mark.parametrize(
    ("made", "shape", "given", "axes"),
    [
        (model("GRU", "TimeDistributed"), (5, 40, 6), (5, 40, 3), ("batch", "time", "feature")),
        (model("Conv2D"), (2, 16, 20, 5), (2, 16, 20, 3), MAPS),
        (model("Conv2D", first=True), (2, 3, 16, 20), (2, 3, 16, 20), None),
        (model("Conv2D"), (2, 8, 10, 5), (2, 16, 20, 3), None),
        (model("Dense"), (5, 40, 6), (5, 40, 3), None),
    ],
)
def test_a_model_of_the_users_own_class(
    made: SimpleNamespace, shape: tuple[int, ...], given: tuple[int, ...], axes: tuple[str, ...] | None
) -> None:
    assert axes_like(made, shape, given) == axes


def test_attention_scores_of_a_block_of_the_users_own() -> None:
    block = SimpleNamespace(_flatten_layers=lambda **_: [SimpleNamespace(num_heads=4)])
    assert axes_like(block, (1, 4, 7, 7), (1, 7, 16)) == ("batch", "head", "query", "key")
    assert axes_like(block, (1, 3, 7, 7), (1, 7, 16)) is None


@pytest.mark.parametrize(
    ("units", "shape", "given", "axes"),
    [
        (9, (4, 9), (4, 30, 2), ("batch", "unit")),
        (9, (4, 9), (4, 30), ("batch", "unit")),
        (8, (4, 9), (4, 30), None),
        (9, (4, 9), (1, 30), None),
    ],
)
def test_units_that_a_model_of_the_users_own_gives(
    units: int, shape: tuple[int, ...], given: tuple[int, ...], axes: tuple[str, ...] | None
) -> None:
    made = model("Conv1D", "Dense")
    made._flatten_layers()[1].units = units
    assert axes_like(made, shape, given) == axes


@pytest.mark.parametrize(
    ("dims", "order"), [((2, 3, 1), "channels_first"), ((3, 1, 2), "channels_last"), ((2, 1, 3), "")]
)
def test_the_order_that_a_permute_is_given(dims: tuple[int, ...], order: str) -> None:
    permute = type("Permute", (), {"dims": dims, "__module__": "keras.layers"})()
    assert first_class(SimpleNamespace(layers=[permute])) == ("Permute", order)


@pytest.mark.parametrize(
    ("dims", "after", "axes"),
    [
        ((2, 1), "LSTM", ("batch", "feature", "time")),
        ((2, 1), "Conv1D", ("batch", "feature", "time")),
        ((2, 1), "Dense", ("batch", "time", "feature")),
        ((1, 2), "LSTM", ("batch", "time", "feature")),
    ],
)
def test_steps_that_a_permute_turns(dims: tuple[int, ...], after: str, axes: tuple[str, ...]) -> None:
    permute = type("Permute", (), {"dims": dims, "__module__": "keras.layers"})()
    following = type(after, (), {"__module__": "keras.layers"})()
    assert axes_of_input((8, 3, 40), *first_class(SimpleNamespace(layers=[permute, following]))) == axes


class Memory:
    """A tensor that lends its memory to NumPy, each time to another array."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.__array_interface__ = values.__array_interface__


def names_of_a_kept_array() -> set[str]:
    weights = Memory(np.arange(6.0))
    kept = [np.asarray(weights)[:4] for _ in range(3)]
    alone = [np.asarray(Memory(np.arange(6.0)))[:4]]
    one = kept[0]
    roots = roots_of(one, one, Reach(sys._getframe()), Products())
    return {r.name for r in roots if alone}


def test_arrays_over_one_tensor_in_a_list() -> None:
    assert names_of_a_kept_array() == {"one", "kept[0]", "kept[1]", "kept[2]"}


def test_inputs_that_only_a_scaling_reads() -> None:
    assert axes_of_input((2, 3, 48, 64)) == ("batch", "channel", "height", "width")
    assert axes_of_input((2, 48, 64, 3)) == MAPS
    assert axes_of_input((2, 3, 48, 64), "Conv2D") == MAPS


def test_a_copy_is_called_by_what_it_was_copied_from() -> None:
    known, kernel = Products(), np.arange(72.0).reshape(3, 3, 8, 1)
    made = Provenance("weights", ("kernel_height", "kernel_width", "in_channel", "multiplier"), weight="kernel")
    known.add(kernel, made)
    assert known.equal(kernel.copy()) is made
    assert known.equal(kernel + 1) is None
    assert known.equal(kernel.reshape(9, 8)) is None


def test_a_variable_that_the_user_reads_as_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    class Variable:
        def __array__(self, *args: object, **kwargs: object) -> np.ndarray:
            return np.eye(4)

    seen: list[object] = []
    monkeypatch.setattr(keras_hooks, "_remember_variable", lambda recorder, variable, array: seen.append(variable))
    monkeypatch.setattr(keras_hooks, "is_user", lambda filename: filename == __file__)
    recorder = Recorder()
    recorder.active = True
    keras_hooks._patch_variable(recorder, SimpleNamespace(Variable=Variable))  # type: ignore[arg-type]
    np.array(Variable())
    assert len(seen) == 1
    monkeypatch.setattr(keras_hooks, "is_user", lambda filename: False)
    np.array(Variable())
    assert len(seen) == 1


def test_an_array_cut_from_what_only_keras_handed_out_says_of_it() -> None:
    recorder = Recorder()
    out = np.arange(480.0).reshape(4, 10, 12)
    recorder.products.add(out, Provenance("output", ("batch", "time", "feature"), source="predict"))
    cut, other, plain = out[2].reshape(3, 10, 4), np.arange(120.0).reshape(3, 40), out[2] * 1.0
    near = tuple(Value(n, "ndarray", values=v) for n, v in (("cut", cut), ("other", other), ("plain", plain)))
    told = Seeker(recorder).before_reshape(near, {"cut", "plain"})
    made = told[0].about["reshaped_from"]
    assert np.array_equal(made.values, out[2])
    assert made.provenance.source == "predict"
    assert all("reshaped_from" not in v.about for v in told[1:])


def test_what_a_model_was_given_is_no_origin_of_a_table_beside_it() -> None:
    recorder = Recorder()
    given = np.arange(120.0).reshape(1, 10, 12)
    recorder.products.add(given, Provenance("input", None, source="predict"))
    near = (Value("table", "ndarray", values=given.reshape(3, 40)),)
    assert Seeker(recorder).before_reshape(near, {"table"}) == near


def test_public_names_that_stood_for_the_original_before_it_was_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    original = lambda x: x  # noqa: E731
    inner, outer, other = (SimpleNamespace(array_to_img=f) for f in (original, original, print))
    monkeypatch.setitem(sys.modules, "keras.fake_src", inner)
    monkeypatch.setitem(sys.modules, "keras.fake_utils", outer)
    monkeypatch.setitem(sys.modules, "elsewhere_fake", other)
    recorder = Recorder()
    keras_hooks._patch_images(recorder, inner)  # type: ignore[arg-type]
    assert outer.array_to_img is inner.array_to_img is not original
    assert other.array_to_img is print


@pytest.mark.keras
def test_a_variable_is_seen_wherever_its_backend_reads_it() -> None:
    import keras

    kinds = type(keras.Variable(0.0)).__mro__
    readers = {k.__module__ for k in kinds if "__array__" in vars(k) or "numpy" in vars(k)}
    assert readers <= set(keras_hooks.hooks(Recorder()))


@pytest.mark.keras
def test_a_sequential_s_own_models_are_none_of_the_user_s() -> None:
    import keras

    recorder = Recorder()
    made = keras.Model.__init__
    try:
        keras_hooks._patch_model(recorder, keras.Model)
        grown = keras.Sequential([keras.Input((3,))])
        grown.add(keras.layers.Dense(4))
        grown.add(keras.layers.Dense(2))
        late = keras.Sequential([keras.layers.Dense(2)])
        late.build((None, 3))
        part = keras.Model(grown.inputs, grown.layers[0].output)
        own = type("Own", (keras.Model,), {})()
    finally:
        keras.Model.__init__ = made
    assert recorder.products.live_models() == [grown, late, part, own]
