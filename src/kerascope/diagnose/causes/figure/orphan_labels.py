"""A title, legend or `savefig` on a new, empty figure.

What it does: reports a figure that only `plt.title`, `plt.xlabel`, `plt.legend` or the like made, after the one with
the picture was shown and closed: in a later cell of a notebook, or after `show` or `close`; and a title that a script
gives after `show`, where this backend alone keeps the figure.
Why it is wrong: pyplot acts on the current figure. When that is gone, it makes a new, empty one without a word.
Example:
    import matplotlib.pyplot as plt

    plt.plot([0.9, 0.6, 0.4])
    plt.savefig("loss.png")
    plt.close()
    plt.title("training loss")
    plt.savefig("titled.png")
Use instead:
    import matplotlib.pyplot as plt

    plt.plot([0.9, 0.6, 0.4])
    plt.title("training loss")
    plt.savefig("loss.png")
    plt.close()
What it does not see: labels on a figure that is still open, though another was meant.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.diagnose.cause import cause, found
from kerascope.evidence import Run, Sheet
from kerascope.findings import Finding, Location

_LABELS = re.compile(
    r"(?:plt|pyplot|pylab)\.(title|xlabel|ylabel|legend|savefig|xlim|ylim|xticks|yticks|grid|suptitle|axis|"
    r"tight_layout|colorbar|text|annotate)\("
)


_OTHER_DISPLAY = re.compile(
    r"%?matplotlib'?,?\s*'?(?:notebook|nbagg|widget|ipympl|qt|tk|gtk|osx|macosx|wx|auto|agg)|close_figures|\.ion\("
    r"|(?:matplotlib|mpl)\.use\(|switch_backend\(",
    re.IGNORECASE,
)


_STAYS = re.compile(r"block\s*=\s*False|\.ion\(|\.pause\(|# ?%%|# In\[")
"""A script that keeps its figures open, or that is a notebook's text."""


@cause("orphan-labels", family="figure", sees=Sheet, outranks=("empty-axes", "never-shown"))
def orphan_labels(sheet: Sheet, run: Run) -> Finding | None:
    found_ = _on_a_new_figure(sheet, run) or _in_a_later_cell(sheet, run) or _after_show(sheet, run)
    return found_ or _opened_too_late(sheet, run)


def _in_a_later_cell(sheet: Sheet, run: Run) -> Finding | None:
    """Run on a backend that keeps figures open; Jupyter shows and closes them at the end of each cell."""
    if not run.notebook or run.interactive or run.failure is not None or sheet.number is None:
        return None
    if any(_OTHER_DISPLAY.search(text) for text in run.sources.values()):
        return None
    drawn = {c.place.cell for c in run.calls_in(sheet.key) if c.place.cell is not None}
    places = [p for panel in sheet.last for p in (*panel.words_set, panel.legend_set) if p is not None]
    places += [e.place for e in sheet.events if e.kind == "save" and e.pyplot and e.place is not None]
    late = [p for p in places if drawn and p.cell is not None and p.cell > max(drawn) and _LABELS.match(p.source)]
    if not late:
        return None
    place = min(late, key=lambda p: (p.cell or 0, p.line or 0))
    last = max(p.end_line or p.line or 0 for p in late if p.cell == place.cell)
    match = _LABELS.match(place.source)
    what = match[1] if match else ""
    lost = "the file holds no picture" if what == "savefig" else "the picture never gets it"
    return found(
        replace(place, end_line=last),
        "error",
        f"plt.{what} stands in cell {place.cell}, and the picture was drawn in cell {max(drawn)}, at whose end Jupyter "
        f"shows and closes it: plt.{what} makes a new, empty figure with 0 artists, and {lost}.",
        why="pyplot acts on the current figure. A notebook closes it at the end of its cell; the next call "
        "makes a new, empty one.",
        evidence={"function": what, "cell": place.cell, "drawn_in_cell": max(drawn), "artists": 0},
    )


