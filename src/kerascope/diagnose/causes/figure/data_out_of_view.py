"""Axis limits leave the data outside.

What it does: reports a panel whose limits were set by hand, also through another panel that shares them, and in which
no point of the lines and scatters lies, reference lines apart, be it that they lie all around it; or nothing of the
pictures, meshes, bands, boxes and shapes that were drawn in it. And a labelled line that lies wholly beyond the limits,
bars that all end beyond them, so that none tells its height, and a line that `set_data` handed new values, of which at
least half lie beyond limits that were fitted to what it held before.
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
What it does not see: limits that cut a part of the data off, as a zoom does; what is drawn by calls that are not
watched, such as `hexbin` and `quiver`; panels of three dimensions, and round ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.cut_bars import Cut, cut_bars
from kerascope.diagnose.panels.renewed import renewed
from kerascope.diagnose.say import count, number
from kerascope.evidence import Artist, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

Span = tuple[float, float]
_SLIVER = 0.25
"""Of the width that the data would have, were only one end of the x axis to follow them."""
_WHY = "Limits that were set by hand are kept whatever the data; what lies beyond them is not drawn."


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
        yield from _of_things(sheet, panel, run)


def _of_things(sheet: Sheet, panel: Panel, run: Run) -> Iterator[Finding]:
    data = [
        a for a in panel.artists if a.kind in ("line", "scatter") and a.visible and a.finite > 1 and a.call is not None
    ]
    beyond = [a for a in data if _beyond(a, panel)]
    around = [a for a in data if a not in beyond and _around(a, panel)]
    other = [a for a in panel.artists if a.kind not in ("line", "scatter") and _shown(a)]
    seen = [a for a in data if a not in beyond + around]
    outside = beyond + ([] if _written_in(panel) else around)
    if outside and all(a.finite <= 2 < max(o.finite for o in outside) for a in seen) and not other:
        boxes = {c.number for c in run.calls_in(sheet.key, panel.key) if c.kind == "box"}
        drawn = [replace(a, kind="other") if a.call in boxes else a for a in outside]
        split = any(a in around for a in outside)
        yield _said_around(panel, drawn) if split else _said(sheet, panel, drawn, "error")
    elif beyond and panel.legend and all(a.label in panel.legend for a in beyond):
        yield _said(sheet, panel, beyond, "warning")
    elif not any(map(_shown, panel.artists)) and not _written_in(panel):
        kinds = ("image", "mesh", "filled", "other", "patch")
        solid = [a for a in panel.artists if a.kind in kinds and a.visible and a.call is not None and a.box is not None]
        if solid and panel.projection == "rectilinear" and all(_beyond(a, panel) for a in solid):
            yield _said(sheet, panel, solid, "error")


def _shown(artist: Artist) -> bool:
    """Something of it can be seen, and it is no reference line across the whole panel, such as `axhline` draws."""
    if artist.kind in ("line", "scatter"):
        return artist.visible and artist.finite > 0 and (artist.in_view > 0 or artist.crosses)
    return artist.visible and artist.in_view > 0 and artist.strokes is None


def _written_in(panel: Panel) -> bool:
    """Words stand at a place of the data that can be seen."""
    (x0, x1), (y0, y1) = sorted(panel.xlim), sorted(panel.ylim)
    return any(x0 <= word.x <= x1 and y0 <= word.y <= y1 for word in panel.words)


def _of_bars(panel: Panel, cut: Cut) -> Finding:
    place = panel.limits_set(cut.axis)
    return found(
        place or Location(),
        "error",
        f"the {cut.axis} axis is limited to {_span(cut.limits, False)}, and {cut.said}.",
        why=_WHY,
        evidence={"limits": list(cut.limits), "data": list(cut.values), "bars": cut.bars},
        fix=_fix(place, cut.axis, cut.limits, cut.values),
    )


def _beyond(artist: Artist, panel: Panel) -> bool:
    """No part of the box that holds its points lies within the limits that were set, but for a point on the edge."""
    if artist.box is None or artist.in_view * artist.finite > 1:
        return False
    (left, right), (low, high) = _sides(artist.box)
    (x0, x1), (y0, y1) = sorted(panel.xlim), sorted(panel.ylim)
    across = panel.limits_set("x") is not None and _past(left, right, x0, x1)
    along = panel.limits_set("y") is not None and _past(low, high, y0, y1)
    return across or along


def _around(artist: Artist, panel: Panel) -> bool:
    """Limits that were set cut it so that no point of it is left, though some lie beyond either end or corner."""
    if (
        artist.box is None
        or artist.in_view
        or artist.crosses
        or artist.finite <= 2
        or panel.projection != "rectilinear"
    ):
        return False
    cut = _cut(_sides(artist.box), panel)
    return bool(cut) and all(panel.limits_set(axis) is not None for axis in cut)


def _cut(sides: tuple[Span, Span], panel: Panel) -> list[str]:
    """The axes whose limits leave out a part of it."""
    limits = sorted(panel.xlim), sorted(panel.ylim)
    return [
        axis for axis, (first, last), (low, high) in zip("xy", sides, limits, strict=True) if first < low or last > high
    ]


def _sides(box: tuple[float, float, float, float]) -> tuple[Span, Span]:
    (left, right), (low, high) = sorted(box[:2]), sorted(box[2:])
    return (left, right), (low, high)


def _whole(artists: list[Artist]) -> tuple[Span, Span]:
    """From the least to the greatest of x and of y."""
    sides = [_sides(a.box) for a in artists if a.box is not None]
    across, along = [s[0] for s in sides], [s[1] for s in sides]
    return (
        (min(s[0] for s in across), max(s[1] for s in across)),
        (min(s[0] for s in along), max(s[1] for s in along)),
    )


def _past(first: float, last: float, low: float, high: float) -> bool:
    """The span lies outside the limits; a span that only touches them has one point on the edge."""
    return last < low or first > high or (first < last and (last == low or first == high))


def _said(sheet: Sheet, panel: Panel, outside: list[Artist], severity: str) -> Finding:
    (left, right), (low, high) = _whole(outside)
    (x0, x1), (y0, y1) = sorted(panel.xlim), sorted(panel.ylim)
    vertical = panel.limits_set("y") is not None and (high <= y0 or low >= y1)
    sideways = panel.limits_set("x") is not None and _past(left, right, x0, x1)
    place = panel.limits_set("y" if vertical else "x")
    axis, limits, values = ("y", (y0, y1), (low, high)) if vertical else ("x", (x0, x1), (left, right))
    dates = panel.ydates if vertical else panel.xdates
    after = values[0] >= limits[1]
    side = ("after" if after else "before") if dates else "above" if after else "below"
    both = _both((x0, x1), (y0, y1), (left, right), (low, high)) if vertical and sideways else ""
    evidence = {"limits": list(limits), "data": list(values), **_counted(outside)}
    shared, through = _shared(sheet, panel, axis)
    if both:
        evidence |= {"xlim": [x0, x1], "x_data": [left, right]}
    return found(
        place or Location(),
        "error" if severity == "error" else "warning",
        f"the {axis} axis is limited to {_span(limits, dates)}{_in_days(limits, values, dates)}, and "
        f"{_named(outside)} {_span(values, dates)}, {side} it: {_left_over(outside)}.{both}{shared}",
        why=_WHY,
        evidence=evidence,
        fix=None if both else through if shared else _fix(place, axis, limits, values),
    )


def _said_around(panel: Panel, outside: list[Artist]) -> Finding:
    sides = _whole(outside)
    cut = _cut(sides, panel)
    ends = {"x": sides[0], "y": sides[1]}
    limits: dict[str, Span] = {"x": _ordered(panel.xlim), "y": _ordered(panel.ylim)}
    dates = {"x": panel.xdates, "y": panel.ydates}
    set_to = " and ".join(f"the {a} axis to {_span(limits[a], dates[a])}" for a in cut)
    set_to = set_to.replace(" axis to ", " axis is limited to ", 1)
    run_from = " and ".join(f"{_span(ends[a], dates[a])}{f' in {a}' if len(cut) > 1 else ''}" for a in cut)
    place = panel.limits_set(cut[-1])
    return found(
        place or Location(),
        "error",
        f"{set_to}, and {_named(outside)} {run_from}{'' if len(cut) > 1 else ', around it'}: "
        f"{_left_over(outside)}{' both' if len(cut) > 1 else ''}.",
        why=_WHY,
        evidence={"limits": [limits[a] for a in cut], "data": [ends[a] for a in cut], **_counted(outside)},
        fix=_free(place, cut),
    )


def _ordered(ends: Span) -> Span:
    return min(ends), max(ends)


def _free(place: Location | None, cut: list[str]) -> Fix | None:
    """What lets the axes that cut the data follow it, where one call had set them all."""
    match = (
        re.search(r"\b(axis|(?:set_)?[xy]lim)\((?:[^()]|\([^()]*\))*\)$", place.source) if place is not None else None
    )
    if match is None or (match[1] != "axis" and len(cut) > 1):
        return None
    free = "axis('auto')" if match[1] == "axis" else f"autoscale(axis='{cut[0]}')"
    return Fix("let the limits follow the data", match[0], free)


def _named(outside: list[Artist]) -> str:
    """'2 series (loss, val_loss) run from'; what is drawn by areas and shapes goes unnamed."""
    if any(a.kind not in ("line", "scatter") for a in outside):
        return "what is drawn runs from"
    labels = [a.label for a in outside if a.label]
    which = f" ({', '.join(labels)})" if labels else ""
    return f"{count(len(outside), 'series', 'series')}{which} run from"


def _counted(outside: list[Artist]) -> dict[str, Any]:
    inside, points = _points(outside)
    return {"points": points, "inside": inside, "labels": [a.label for a in outside if a.label]}


def _left_over(outside: list[Artist]) -> str:
    inside, points = _points(outside)
    return f"{inside} of {count(points, 'point')} lie inside" if points else "nothing of it is to be seen"


def _points(outside: list[Artist]) -> tuple[int, int]:
    """Those inside the limits, and all of them: of lines and scatters."""
    drawn = [a for a in outside if a.kind in ("line", "scatter")]
    return round(sum(a.in_view * a.finite for a in drawn)), sum(a.finite for a in drawn)


def _shared(sheet: Sheet, panel: Panel, axis: str) -> tuple[str, Fix | None]:
    """What is said when the limits are those of another panel, and the option that ties the two together."""
    by = panel.xlim_by if axis == "x" else panel.ylim_by
    other = next((p for p in sheet.last if by is not None and p.key == by[1]), None)
    if by is None or by[0] == (panel.xlim_set if axis == "x" else panel.ylim_set):
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
