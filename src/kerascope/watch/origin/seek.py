"""Which arrays to search for a picture's root, after the run: those with named axes first."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from kerascope.evidence import Call, Derivation, Provenance, Value
from kerascope.parsed import words_in
from kerascope.watch.origin.search import Budget, Candidate, search
from kerascope.watch.record.recorder import RawArgument, RawCall, Recorder
from kerascope.watch.values.measure import as_array, measure

__all__ = ["Seeker"]

_SOUGHT = ("X", "y", "Z", "C", "height", "width")
_NEAR = 64 << 20
"""Bytes of one array near a call that is measured."""
_COMPARED = 1_000_000
"""Values of two arrays that are compared only to call one by the other's name."""
_PLAIN = 16
"""Fewest values that are recognised by being equal."""
_COLUMNS = 32
"""Columns of a table that are looked through."""
_LOOKS = 24
"""Searches at one place in the source: the panels of one loop tell the same."""


class Seeker:
    """Searches on behalf of all calls of one run, within one budget."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.budget = Budget()
        self._looks: dict[Any, int] = {}
        self._near: dict[int, Value] = {}
        self._inputs: dict[int, Value | None] = {}
        self._too_much: set[int] = set()
        self._alive: list[Any] = []
        """What was measured, held so that no other array gets its id."""
        self._copied = {id(r): (copy, provenance) for copy, provenance, r in recorder.products.copies}
        """By the weak reference, which is one and the same for all that refer to an object."""

    def better(
        self, raw: RawArgument, call: RawCall, known: Derivation | None, words: Collection[str] = ()
    ) -> Derivation | None:
        """A derivation with named axes where memory told none; else what is known already.

        words : names that the statements on the way to the array use; a root of such a name is preferred
        """
        if (known is not None and known.axes is not None) or not raw.whole or raw.name not in _SOUGHT:
            return known
        site = (call.spot.code, call.spot.lasti)
        self._looks[site] = self._looks.get(site, 0) + 1
        if self._looks[site] > _LOOKS or self.budget.over:
            return known
        try:
            same = self._laid_out(raw) if known is None else self._recognised(raw, known)
            if same is not None:
                return same
            found = search(raw.copy, self._named(call), self.budget, words)
            found = None if found is None else self._as_named(found, call)
            if found is None and known is None and not raw.roots:
                found = search(raw.copy, self._in_reach(call), self.budget)
        except Exception as problem:
            self.recorder.fault("searching for a root", problem)
            return known
        return found or known

    def _as_named(self, found: Derivation, call: RawCall) -> Derivation:
        """With the root called as the code calls its own copy of it."""
        kept = next((c for c, p, _ in self.recorder.products.copies if p is found.provenance), None)
        for name, reference in (*call.near, *call.candidates):
            thing = reference()
            if kept is None or thing is None or tuple(getattr(thing, "shape", ())) != found.shape:
                continue
            one = as_array(thing)
            if one is not None and one.size <= _COMPARED and bool((one == kept).all()):
                return replace(found, root=name)
        return found

    def _recognised(self, raw: RawArgument, known: Derivation) -> Derivation | None:
        """The root that the code names is a copy of what Keras handed out: its slice holds the very values drawn."""
        if len(known.shape) < 2 or len(known.order) != raw.copy.ndim or known.reduced:
            return None
        for array, provenance, _ in reversed(self.recorder.products.copies):
            if array.shape == known.shape and provenance.axes is not None and _is_slice(raw.copy, array, known):
                axes = provenance.axes if len(provenance.axes) == len(known.shape) else None
                return replace(known, axes=axes, provenance=provenance)
        return None

    def _laid_out(self, raw: RawArgument) -> Derivation | None:
        """A reshape of what Keras handed out, or of one item of it: the very values in the very order."""
        drawn = raw.copy
        if drawn.ndim < 2 or drawn.size < _PLAIN or drawn.dtype.kind not in "iuf" or drawn.min() == drawn.max():
            return None
        flat = drawn.reshape(-1)
        for array, provenance, _ in reversed(self.recorder.products.copies):
            items = array.shape[0] if array.ndim > 1 else 0
            if provenance.axes is None or not items or array.size > items * flat.size or items > _PLAIN * 4:
                continue
            whole = array.size == flat.size and array.shape != drawn.shape
            if not whole and (array.size != items * flat.size or array.shape[1:] == drawn.shape):
                continue
            rows = array.reshape(1, -1) if whole else array.reshape(items, -1)
            hits = (rows == flat).all(axis=1).nonzero()[0]
            if len(hits) == 1:
                rest = (None,) * (array.ndim - 1)
                index, steps = ((None, *rest), ("reshape",)) if whole else ((int(hits[0]), *rest), ("index", "reshape"))
                axes = provenance.axes if len(provenance.axes) == array.ndim else None
                return Derivation(
                    _fallback(provenance), array.shape, index, (), axes, steps, (), provenance, exact=False
                )
        return None

    def with_values(self, known: Derivation | None) -> Derivation | None:
        """With the root's own values, where the array was reshaped since: the order before it is seen there alone."""
        if known is None or known.provenance is None or "reshape" not in known.steps:
            return known
        kept = (c for c, p, _ in self.recorder.products.copies if p is known.provenance and c.shape == known.shape)
        return replace(known, values=next(kept, None))

    def before_reshape(self, near: tuple[Value, ...], words: Collection[str]) -> tuple[Value, ...]:
        """Arrays near a call; one on the way to the drawn values that is a reshape says of what Keras handed out.

        Where a reshape takes `predict(…)` itself, or the parameter of a function that has returned, no name has its
        input any more: the order before the reshape is seen in the copy alone.
        """
        return tuple(
            replace(v, about={**v.about, "reshaped_from": made})
            if v.source in words and v.provenance is None and (made := self._input_of(v.values)) is not None
            else v
            for v in near
        )

    def _input_of(self, laid: Any) -> Value | None:
        """Every panel of a loop asks about the same arrays, which `_near` holds."""
        if id(laid) not in self._inputs:
            self._inputs[id(laid)] = self._handed_out(laid)
        return self._inputs[id(laid)]

    def _handed_out(self, laid: Any) -> Value | None:
        """The array, or the one item of a batch, that Keras handed out and that holds these values in this order."""
        if laid is None or laid.ndim < 2 or not _PLAIN <= laid.size <= _COMPARED or laid.min() == laid.max():
            return None
        flat = laid.reshape(-1)
        for array, provenance, _ in reversed(self.recorder.products.copies):
            # What a model was given may itself have been cut from this one: only what came out says the order.
            if provenance.kind not in ("output", "weights") or array.ndim < 2:
                continue
            if not array.shape[0] or array.size > _COMPARED or array.size % flat.size:
                continue
            items = array.size // flat.size
            if items not in (1, array.shape[0]) or array.shape[1 if items > 1 else 0 :] == laid.shape:
                continue
            hits = (array.reshape(items, -1) == flat).all(axis=1).nonzero()[0]
            if len(hits) == 1:
                one = array[int(hits[0])] if array.shape[0] in (1, items) else array
                return Value(_fallback(provenance), "ndarray", "numpy", measure(one), provenance, values=one)
        return None

    def handed_out(self, kind: str) -> tuple[Value, ...]:
        """What models returned, or their weights, the newest last: inside an expression it has no other name."""
        return tuple(
            Value(_fallback(provenance), "ndarray", "numpy", None, provenance, values=copy)
            for copy, provenance, _ in self.recorder.products.copies
            if provenance.kind == kind
        )

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

    def columns(self, call: Call) -> Iterator[Value]:
        """The columns of numbers of the tables that a call names, where these still live: without what is missing."""
        words = set(words_in(call.place.source))
        for name, reference in self.recorder.calls[call.number].near:
            table = reference() if name in words else None
            kind = type(table)
            if table is None or kind.__name__ != "DataFrame" or kind.__module__.split(".", 1)[0] != "pandas":
                continue
            for place, column in enumerate(table.columns[:_COLUMNS]):
                array = as_array(table.iloc[:, place])
                if array is not None and array.dtype.kind in "iuf" and array.nbytes <= _NEAR:
                    array = array[array == array]
                    key = json.dumps(column) if isinstance(column, str) else repr(column)
                    yield Value(f"{name}[{key}]", "Series", "pandas", measure(array), values=array)

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
            table = empty.type == "DataFrame" and empty.module == "pandas"
            return replace(
                empty,
                facts=measure(thing, array),
                provenance=self.recorder.products.get(thing),
                values=array,
                about={"columns": [str(c) for c in thing.columns[:_COLUMNS]]} if table else {},
            )
        except Exception as problem:
            self.recorder.fault("measuring what is near", problem)
            return empty

    def _named(self, call: RawCall) -> Iterator[Candidate]:
        """What Keras handed out: arrays that are alive or were copied, tensors still alive, and the newest first."""
        seen: set[int] = set()
        names = {id(r()): name for name, r in (*call.near, *call.candidates)}
        by_reference = {id(r): name for name, r in (*call.near, *call.candidates)}
        for copy, provenance, reference in reversed(self.recorder.products.copies):
            thing = reference()
            array = thing if type(thing).__name__ == "ndarray" else copy
            seen.add(id(array if thing is None else thing))
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


def _is_slice(drawn: Any, root: Any, known: Derivation) -> bool:
    """The slice of `root` that a derivation states equals what was drawn, and is not flat."""
    if drawn.dtype.kind not in "iuf" or not drawn.size or drawn.min() == drawn.max():
        return False
    part = root[tuple(slice(None) if i is None else slice(*i) if isinstance(i, tuple) else i for i in known.index)]
    kept = [a for a, i in enumerate(known.index) if not isinstance(i, int)]
    if sorted(known.order) != kept:
        return False
    part = part.transpose([kept.index(a) for a in known.order])
    return part.shape == drawn.shape and bool((part == drawn).all())


def _fallback(provenance: Provenance) -> str:
    """What to call a root that the code does not name."""
    what = provenance.weight or "output"
    return f"{what} of {provenance.layer}" if provenance.layer else provenance.source
