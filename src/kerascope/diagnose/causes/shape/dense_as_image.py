"""The units of a Dense, Flatten or pooling layer, drawn as if they were a picture.

What it does: reports an image call, or an index with four positions, on an output `(batch, units)`: a layer whose
values have no height and width. So it does where the call got one number, because `[..., k]` takes one unit.
Why it is wrong: units stand in no order, so that neighbours in such a picture mean nothing; one row `(units,)` is
refused, and `(1, units)` is a strip. A bar chart or a line over the units shows them.
Example:
    import numpy as np
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(12), keras.layers.Dense(3)])
    hidden = keras.Model(model.inputs, model.layers[0].output).predict(np.ones((1, 4)), verbose=0)
    plt.imshow(hidden[0])
Use instead:
    import numpy as np
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(12), keras.layers.Dense(3)])
    hidden = keras.Model(model.inputs, model.layers[0].output).predict(np.ones((1, 4)), verbose=0)
    plt.bar(range(12), hidden[0])
    plt.savefig("hidden.png")
What it does not see: values that went through arithmetic before they were drawn. A table of samples × units whose axes
carry labels, or that is stretched with `aspect="auto"`, is a heat map, and right.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.shapes import (
    PICTURE_CALLS,
    Picture,
    called_function,
    drawn,
    picture_of,
    words_of_panel,
)
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import origin, range_words, shape_words, subject
from kerascope.diagnose.tell import direct
from kerascope.evidence import Argument, Call, Failure, Provenance, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of

_UNITS = ("unit", "feature", "channel")
_BASE = re.compile(r"(?:[\w.]+\()*([A-Za-z_]\w*)")
_MADE_STRIP = re.compile(r"\bNone\b|newaxis|expand_dims|reshape|atleast_2d|unsqueeze|stack|\[\[")
_MAP = re.compile(r"\b(feature|activation)[ _-]?maps?\b|\bpictures?\b")


@cause(
    "dense-as-image",
    family="shape",
    sees=(Call, Failure),
    outranks=("too-small-to-see", "partial-view", "too-many-channels", "uneven-scales", "axes-array"),
)
def dense_as_image(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence)
    if picture is not None:
        return _drawn(picture, run)
    if not isinstance(evidence, Failure) or evidence.call is not None:
        return None
    if evidence.type == "IndexError":
        return _indexed(evidence)
    number = _number_handed(evidence)
    return _number(number, run) if number is not None else None


def _number_handed(failure: Failure) -> Picture | None:
    """What a picture call refused before it looked for an array: its first argument, a number."""
    node, function = expression_of(failure.place.expression), called_function(failure.place.expression)
    if not isinstance(node, ast.Call) or not node.args or function not in PICTURE_CALLS:
        return None
    value = failure.value(ast.unparse(node.args[0]))
    if value is None or value.facts is None or value.facts.ndim:
        return None
    data = Argument("X", value.source, value.facts, near=failure.near)
    return Picture(data, failure.place, function, f"{failure.type}: {failure.message}")


def _maker(data: Argument) -> tuple[Provenance, tuple[str, ...] | None] | None:
    """The layer that made the values, when what it makes has no picture in it."""
    root = data.derivation
    maker = data.provenance or (root.provenance if root is not None else None)
    if maker is None or maker.kind != "output":
        return None
    axes = (root.axes if root is not None else None) or maker.axes
    if axes is None or len(axes) != 2 or axes[0] != "batch" or axes[1] not in _UNITS:
        return None
    return maker, axes


def _drawn(picture: Picture, run: Run) -> Finding | None:
    data, shape = picture.data, picture.shape
    if shape == () and picture.exception:
        return _number(picture, run)
    made = _maker(data)
    if made is None:
        return None
    maker, axes = made
    if len(shape) == 1 and picture.exception:
        return _said(picture, maker, axes or ())
    root = data.derivation
    if root is not None and "reshape" in root.steps and not picture.exception and _laid_out(picture, maker, run):
        return _said(picture, maker, axes or ())
    whole = len(shape) == 2 and data.axes is not None and set(data.axes) == set(axes or ())
    if not (whole or _cut_strip(data, maker)) or picture.exception or (root is not None and "reshape" in root.steps):
        return None
    if _is_table(picture, run) or (maker.final and maker.activation == "softmax" and _sized(picture)):
        return None
    return _said(picture, maker, axes or ())


def _number(picture: Picture, run: Run) -> Finding | None:
    """`units[..., k]`, as maps are taken, is one number."""
    data = picture.data
    made, root = _maker(data), data.derivation
    maker, units = (made[0], root.shape[-1]) if made is not None and root is not None else _maker_of_number(data, run)
    if maker is None:
        return None
    kind = maker.axes[-1] if maker.axes else "unit"
    return found(
        picture.place,
        "error",
        f"{subject(data)} is one number, shape (): the {maker.layer_class} layer '{maker.layer}' gives"
        f" (batch, {units}), {units} {kind}s, which have no height and width.",
        why=f"Maps are what layers with height and width give; of a {maker.layer_class} layer one number per {kind} is"
        f" left, which bars show. It raised {picture.exception}.",
        evidence={
            "shape": [],
            "layer_gives": ["batch", units],
            "units": units,
            "layer": f"{maker.layer} ({maker.layer_class} layer)",
            **origin(root),
        },
    )


def _maker_of_number(data: Argument, run: Run) -> tuple[Provenance | None, int]:
    """The layer and its units, by the array that the number is taken from: an output's, to the last digit."""
    taken = _taken_from(data)
    for row in data.near:
        values = row.values
        if row.source not in taken or values is None or values.ndim not in (1, 2) or values.size < 2:
            continue
        for output in run.outputs:
            maker, whole = output.provenance, output.values
            axes = maker.axes if maker is not None else None
            if whole is None or axes is None or len(axes) != 2 or axes[-1] not in _UNITS or whole.ndim != 2:
                continue
            if whole.shape[-1] == values.shape[-1] and _holds(whole, values):
                return maker, int(whole.shape[-1])
    return None, 0


