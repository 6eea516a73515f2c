"""Weights of a layer that has none.

What it does: explains `get_weights()[0]`, an unpacking of `get_weights()`, or `.kernel` of a layer without weights:
which layer it is, and which layers do hold weights.
Why it is wrong: Input, pooling, flatten, dropout and activation layers hold no weights, so `get_weights()` is an empty
list. `layers` of a functional model starts with the InputLayer, that of a Sequential model does not.
Example:
    class MaxPooling2D:
        def get_weights(self):
            return []

    layer = MaxPooling2D()
    kernels = layer.get_weights()[0]
Use instead:
    class Conv2D:
        def get_weights(self):
            return [[[1.0, 2.0], [3.0, 4.0]], [0.0]]

    layer = Conv2D()
    kernels = layer.get_weights()[0]
What it does not see: a layer that is not built yet; see `never-built`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, shape_words
from kerascope.diagnose.script.layers_taken import condition_of_layers, named_by_number
from kerascope.diagnose.script.source import indented_under, text_of
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix

_ATTRIBUTES = ("kernel", "bias", "filters", "kernels", "weight", "gamma", "embeddings", "kernel_size", "units")


@cause(
    "layer-without-weights",
    family="selection",
    sees=Failure,
    outranks=("weights-unpacking", "never-built", "removed-api"),
)
def layer_without_weights(failure: Failure, run: Run) -> Finding | None:
    layer = _layer(failure)
    if layer is None or layer.about.get("weights"):
        return None
    name, kind = layer.about.get("layer", layer.source), layer.about.get("class", layer.type)
    model = _model(failure, str(name), run)
    backwards = (picked := _picked(failure, layer, run)) is not None and picked[1].startswith("-")
    weighted, place = _weighted(model, str(name), backwards) if model is not None else ((), None)
    whole = f"`{model.source}`" if model is not None and model.source else "its model"
    there = ""
    if model is not None and place is not None:
        there = f" (layers[{place - len(model.about['layers']) if backwards else place}] of {whole})"
    held = f" Layers with weights: {', '.join(weighted[:8])}." if weighted else ""
    return found(
        failure.place,
        "error",
        f"`{layer.source}` is the {kind} '{name}'{there}, which has no weights: get_weights() gives "
        f"{count(0, 'array')}, "
        f"an empty list.{_let_through(failure, run, str(name), str(kind))}{held}",
        why="Input, pooling, flatten, dropout and activation layers have nothing to train, so that there is no "
        "kernel to index.",
        evidence={"layer": name, "class": kind, "index": place, "arrays": 0, "weighted": list(weighted)},
        fix=_fix(failure, layer, model, place, run),
    )


def _let_through(failure: Failure, run: Run, name: str, kind: str) -> str:
    """How it came among those that were taken: by its name, its output's shape, or whatever else the code asked."""
    same = [p for p in (failure.place, *failure.outer) if (p.file, p.cell) == (failure.place.file, failure.place.cell)]
    condition = condition_of_layers(text_of(failure.place, run), [p.line for p in same if p.line is not None])
    if not condition or "weights" in condition or len(condition) > 80:
        return ""
    advice = "" if re.search(r"isinstance|type\(|__class__", condition) else "; choose layers by their type"
    return f" It is taken because `{condition}` holds for the {kind} '{name}' as well{advice}."


def _layer(failure: Failure) -> Value | None:
    """The weightless layer that the failing piece asked for weights."""
    layers = [v for v in failure.values if "weights" in v.about and "layer" in v.about and not v.about.get("model")]
    empty = [
        v
        for v in failure.values
        if v.about.get("length") == 0 and re.search(r"get_weights\(\)|\.weights|variables", v.source)
    ]
    empty.sort(key=lambda v: v.source.startswith("["))  # of `[w for w in layer.get_weights()]` the part
    if failure.type in ("IndexError", "ValueError") and empty:
        asked = re.split(r"\.(?:get_weights\(|weights|variables|trainable)", empty[0].source)[0]
        exact = next((v for v in layers if v.source == asked), None)
        if exact is not None:
            return exact if exact.about.get("built", True) else None
        plain = next((v for v in failure.values if v.source == asked and v.module not in ("builtins", "numpy")), None)
        return plain if plain is not None and not plain.about.get("model") else None
    if failure.type == "AttributeError":
        missing = re.search(r"has no attribute '(\w+)'", failure.message)
        if missing and missing[1] in _ATTRIBUTES:
            weightless = (v for v in layers if not v.about["weights"] and v.about.get("built", True))
            return next((v for v in weightless if f"'{v.about['class']}'" in failure.message), None)
    return None


