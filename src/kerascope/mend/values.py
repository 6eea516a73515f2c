"""Small expressions of the watched source, computed anew from recorded values: no name but those given, no side effect.

The syntax tree is walked here, never handed to `eval`: what is not listed can't be evaluated, and says so by `Unknown`.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Foreign", "Scope", "Unknown", "evaluate", "foreign", "plain"]

_LARGEST = 64 << 20
"""Bytes of one result; what grows beyond is given up."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FUNCTIONS = _words(
    "abs absolute all any amax amin arange argmax argmin argsort array asarray atleast_1d atleast_2d broadcast_to clip "
    "column_stack concatenate count_nonzero cumsum diff dstack exp expand_dims expm1 flip fliplr flipud full_like "
    "hstack isfinite isinf isnan linspace log log10 log1p log2 max maximum mean median meshgrid min minimum moveaxis "
    "nan_to_num nanmax nanmean nanmedian nanmin nanpercentile nanquantile nanstd ones_like percentile power ptp "
    "quantile ravel reshape rint rollaxis rot90 round searchsorted sign sort sqrt square squeeze stack std sum "
    "swapaxes transpose unique var vstack where zeros_like floor ceil trunc divide subtract multiply add "
    "ma.masked_invalid ma.masked_where ma.masked_less ma.masked_less_equal "
    "ma.masked_greater ma.masked_outside ma.filled linalg.norm "
    "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_"
)
_CONSTANTS: Mapping[str, Any] = {"newaxis": None, "pi": math.pi, "inf": math.inf, "nan": math.nan, "e": math.e}
_METHODS = _words(
    "all any argmax argmin argsort astype clip compressed copy cumsum diagonal filled flatten item max mean min "
    "nonzero prod ravel reshape round squeeze std sum swapaxes take tolist transpose var"
)
_ATTRIBUTES = _words("T dtype imag ndim real shape size")
_BUILTINS: Mapping[str, Callable[..., Any]] = {
    "abs": abs, "bool": bool, "float": float, "int": int, "len": len, "list": list, "max": max, "min": min,
    "range": range, "reversed": reversed, "round": round, "sorted": sorted, "sum": sum, "tuple": tuple, "zip": zip,
}  # fmt: skip
_BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}  # fmt: skip
_UNARY: Mapping[type, Callable[[Any], Any]] = {
    ast.UAdd: operator.pos, ast.USub: operator.neg, ast.Not: operator.not_, ast.Invert: operator.invert,
}  # fmt: skip
_COMPARED: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
_TENSORS = ("torch", "tensorflow", "jax", "jaxlib")


class Unknown(Exception):
    """An expression that can't be computed from what was recorded."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """The values of an array of another framework: only what means the same there is done with it."""

    array: Any
    type: str

    @property
    def framework(self) -> str:
        return self.type.split(".", 1)[0]


@dataclass(slots=True)
class Scope:
    """What an expression may speak of."""

    recorded: dict[str, Any] = field(default_factory=dict)
    """By the dump of an expression's syntax: the value that it had."""
    names: dict[str, Any] = field(default_factory=dict)
    numpy: frozenset[str] = frozenset()
    """Names that stand for numpy in the source."""


def foreign(values: Any, kind: str) -> Any:
    """The recorded copy of an argument as what the source had: an array, a list, or another framework's."""
    if kind in ("list", "tuple"):
        held = values.tolist()
        return tuple(held) if kind == "tuple" else held
    if kind == "range":
        return range(int(values[0]), int(values[-1]) + 1) if values.size and _even(values) else values.tolist()
    if values.ndim == 0 and not kind.startswith(_TENSORS):
        return values.item()
    view = values.view()
    view.flags.writeable = False
    return view if kind.startswith("numpy.") else Foreign(view, kind)


def _even(values: Any) -> bool:
    return values.ndim == 1 and bool((np.diff(values) == 1).all())


def plain(value: Any) -> Any:
    """What a plotting call is handed: values without their framework."""
    return value.array if isinstance(value, Foreign) else value


def evaluate(node: ast.AST, scope: Scope) -> Any:
    """The value of an expression; raises Unknown when it can't be told, whatever the reason."""
    try:
        with np.errstate(all="ignore"):
            return _value(node, scope)
    except Unknown:
        raise
    except Exception as problem:
        raise Unknown(f"{type(problem).__name__}: {problem}") from problem


def _value(node: ast.AST, scope: Scope) -> Any:
    if scope.recorded and isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.BinOp | ast.List):
        key = ast.dump(node)
        if key in scope.recorded:
            return scope.recorded[key]
    reader = _READERS.get(type(node))
    if reader is None:
        raise Unknown(type(node).__name__)
    return _bounded(reader(node, scope))


def _bounded(value: Any) -> Any:
    array = plain(value)
    if isinstance(array, np.ndarray) and array.nbytes > _LARGEST:
        raise Unknown("too large")
    return value


def _name(node: ast.Name, scope: Scope) -> Any:
    if node.id in scope.names:
        return scope.names[node.id]
    raise Unknown(f"the name {node.id}")


def _sequence(node: ast.Tuple | ast.List, scope: Scope) -> Any:
    found = [_value(part, scope) for part in node.elts]
    return tuple(found) if isinstance(node, ast.Tuple) else found


def _slice(node: ast.Slice, scope: Scope) -> slice:
    return slice(*(None if part is None else _value(part, scope) for part in (node.lower, node.upper, node.step)))


def _binary(node: ast.BinOp, scope: Scope) -> Any:
    left, right = _value(node.left, scope), _value(node.right, scope)
    act = _BINARY.get(type(node.op))
    whole = all(isinstance(v, int) for v in (left, right))
    if act is None or (whole and isinstance(node.op, ast.Pow) and (abs(left) > 1 << 16 or abs(right) > 64)):
        raise Unknown("an operator")
    if isinstance(node.op, ast.Mult) and any(isinstance(v, list | tuple | str) for v in (left, right)):
        raise Unknown("a repeated list")
    return _like(act(plain(left), plain(right)), left, right)


