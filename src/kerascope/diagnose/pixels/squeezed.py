"""Pictures resized to (width, height) where (height, width) was due, or the other way round."""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np

from kerascope.diagnose.cause import found
from kerascope.diagnose.pixels.upright import TURNED
from kerascope.diagnose.say import range_words, shape_words, subject
from kerascope.diagnose.script.resized import reversed_size, size_given, width_first
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.script.steps import place_of_step
from kerascope.diagnose.tell import known, tied
from kerascope.evidence import Argument, Assignment, Call, Run
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of, nodes_of

__all__ = ["squeezed"]

_RESIZED = re.compile(
    r"\b(load_img|smart_resize|resize\w*|Resizing|image_dataset_from_directory|target_size|image_size|thumbnail)\b"
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")


def squeezed(call: Call, data: Argument, run: Run) -> Finding | None:
    height, width = data.facts.shape[:2]
    if abs(height - width) < 0.06 * max(height, width):
        return None
    named = [a for a in data.lineage if _RESIZED.search(_QUOTED.sub("''", a.source))]
    # A function of the code's own that goes by such a name leads on to the call that it makes.
    step = next((a for a in named if _resizes(a)), None) or next(iter(named), None) or _layer(call, data, run)
    for other, name in _others(call, data, run):
        full_height, full_width = other.shape[:2]
        if (full_height, full_width) == (height, width) or min(full_height, full_width) < 16:
            continue
        if step is None and full_height * full_width <= height * width:
            continue  # no statement on the way says which of the two was resized: the smaller one
        ratio = (height / width) / (full_width / full_height)
        if abs(ratio - 1) < 0.04 and _shows(data.values, other):
            made = step or _only(call, run)
            return _said_squeezed(call, data, made, (full_height, full_width), name, run) if made else None
    return _as_written(call, data, named, run)


def _as_written(call: Call, data: Argument, named: list[Assignment], run: Run) -> Finding | None:
    """The full picture is gone, as of a function that has returned: the code alone says which side came first."""
    height, width = data.facts.shape[:2]
    steps = [a for a in named if _resizes(a)]
    if len(steps) != 1 or not reversed_size(steps[0], data.lineage) or any(w in tied(data) for w in TURNED):
        return None
    for other, _ in _others(call, data, run):
        like = other.shape[0] > height and abs(other.shape[0] * width / (other.shape[1] * height) - 1) < 0.04
        if like and _shows(data.values, other):
            return None
    step, sized = steps[0], size_given(steps[0], data.lineage)
    due, given = "(height, width)", "(width, height)"
    if width_first(step.source):
        due, given = given, due
    return found(
        place_of_step(call, sized.made or step, run),
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape)}: {height} high and {width} wide, and the picture "
        f"whose size was asked is {'higher than wide' if width > height else 'wider than high'}. Height and width are "
        f"exchanged in `{step.value}`: it takes {due}, and `{sized.text}` is {given}.",
        why="PIL size is (width, height), NumPy shape is (height, width); the picture comes out squeezed.",
        evidence={"shape": list(data.facts.shape), "values": range_words(data.facts)},
        fix=Fix("exchange height and width", sized.text, sized.turned) if sized.turned else None,
    )


def _resizes(step: Assignment) -> bool:
    """Whether a statement itself calls what resizes, as a method or function of a library."""
    calls = [n for n in ast.walk(expression_of(step.value) or ast.Module([], [])) if isinstance(n, ast.Call)]
    return any(isinstance(c.func, ast.Attribute) and _RESIZED.search(c.func.attr) for c in calls) or any(
        k.arg in ("target_size", "image_size", "dsize") for c in calls for k in c.keywords
    )


def _only(call: Call, run: Run) -> Assignment | None:
    """The one statement of the file that resizes, where none on the way is named: in a function that a pipeline maps,
    or in the class that hands out the batches."""
    text = text_of(call.place, run)
    found = []
    for node in nodes_of(text) if _RESIZED.search(text) else ():
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr) and node.value is not None:
            source = ast.get_source_segment(text, node) or ""
            targets = node.targets if isinstance(node, ast.Assign) else ()
            name = ast.unparse(targets[0]) if targets else ""
            step = Assignment(name, source, node.lineno, ast.get_source_segment(text, node.value) or "")
            if _RESIZED.search(_QUOTED.sub("''", source)) and _resizes(step):
                found.append(step)
    return found[0] if len(found) == 1 else None


def _others(call: Call, data: Argument, run: Run) -> list[tuple[Any, str]]:
    """Other pictures of the run: what the code names, and what it drew."""
    found = [(v.values, v.source) for v in data.near if v.values is not None and v.values.ndim in (2, 3)]
    for other in run.calls:
        if (
            other.kind == "image"
            and other.number != call.number
            and other.data is not None
            and other.data.values is not None
        ):
            found.append((other.data.values, other.data.expression))
    return [(v, n) for v, n in found if v.ndim in (2, 3) and v.dtype.kind in "iuf"]


def _shows(small: Any, full: Any) -> bool:
    """The small picture is the full one, squeezed into its own height and width."""
    rows = np.linspace(0, full.shape[0] - 1, small.shape[0]).astype(int)
    columns = np.linspace(0, full.shape[1] - 1, small.shape[1]).astype(int)
    first = full[rows][:, columns].astype("float64")
    first = first[..., :3].mean(axis=-1) if first.ndim == 3 else first
    second = small.astype("float64")
    second = second[..., :3].mean(axis=-1) if second.ndim == 3 else second
    if first.std() == 0 or second.std() == 0:
        return False
    return bool(np.corrcoef(first.ravel(), second.ravel())[0, 1] > 0.6)


def _said_squeezed(call: Call, data: Argument, step: Assignment, full: tuple[int, int], name: str, run: Run) -> Finding:
    height, width = data.facts.shape[:2]
    sized = size_given(step, data.lineage)
    fix = Fix("exchange height and width", sized.text, sized.turned) if sized.turned else None
    first = "(width, height)" if width_first(step.source) else "(height, width)"
    key = "target_size" if "target_size" in step.source else "the size"
    place = place_of_step(call, sized.made or step, run)
    there = f" (`{sized.made.source}`)" if sized.made is not None else ""
    return found(
        place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape)}: {height} high and {width} wide, and "
        "the picture it shows "
        f"(`{name}`) is {full[0]} high and {full[1]} wide: {full}. Height and width are exchanged in "
        f"`{step.value}`{there}.",
        why=f"{key} is {first} here; PIL size is (width, height), NumPy shape is (height, width).",
        evidence={"shape": list(data.facts.shape), "full": list(full), "values": range_words(data.facts)},
        fix=fix,
    )


def _layer(call: Call, data: Argument, run: Run) -> Assignment | None:
    """The one layer of the file that resizes, inside the model that gave the picture; no statement here names it."""
    made = known(data)
    if made is None or made.kind != "output":
        return None
    text = text_of(call.place, run)
    layers = [n for n in nodes_of(text) if isinstance(n, ast.Call) and called(n) == "Resizing"]
    written = ast.get_source_segment(text, layers[0]) if len(layers) == 1 else None
    return None if written is None else Assignment("", written, layers[0].lineno, written)
