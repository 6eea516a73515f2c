"""Arrays that Keras handed out, or was given, with the names of their axes; remembered weakly, by identity."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from kerascope.evidence import Provenance
from kerascope.watch.values.measure import as_array

__all__ = ["Products"]

_KEEP = 48 << 20
"""Bytes of copies of products, that later pictures are traced to. The products themselves are held weakly."""
_HELD = 1000
"""Copies, whatever their size."""


def _bytes(thing: Any) -> int:
    """Size of an array or an eager tensor of numbers; 0 for what has none."""
    size = getattr(thing, "nbytes", None)
    if isinstance(size, int):
        return size
    count = 1
    for n in getattr(thing, "shape", ()):
        if not isinstance(n, int):
            return 0
        count *= n
    return count * int(getattr(getattr(thing, "dtype", None), "size", 0) or 0)


class Products:
    """What `predict`, calls and `get_weights` returned, what `fit` was given, by the identity of the object."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Provenance]] = {}
        self.copies: list[tuple[Any, Provenance, Any]] = []
        """For the search by values, the newest last: a copy, and the weak reference to what it was made from.

        The array or tensor itself is not kept: the program may be waiting for it to go.
        """
        self._bytes = 0
        self.histories: list[tuple[Any, Any]] = []
        self.made: list[dict[Any, Any]] = []
        """The dicts of the Histories that the code made itself: each is filled in place, with numbers."""
        self.called = False
        """Whether the code called a layer or model on numbers itself."""
        self.models: list[Any] = []
        self.trained: list[tuple[Any, Any, tuple[float, float]]] = []
        """Models that `fit` trained (weakly), the shape of their input, and the range of what they were given."""

    def add(self, thing: Any, provenance: Provenance, *, keep: bool = True) -> None:
        try:
            reference = weakref.ref(thing)
        except TypeError:
            return
        self._known[id(thing)] = (reference, provenance)
        if keep and 0 < _bytes(thing) <= _KEEP // 4:
            self._copy(thing, provenance, reference)

    def _copy(self, thing: Any, provenance: Provenance, reference: Any) -> None:
        """Copy the values of an array or an eager tensor, and forget the oldest copies."""
        array = as_array(thing)
        if array is None:
            return
        copy = array.copy()
        self.copies.append((copy, provenance, reference))
        self._bytes += copy.nbytes
        while len(self.copies) > 1 and (self._bytes > _KEEP or len(self.copies) > _HELD):
            self._bytes -= self.copies.pop(0)[0].nbytes

    def get(self, thing: Any) -> Provenance | None:
        found = self._known.get(id(thing))
        return found[1] if found is not None and found[0]() is thing else None

    def equal(self, thing: Any) -> Provenance | None:
        """Of the newest array handed out that holds the very values of another one, which is a copy of it."""
        shape = getattr(thing, "shape", ())
        if type(thing).__name__ != "ndarray" or len(shape) < 2 or _bytes(thing) > _KEEP // 4:
            return None
        same = (p for copy, p, _ in reversed(self.copies) if copy.shape == shape and bool((copy == thing).all()))
        return next(same, None)

    def alive(self) -> Iterator[tuple[Any, Provenance]]:
        for reference, provenance in list(self._known.values()):
            thing = reference()
            if thing is not None:
                yield thing, provenance

    def add_model(self, model: Any) -> None:
        if not any(r() is model for r in self.models):
            self.models.append(weakref.ref(model))

    def live_models(self) -> list[Any]:
        return [m for m in (r() for r in self.models) if m is not None]
