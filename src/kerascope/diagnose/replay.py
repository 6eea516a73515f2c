"""What a plotted array would have been without integers in between: its making replayed on live values.

The statements that lead to the array are evaluated once as they stand and once with every integer widened to float and
no cast to integers. The first must give the very values that were drawn; only then is the second believed. Nothing of
the script runs here: a few arithmetic functions are known by name, everything else ends the replay.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kerascope.diagnose.arithmetic import CASTS, METHODS, NOTHING, OPERATORS, SAME, TYPES
from kerascope.evidence import Argument, Assignment, Call, Value

__all__ = ["Replayed", "replay"]

_LARGE = 40_000_000
_MODEL = frozenset(["predict", "predict_on_batch"])
_OUTPUTS = 12
"""Newest outputs of models that are tried for one that has no name."""
_CAST = re.compile(r"\b(astype|cast|uint8|uint16|byte)\b")


class _Unknown(Exception):
    """The replay can't go on."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A verified replay: what was drawn, and what would have been without integers."""

    drawn: Any
    meant: Any
    casts: tuple[str, ...]
    """Casts to integers and integer arithmetic on the way, as the source has them, the last one first."""
    lines: tuple[int, ...]


@dataclass(slots=True)
class _Scope:
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
    casts: list[tuple[str, int]] = field(default_factory=list)
    depth: int = 0

    def source(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or ast.unparse(node)


def replay(call: Call, data: Argument, outputs: Sequence[Value] = ()) -> Replayed | None:
    """The replay of an argument, or None when it can't be told or does not give what was drawn.

    outputs : what models returned; one of them stands for a `predict(…)` that has no name, if the values bear it out
    """
    if not data.expression or data.values is None or call.place.line is None or data.values.size > _LARGE // 4:
        return None
    near: dict[str, Any] = {}
    for value in data.near:
        near.setdefault(value.source, value.values)
    found, asked = _replayed(call, data, near, None)
    if found is None and asked:
        fits = [v.values for v in outputs if v.values.size >= data.values.size and v.values.dtype.kind == "f"]
        for output in reversed(fits[-_OUTPUTS:]):
            found, _ = _replayed(call, data, near, output)
            if found is not None:
                break
    return found


def _replayed(call: Call, data: Argument, near: dict[str, Any], output: Any) -> tuple[Replayed | None, bool]:
    """The replay, and whether a model was called on the way."""
    last = call.place.end_line or call.place.line or 0
    plain, wide = (_Scope(near, data.lineage, last, w, output=output) for w in (False, True))
    try:
        with np.errstate(all="ignore"):
            drawn = np.asarray(_drawn(data, plain, last + 1))
            if not _same(drawn, np.asarray(data.values)):
                return None, plain.asked
            meant = np.asarray(_drawn(data, wide, last + 1), dtype="float64")
            if _comes_back(data, plain, last, drawn):
                return None, False
    except Exception:
        return None, plain.asked
    if meant.shape != drawn.shape or not plain.casts:
        return None, plain.asked
    return Replayed(drawn, meant, tuple(s for s, _ in plain.casts), tuple(n for _, n in plain.casts)), True


def _drawn(data: Argument, scope: _Scope, line: int) -> Any:
    """What the expression gives; or where its loop's variable is gone, the entry of the array that memory tells."""
    try:
        return _parsed(data.expression, scope, line)
    except Exception:
        came = data.derivation
        if came is None or came.steps != ("index",) or not any(a.target == came.root for a in data.lineage):
            raise
    whole = slice(None)
    index = (whole if i is None else slice(*i) if isinstance(i, tuple) else i for i in came.index)
    return _named(came.root, scope, line)[tuple(index)]


def _comes_back(data: Argument, like: _Scope, last: int, drawn: Any) -> bool:
    """Whether negative numbers that a cast wrapped were wrapped back by what was added, so that nothing is lost."""
    scope = _Scope(like.near, data.lineage, last, wide=True, signed=True, output=like.output)
    read = np.asarray(_drawn(data, scope, last + 1))
    return scope.wrapped and _same(read, drawn)


def _same(drawn: Any, shown: Any) -> bool:
    if drawn.shape != shown.shape or not drawn.size:
        return False
    if shown.dtype.kind in "iu":
        return bool((drawn == shown).all())
    if not np.isfinite(shown).any():
        return False
    spread = float(np.nanmax(shown) - np.nanmin(shown)) or 1.0
    return bool(np.allclose(drawn, shown, rtol=1e-4, atol=1e-4 * spread, equal_nan=True))


def _parsed(text: str, scope: _Scope, line: int) -> Any:
    """The value of an expression at a line."""
    before, scope.text = scope.text, text.strip()
    try:
        return _value(ast.parse(scope.text, mode="eval").body, scope, line)
    finally:
        scope.text = before


def _value(node: ast.expr, scope: _Scope, line: int) -> Any:
    scope.depth += 1
    if scope.depth > 400:
        raise _Unknown
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return _named(node.id, scope, line)
        case ast.Tuple() | ast.List():
            return [_value(n, scope, line) for n in node.elts]
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, scope, line)
        case ast.BinOp():
            return _arithmetic(node, scope, line)
        case ast.Subscript():
            return _value(node.value, scope, line)[_index(node.slice, scope, line)]
        case ast.Attribute():
            return _attribute(node, scope, line)
        case ast.Call():
            return _called(node, scope, line)
    raise _Unknown


