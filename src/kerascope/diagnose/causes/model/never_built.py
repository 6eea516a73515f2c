"""A model or layer that was never called or built.

What it does: reports errors about `.input`, `.output`, `.inputs` or weights of a layer or model that has none yet: a
Sequential without an Input, a layer before its first call, layers of a subclassed model.
Why it is wrong: weights and symbolic outputs come into being when a layer is called or built. Layers called inside a
subclassed model's `call` get weights, but never an `.input` or `.output`.
Example:
    import keras

    layer = keras.layers.Embedding(6, 2)
    vectors = layer.get_weights()[0]
Use instead:
    import keras

    layer = keras.layers.Embedding(6, 2)
    layer.build((None, 1))
    vectors = layer.get_weights()[0]
What it does not see: a model that was built with another shape than the data have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.script.steps import place_of_name
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix

_SYMBOLIC = re.compile(
    r"has never been called|no defined (inputs?|outputs?)|not (yet )?(been )?built|must be built|build it"
    r"|'(Sequential|Functional)' object has no attribute '(input|output)'",
    re.IGNORECASE,
)
_LACKS = re.compile(r"'(\w+)' object has no attribute '(?:input|output)s?'")
"""What torch's modules say in place of Keras's own words: its `__getattr__` runs when the property has raised."""
_RANKS = {"2D": 4, "1D": 3, "3D": 5, "LSTM": 3, "GRU": 3, "SimpleRNN": 3, "Embedding": 2, "Dense": 2}
_RANKS |= dict.fromkeys(("Random", "Rescaling", "Resizing", "CenterCrop"), 4)


@cause(
    "never-built",
    family="model",
    sees=Failure,
    outranks=("layer-without-weights", "symbolic-tensor", "weights-unpacking", "bias-not-kernel"),
)
def never_built(failure: Failure, run: Run) -> Finding | None:
    if failure.call is not None:
        return None
    for layer in _asked(failure):
        if _no_weights(failure, layer):
            return _weightless(failure, layer, run)
        if failure.type == "AttributeError" and not layer.about.get("built") and _made_in_build(failure, layer, run):
            return _own_weight(failure, layer)
    own, lacks = _own_model(failure), _LACKS.search(failure.message)
    if own is not None:
        return _without_graph(failure, own)
    asked = [v for v in _asked(failure) if not lacks or _may_lack(v, lacks[1])]
    if (lacks or _SYMBOLIC.search(failure.message)) and failure.type in (
        "AttributeError",
        "ValueError",
        "RuntimeError",
    ):
        first = next(iter(asked), None)
        return _unconnected(failure, first, run) if first is not None else None
    return None


def _may_lack(layer: Value, kind: str) -> bool:
    """Whether it is what the error speaks of, and gets its inputs and outputs by being called: a functional model has
    them from the start."""
    return layer.about["class"] == kind and (kind in ("Sequential", "Functional") or not layer.about.get("model"))


def _asked(failure: Failure) -> Iterator[Value]:
    """Layers and models of the failing expression, the one that the error names first."""
    layers = [v for v in failure.values if v.about.get("class") is not None]
    named = [v for v in layers if re.search(rf"\b{re.escape(str(v.about['layer']))}\b", failure.message)]
    seen: set[str] = set()
    for layer in [*named, *sorted(layers, key=lambda v: bool(v.about.get("built")))]:
        if layer.source not in seen:
            seen.add(layer.source)
            yield layer


def _no_weights(failure: Failure, layer: Value) -> bool:
    """Weights were asked for by position, and the layer has none because it is not built."""
    if layer.about.get("built") or layer.about.get("weights") != []:
        return False
    text = " ".join([failure.place.source, *(v.source for v in failure.values if v.about.get("length") == 0)])
    asks = re.search(
        rf"{re.escape(layer.source)}\.(get_weights\(\)|weights|kernel|bias|embeddings|variables|trainable_weights|count_params|trainable_variables)",
        text,
    )
    return bool(asks) and failure.type in ("IndexError", "ValueError", "AttributeError", "TypeError")


def _made_in_build(failure: Failure, layer: Value, run: Run) -> str:
    """The attribute that a layer of one's own lacks, when its `build`, which has not run, is what makes it."""
    lacks = re.search(rf"'{re.escape(str(layer.about['class']))}' object has no attribute '(\w+)'", failure.message)
    owner = rf"class {re.escape(str(layer.about['class']))}\b(?:(?!\nclass ).)*?def build\((?:(?!\n    def ).)*?"
    if lacks is None:
        return ""
    made = re.compile(rf"{owner}self\.{lacks[1]}\s*=", re.S)
    return lacks[1] if any(made.search(text) for text in run.sources.values()) else ""


