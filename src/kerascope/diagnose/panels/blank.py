"""Panels that stay blank though a call was meant for them: it opened another figure, or was handed no points."""

from __future__ import annotations

import re

from kerascope.diagnose.cause import found
from kerascope.diagnose.panels.picked import written_empty
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.script.source import bound_axes, loops_around, text_of
from kerascope.diagnose.script.together import in_one_turn
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

__all__ = [
    "handed_axes",
    "left_for_another",
    "no_points",
    "one_statement",
    "opened_beside",
    "opened_by_pandas",
    "opened_too_late",
    "opened_twice",
    "told_of_axes",
    "without_axes",
]

_FIGURE_LEVEL = re.compile(r"\b(relplot|displot|catplot|lmplot|jointplot|pairplot|clustermap)\(.*\bax\s*=", re.S)
_OWN_FIGURE = re.compile(r"\.plot(?:\.\w+)?\((?!.*\bax\s*=)", re.S)

_NEAR = 4
"""Lines from the statement that opens a figure to the one that leaves it for another."""


def without_axes(call: Call) -> bool:
    """`table.plot()` of pandas that is not told which axes: a table opens a figure, a series takes the current axes."""
    return call.via == "pandas" and _OWN_FIGURE.search(call.place.source) is not None


def handed_axes(source: str, axes: str) -> str:
    """The same call of pandas, told which axes."""
    return re.sub(r"(\.plot(?:\.\w+)?\()", rf"\1ax={axes}, ", source, count=1).replace(", )", ")")


def opened_beside(sheet: Sheet, run: Run) -> Finding | None:
    """A figure with empty axes that was saved, while a call drew in a figure that it opened itself, which nobody saw.

    Where something else was drawn in the saved one, only a table of pandas that was not told which axes is meant.
    """
    saved = next((e for e in sheet.events if e.kind == "save"), None)
    panels = [p for p in sheet.last if not p.colorbar]
    empty = [p for p in panels if p.axis_on and not (p.has_data or p.artists or p.texts)]
    bare = _blank(panels) and not run.calls_in(sheet.key) and sheet.number is not None
    if saved is None or not (empty or bare):
        return None
    for other in run.sheets:
        drawn = run.calls_in(other.key)
        if other.opened < sheet.opened or not drawn or other.seen or drawn[0].order > saved.order:
            continue
        if opened_by_pandas(other, run) or (bare and _opens(other, drawn[0])):
            return _saved_without(sheet, saved.path, empty, other, run)
    return None


def _saved_without(sheet: Sheet, path: str, empty: list[Panel], other: Sheet, run: Run) -> Finding:
    first = run.calls_in(other.key)[0]
    table, panels = without_axes(first), len([p for p in sheet.last if not p.colorbar])
    bound = bound_axes(empty[0].place, run) if empty else []
    place = empty[0].grid[2] if empty and empty[0].grid is not None else 0
    names = bound[place : place + 1] or (_single(empty[0], run) if empty else [])
    after = handed_axes(first.place.source, names[0]) if names and table else ""
    things = count(len(run.calls_in(other.key)), "line") if table else "its picture"
    return found(
        first.place,
        "error",
        f"`{first.place.source[:60]}` was not told which axes, and opened figure {other.number} of its own with"
        f" {things}, which is never saved; figure {sheet.number}, saved as '{path}', has"
        f" {len(empty)} of {count(panels, 'axes', 'axes')} without anything in it.",
        why="DataFrame.plot without `ax` makes a new figure; axes made before stay empty."
        if table
        else "It makes a new figure; the one that was opened before stays as it was.",
        evidence={"figures": [sheet.number, other.number], "saved": path, "lines": 0},
        fix=Fix("draw in the axes that are saved", first.place.source, after) if after else None,
    )


