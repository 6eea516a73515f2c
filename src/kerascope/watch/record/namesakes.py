"""What the names in a plotting call's source stood for, described at once: they may change or die afterwards."""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import FrameType, ModuleType
from typing import Any, NamedTuple

from kerascope.evidence import Facts, Value
from kerascope.watch.frames import Spot, locals_of, own_class
from kerascope.watch.values.described import describe, is_one
from kerascope.watch.values.measure import dtype_name, type_name

__all__ = ["described", "names_of_call"]

_asked: dict[tuple[int, int], tuple[Any, tuple[tuple[str, str, str], ...]]] = {}
"""By identity of the code and instruction, since hashing a code object takes longer than all else; the code is kept."""


def _names_at(spot: Spot) -> tuple[tuple[str, str, str], ...]:
    """The names in the source of a call, looked for once: each whole, its first part, and an attribute after it."""
    key = (id(spot.code), spot.lasti)
    if key not in _asked:
        node = spot.node()
        inside = [] if node is None else list(ast.walk(node))
        called = {id(p.func) for p in inside if isinstance(p, ast.Call)}
        parts = [p.id for p in inside if isinstance(p, ast.Name)]
        parts += [
            f"{p.value.id}.{p.attr}"
            for p in inside
            if isinstance(p, ast.Attribute) and isinstance(p.value, ast.Name) and id(p) not in called
        ]
        split = [(name, *name.partition(".")[::2]) for name in dict.fromkeys(parts)]
        _asked[key] = spot.code, tuple(split[:24])
    return _asked[key][1]


def names_of_call(frame: FrameType, spot: Spot, fully: bool) -> dict[str, Any]:
    """Values of the names in the call's source, described at once: they may change or die afterwards.

    Only plain numbers, and what an array was, are given as they are, for `described` to describe after the run.
    fully : also look into lists; else only say how long they are
    """
    found: dict[str, Any] = {}
    local, outer = locals_of(frame), frame.f_globals
    array = getattr(sys.modules.get("numpy"), "ndarray", None)
    for name, first, attribute in _names_at(spot):
        value: Any = local[first] if first in local else outer.get(first)
        if attribute:  # a list that an object keeps, read without asking the object
            value = _held(value).get(attribute)
            value = value if type(value) is list else None
        own: Any = type(value)
        if own is int or own is float:  # most names of a loop's calls: described after the run
            found[name] = value
        elif own is array and value.dtype.kind in "biufc":
            found[name] = _Was(value.shape, value.dtype)
        elif value is None or callable(value) or isinstance(value, ModuleType):
            continue
        else:
            found[name] = _light(value, name, fully)
        if len(found) >= 12:
            break
    for name, value in _lists(local, outer) if fully else ():
        found.setdefault(name, describe(value, name))
    return found


def described(names: Mapping[str, Any]) -> tuple[Value, ...]:
    """All of them as descriptions."""
    return tuple(v if isinstance(v, Value) else _later(v, name) for name, v in names.items())


class _Was(NamedTuple):
    """What a NumPy array of numbers was: all that is told of one, so that nothing need be made of it in time."""

    shape: tuple[int, ...]
    dtype: Any


def _later(value: Any, name: str) -> Value:
    return _outlined(value, name, _OF_ARRAYS) if type(value) is _Was else describe(value, name)


def _held(value: Any) -> dict[str, Any]:
    """What an object keeps under its own names, read without running any code of its class."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return found if type(found) is dict else {}


def _lists(*scopes: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Lists in reach that hold one object again and again: of the frame, of its module, of objects of their classes."""
    seen = 0
    for scope in scopes:
        for name, value in list(scope.items()):
            if type(value) is list:
                held = [(name, value)]
            elif type(type(value)).__module__ == "builtins" and type(value).__module__ == "__main__":
                held = [(f"{name}.{k}", v) for k, v in list(_held(value).items()) if type(v) is list]
            else:
                continue
            for key, one in held:
                if 2 < len(one) <= 4096 and one[0] is one[1] and is_one(one) and seen < 4:
                    seen += 1
                    yield key, one


_OF_ARRAYS = "ndarray", "numpy", "numpy.ndarray"


def _outlined(value: Any, name: str, kind: tuple[str, str, str]) -> Value:
    return _outline(name, kind, tuple([int(n or 0) for n in value.shape]), dtype_name(value, value), _letter(value))


def _letter(value: Any) -> str:
    return str(getattr(value.dtype, "kind", "f"))


@lru_cache(maxsize=256)
def _outline(name: str, kind: tuple[str, str, str], shape: tuple[int, ...], dtype: str, letter: str) -> Value:
    """One object for all arrays of a kind: a loop's calls name the same ones again and again.

    kind : name of the class, its package, and both together
    """
    return Value(name, kind[0], kind[1], Facts(kind[2], shape, dtype, letter, math.prod(shape)))


def _light(value: Any, name: str, fully: bool) -> Value:
    """Shape and dtype of an array without a pass over it; anything small in full."""
    own = type(value)
    shape = None if own_class(own) else getattr(value, "shape", None)
    if isinstance(shape, tuple) and hasattr(value, "dtype"):
        known = _outlined(value, name, (own.__name__, own.__module__.split(".", 1)[0], type_name(value)))
        return replace(known, about=dict(describe(value).about)) if _letter(value) == "O" else known
    if isinstance(value, list | tuple) and (len(value) > 256 or not fully):
        return Value(name, type(value).__name__, "builtins", None, None, {"length": len(value)})
    return describe(value, name)