def _own_weight(failure: Failure, layer: Value) -> Finding:
    name, kind = layer.about["layer"], layer.about["class"]
    return found(
        failure.place,
        "error",
        f"the {kind} layer '{name}' (`{layer.source}`) is not built: it was never called, so that its build() has not"
        " run, which is what makes the attribute.",
        why=f"A layer makes its weights when it is first called or built. It raised {failure.type}: {failure.message}",
        evidence={"layer": f"{name} ({kind})", "built": False, "weights": layer.about.get("weights", [])},
    )


def _weightless(failure: Failure, layer: Value, run: Run) -> Finding:
    name, kind = layer.about["layer"], layer.about["class"]
    shape = _sample_shape(failure, kind)
    call = f"{layer.source}.build((None, {', '.join(map(str, shape))}))" if shape else ""
    return found(
        failure.place,
        "error",
        f"the {kind} layer '{name}' (`{layer.source}`) is not built: get_weights() is []. There is no Input layer and"
        f" no call before, so its shape is not known yet. `{call or f'{layer.source}.build(shape)'}` or a call on data"
        " makes its weights.",
        why=f"A layer makes its weights when it is first called or built. It raised {failure.type}: {failure.message}",
        evidence={"layer": f"{name} ({kind})", "built": False, "weights": []},
        fix=_with_input(failure, layer, shape, run)
        or (Fix("build it first", failure.place.source, f"{call}; {failure.place.source}") if call else None),
    )


def _unconnected(failure: Failure, layer: Value, run: Run) -> Finding:
    name, kind, about = layer.about["layer"], layer.about["class"], layer.about
    owner = next((v for v in failure.values if v.about.get("model") and v.source != layer.source), layer)
    model = layer if about.get("model") or not owner.about.get("model") else owner
    asked = re.search(rf"(?<![\w.]){re.escape(layer.source)}\.(input|output)\b", failure.place.source)
    if about.get("model") and about.get("inputs") and asked:
        return _built_sequential(failure, layer, asked[1])
    functional = bool(model.about.get("functional"))
    held_by_layer = _holder(failure, layer)
    if about.get("built") and (not functional or held_by_layer is not None):
        return _subclassed(failure, layer, held_by_layer)
    first = next((str(c) for _, c in model.about.get("layers") or [] if c != "InputLayer"), str(kind))
    shape = _sample_shape(failure, first)
    add = f"keras.Input({_tuple(shape)})" if shape else "keras.Input(shape)"
    return found(
        failure.place,
        "error",
        f"the {model.about['class']} '{model.about['layer']}' has no Input layer and was never called, so "
        f"`{layer.source}` has no "
        f"symbolic input or output. Add {add} or call the model first.",
        why=f"Inputs and outputs are known once the shape of the input is. It raised {failure.type}: {failure.message}",
        evidence={"model": model.about["layer"], "layer": f"{name} ({kind})", "built": bool(about.get("built"))},
        fix=_with_input(failure, model, shape, run),
    )


def _built_sequential(failure: Failure, model: Value, asked: str) -> Finding:
    """A Sequential with an Input knows `.inputs` and its layers' outputs, and yet neither of its own before a call."""
    name = model.source
    same, which = (
        (f"{name}.inputs", "all of its inputs")
        if asked == "input"
        else (f"{name}.layers[-1].output", "the last layer's output")
    )
    return found(
        failure.place,
        "error",
        f"the {model.about['class']} '{model.about['layer']}' was never called itself, so `{name}.{asked}` is not "
        f"defined, although its layers are built. `{same}` {'holds' if asked == 'input' else 'is'} the same tensor.",
        why=f"A Sequential gets .input and .output by being called. It raised {failure.type}: {failure.message}",
        evidence={"model": model.about["layer"], "built": bool(model.about.get("built"))},
        fix=Fix(f"take {which}", f"{name}.{asked}", same),
    )


def _own_model(failure: Failure) -> Value | None:
    """The model of a class of one's own that was asked for the inputs or outputs which only a graph has."""
    lacks = re.search(r"'(\w+)' object has no attribute '(?:input|output)s?'", failure.message)
    if lacks is None or failure.type != "AttributeError":
        return None
    if lacks[1] == "Sequential":
        return None
    models = [v for v in failure.values if v.about.get("model") and v.about.get("class") == lacks[1]]
    return next((m for m in models if not m.about.get("functional")), None)


