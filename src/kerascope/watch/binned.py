"""seaborn's histograms are bars to matplotlib: the array that they count is found among those that the call names.

Believed only when counting it over the bars' own edges gives every height.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kerascope.evidence import Argument, Call, Value
from kerascope.watch.lineage import lineage_of

__all__ = ["as_histograms"]

_BINS = re.compile(r"\b(?:histplot|displot|distplot)\(")


def as_histograms(calls: tuple[Call, ...], files: tuple[str, ...]) -> tuple[Call, ...]:
    """The calls, in which the first bars of each of seaborn's histograms are a call of `hist` with what it counts."""
    changed = {}
    for group in _groups(calls):
        counted = _counted(group)
        if counted is not None:
            first, edges = group[0], len(group[0].arguments[0].values)
            sources = (first.place.file or "", *(f for f in files if f != first.place.file))
            data = Argument(
                "x",
                counted.source,
                counted.facts,  # type: ignore[arg-type]
                provenance=counted.provenance,
                values=counted.values,
                lineage=lineage_of(sources, first.place, counted.source),
                near=first.arguments[0].near,
            )
            options: dict[str, Any] = {**first.options, "bins": edges}
            if "binrange" in first.place.source:
                options["range"] = "given"
            changed[first.number] = replace(first, function="hist", kind="hist", arguments=(data,), options=options)
    return tuple(changed.get(c.number, c) for c in calls) if changed else calls


def _groups(calls: tuple[Call, ...]) -> Iterator[list[Call]]:
    """Bars of one statement in one panel that stand on the same edges: one group of each hue."""
    found: dict[Any, list[Call]] = {}
    for call in calls:
        x, height = call.argument("x"), call.argument("height")
        if call.via != "seaborn" or call.function != "bar" or not _BINS.search(call.place.source):
            continue
        if x is None or height is None or x.values is None or height.values is None or x.facts.size < 3:
            continue
        key = (call.place.file, call.place.cell, call.place.line, call.panel, x.values.tobytes())
        found.setdefault(key, []).append(call)
    yield from found.values()


def _counted(group: list[Call]) -> Value | None:
    """The one array that the statement names and whose values lie in the bars as they are high."""
    np: Any = sys.modules["numpy"]
    left = np.asarray(group[0].arguments[0].values, dtype="float64")
    heights = sum(np.asarray(c.arguments[1].values, dtype="float64") for c in group)
    steps = np.diff(left)
    if not np.isfinite(heights).all() or steps.min() <= 0:
        return None
    edges = np.append(left, left[-1] + steps[-1])
    edges[-1] += 1e-9 * abs(edges[-1])
    words = set(re.findall(r"[A-Za-z_]\w*", group[0].place.source))
    for value in group[0].arguments[0].near:
        array = value.values
        if value.source not in words or value.facts is None or array is None or array.dtype.kind not in "iuf":
            continue
        counts, _ = np.histogram(array[np.isfinite(array)], edges)
        if array.size >= 8 and bool((counts == heights).all()):
            return value
    return None
