"""Which arrays to search for a picture's root, after the run: those with named axes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kerascope.evidence import Derivation, Provenance, Value
from kerascope.watch.measure import as_array, measure
from kerascope.watch.recorder import RawArgument, RawCall, Recorder
from kerascope.watch.search import Budget, Candidate, search

__all__ = ["Seeker"]

_NEAR = 64 << 20
"""Bytes of one array near a call that is measured."""
_LOOKS = 24
"""Searches at one place in the source: the panels of one loop tell the same."""


class Seeker:
    """Searches on behalf of all calls of one run, within one budget."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.budget = Budget()
        self._looks: dict[Any, int] = {}
        self._near: dict[int, Value] = {}
        self._too_much: set[int] = set()
        self._alive: list[Any] = []
        """What was measured, held so that no other array gets its id."""
        self._copied = {id(r): (copy, provenance) for copy, provenance, r in recorder.products.copies}
        """By the weak reference, which is one and the same for all that refer to an object."""

    def better(self, raw: RawArgument, call: RawCall, known: Derivation | None) -> Derivation | None:
        """A derivation with named axes where memory told none; else what is known already."""
        if (known is not None and known.axes is not None) or not raw.whole or raw.name not in ("X", "y", "Z", "C"):
            return known
        site = (call.spot.code, call.spot.lasti)
        self._looks[site] = self._looks.get(site, 0) + 1
        if self._looks[site] > _LOOKS or self.budget.over:
            return known
        try:
            found = search(raw.copy, self._named(call), self.budget)
            if found is None and known is None and not raw.roots:
                found = search(raw.copy, self._in_reach(call), self.budget)
        except Exception as problem:
            self.recorder.fault("searching for a root", problem)
            return known
        return found or known

    def near(self, call: RawCall) -> tuple[Value, ...]:
        """The arrays that the code around a call names, measured as they are now."""
        found = []
        for name, reference in call.near:
            thing = reference()
            provenance = None
            if thing is None:
                thing, provenance = self._copied.get(id(reference), (None, None))
            if thing is None or id(thing) in self._too_much:
                continue
            value = self._near.get(id(thing))
            if value is None:
                value = self._value(thing)
                value = self._near[id(thing)] = replace(value, provenance=value.provenance or provenance)
            if value.facts is None:
                self._too_much.add(id(thing))
            else:
                found.append(replace(value, source=name))
        return tuple(found)

    def _value(self, thing: Any) -> Value:
        kind = type(thing)
        empty = Value("", kind.__name__, kind.__module__.split(".", 1)[0])
        try:
            size = getattr(thing, "nbytes", 0)
            if isinstance(size, int) and size > _NEAR:
                return empty
            self._alive.append(thing)
            array = as_array(thing)
            if array is None or array.dtype.kind not in "biufV":
                return empty
            return replace(
                empty, facts=measure(thing, array), provenance=self.recorder.products.get(thing), values=array
            )
        except Exception as problem:
            self.recorder.fault("measuring what is near", problem)
            return empty

    def _named(self, call: RawCall) -> Iterator[Candidate]:
        """What Keras handed out: arrays that are alive or were copied, tensors still alive, and the newest first."""
        seen: set[int] = set()
        names = {id(r()): name for name, r in call.candidates}
        by_reference = {id(r): name for name, r in call.candidates}
        for copy, provenance, reference in reversed(self.recorder.products.copies):
            array = reference()
            if array is None:
                array = copy
            seen.add(id(array))
            yield Candidate(by_reference.get(id(reference), _fallback(provenance)), array, provenance)
        for thing, provenance in self.recorder.products.alive():
            if id(thing) not in seen and len(getattr(thing, "shape", ())) >= 2:
                array = as_array(thing)
                if array is not None:
                    yield Candidate(names.get(id(thing), _fallback(provenance)), array, provenance)

    def _in_reach(self, call: RawCall) -> Iterator[Candidate]:
        for name, reference in call.candidates:
            thing = reference()
            array = None if thing is None else as_array(thing)
            if array is not None:
                yield Candidate(name, array, self.recorder.products.get(thing))


def _fallback(provenance: Provenance) -> str:
    """What to call a root that the code does not name."""
    what = provenance.weight or "output"
    return f"{what} of {provenance.layer}" if provenance.layer else provenance.source
