"""A line of one point and no marker.

What it does: reports lines without a marker that have no two neighbouring finite points: nothing of them can be seen.
Why it is wrong: a line is drawn between points. One point, one epoch, or points with NaN between them have no stroke.
Example:
    import matplotlib.pyplot as plt

    loss, val_loss = [0.9, 0.6, 0.4], [0.7]
    plt.plot(loss, label="loss")
    plt.plot(val_loss, label="val_loss")
    plt.savefig("loss.png")
Use instead:
    import matplotlib.pyplot as plt

    loss, val_loss = [0.9, 0.6, 0.4], [0.7]
    plt.plot(loss, label="loss")
    plt.plot(val_loss, "o", label="val_loss")
    plt.savefig("loss.png")
What it does not see: a marker too small to be seen.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, shape_words, subject
from kerascope.diagnose.script.source import loops_around, text_of
from kerascope.evidence import Artist, Call, Panel, Run
from kerascope.findings import Finding, Fix


@cause(
    "single-point-line", family="figure", sees=Call, kinds=("line",), outranks=("accumulated-lines", "constant-image")
)
def single_point_line(call: Call, run: Run) -> Finding | None:
    y = call.argument("y")
    if y is None or call.exception or call.function in ("errorbar", "stem") or _animated(call, run):
        return None
    unseen = [a for a in call.artists if _invisible(a)]
    if not unseen or len(unseen) < len([a for a in call.artists if a.kind == "line"]) or _joined(call, run):
        return None
    same = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place]
    if (group := _group_of_one(call, same, run)) is not None:
        return group
    if any(a.kind == "line" and not _invisible(a) for c in same for a in c.artists):
        return _turn_of_one(call, same, run)
    lines = sum(len(c.artists) for c in same) if len(same) > 1 else len(unseen)
    if _drawn_at_once(call, run) or (
        call.via not in ("", "pandas") and not y.expression and not _all_points(call, run)
    ):
        return None
    points = unseen[0].finite
    label = next((a.label for a in unseen if a.label), "")
    named = f" ('{label}')" if label else ""
    each = _points(unseen[0])
    epochs = _epochs(run, call) if len(same) == 1 else ""
    made = f"{subject(y)}, shape {shape_words(y.facts.shape)}, makes {count(lines, 'line')}{named} of {each}"
    if len(same) == 1 and y.facts.size == 0 and not call.via:
        made = f"the line{named} that is made empty here{_filled_by(call, run)} holds {each} at last"
    return found(
        call.place,
        "error",
        f"{made} and no marker: invisible.{epochs}",
        why="A line is drawn between neighbouring points; one point has no stroke, and without a marker nothing "
        "is left.",
        evidence={"shape": list(y.facts.shape), "lines": lines, "points": points, "label": label or None},
        fix=_marker(call),
    )


def _points(line: Artist) -> str:
    if line.points == line.finite:
        return count(line.finite, "point")
    return f"{line.finite} finite of {line.points} points, none beside another"


def _group_of_one(call: Call, same: list[Call], run: Run) -> Finding | None:
    """A group of the rows that seaborn's `lineplot` was handed, of one row, beside groups that have a line."""
    source, panel = call.place.source, run.panel_of(call)
    drawn = [c for c in same if c.kind == "line" and c.artists and c.data is not None and c.data.facts.size]
    longest = max((c.artists[0].points for c in drawn), default=0)
    rows = re.search(r"\b(lineplot|relplot)\(", source) if call.via == "seaborn" else None
    if rows is None or "units" in source or call not in drawn or call.artists[0].points != 1 or panel is None:
        return None
    if loops_around(call.place, run) and not re.search(r"\b(?:hue|style|size)\s*=", source):
        return None  # each turn draws a line of its own, maybe of all rows so far
    if longest < 2 or len(drawn) > 10 or call.artists[0].in_view == 0.0 or _marked(call.artists[0], panel):
        return None
    words = panel.legend if panel.legend is not None and len(panel.legend) == len(drawn) else ()
    which = f"the one '{words[drawn.index(call)]}'" if words else f"the {drawn.index(call) + 1}. one"
    return found(
        call.place,
        "warning",
        f"{rows[1]} drew {count(len(drawn), 'line')}; {which} has 1 point and no marker: invisible, while another"
        f" has {longest} points.",
        why="A line is drawn between neighbouring points; a group of one row has no stroke, just a name.",
        evidence={"lines": len(drawn), "points": 1, "longest": longest},
        fix=Fix("give the points a marker", source, source[:-1].rstrip(", \n") + ', marker="o")')
        if source.endswith(")")
        else None,
    )