def opened_too_late(sheet: Sheet, panels: list[Panel], run: Run) -> Finding | None:
    """A figure saved with nothing in it, opened after what was drawn in another that nobody saw."""
    saved = next((e for e in sheet.events if e.kind == "save" and e.path), None)
    made = sheet.place
    if saved is None or made is None or sheet.number is None or not _blank(panels) or run.notebook:
        return None
    if not re.search(r"\b(?:figure|subplots)\(", made.source):
        return None
    before = [s for s in run.sheets if s.opened < sheet.opened and s.number is not None and run.calls_in(s.key)]
    last = before[-1] if before else None
    if last is None or last.seen or any(e.kind in ("close", "clear") for e in last.events):
        return None
    drawn = run.calls_in(last.key)
    if drawn[-1].order > sheet.opened:
        return None
    return found(
        made,
        "error",
        f"figure {sheet.number}, saved as '{saved.path}', is opened after the drawing and holds nothing: "
        f"`{drawn[-1].place.source[:60]}` (line {drawn[-1].place.line}) drew in figure {last.number}, which is neither "
        "shown nor saved.",
        why="figure and subplots open a new, empty figure, which is the current one from there on: they come before "
        "what is to be drawn in them.",
        evidence={"figure": sheet.number, "drawn_in": last.number, "saved": saved.path},
    )


def left_for_another(sheet: Sheet, panels: list[Panel], run: Run) -> Finding | None:
    """A figure that nothing was drawn in, opened for a call that made and filled a figure of its own."""
    after = [s for s in run.sheets if s.opened > sheet.opened and run.calls_in(s.key)]
    first = run.calls_in(after[0].key)[0] if after else None
    if sheet.place is None or sheet.number is None or first is None:
        return None  # a figure that no name of pyplot leads to is of a library's making
    if not (_blank(panels) and _opens(after[0], first)):
        return None
    lines = (first.place.line or 0) - (sheet.place.line or 0)
    gone = any(e.kind == "close" and e.order < first.order for e in sheet.events)
    elsewhere = (first.place.file, first.place.cell) != (sheet.place.file, sheet.place.cell)
    if elsewhere or gone or not (0 < lines <= _NEAR or _in_turn(panels, first, run)):
        return None
    source = first.place.source
    table = first.via == "pandas"
    lost = _lost(panels, after, run) if not sheet.seen else ""
    if not any(e.kind == "show" for e in sheet.events) and (panels or not table) and not lost:
        return None  # nobody has seen it
    told = handed_axes(source, "plt.gca()") if table and not panels else source
    stays = f"has {count(len(panels), 'panel')} and nothing drawn there" if panels else "stays without axes"
    return found(
        sheet.place,
        "warning",
        f"figure {sheet.number} {stays}: `{source[:60]}` opened figure {after[0].number} of its own{lost}.",
        why=f"{'DataFrame.plot' if table else 'It'} without `ax` makes a new figure; "
        f"{'its size is given by figsize= there' if table else 'the one that was opened for it is left as it was'}.",
        evidence={"figure": sheet.number, "axes": len(panels), "drawn_in": after[0].number},
        fix=Fix("draw in the figure that was opened", source, told, location=first.place) if told != source else None,
    )


def opened_twice(sheet: Sheet, panels: list[Panel], run: Run) -> Finding | None:
    """A figure that no name holds, shown blank, since the next statements opened another one and drew in that."""
    other = next((s for s in run.sheets if s.opened > sheet.opened), None)
    made, shown = sheet.place, next((e for e in sheet.events if e.kind == "show"), None)
    if other is None or other.place is None or made is None or shown is None or panels or sheet.title:
        return None
    again = re.match(r"(?:plt|pyplot|pylab)\.(?:subplots|subplot_mosaic|figure)\(", other.place.source)
    lines = (other.place.line or 0) - (made.line or 0)
    here = (other.place.file, other.place.cell) == (made.file, made.cell) and 0 < lines <= _NEAR
    row = text_of(made, run).splitlines()[(made.line or 1) - 1 : made.line]
    nameless = bool(row) and row[0].strip().startswith(made.source.split("\n")[0])
    drawn = here and again and nameless and run.calls_in(other.key)
    if not drawn or sheet.number is None or shown.order < other.opened:
        return None
    return found(
        made,
        "warning",
        f"figure {sheet.number} stays without axes and is shown blank: `{other.place.source[:60]}` (line "
        f"{other.place.line}) opened figure {other.number}, and what follows is drawn there.",
        why="figure, subplots and subplot_mosaic open a figure each; the size is given by figsize= to the one that is "
        "drawn in.",
        evidence={"figure": sheet.number, "axes": 0, "drawn_in": other.number},
    )


