"""Failures whose guilty value has no name of its own: it stands inside a call, a loop's head or a list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure
from tests.diagnose.model.test_model_rules import array, layer, model, symbolic

from kerascope.diagnose import all_causes
from kerascope.evidence import Failure, Provenance, Run, Value
from kerascope.findings import Finding

RUNNING = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."


def look(cause: str, evidence: Failure, source: str = "", **more: object) -> Finding | None:
    run = Run("script.py", failure=evidence, sources={"script.py": source}, **more)  # type: ignore[arg-type]
    return next(iter(all_causes()[cause].look(evidence, run)), None)


@pytest.mark.parametrize(("message", "named"), [(RUNNING, True), ("numpy() takes no positional arguments", False)])
def test_a_model_called_and_read_at_once(message: str, named: bool) -> None:
    found = look("device-tensor", failure("RuntimeError", message, "net(x).numpy()", model("net"), array("x", 4, 3)))
    assert (found is not None) == named
    if found is not None:
        assert found.fix is not None
        assert found.fix.after == "keras.ops.convert_to_numpy(net(x))"


def test_a_tensor_of_one_s_own_graph_is_no_model_s() -> None:
    assert look("device-tensor", failure("RuntimeError", RUNNING, "(w * 2).numpy()", model("net"))) is None


@pytest.mark.parametrize(
    ("source", "grad", "said"),
    [("fake[i, :, :, 0]", True, True), ("other[i]", True, False), ("fake[i, :, :, 0]", False, False)],
)
def test_a_part_of_what_a_model_gave(source: str, grad: bool, said: bool) -> None:
    part = Value(source, "Tensor", "torch", about={"requires_grad": True, "device": "cpu", "shape": [8, 8]})
    about = {"requires_grad": grad, "device": "cpu", "shape": [16, 8, 8, 1]}
    fake = Value("fake", "Tensor", "torch", about=about, provenance=Provenance("output", model="net"))
    found = look("device-tensor", replace(failure("RuntimeError", RUNNING, source, part, fake), handed=(part,)))
    assert found is None or (", a part of `fake`, shape (16, 8, 8, 1). Calling the model" in found.message) == said
    assert found is None or found.fix is None or ("convert_to_numpy" in found.fix.after) == said


def _handed(expression: str, kind: str, *values: Value, message: str = RUNNING) -> Failure:
    given = argument("X", np.zeros((3, 3)), expression)
    drawn = call("imshow", "image", replace(given, facts=replace(given.facts, type=kind)))
    return replace(failure("RuntimeError", message, drawn.place.source, *values), call=drawn)


KERNEL = Value(
    "conv.kernel", "Variable", "keras", replace(argument("k", np.zeros((3, 3, 1, 4))).facts, type="keras.Variable")
)


@pytest.mark.parametrize(
    ("expression", "kind", "values", "said"),
    [
        ("conv.kernel[..., 0, i]", "torch.Tensor", (KERNEL,), "part of the variable `conv.kernel`, shape (3, 3, 1, 4)"),
        ("conv.kernel[..., 0, i] * 2", "torch.Tensor", (KERNEL,), "computed from the variable `conv.kernel`, shape"),
        ("layer.weights[0][..., 0]", "torch.Tensor", (), "is a torch tensor that requires grad of shape (3, 3)."),
        ("grid", "numpy.ndarray", (KERNEL,), ""),
        ("", "torch.Tensor", (KERNEL,), ""),
    ],
    ids=["a part of a variable", "computed from one", "no value known", "an array", "no source known"],
)
def test_what_a_plotting_call_was_handed(expression: str, kind: str, values: tuple[Value, ...], said: str) -> None:
    found = look("device-tensor", _handed(expression, kind, *values))
    assert (found is not None) == bool(said)
    if found is not None:
        assert said in found.message
        assert found.fix is not None
        assert found.fix.after.startswith("keras.ops.convert_to_numpy(" if "variable" in said else expression)


HELD = {"cells": ["torch.Tensor"], "holds_grad": True, "tensor_columns": ["loss"]}
COLUMN = Value("log['loss']", "Series", "pandas", replace(argument("y", np.zeros(6)).facts, kind="O"), about=HELD)
ROWS = Value("log", "DataFrame", "pandas", replace(argument("y", np.zeros((6, 2))).facts, kind="O"), about=HELD)
REFUSED = "no numeric data to plot"


@pytest.mark.parametrize(
    ("value", "kind", "message", "said", "after"),
    [
        (COLUMN, "RuntimeError", RUNNING, "is a column with 6 rows of torch tensors", "log['loss'].map(float)"),
        (ROWS, "RuntimeError", RUNNING, "still require grad in column loss", None),
        (ROWS, "TypeError", REFUSED, "is a table with 6 rows of torch tensors", None),
        (replace(ROWS, about={"cells": ["torch.Tensor"]}), "TypeError", REFUSED, "", None),  # of no graph: only a dtype
        (replace(ROWS, about={"cells": ["str"]}), "TypeError", REFUSED, "", None),
        (Value("w", "Tensor", "torch", about={"requires_grad": True}), "TypeError", REFUSED, "", None),  # stands beside
    ],
    ids=["a column", "a table", "pandas refuses a table", "plain tensors", "text", "a tensor beside a table"],
)
def test_losses_in_a_table(value: Value, kind: str, message: str, said: str, after: str | None) -> None:
    found = look("device-tensor", failure(kind, message, f"draw({value.source})", value))
    assert (found is not None) == bool(said)
    if found is not None:
        assert said in found.message
        assert "loss.item()" in found.message
        assert (found.fix.after if found.fix is not None else None) == after
        assert ("pandas keeps tensors as objects" in found.why) == (kind == "TypeError")


def test_what_torch_did_not_say_is_not_said() -> None:
    assert look("device-tensor", _handed("k[0]", "torch.Tensor", message="numpy() got an unexpected argument")) is None


OWN = (
    "class RBF(Layer):\n    def build(self, shape):\n        self.{made} = self.add_weight()\n    def call(self, x):\n"
)


@pytest.mark.parametrize(
    ("made", "built", "named"), [("centres", False, True), ("centers", False, False), ("centres", True, False)]
)
def test_an_attribute_that_build_makes(made: str, built: bool, named: bool) -> None:
    """What `build` does not make, or what is lacking after it, is another mistake."""
    rbf = layer("rbf", "RBF", built, [])
    missing = failure("AttributeError", "'RBF' object has no attribute 'centres'", "plt.plot(rbf.centres)", rbf)
    found = look("never-built", missing, OWN.format(made=made))
    assert (found is not None) == named
    assert found is None or "never called" in found.message


@pytest.mark.parametrize(
    ("lengths", "made", "named"),
    [
        ([2, 4, 2], "[l.get_weights() for l in net.layers]", True),
        ([2, 4, 2], "[(1, 2), (1, 2, 3, 4), (5, 6)]", False),
        ([2, 2], "[l.get_weights() for l in net.layers]", False),
    ],
)
def test_a_loop_over_the_weights_of_layers(lengths: list[int], made: str, named: bool) -> None:
    held = Value("params", "list", "builtins", about={"length": len(lengths), "lengths": lengths})
    net = model(weighted=["a", "b", "c"], layers=[["a", "Conv2D"], ["b", "BatchNormalization"], ["c", "Dense"]])
    message = "too many values to unpack (expected 2)"
    evidence = failure("ValueError", message, "for ax, (kernel, bias) in zip(axes, params):\n    pass", held)
    found = look("weights-unpacking", evidence, f"params = {made}\n", models=(net,))
    assert (found is not None) == named
    assert found is None or "those of the BatchNormalization 'b' (gamma, beta, moving mean" in found.message


@pytest.mark.parametrize(("root", "named"), [("input_1", True), ("other", False)])
def test_a_list_of_outputs_of_another_input(root: str, named: bool) -> None:
    given = symbolic("other", [None, 40, 40, 1], "other")
    given = replace(given, about={**given.about, "layer": "other"})
    outputs = Value(
        "[l.output for l in net.layers]",
        "list",
        "builtins",
        about={"length": 2, "holds_symbolic": True, "holds_layers": ["a", "b"], "holds_roots": [[root, [16, 16, 1]]]},
    )
    source = "keras.Model(other, [l.output for l in net.layers])"
    broken = failure("ValueError", "Output with path `0` is not connected to `inputs`", source, given, outputs)
    broken = replace(broken, handed=(given, outputs), where=("keras:__new__",))
    found = look("disconnected-graph", broken)
    assert (found is not None) == named
    assert found is None or "(16, 16, 1)" in found.message


@pytest.mark.parametrize(
    ("given", "leads", "shape", "words", "after"),
    [
        ("z", False, [None, 2], "`z` is a new Input 'z' of shape (2,) and leads to no layer", None),
        ("fresh", False, [None, 8], "`fresh` is a new Input 'fresh' of shape (8,)", "net.inputs"),
        ("outer", True, [None, 2], "leads to another call", "net.inputs"),
        ("keras.Input((2,))", None, [None, 2], "`keras.Input((2,))` is a new Input and leads to no layer", None),
    ],
)
def test_an_input_on_which_nothing_was_called(
    given: str, leads: bool | None, shape: list[int | None], words: str, after: str | None
) -> None:
    lost = symbolic("net.get_layer('h').output", [None, 4])
    lost = replace(lost, about={**lost.about, "layer": "h", "roots": [["input_layer", [8]]]})
    new = symbolic(given, shape, given)
    new = replace(new, about={**new.about, "layer": given, "leads_nowhere": not leads})
    handed = (lost,) if leads is None else (new, lost)
    source = f"keras.Model({given}, net.get_layer('h').output)"
    text = "Output with path `` is not connected to `inputs`"
    found = look("disconnected-graph", failure("ValueError", text, source, handed=handed, where=("keras:__init__",)))
    assert found is not None
    assert words in found.message
    assert (found.fix.after if found.fix else None) == after


def test_a_layer_inside_a_layer_of_one_s_own() -> None:
    text = "The layer part has never been called and thus has no defined output."
    inner, block, net = layer("block.conv", "Conv2D", True, []), layer("block", "Block", True, []), model("net", [8])
    net.about["functional"] = True
    found = look(
        "never-built", failure("AttributeError", text, "keras.Model(net.input, block.conv.output)", inner, block, net)
    )
    assert found is not None
    assert found.fix is None
    assert "inside the call() of another layer, the Block 'part'" in found.message


def test_a_part_of_a_model_without_an_input_is_not_of_a_layer() -> None:
    text = "The layer part has never been called and thus has no defined output."
    inner, net = layer("net.layers[0]", "Conv2D", True, []), model("net", None, functional=True)
    found = look("never-built", failure("AttributeError", text, "keras.Model(x, net.layers[0].output)", inner, net))
    assert found is not None
    assert "has no Input layer" in found.message


@pytest.mark.parametrize(("functional", "named"), [(False, True), (True, False)])
def test_the_inputs_of_a_model_of_one_s_own_class(functional: bool, named: bool) -> None:
    net = model("net", None, **{"class": "Net", "functional": functional})
    found = look("never-built", failure("AttributeError", "'Net' object has no attribute 'inputs'", "net.inputs", net))
    assert (found is not None) == named
    assert found is None or "the subclassed model 'net' (Net, `net`) has no symbolic input" in found.message


@pytest.mark.parametrize(
    ("kind", "is_model", "asked", "words"),
    [
        ("Conv1D", False, "Conv1D' object has no attribute 'output'", "inside a subclassed model's call()"),
        ("Sequential", True, "Sequential' object has no attribute 'inputs'", "has no Input layer"),
        ("Encoder", True, "Encoder' object has no attribute 'output'", "the subclassed model 'part'"),
        ("Conv1D", False, "Report' object has no attribute 'output'", ""),
        ("Conv1D", False, "Conv1D' object has no attribute 'output_shape'", ""),
    ],
)
def test_torch_has_words_of_its_own_for_what_was_never_called(
    kind: str, is_model: bool, asked: str, words: str
) -> None:
    part = layer("part", kind, kind != "Sequential", [], model=is_model, functional=kind == "Sequential")
    net = model("net", None, **{"class": "Net", "functional": False})
    found = look("never-built", failure("AttributeError", f"'{asked}", "keras.Model(x, part.output)", net, part))
    assert (found is not None) == bool(words)
    assert found is None or words in found.message


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("net = Sequential()", "net = Sequential([keras.Input((8, 1))])"),
        ("net = Sequential([Conv1D(4, 3)])", "net = Sequential([keras.Input((8, 1)), Conv1D(4, 3)])"),
        ("net = Sequential(name='n')", "net = Sequential([keras.Input((8, 1))], name='n')"),
        ("net = Sequential(old.layers[:2])", "net = Sequential([keras.Input((8, 1)), *old.layers[:2]])"),
        ("net = Sequential(old.layers, name='n')", "net = Sequential([keras.Input((8, 1)), *old.layers], name='n')"),
    ],
)
def test_an_input_is_put_before_whatever_a_sequential_is_made_of(source: str, after: str) -> None:
    net = model("net", None, **{"class": "Sequential", "layers": [["c", "Conv1D"]], "built": False})
    asked = failure("AttributeError", "has no defined inputs yet", "net.inputs", net, near=(array("x", 5, 8, 1),))
    asked = replace(asked, place=replace(asked.place, line=2, end_line=2))
    found = look("never-built", asked, f"{source}\nprobe = Model(net.inputs, x)\n")
    assert found is not None
    assert found.fix is not None
    assert source.replace(found.fix.before, found.fix.after) == after


UNPACKED = "too many values to unpack (expected 2)"
KEPT = "kept = {{l.name: l.{} for l in net.layers}}\n"


@pytest.mark.parametrize(("made", "named"), [("get_weights()", True), ("name", False)])
@pytest.mark.parametrize("loop", [True, False])
def test_weights_kept_in_a_dict(loop: bool, made: str, named: bool) -> None:
    kept = Value("kept", "dict", about={"keys": ["rnn", "out"], "lengths": {"rnn": 3, "out": 2}})
    one = Value('kept["rnn"]', "list", about={"length": 3, "shapes": [[3, 16], [4, 16], [16]]})
    source = "for name, (k, b) in kept.items():" if loop else 'k, b = kept["rnn"]'
    found = look("weights-unpacking", failure("ValueError", UNPACKED, source, kept, one), KEPT.format(made))
    assert (found is not None) == named
    assert found is None or "holds 3 arrays" in found.message


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("np.asarray(net(x)[:, 0])", True),
        ("pd.DataFrame({'seen': y, 'made': net(x)[:, 0]})", True),
        ("sns.heatmap(net(x), cmap='viridis')", True),
        ("np.stack([net(x).detach(), w])", False),
        ("pd.Series(net.predict(x) * w)", False),
        ("net(x)", False),
    ],
)
def test_a_model_called_inside_the_call_of_a_library(source: str, named: bool) -> None:
    found = look("device-tensor", failure("RuntimeError", RUNNING, source, model("net"), array("x", 4, 3)))
    assert (found is not None) == named
    if found is not None:
        assert found.fix is not None
        assert (found.fix.before, found.fix.after) == ("net(x)", "keras.ops.convert_to_numpy(net(x))")
