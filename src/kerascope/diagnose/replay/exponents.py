"""Exponentials that left the range of their floats: infinity, and NaN of what it was divided by."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.diagnose.say import number
from kerascope.evidence import Argument, Assignment, Call, Run
from kerascope.parsed import expression_of

__all__ = ["Overflow", "overflow_in"]

_LIMITS = {"float16": math.log(65504.0), "float32": math.log(3.4028235e38), "float64": math.log(1.7976931348623157e308)}
"""What the exponential of a float type is finite up to."""
_KEEPS = frozenset(["numpy", "detach", "cpu", "array", "asarray", "convert_to_numpy", "squeeze", "reshape", "ravel"])
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Overflow:
    """An exponential whose argument lies beyond its type, told by NumPy's warning or by the argument itself."""

    source: str
    line: int
    top: float | None = None
    """The largest argument, where it is alive."""
    dtype: str = ""

    def words(self, nan: bool) -> str:
        what = f"`{self.source}` (line {self.line}) overflows to inf"
        if self.top is not None and self.dtype in _LIMITS:
            what += (
                f": its argument reaches {number(self.top)}, and {self.dtype} ends at the exponential of"
                f" {_LIMITS[self.dtype]:.4g}"
            )
        after = "; inf / inf is NaN. Take the largest value off before the exponential" if nan else ""
        return f"{what}{after}."


def overflow_in(call: Call, data: Argument, run: Run) -> Overflow | None:
    """The exponential on the way to a drawn array that overflowed."""
    lines = {
        w.place.line
        for w in run.warned
        if "overflow encountered in exp" in w.message and w.place.file == call.place.file
    }
    for text, line in [(data.expression, call.place.line or 0), *((a.value, a.line) for a in data.lineage)]:
        for source, operand in _exponentials(text):
            top, dtype = _top(operand, data, _DEPTH)
            beyond = top is not None and dtype in _LIMITS and top > _LIMITS[dtype]
            if beyond or (line in lines and top is None):
                return Overflow(source, line, top if beyond else None, dtype)
    return None


def _exponentials(text: str) -> Iterator[tuple[str, ast.expr]]:
    """The exponentials in a piece of source, and what each is taken of."""
    tree = expression_of(text)
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "exp":
            continue
        operand = node.args[0] if node.args else node.func.value
        yield ast.get_source_segment(text.strip(), node) or ast.unparse(node), operand


def _top(node: ast.expr, data: Argument, depth: int) -> tuple[float | None, str]:
    """(largest value, dtype) of an expression of one living array; of a part of it that of the whole."""
    nothing = (None, "")
    if depth == 0:
        return nothing
    match node:
        case ast.Name():
            return _named(node.id, data, depth)
        case ast.Subscript():
            return _top(node.value, data, depth - 1)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Name() as under):
            facts = _facts(under.id, data)
            return (-facts[0], facts[2]) if facts is not None else nothing
        case ast.BinOp(op=ast.Mult() | ast.Div(), right=ast.Constant(value=int() | float() as by)) if by > 0:
            top, dtype = _top(node.left, data, depth - 1)
            scaled = None if top is None else top * by if isinstance(node.op, ast.Mult) else top / by
            return scaled, dtype
        case ast.BinOp(op=ast.Mult(), left=ast.Constant(value=int() | float() as by)) if by > 0:
            top, dtype = _top(node.right, data, depth - 1)
            return (None if top is None else top * by), dtype
        case ast.Call(func=ast.Attribute(attr=name)) if name in _KEEPS:
            kept = node.args[0] if node.args and isinstance(node.func, ast.Attribute) else None
            inner = kept if kept is not None and name not in ("reshape", "squeeze") else _receiver(node)
            return _top(inner, data, depth - 1)
    return nothing


def _receiver(node: ast.Call) -> ast.expr:
    return node.func.value if isinstance(node.func, ast.Attribute) else node.func


def _facts(name: str, data: Argument) -> tuple[float, float, str] | None:
    """(minimum, maximum, dtype) of the finite floats of a living name."""
    value = next((v.facts for v in data.near if v.source == name and v.facts is not None), None)
    if value is None or value.minimum is None or value.maximum is None or not value.is_float:
        return None
    return value.minimum, value.maximum, value.dtype


def _named(name: str, data: Argument, depth: int) -> tuple[float | None, str]:
    """By the living array of that name, or by what a call or a loop handed on to it unchanged."""
    facts = _facts(name, data)
    handed = [a for a in data.lineage if a.target == name and not a.into]
    if facts is not None and len(handed) <= 1:
        return facts[1], facts[2]
    if len(handed) == 1 and _hands_on(handed[0]):
        value = expression_of(handed[0].value)
        return _top(value, data, depth - 1) if value is not None else (None, "")
    return None, ""


def _hands_on(made: Assignment) -> bool:
    return made.value.strip().isidentifier() and not made.augmented
