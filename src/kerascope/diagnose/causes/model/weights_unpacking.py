"""A layer's weights unpacked into a wrong number of names.

What it does: reports `kernel, bias = layer.get_weights()` (or `.weights`) of a layer that holds one, three or four
arrays, and `kernels, biases = zip(*…)` of the weights of several, which stops at the shortest; and
`layer.get_weights()[1]` of a layer that holds one.
Why it is wrong: `use_bias=False` leaves one array, an LSTM or a separable convolution has three, BatchNormalization
four.
Example:
    import keras

    layer = keras.layers.Dense(3, use_bias=False)
    layer.build((None, 4))
    kernel, bias = layer.get_weights()
Use instead:
    import keras

    layer = keras.layers.Dense(3, use_bias=False)
    layer.build((None, 4))
    kernel = layer.get_weights()[0]
What it does not see: arrays unpacked in a wrong order, whose number fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix


@cause("weights-unpacking", family="model", sees=Failure, outranks=("layer-without-weights", "bias-not-kernel"))
def weights_unpacking(failure: Failure, run: Run) -> Finding | None:
    if failure.type == "IndexError" and "list index out of range" in failure.message:
        return _beyond(failure)
    if failure.type != "ValueError" or "values to unpack" not in failure.message:
        return None
    for value, layer in _weights(failure):
        arrays: list[list[Any]] = layer.about["weights"]
        if arrays:
            return _said(failure, value, layer, arrays)
    return _zipped(failure, run) or _in_turn(failure, run) or _entry(failure, run)


_LISTS = (
    ("kernel", "bias"),
    ("gamma", "beta"),
    ("kernel", "recurrent_kernel", "bias"),
    ("depthwise_kernel", "pointwise_kernel", "bias"),
    ("gamma", "beta", "moving_mean", "moving_variance"),
)
"""What layers hold that have everything."""
_BIAS = re.compile(r"b\d*$|bias", re.IGNORECASE)
_ZIPPED = re.compile(r"\bzip\(\s*\*")
_TAKEN = re.compile(r"\.(?:get_weights\(|weights\b)")


def _beyond(failure: Failure) -> Finding | None:
    """`layer.get_weights()[1]` of a layer that holds a kernel alone; what holds nothing is `layer-without-weights`."""
    for value, layer in _weights(failure):
        arrays: list[list[Any]] = layer.about["weights"]
        asked = re.search(rf"{re.escape(value.source)}\[(-?\d+)\]", failure.place.source)
        if asked is None or not arrays or -len(arrays) <= int(asked[1]) < len(arrays):
            continue
        return _told(
            failure,
            f"{_holds(value, layer)}; there is no entry {asked[1]}.{_why_one(layer)}",
            evidence={**_held(layer), "entry": int(asked[1])},
        )
    return None


def _holds(value: Value, layer: Value) -> str:
    arrays: list[list[Any]] = layer.about["weights"]
    held = ", ".join(f"{w} {tuple(shape)}" for w, shape in arrays)
    return (
        f"`{value.source}` of the {layer.about['class']} '{layer.about['layer']}' holds {count(len(arrays), 'array')}:"
        f" {held}"
    )


def _held(layer: Value) -> dict[str, Any]:
    about = layer.about
    return {"layer": f"{about['layer']} ({about['class']})", "arrays": [[w, list(s)] for w, s in about["weights"]]}


def _why_one(layer: Value) -> str:
    return f" {layer.about['layer']} was made with use_bias=False." if layer.about.get("use_bias") is False else ""


def _zipped(failure: Failure, run: Run) -> Finding | None:
    """`kernels, biases = zip(*[layer.get_weights() for …])`: the layer with the fewest arrays ends all of them."""
    expected = re.search(r"expected (\d+)", failure.message)
    if expected is None or not _ZIPPED.search(failure.place.source):
        return None
    names = int(expected[1])
    for value in failure.values:
        lengths = value.about.get("lengths")
        if not isinstance(lengths, list) or not lengths or min(lengths) == names:
            continue
        if not (_TAKEN.search(value.source) or _of_weights(failure, value.source, run)):
            continue
        least, at = min(lengths), lengths.index(min(lengths))
        return _told(
            failure,
            f"`zip` stops at the shortest list: entry {at} of `{value.source}` holds {count(least, 'array')}, and "
            f"{names} names wait for them. The layers hold {', '.join(map(str, lengths))}.",
            evidence={"entry": at, "arrays": lengths, "names": names},
        )
    return None


def _told(failure: Failure, what: str, evidence: dict[str, Any], fix: Fix | None = None) -> Finding:
    why = "How many arrays a layer holds depends on its type and its bias. It raised "
    return found(
        failure.place, "error", what, why=f"{why}{failure.type}: {failure.message}", evidence=evidence, fix=fix
    )


def _in_turn(failure: Failure, run: Run) -> Finding | None:
    """A loop over lists of weights takes each apart into as many names as the first ones have arrays."""
    expected = re.search(r"expected (\d+)", failure.message)
    if expected is None or not failure.place.source.startswith("for "):
        return None
    names = int(expected[1])
    for value in failure.values:
        held = value.about.get("lengths")
        lengths = list(held.values()) if isinstance(held, dict) else held
        if not isinstance(lengths, list) or names not in lengths or set(lengths) == {names}:
            continue
        if not _of_weights(failure, value.source, run):
            continue
        at = next(n for n, length in enumerate(lengths) if length != names)
        return _told(
            failure,
            f"entry {at} of `{value.source}` holds {count(lengths[at], 'array')}, and {names} names wait for them: "
            f"{_kind(at, lengths, run)}.",
            evidence={"entry": at, "arrays": lengths, "names": names},
        )
    return None


def _of_weights(failure: Failure, name: str, run: Run) -> bool:
    """Whether the line that makes a list or dict says that it holds weights."""
    text = run.sources.get(failure.place.file or run.target, "")
    return bool(re.search(rf"\b{re.escape(name)}\b[^\n]*(?:get_weights\(|\.weights\b)", text))


def _entry(failure: Failure, run: Run) -> Finding | None:
    """One entry of a list or dict of weights, taken apart: `kernel, bias = kept["norm"]`."""
    expected = re.search(r"expected (\d+)", failure.message)
    if expected is None:
        return None
    names = int(expected[1])
    for value in failure.values:
        shapes, owner = value.about.get("shapes") or (), re.match(r"(\w+)\[", value.source)
        if value.type != "list" or owner is None or len(shapes) in (0, names):
            continue
        if not re.search(rf"=\s*{re.escape(value.source)}$", failure.place.source.strip()):
            continue
        if _of_weights(failure, owner[1], run):
            listed = ", ".join(str(tuple(s)) for s in shapes)
            return _told(
                failure,
                f"`{value.source}` holds {count(len(shapes), 'array')} of weights: {listed}; it is unpacked into "
                f"{count(names, 'name')}.",
                evidence={"arrays": [list(s) for s in shapes], "names": names},
            )
    return None


def _kind(at: int, lengths: list[int], run: Run) -> str:
    """Whose weights an entry is, when a model has as many layers with weights as there are entries."""
    for model in run.models:
        owners, kinds = model.about.get("weighted") or [], dict(model.about.get("layers") or [])
        if len(owners) == len(lengths):
            parts = " (gamma, beta, moving mean and variance)" if "BatchNorm" in kinds.get(owners[at], "") else ""
            return f"they are those of the {kinds.get(owners[at], 'layer')} '{owners[at]}'{parts}"
    return "not every layer has as many"


def _weights(failure: Failure) -> Iterator[tuple[Value, Value]]:
    """Expressions that give a layer's weights, with the layer."""
    for layer in failure.values:
        if layer.about.get("class") is None:
            continue
        if not layer.about.get("weights") and layer.about.get("weights") != []:
            continue
        for ending in (".get_weights()", ".weights", ".variables", ".trainable_weights"):
            if f"{layer.source}{ending}" in failure.place.source:
                yield Value(f"{layer.source}{ending}", "list"), layer
                break


