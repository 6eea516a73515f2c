"""Statements that make a mask, or round, where others cut floats off: read from the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from kerascope.evidence import Assignment
from kerascope.parsed import nodes_of

__all__ = ["masked_in_place", "rounds_half"]

_CUT_AT = re.compile(r"\[[^\]]*>=?\s*(?:0?\.\d+|[A-Za-z_]\w*)\s*\]\s*=\s*(?:1(?:\.0?)?|True)\s*$")
"""`p[p > 0.5] = 1` makes a mask; `p[p > 1] = 1` clips."""


def masked_in_place(made: Iterable[Assignment], name: str = "") -> bool:
    """Whether what lies above a threshold was set to 1: in this array, or in any."""
    return any(a.into and name in ("", a.target) and bool(_CUT_AT.search(a.source)) for a in made)


def rounds_half(source: str) -> bool:
    """Whether 0.5 is added before a cast, `(p + 0.5).astype(int)`, which rounds; `x / 2 + 0.5` brings -1..1 to 0..1."""
    return any(_to_a_half(n) for n in nodes_of(source.strip()))


def _to_a_half(node: ast.AST) -> bool:
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
        return False
    sides = [node.left, node.right]
    halves = [s for s in sides if isinstance(s, ast.Constant) and s.value == 0.5]
    return len(halves) == 1 and not any(isinstance(s, ast.BinOp | ast.UnaryOp) for s in sides)
