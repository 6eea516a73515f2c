"""Single steps of a replay: a function or a cast on values, with integers as they are or widened, and what it left."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kerascope.diagnose.replay.arithmetic import NARROW, SAME, TYPES
from kerascope.evidence import Assignment

__all__ = ["Scope", "Unknown", "affordable", "cast", "function", "step"]

_STEPS = 400_000_000
"""Products that a filter or a product of matrices may take."""


class Unknown(Exception):
    """The replay can't go on."""


@dataclass(slots=True)
class Scope:
    near: dict[str, Any]
    made: tuple[Assignment, ...]
    last: int
    wide: bool
    signed: bool = False
    """Whether unsigned arrays that a cast has made are read as what a signed type of that width would hold."""
    text: str = ""
    """Source of the expression that is being evaluated."""
    wrapped: bool = False
    """Whether such an array was met."""
    output: Any = None
    """What a model is taken to have returned, where its call stands in an expression and has no name."""
    asked: bool = False
    """Whether such a call was met."""
    casts: list[tuple[str, int, int]] = field(default_factory=list)
    """Source, line, and the step of the trail that it gave."""
    trail: list[tuple[Any, float, float]] = field(default_factory=list)
    """Type and range after each step, in the order in which both replays go."""
    turns: dict[str, Any] = field(default_factory=dict)
    """What the counters of loops are taken to be, and the names that a comprehension has bound."""
    looked: int = 0
    """How often one of them was asked for."""
    known: dict[tuple[str, int], Any] = field(default_factory=dict)
    """What names are at a line, whatever the turn."""
    file: str = ""
    """Source of the whole file."""
    lost: str = ""
    """A counter whose value nothing tells any more."""
    depth: int = 0

    def again(self, **other: Any) -> Scope:
        """A scope to begin with once more, in which some things are otherwise."""
        same = {n: getattr(self, n) for n in ("near", "made", "last", "wide", "signed", "output", "turns", "file")}
        return Scope(**{**same, **other})

    def source(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or ast.unparse(node)


def step(result: Any, node: ast.expr, scope: Scope, line: int, narrows: bool = True) -> Any:
    """What a step gave, written down; of small integers also as one that may have left their range."""
    made = np.asarray(result)
    if made.ndim and made.size and made.dtype.kind in "iuf":
        scope.trail.append((made.dtype, float(made.min()), float(made.max())))
    narrow = made.ndim > 0 and made.dtype.kind in "iu" and made.dtype.itemsize <= 2
    if narrows and narrow and not scope.wide:
        scope.casts.append((scope.source(node), line, len(scope.trail) - 1))
    return result


def affordable(steps: int) -> None:
    if steps > _STEPS:
        raise Unknown


def function(name: str, given: list[Any], options: dict[str, Any], node: ast.Call, scope: Scope, line: int) -> Any:
    if name in TYPES:
        return cast(given[0], name, node, scope, line)
    if name == "cast":
        return cast(given[0], ast.unparse(node.args[1]), node, scope, line)
    if name not in SAME:
        raise Unknown
    if name in ("dot", "matmul", "outer", "tensordot"):
        affordable(np.size(given[0]) * np.size(given[1]) // max(1, np.shape(given[0])[-1] if name != "outer" else 1))
    if "keepdim" in options:
        options["keepdims"] = options.pop("keepdim")
    if "dim" in options:
        options["axis"] = options.pop("dim")
    to = str(options.pop("dtype", ""))
    result = getattr(np, SAME[name])(*given, **options)
    if to in TYPES:
        return cast(result, to, node, scope, line)
    return step(result, node, scope, line, name in NARROW)


def cast(target: Any, to: str, node: ast.Call, scope: Scope, line: int) -> Any:
    name = to.strip("'\"").rsplit(".", 1)[-1]
    name = {"int": "int64", "float": "float64", "half": "float16", "u1": "uint8", "bool": ""}.get(name, name)
    if name not in TYPES:
        raise Unknown
    target = np.asarray(target)
    if np.dtype(name).kind not in "iu":
        return target.astype("float64" if scope.wide else name)
    if target.dtype.kind == "b":
        raise Unknown
    if not scope.wide:
        scope.casts.append(
            (scope.source(node), line, len(scope.trail) if target.ndim else -2)
        )  # numbers leave no trail
    return step(target.astype("float64" if scope.wide else name), node, scope, line, narrows=False)
