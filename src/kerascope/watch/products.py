"""Arrays that Keras handed out, or was given, with the names of their axes; remembered weakly, by identity."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from kerascope.evidence import Provenance

__all__ = ["Products"]

_KEEP = 48 << 20
"""Bytes of copies of products, so that later pictures can be traced to them; the products are held weakly."""


class Products:
    """What `predict`, calls and `get_weights` returned, what `fit` was given, by the identity of the object."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Provenance]] = {}
        self.copies: list[tuple[Any, Provenance, Any]] = []
        """For the search by values, the newest last: a copy, and the weak reference to what it was made from.

        The array itself is not kept: the program may be waiting for it to go.
        """
        self._bytes = 0
        self.histories: list[tuple[Any, Any]] = []
        self.models: list[Any] = []
        self.trained: list[tuple[Any, Any, tuple[float, float]]] = []
        """Models that `fit` trained (weakly), the shape of their input, and the range of what they were given."""

    def add(self, thing: Any, provenance: Provenance, *, keep: bool = True) -> None:
        try:
            reference = weakref.ref(thing)
        except TypeError:
            return
        self._known[id(thing)] = (reference, provenance)
        size = getattr(thing, "nbytes", None)
        if keep and isinstance(size, int) and type(thing).__name__ == "ndarray" and size <= _KEEP // 4:
            self.copies.append((thing.copy(), provenance, reference))
            self._bytes += size
            while self._bytes > _KEEP and len(self.copies) > 1:
                old, *_ = self.copies.pop(0)
                self._bytes -= old.nbytes

    def get(self, thing: Any) -> Provenance | None:
        found = self._known.get(id(thing))
        return found[1] if found is not None and found[0]() is thing else None

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