def _opened_too_late(sheet: Sheet, run: Run) -> Finding | None:
    """`plt.figure()` stands between a picture without any words and the words, which then have no picture."""
    bare = not run.calls_in(sheet.key) and not any(p.has_data or p.artists for p in sheet.last)
    said = [w for w in ("title", "xlabel", "ylabel") if any(getattr(p, w) for p in sheet.last)]
    before = [s for s in run.sheets if s.opened < sheet.opened and run.calls_in(s.key)]
    made = sheet.place is not None and re.match(r"(?:plt|pyplot|pylab)\.figure\(", sheet.place.source)
    if run.failure is not None or not bare or len(said) < 2 or not before or not made or sheet.place is None:
        return None
    last = run.calls_in(before[-1].key)[-1]
    wordless = not any(p.title or p.xlabel or p.ylabel for p in before[-1].last if not p.colorbar)
    gap = (sheet.place.line or 0) - (last.place.line or 0)
    if not wordless or last.place.cell != sheet.place.cell or not 0 < gap <= 6:
        return None
    return found(
        sheet.place,
        "error",
        f"plt.figure comes after {last.function} (line {last.place.line}) and opens figure {sheet.number}: the"
        f" {', '.join(said)} lie in it, over 0 artists, and figure {before[-1].number}, with the picture, has none.",
        why="pyplot acts on the current figure, which is the one that was opened last.",
        evidence={"figure": sheet.number, "artists": 0, "drawn_in": before[-1].number},
    )


def _after_show(sheet: Sheet, run: Run) -> Finding | None:
    """A script that titles what it has shown, on a backend that keeps figures open; a window is closed by then."""
    shows = [e for e in sheet.events if e.kind == "show" and e.place is not None]
    calls = run.calls_in(sheet.key)
    if run.notebook or run.interactive or run.failure is not None or not shows or not calls:
        return None
    panels = {p.key for p in sheet.last}
    late = [t for t in run.titles if t.kind == "title" and t.panel in panels and t.order > shows[0].order]
    done = max(c.order for c in calls) < shows[0].order and not any(e.kind == "save" for e in sheet.events)
    text = run.sources.get(run.target, "")
    if not done or not late or not _LABELS.match(late[0].place.source) or _STAYS.search(text):
        return None
    first, show = late[0], shows[0].place
    return found(
        first.place,
        "error",
        f"plt.title comes after show (line {show.line if show else '?'}), with nothing drawn in between: where show"
        " closes what it showed (a window, a notebook) it makes a new, empty figure with 0 artists, and the picture"
        f" never gets '{first.text}'.",
        why="With a window or inline, show ends the figure; the next plt.* call makes a new one.",
        evidence={"function": "title", "artists": 0, "shown_at_line": show.line if show else None},
    )


def _on_a_new_figure(sheet: Sheet, run: Run) -> Finding | None:
    place = sheet.place
    match = _LABELS.match(place.source) if place is not None else None
    if place is None or match is None or run.calls_in(sheet.key) or any(p.has_data or p.artists for p in sheet.last):
        return None
    before = [s for s in run.sheets if s.opened < sheet.opened and run.calls_in(s.key)]
    if not before or run.failure is not None:
        return None
    gone = next(
        (e for e in reversed(before[-1].events) if e.kind in ("show", "close", "save") and e.order < sheet.opened), None
    )
    if gone is None and not run.notebook:
        return None
    how = (
        f"it was {'shown' if gone.kind == 'show' else 'closed'} at line {gone.place.line}"
        if gone and gone.place
        else "it is closed"
    )
    where = _where(gone.place if gone else None, place)
    return found(
        place,
        "error",
        f"plt.{match[1]} makes a new, empty figure with 0 artists: the figure with the picture is gone, {how}{where}.",
        why="pyplot acts on the current figure. A notebook closes it at the end of its cell; the next call "
        "makes a new, empty one.",
        evidence={"function": match[1], "artists": 0, "figures": len(run.sheets)},
    )


def _where(gone: Location | None, place: Location) -> str:
    if gone is None or gone.cell is None or place.cell is None or gone.cell == place.cell:
        return ""
    return f" of cell {gone.cell}"
