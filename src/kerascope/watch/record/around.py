"""What the names around a call stood for, when nothing was handed to it: which mask picked nothing, of what."""

from __future__ import annotations

from types import FrameType, ModuleType
from typing import Any

from kerascope.evidence import Facts, Value
from kerascope.watch.frames import locals_of, own_class
from kerascope.watch.values.measure import dtype_name, type_name

__all__ = ["surroundings"]

_MOST = 60
_READ = 2000
"""Entries of an array that are read for what it holds."""


def surroundings(frame: FrameType) -> dict[str, Value]:
    """Numbers, words and arrays that a frame and its module name, without a pass over their data."""
    found: dict[str, Value] = {}
    for name, value in [*locals_of(frame).items(), *frame.f_globals.items()]:
        if len(found) >= _MOST:
            break
        if name.startswith("_") or name in found or callable(value) or isinstance(value, ModuleType):
            continue
        if isinstance(value, bool | int | float | str):
            found[name] = Value(name, type(value).__name__, "builtins", None, None, {"value": value})
        elif (
            not own_class(type(value)) and hasattr(value, "dtype") and isinstance(getattr(value, "shape", None), tuple)
        ):
            found[name] = _array(name, value)
    return found


def _array(name: str, value: Any) -> Value:
    shape = tuple(int(n or 0) for n in value.shape)
    size = 1
    for n in shape:
        size *= n
    kind = str(getattr(value.dtype, "kind", "f"))
    facts = Facts(type_name(value), shape, dtype_name(value, value), kind, size)
    module = type(value).__module__.split(".", 1)[0]
    about: dict[str, Any] = {}
    if len(shape) == 1 and module in ("numpy", "pandas") and kind in "biufOUS":
        entries = (value.to_numpy() if module == "pandas" else value)[:_READ].tolist()
        about["holds"] = list(dict.fromkeys(e for e in entries if isinstance(e, bool | int | float | str | bytes)))[:6]
    return Value(name, type(value).__name__, module, facts, None, about)
