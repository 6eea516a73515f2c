"""A Model over tensors that are not connected.

What it does: reports `keras.Model(inputs, outputs)` whose outputs were computed from other Inputs than the given
ones: the layer of a nested model, which keeps its own Input, or another call of it; and outputs that need more Inputs
than were given.
Why it is wrong: a model inside a model is called anew, and its layers' `.output` still belong to its own Input. There
is no way from the outer Input to them.
Example:
    import keras

    inner_in = keras.Input((4,))
    inner = keras.Model(inner_in, keras.layers.Dense(2, name="code")(inner_in), name="inner")
    outer_in = keras.Input((8,))
    outer = keras.Model(outer_in, inner(keras.layers.Dense(4)(outer_in)))
    probe = keras.Model(outer.input, inner.get_layer("code").output)
Use instead:
    import keras

    inner_in = keras.Input((4,))
    inner = keras.Model(inner_in, keras.layers.Dense(2, name="code")(inner_in), name="inner")
    outer_in = keras.Input((8,))
    outer = keras.Model(outer_in, inner(keras.layers.Dense(4)(outer_in)))
    probe = keras.Model(inner.input, inner.get_layer("code").output)
What it does not see: outputs that are connected, but to another call of a shared layer than was meant.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from kerascope.diagnose.arrays.shapes import called_function
from kerascope.diagnose.cause import cause, found
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of


@cause("disconnected-graph", family="model", sees=Failure, outranks=("symbolic-tensor", "never-built"))
def disconnected_graph(failure: Failure, run: Run) -> Finding | None:
    making = (
        called_function(failure.place.expression) in ("Model", "Functional")
        or "keras:_run_through_graph" in failure.where
    )
    if failure.call is not None or not making or not any(w.startswith("keras:") for w in failure.where[:1]):
        return None
    tensors = [v for v in (*failure.handed, *failure.values) if v.about.get("symbolic") and v.about.get("roots")]
    made = _made_in_place(failure)  # has no name, and is not among what was handed over
    tensors += [_first(v) for v in failure.handed[made is None :] if v.about.get("holds_roots")]
    given = {made.source} if made is not None else {name for v in _inputs(failure) for name in _names(v)}
    if not given or not re.search(
        r"connected|disconnected|graph|KerasTensor|not found", failure.message, re.IGNORECASE
    ):
        return None
    lost = next((v for v in tensors if not {r[0] for r in v.about["roots"]} & given), None)
    if lost is not None:
        new = made or next((v for v in _inputs(failure) if v.about.get("leads_nowhere")), None)
        return _said(failure, lost, given) if new is None else _new_input(failure, lost, new)
    half = next((v for v in tensors if given < {r[0] for r in v.about["roots"]}), None)
    return _half_fed(failure, half, given) if half is not None else None


def _first(several: Value) -> Value:
    """The first tensor of a list of them."""
    about = {"symbolic": True, "layer": several.about["holds_layers"][0], "roots": several.about["holds_roots"]}
    return Value(f"{several.source}[0]", several.type, about=about)


def _inputs(failure: Failure) -> list[Value]:
    """What was given as inputs: the first argument that is symbolic, a list of such, or a model's `inputs`."""
    return [v for v in failure.handed if v.about.get("roots") or v.about.get("holds_layers")][:1]


def _names(value: Value) -> set[str]:
    layer = value.about.get("layer")
    return {str(layer)} if layer else {str(r) for r in value.about.get("holds_layers") or ()}


def _half_fed(failure: Failure, half: Value, given: set[str]) -> Finding:
    """The output needs the given inputs and others as well."""
    missing = [r for r in half.about["roots"] if r[0] not in given]
    names = " and ".join(f"'{name}' of shape {_shape(shape)}" for name, shape in missing)
    inputs = _inputs(failure)[0]
    layer = half.about.get("layer")
    return found(
        failure.place,
        "error",
        f"`{half.source}`, the output of the layer '{layer}', is computed from {len(half.about['roots'])} Inputs; "
        f"`{inputs.source}` ({', '.join(sorted(given))}) leaves out {names}. Give all of them.",
        why=f"A model needs every Input that its outputs are computed from. It raised {failure.type}: "
        f"{failure.message}",
        evidence={"layer": layer, "missing": [r[0] for r in missing], "given": sorted(given)},
    )