def _named(name: str, scope: _Scope, line: int) -> Any:
    """The value of a name just before a line: as it lived, or made again from its statement."""
    before = sorted((a for a in scope.made if a.target == name and a.line < line), key=lambda a: -a.line)
    if not before and name not in scope.near:  # a parameter, bound where its function is called
        before = [a for a in scope.made if a.target == name]
        before = before if len(before) == 1 else []
    newest = max((a.line for a in scope.made if a.target == name and a.line <= scope.last), default=0)
    alive = scope.near.get(name)
    fresh = alive is not None and (not before or before[0].line == newest)
    if fresh and before and before[0].source.startswith("for "):
        same = [n for n, v in scope.near.items() if v is alive and n != name]
        if same:
            return _named(same[0], scope, line)
    if fresh and alive is not None and alive.dtype.kind not in "iu" and not (before and _reads_bytes(before[0], scope)):
        return alive
    made = before[0] if before else None
    if made is not None and not made.into and not made.source.startswith("for "):
        mark = len(scope.casts)
        try:
            return _again(made, name, scope)
        except _Unknown:
            del scope.casts[mark:]
    if fresh and alive is not None:
        if scope.signed and made is not None and alive.dtype.kind == "u" and _CAST.search(made.value):
            signed = alive.astype(f"i{alive.dtype.itemsize}")
            if 2.0 * np.ptp(signed.astype("float64")) < np.ptp(alive):  # nothing in the middle: both ends are round 0
                scope.wrapped, alive = True, signed
        return alive.astype("float64") if scope.wide else alive
    raise _Unknown


def _reads_bytes(made: Assignment, scope: _Scope) -> bool:
    """Whether a statement computes with small integers, which wrap."""
    names = {n.id for n in ast.walk(ast.parse(made.value.strip(), mode="eval")) if isinstance(n, ast.Name)}
    return any(
        n in scope.near and scope.near[n].dtype.kind in "iu" and scope.near[n].dtype.itemsize <= 2 for n in names
    )


def _again(made: Assignment, name: str, scope: _Scope) -> Any:
    if made.source.split("=")[0].count(",") and not made.augmented and "(" not in made.source.split("=")[0]:
        raise _Unknown  # one of several targets
    try:
        value = _parsed(made.value, scope, made.line)
    except _Unknown:
        raise
    except Exception as problem:
        raise _Unknown from problem
    if made.augmented:
        sign = made.source.split("=", 1)[0].strip()[-1]
        signs: dict[str, Callable[[Any, Any], Any]] = {
            "+": operator.add,
            "-": operator.sub,
            "*": operator.mul,
            "/": operator.truediv,
        }
        if sign not in signs:
            raise _Unknown
        return signs[sign](_named(name, scope, made.line), value)
    return value


def _arithmetic(node: ast.BinOp, scope: _Scope, line: int) -> Any:
    left, right = _value(node.left, scope, line), _value(node.right, scope, line)
    act = OPERATORS.get(type(node.op))
    if act is None or isinstance(left, list) or isinstance(right, list):
        raise _Unknown
    result = act(left, right)
    if not scope.wide and np.ndim(result) > 0 and result.dtype.kind in "iu" and result.dtype.itemsize <= 2:
        scope.casts.append((scope.source(node), line))
    return result


def _index(node: ast.expr, scope: _Scope, line: int) -> Any:
    if isinstance(node, ast.Tuple):
        return tuple(_index(n, scope, line) for n in node.elts)
    if isinstance(node, ast.Slice):
        parts = [None if n is None else int(_value(n, scope, line)) for n in (node.lower, node.upper, node.step)]
        return slice(*parts)
    if isinstance(node, ast.Attribute) and node.attr == "newaxis":
        return None
    found = _value(node, scope, line)
    if found is None or found is Ellipsis or isinstance(found, int):
        return found
    if isinstance(found, float) and found == int(found):
        return int(found)
    if np.ndim(found) == 0:
        return int(found)
    raise _Unknown