def _model(failure: Failure, name: str, run: Run) -> Value | None:
    """The model that the failing piece names, or the only one of the run that has such a layer."""
    models = [v for v in failure.values if v.about.get("model") and v.about.get("layers")]
    named = next((m for m in models if any(part[0] == name for part in m.about["layers"])), None)
    other = [m for m in run.models if any(part[0] == name for part in m.about.get("layers") or ())]
    return named or (other[0] if len(other) == 1 else None)


_INDEX = re.compile(r"([\w.]*\blayers)\[(-?\d+)\]")


def _picked(failure: Failure, layer: Value, run: Run) -> tuple[str, str, str, int | None] | None:
    """('net.layers[-1]', '-1', 'net.layers', None) of the failing statement, or with the line that named the layer."""
    literal = _INDEX.search(failure.place.source)
    if literal is not None:
        return literal[0], literal[2], literal[1], None
    named = named_by_number(text_of(failure.place, run), layer.source, failure.place.line or 0)
    literal = _INDEX.fullmatch(named[0]) if named is not None else None
    return (literal[0], literal[2], literal[1], named[1]) if literal is not None and named is not None else None


def _weighted(model: Value, name: str, from_the_end: bool) -> tuple[tuple[str, ...], int | None]:
    layers = model.about["layers"]
    holding, kernels = set(model.about.get("weighted", ())), model.about.get("kernels") or {}
    first = -len(layers) if from_the_end else 0
    said = tuple(
        f"layers[{n + first}] {kind} '{part}'"
        + (f" with kernel {shape_words(kernels[part])}" if part in kernels else "")
        for n, (part, kind) in enumerate(layers)
        if part in holding
    )
    return said, next((n for n, (part, _) in enumerate(layers) if part == name), None)


def _fix(failure: Failure, layer: Value, model: Value | None, place: int | None, run: Run) -> Fix | None:
    statement = failure.place.source
    if failure.turns and not re.search(r"layers\[", statement) and "\n" not in statement:
        pad = indented_under(failure.place, run)
        return Fix(
            "pass over layers without weights",
            statement,
            f"if not {layer.source}.weights:\n{pad}    continue\n{pad}{statement}",
        )
    if model is None or place is None:
        return None
    layers, holding = model.about["layers"], model.about.get("weighted", ())
    order = [*range(place + 1, len(layers)), *range(place - 1, -1, -1)]
    picked = _picked(failure, layer, run)
    if picked is not None and (picked[3] is None or int(picked[1]) in (place, place - len(layers))):
        return _counted(failure, picked, layers, [n for n in order if layers[n][0] in holding])
    convolutions = [n for n in order if layers[n][0] in holding and "Conv" in layers[n][1]]
    next_one = next((n for n in [*convolutions, *order] if layers[n][0] in holding), None)
    if next_one is None:
        return None
    name = layers[place][0]
    quoted = next((q + name + q for q in ("'", '"') if q + name + q in statement), "")
    if quoted:
        return Fix(f"the layer '{layers[next_one][0]}'", quoted, quoted[0] + layers[next_one][0] + quoted[0])
    outer = next((o for o in reversed(failure.outer) if re.search(rf"\({place}[,)]", o.source)), None)
    if outer is None:
        return None
    after = re.sub(rf"\({place}([,)])", rf"({next_one}\1", outer.source, count=1)
    return Fix(f"the {layers[next_one][1]} is layers[{next_one}]", outer.source, after, location=outer)


def _counted(
    failure: Failure, picked: tuple[str, str, str, int | None], layers: Any, weighted: list[int]
) -> Fix | None:
    """Another number, counted as the code counts: the nearest convolution, from the end the last one with weights."""
    before, at, walked, line = picked
    backwards = at.startswith("-")
    other = next((n for n in weighted if backwards or "Conv" in layers[n][1]), next(iter(weighted), None))
    if other is None:
        return None
    number = other - len(layers) if backwards else other
    place = None if line is None else replace(failure.place, line=line, end_line=line, source=before, expression="")
    return Fix(f"the {layers[other][1]} '{layers[other][0]}'", before, f"{walked}[{number}]", location=place)
