"""A title, legend or `savefig` on a new, empty figure.

What it does: reports a figure that only `plt.title`, `plt.xlabel`, `plt.legend` or the like made, after the one with
the picture was shown and closed: in a later cell of a notebook, or after `show` or `close`.
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


@cause("orphan-labels", family="figure", sees=Sheet, outranks=("empty-axes", "never-shown"))
def orphan_labels(sheet: Sheet, run: Run) -> Finding | None:
    return _on_a_new_figure(sheet, run) or _in_a_later_cell(sheet, run)


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