def _shape(shape: list[Any]) -> str:
    return "(" + ", ".join("None" if n is None else str(n) for n in shape) + ("," if len(shape) == 1 else "") + ")"


def _new_input(failure: Failure, lost: Value, new: Value) -> Finding:
    """An Input made for the new model, while the outputs were computed from the one that their layers have."""
    roots = " and ".join(f"'{name}' of shape {_shape(shape)}" for name, shape in lost.about["roots"])
    layer, shape = lost.about.get("layer"), list(new.about.get("shape") or [])[1:]
    what = f"a new Input '{new.about['layer']}' of shape {_shape(shape)}" if shape else "a new Input"
    begin = lost.about["roots"][0][1] == shape
    owner = _owner(lost)
    fix = Fix("begin at the Input that there is", new.source, f"{owner}.inputs") if owner and begin else None
    return found(
        failure.place,
        "error",
        f"`{new.source}` is {what} and leads to no layer; "
        f"`{lost.source}`, the output of the layer '{layer}', is computed from the Input {roots}. "
        f"Call the layers on `{new.source}`, or begin at the Input that they have.",
        why="Passing an Input to Model does not connect it: an output belongs to the Input that its layers were called "
        f"on. It raised {failure.type}: {failure.message}",
        evidence={"layer": layer, "belongs_to": lost.about["roots"][0][0], "input_shape": shape},
        fix=fix,
    )


def _made_in_place(failure: Failure) -> Value | None:
    """`Model(keras.Input((4,)), …)`: the Input has no name, and nothing can have been called on it."""
    node = expression_of(failure.place.expression)
    if not isinstance(node, ast.Call):
        return None
    given = next((k.value for k in node.keywords if k.arg == "inputs"), next(iter(node.args), None))
    parts = given.elts if isinstance(given, ast.List | ast.Tuple) else [given] if given is not None else []
    made = [isinstance(p, ast.Call) and called(p) == "Input" for p in parts]
    return Value(ast.unparse(given), "KerasTensor") if given is not None and made and all(made) else None


def _owner(lost: Value) -> str:
    """`model` of `model.get_layer("code").output`, `model.layers[-1].output` and `model.output`, or ''."""
    owner = re.match(r"(.+?)\.(?:get_layer\(.*?\)\.|layers\[.*?\]\.)?outputs?(?:\[.*\])?$", lost.source)
    return owner[1] if owner else ""


def _said(failure: Failure, lost: Value, given: set[str]) -> Finding:
    roots: list[list[Any]] = lost.about["roots"]
    name, shape = roots[0]
    own = _shape(shape)
    inputs = _inputs(failure)[0]
    owner = re.match(r"(.+?)\.(?:get_layer\(.*?\)|layers\[.*?\])\.output$", lost.source)
    part = f"a model on {owner[1]}'s own input" if owner else f"a model on the Input '{name}'"
    fix = None
    if owner is not None:
        fix = Fix("begin at the model that the layer belongs to", inputs.source, f"{owner[1]}.inputs")
    layer = lost.about.get("layer")
    return found(
        failure.place,
        "error",
        f"`{lost.source}`, the output of the layer '{layer}', belongs to its own model's Input '{name}' of "
        f"shape {own}; "
        f"`{inputs.source}` ({', '.join(sorted(given))}) leads to another call of that model. Feed {part}.",
        why="A nested model keeps its own Input; a call of it makes new tensors. It raised "
        f"{failure.type}: {failure.message}",
        evidence={"layer": layer, "belongs_to": name, "input_shape": shape, "given": sorted(given)},
        fix=fix,
    )
