"""A symbolic tensor where numbers are due.

What it does: reports an error from NumPy, matplotlib or a conversion that was handed a KerasTensor, a graph tensor or a
tracer: `layer.output`, an image inside `Dataset.map`, a value inside a compiled function.
Why it is wrong: such a tensor has a shape and no values; it stands for what will be computed. Values come from a model
that is called on data.
Example:
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    plt.imshow(model.layers[0].output)
Use instead:
    import keras
    import matplotlib.pyplot as plt
    import numpy as np

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    output = model.predict(np.eye(4), verbose=0)
    plt.imshow(output, aspect="auto")
    plt.savefig("output.png")
What it does not see: a symbolic tensor that is printed or stored and never drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from kerascope.diagnose.cause import cause, found
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix

_DRAWING = ("matplotlib", "numpy", "seaborn", "pandas", "PIL", "cv2", "sklearn", "scipy", "skimage", "plotly")
_CONVERSIONS = ("__array__", "__float__", "__int__", "__len__", "__iter__", "__bool__", "numpy", "convert_to_numpy")

_LEAKED = ("is out of scope and cannot be used here", "cannot be accessed from here", "UnexpectedTracerError")
"""What TensorFlow and JAX say of a tensor that was kept when its function had been traced."""


@cause(
    "symbolic-tensor",
    family="model",
    sees=Failure,
    outranks=("unsupported-dtype", "device-tensor", "removed-api", "history-object", "length-mismatch", "ragged-array"),
)
def symbolic_tensor(failure: Failure, run: Run) -> Finding | None:
    value = next(_without_values(failure), None)
    if value is None or not _converting(failure, value):
        return None
    about = value.about
    shape = f" of shape {_shape(about)}" if about.get("shape") is not None else ""
    what, why, fix = _told(failure, value, run)
    return found(
        failure.place,
        "error",
        f"`{value.source}` is {what}{shape}: it holds no values.{why}",
        why=f"A symbolic tensor stands for what will be computed. It raised {failure.type}: {failure.message}",
        evidence={
            "type": value.type,
            **({"shape": about["shape"]} if about.get("shape") is not None else {}),
            **({"layer": about["layer"]} if about.get("layer") else {}),
            **({"entries": about["length"]} if about.get("length") else {}),
        },
        fix=fix,
    )


def _without_values(failure: Failure) -> Iterator[Value]:
    """Symbolic tensors, and lists of such, in the failing call: what was handed over first."""
    call = failure.call
    named = [n for a in call.arguments for n in a.names] if call is not None else []
    for value in sorted((*named, *failure.handed, *failure.values), key=lambda v: not v.source):
        if value.about.get("symbolic") or value.about.get("holds_symbolic"):
            yield value


def _converting(failure: Failure, value: Value) -> bool:
    """Numbers were asked for, not a layer's or a model's work."""
    if failure.call is not None:
        return True
    if any(words in failure.message for words in _LEAKED):
        return True
    below = [w.partition(":") for w in failure.where]
    if below and (below[0][0] in _DRAWING or below[0][2] in _CONVERSIONS):
        return True
    if below and below[-1][2] in _CONVERSIONS and below[0][0] != "keras":  # which asks for what it needs itself
        return True
    if failure.type == "AttributeError" and f"'{value.type}' object has no attribute" in failure.message:
        return True
    return not below and failure.type in ("TypeError", "ValueError", "NotImplementedError", "RuntimeError")


def _shape(about: object) -> str:
    shape = about["shape"]  # type: ignore[index]
    return "(" + ", ".join("None" if n is None else str(n) for n in shape) + ("," if len(shape) == 1 else "") + ")"


def _told(failure: Failure, value: Value, run: Run) -> tuple[str, str, Fix | None]:
    """What the tensor is, what would give values, and an edit."""
    if value.about.get("holds_symbolic"):
        n = value.about.get("length", 0)
        text = (
            " The function that filled it is traced by jit, so the list holds tracers, not numbers, and "
            "an entry is added "
            f"once per trace ({n} here), not once per batch; a callback with logs['loss'] gives numbers."
        )
        return "a list of symbolic tensors", text, None
    outside = bool(failure.through) and all(w.startswith(":") for w in failure.through)
    if value.type == "SymbolicTensor" and (outside or any(words in failure.message for words in _LEAKED)):
        text = (
            " It was kept while `fit`, `predict` or a `tf.function` traced the Python around it, once, with tensors "
            "that stand for any batch. Call the model itself on numbers, or return the tensor from the function."
        )
        return "a graph tensor", text, None
    if (
        any("map" in w or "autograph" in w or w.startswith("tensorflow:") for w in failure.through)
        or value.type == "SymbolicTensor"
    ):
        return "a graph tensor", _compiled(failure), None
    if "Tracer" in value.type:
        return "a tracer of a compiled function", " Return it from the function, and draw what comes back.", None
    layer = value.about.get("layer")
    made = f" It is the output of the layer '{layer}' in the model's plan;" if layer else ""
    model, data = _model_and_data(failure, value)
    fix = None
    if model is not None and data is not None:
        fix = Fix(
            "compute it", value.source, f"keras.Model({model.source}.inputs, {value.source}).predict({data.source})"
        )
    return (
        "a symbolic KerasTensor",
        f"{made} the data is never passed through the network. Call keras.Model(model.inputs, that "
        "output).predict on data.",
        fix,
    )


def _compiled(failure: Failure) -> str:
    """In what it is without values, and where it would have some."""
    asked = any(w == "keras:error_handler" for w in failure.through)  # of other frames Keras leaves none
    if asked and not any(w.startswith("tensorflow:") for w in failure.through):
        return (
            " `fit`, `evaluate` and `predict` compile what they call (losses, metrics, layers): inside them it is a"
            " graph tensor. Draw after they have returned, or in a callback."
        )
    return (
        " Inside Dataset.map (or any compiled function) it is a graph tensor; draw while iterating over the data set."
    )


def _model_and_data(failure: Failure, value: Value) -> tuple[Value | None, Value | None]:
    """A model in the failing statement, and an array of the frame that fits its input."""
    model = next((v for v in failure.values if v.about.get("model") and v.about.get("inputs")), None)
    if model is None:
        return None, None
    expected = model.about["inputs"][0]
    fits = (v for v in failure.near if v.facts is not None and len(v.facts.shape) == len(expected))
    data = next(
        (
            v
            for v in fits
            if v.facts and all(e in (None, n) for e, n in zip(expected[1:], v.facts.shape[1:], strict=True))
        ),
        None,
    )
    return model, data