def _without_graph(failure: Failure, model: Value) -> Finding:
    name, kind, source = model.about["layer"], model.about["class"], model.source
    return found(
        failure.place,
        "error",
        f"the subclassed model '{name}' ({kind}, `{source}`) has no symbolic input or output: its call() ran on data "
        "alone, and its layers were called inside it. Build a functional graph: call its layers on a keras.Input.",
        why=f"Only calls on an Input are remembered as a graph. It raised {failure.type}: {failure.message}",
        evidence={"model": name, "class": kind, "built": bool(model.about.get("built"))},
    )


def _holder(failure: Failure, layer: Value) -> Value | None:
    """The layer, itself no model, whose attribute a layer is: `block` of `block.conv1` and of `block.convs[0]`."""
    within = [v for v in failure.values if layer.source.startswith((f"{v.source}.", f"{v.source}["))]
    layers = [v for v in within if v.about.get("class") is not None and v.source != layer.source]
    nearest = max(layers, key=lambda v: len(v.source), default=None)
    return nearest if nearest is not None and not nearest.about.get("model") else None


def _subclassed(failure: Failure, layer: Value, holder: Value | None) -> Finding:
    name, kind = layer.about["layer"], layer.about["class"]
    text = failure.place.expression or failure.place.source
    where = "a subclassed model's call()"
    if holder is not None:
        where = f"the call() of another layer, the {holder.about['class']} '{holder.about['layer']}'"
    entry = next((v for v in failure.handed if v.about.get("symbolic")), None)
    fix = None
    if f"{layer.source}.output" in text and entry is not None and entry.source.isidentifier():
        fix = Fix("call the layer on the Input", f"{layer.source}.output", f"{layer.source}({entry.source})")
    elif f"{layer.source}.output" in text and failure.near and "Model(" not in failure.place.source:
        data = max(failure.near, key=lambda v: v.facts.ndim if v.facts else 0)
        fix = Fix("call the layer on data", f"{layer.source}.output", f"{layer.source}({data.source})")
    return found(
        failure.place,
        "error",
        f"the {kind} layer '{name}' (`{layer.source}`) was called inside {where}, "
        "which gives it no symbolic input "
        "or output. Build a functional graph with keras.Input, or call the layer itself on data.",
        why=f"Only calls on an Input are remembered as a graph. It raised {failure.type}: {failure.message}",
        evidence={
            "layer": f"{name} ({kind})",
            "built": bool(layer.about.get("built")),
            "weights": len(layer.about.get("weights") or []),
        },
        fix=fix,
    )


def _sample_shape(failure: Failure, kind: str) -> tuple[int, ...]:
    """Shape of one sample, from an array of the frame that has the rank which the first layer reads."""
    rank = next((r for part, r in _RANKS.items() if part in kind), 0)
    if kind == "Embedding":
        return (1,)
    shapes = [tuple(v.facts.shape) for v in failure.near if v.facts is not None]
    batches = [s[1:] for s in shapes if len(s) == rank and rank]
    samples = [s for s in shapes if len(s) == rank - 1 and rank > 2]
    return next(iter([*batches, *samples]), ())


def _tuple(shape: tuple[int, ...]) -> str:
    return str(shape)


def _with_input(failure: Failure, layer: Value, shape: tuple[int, ...], run: Run) -> Fix | None:
    """An Input put first where the Sequential is made."""
    models: list[Any] = [layer] if layer.about.get("model") else []
    place = place_of_name(failure, models[0].source, run) if models and models[0].source.isidentifier() else None
    if place is None or not shape:
        return None
    made = re.search(r"Sequential\((?:\[|(?=\s*\)|\s*\w+\s*=)|([\w.]+(?:\[[^\[\]]*\])?)(?=\s*[,)]))", place.source)
    if made is None:
        return None
    entry, rest = f"keras.Input({_tuple(shape)})", place.source[made.end() :].lstrip()
    if made[0].endswith("[") and made[1] is None:
        after = f"Sequential([{entry}, "
    else:  # none yet, or a list by its name
        after = f"Sequential([{entry}{f', *{made[1]}' if made[1] else ''}]{', ' * (not made[1] and rest[:1] != ')')}"
    return Fix("say the shape of the input", made[0], after, location=place)
