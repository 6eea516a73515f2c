"""Which arrays that the code names share memory with a plotted one: taken at the call, decoded later."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from kerascope.evidence import Provenance
from kerascope.watch.frames import is_user
from kerascope.watch.products import Products

__all__ = ["Layout", "Root", "in_reach", "layout_of", "named_arrays", "roots_of"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an array lies in memory. Strides in bytes."""

    address: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    itemsize: int


@dataclass(frozen=True, slots=True)
class Root:
    """An array that a plotted one is a view of, and how the code names it."""

    name: str
    mine: Layout
    """Of the plotted array."""
    layout: Layout
    provenance: Provenance | None
    names: tuple[str, ...] | None = None
    """Names of its axes, where the array itself carries them (xarray)."""


def layout_of(array: Any) -> Layout:
    interface = array.__array_interface__
    return Layout(interface["data"][0], tuple(array.shape), tuple(array.strides), array.itemsize)


def _owner(array: Any) -> Any:
    base = array.base
    return array if base is None else base


def roots_of(array: Any, value: Any, frame: FrameType, products: Products) -> tuple[Root, ...]:
    """Roots of an array, the best named first: what the code names, then what only Keras handed out."""
    if array.size == 0 or array.dtype == object:
        return ()
    mine = layout_of(array)
    owner = _owner(array)
    found: list[Root] = []
    ndarray = sys.modules["numpy"].ndarray
    for name, other in named_arrays(frame, ndarray):
        if _owner(other) is owner or other is owner or other is array:
            found.append(Root(name, mine, layout_of(other), products.get(other)))
            if len(found) >= 12:
                break
    if isinstance(owner, ndarray) and owner is not array:
        provenance = products.get(owner)
        if provenance is not None or not found:
            found.append(Root(provenance.source if provenance else "", mine, layout_of(owner), provenance))
    for thing in (value, array):
        provenance = products.get(thing)
        if provenance is not None:
            found.append(Root(provenance.source, mine, mine, provenance))
            break
    return tuple(found)


def named_arrays(frame: FrameType, ndarray: type) -> Iterator[tuple[str, Any]]:
    """Arrays that the frame and the user's frames above it name, also one step inside lists, tuples and dicts."""
    seen: set[int] = set()
    for names in _scopes(frame):
        if id(names) in seen:
            continue
        seen.add(id(names))
        for name, value in list(names.items()):
            if name.startswith("__"):
                continue
            if isinstance(value, ndarray):
                yield name, value
            elif isinstance(value, list | tuple) and 0 < len(value) <= 64 and isinstance(value[0], ndarray):
                for position, part in enumerate(value):
                    if isinstance(part, ndarray):
                        yield f"{name}[{position}]", part
            elif isinstance(value, dict) and 0 < len(value) <= 64:
                for key, part in list(value.items()):
                    if isinstance(part, ndarray):
                        yield f"{name}[{key!r}]", part


def in_reach(frame: FrameType, most: int = 24, rank: int = 2) -> Iterator[tuple[str, Any]]:
    """Names and weak references of arrays and tensors of rank `rank` and more that the user's frames name."""
    seen: set[int] = set()
    for names in _scopes(frame):
        if id(names) in seen:
            continue
        seen.add(id(names))
        for name, value in list(names.items()):
            if name.startswith("_") or type(value).__module__.split(".", 1)[0] not in _ARRAYS:
                continue
            if len(getattr(value, "shape", ())) >= rank and most:
                most -= 1
                try:
                    yield name, weakref.ref(value)
                except TypeError:
                    continue


_ARRAYS = frozenset(("numpy", "torch", "tensorflow", "jaxlib", "jax", "pandas"))


def _scopes(frame: FrameType) -> Iterator[dict[str, Any]]:
    current: FrameType | None = frame
    depth = 0
    while current is not None and depth < 12:
        if is_user(current.f_code.co_filename):
            yield current.f_locals
            if current.f_globals is not current.f_locals:
                yield current.f_globals
        current = current.f_back
        depth += 1