def _attribute(node: ast.Attribute, scope: _Scope, line: int) -> Any:
    if node.attr == "T":
        return np.transpose(_value(node.value, scope, line))
    if node.attr == "shape":
        return np.shape(_value(node.value, scope, line))
    if node.attr in ("newaxis",):
        return None
    held = scope.near.get(ast.unparse(node))  # 'self.frames'
    if held is not None:
        return held.astype("float64") if scope.wide else held
    raise _Unknown


def _called(node: ast.Call, scope: _Scope, line: int) -> Any:
    func = node.func
    options = {k.arg: k.value for k in node.keywords if k.arg}
    if isinstance(func, ast.Name):
        return _plain(func.id, node, scope, line)
    if not isinstance(func, ast.Attribute):
        raise _Unknown
    if _is_module(func.value, scope):
        given = [_value(a, scope, line) for a in node.args]
        return _function(func.attr, given, {k: _option(v, scope, line) for k, v in options.items()}, node, scope, line)
    if isinstance(func.value, ast.Name) and func.value.id == "self":
        return _plain(func.attr, node, scope, line)
    if func.attr in _MODEL:
        return _output(scope)
    target = _value(func.value, scope, line)
    if func.attr in NOTHING:
        return target
    if func.attr in ("astype", "to", "type", "view"):
        if func.attr == "view":
            raise _Unknown
        return _cast(target, ast.unparse(node.args[0]), node, scope, line)
    if func.attr in CASTS:
        return _cast(target, CASTS[func.attr], node, scope, line)
    if func.attr in METHODS:
        given = [_value(a, scope, line) for a in node.args]
        return getattr(np.asarray(target), func.attr)(
            *given, **{k: _option(v, scope, line) for k, v in options.items()}
        )
    raise _Unknown


def _option(node: ast.expr, scope: _Scope, line: int) -> Any:
    found = _value(node, scope, line) if not isinstance(node, ast.Attribute) else ast.unparse(node).rsplit(".", 1)[-1]
    return tuple(found) if isinstance(found, list) else found


def _is_module(node: ast.expr, scope: _Scope) -> bool:
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    known = ("np", "numpy", "tf", "tensorflow", "torch", "jnp", "ops", "keras", "jax", "K")
    return isinstance(root, ast.Name) and root.id in known and root.id not in scope.near


def _plain(name: str, node: ast.Call, scope: _Scope, line: int) -> Any:
    if name in ("abs", "float"):
        return abs(_value(node.args[0], scope, line))
    returned = [a for a in scope.made if a.target == f"{name}()"]
    if not returned:
        return _output(scope)
    if len(returned) != 1:
        raise _Unknown
    return _parsed(returned[0].value, scope, returned[0].line)


def _output(scope: _Scope) -> Any:
    scope.asked = True
    if scope.output is None:
        raise _Unknown
    return scope.output.astype("float64") if scope.wide else scope.output


def _function(name: str, given: list[Any], options: dict[str, Any], node: ast.Call, scope: _Scope, line: int) -> Any:
    if name in TYPES:
        return _cast(given[0], name, node, scope, line)
    if name == "cast":
        return _cast(given[0], ast.unparse(node.args[1]), node, scope, line)
    if name not in SAME:
        raise _Unknown
    if "keepdim" in options:
        options["keepdims"] = options.pop("keepdim")
    if "dim" in options:
        options["axis"] = options.pop("dim")
    to = str(options.pop("dtype", ""))
    result = getattr(np, SAME[name])(*given, **options)
    if to in TYPES:
        return _cast(result, to, node, scope, line)
    narrow = np.ndim(result) > 0 and result.dtype.kind in "iu" and result.dtype.itemsize <= 2
    if not scope.wide and narrow and name in ("diff", "subtract", "add", "multiply"):
        scope.casts.append((scope.source(node), line))
    return result


def _cast(target: Any, to: str, node: ast.Call, scope: _Scope, line: int) -> Any:
    name = to.strip("'\"").rsplit(".", 1)[-1]
    name = {"int": "int64", "float": "float64", "half": "float16", "u1": "uint8", "bool": ""}.get(name, name)
    if name not in TYPES:
        raise _Unknown
    target = np.asarray(target)
    if np.dtype(name).kind not in "iu":
        return target.astype("float64" if scope.wide else name)
    if target.dtype.kind == "b":
        raise _Unknown
    if not scope.wide:
        scope.casts.append((scope.source(node), line))
        return target.astype(name)
    return target.astype("float64")
