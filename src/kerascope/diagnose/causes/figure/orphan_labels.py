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

from kerascope.diagnose.cause import cause, found
from kerascope.evidence import Run, Sheet
from kerascope.findings import Finding, Location

_LABELS = re.compile(
    r"(?:plt|pyplot|pylab)\.(title|xlabel|ylabel|legend|savefig|xlim|ylim|xticks|yticks|grid|suptitle|axis|"
    r"tight_layout|colorbar|text|annotate)\("
)


@cause("orphan-labels", family="figure", sees=Sheet, outranks=("empty-axes", "never-shown"))
def orphan_labels(sheet: Sheet, run: Run) -> Finding | None:
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
