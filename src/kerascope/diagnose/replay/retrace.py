"""The source of an expression, evaluated again on the arrays that are still alive, with integers and without.

Nothing of the script runs here: a few arithmetic functions are known by name, everything else ends the evaluation.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from kerascope.diagnose.replay.arithmetic import CASTS, FILTERS, METHODS, NOTHING, OPERATORS, filter_named
from kerascope.diagnose.replay.widened import Scope, Unknown, affordable, cast, function, step
from kerascope.diagnose.script.turns import bound, entries, filling, handed, one_turn
from kerascope.evidence import Assignment

__all__ = ["evaluated", "named"]

_MODEL = frozenset(["predict", "predict_on_batch"])
_CAST = re.compile(r"\b(astype|cast|uint8|uint16|byte)\b")


def evaluated(text: str, scope: Scope, line: int) -> Any:
    """The value of an expression at a line."""
    before, scope.text = scope.text, text.strip()
    try:
        return _value(ast.parse(scope.text, mode="eval").body, scope, line)
    finally:
        scope.text = before


def _value(node: ast.expr, scope: Scope, line: int) -> Any:
    scope.depth += 1
    if scope.depth > 400:
        raise Unknown
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return named(node.id, scope, line)
        case ast.Tuple() | ast.List():
            return [_value(n, scope, line) for n in node.elts]
        case ast.ListComp(generators=[ast.comprehension(ifs=[])]):
            return _each(node, scope, line)
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
    raise Unknown


def _each(node: ast.ListComp, scope: Scope, line: int) -> list[Any]:
    """What a comprehension gives, turn by turn."""
    (loop,), before, depth, made = node.generators, scope.turns, scope.depth, []
    try:
        for entry in entries(loop.iter, lambda n: _value(n, scope, line)):
            scope.turns, scope.depth = before | dict(bound(loop.target, entry)), depth
            made.append(_value(node.elt, scope, line))
    finally:
        scope.turns = before
    return made


def _filled(name: str, scope: Scope) -> list[Any]:
    """What a loop has appended to a list that began empty, turn by turn."""
    loop = filling(scope.file, name)
    if loop is None or loop.lineno > scope.last:
        raise Unknown
    before, text, depth, made = scope.turns, scope.text, scope.depth, []
    scope.text = scope.file

    def bind(name: str, value: Any) -> None:
        scope.turns = scope.turns | {name: value}

    try:
        for entry in entries(loop.iter, lambda n: _value(n, scope, loop.lineno)):
            scope.turns, scope.depth = before | dict(bound(loop.target, entry)), depth
            made.append(one_turn(loop, name, lambda n: _value(n, scope, n.lineno), bind))
    finally:
        scope.turns, scope.text = before, text
    return made


def named(name: str, scope: Scope, line: int) -> Any:
    """The value of a name just before a line: as it lived, or made again from its statement."""
    if name in scope.turns:
        scope.looked += 1
        return scope.turns[name]
    if (name, line) not in scope.known:
        mark = scope.looked
        value = _as_made(name, scope, line)
        if scope.looked != mark:
            return value
        scope.known[name, line] = value
    return scope.known[name, line]


def _as_made(name: str, scope: Scope, line: int) -> Any:
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
            return named(same[0], scope, line)
    if fresh and alive is not None and alive.dtype.kind not in "iu" and not (before and _reads_bytes(before[0], scope)):
        return alive
    made = before[0] if before else None
    began = next((a for a in before if not a.into), None)
    if began is not None and not fresh and began.value in ("[]", "list()"):
        return _filled(name, scope)
    if made is not None and not made.into and not made.source.startswith("for "):
        mark, passed = len(scope.casts), len(scope.trail)
        try:
            return _again(made, name, scope)
        except Unknown:
            del scope.casts[mark:], scope.trail[passed:]
    if fresh and alive is not None:
        if scope.signed and made is not None and alive.dtype.kind == "u" and _CAST.search(made.value):
            signed = alive.astype(f"i{alive.dtype.itemsize}")
            if 2.0 * np.ptp(signed.astype("float64")) < np.ptp(alive):  # nothing in the middle: both ends are round 0
                scope.wrapped, alive = True, signed
        return alive.astype("float64") if scope.wide else alive
    if made is not None and made.source.startswith("for "):
        scope.lost = scope.lost or name
    given = handed(scope.file, name) if made is None and alive is None else None
    if given is None:
        raise Unknown
    return _value(given[0], scope, given[1])


def _reads_bytes(made: Assignment, scope: Scope) -> bool:
    """Whether a statement computes with small integers, which wrap."""
    names = {n.id for n in ast.walk(ast.parse(made.value.strip(), mode="eval")) if isinstance(n, ast.Name)}
    return any(
        n in scope.near and scope.near[n].dtype.kind in "iu" and scope.near[n].dtype.itemsize <= 2 for n in names
    )


def _again(made: Assignment, name: str, scope: Scope) -> Any:
    if made.source.split("=")[0].count(",") and not made.augmented and "(" not in made.source.split("=")[0]:
        raise Unknown  # one of several targets
    try:
        value = evaluated(made.value, scope, made.line)
    except Unknown:
        raise
    except Exception as problem:
        raise Unknown from problem
    if made.augmented:
        sign = made.source.split("=", 1)[0].strip()[-1]
        signs: dict[str, Callable[[Any, Any], Any]] = {
            "+": operator.add,
            "-": operator.sub,
            "*": operator.mul,
            "/": operator.truediv,
        }
        if sign not in signs:
            raise Unknown
        return signs[sign](named(name, scope, made.line), value)
    return value


def _arithmetic(node: ast.BinOp, scope: Scope, line: int) -> Any:
    left, right = _value(node.left, scope, line), _value(node.right, scope, line)
    act = OPERATORS.get(type(node.op))
    if act is None or isinstance(left, list) or isinstance(right, list):
        raise Unknown
    if isinstance(node.op, ast.MatMult):
        affordable(np.size(left) * np.shape(right)[-1])
    return step(act(left, right), node, scope, line)


def _index(node: ast.expr, scope: Scope, line: int) -> Any:
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
    raise Unknown


def _attribute(node: ast.Attribute, scope: Scope, line: int) -> Any:
    if node.attr == "T":
        return np.transpose(_value(node.value, scope, line))
    if node.attr == "shape":
        return np.shape(_value(node.value, scope, line))
    if node.attr in ("newaxis",):
        return None
    held = scope.near.get(ast.unparse(node))  # 'self.frames'
    if held is not None:
        return held.astype("float64") if scope.wide else held
    raise Unknown


def _called(node: ast.Call, scope: Scope, line: int) -> Any:
    func = node.func
    options = {k.arg: k.value for k in node.keywords if k.arg}
    if isinstance(func, ast.Name):
        return _plain(func.id, node, scope, line)
    if not isinstance(func, ast.Attribute):
        raise Unknown
    if _is_module(func.value, scope):
        given = [_value(a, scope, line) for a in node.args]
        return function(func.attr, given, {k: _option(v, scope, line) for k, v in options.items()}, node, scope, line)
    if isinstance(func.value, ast.Name) and func.value.id == "self":
        return _plain(func.attr, node, scope, line)
    if func.attr in _MODEL:
        return _output(scope)
    if func.attr in FILTERS and _is_imported(func.value, scope):
        return _filtered(node, func.attr, scope, line)
    target = _value(func.value, scope, line)
    if func.attr in NOTHING:
        return target
    if func.attr in ("astype", "to", "type", "view"):
        if func.attr == "view":
            raise Unknown
        return cast(target, ast.unparse(node.args[0]), node, scope, line)
    if func.attr in CASTS:
        return cast(target, CASTS[func.attr], node, scope, line)
    if func.attr in METHODS:
        given = [_value(a, scope, line) for a in node.args]
        return getattr(np.asarray(target), func.attr)(
            *given, **{k: _option(v, scope, line) for k, v in options.items()}
        )
    raise Unknown


def _option(node: ast.expr, scope: Scope, line: int) -> Any:
    found = _value(node, scope, line) if not isinstance(node, ast.Attribute) else ast.unparse(node).rsplit(".", 1)[-1]
    return tuple(found) if isinstance(found, list) else found


def _is_module(node: ast.expr, scope: Scope) -> bool:
    known = ("np", "numpy", "tf", "tensorflow", "torch", "jnp", "ops", "keras", "jax", "K")
    return _root(node) in known and _root(node) not in scope.near


def _is_imported(node: ast.expr, scope: Scope) -> bool:
    """Whether a name is neither an array nor made by a statement: then it was imported."""
    name = _root(node)
    return bool(name) and name not in scope.near and not any(a.target == name for a in scope.made)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _plain(name: str, node: ast.Call, scope: Scope, line: int) -> Any:
    if name in ("abs", "float"):
        return abs(_value(node.args[0], scope, line))
    if name == "range":
        return entries(node, lambda n: _value(n, scope, line))
    if name == "len":
        return len(_value(node.args[0], scope, line))
    returned = [a for a in scope.made if a.target == f"{name}()"]
    if not returned and name in FILTERS:
        return _filtered(node, name, scope, line)
    if not returned:
        return _output(scope)
    if len(returned) != 1:
        raise Unknown
    return evaluated(returned[0].value, scope, returned[0].line)


def _output(scope: Scope) -> Any:
    scope.asked = True
    if scope.output is None:
        raise Unknown
    return scope.output.astype("float64") if scope.wide else scope.output


def _filtered(node: ast.Call, name: str, scope: Scope, line: int) -> Any:
    act = filter_named(name)
    given = [_value(a, scope, line) for a in node.args]
    options = {k.arg: _option(k.value, scope, line) for k in node.keywords if k.arg}
    if act is None or not given:
        raise Unknown
    array, *rest = given
    affordable(np.size(array) * max([1, *(np.size(r) for r in rest), *(np.size(o) for o in options.values())]))
    return step(act(np.asarray(array), *rest, **options), node, scope, line)
