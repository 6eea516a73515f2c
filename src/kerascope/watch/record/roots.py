"""Which arrays that the code names share memory with a plotted one: taken at the call, decoded later."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator, Mapping
from itertools import compress
from types import FrameType, MappingProxyType
from typing import Any, NamedTuple

from kerascope.evidence import Provenance
from kerascope.watch.frames import OF_PYTHON, is_user, locals_of, own_class
from kerascope.watch.record.products import Products

__all__ = ["Layout", "Reach", "Root", "layout_of", "roots_of", "roughness"]


class Layout(NamedTuple):  # named tuples here: a frozen dataclass takes seven times as long to make
    """Where an array lies in memory. Strides in bytes."""

    address: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    itemsize: int


class Root(NamedTuple):
    """An array that a plotted one is a view of, and how the code names it."""

    name: str
    mine: Layout
    """Of the plotted array."""
    layout: Layout
    provenance: Provenance | None
    names: tuple[str, ...] | None = None
    """Names of its axes, where the array itself carries them (xarray)."""
    roughness: tuple[float, ...] | None = None


def layout_of(array: Any) -> Layout:
    return Layout(array.__array_interface__["data"][0], array.shape, array.strides, array.itemsize)


def _owner(array: Any) -> Any:
    base = array.base
    return array if base is None else base


class _Named:
    """Stands for an array that nothing but one name of a module holds, as long as the name does."""

    __slots__ = ("identity", "module", "name")

    def __init__(self, module: Mapping[str, Any], name: str, identity: int) -> None:
        self.module, self.name, self.identity = module, name, identity

    def __call__(self) -> Any:
        value = self.module.get(self.name)
        return value if id(value) == self.identity else None


class Reach:
    """What the user's frames name at a call: one pass over the names, shared by all that ask about that call."""

    __slots__ = ("arrays", "holders", "modules", "objects", "owner", "tensors")

    def __init__(self, frame: FrameType) -> None:
        self.arrays: list[tuple[str, Any]] = []
        self.holders: list[tuple[str, Any]] = []
        self.tensors: list[tuple[str, Any]] = []
        self.objects: list[tuple[str, Any]] = []
        self.modules: list[Mapping[str, Any]] = []
        self.owner: Any = None
        """What the nearest method calls `self`."""
        lists: tuple[list[tuple[str, Any]], ...] = ([], self.arrays, self.holders, self.tensors, self.objects)
        seen: set[int] = set()
        for names in _scopes(frame):
            if id(names) in seen:
                continue
            seen.add(id(names))
            if "__name__" in names:
                self.modules.append(names)
            if self.owner is None:
                self.owner = names.get("self")
            now = dict(names)  # another thread may add to them
            for named in compress(now.items(), map(_kind_of, map(type, now.values()))):
                lists[_kind_of(type(named[1]))].append(named)

    def held(self) -> Iterator[tuple[str, Any]]:
        """NumPy arrays one step inside lists, tuples and dicts."""
        for name, value in self.holders:
            yield from _parts(name, value)

    def kept(self) -> Iterator[tuple[str, Any]]:
        """NumPy arrays inside the lists, tuples and dicts that objects of the watched code's own classes keep."""
        for name, value in self.objects[:_OBJECTS]:
            try:
                inside = object.__getattribute__(value, "__dict__")  # runs none of the class's own code
            except AttributeError:
                continue
            for attribute, held in list(inside.items()):
                if type(held) in (list, tuple, dict):
                    yield from _parts(f"{name}.{attribute}", held)

    def owned(self) -> Iterator[tuple[str, Any]]:
        """NumPy arrays that the object of the nearest method holds: ('self.name', array). Runs no code of its class."""
        try:
            held = object.__getattribute__(self.owner, "__dict__")
        except AttributeError:
            return
        for name, value in list(held.items()) if type(held) is dict else ():
            if isinstance(name, str) and _kind_of(type(value)) == _ARRAY:
                yield f"self.{name}", value

    def references(
        self, most: int = 24, rank: int = 2, copies: Mapping[int, Any] = MappingProxyType({})
    ) -> Iterator[tuple[str, Any]]:
        """Names and references of arrays and tensors of rank `rank` and more; none keeps them alive.

        copies : by identity, what was copied of the plotted arrays
        """
        owned = self.owned() if rank < 2 else ()
        for name, value in (*self.arrays, *self.tensors, *owned):
            if most and not name.startswith("_") and _rank(value) >= rank:
                most -= 1
                try:
                    yield name, self._held_lightly(name, value, copies) or weakref.ref(value)
                except TypeError:
                    continue

    def _held_lightly(self, name: str, value: Any, copies: Mapping[int, Any]) -> Callable[[], Any] | None:
        """A reference to an array that its owner may yet grow: NumPy refuses that while a weak one exists."""
        if _kind_of(type(value)) != _ARRAY or value.base is not None or weakref.getweakrefcount(value):
            return None
        copy = copies.get(id(value))
        if copy is not None:
            return lambda: copy
        module = next((m for m in self.modules if m.get(name) is value), None)
        return None if module is None or sys.getrefcount(value) > _ALONE else _Named(module, name, id(value))