def _taken_from(data: Argument) -> set[str]:
    """What the drawn expression is an entry of: `units` of `units[k]`, also by way of names and loops."""
    names: set[str] = set()
    texts = [data.expression]
    for text in texts:
        base = _BASE.match(text)
        if base is not None and base[1] not in names:
            names.add(base[1])
            texts += [a.value for a in data.lineage if a.target == base[1] and not a.into]
    return names


def _holds(output: Any, row: Any) -> bool:
    """Whether an array is an output, or one sample of it."""
    return bool((output == row).all(axis=-1).any()) if row.ndim == 1 else np.array_equal(output, row)


def _cut_strip(data: Argument, maker: Provenance) -> bool:
    """One sample cut out with its batch axis, `features[:1]`; who gives a row that axis anew means to draw a strip."""
    root, shape = data.derivation, data.facts.shape
    if root is None or root.steps != ("index",) or len(root.order) != 1:
        return False
    if len(shape) != 2 or min(shape) != 1 or max(shape) != root.shape[-1] or max(shape) < 3:
        return False
    return not _MADE_STRIP.search(direct(data)) and not (maker.final and maker.activation == "softmax")


def _sized(picture: Picture) -> bool:
    """Several samples × class scores between limits that were set: a table of probabilities."""
    limits = picture.call.options if picture.call is not None else {}
    return picture.shape[0] > 1 and limits.get("vmin") is not None and limits.get("vmax") is not None


def _laid_out(picture: Picture, maker: Provenance, run: Run) -> bool:
    """The units of one sample in rows of a made-up length: no Reshape follows, no picture of the run has as many."""
    data, root = picture.data, picture.data.derivation
    if root is None or len(picture.shape) != 2 or data.values is None or min(picture.shape) < 3:
        return False
    units = root.shape[-1]
    if data.facts.size != units or _goes_on_as_picture(maker, run):
        return False
    if maker.layer_class != "Dense":
        return maker.layer_class.startswith("Global")
    given = prod(maker.given_shape[1:]) if maker.given_shape else 0
    if maker.final and not units < given:
        return False
    shapes = [s[1:] for m in run.models for key in ("inputs", "outputs") for s in m.about.get(key) or ()]
    pictures = {prod(n or 0 for n in s) for s in shapes if len(s) > 1}
    return units not in pictures and not _alike(data.values)


def _goes_on_as_picture(maker: Provenance, run: Run) -> bool:
    """The layer right after, in any model of the run, lays the units out itself."""
    for model in run.models:
        layers = model.about.get("layers") or []
        after = [c for (name, _), (_, c) in pairwise(layers) if name == maker.layer]
        if any(c in ("Reshape", "Lambda", "LayerNormalization", "BatchNormalization") for c in after):
            return True
    return False


