"""Panels or a figure with nothing drawn in them.

What it does: reports a titled panel that stays empty among panels that are filled; a panel that stays empty while
`plt.*`, seaborn without `ax=` or a helper's `plt.gca()` draws everything in the panel made last, or while pandas,
scikit-learn's displays, seaborn's figure-level functions or `plt.matshow` draw in a figure of their own; a figure that
is shown blank because `plt.subplots` opened another right after it; a figure that is opened after the drawing and
saved; a panel that `clear` or `cla` emptied before anyone saw it; a panel or a figure whose every call was handed 0
points; and a figure or place that a loop opens after the picture and never draws in.
Why it is wrong: `plt.*` draws in the current axes, the one made or chosen last; a condition that skips a panel, or a
mask that picks nothing, leaves it blank.
Example:
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2)
    left.set_title("loss")
    plt.plot([0.9, 0.6, 0.4])
    right.set_title("accuracy")
    plt.plot([0.5, 0.7, 0.8])
    fig.savefig("curves.png")
Use instead:
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2)
    left.set_title("loss")
    left.plot([0.9, 0.6, 0.4])
    right.set_title("accuracy")
    right.plot([0.5, 0.7, 0.8])
    fig.savefig("curves.png")
What it does not see: spare places at the end of a grid are often meant; a script with a network gets a note of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.blank import (
    left_for_another,
    no_points,
    opened_beside,
    opened_too_late,
    opened_twice,
    told_of_axes,
)
from kerascope.diagnose.panels.elsewhere import gone_elsewhere, names_of, word_of
from kerascope.diagnose.panels.opened_late import opened_after_drawing
from kerascope.diagnose.panels.picked import nothing_picked
from kerascope.diagnose.panels.unfilled import asked_for, told_to_draw
from kerascope.diagnose.panels.wiped import wiped_before_seen
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import condition_around, loops_around
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Location

_OUTRANKS = ("mixed-units", "covered-image", "accumulated-lines", "legend-mismatch", "never-shown")


@cause("empty-axes", family="figure", sees=Sheet, outranks=_OUTRANKS)
def empty_axes(sheet: Sheet, run: Run) -> Iterator[Finding]:
    if run.failure is not None or sheet.extras or any(e.path == "animation" for e in sheet.events):
        return
    panels = [p for p in sheet.last if not p.colorbar]
    calls = run.calls_in(sheet.key)
    beside = None if calls else _in_another(sheet, panels, run)
    if beside is not None:
        yield beside
        return
    if not panels and not calls:
        yield from _unused_figure(sheet, run)
        return
    if not calls and _words_alone(sheet, panels, run):
        yield _all_empty(sheet, panels, run)
        return
    blank = (
        wiped_before_seen(sheet, panels, run)
        or nothing_picked(sheet, panels, calls, run)
        or opened_beside(sheet, run)
        or no_points(panels, calls, run)
        or opened_after_drawing(sheet, panels, run)
    )
    if blank is not None:
        yield blank
        return
    empty = [p for p in panels if not p.has_data and p.axis_on and not p.artists and not run.calls_in(sheet.key, p.key)]
    filled = [p for p in panels if p.has_data and run.calls_in(sheet.key, p.key)]
    refused = told_of_axes(sheet, empty, run)
    if refused is not None:
        yield refused
        return
    if not empty or not filled or any(c.exception for c in calls):
        return
    elsewhere = gone_elsewhere(sheet, empty, filled, calls, run)
    if elsewhere is not None:
        yield elsewhere
        return
    if any(_piled(p) for p in filled) and sum(e.kind in ("show", "save") for e in sheet.events) < 2:
        return  # the picture of the empty one lies under another: `covered-image`
    titled = [
        p
        for p in empty
        if (p.title or _asks(p, filled)) and not (p.xlim_set or p.ylim_set or p.yscale_set) and p.xscale == "linear"
    ]
    looped = any(loops_around(c.place, run) for c in calls)
    trained = run.has_network
    if titled and len(filled) >= len(empty) and (looped or len(filled) >= 3 or trained):
        yield _skipped(sheet, titled, filled, run)
    elif trained and not titled and _spare(empty, panels):
        yield _left_over(empty, panels, calls)


def _in_another(sheet: Sheet, panels: list[Panel], run: Run) -> Finding | None:
    """Nothing was drawn in this figure, but in another one."""
    return (
        opened_beside(sheet, run)
        or opened_too_late(sheet, panels, run)
        or left_for_another(sheet, panels, run)
        or opened_twice(sheet, panels, run)
    )


def _asks(panel: Panel, filled: list[Panel]) -> bool:
    """An axis of its sisters' grid is labelled with a word that none of them has; seaborn's grids label their own."""
    made = panel.place is not None and "subplot" in panel.place.source
    return bool(made and panel.ylabel) and all(
        p.ylabel != panel.ylabel and p.ylabel and _place(p.place) == _place(panel.place) for p in filled
    )


def _piled(panel: Panel) -> bool:
    """Pictures of one place in it, of which the last lets nothing through."""
    images = [a for a in panel.artists if a.kind in ("image", "mesh") and a.visible and a.alpha in (None, 1.0)]
    if len(images) < 2 or images[-1].pixels is None or images[-2].pixels is None:
        return False
    top, below = images[-1], images[-2]
    opaque = top.shape[-1:] == (3,) if top.rgb else top.finite == top.points
    same = all(abs(a - b) < 1 for a, b in zip(top.pixels or (), below.pixels or (), strict=True))
    return opaque and same and top.box == below.box and top.zorder >= below.zorder


def _words_alone(sheet: Sheet, panels: list[Panel], run: Run) -> bool:
    """A script with a network gave every panel a title, and shows or saves them without anything in them."""
    bare = all(p.title and p.axis_on and not (p.has_data or p.artists or p.texts or p.xlim_set) for p in panels)
    return sheet.seen and bare and run.has_network


def _all_empty(sheet: Sheet, panels: list[Panel], run: Run) -> Finding:
    titles = [p.title for p in panels]
    names = [name for model in run.models for name, _ in model.about.get("layers") or ()]
    asked = all(t.isidentifier() for t in titles) and not set(titles) & set(names)
    hint = f" No layer is called {' or '.join(titles[:6])}: they are called {', '.join(names[:12])}." if asked else ""
    return found(
        panels[0].place or sheet.place or Location(),
        "error",
        f"{count(len(panels), 'panel')} {'has' if len(panels) == 1 else 'have'} a title and nothing else: "
        f"{names_of(panels)}. No plotting call was reached.{hint if names else ''}",
        why="What draws stands in a loop or behind a condition that never came true; titles and labels alone make no "
        "picture.",
        evidence={"panels": len(panels), "empty": titles, **({"layers": names[:24]} if asked and names else {})},
    )


def _spare(empty: list[Panel], panels: list[Panel]) -> bool:
    """The empty ones are the last places of one grid, bare frames without a word."""
    last = panels[-len(empty) :]
    bare = all(not (p.xlabel or p.ylabel or p.xlim_set or p.ylim_set) and p.projection == "rectilinear" for p in empty)
    return bare and empty == last and len({_place(p.place) for p in panels}) == 1 and not any(p.twin for p in panels)


def _left_over(empty: list[Panel], panels: list[Panel], calls: tuple[Call, ...]) -> Finding:
    grid = panels[0].grid
    size = f"{grid[0]} x {grid[1]} = " if grid is not None and grid[0] * grid[1] == len(panels) else ""
    return found(
        calls[0].place,
        "note",
        f"a grid of {size}{count(len(panels), 'place')}, and {len(panels) - len(empty)} are drawn in: the last "
        f"{count(len(empty), 'panel')} {'stays an empty frame' if len(empty) == 1 else 'stay empty frames'}.",
        why="A grid that was written down does not shrink to what is drawn in it; ax.remove() or ax.axis('off') takes "
        "a spare frame away.",
        evidence={"places": len(panels), "drawn": len(panels) - len(empty), "empty": len(empty)},
    )


def _place(location: Location | None) -> tuple[str | None, int | None, int | None] | None:
    return (location.file, location.cell, location.line) if location is not None else None


def _skipped(sheet: Sheet, empty: list[Panel], filled: list[Panel], run: Run) -> Finding:
    """Titled or labelled panels that the loop, a condition in it, or a table without rows left out."""
    model = next((c for c in run.calls if c.sheet == sheet.key), None)
    condition = condition_around(model.place, run) if model is not None else None
    told = told_to_draw(empty[0], run)
    place = told or condition or (model.place if model is not None else empty[0].place or sheet.place)
    saved = next((e.path for e in sheet.events if e.kind == "save" and e.path), "")
    keys = sorted({k for h in run.histories for k in h.about.get("keys", ())})
    near = {
        w: [k for k in keys if re.match(rf"{re.escape(w)}_", k)] for w in map(word_of, empty) if w and w not in keys
    }
    asked = [w for w in asked_for(told, run) if w and w not in keys] if told is not None else []
    near |= {w: held for w in asked if (held := [k for k in keys if w in k])}
    hint = "; ".join(f"the history holds {', '.join(k)} and not '{w}'" for w, k in near.items() if k)
    drew = f"; `{told.source[:80]}` drew nothing in it: no row or value was left to draw" if told is not None else ""
    return found(
        place or Location(),
        "warning",
        f"{count(len(empty), 'panel')} of {len(empty) + len(filled)} {'stays' if len(empty) == 1 else 'stay'} "
        f"empty, with 0 lines: "
        f"{names_of(empty)}{' of ' + saved if saved else ''}{drew}{'; ' + hint if hint else ''}.",
        why="A panel was made and named, and nothing was drawn in it: a condition was false, or its data has "
        "another name.",
        evidence={"empty": [word_of(p) for p in empty], "filled": len(filled), "file": saved, "near": near},
    )


def _unused_figure(sheet: Sheet, run: Run) -> Iterator[Finding]:
    """A figure of a loop that nothing was drawn in, while its sisters were."""
    if sheet.number is None or sheet.place is None or run.notebook:
        return
    sisters = [s for s in run.sheets if s.key != sheet.key and _place(s.place) == _place(sheet.place)]
    drawn = [s for s in sisters if run.calls_in(s.key)]
    outside = [s for s in run.sheets if s not in sisters and s.key != sheet.key and len(run.calls_in(s.key)) > 1]
    if not drawn or not outside or not sheet.seen:
        return
    crowded = outside[0]
    images = len([c for c in run.calls_in(crowded.key) if c.kind == "image"])
    covered = (
        f"; figure {crowded.number} holds {count(images, 'image')}, all but the last covered" if images > 1 else ""
    )
    yield replace(
        found(
            sheet.place,
            "error",
            f"figure {sheet.number} stays without axes: 0 axes, nothing drawn. Each picture lands in the figure "
            f"that was opened "
            f"in the turn before{covered}.",
            why="The figure is opened after the drawing call of its turn, so that every picture goes into the "
            "one before.",
            evidence={"figure": sheet.number, "axes": 0, "images_in_first": images},
        ),
        fix=None,
    )
