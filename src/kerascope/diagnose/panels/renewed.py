"""Lines that were handed new values after they were drawn, which the limits of the axes do not follow."""

from __future__ import annotations

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count, number
from kerascope.diagnose.script.renewal import followed_by, handed, ways_of
from kerascope.evidence import Artist, Call, Panel, Run
from kerascope.findings import Finding, Location

__all__ = ["renewed"]

_WAYS = ("set_data", "set_ydata", "set_xdata")
_HALF = 0.5


def renewed(panel: Panel, run: Run) -> Finding | None:
    """A panel of lines alone, whose limits were fitted to what one of them held at first."""
    lines = [a for a in panel.artists if a.kind == "line" and a.visible and a.finite > 1 and a.box is not None]
    if any(a.kind in ("image", "mesh", "filled", "bars", "scatter") and a.visible for a in panel.artists):
        return None
    for line in lines:
        axis = next((n for n in ("y", "x") if panel.limits_set(n) is None and _left(n, line, panel)), "")
        if not axis or line.in_view > _HALF:
            continue
        drawn = next((c for c in run.calls if c.number == line.call), None)
        if drawn is not None and _exchanged(line, drawn):
            return _said(axis, line, drawn.place, panel, run)
    return None


def _ends(axis: str, line: Artist, panel: Panel) -> tuple[tuple[float, float], tuple[float, float]]:
    """What the line holds on an axis, and what the axis shows."""
    left, right, low, high = line.box or (0.0, 0.0, 0.0, 0.0)
    first, last = sorted(panel.xlim if axis == "x" else panel.ylim)
    return ((left, right) if axis == "x" else (low, high)), (first, last)


def _left(axis: str, line: Artist, panel: Panel) -> bool:
    """The line leaves limits that would hold it, had they been fitted to it."""
    (low, high), (first, last) = _ends(axis, line, panel)
    return low < first or high > last


def _exchanged(line: Artist, drawn: Call) -> bool:
    """The line holds other values than the call that drew it was handed."""
    data = drawn.data if drawn.kind == "line" else None
    if data is None or data.facts.ndim > 1 or line.data_range is None:
        return False
    facts = data.facts
    if facts.size != line.points or facts.minimum is None or facts.maximum is None:
        return facts.size != line.points
    low, high = line.data_range
    return low < facts.minimum or high > facts.maximum


def _said(axis: str, line: Artist, drawn: Location, panel: Panel, run: Run) -> Finding:
    (low, high), (first, last) = _ends(axis, line, panel)
    inside = round(line.in_view * line.finite)
    at, by = handed(drawn, run, _WAYS), ways_of(drawn, run, _WAYS)
    label = f" '{line.label}'" if line.label and not line.label.startswith("_") else ""
    how = f"was handed new values by {by} after it was drawn" if by else "was given other values after it was drawn"
    return found(
        at or drawn,
        "warning" if inside > 1 else "error",
        f"the line{label} {how}, and they run from {number(low)} to {number(high)} on the {axis} axis, which "
        f"still shows {number(first)} to {number(last)}, as fitted to what `{drawn.source}` drew: "
        f"{inside} of {count(line.finite, 'point')} lie inside.",
        why="`set_data` and its like exchange the values and leave the limits as they are; `relim` and "
        "`autoscale_view` fit them.",
        evidence={"limits": [first, last], "data": [low, high], "points": line.finite, "inside": inside},
        fix=followed_by(at, "fit the limits to the new values", "axes.relim()", "axes.autoscale_view()"),
    )
