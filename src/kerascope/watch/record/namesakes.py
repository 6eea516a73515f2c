"""What the names in a plotting call's source stood for, described at once: they may change or die afterwards."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import FrameType, ModuleType
from typing import Any

from kerascope.evidence import Facts, Value
from kerascope.watch.frames import Spot, locals_of, own_class
from kerascope.watch.values.described import describe, is_one
from kerascope.watch.values.measure import dtype_name, type_name

__all__ = ["described", "names_of_call"]

_asked: dict[tuple[int, int], tuple[Any, tuple[str, ...]]] = {}
"""By identity of the code and instruction, since hashing a code object takes longer than all else; the code is kept."""


def _names_at(spot: Spot) -> tuple[str, ...]:
    """The names in the source of a call, looked for once."""
    key = (id(spot.code), spot.lasti)
    if key not in _asked:
        node = spot.node()
        parts = [] if node is None else [p.id for p in ast.walk(node) if isinstance(p, ast.Name)]
        if node is not None:
            parts += [
                f"{p.value.id}.{p.attr}"
                for p in ast.walk(node)
                if isinstance(p, ast.Attribute) and isinstance(p.value, ast.Name)
            ]
        _asked[key] = spot.code, tuple(dict.fromkeys(parts))[:24]
    return _asked[key][1]


def names_of_call(frame: FrameType, spot: Spot, fully: bool) -> dict[str, Any]:
    """Values of the names in the call's source, described at once: they may change or die afterwards.

    Only plain numbers are given as they are, for `described` to describe after the run.
    fully : also look into lists; else only say how long they are
    """
    found: dict[str, Any] = {}
    local, outer = locals_of(frame), frame.f_globals
    for name in _names_at(spot):
        first, _, attribute = name.partition(".")
        value = local.get(first, outer.get(first))
        if attribute:  # a list that an object keeps, read without asking the object
            value = _held(value).get(attribute)
            value = value if type(value) is list else None
        if value is None or callable(value) or isinstance(value, ModuleType):
            continue
        found[name] = _light(value, name, fully)
        if len(found) >= 12:
            break
    for name, value in _lists(local, outer) if fully else ():
        found.setdefault(name, describe(value, name))
    return found


def described(names: Mapping[str, Any]) -> tuple[Value, ...]:
    """All of them as descriptions."""
    return tuple(v if isinstance(v, Value) else describe(v, name) for name, v in names.items())


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


@lru_cache(maxsize=256)
def _outline(name: str, kind: tuple[str, str, str], shape: tuple[int, ...], dtype: str, letter: str) -> Value:
    """One object for all arrays of a kind: a loop's calls name the same ones again and again.

    kind : name of the class, its package, and both together
    """
    return Value(name, kind[0], kind[1], Facts(kind[2], shape, dtype, letter, math.prod(shape)))


def _light(value: Any, name: str, fully: bool) -> Any:
    """Shape and dtype of an array without a pass over it; anything small in full; a number as it is."""
    own = type(value)
    if own is int or own is float:  # most names of a loop's calls: described after the run
        return value
    shape = None if own_class(own) else getattr(value, "shape", None)
    if isinstance(shape, tuple) and hasattr(value, "dtype"):
        letter = str(getattr(value.dtype, "kind", "f"))
        kind = own.__name__, own.__module__.split(".", 1)[0], type_name(value)
        known = _outline(name, kind, tuple([int(n or 0) for n in shape]), dtype_name(value, value), letter)
        return replace(known, about=dict(describe(value).about)) if letter == "O" else known
    if isinstance(value, list | tuple) and (len(value) > 256 or not fully):
        return Value(name, type(value).__name__, "builtins", None, None, {"length": len(value)})
    return describe(value, name)