def _said(failure: Failure, value: Value, layer: Value, arrays: list[list[Any]]) -> Finding:
    asked = re.match(r"\s*([^=]+?)\s*=[^=]", failure.place.source)
    targets = [t.strip() for t in asked[1].strip("()[] ").split(",")] if asked else []
    expected = re.search(r"expected (\d+)", failure.message)
    names = int(expected[1]) if expected is not None else len(targets)
    targets = targets if len(targets) == names else []  # the names of a loop or a comprehension stand elsewhere
    return _told(
        failure,
        f"{_holds(value, layer)}; it is unpacked into {count(names, 'name')}.{_why_one(layer)}",
        evidence={**_held(layer), "names": names},
        fix=_fix(failure, value, targets, arrays),
    )


def _fix(failure: Failure, value: Value, targets: list[str], arrays: list[list[Any]]) -> Fix | None:
    match = re.match(r"\s*([^=]+?)\s*=[^=]", failure.place.source)
    if match is None or not targets or value.source not in failure.place.source:
        return None
    before = failure.place.source
    if len(arrays) < len(targets):
        left = _left(targets, [str(name) for name, _ in arrays])
        kept = ", ".join(left) + ("," if len(left) == 1 else "")
        return Fix("take what there is", before, before.replace(match[1], kept, 1)) if left else None
    names = [name for name, _ in arrays]
    if _BIAS.match(targets[-1]) and names.count("bias") == 1 and names[-1] == "bias":
        kept = ", ".join((*targets[:-1], "*_", targets[-1]))
        return Fix("leave out what stands between", before, before.replace(match[1], kept, 1))
    first = names[: len(targets)]
    if len(targets) >= 2 and len(set(first)) == len(first):
        return Fix("take the first ones", before, before.replace(value.source, f"{value.source}[:{len(targets)}]"))
    return None


def _left(targets: list[str], arrays: list[str]) -> list[str]:
    """The names for what there is: those whose places in a full list the arrays have; none where that is not sure."""
    size = len(targets)
    full = [names * (size // len(names)) for names in _LISTS if len(names) == size or (names[-1] == "bias")]
    fits = {
        places
        for names in full
        if len(names) == size <= 12
        for places in combinations(range(size), len(arrays))
        if [names[p] for p in places] == arrays
    }
    if len(fits) == 1:
        return [targets[p] for p in next(iter(fits))]
    return targets[:1] if len(arrays) == 1 and not fits else []
