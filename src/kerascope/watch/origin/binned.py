"""seaborn's histograms are bars to matplotlib, and so are those of `np.histogram`, or a stairway: the array that they
count is found among those that the call names, the columns of its tables, or what its heights were made of.

Believed only when counting it over the bars' own edges gives every height.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from kerascope.evidence import Argument, Call, Value
from kerascope.parsed import words_in
from kerascope.watch.origin.lineage import lineage_of

__all__ = ["as_histograms"]

_BY_HAND, _BARS = 64, 5
"""Rows of bars that are looked into, and bars that make a histogram."""
_BINS = re.compile(r"\b(?:histplot|displot|distplot)\(")


def as_histograms(
    calls: tuple[Call, ...], files: tuple[str, ...], columns: Callable[[Call], Iterable[Value]]
) -> tuple[Call, ...]:
    """The calls, in which the first bars of each histogram are a call of `hist` with what it counts.

    columns : of the tables that a call names
    """
    changed = {}
    for group in _groups(calls):
        cut = "binrange" in group[0].place.source
        counted = _counted(group, columns, cut)
        if counted is not None:
            changed[group[0].number] = _as_hist(group[0], counted, len(group[0].arguments[0].values), cut, files)
    for call in [c for c in calls if c.function in ("bar", "stairs") and c.via == ""][:_BY_HAND]:
        told = _counted_by_hand(call)
        if told is not None:
            changed[call.number] = _as_hist(call, told[0], told[1].size - 1, _beyond(*told), files)
    return tuple(changed.get(c.number, c) for c in calls) if changed else calls


def _as_hist(call: Call, counted: Value, bins: int, cut: bool, files: tuple[str, ...]) -> Call:
    """cut : whether the bins were laid over a part of the values only"""
    sources = (call.place.file or "", *(f for f in files if f != call.place.file))
    data = Argument(
        "x",
        counted.source,
        counted.facts,  # type: ignore[arg-type]
        provenance=counted.provenance,
        values=counted.values,
        lineage=lineage_of(sources, call.place, counted.source),
        near=call.arguments[0].near,
    )
    options: dict[str, Any] = {**call.options, "bins": bins}
    if cut:
        options["range"] = "given"
    return replace(call, function="hist", kind="hist", arguments=(data,), options=options)


def _counted_by_hand(call: Call) -> tuple[Value, Any] | None:
    """The floats that `np.histogram` counted for a row of bars or a stairway, and the edges that give every height."""
    np: Any = sys.modules["numpy"]
    heights = call.argument("height", "values")
    given = None if heights is None or heights.values is None else np.asarray(heights.values)
    if heights is None or given is None or given.ndim != 1 or given.size < _BARS or given.dtype.kind not in "iuf":
        return None
    if not given.any():  # any array, times nothing, gives these
        return None
    words = set(words_in("\n".join([heights.expression, *(a.value for a in heights.lineage)])))
    arrays = [v for v in heights.near if v.source in words and v.values is not None and v.facts is not None]
    floats = [
        v for v in arrays if v.facts is not None and v.facts.is_float and v.facts.fractional and v.facts.size >= 8
    ]
    for edges in _edges(call, given.size):
        for value in floats:
            counts, _ = np.histogram(value.values[np.isfinite(value.values)], edges)
            share = given.sum() / max(counts.sum(), 1)
            if (counts > 0).sum() > 1 and np.allclose(counts * share, given, rtol=1e-5, atol=1e-6 * given.max()):
                return value, edges
    return None


def _edges(call: Call, bars: int) -> Iterator[Any]:
    """What the bars may stand on: edges that are alive, or that follow from their places."""
    np: Any = sys.modules["numpy"]
    near = [v.values for v in call.arguments[0].near if v.values is not None]
    alive = [e for e in near if e.ndim == 1 and e.size == bars + 1 and e.dtype.kind == "f" and (np.diff(e) > 0).all()]
    place = call.argument("x", "edges")
    x = None if place is None or place.values is None else np.asarray(place.values)
    if x is None or x.dtype.kind not in "iuf":
        return
    middles = [(e, (e[:-1] + e[1:]) / 2) for e in alive]
    yield from (e for e, m in middles if any(x.shape == p.shape and np.allclose(x, p) for p in (e, e[:-1], m)))
    if x.shape == (bars,) and np.allclose(np.diff(x), step := (x[-1] - x[0]) / (bars - 1)) and step > 0:
        yield from (np.append(x, x[-1] + step) - shift for shift in (0, step / 2))


def _beyond(counted: Value, edges: Any) -> bool:
    """Whether values lie outside of all bins."""
    low, high = (counted.facts.minimum, counted.facts.maximum) if counted.facts is not None else (None, None)
    slack = 1e-6 * (edges[-1] - edges[0])
    return low is None or high is None or low < edges[0] - slack or high > edges[-1] + slack


def _groups(calls: tuple[Call, ...]) -> Iterator[list[Call]]:
    """Bars of one statement in one panel that stand on the same edges: one group of each hue."""
    found: dict[Any, list[Call]] = {}
    for call in calls:
        x, height = call.argument("x"), call.argument("height")
        if call.via != "seaborn" or call.function != "bar" or not _BINS.search(call.place.source):
            continue
        if x is None or height is None or x.values is None or height.values is None or x.facts.size < 3:
            continue
        key = (*call.place.spot, call.panel, x.values.tobytes())
        found.setdefault(key, []).append(call)
    yield from found.values()


def _counted(group: list[Call], columns: Callable[[Call], Iterable[Value]], cut: bool) -> Value | None:
    """The one array, or column of a table, that the statement names and whose values lie in the bars as they are high.

    cut : whether the statement lays the bins over a part of the values
    """
    np: Any = sys.modules["numpy"]
    left = np.asarray(group[0].arguments[0].values, dtype="float64")
    heights = sum(np.asarray(c.arguments[1].values, dtype="float64") for c in group)
    steps = np.diff(left)
    if not np.isfinite(heights).all() or steps.min() <= 0:
        return None
    edges = np.append(left, left[-1] + steps[-1])
    slack = 1e-9 * np.abs(edges[[0, -1]]).max()  # of large numbers the outermost may miss an edge by rounding
    edges[0], edges[-1] = edges[0] - slack, edges[-1] + slack
    words = set(words_in(group[0].place.source))
    named = (v for v in group[0].arguments[0].near if v.source in words)
    for value in itertools.chain(named, columns(group[0])):
        array = value.values
        if value.facts is None or array is None or array.dtype.kind not in "iuf":
            continue
        finite = array[np.isfinite(array)]
        counts, _ = np.histogram(finite, edges)
        if finite.size < 8 or (counts.sum() < finite.size and not cut):
            continue  # of what lies in no bar a part may have been left out before
        if bool((counts == heights).all()) or _in_shares(counts, heights):
            return value
    return None


def _in_shares(counts: Any, heights: Any) -> bool:
    """Whether the bars are as high as a density, a probability or per cents of these counts."""
    np: Any = sys.modules["numpy"]
    if (counts > 0).sum() < 2 or heights.sum() <= 0:
        return False
    return bool(np.allclose(counts * (heights.sum() / counts.sum()), heights, rtol=1e-6, atol=1e-9 * heights.max()))
