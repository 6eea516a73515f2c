"""What one call of a recurrent cell gave, alone or out of the stack in which a loop put its steps together."""

from __future__ import annotations

import re

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count, origin, shape_words, subject
from kerascope.evidence import Argument, Call, Derivation, Run, Value
from kerascope.findings import Finding, Fix

__all__ = ["step_of_cell"]

_NOUNS = {"batch": "sample", "unit": "unit"}


def step_of_cell(call: Call, y: Argument, told: str, run: Run) -> Finding | None:
    """A line of one step's samples or units, where the figure speaks of a course: a cell knows of no other step.

    told : what the figure says of its x axis
    """
    derivation = y.derivation
    made = derivation.provenance if derivation is not None else None
    if derivation is None or made is None or made.kind != "output" or not made.layer_class.endswith("Cell"):
        return None
    if derivation.axes != ("batch", "unit") or not derivation.order or derivation.reduced or y.values is None:
        return None
    stack, step = _stacked(y, derivation)
    steps = int(stack.values.shape[0]) if stack is not None else _calls(made.layer, run)
    if steps < 2:
        return None
    along = _NOUNS[derivation.kept[0]]
    within = ""
    if stack is not None:
        shape = tuple(int(n) for n in stack.values.shape)
        within = f", entry {step} of `{stack.source}` {shape_words(shape, ('time', 'batch', 'unit'))}"
    whole = f" Sample 0 over {count(steps, 'step')} is `{stack.source}[:, 0]`." if stack is not None else ""
    return found(
        call.place,
        "error",
        f"{subject(y)} is one time step of the {made.layer_class} '{made.layer}'{within}: "
        f"{count(y.facts.shape[0], along)} run along x, while {told}.{whole}",
        why="A cell computes one step each time it is called; a line call draws along the first axis left of it.",
        evidence={"shape": list(y.facts.shape), "steps": steps, "along_x": along, **origin(derivation)},
        fix=_fix(y, stack),
    )


def _stacked(y: Argument, derivation: Derivation) -> tuple[Value | None, int]:
    """The array `(time, batch, unit)` near the call that the drawn step was taken from, and the step's place in it."""
    name = y.expression.split("[")[0]
    for near in y.near:
        if near.source != name or near.values is None or near.values.shape[1:] != derivation.shape:
            continue
        rows = near.values[(slice(None), *(slice(None) if i is None else i for i in derivation.index))]
        same = (rows == y.values).reshape(len(rows), -1).all(axis=1) if rows.shape[1:] == y.values.shape else None
        if same is not None and same.any():
            return near, int(same.argmax())
    return None, 0


def _calls(layer: str, run: Run) -> int:
    return sum(o.provenance is not None and o.provenance.layer == layer for o in run.outputs)


def _fix(y: Argument, stack: Value | None) -> Fix | None:
    """`h[0]` and `h[-1, 0]` become `h[:, 0]`: one sample over all steps."""
    taken = re.fullmatch(r"(\w+)\[-?\w+(?:(?:, ?|\]\[)(\w+))?\]", y.expression)
    if taken is None or stack is None:
        return None
    return Fix("one sample over all steps", y.expression, f"{taken[1]}[:, {taken[2] or 0}]")
