"""Sums, differences and products of small integers on the way to a plot, computed again in a wide type."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.diagnose.replay.arithmetic import OPERATORS
from kerascope.diagnose.script.turns import defaults
from kerascope.evidence import Argument, Assignment
from kerascope.parsed import expression_of, words_in

__all__ = ["Overflown", "overflown"]

_SMALL = ("int8", "uint8", "int16", "uint16")
"""Wider types are wrapped on purpose: hashes and random numbers."""
_WHOLE = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)
"""Operators that give integers of integers."""

_ENTRIES, _LARGE, _LEVELS = 512, 40_000_000, 8
"""Entries of a stack, and values in all, that are added up again; different sums by which a mean of them is known."""


@dataclass(frozen=True, slots=True)
class Overflown:
    """A statement whose result is alive (or drawn) and is what its parts give modulo their type."""

    source: str
    line: int
    dtype: str
    off: Any
    wide: Any


def overflown(data: Argument, text: str = "") -> Overflown | None:
    """text : source of the script, for the numbers that its functions have as defaults"""
    alive = {v.source: v.values for v in data.near if v.values is not None}
    small = {n: v for n, v in alive.items() if v.dtype.name in _SMALL}
    small |= {n: small[of] for n, of in _handed(data).items() if n not in alive and of in small}
    numbers = _defaults(text, {*alive, *(a.target for a in data.lineage)})
    signed = {n: v.view(f"i{v.dtype.itemsize}") for n, v in small.items()}
    ways = _ways(data)
    for made in data.lineage:
        if made.target not in ways:
            continue
        node = expression_of(made.value)
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            if not isinstance(part, ast.BinOp):
                continue
            written, part = ast.unparse(part), _Numbers(numbers).visit(copy.deepcopy(part))
            try:
                with np.errstate(all="ignore"):
                    narrow, wide = (np.asarray(_value(part, small, w)) for w in (False, True))
                    back = np.asarray(_value(part, signed, True))
            except (KeyError, TypeError, ValueError, OverflowError):
                continue
            off = np.abs(wide - narrow.astype("int64")) > 1
            came_back = bool((back == narrow).all())  # negative numbers that a cast wrapped, brought back by a sum
            if came_back or narrow.dtype.name not in _SMALL or float(off.mean()) < 0.01:
                continue
            results = [alive.get(made.target), data.values]
            if any(_same(narrow, r) for r in results):
                return Overflown(written, made.line, narrow.dtype.name, off, wide)
    return _added_up(data, small, ways)


def _handed(data: Argument) -> dict[str, str]:
    """Parameters, and what the one call of their function hands over."""
    given = [(a.target, a.value.strip()) for a in data.lineage if not a.into and not a.augmented]
    names = [n for n, _ in given]
    return {n: of for n, of in given if of.isidentifier() and names.count(n) == 1}


def _defaults(text: str, taken: set[str]) -> dict[str, int]:
    """Parameters that nothing but their default tells of, where it is one whole number throughout."""
    found: dict[str, set[int]] = {}
    for name, default in defaults(text):
        if isinstance(default, ast.Constant) and type(default.value) is int and name not in taken:
            found.setdefault(name, set()).add(default.value)
    return {n: next(iter(v)) for n, v in found.items() if len(v) == 1}


class _Numbers(ast.NodeTransformer):
    """Names of numbers replaced by the numbers."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self.numbers = numbers

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(self.numbers[node.id]) if node.id in self.numbers else node


def _added_up(data: Argument, small: dict[str, Any], ways: set[str]) -> Overflown | None:
    """Entries of a stack that were summed one by one in their own type: by a loop, or by Python's `sum`."""
    adders = [a for a in data.lineage if a.target in ways and _adds(a)]
    if not adders or any("%" in a.value for a in data.lineage if a.target in ways):
        return None
    for name in sorted(ways & set(small)):
        stack = small[name]
        if stack.ndim < 2 or not 2 <= len(stack) <= _ENTRIES or stack.size > _LARGE:
            continue
        sums = {n: v for n, v in small.items() if n in ways and n != name}
        narrow, wide = np.zeros_like(stack[0]), np.zeros(stack.shape[1:], "int64")
        for entry in stack:
            narrow, wide = narrow + entry, wide + entry
            off = wide != narrow
            if float(off.mean()) < 0.01:
                continue
            alike = {n for n, v in sums.items() if _same(narrow, v)}
            if alike or _shown(narrow, data):
                made = _adder(adders, alike, data, name)
                source = made.source if made.augmented or made.target not in _words(made.value) else made.value
                return Overflown(source.strip(), made.line, narrow.dtype.name, off, wide)
    return None


def _adds(made: Assignment) -> bool:
    if made.augmented and "+=" in made.source:
        return True
    node = expression_of(made.value)
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else []
    own = any(ast.unparse(s) == made.target for s in sides)
    return own or bool(re.search(r"(?<![\w.])(?:functools\.)?(?:sum|reduce)\(", made.value))


def _adder(adders: list[Assignment], alike: set[str], data: Argument, stack: str) -> Assignment:
    """The statement that made the sum: the one whose result is alive, else one that came after the stack."""
    if told := next((a for a in adders if a.target in alike), None):
        return told
    before, of_it = {stack}, {stack}
    for _ in range(8):
        before |= {w for a in data.lineage if a.target in before for w in _words(a.value)}
        of_it |= {a.target for a in data.lineage if of_it & _words(a.value)}
    ranked = sorted(adders, key=lambda a: (a.target in of_it, a.target not in before, a.line))
    return ranked[-1]


def _shown(narrow: Any, data: Argument) -> bool:
    """Whether the drawn array is this sum, or a multiple of it: a mean whose name is gone, brought to 0..1 or not."""
    drawn = data.values
    if drawn is None or drawn.shape != narrow.shape:
        return False
    if drawn.dtype.kind != "f" or not narrow.any() or len(np.unique(narrow)) < _LEVELS:
        return _same(narrow, drawn)
    first = int(narrow.argmax())
    times = np.asarray(drawn, "float64") * (float(narrow.flat[first]) / (float(drawn.flat[first]) or 1.0))
    return bool(np.allclose(times, narrow, rtol=1e-4, atol=1e-3))


def _ways(data: Argument) -> set[str]:
    """Names that the drawn array was made of: where a loop hands on several, those of the one that it is."""
    root = data.derivation.root if data.derivation is not None else ""
    known = {a.target for a in data.lineage}
    alive = {v.source for v in data.near}
    ways = {root} if root in known or root in alive else _words(data.expression)
    for _ in range(8):
        ways = ways | {w for a in data.lineage if a.target.rstrip("()") in ways for w in _words(a.value)}
    return ways | {f"{w}()" for w in ways}


def _words(text: str) -> set[str]:
    return set(words_in(text))


def _value(node: ast.expr, small: dict[str, Any], wide: bool) -> Any:
    match node:
        case ast.Name():
            return small[node.id].astype("int64") if wide else small[node.id]
        case ast.Constant(value=int()):
            return node.value
        case ast.BinOp() if isinstance(node.op, _WHOLE):
            return OPERATORS[type(node.op)](_value(node.left, small, wide), _value(node.right, small, wide))
    raise KeyError(ast.dump(node))


def _same(made: Any, result: Any) -> bool:
    return (
        result is not None
        and result.shape == made.shape
        and result.dtype == made.dtype
        and bool((result == made).all())
    )