def _turn_of_one(call: Call, same: list[Call], run: Run) -> Finding | None:
    """One turn of a loop, or one column of a frame, that has a name in the legend and nothing to be seen."""
    y, panel = call.argument("y"), run.panel_of(call)
    if y is None or panel is None or len(call.artists) != 1 or call.via not in ("", "pandas"):
        return None
    lone, numbers = call.artists[0], panel.legend_calls
    if call.number not in numbers or len(panel.legend or ()) != len(numbers):
        return None  # a line that nobody looks for: one of many tracks, say
    seen = [a for a in panel.artists if a.kind in ("line", "scatter") and a.visible and a.finite and not _invisible(a)]
    if lone.in_view == 0.0 or _marked(lone, panel) or lone.colour in [a.colour for a in seen]:
        return None
    longest = max((a.points for c in same for a in c.artists if a.strokes), default=0)
    if not longest:
        return None
    word = (panel.legend or ())[numbers.index(call.number)]
    return found(
        call.place,
        "warning",
        f"The line of the legend's '{word}' has {_points(lone)} and no marker: invisible, while another line drawn here"
        f" has {count(longest, 'point')}.{_epochs(run, call)}",
        why="A line is drawn between neighbouring points; one point has no stroke, and without a marker just its name "
        "is left.",
        evidence={"shape": list(y.facts.shape), "points": lone.finite, "longest": longest, "label": word},
        fix=_marker(call),
    )


def _filled_by(call: Call, run: Run) -> str:
    """The one statement of the file that hands a line its data."""
    lines = text_of(call.place, run).splitlines()
    sets = [(n, m[0]) for n, text in enumerate(lines, 1) if (m := re.search(r"[\w.\[\]]+\.set_[xy]?data\([^;]*", text))]
    return f" and filled by `{sets[0][1][:80]}` (line {sets[0][0]})" if len(sets) == 1 else ""


def _invisible(artist: Artist) -> bool:
    strokes = artist.strokes if artist.strokes is not None else artist.points - 1
    return (
        artist.kind == "line"
        and artist.visible
        and artist.finite >= 1
        and not artist.marker
        and artist.line
        and strokes <= 0
    )


def _all_points(call: Call, run: Run) -> bool:
    """Nothing but such lines is in the panel, and a training recorded one epoch or no picture of another kind is there.

    Bands of one point, which seaborn draws beside its lines, can't be seen either.
    """
    panel = run.panel_of(call)
    drawn = [a for a in panel.artists if a.points and a.kind in ("line", "scatter")] if panel is not None else []
    one = any(set(h.about.get("lengths", {}).values()) == {1} for h in run.histories)
    others = panel is not None and any(a.kind not in ("line", "scatter", "other") for a in panel.artists)
    alone = not others and len({a.call for a in drawn}) > 1
    return (one or alone) and all(_invisible(a) for a in drawn)


def _joined(call: Call, run: Run) -> bool:
    """Another artist shows the same points: a scatter of them, or a line with markers."""
    box = call.artists[0].box
    panel = run.panel_of(call)
    others = panel.artists if panel is not None else ()
    return any(o.call != call.number and o.kind in ("scatter", "line") and o.marker and o.box == box for o in others)


def _marked(point: Artist, panel: Panel) -> bool:
    """Something with markers is drawn around the place of a point."""
    others = [a.box for a in panel.artists if a.kind in ("scatter", "line") and a.marker and a.box is not None]
    if point.box is None:
        return True
    left, _, bottom, _ = point.box
    return any(b[0] <= left <= b[1] and b[2] <= bottom <= b[3] for b in others)


def _animated(call: Call, run: Run) -> bool:
    sheet = run.sheet_of(call)
    return sheet is not None and any(e.path == "animation" for e in sheet.events)


def _drawn_at_once(call: Call, run: Run) -> bool:
    """A proxy for a legend: the point lies outside the view on purpose, or says no more than its label."""
    y = call.argument("y")
    box = call.artists[0].box
    outside = call.artists[0].in_view == 0.0
    literal = y is not None and bool(re.fullmatch(r"\[?\s*-?[\d.]*\s*\]?", y.expression or "x"))
    return box is not None and literal and (outside or bool(call.options.get("label")))


def _epochs(run: Run, call: Call) -> str:
    """What the histories say of a curve with one value."""
    ones = sum(set(h.about.get("lengths", {}).values()) == {1} for h in run.histories)
    if ones == len(run.histories) > 1:
        return f" `fit` ran {ones} times, 1 epoch each, and each History holds its own epoch alone: collect them."
    for history in run.histories:
        lengths = history.about.get("lengths", {})
        most = max(lengths.values(), default=0)
        single = [k for k, n in lengths.items() if n == 1]
        if most == 1:
            return " A training of 1 epoch gives 1 value per curve."
        if single:
            every = re.search(r"""validation_freq["']?\s*[=:]\s*(\d+)""", text_of(call.place, run))
            freq = f" with validation_freq={every[1]}" if every else ""
            return f" In {most} epochs{freq}, {', '.join(single)} got 1 value each and the other keys {most}."
    return ""


def _marker(call: Call) -> Fix | None:
    source, fmt = call.place.source, call.options.get("fmt")
    if call.via or not source.endswith(")"):
        return None
    for quote in ("'", '"'):
        if isinstance(fmt, str) and f"{quote}{fmt}{quote}" in source:
            after = fmt.replace("-", "").replace(":", "") + "o"
            return Fix("give the point a marker", f"{quote}{fmt}{quote}", f"{quote}{after}{quote}")
    return Fix("give the point a marker", source, source[:-1].rstrip(", \n") + ', marker="o")')