def _alike(values: Any) -> bool:
    """Neighbours are more alike than values at random, as in any picture."""
    wide = values.astype("float64")
    if wide.std() == 0:
        return True
    steps = [np.abs(np.diff(wide, axis=a)).mean() for a in (0, 1)]
    spread = np.abs(wide.reshape(-1, 1) - wide.reshape(1, -1)).mean()
    return bool(max(steps) < 0.8 * spread)


def _is_table(picture: Picture, run: Run) -> bool:
    """A heat map of samples × units that says so; a mesh is one unless its words call it a map or picture."""
    call = picture.call
    panel = drawn(run, call)
    words = words_of_panel(run, call)
    if (
        call is None
        or (call.kind != "image" and not (call.function.startswith("pcolor") and _MAP.search(words)))
        or call.via
        or call.options.get("aspect") == "auto"
        or call.options.get("extent") is not None
    ):
        return True
    return bool(panel and (panel.xlabel or panel.ylabel)) or bool(
        re.search(r"\b(unit|neuron|feature|sample|embedding)s?\b", _MAP.sub("", words))
    )


def _said(picture: Picture, maker: Provenance, axes: tuple[str, ...]) -> Finding:
    data, shape = picture.data, picture.shape
    units = (data.derivation.shape if data.derivation is not None and data.derivation.shape else shape)[-1]
    layer, kind = f"the {maker.layer_class} layer '{maker.layer}'", axes[-1] if axes[1:] == ("channel",) else "unit"
    whole = f", one row of {layer}, which gives (batch, {units})" if len(shape) == 1 else f", the output of {layer}"
    raised = f" It raised {picture.exception}." if picture.exception else ""
    fix = None
    if picture.place.source.endswith(")") and data.expression and len(shape) == 1 and picture.function == "imshow":
        before = _call_text(picture)
        after = before.split("imshow", 1)[0] + f"bar(range({units}), {data.expression})"
        fix = Fix("draw one bar per unit", before, after)
    elif data.expression and len(shape) == 2 and not picture.function.startswith("pcolor"):
        fix = Fix("draw a table, stretched", data.expression, f'{data.expression}, aspect="auto"')
    return found(
        picture.place,
        "error" if picture.exception else "warning",
        f"{subject(data)} has shape {shape_words(shape, data.axes)}{whole}: {units} {kind}s, which have no "
        "height and width.",
        why=f"The {kind}s of a {maker.layer_class} layer stand in no order, so that a picture of them "
        f"means nothing.{raised}",
        evidence={
            "shape": list(shape),
            "units": units,
            "layer": f"{maker.layer} ({maker.layer_class} layer)",
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )


def _call_text(picture: Picture) -> str:
    return picture.place.source


def _indexed(failure: Failure) -> Finding | None:
    """`output[0, :, :, 3]` of an output with two axes."""
    if "too many indices" not in failure.message.lower():
        return None
    value = _indexed_value(failure)
    if value is None or value.facts is None or value.provenance is None:
        return None
    maker = value.provenance
    axes = maker.axes
    if maker.kind != "output" or len(value.facts.shape) != 2 or axes is None or axes[-1] not in _UNITS:
        return None
    units = value.facts.shape[1]
    expression = failure.place.expression or failure.place.source
    fix = (
        Fix("take the units of one sample", expression, f"{value.source}[0]")
        if expression.startswith(value.source)
        else None
    )
    return found(
        failure.place,
        "error",
        f"`{value.source}` has shape {shape_words(value.facts.shape, axes)}, the output of the "
        f"{maker.layer_class} layer "
        f"'{maker.layer}': its {units} units have no height and width, and `{expression}` asks for both.",
        why=f"Only layers with height and width have maps. It raised {failure.type}: {failure.message}",
        evidence={
            "shape": list(value.facts.shape),
            "axes": list(axes),
            "layer": f"{maker.layer} ({maker.layer_class} layer)",
        },
        fix=fix,
    )


def _indexed_value(failure: Failure) -> Value | None:
    """The array that the failing subscript reads from."""
    text = failure.place.expression or failure.place.source
    return next((v for v in failure.values if v.facts is not None and text.startswith(v.source + "[")), None)