def _lost(panels: list[Panel], after: list[Sheet], run: Run) -> str:
    """Of the figures that tables opened beside a grid made for them, some are kept and some are not."""
    places = max((p.grid[0] * p.grid[1] for p in panels if p.grid is not None), default=0)
    own = [s for s in after if without_axes(run.calls_in(s.key)[0])]
    gone = [s for s in own if opened_by_pandas(s, run)]
    if places < 2 or not gone or len(gone) == len(own):
        return ""
    verb = "is" if len(gone) == 1 else "are"
    return f"; {len(gone)} of the {len(own)} figures that such calls opened {verb} neither shown nor saved"


def _blank(panels: list[Panel]) -> bool:
    return all(p.axis_on and not (p.has_data or p.artists or p.texts) for p in panels)


def _opens(sheet: Sheet, first: Call) -> bool:
    """One call opened a figure and drew in it: a table's plot, a display, `matshow`, or a figure-level function."""
    return without_axes(first) or one_statement(sheet.place, first.place)


def one_statement(made: Location | None, drawn: Location) -> bool:
    """The very call that drew has made what it drew in."""
    return made is not None and (made.spot, made.column, made.source) == (drawn.spot, drawn.column, drawn.source)


def _in_turn(panels: list[Panel], first: Call, run: Run) -> bool:
    """The loop that gave the panels their words made the call."""
    return bool(panels) and any(in_one_turn(first.place, w, run) for w in panels[0].words_set if loops_around(w, run))


def told_of_axes(sheet: Sheet, empty: list[Panel], run: Run) -> Finding | None:
    """An empty panel, and a function of seaborn that was told of it, which makes a figure of its own all the same."""
    for other in run.calls if empty else ():
        match = (
            _FIGURE_LEVEL.search(other.place.source) if other.via == "seaborn" and other.sheet != sheet.key else None
        )
        if match is not None:
            return found(
                other.place,
                "warning",
                f"`{match[1]}` is a figure-level function: it opens a figure of its own and does not take `ax`; "
                f"{count(len(empty), 'panel')} {'stays' if len(empty) == 1 else 'stay'} empty.",
                why="relplot, displot, catplot and lmplot make their own grid; scatterplot, lineplot, histplot … take"
                " an axes.",
                evidence={"function": match[1], "empty": len(empty)},
            )
    return None


def opened_by_pandas(sheet: Sheet, run: Run) -> bool:
    """A figure that nobody showed or saved, and that pandas made for a table it was not told where to draw."""
    drawn = run.calls_in(sheet.key)
    return bool(drawn) and not sheet.seen and without_axes(drawn[0])


def _single(panel: Panel, run: Run) -> list[str]:
    """`ax` of `fig, ax = plt.subplots()`."""
    line = panel.place.source if panel.place is not None else ""
    text = text_of(panel.place, run)
    made = re.search(rf"^[ \t]*\w+\s*,\s*(\w+)\s*=\s*{re.escape(line)}", text, re.M) if line else None
    return [made[1]] if made else []


def no_points(panels: list[Panel], calls: tuple[Call, ...], run: Run) -> Finding | None:
    """After a training, a titled panel whose every line has no points, among panels that are filled."""
    if not run.histories:
        return None
    hollow = [p for p in panels if p.title and (own := _of(p, calls)) and all(_bare(c) for c in own)]
    filled = [p for p in panels if any(c.data is not None and c.data.facts.size > 1 for c in _of(p, calls))]
    if not hollow or not filled:
        return None
    first = _of(hollow[0], calls)[0]
    keys = sorted({k for h in run.histories for k in h.about.get("keys", ())})
    title = hollow[0].title
    called = f", and nothing called '{title}'" if title.isidentifier() and title not in keys else ""
    held = f" The history holds {', '.join(keys)}{called}." if keys else ""
    data = first.data
    return found(
        first.place,
        "error",
        f"the panel '{title}' stays empty: {count(len(_of(hollow[0], calls)), 'line')} of 0 points;"
        f" {subject(data) if data is not None else 'what it was handed'} holds no values.{held}",
        why="A list of nothing draws nothing and raises nothing; `get(key, [])` gives one for a key that is not there.",
        evidence={"empty": [p.title for p in hollow], "points": 0, "keys": keys},
    )


def _of(panel: Panel, calls: tuple[Call, ...]) -> list[Call]:
    return [c for c in calls if c.panel == panel.key]


def _bare(call: Call) -> bool:
    data = call.data
    bare = data is not None and data.facts.size == 0 and not written_empty(call, data)
    return bare and call.kind == "line" and not call.exception
