"""Panels that seaborn made of one long table: what each of them was given of an array."""

from __future__ import annotations

from dataclasses import replace

from kerascope.evidence import Argument, Call, Derivation, Run

__all__ = ["one_in_all_facets"]


def one_in_all_facets(call: Call, data: Argument, run: Run) -> tuple[Derivation, int] | None:
    """(what is drawn, the axis of which it is one entry), where as many panels as that axis is long hold the same.

    Asked of the first panel's call; panels in which another line draws as well compare something with the entry.
    """
    if call.via != "seaborn" or call.kind != "line" or data.values is None or data.facts.constant:
        return None
    turns = [c for c in run.calls if c.sheet == call.sheet and c.place == call.place and c.kind == call.kind]
    turns = [c for c in turns if c.data is not None and c.data.facts.size]
    panels = {c.panel for c in turns}
    if turns[:1] != [call] or len(panels) < 3 or len(panels) != len(turns):
        return None
    if any(c.panel in panels and c.place != call.place for c in run.calls):
        return None
    titles = {p.title for c in turns if (p := run.panel_of(c)) is not None}
    if len(titles) != len(panels) or not all(_equal(c.data, data) for c in turns):
        return None
    known = data.derivation if data.derivation is not None and data.derivation.fixed else _near(data, len(panels))
    fixed = [a for a, i in enumerate(known.index) if isinstance(i, int)] if known is not None else []
    axis = next((a for a in fixed if known is not None and known.shape[a] == len(panels)), None)
    return (known, axis) if known is not None and axis is not None else None


def _equal(one: Argument | None, other: Argument) -> bool:
    values = one.values if one is not None else None
    return values is not None and values.shape == other.values.shape and bool((values == other.values).all())


def _near(data: Argument, size: int) -> Derivation | None:
    """The one entry of a table near the call, of as many entries, that holds these very values."""
    fits = []
    for near in (v for v in data.near if v.values is not None and v.values.ndim == 2):
        for axis in (a for a in (0, 1) if near.values.shape[a] == size and near.values.shape[1 - a] == data.facts.size):
            rows = near.values if axis == 0 else near.values.T
            at = (rows == data.values).all(axis=1).nonzero()[0].tolist()
            fits += [(near, axis, place) for place in at]
    if len(fits) != 1:
        return None
    near, axis, place = fits[0]
    named = near.provenance.axes if near.provenance is not None else None
    index = (place, None) if axis == 0 else (None, place)
    shape = tuple(int(n) for n in near.values.shape)
    return replace(Derivation(near.source, shape, index, (1 - axis,)), axes=named, provenance=near.provenance)
