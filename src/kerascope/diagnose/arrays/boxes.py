"""The boxes (or violins) of a panel: the values of each group, its name, and the axis along which they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Call, Panel, Run

__all__ = ["Box", "boxes_in", "farthest", "span_of"]


@dataclass(frozen=True, slots=True)
class Box:
    """One group of values, or of a library's boxes the ends of its box and whiskers and what lies beyond."""

    data: Argument
    name: str
    values: Any
    low: float
    high: float

    @property
    def least(self) -> float:
        return float(self.values.min())

    @property
    def most(self) -> float:
        return float(self.values.max())


def boxes_in(call: Call, run: Run) -> list[Box]:
    """The boxes of a call's panel, in their order; none where this call is not the first that drew any there."""
    calls = [c for c in run.calls_in(call.sheet, call.panel) if c.kind == "box" and not c.exception]
    panel = run.panel_of(call)
    if panel is None or not calls or calls[0].number != call.number:
        return []
    given = [(c, a) for c in calls for a in c.arguments if a.name == "group"]
    names = _names(call, panel, len(given)) if len(calls) == 1 else ()
    found = []
    for n, (one, data) in enumerate(given):
        values = None if data.values is None else np.ma.compressed(np.ma.masked_invalid(np.ma.asarray(data.values)))
        if values is None or values.dtype.kind not in "iuf" or values.size < 5:
            continue
        values = values.astype("float64")
        low, high = (values[1], values[3]) if one.function == "bxp" else np.percentile(values, (25, 75))
        name = names[n] if names else _hue(one, calls, panel) or _at(one, panel)
        found.append(Box(data, name, values, float(low), float(high)))
    return found


def _names(call: Call, panel: Panel, count: int) -> tuple[str, ...]:
    """What the boxes are called: by an option, or by the words along the axis."""
    for option in ("tick_labels", "labels"):
        given = call.options.get(option)
        if isinstance(given, list) and len(given) == count:
            return tuple(map(str, given))
    words = panel.xticklabels if not _lying(call) else ()
    return tuple(words) if len(words) == count and all(words) else ()


def _hue(call: Call, calls: list[Call], panel: Panel) -> str:
    """The name of a call's boxes in the legend, where seaborn has drawn those of each hue by one call, in its order."""
    words = panel.legend or ()
    fits = len(calls) == len(words) > 1 and all(c.via == "seaborn" and c.place == call.place for c in calls)
    return words[[c.number for c in calls].index(call.number)] if fits else ""


def _at(call: Call, panel: Panel) -> str:
    """The word at the place of a box that stands alone in its call, as seaborn draws those of a table."""
    place, words = call.options.get("positions"), () if _lying(call) else panel.xticklabels
    if not isinstance(place, int | float) or place != int(place) or not 0 <= int(place) < len(words):
        return ""
    return words[int(place)]


def _lying(call: Call) -> bool:
    return call.options.get("orientation") == "horizontal" or call.options.get("vert") in (False, 0)


def span_of(call: Call, panel: Panel | None) -> float:
    """Length of the axis along which the values lie; 0 where it is no linear one that fits itself."""
    if panel is None:
        return 0.0
    lying = _lying(call)
    scale, fixed = (panel.xscale, panel.xlim_set) if lying else (panel.yscale, panel.ylim_set)
    low, high = panel.xlim if lying else panel.ylim
    return abs(high - low) if scale == "linear" and fixed is None else 0.0


def farthest(values: Any, least: int) -> tuple[Any, Any] | None:
    """The one in a hundred (or the `least`) that lie farthest from the middle, by the widest step, and all others."""
    away = np.abs(values - np.median(values))
    order, most = np.argsort(away), max(least, values.size // 100)
    if values.size < 15 + most:
        return None
    last = np.maximum(away[order][-most - 1 :], 1e-300)
    cut = values.size - most + int(np.argmax(last[1:] / last[:-1]))
    few, bulk = values[order[cut:]], values[order[:cut]]
    return (few, bulk) if np.ptp(bulk) > 0 else None
