"""Values of expressions in a frame of the watched code, read again by means that have no side effects."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from kerascope.evidence import Value
from kerascope.parsed import single_quoted
from kerascope.watch.frames import segment_of, source_of
from kerascope.watch.record.products import Products
from kerascope.watch.values.described import describe

__all__ = ["Reader"]

_READABLE = frozenset(
    [
        "shape",
        "ndim",
        "size",
        "T",
        "dtype",
        "history",
        "output",
        "outputs",
        "inputs",
        "input",
        "layers",
        "name",
        "columns",
        "values",
        "filters",
        "units",
        "epoch",
        "weights",
        "kernel",
        "bias",
        "built",
        "flat",
        "axes",
        "model",
        "index",
    ]
)
_CALLABLE = frozenset(
    [
        "get_layer",
        "get_weights",
        "numpy",
        "reshape",
        "ravel",
        "squeeze",
        "transpose",
        "flatten",
        "keys",
        "values",
        "items",
        "mean",
    ]
)
_FUNCTIONS = {
    "len": len,
    "range": range,
    "list": list,
    "enumerate": enumerate,
    "int": int,
    "max": max,
    "min": min,
    "isinstance": isinstance,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_PLAIN = (bool, int, float, str)
_WALKED: tuple[type, ...] = (list, tuple, range, dict, enumerate, type({}.keys()), type({}.values()), type({}.items()))
_MOST = 64
"""Entries of a comprehension that are read again; of a longer one nothing is said."""


class Reader:
    """Values of expressions in a frame, by means that have no side effects."""

    def __init__(self, frame: FrameType, products: Products, bound: dict[str, Any] | None = None) -> None:
        self.frame = frame
        self.products = products
        self.bound = bound or {}
        """Names that a comprehension has bound around the expression."""
        self._cache: dict[str, Any] = {}

    def value(self, node: ast.expr) -> Value | None:
        try:
            found = self.read(node)
        except Exception:
            return None
        if (callable(found) and not hasattr(found, "weights")) or type(found).__name__ == "module":
            return None
        return describe(found, self.spelled(node), self.products.get(found) or self.products.equal(found))

    def spelled(self, node: ast.expr) -> str:
        """An expression as the source has it: with its own quotation marks, by which causes and fixes find it there."""
        text = ast.unparse(node)
        if "'" not in text:
            return text
        own = segment_of(source_of(self.frame.f_code.co_filename), node) or ""
        return own if single_quoted(own) == single_quoted(text) else text

    def read(self, node: ast.expr) -> Any:
        """The value, or an exception when it can't be told."""
        key = ast.dump(node)
        if key not in self._cache:
            self._cache[key] = self._read(node)
        return self._cache[key]

    def _read(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            for names in (self.bound, self.frame.f_locals, self.frame.f_globals):
                if node.id in names:
                    return names[node.id]
            if node.id in _FUNCTIONS:
                return _FUNCTIONS[node.id]
            raise LookupError(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Tuple | ast.List):
            made = [self.read(e) for e in node.elts]
            return tuple(made) if isinstance(node, ast.Tuple) else made
        if isinstance(node, ast.Slice):
            return slice(*(None if p is None else self.read(p) for p in (node.lower, node.upper, node.step)))
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            return self._arithmetic(node)
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            return list(self._entries(node))
        if isinstance(node, ast.Compare):
            return self._compared(node)
        raise LookupError(type(node).__name__)

    def _entries(self, node: ast.ListComp | ast.GeneratorExp) -> Iterator[Any]:
        """What `[part(x) for x in known if condition(x)]` holds, read again entry by entry."""
        if len(node.generators) > 1:
            raise LookupError("nested")
        loop = node.generators[0]
        known = self._read(loop.iter)
        if type(known) not in _WALKED or (hasattr(known, "__len__") and len(known) > _MOST):
            raise LookupError("walked")
        for entry in known:
            inner = Reader(self.frame, self.products, {**self.bound, **_bound(loop.target, entry)})
            if all(inner.read(condition) for condition in loop.ifs):
                yield inner.read(node.elt)

    def _compared(self, node: ast.Compare) -> bool:
        """A comparison of plain values, which runs no code of the person's own."""
        left, right = self.read(node.left), self.read(node.comparators[0])
        act = _COMPARISONS.get(type(node.ops[0]))
        if act is None or len(node.ops) > 1 or type(left) not in _PLAIN or type(right) not in (*_PLAIN, list, tuple):
            raise LookupError("compared")
        return bool(act(left, right))

    def _attribute(self, node: ast.Attribute) -> Any:
        owner = self.read(node.value)
        instance = getattr(owner, "__dict__", {})
        if type(owner).__name__ == "module" or node.attr in _READABLE:
            return getattr(owner, node.attr)
        if node.attr in instance:
            return instance[node.attr]
        if node.attr == "value" and hasattr(owner, "_value"):  # a Keras variable's own tensor
            return owner.value
        found = getattr(type(owner), node.attr)
        if callable(found) and not isinstance(found, property):
            return getattr(owner, node.attr)
        raise LookupError(node.attr)

    def _subscript(self, node: ast.Subscript) -> Any:
        owner, key = self.read(node.value), self.read(node.slice)
        if isinstance(owner, list | tuple | dict | str | range) or type(owner).__module__.split(".")[0] in (
            "numpy", "pandas", "torch", "tensorflow", "jaxlib", "jax", "collections",
        ):  # fmt: skip
            return owner[key]
        raise LookupError("subscript")

    def _call(self, node: ast.Call) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            return _FUNCTIONS[node.func.id](*(self.read(a) for a in node.args))  # type: ignore[operator]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CALLABLE:
            owner = self.read(node.func.value)
            options = {k.arg: self.read(k.value) for k in node.keywords if k.arg}
            return getattr(owner, node.func.attr)(*(self.read(a) for a in node.args), **options)
        raise LookupError("call")

    def _arithmetic(self, node: ast.BinOp | ast.UnaryOp) -> Any:
        if isinstance(node, ast.UnaryOp):
            found = self.read(node.operand)
            return -found if isinstance(node.op, ast.USub) else found
        table = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
                 ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod}  # fmt: skip
        left, right = self.read(node.left), self.read(node.right)
        if max(getattr(left, "size", 1), getattr(right, "size", 1)) > 5_000_000:
            raise LookupError("too large")
        return table[type(node.op)](left, right)


def _bound(target: ast.expr, entry: Any) -> dict[str, Any]:
    """The names that `for name in …` or `for a, b in …` gives to one entry."""
    if isinstance(target, ast.Name):
        return {target.id: entry}
    if isinstance(target, ast.Tuple) and type(entry) in (list, tuple) and len(entry) == len(target.elts):
        pairs = [_bound(part, value) for part, value in zip(target.elts, entry, strict=True)]
        return {name: value for pair in pairs for name, value in pair.items()}
    raise LookupError("target")
