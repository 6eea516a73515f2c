"""Which arrays to search for a picture's root, after the run: those with named axes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kerascope.evidence import Derivation, Provenance
from kerascope.watch.measure import as_array
from kerascope.watch.recorder import RawArgument, RawCall, Recorder
from kerascope.watch.search import Budget, Candidate, search

__all__ = ["Seeker"]

_LOOKS = 24
"""Searches at one place in the source: the panels of one loop tell the same."""


class Seeker:
    """Searches on behalf of all calls of one run, within one budget."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.budget = Budget()
        self._looks: dict[Any, int] = {}

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

    def _named(self, call: RawCall) -> Iterator[Candidate]:
        """What Keras handed out: arrays kept, tensors still alive, and the newest first."""
        seen: set[int] = set()
        names = {id(r()): name for name, r in call.candidates}
        for array, provenance in reversed(self.recorder.products.copies):
            seen.add(id(array))
            yield Candidate(names.get(id(array), _fallback(provenance)), array, provenance)
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