def _like(result: Any, *operands: Any) -> Any:
    """A result that belongs to the framework of what it was made from."""
    kinds = [o.type for o in operands if isinstance(o, Foreign)]
    return Foreign(result, kinds[0]) if kinds else result


def _unary(node: ast.UnaryOp, scope: Scope) -> Any:
    value = _value(node.operand, scope)
    return _like(_UNARY[type(node.op)](plain(value)), value)


def _compare(node: ast.Compare, scope: Scope) -> Any:
    if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARED:
        raise Unknown("a comparison")
    left, right = _value(node.left, scope), _value(node.comparators[0], scope)
    return _like(_COMPARED[type(node.ops[0])](plain(left), plain(right)), left, right)


def _subscript(node: ast.Subscript, scope: Scope) -> Any:
    value, index = _value(node.value, scope), _value(node.slice, scope)
    if not isinstance(value, Foreign):
        return value[index]
    parts = index if isinstance(index, tuple) else (index,)
    simple = all(p is None or p is Ellipsis or isinstance(p, int | slice) for p in parts)
    back = any(isinstance(p, slice) and (p.step or 1) < 0 for p in parts)
    if value.framework not in _TENSORS or not simple or (back and value.framework == "torch"):
        raise Unknown(f"an index of {value.type}")
    return Foreign(value.array[index], value.type)


def _dotted(node: ast.AST, scope: Scope) -> str | None:
    """'ma.masked_invalid' of `np.ma.masked_invalid`, or None for what is no part of numpy."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join(parts) if parts and isinstance(node, ast.Name) and node.id in scope.numpy else None


def _attribute(node: ast.Attribute, scope: Scope) -> Any:
    dotted = _dotted(node, scope)
    if dotted is not None:
        if dotted in _CONSTANTS:
            return _CONSTANTS[dotted]
        if dotted in _FUNCTIONS and isinstance(getattr(np, dotted, None), type):
            return getattr(np, dotted)
        raise Unknown(f"numpy's {dotted}")
    value = _value(node.value, scope)
    allowed = _ATTRIBUTES if isinstance(value, np.ndarray | np.generic) else frozenset(("shape", "ndim"))
    if node.attr not in allowed or not isinstance(value, np.ndarray | np.generic | Foreign):
        raise Unknown(f"the attribute {node.attr}")
    return getattr(plain(value), node.attr)


def _call(node: ast.Call, scope: Scope) -> Any:
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        raise Unknown("unpacked arguments")
    given = [_value(a, scope) for a in node.args]
    options = {str(k.arg): _value(k.value, scope) for k in node.keywords}
    if "out" in options:
        raise Unknown("a result written in place")
    dotted = _dotted(node.func, scope)
    if dotted is not None:
        return _of_numpy(dotted, given, options)
    if isinstance(node.func, ast.Name):
        if node.func.id not in _BUILTINS or node.func.id in scope.names:
            raise Unknown(f"the function {node.func.id}")
        return _builtin(node.func.id, given, options)
    if not isinstance(node.func, ast.Attribute):
        raise Unknown("a call")
    return _method(node.func.attr, _value(node.func.value, scope), given, options)


def _of_numpy(dotted: str, given: list[Any], options: dict[str, Any]) -> Any:
    if dotted not in _FUNCTIONS:
        raise Unknown(f"numpy's {dotted}")
    tensors = [g for g in (*given, *options.values()) if isinstance(g, Foreign)]
    if any(t.framework in ("torch", "tensorflow") for t in tensors) and dotted not in ("array", "asarray"):
        raise Unknown("a tensor in numpy's hands")
    numbers = [g for g in (*given, *options.values()) if isinstance(g, int | float)]
    if dotted in ("arange", "linspace") and any(abs(n) > 1e7 for n in numbers):
        raise Unknown("too large")
    function: Any = np
    for part in dotted.split("."):
        function = getattr(function, part)
    return function(*map(_bare, given), **{k: _bare(v) for k, v in options.items()})


def _bare(value: Any) -> Any:
    return [plain(v) for v in value] if isinstance(value, list | tuple) and len(value) < 4096 else plain(value)


def _builtin(name: str, given: list[Any], options: dict[str, Any]) -> Any:
    if any(isinstance(g, Foreign) for g in given) and name not in ("len", "abs", "list"):
        raise Unknown(f"{name} of another framework's array")
    if options and name not in ("max", "min", "sorted", "round"):
        raise Unknown("options")
    if any(callable(v) for v in options.values()):
        raise Unknown("a function as an option")
    result = _BUILTINS[name](*(plain(g) for g in given), **options)
    return list(result) if name in ("zip", "reversed") else result


def _method(name: str, value: Any, given: list[Any], options: dict[str, Any]) -> Any:
    if isinstance(value, Foreign):
        if name == "numpy" and value.framework in ("torch", "tensorflow") and not given:
            return value.array
        if name in ("detach", "cpu") and value.framework == "torch":
            return value
        if name not in _METHODS or value.framework not in ("jax", "jaxlib"):
            raise Unknown(f"the method {name} of {value.type}")
        return _like(getattr(value.array, name)(*given, **options), value)
    if not isinstance(value, np.ndarray | np.generic) or name not in _METHODS:
        raise Unknown(f"the method {name}")
    return getattr(value, name)(*map(plain, given), **options)


_READERS: Mapping[type, Callable[[Any, Scope], Any]] = {
    ast.Constant: lambda node, scope: node.value,
    ast.Name: _name,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.Call: _call,
}
