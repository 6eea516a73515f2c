"""Pictures scaled to 0..1 by a floor division, which leaves 0 and 1."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from kerascope.evidence import Argument, Facts
from kerascope.parsed import expression_of, names_of

__all__ = ["floored"]

_LEVELS = 6
"""A picture of fewer levels is a mask: of 0 and 255, a floor division makes the 0 and 1 that are meant."""
_BYTES = re.compile(r"\b(?:mnist|fashion_mnist|cifar10|cifar100)\.load_data\(")
_WHOLE = (255, 256)


def floored(data: Argument) -> tuple[Facts, str] | None:
    """What `x // 255` was made of, where the divisor is the largest value of x; and words for it.

    A smaller divisor is a choice of levels: `x // 128` is black and white on purpose, `x // 32` has eight levels.
    """
    facts = data.facts
    if not facts.is_integer or (facts.maximum or 0) > 1 or (facts.minimum or 0) < 0:
        return None
    for text, line in [
        (data.expression, 0),
        *((_stated(a.source, a.value, a.augmented), a.line) for a in data.lineage),
    ]:
        node = expression_of(text)
        for part in ast.walk(node) if node is not None else ():
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.FloorDiv) and _scales(node, part):
                before = _divided(part, data)
                if before is not None:
                    where = f" (line {line})" if line else ""
                    return before, f"the floor division `{ast.unparse(part)}`{where} cut its fractions off"
    return None


def _stated(source: str, value: str, augmented: bool) -> str:
    """The division itself, also of `x //= 255`."""
    sides = source.split("//=")
    return f"{sides[0].strip()} // ({value})" if augmented and len(sides) == 2 else value


def _scales(whole: ast.expr | None, part: ast.BinOp) -> bool:
    """Whether the quotient is the value itself: not multiplied again, not an index."""
    for node in ast.walk(whole) if whole is not None else ():
        if isinstance(node, ast.BinOp) and part in (node.left, node.right) and isinstance(node.op, ast.Mult):
            return False
        if isinstance(node, ast.Subscript) and any(n is part for n in ast.walk(node.slice)):
            return False
    return True


def _divided(part: ast.BinOp, data: Argument) -> Facts | None:
    """Facts of what was divided, as fractions, when it has many levels and the divisor is the largest of them."""
    names = names_of(part.left)
    by = part.right.value if isinstance(part.right, ast.Constant) else None
    own = isinstance(part.right, ast.Call) and ast.unparse(part.right).split("(")[0].endswith("max")
    for value in data.near:
        facts = value.facts
        if value.source not in names or facts is None or not facts.is_integer or (facts.maximum or 0) <= 1:
            continue
        most = facts.maximum or 0.0
        if own or by == most or (by in _WHOLE and 200 <= most <= 255):
            many = facts.distinct is None or facts.distinct >= _LEVELS
            return _as_fractions(facts, most) if many else None
        return None
    loaded = by in _WHOLE and any(_BYTES.search(a.source) and a.target in names for a in data.lineage)
    return _as_fractions(replace(data.facts, distinct=None), 255.0) if loaded else None


def _as_fractions(facts: Facts, most: float) -> Facts:
    return replace(facts, dtype="float64", kind="f", minimum=(facts.minimum or 0) / most, maximum=1.0)
