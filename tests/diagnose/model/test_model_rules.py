"""Rules of the model family on failures made by hand: what the live values say decides, not the text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from tests.diagnose.evidence_by_hand import failure

from kerascope.diagnose import all_causes
from kerascope.diagnose.engine import diagnose
from kerascope.evidence import Facts, Failure, Provenance, Run, Value
from kerascope.findings import Finding

all_causes()


def array(source: str, *shape: int, **more: Any) -> Value:
    size = 1
    for n in shape:
        size *= n
    return Value(source, "ndarray", "numpy", Facts("numpy.ndarray", shape, "float32", "f", size), **more)


def model(source: str = "model", inputs: list[int | None] | None = None, **about: Any) -> Value:
    known = {"layer": "net", "class": "Functional", "model": True, "built": True, "weights": [["kernel", [3, 3, 1, 4]]]}
    return Value(source, "Functional", "keras", about={**known, "inputs": [inputs] if inputs else None, **about})


def layer(source: str, kind: str, built: bool, weights: list[list[Any]], **about: Any) -> Value:
    known = {"layer": "part", "class": kind, "model": False, "built": built, "weights": weights}
    return Value(source, kind, "keras", about={**known, **about})


def symbolic(source: str, shape: list[int | None], root: str = "input_layer", kind: str = "KerasTensor") -> Value:
    about = {"symbolic": True, "shape": shape, "layer": "conv", "roots": [[root, shape[1:]]]}
    return Value(source, kind, "keras", about=about)


def first(evidence: Failure) -> Finding | None:
    found = diagnose(Run("script.py", failure=evidence))
    assert found.faults == ()
    return found.findings[0] if found.findings else None


def test_symbolic_tensor_handed_to_numpy() -> None:
    tensor = symbolic("features", [None, 12, 12, 16])
    found = first(
        failure("ValueError", "any text", "np.dot(features, w)", tensor, handed=(tensor,), where=("keras:__array__",))
    )
    assert found is not None
    assert found.cause == "symbolic-tensor"
    assert "(None, 12, 12, 16)" in found.message


def test_symbolic_tensors_are_right_in_a_layers_call() -> None:
    tensor = symbolic("x", [None, 4])
    assert (
        first(failure("ValueError", "bad units", "Dense(0)(x)", tensor, handed=(tensor,), where=("keras:__call__",)))
        is None
    )


def test_what_keras_itself_counts_in_a_layers_call_is_not_the_symbolic_input() -> None:
    source = "keras.ops.pad(x, keras.ops.convert_to_tensor(width))"
    seen = symbolic("x", [None, 8, 8, 3], kind="SymbolicTensor")
    text = "len is not well defined for a symbolic Tensor (strided_slice:0)"
    below = ("keras:pad", "keras:symbolic_call", "tensorflow:__len__")
    assert first(failure("TypeError", text, source, seen, handed=(seen,), where=below)) is None
    direct = first(failure("TypeError", text, "plt.plot(range(len(x)))", seen, where=("tensorflow:__len__",)))
    assert direct is not None
    assert direct.cause == "symbolic-tensor"


def test_list_of_tracers() -> None:
    held = Value("losses", "list", about={"holds_symbolic": True, "length": 2})
    found = first(
        failure("TracerArrayConversionError", "…", "plt.plot(losses)", held, handed=(held,), where=("matplotlib:plot",))
    )
    assert found is not None
    assert found.cause == "symbolic-tensor"
    assert "once per trace (2 here)" in found.message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            Value("y", "Tensor", "torch", about={"requires_grad": True, "device": "cpu", "shape": [80, 1]}),
            "requires grad",
        ),
        (
            Value("y", "Tensor", "torch", about={"requires_grad": False, "device": "cuda:0", "shape": [3]}),
            "lies on cuda:0",
        ),
        (Value("y", "list", about={"holds_grad": True, "length": 30}), "30 torch tensors"),
    ],
)
def test_device_tensor(value: Value, words: str) -> None:
    found = first(failure("RuntimeError", "Can't call numpy() on Tensor", "plt.plot(y)", value, handed=(value,)))
    assert found is not None
    assert found.cause == "device-tensor"
    assert words in found.message
    assert found.fix is not None
    assert found.fix.before == "y"


def test_plain_tensor_is_no_device_tensor() -> None:
    plain = Value("y", "Tensor", "torch", about={"requires_grad": False, "device": "cpu", "shape": [3]})
    assert first(failure("RuntimeError", "numpy() went wrong", "plt.plot(y)", plain, handed=(plain,))) is None


@pytest.mark.parametrize(
    ("inputs", "shape", "index", "read"),
    [
        ([None, 28, 28, 1], (28, 28, 1), "[None]", "28 samples of 28 x 1 x 1."),
        ([None, None, 3], (50, 3), "[None]", "50 samples of 3."),  # only where it ends in 1 Keras appends an axis
        ([None, 28, 28, 1], (28, 28), "[None, ..., None]", "28 samples of 28."),
        ([None, None, None, None], (9, 9, 3), "[None]", "the model expects 4 axes"),
    ],
)
def test_sample_without_its_batch(inputs: list[int | None], shape: tuple[int, ...], index: str, read: str) -> None:
    net, data = model(inputs=inputs), array("x", *shape)
    found = first(
        failure("ValueError", "…", "model.predict(x)", net, data, handed=(net, data), where=("keras:predict",))
    )
    assert found is not None
    assert found.cause == "predict-without-batch"
    assert found.fix is not None
    assert found.fix.after == f"x{index}"
    assert read in found.message


def test_a_batch_of_another_size_has_its_batch() -> None:
    net, data = model(inputs=[None, 28, 28, 1]), array("x", 5, 32, 32, 1)
    assert (
        first(failure("ValueError", "…", "model.predict(x)", net, data, handed=(net, data), where=("keras:predict",)))
        is None
    )


def test_unbuilt_layer_has_no_weights() -> None:
    part = layer("emb", "Embedding", False, [])
    found = first(failure("IndexError", "list index out of range", "v = emb.get_weights()[0]", part))
    assert found is not None
    assert found.cause == "never-built"
    assert "`emb.build(" in found.message


def test_built_layer_without_weights_is_built() -> None:
    part = layer("pool", "MaxPooling2D", True, [])
    found = first(failure("IndexError", "list index out of range", "v = pool.get_weights()[0]", part))
    assert found is None or found.cause != "never-built"


def test_unpacking_of_one_array() -> None:
    part = layer("conv", "Conv2D", True, [["kernel", [3, 3, 12, 12]]], use_bias=False)
    found = first(
        failure("ValueError", "not enough values to unpack (expected 2, got 1)", "k, b = conv.get_weights()", part)
    )
    assert found is not None
    assert found.cause == "weights-unpacking"
    assert "(3, 3, 12, 12)" in found.message
    assert "use_bias=False" in found.message


def test_unpacking_of_something_else() -> None:
    assert (
        first(failure("ValueError", "not enough values to unpack (expected 2, got 1)", "a, b = rows", array("rows", 1)))
        is None
    )


def test_layer_of_a_nested_model() -> None:
    given, lost = (
        symbolic("outer.input", [None, 8], "outer_in"),
        symbolic("inner.get_layer('c').output", [None, 2], "inner_in"),
    )
    given = Value(given.source, given.type, "keras", about={**given.about, "layer": "outer_in"})
    source = "keras.Model(outer.input, inner.get_layer('c').output)"
    found = first(
        failure(
            "ValueError",
            "… is not connected to `inputs`",
            source,
            given,
            lost,
            handed=(given, lost),
            where=("keras:__init__",),
        )
    )
    assert found is not None
    assert found.cause == "disconnected-graph"
    assert found.fix is not None
    assert (found.fix.before, found.fix.after) == ("outer.input", "inner.inputs")


@pytest.mark.parametrize(
    ("owner", "source", "after"),
    [
        (layer("layer", "Conv2D", True, []), "layer.output_shape", ".output.shape"),
        (model("net"), "net.predict_classes(x)", "net.predict(x).argmax(axis=1)"),
    ],
)
def test_removed_attribute(owner: Value, source: str, after: str) -> None:
    name = source.split(".")[1].split("(")[0]
    found = first(failure("AttributeError", f"'X' object has no attribute '{name}'", source, owner))
    assert found is not None
    assert found.cause == "removed-api"
    assert found.fix is not None
    assert found.fix.after == after


def test_an_attribute_of_the_persons_own_class_is_none_of_keras() -> None:
    own = Value("thing", "Thing", "__main__")
    assert (
        first(failure("AttributeError", "'Thing' object has no attribute 'output_shape'", "thing.output_shape", own))
        is None
    )


@pytest.mark.parametrize(
    ("name", "source", "after"),
    [
        ("mean", "pooled = K.mean(grads, axis=(0, 1, 2))", "keras.ops.mean"),
        (
            "get_value",
            "kept.append(keras.backend.get_value(rate))",
            "keras.ops.convert_to_numpy",
        ),
        ("set_learning_phase", "K.set_learning_phase(0)", None),
        ("gradients", "grads = K.gradients(loss, conv.output)[0]", None),
    ],
)
def test_removed_function_of_the_backend(name: str, source: str, after: str | None) -> None:
    found = first(failure("AttributeError", f"module 'keras.backend' has no attribute '{name}'", source))
    assert found is not None
    assert found.cause == "removed-api"
    assert f"keras.backend.{name}" in found.message
    assert (found.fix.after if found.fix else None) == after
    if found.fix is not None:  # the whole name is replaced, whatever the module is called
        assert source.replace(found.fix.before, "") == re.sub(rf"[\w.]*\.{name}", "", source)


def test_an_optimizers_lr_is_gone_but_not_that_of_anything_else() -> None:
    rate = "model.optimizer.lr"
    said = "'Adam' object has no attribute 'lr'"
    found = first(
        failure(
            "AttributeError",
            said,
            f"rates.append(float({rate}))",
            Value("model.optimizer", "Adam", "keras"),
            expression=rate,
        )
    )
    assert found is not None
    assert found.fix is not None
    assert (found.fix.before, found.fix.after) == (".lr", ".learning_rate")
    assert (
        first(failure("AttributeError", said, rate, Value("model.optimizer", "Adam", "torch"), expression=rate)) is None
    )


def test_a_callback_of_keras_has_no_validation_data() -> None:
    wanted, me = "self.validation_data", Value("self", "Maps", "__main__")
    said = "'Maps' object has no attribute 'validation_data'"
    inside = {"expression": wanted, "through": ("keras:fit", "keras:on_epoch_end")}
    found = first(failure("AttributeError", said, f"x = {wanted}[0]", me, **inside))
    assert found is not None
    assert found.cause == "removed-api"
    assert found.fix is None
    assert first(failure("AttributeError", said, f"x = {wanted}[0]", me, expression=wanted)) is None


def test_another_missing_module_is_not_ours() -> None:
    assert first(failure("ModuleNotFoundError", "No module named 'tensorboardX'", "import tensorboardX")) is None


def test_missing_pydot() -> None:
    text = "You must install pydot (`pip install pydot`) for `plot_model` to work."
    found = first(failure("ImportError", text, "keras.utils.plot_model(model, to_file='m.png')", model()))
    assert found is not None
    assert found.cause == "missing-graphviz"
    assert "pydot is not installed" in found.message
    assert "m.png" in found.message


def test_provenance_tells_of_a_call() -> None:
    made = Provenance("output", source="call")
    value = Value(
        "y", "Tensor", "torch", provenance=made, about={"requires_grad": True, "device": "cpu", "shape": [4, 1]}
    )
    found = first(failure("RuntimeError", "Can't call numpy() on Tensor", "plt.plot(y)", value, handed=(value,)))
    assert found is not None
    assert "model.predict" in found.message


def test_an_attribute_that_a_module_lacks_is_not_the_tensors_fault() -> None:
    tensor = symbolic("m.input", [None, 4])
    found = first(
        failure(
            "AttributeError",
            "module 'keras.backend' has no attribute 'function'",
            "K.function([m.input], [m.output])",
            Value("[m.input]", "list", "builtins", about={"length": 1, "holds_symbolic": True}),
            tensor,
            expression="K.function",
        )
    )
    assert found is not None
    assert found.cause == "removed-api"


def test_an_output_that_needs_another_input_too() -> None:
    given, other = symbolic("a", [None, 3], "left"), symbolic("joint.output", [None, 8], "left")
    given = replace(given, about={**given.about, "layer": "left"})
    other = replace(other, about={**other.about, "roots": [["left", [3]], ["right", [5]]]})
    evidence = failure(
        "ValueError",
        "Output with path `` is not connected to `inputs`",
        "keras.Model(a, joint.output)",
        other,
        handed=(given, other),
        where=("keras:__init__", "keras:_run_through_graph"),
    )
    found = first(evidence)
    assert found is not None
    assert found.cause == "disconnected-graph"
    assert "'right' of shape (5,)" in found.message


def test_a_name_that_a_model_lacks_is_no_missing_batch() -> None:
    net, data = model("net", inputs=[None, 28, 28, 1], functional=False), array("x", 28, 28)
    words = "'Sequential' object has no attribute 'input'"
    found = first(
        failure(
            "AttributeError", words, "keras.Model(net.input, net.output)(x)", net, data, where=("torch:__getattr__",)
        )
    )
    assert found is None or found.cause != "predict-without-batch"


def test_a_sequential_with_an_input_has_inputs_before_a_call() -> None:
    net = model("net", inputs=[None, 8], functional=False, built=True, layer="seq")
    words = "The layer seq has never been called and thus has no defined input."
    found = first(failure("AttributeError", words, "keras.Model(net.input, tap)", net, where=("keras:input",)))
    assert found is not None
    assert found.cause == "never-built"
    assert found.fix is not None
    assert found.fix.after == "net.inputs"


@pytest.mark.parametrize(
    ("through", "words"),
    [
        ((":<module>", "keras:error_handler"), "have returned, or in a callback"),
        ((":<module>", "tensorflow:map", "tensorflow:wrapper"), "Inside Dataset.map"),
        ((":<module>", "tensorflow:error_handler"), "or any compiled function"),
        ((":<module>", "tensorflow:map", "keras:error_handler"), "Inside Dataset.map"),
        ((":<module>", ":curve"), "It was kept while"),
    ],
)
def test_where_a_graph_tensor_has_no_values(through: tuple[str, ...], words: str) -> None:
    tensor = symbolic("share", [3, 3], kind="SymbolicTensor")
    said = "Cannot convert a symbolic tf.Tensor (share:0) to a numpy array."
    found = first(failure("NotImplementedError", said, "plt.matshow(share)", tensor, through=through))
    assert found is not None
    assert found.cause == "symbolic-tensor"
    assert words in found.message


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("np.squeeze(batch[kept])", True),
        ("batch[kept].squeeze()", True),
        ("np.squeeze(batch, axis=-1)", False),
        ("batch[kept][0]", False),
    ],
)
def test_a_squeeze_that_took_the_batch_along(made: str, told: bool) -> None:
    source = "out = net.predict(one)"
    where = ("keras:error_handler",)
    seen = failure("ValueError", "Invalid input shape", source, array("one", 9, 9, 3), where=where)
    seen = replace(seen, values=(model("net", [None, 9, 9, 3]), *seen.values), place=replace(seen.place, line=2))
    run = Run("script.py", failure=seen, sources={"script.py": f"one = {made}\n{source}\none = 3\n"})
    (found,) = all_causes()["predict-without-batch"].look(seen, run)
    assert ("(line 1) took the batch axis off" in found.message) is told


def test_an_input_made_in_the_call_and_a_list_of_outputs() -> None:
    outs = Value("outs", "list", "", about={"holds_layers": ["c1", "bn"], "holds_roots": [["input_layer", [8, 8, 1]]]})
    source = "probe = keras.Model(keras.Input((8, 8, 1)), outs)"
    said = "Output with path `0` is not connected to `inputs`"
    seen = failure("ValueError", said, source, outs, handed=(outs,), where=("keras:__init__",))
    seen = replace(seen, place=replace(seen.place, expression=source.partition(" = ")[2]))
    found = first(seen)
    assert found is not None
    assert found.cause == "disconnected-graph"
    assert "is a new Input and leads to no layer" in found.message


def test_names_of_a_comprehension_are_counted_by_what_python_says() -> None:
    norm = layer("l", "BatchNormalization", True, [[w, [4]] for w in ("gamma", "beta", "mean", "variance")])
    source = "sizes = {l.name: w.size for l in net.layers for w, b in [l.get_weights()]}"
    found = first(failure("ValueError", "too many values to unpack (expected 2)", source, norm))
    assert found is not None
    assert "4 arrays" in found.message
    assert "unpacked into 2 names" in found.message
    assert found.fix is None
