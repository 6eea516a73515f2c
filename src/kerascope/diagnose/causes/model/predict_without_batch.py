"""One sample given to a model without its batch axis.

What it does: reports `predict` or a call of a model with an array of one axis less than the model's input, whose
shape is that of a single sample; also where Keras appends an axis and goes on without a word, and where a loop collects
a number of each such call.
Why it is wrong: the first axis is read as the batch. `(28, 28, 1)` is then 28 samples of 28 × 1; a series `(160, 1)`
is 160 series of one step.
Example:
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()])
    picture = np.zeros((8, 8, 3))
    model.predict(picture, verbose=0)
Use instead:
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()])
    picture = np.zeros((8, 8, 3))
    model.predict(picture[None], verbose=0)
What it does not see: a sample whose first axis is as long as a batch would be and whose shape fits both readings;
silent ones whose output is never drawn.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import indexed
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.script.steps import place_of_step
from kerascope.diagnose.tell import known
from kerascope.evidence import Argument, Call, Failure, Location, Provenance, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import nodes_of, single_quoted

Expected = Sequence[int | None]


@cause(
    "predict-without-batch",
    family="model",
    sees=(Failure, Call),
    outranks=(
        "batch-axis",
        "shifted-series",
        "single-timestep",
        "time-axis",
        "never-built",
        "mixed-units",
        "constant-image",
    ),
)
def predict_without_batch(evidence: Failure | Call, run: Run) -> Finding | None:
    return _failed(evidence, run) if isinstance(evidence, Failure) else _silent(evidence, run)


def _failed(failure: Failure, run: Run) -> Finding | None:
    if failure.call is not None or not any(
        w.startswith(("keras:", "tensorflow:", "jax", "torch:")) for w in failure.where
    ):
        return None
    if failure.type == "AttributeError" and failure.where[-1].endswith(":__getattr__"):
        return None  # a name that the model has not got, whatever it was to be given
    models = [v for v in (*failure.handed, *failure.values) if v.about.get("class") is not None]
    given = [v for v in failure.handed if v.facts is not None and v.facts.ndim] or [
        v for v in failure.values if v.facts is not None and v.facts.ndim
    ]
    for model in models:
        for expected in model.about.get("inputs") or _expected_by_first(model, failure):
            for value in given:
                added = _missing(expected, value.facts.shape if value.facts else ())
                if added:
                    shape = value.facts.shape if value.facts else ()
                    taken = _taken_off(failure.place, value.source, run)
                    return _said(failure.place, value.source, shape, expected, added, failure, taken)
    return None


def _taken_off(place: Location, name: str, run: Run) -> str:
    """The last statement before a line that made a name by a squeeze of all axes of length 1, the batch among them."""
    plain = single_quoted(name)
    made = [
        n
        for n in nodes_of(text_of(place, run))
        if isinstance(n, ast.Assign) and n.lineno < (place.line or 0) and [ast.unparse(t) for t in n.targets] == [plain]
    ]
    last = max(made, key=lambda n: n.lineno, default=None)
    squeezed = (
        next((c for c in ast.walk(last.value) if isinstance(c, ast.Call) and _all_axes(c)), None) if last else None
    )
    if squeezed is None or last is None:
        return ""
    return f" `{ast.unparse(squeezed)}` (line {last.lineno}) took the batch axis off, since it held one sample."


def _all_axes(call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "squeeze" or call.keywords:
        return False
    return len(call.args) == (1 if ast.unparse(function.value) in ("np", "numpy", "tf", "ops", "keras.ops") else 0)


def _expected_by_first(model: Value, failure: Failure) -> list[Expected]:
    """What a model without an Input needs, by the rank that its first layer asked for."""
    layers = model.about.get("layers") or [[model.about.get("layer"), model.about.get("class")]]
    first = str(layers[0][1]) if layers else ""
    rank = (
        4
        if "2D" in first
        else 3
        if "1D" in first or first in ("LSTM", "GRU", "SimpleRNN")
        else 5
        if "3D" in first
        else 0
    )
    short = f"found ndim={rank - 1}" in failure.message or "min_ndim" in failure.message
    return [[None] * rank] if rank and short else []


def _missing(expected: Expected, shape: Sequence[int]) -> str:
    """The index that would give the axes that are missing: 'None' for the batch, or ''."""
    if len(shape) == len(expected) - 1 and _fits(expected[1:], shape):
        return "None"
    if len(shape) == len(expected) - 2 and len(expected) >= 3 and expected[-1] == 1 and _fits(expected[1:-1], shape):
        return "None, ..., None"
    return ""


def _fits(expected: Expected, shape: Sequence[int]) -> bool:
    return all(e is None or e == n for e, n in zip(expected, shape, strict=True))


def _silent(call: Call, run: Run) -> Finding | None:
    """What is drawn came from a prediction whose input lacked the batch, and Keras appended an axis to it."""
    for data in call.arguments:
        root = data.derivation
        maker = known(data)
        if maker is None and data.facts.ndim == 1:
            told = _one_by_one(call, data, run)
            if told is not None:
                return told
        if maker is None or maker.kind != "output" or maker.given_shape is None or maker.input_shape is None:
            continue
        expected, shape = maker.input_shape, maker.given_shape
        if not _lacks_batch(maker):
            continue
        step = next(
            (a for a in data.lineage if "predict" in a.value or (root is not None and a.target == root.root)), None
        )
        name = _argument(step.value) if step is not None else ""
        return _said(place_of_step(call, step, run), name or "the input", shape, expected, "None", None)
    return None


def _lacks_batch(maker: Provenance) -> bool:
    """The model took one sample, whose first axis it read as a batch, and went on."""
    shape, expected = maker.given_shape, maker.input_shape
    if shape is None or expected is None or not 2 <= len(shape) == len(expected) - 1:
        return False
    return _fits(expected[1:], shape) and shape[0] > 1


_OUTPUTS = 8
_COLLECTED = 3
"""Of the last few numbers of a list, each must be in what one of the last calls returned, and be no fewer."""


def _one_by_one(call: Call, data: Argument, run: Run) -> Finding | None:
    """A list of numbers, the last of which are each out of one of the last calls that lacked the batch."""
    outputs = [v for v in run.outputs if v.provenance is not None]
    pairs = list(zip(reversed(outputs), reversed(np.asarray(data.values)), strict=False))[:_OUTPUTS]
    if len(pairs) < _COLLECTED or not all(v.provenance and _lacks_batch(v.provenance) for v, _ in pairs):
        return None
    if data.facts.kind != "f" or not all(bool((v.values == number).any()) for v, number in pairs):
        return None
    maker = pairs[0][0].provenance
    assert maker is not None
    shape, expected = maker.given_shape or (), maker.input_shape or ()
    given = [v.source for v in data.near if v.values is not None and v.values.shape == tuple(shape)]
    place, name = _call_with(call, given, run) or (call.place, "")
    return _said(place, name or "the input", shape, expected, "None", None)


def _call_with(call: Call, names: Sequence[str], run: Run) -> tuple[Location, str] | None:
    """(place, argument) of the one call of the file that hands one of these names to a model."""
    text = text_of(call.place, run)
    found = [
        (n, n.args[0].id)
        for n in nodes_of(text)
        if isinstance(n, ast.Call) and n.args and isinstance(n.args[0], ast.Name) and n.args[0].id in names
        and (isinstance(n.func, ast.Name) or (isinstance(n.func, ast.Attribute) and n.func.attr.startswith("predict")))
    ]  # fmt: skip
    if len(found) != 1:
        return None
    node, name = found[0]
    source = ast.get_source_segment(text, node) or ""
    return Location(call.place.file, call.place.cell, node.lineno, node.end_lineno, None, None, source, source), name


def _argument(source: str) -> str:
    """The first argument of a call written in one piece."""
    inner = source.partition("(")[2].split(",")[0].rstrip(")")
    return inner.strip() if inner.strip().replace("_", "").replace(".", "").isalnum() else ""


def _said(
    place: Location,
    name: str,
    shape: Sequence[int],
    expected: Expected,
    added: str,
    failure: Failure | None,
    taken: str = "",
) -> Finding:
    """taken : how the batch axis was lost"""
    shape = tuple(shape)
    need = "(" + ", ".join("None" if n is None else str(n) for n in expected) + ")"
    need = need if any(n is not None for n in expected) else f"{len(expected)} axes"
    whole = (1, *shape) if added == "None" else (1, *shape, 1)
    known = name != "the input"
    appended = failure is None or (expected[-1] == 1 and len(shape) == len(expected) - 1)  # and only there
    last = (1,) if appended else ()
    each = " x ".join(map(str, (*shape[1:], *last))) if len(shape) > 1 else "one value"
    reads = f"Keras reads it as {shape[0]} samples of {each}"
    if failure is None:
        reads += (
            f" and appends an axis: {(*shape, 1)}; each {'step' if len(shape) == 2 else 'row'} is a sample of its own"
        )
        reads += ", without memory of the others"
    raised = f" It raised {failure.type}: {failure.message}" if failure is not None else " Nothing is raised."
    return found(
        place,
        "error",
        f"{f'`{name}`' if known else name} has shape {shape}: no batch axis; the model expects {need}. {reads}. "
        f"A batch axis in front is needed: {whole}.{taken}",
        why=f"The first axis of what a model gets is the batch, also for one sample.{raised}",
        evidence={"shape": list(shape), "expected": list(expected), "needed": list(whole)},
        fix=Fix("add the batch axis", name, indexed(name, added)) if known else None,
    )
