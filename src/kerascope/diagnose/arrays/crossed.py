"""Scores of a network that were cut at a threshold which none of them reaches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.diagnose.tell import PREDICTS, known, level
from kerascope.evidence import Argument, Call, Facts, Run, Value
from kerascope.parsed import called, expression_of, names_of, words_in

__all__ = ["Cut", "never_reached", "two_valued_beside"]

_LATEST = 24
"""Outputs that are looked through, the newest ones."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A comparison that has one answer for every score."""

    source: str
    line: int | None
    threshold: float
    low: float
    """The smallest score."""
    high: float


def never_reached(call: Call, data: Argument, run: Run) -> Cut | None:
    """The comparison that made a mask of one value, when all that the network gave lies on one side of it."""
    if not level(data.facts) or data.facts.ndim < 2:
        return None
    handed_on = list(_comparisons(data, far=True)) if _odd_one(call, run) else []
    for source, line, left, threshold in (*_comparisons(data), *handed_on):
        spans = [(float(v.min()), float(v.max())) for v in _compared(left, data, run)]
        if spans and all(low < high and _one_side(low, high, threshold, data.facts) for low, high in spans):
            return Cut(source, line, threshold, *spans[0])
    return None


def two_valued_beside(call: Call, run: Run) -> Argument | None:
    """A mask of two values, drawn in the same figure, that no network gave: what the flat one should look like."""
    size = _sides(call.data.facts.shape) if call.data is not None else ()
    for other in run.calls_in(call.sheet):
        data = other.data
        if data is None or other.exception or other.kind not in ("image", "mesh") or _sides(data.facts.shape) != size:
            continue
        maker = known(data)
        if data.facts.distinct == 2 and data.facts.nan == 0 and (maker is None or maker.kind != "output"):
            return data
    return None


def _odd_one(call: Call, run: Run) -> bool:
    """Whether a line draws the panels of a figure in their turn, no more than half of them of one value."""
    drawn = [c.data for c in run.calls_in(call.sheet) if c.place == call.place and c.data is not None]
    return len(drawn) > 1 and 2 * sum(level(d.facts) for d in drawn) <= len(drawn)


def _comparisons(data: Argument, far: bool = False) -> Iterator[tuple[str, int | None, ast.expr, float]]:
    """Where the argument, or what made the very names in it, asks which numbers lie above a threshold.

    far : or what made anything on the way to it
    """
    names = set(words_in(data.expression))
    made = [a for a in data.lineage if far or a.target.removesuffix("()") in names]
    for text, line in ((data.expression, None), *((a.value, a.line) for a in made)):
        text = text.strip()
        for node in ast.walk(expression_of(text) or ast.Module([], [])):
            found = _threshold(node, data)
            if found is not None:
                yield ast.get_source_segment(text, node) or ast.unparse(node), line, *found


def _threshold(node: ast.AST, data: Argument) -> tuple[ast.expr, float] | None:
    """What is compared, and with which number: `a > 0.5`, and `round(a)`, which cuts there as well."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Gt | ast.GtE):
        number = _number(node.comparators[0], data)
        return (node.left, number) if number is not None else None
    if not isinstance(node, ast.Call) or called(node) not in ("round", "rint", "around"):
        return None
    of = node.args or ([node.func.value] if isinstance(node.func, ast.Attribute) else [])
    return (of[0], 0.5) if len(of) == 1 and not isinstance(of[0], ast.Constant) else None


def _number(node: ast.expr, data: Argument) -> float | None:
    if isinstance(node, ast.Name):
        made = next((a for a in data.lineage if a.target == node.id), None)
        node = expression_of(made.value) or node if made is not None else node
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _compared(left: ast.expr, data: Argument, run: Run) -> list[Any]:
    """What the network gave and the comparison was asked of: by its name, else the newest of the mask's sides."""
    names, sides = names_of(left), _sides(data.facts.shape)
    named = [v.values for v in data.near if v.source in names and _scores(v)]
    trees = [left, *(expression_of(a.value) for a in data.lineage if a.target in names)]
    asked = any(called(n) in PREDICTS for t in trees if t is not None for n in ast.walk(t))
    if named or not asked:
        return named
    newest = next((o.values for o in reversed(run.outputs[-_LATEST:]) if _scores(o)), None)
    return [newest] if newest is not None and _sides(newest.shape)[-len(sides) :] == sides else []


def _scores(value: Value) -> bool:
    """What the user's model gave in the end, every number finite."""
    made, values = value.provenance, value.values
    if made is None or made.kind != "output" or not made.final or values is None or not values.size:
        return False
    return values.dtype.kind == "f" and bool(np.isfinite(values).all())


def _one_side(low: float, high: float, threshold: float, mask: Facts) -> bool:
    """Whether the mask's one value is what the comparison gives for the smallest and for the largest score."""
    return mask.maximum in (0, 1, 255) and (high < threshold if mask.maximum == 0 else low > threshold)


def _sides(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)
