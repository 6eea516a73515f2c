"""What a loop or a layer keeps of a model's work: tensors of a trace, numbers of one-sample calls, several outputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, failure, run_with

from kerascope.diagnose import all_causes
from kerascope.diagnose.engine import diagnose
from kerascope.evidence import Facts, Provenance, Run, Value

CODE = "rolled = []\nfor _ in range(9):\n    rolled.append(float(net(latest)[-1, 0]))\nplt.plot(rolled)\n"
GIVEN = Provenance("output", ("batch", "unit"), given_shape=(12, 2), input_shape=(None, 12, 2))


def collected(made: Provenance, *, shift: float = 0.0) -> list[str]:
    returned = [np.full((12, 1), n / 7, "float32") for n in range(9)]
    outputs = tuple(Value("output", "ndarray", "numpy", None, made, values=r) for r in returned)
    near = (Value("latest", "ndarray", "numpy", values=np.zeros((12, 2))),)
    data = argument("y", np.array([r[-1, 0] for r in returned]) + np.float32(shift), "rolled", near=near)
    one = call("plot", "line", data, line=4)
    run = run_with(one, outputs=outputs, sources={"script.py": CODE})
    found = list(all_causes()["predict-without-batch"].look(one, run))
    return [f.fix.after if f.fix else "" for f in found]


def test_numbers_collected_from_calls_that_lacked_the_batch() -> None:
    assert collected(GIVEN) == ["latest[None]"]


@pytest.mark.parametrize("made", [replace(GIVEN, given_shape=(1, 12, 2)), replace(GIVEN, given_shape=None)])
def test_numbers_collected_from_calls_that_had_it(made: Provenance) -> None:
    assert collected(made) == []


def test_numbers_that_are_not_those_of_the_calls() -> None:
    assert collected(GIVEN, shift=0.5) == []


def test_a_tensor_kept_by_a_layer_while_it_was_traced() -> None:
    kept = Value("head.seen[-1]", "SymbolicTensor", "tensorflow", about={"symbolic": True, "shape": [8, 5, 1]})
    text = "<tf.Tensor 'x:0' shape=(8, 5, 1)> is out of scope and cannot be used here. Use return values."
    raised = failure("TypeError", text, "plt.plot(head.seen[-1][0])", kept, where=("tensorflow:error_handler",))
    (found,) = diagnose(Run("script.py", failure=raised)).findings
    assert found.cause == "symbolic-tensor"
    assert "traced" in found.message


def heads(outputs: list[list[int | None]], text: str = "np.array([np.asarray(o) for o in both(x)])") -> list[str]:
    about = {"model": True, "outputs": outputs, "inputs": [[None, 7]]}
    x = Value("x", "ndarray", "numpy", Facts("numpy.ndarray", (6, 7), "float32", "f", 42))
    message = "setting an array element with a sequence. The requested array has an inhomogeneous shape"
    raised = failure("ValueError", message, text, Value("both", "Functional", "keras", about=about), x)
    return [f.message for f in diagnose(Run("script.py", failure=raised)).findings if f.cause == "ragged-array"]


def test_outputs_of_differing_shapes_put_into_one_array() -> None:
    (message,) = heads([[None, 4], [None, 3]])
    assert "(6, 4), (6, 3)" in message


def test_outputs_of_one_shape_are_not_what_differs() -> None:
    assert heads([[None, 4], [None, 4]]) == []
    assert heads([[None, 4], [None, 3]], "np.array([a, b])") == []


@pytest.mark.parametrize(
    ("shape", "told"), [((64, 48, 3), "keras.Input((64, 48, 3))"), ((9, 64, 48, 3), "keras.Input((64, 48, 3))")]
)
def test_the_input_of_a_model_that_augments_pictures(shape: tuple[int, ...], told: str) -> None:
    parts = [["flip", "RandomFlip"], ["zoom", "RandomZoom"]]
    about = {"class": "Sequential", "layer": "augment", "model": True, "built": False, "weights": [], "layers": parts}
    picture = Value("photo", "ndarray", "numpy", Facts("numpy.ndarray", shape, "float64", "f", 9))
    message = "Sequential model 'augment' has no defined inputs yet."
    raised = failure(
        "AttributeError", message, "keras.Model(augment.inputs[0], 1)", Value("augment", "Sequential", about=about),
        near=(picture,), expression="augment.inputs",
    )  # fmt: skip
    (found,) = diagnose(Run("script.py", failure=raised)).findings
    assert found.cause == "never-built"
    assert told in found.message