def _parts(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """NumPy arrays one step inside a list, tuple or dict; of `(step, array)` and the like, what each entry holds."""
    if not 0 < len(value) <= 64 or name.startswith("__"):
        return
    if isinstance(value, dict):
        for key, part in list(value.items()):
            if _kind_of(type(part)) == _ARRAY:
                yield f"{name}[{key!r}]", part
    elif _kind_of(type(value[0])) == _ARRAY:
        for position, part in enumerate(value):
            if _kind_of(type(part)) == _ARRAY:
                yield f"{name}[{position}]", part
    elif type(value[0]) is tuple:
        for position, entry in enumerate(value):
            for place, part in enumerate(entry[:4] if type(entry) is tuple else ()):
                if _kind_of(type(part)) == _ARRAY:
                    yield f"{name}[{position}][{place}]", part


def _rank(value: Any) -> int:
    """Number of axes; 0 for what does not know its own, as graph tensors may."""
    try:
        return len(getattr(value, "shape", ()))
    except (TypeError, ValueError):
        return 0


_ARRAYS = frozenset(("numpy", "torch", "tensorflow", "jaxlib", "jax", "pandas"))
_SHORT, _LONG, _SMALL = 12, 40, 50_000
"""Points of a row, and entries and values of the table it is a row of, for `roughness`."""
_NOTHING, _ARRAY, _HOLDER, _TENSOR, _OBJECT = range(5)
"""Else a NumPy array; a list, tuple or dict; another framework's array; an object of a class of the watched code."""
_OBJECTS, _PLACES = 16, 64
_ALONE = 5
"""Count of references to an array, while it is asked, that one name alone holds."""


class _Kinds(dict[type, int]):
    """What a class is of these, remembered where it may be."""

    def __missing__(self, kind: type) -> int:
        found = _kind(kind)
        if found in (_ARRAY, _HOLDER, _TENSOR) or _lasts(kind):
            self[kind] = found
        return found


def _kind(kind: type) -> int:
    if kind in (list, tuple, dict):
        return _HOLDER
    if own_class(kind):
        return _OBJECT
    if kind.__module__.split(".", 1)[0] not in _ARRAYS or issubclass(kind, type):
        return _NOTHING
    ndarray = getattr(sys.modules.get("numpy"), "ndarray", None)
    if ndarray is not None and issubclass(kind, ndarray):
        return _ARRAY
    return _TENSOR if hasattr(kind, "shape") else _NOTHING


def _lasts(kind: type) -> bool:
    """Whether a class lives as long as Python does: a built-in one, or one that a library's module names."""
    if not kind.__flags__ & OF_PYTHON:
        return True
    names = getattr(sys.modules.get(kind.__module__), "__dict__", {})
    return names.get(kind.__name__) is kind and not own_class(kind)


_kind_of = _Kinds().__getitem__


def roots_of(array: Any, value: Any, reach: Reach, products: Products) -> tuple[Root, ...]:
    """Roots of an array, the best named first: what the code names, then what only Keras handed out."""
    if array.size == 0 or array.dtype.kind == "O":
        return ()
    mine = layout_of(array)
    owner = _owner(array)
    named = [(n, o) for n, o in reach.arrays if o is owner or o.base is owner]
    if len(named) < 12 and reach.holders:
        named += [(n, o) for n, o in reach.held() if o is owner or o.base is owner or _of_tensor(o, array, mine)]
    found = [
        Root(n, mine, mine if o is array else layout_of(o), products.get(o), roughness=roughness(array, o))
        for n, o in named[:_PLACES]
        if not n.startswith("__")
    ]
    if owner is not array and _kind_of(type(owner)) == _ARRAY:
        provenance = products.get(owner)
        if provenance is not None or not found:
            found.append(Root(provenance.source if provenance else "", mine, layout_of(owner), provenance))
    if reach.objects and not any(n.endswith("]") for n, _ in named):
        found += _stored(owner, mine, reach)
    for thing in (value, array):
        provenance = products.get(thing)
        if provenance is not None:
            found.append(Root(provenance.source, mine, mine, provenance))
            break
    return tuple(found)


def _stored(owner: Any, mine: Layout, reach: Reach) -> list[Root]:
    """Places inside a user's object that all hold the plotted array: where there are several, one was stored often."""
    places = [Root(n, mine, layout_of(o), None) for n, o in reach.kept() if o is owner or o.base is owner]
    return places[:_PLACES] if len(places) > 1 else []


def roughness(array: Any, root: Any) -> tuple[float, ...] | None:
    """Of a short row or column of a long table of numbers: how rough the table is along each axis.

    Each series on its own scale, so that a profile that recurs each day is as smooth across as along. Asked at the
    call, since the table may be gone after the run; kept to tables that cost next to nothing.
    """
    if array.ndim != 1 or not 1 < array.size <= _SHORT or type(root).__name__ != "ndarray" or root.ndim != 2:
        return None
    if root.dtype.kind != "f" or root.size > _SMALL or min(root.shape) != array.size or max(root.shape) < _LONG:
        return None
    along = 0 if root.shape[0] > root.shape[1] else 1
    with sys.modules["numpy"].errstate(all="ignore"):
        level = (root - root.mean(axis=along, keepdims=True)) / root.std(axis=along, keepdims=True)
        steps = float(abs(level[1:] - level[:-1]).mean()), float(abs(level[:, 1:] - level[:, :-1]).mean())
    return steps if all(0 <= s < float("inf") for s in steps) else None


def _of_tensor(other: Any, array: Any, mine: Layout) -> bool:
    """Another array over the memory of one and the same tensor of a framework."""
    base = other.base
    while _kind_of(type(base)) == _ARRAY:
        base = base.base
    if base is None or other.shape != array.shape or array.base is None:
        return False
    return layout_of(other) == mine


def _scopes(frame: FrameType) -> Iterator[Mapping[str, Any]]:
    current: FrameType | None = frame
    depth = 0
    while current is not None and depth < 12:
        if is_user(current.f_code.co_filename):
            local = locals_of(current)
            yield local
            if current.f_globals is not local:
                yield current.f_globals
        current = current.f_back
        depth += 1
