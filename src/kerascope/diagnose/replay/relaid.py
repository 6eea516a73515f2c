"""Reshapes whose result no name holds any more, made again from their text, and looked for in what was drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from kerascope.diagnose.pixels.reorder import crossing
from kerascope.diagnose.pixels.rowcut import cuts_rows
from kerascope.diagnose.replay.arithmetic import OPERATORS
from kerascope.diagnose.replay.pieces import joined
from kerascope.evidence import Argument, Assignment, Derivation, Value
from kerascope.parsed import expression_of

__all__ = ["Relaid", "relaid"]

_LIBRARIES = ("np", "numpy", "tf", "ops", "torch", "jnp", "K")
_TILES = 64
_PLACES = 4096
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Relaid:
    """One reshape: what went in, and what came out of it."""

    source: Value
    made: Any


class _Unknown(Exception):
    """A text that can't be read back to values."""


@dataclass(slots=True)
class _Reader:
    near: dict[str, Value]
    lineage: tuple[Assignment, ...]
    root: Derivation | None
    depth: int = 0

    def array(self, node: ast.expr) -> Value:
        """`maps`, `maps[0]`, `maps[k]` where it is known which one was drawn, or `np.hstack([x, y])`."""
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in self.near:
            return self.near[ast.unparse(node)]
        made = joined(node, self.near) if isinstance(node, ast.Call) else None
        if made is not None:
            return made
        if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice | ast.Tuple):
            raise _Unknown
        whole = self.array(node.value)
        at: object = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if at is None and self.root is not None and self.root.root == whole.source and self.root.index:
            at = self.root.index[0]
        if not isinstance(at, int) or whole.values.ndim < 2 or at >= whole.values.shape[0]:
            raise _Unknown
        return replace(whole, values=whole.values[at], source=ast.unparse(node))

    def number(self, node: ast.expr) -> int:
        """A length as it stands in the source: `28`, `side`, `maps.shape[-1]`, `2 * n`."""
        self.depth += 1
        if self.depth > 50:
            raise _Unknown
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.number(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv):
            return int(OPERATORS[type(node.op)](self.number(node.left), self.number(node.right)))
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Subscript):
            return self.numbers(node.value)[self.number(node.slice)]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and node.args:
            return len(self.array(node.args[0]).values)
        raise _Unknown

    def numbers(self, node: ast.expr) -> list[int]:
        if isinstance(node, ast.Tuple | ast.List):
            return [self.number(n) for n in node.elts]
        if isinstance(node, ast.Attribute) and node.attr == "shape":
            return list(self.array(node.value).values.shape)
        raise _Unknown

    def _named(self, name: str) -> int:
        """The number that the one statement gave which sets a name, also as one of several targets."""
        made = [a for a in self.lineage if a.target == name]
        if len(made) != 1 or made[0].augmented or made[0].source.startswith("for "):
            raise _Unknown
        value = expression_of(made[0].value)
        targets = expression_of(made[0].source.partition("=")[0])
        if value is None or targets is None:
            raise _Unknown
        if not isinstance(targets, ast.Tuple):
            return self.number(value)
        names = [ast.unparse(t) for t in targets.elts]
        return self.numbers(value)[names.index(name)]


def relaid(data: Argument, step: Assignment, near: dict[str, Value]) -> Relaid | None:
    """The first reshape in a step, made again: where it can misplace values, and what was drawn is a part of it."""
    call = next(_reshapes(step.value), None)
    if call is None or data.values is None or data.values.size > _LARGEST:
        return None
    module = ast.unparse(_owner(call)).rpartition(".")[2] in _LIBRARIES and len(call.args) > 1
    operand, sides = (call.args[0], call.args[1:]) if module else (_owner(call), call.args)
    reader = _Reader({n: v for n, v in near.items() if n != step.target}, data.lineage, data.derivation)
    try:
        source = reader.array(operand)
        lengths = reader.numbers(sides[0]) if len(sides) == 1 and not _one(sides[0]) else [*map(reader.number, sides)]
        made = _laid(source.values, lengths)
    except (_Unknown, IndexError, ValueError):
        return None
    if made is None or not (crossing(source.values.shape, made.shape) or cuts_rows(source.values, made)):
        return None  # said first: that a reshape merges or splits axes costs nothing to tell
    return Relaid(source, made) if _shown(made, np.asarray(data.values)) else None


def _reshapes(text: str) -> Iterator[ast.Call]:
    nodes = (n for n in ast.walk(expression_of(text) or ast.Module([], [])) if isinstance(n, ast.Call))
    for node in nodes:
        named = isinstance(node.func, ast.Attribute) and node.func.attr in ("reshape", "view")
        if named and not any(k.arg == "order" for k in node.keywords):
            yield node


def _owner(call: ast.Call) -> ast.expr:
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def _one(node: ast.expr) -> bool:
    """A length, and no tuple of them."""
    return not isinstance(node, ast.Tuple | ast.List) and not (isinstance(node, ast.Attribute) and node.attr == "shape")


def _laid(values: Any, lengths: list[int]) -> Any:
    if values.dtype.kind not in "biuf" or values.size > _LARGEST or not lengths:
        return None
    known = prod(n for n in lengths if n != -1)
    if lengths.count(-1) > 1 or known <= 0 or values.size % known or (-1 not in lengths and known != values.size):
        return None
    return values.reshape(lengths)


def _shown(made: Any, drawn: Any) -> bool:
    """Whether what was drawn is a row or column of what was made, or has its pictures in it, value for value."""
    plain = made.reshape(tuple(n for n in made.shape if n != 1))
    if drawn.ndim == 1:
        lines = [np.moveaxis(plain, a, -1).reshape(-1, plain.shape[a]) for a in range(plain.ndim)]
        fits = [w for w in lines if w.shape[1:] == drawn.shape]
        return bool(drawn.size and drawn.min() < drawn.max() and any((w == drawn).all(axis=1).any() for w in fits))
    if plain.ndim < 3 or drawn.ndim != 2:
        return False
    pictures = plain.reshape(-1, *plain.shape[-2:])[:_TILES]
    tiles = [p for p in pictures if min(p.shape) > 1 and p.min() < p.max()]
    return any(_holds(drawn, tile) for tile in tiles)


def _holds(drawn: Any, tile: Any) -> bool:
    """Whether a tile stands somewhere in a picture."""
    height, width = tile.shape
    if height > drawn.shape[0] or width > drawn.shape[1]:
        return False
    corners = np.argwhere(drawn[: drawn.shape[0] - height + 1, : drawn.shape[1] - width + 1] == tile[0, 0])
    return any(np.array_equal(drawn[r : r + height, c : c + width], tile) for r, c in corners[:_PLACES])
