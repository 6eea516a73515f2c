"""`plt.*` draws in the current axes, not in the one that the code had made for it.

What it does: reports `plt.*` calls that draw in the axes of a colour bar; calls without an axes (`plt.*`, seaborn
without `ax=`) that pile up in one panel of a grid, or land among what was drawn there on purpose, while a panel of the
same grid stays empty; `plt.*` calls that land in an inset or a twin axes among what was drawn there by name, though
their data belongs to the axes around it; and titles and labels by `plt.title`, `plt.xlabel` and `plt.ylabel` that
replace each other in the panel made last.
Why it is wrong: the current axes is the one made last, of `subplots` the last of the grid, an inset, a twin, and of a
colour bar its own; what names no axes lands there.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    fig, ax = plt.subplots()
    image = ax.imshow(np.random.default_rng(0).random((8, 8)))
    bar = fig.colorbar(image, ax=ax)
    plt.sca(bar.ax)
    plt.plot([0, 7], [0, 7], "r")
    fig.savefig("image.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    fig, ax = plt.subplots()
    image = ax.imshow(np.random.default_rng(0).random((8, 8)))
    bar = fig.colorbar(image, ax=ax)
    ax.plot([0, 7], [0, 7], "r")
    fig.savefig("image.png")
What it does not see: lines that all went into the last panel by `plt.plot`; see `empty-axes`.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.elsewhere import names_no_axes
from kerascope.diagnose.panels.last_made import in_a_later_axes, in_the_other_twin, lost_legends, lost_titles
from kerascope.diagnose.say import count
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix


@cause(
    "wrong-axes",
    family="figure",
    sees=(Call, Sheet),
    kinds=("line", "image", "mesh", "scatter", "bar", "hist", "contour"),
    outranks=("data-out-of-view", "covered-image", "empty-axes", "mixed-units"),
)
def wrong_axes(evidence: Call | Sheet, run: Run) -> Finding | None:
    if isinstance(evidence, Sheet):
        return lost_titles(evidence, run) or lost_legends(evidence, run)
    for look in (_in_colour_bar, _in_last_made, in_a_later_axes, in_the_other_twin):
        finding = look(evidence, run)
        if finding is not None:
            return finding
    return None


def _in_last_made(call: Call, run: Run) -> Finding | None:
    """The first call that names no axes, in a panel where others should not be, beside an empty one."""
    sheet, panel = run.sheet_of(call), run.panel_of(call)
    if sheet is None or panel is None or call.exception or run.failure is not None or not names_no_axes(call):
        return None
    here = [c for c in run.calls_in(sheet.key, panel.key) if not c.exception]
    implicit = [c for c in here if names_no_axes(c)]
    grid = [p for p in sheet.last if not p.colorbar and p.place is not None and p.place == panel.place]
    empty = [p for p in grid if not p.has_data and not p.artists and not run.calls_in(sheet.key, p.key)]
    if not empty or implicit[0] is not call or panel.key != max(p.key for p in grid):
        return None
    images = [c for c in implicit if c.kind in ("image", "mesh")]
    explicit = [c for c in here if c not in implicit]
    piled = len(images) > 1 and len({c.order for c in images}) == len(images) and len(images) >= len(empty)
    mixed = bool(explicit) and len({(c.place.line, c.place.cell) for c in implicit}) >= len(empty)
    if not (piled and not explicit) and not mixed:
        return None
    return _said(call, panel, empty, len(implicit), len(grid))


def _said(call: Call, panel: Panel, empty: list[Panel], calls: int, places: int) -> Finding:
    titled = [f"'{p.title}'" for p in empty if p.title]
    which = f" ({', '.join(titled[:6])})" if titled else ""
    into = f" ('{panel.title}')" if panel.title else ""
    source = call.place.source
    after = re.sub(r"^(?:plt|pyplot|pylab)\.", "ax.", source)
    if call.via and source.endswith(")"):
        after = source[:-1].rstrip(", \n") + ", ax=ax)"
    return found(
        call.place,
        "error",
        f"{count(calls, 'call')} of `{source.split('(')[0]}` {'names' if calls == 1 else 'name'} no axes and"
        f" {'draws' if calls == 1 else 'draw'} in the panel made last{into};"
        f" {len(empty)} of {count(places, 'panel')} {'stays' if len(empty) == 1 else 'stay'} empty{which}.",
        why="After subplots the current axes is the last one made. What is not told an axes draws there.",
        evidence={"calls": calls, "empty": [p.title for p in empty], "panels": places, "in": panel.title},
        fix=Fix("draw in the axes that is meant", source, after) if after != source else None,
    )


def _in_colour_bar(call: Call, run: Run) -> Finding | None:
    panel = run.panel_of(call)
    if (
        panel is None
        or call.exception
        or not panel.colorbar
        or not re.match(r"(?:plt|pyplot|pylab)\.", call.place.source)
    ):
        return None
    sheet = run.sheet_of(call)
    others = [p for p in sheet.last if not p.colorbar] if sheet is not None else []
    after = re.sub(r"^(?:plt|pyplot|pylab)\.", "ax.", call.place.source)
    return found(
        call.place,
        "error",
        f"plt.{call.function} draws in the axes of the colour bar, the current one, and not in one of "
        f"{count(len(others), 'panel')}.",
        why="plt.* draws in the axes made or chosen last; a colour bar's axes can be that. Call the method of "
        "the axes that is meant.",
        evidence={"function": call.function, "panels": len(others)},
        fix=Fix("draw in the axes that is meant", call.place.source, after) if after != call.place.source else None,
    )
