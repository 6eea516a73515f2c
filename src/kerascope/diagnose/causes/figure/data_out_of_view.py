"""Axis limits leave the data outside.

What it does: reports a panel whose limits were set by hand, also through another panel that shares them, and in which
no point of the lines lies, straight reference lines apart, a labelled line that lies wholly beyond them, and bars that
all end beyond them, so that none tells its height; and a line that `set_data` handed new values, of which at least half
lie beyond limits that were fitted to what it held before.
Why it is wrong: `set_ylim(0, 1)` suits an accuracy; a loss of hundreds is then drawn above the panel, where nobody
sees it.
Example:
    import matplotlib.pyplot as plt

    plt.plot([250.0, 220.0, 201.0], label="loss")
    plt.ylim(0, 1)
    plt.savefig("loss.png")
Use instead:
    import matplotlib.pyplot as plt

    plt.plot([250.0, 220.0, 201.0], label="loss")
    plt.ylim(bottom=0)
    plt.savefig("loss.png")
What it does not see: limits that cut a part of the data off, as a zoom does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.cut_bars import Cut, cut_bars
from kerascope.diagnose.panels.renewed import renewed
from kerascope.diagnose.say import count, number
from kerascope.evidence import Artist, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

Span = tuple[float, float]
_SLIVER = 0.25
"""Of the width that the data would have, were only one end of the x axis to follow them."""


@cause("data-out-of-view", family="figure", sees=Sheet, outranks=("empty-axes", "single-point-line", "constant-image"))
def data_out_of_view(sheet: Sheet, run: Run) -> Iterator[Finding]:
    if any(e.path == "animation" for e in sheet.events):
        return
    for panel in sheet.last:
        if panel.colorbar or not panel.axis_on:
            continue
        left = renewed(panel, run)
        if left is not None:
            yield left
            continue
        if not (panel.limits_set("x") or panel.limits_set("y")):
            continue
        cut = cut_bars(sheet, panel, run)
        if cut is not None:
            yield _of_bars(panel, cut)
            continue
        data = [
            a
            for a in panel.artists
            if a.kind in ("line", "scatter") and a.visible and a.finite > 1 and a.call is not None
        ]
        outside = [a for a in data if _beyond(a, panel)]
        other = [a for a in panel.artists if a.kind not in ("line", "scatter") and a.visible and a.in_view]
        seen = [a for a in data if a not in outside]
        if outside and all(a.finite <= 2 < max(o.finite for o in outside) for a in seen) and not other:
            yield _said(sheet, panel, outside, "error")
        elif outside and panel.legend and all(a.label in panel.legend for a in outside):
            yield _said(sheet, panel, outside, "warning")


def _of_bars(panel: Panel, cut: Cut) -> Finding:
    place = panel.limits_set(cut.axis)
    return found(
        place or Location(),
        "error",
        f"the {cut.axis} axis is limited to {_span(cut.limits, False)}, and {cut.said}.",
        why="Limits that were set by hand are kept whatever the data; what lies beyond them is not drawn.",
        evidence={"limits": list(cut.limits), "data": list(cut.values), "bars": cut.bars},
        fix=_fix(place, cut.axis, cut.limits, cut.values),
    )


def _beyond(artist: Artist, panel: Panel) -> bool:
    """No part of the box that holds its points lies within the limits that were set, but for a point on the edge."""
    if artist.box is None or artist.in_view * artist.finite > 1:
        return False
    left, right, low, high = artist.box
    (x0, x1), (y0, y1) = sorted(panel.xlim), sorted(panel.ylim)
    across = panel.limits_set("x") is not None and _past(left, right, x0, x1)
    along = panel.limits_set("y") is not None and _past(low, high, y0, y1)
    return across or along


def _past(first: float, last: float, low: float, high: float) -> bool:
    """The span lies outside the limits; a span that only touches them has one point on the edge."""
    return last < low or first > high or (first < last and (last == low or first == high))


def _said(sheet: Sheet, panel: Panel, outside: list[Artist], severity: str) -> Finding:
    boxes = [a.box for a in outside if a.box is not None]
    (x0, x1), (y0, y1) = sorted(panel.xlim), sorted(panel.ylim)
    low, high = min(b[2] for b in boxes), max(b[3] for b in boxes)
    left, right = min(b[0] for b in boxes), max(b[1] for b in boxes)
    vertical = panel.limits_set("y") is not None and (high <= y0 or low >= y1)
    sideways = panel.limits_set("x") is not None and _past(left, right, x0, x1)
    place = panel.limits_set("y" if vertical else "x")
    axis, limits, values = ("y", (y0, y1), (low, high)) if vertical else ("x", (x0, x1), (left, right))
    labels = [a.label for a in outside if a.label]
    which = f" ({', '.join(labels)})" if labels else ""
    dates = panel.ydates if vertical else panel.xdates
    after = values[0] >= limits[1]
    side = ("after" if after else "before") if dates else "above" if after else "below"
    points = sum(a.finite for a in outside)
    inside = round(sum(a.in_view * a.finite for a in outside))
    both = _both((x0, x1), (y0, y1), (left, right), (low, high)) if vertical and sideways else ""
    evidence = {"limits": list(limits), "data": list(values), "points": points, "inside": inside, "labels": labels}
    shared, through = _shared(sheet, panel, axis)
    if both:
        evidence |= {"xlim": [x0, x1], "x_data": [left, right]}
    return found(
        place or Location(),
        "error" if severity == "error" else "warning",
        f"the {axis} axis is limited to {_span(limits, dates)}{_in_days(limits, values, dates)}, and "
        f"{count(len(outside), 'series', 'series')}{which} "
        f"run from {_span(values, dates)}, {side} it: "
        f"{inside} of {count(points, 'point')} lie inside.{both}{shared}",
        why="Limits that were set by hand are kept whatever the data; what lies beyond them is not drawn.",
        evidence=evidence,
        fix=None if both else through if shared else _fix(place, axis, limits, values),
    )


def _shared(sheet: Sheet, panel: Panel, axis: str) -> tuple[str, Fix | None]:
    """What is said when the limits are those of another panel, and the option that ties the two together."""
    by = panel.xlim_by if axis == "x" else panel.ylim_by
    other = next((p for p in sheet.last if by is not None and p.key == by[1]), None)
    if by is None:
        return "", None
    names = [f" '{p.title}'" if p is not None and p.title else "" for p in (other, panel)]
    made = panel.place.source if panel.place is not None else ""
    option = re.search(rf"\bshare{axis}\s*=\s*(?:True|[\"']\w+[\"'])", made)
    words = (
        f" They were set of the panel{names[0]}; the panel{names[1]}, where these series are, shares its {axis} axis, "
        f"so that they hold there too."
    )
    fix = (
        Fix(f"a {axis} axis for each panel", option[0], f"share{axis}=False", location=panel.place) if option else None
    )
    return words, fix


def _both(xlim: Span, ylim: Span, x: Span, y: Span) -> str:
    """What the other axis shows, where neither holds the data, and whether the two limits were exchanged."""
    said = f" The x axis is limited to {number(xlim[0])} to {number(xlim[1])}, and x runs from {number(x[0])} to "
    exchanged = xlim[0] <= y[0] <= y[1] <= xlim[1] and ylim[0] <= x[0] <= x[1] <= ylim[1]
    return f"{said}{number(x[1])}{': the limits of x and y are exchanged' if exchanged else ''}."


def _span(ends: Span, dates: bool) -> str:
    """'0 to 86', or the dates that such numbers stand for: to the minute where they are few days."""
    if not dates:
        return f"{number(ends[0])} to {number(ends[1])}"
    form = "%Y-%m-%d %H:%M" if ends[1] - ends[0] < 3 and any(e % 1 for e in ends) else "%Y-%m-%d"
    return " to ".join(_date(e, form) for e in ends)


def _date(days: float, form: str) -> str:
    try:
        return (datetime(1970, 1, 1) + timedelta(days=days)).strftime(form)
    except (OverflowError, ValueError):
        return number(days)


def _in_days(limits: Span, values: Span, dates: bool) -> str:
    """Limits near 1970, of data that are far from it, were meant as plain numbers."""
    plain = dates and abs(limits[0]) < 366 and min(abs(v) for v in values) > 3 * 366
    return f" ({_span(limits, False)} in days since 1970)" if plain else ""


def _fix(place: Location | None, axis: str, limits: Span, values: Span) -> Fix | None:
    match = (
        re.search(rf"((?:set_)?{axis}lim)\(([^()]*|[^()]*\([^()]*\)[^()]*)\)$", place.source)
        if place is not None
        else None
    )
    option = re.search(rf"\b{axis}lim=\(([^(),]+), ?([^(),]+)\)", place.source) if place is not None else None
    if match is None and option is not None:
        ends = (option[1], "None") if values[0] >= limits[1] else ("None", option[2])
        return Fix("let the other end follow the data", option[0], f"{axis}lim=({ends[0]}, {ends[1]})")
    if match is None:
        return None
    whole = values[1] - limits[0] if values[0] >= limits[1] else limits[1] - values[0]
    around = values[0] <= limits[0] and values[1] >= limits[1]
    if axis == "x" and (around or values[1] - values[0] < _SLIVER * whole):
        return Fix("let both ends follow the data", match[0], 'autoscale(axis="x")')
    names = ("bottom", "top") if axis == "y" else ("left", "right")
    near = f"{names[0]}={number(limits[0])}" if values[0] >= limits[1] else f"{names[1]}={number(limits[1])}"
    return Fix("let the other end follow the data", match[0], f"{match[1]}({near})")
