"""Lines of earlier runs, epochs or loop turns pile up in one axes.

What it does: reports a figure that is saved again and again under other names and holds more lines each time, drawn by
the same lines of code, or by blocks of them that are written one under the other and speak of other things, as loss and
accuracy; such a figure whose pictures cover each other but leave their colour bars or numbers; an axes of a notebook
that one cell after the other draws a run of its own in and shows; and an axes in which every turn draws all values so
far again.
Why it is wrong: pyplot keeps drawing in the current figure until a new one is made, or the old one cleared or closed.
Example:
    import matplotlib.pyplot as plt

    for n in range(3):
        plt.plot([n, n + 1, n + 3])
        plt.title(f"run {n}")
        plt.savefig(f"run_{n}.png")
Use instead:
    import matplotlib.pyplot as plt

    for n in range(3):
        plt.figure()
        plt.plot([n, n + 1, n + 3])
        plt.title(f"run {n}")
        plt.savefig(f"run_{n}.png")
        plt.close()
What it does not see: runs that are overlaid on purpose and saved once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.blocks import block_by_block
from kerascope.diagnose.panels.cells import cell_by_cell
from kerascope.diagnose.panels.left_behind import left_by_pictures
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import indented_under
from kerascope.evidence import Call, Event, Panel, Run, Sheet
from kerascope.findings import Finding, Fix

_PILED = ("line", "scatter", "hist", "bar")
_HEAPS = {
    "hist": "histogram", "bar": "bar chart", "box": "box plot", "contour": "contour plot",
    "fill_between": "filled area", "stackplot": "filled area",
}  # fmt: skip
"""Of which the call counts, not each artist, by kind or function."""
_WHY = (
    "pyplot draws in the current figure until there is a new one: figure() before the turn, or close() after "
    "it, starts afresh."
)


@cause("accumulated-lines", family="figure", sees=Sheet, outranks=("legend-mismatch", "aliased-values"))
def accumulated_lines(sheet: Sheet, run: Run) -> Iterator[Finding]:
    if any(e.path == "animation" for e in sheet.events):
        return
    saves = [e for e in sheet.events if e.kind == "save" and e.path and e.panels]
    first = saves[0] if saves else None
    if first is not None and len({e.path for e in saves}) == len(saves) >= 2:
        yield from _growing(sheet, saves, run)
        yield from left_by_pictures(sheet, saves, run)
        yield from block_by_block(sheet, saves, run)
    if run.notebook:
        yield from cell_by_cell(sheet, run)
    yield from _again(sheet, run)


def _lines(event: Event, heaps: frozenset[int]) -> int:
    """Lines and point clouds of an event; of a chart of many bars the chart counts.

    heaps : numbers of the calls that drew such charts
    """
    artists = [a for p in event.panels if not p.colorbar for a in p.artists if a.call is not None]
    charts = {a.call for a in artists if a.call in heaps}
    return len(charts) + sum(1 for a in artists if a.kind in ("line", "scatter") and a.call not in heaps)


def _again(sheet: Sheet, run: Run) -> Iterator[Finding]:
    """Each turn draws all values so far: one line of all of them was due."""
    sites: dict[tuple[int | None, int | None], list[Call]] = {}
    for call in run.calls_in(sheet.key):
        if call.kind == "line" and not call.exception and call.artists and not sheet.wiped(call.panel, call.order):
            sites.setdefault((call.panel, call.place.line), []).append(call)
    for calls in sites.values():
        arrays = [y.values for c in calls if (y := c.argument("y")) is not None and y.values is not None]
        if len(calls) < 4 or len(arrays) != len(calls) or any(a.ndim != 1 for a in arrays):
            continue
        if not all(a.size < b.size and bool((b[: a.size] == a).all()) and a.size for a, b in pairwise(arrays)):
            continue
        labels = [a.label for c in calls for a in c.artists if a.label]
        plain = not labels and len({a.colour for c in calls for a in c.artists}) == 1
        yield found(
            calls[0].place,
            "note" if plain else "warning",
            f"{count(len(calls), 'line')} in one axes, of {arrays[0].size} to {arrays[-1].size} points: each "
            f"turn draws all values "
            f"so far again, under the ones before. 1 line was due.",
            why=_WHY,
            evidence={"lines": len(calls), "points": [int(a.size) for a in arrays[:24]], "due": 1},
            fix=_fix(calls[0], run),
        )


def _growing(sheet: Sheet, saves: list[Event], run: Run) -> Iterator[Finding]:
    """Every file holds what the one before held, and more of the same."""
    drawn = [c for c in run.calls_in(sheet.key) if not c.exception]
    calls = [c for c in drawn if c.kind in _PILED] or [c for c in drawn if _heap(c) and c.function != "contourf"]
    heaps = frozenset(c.number for c in calls if _heap(c))
    start = min(e.order for e in saves)
    early = [c for c in calls if c.order < start]
    sizes = [_lines(e, heaps) for e in saves]
    if not early or sizes[0] < 1 or any(b <= a for a, b in pairwise(sizes)):
        return
    sites = [{c.place.spot for c in calls if low < c.order < high.order} for low, high in _turns(saves)]
    shared = set.intersection(*sites) if sites else set()
    if not shared or not _told_apart(saves):
        return
    last = saves[-1]
    kept = {a.call for p in last.panels for a in p.artists}
    of_turns = [c for c in calls if c.place.spot in shared]
    first = next((c for c in of_turns if c.number in kept), of_turns[0])
    twins = _twins(first, of_turns, last)
    noun = _heap(first) or "line"
    yield found(
        first.place,
        "error",
        f"{_left(first, twins, sheet, saves)}: '{last.path}' holds {count(sizes[-1], noun)}, "
        f"{sizes[0]} were due; "
        f"{count(len(saves), 'file')} hold {', '.join(map(str, sizes[:12]))}.",
        why=_WHY,
        evidence={"lines": sizes, "due": sizes[0], "files": [e.path for e in saves][:24]},
        fix=_taken_away(first, saves[0], run) if twins else _fix(first, run),
    )


def _heap(call: Call) -> str:
    return _HEAPS.get(call.kind) or _HEAPS.get(call.function, "")


def _twins(first: Call, calls: list[Call], last: Event) -> list[Panel]:
    """The axes that one line of code drew in, where each of them is a twin that its turn made anew."""
    drawn = [c for c in calls if c.place == first.place]
    keys = {c.panel for c in drawn}
    found = [p for p in last.panels if p.key in keys and p.twin and p.place is not None and "twin" in p.place.source]
    return found if len(found) == len(drawn) > 1 else []


def _left(first: Call, twins: list[Panel], sheet: Sheet, saves: list[Event]) -> str:
    """What was not done between the turns."""
    if twins and twins[0].place is not None:
        made = twins[0].place
        return (
            f"`{made.source[:40]}` (line {made.line}) makes another axes in each turn, {len(twins)} in all, and what "
            "empties the first axes leaves the twins as they are"
        )
    cleared = [e for e in sheet.events if e.kind == "clear" and saves[0].order < e.order < saves[-1].order]
    if cleared and all(e.panel not in (None, first.panel) for e in cleared):
        return f"between the turns another axes is cleared, not the one of `{first.place.source[:40]}`"
    return "no new figure, clear or close between the turns"


def _taken_away(first: Call, saved: Event, run: Run) -> Fix | None:
    owner = first.place.source.split(".", 1)[0]
    if saved.place is None or "\n" in saved.place.source or not owner.isidentifier() or owner in ("plt", "pyplot"):
        return None
    pad = indented_under(saved.place, run)
    after = f"{saved.place.source}\n{pad}{owner}.remove()"
    return Fix("take the twin away when it is saved", saved.place.source, after, location=saved.place)


def _turns(saves: list[Event]) -> Iterator[tuple[int, Event]]:
    before = -1
    for event in saves:
        yield before, event
        before = event.order


def _told_apart(saves: list[Event]) -> bool:
    """Titles change with the file, or labels come again: each file was meant to show one turn."""
    titles = [tuple(p.title for p in e.panels) for e in saves]
    labels = [a.label for p in saves[-1].panels for a in p.artists if a.label]
    return len(set(titles)) == len(titles) or len(set(labels)) < len(labels)


def _fix(first: Call, run: Run) -> Fix | None:
    source = first.place.source
    if "\n" in source:
        return None
    pad = indented_under(first.place, run)
    handed = re.search(r"\bax=([\w.\[\]]+)", source)
    owner = handed[1] if first.via and handed is not None else "plt" if first.via else source.split(".", 1)[0]
    sheet = run.sheet_of(first)
    if first.via and sheet is not None and any(e.kind == "clear" for e in sheet.events):
        return None  # clearing the axes that is named does not reach the one that pandas made
    fresh = "plt.figure()" if owner in ("plt", "pyplot") else f"{owner}.clear()"
    return Fix("start afresh", source, f"{fresh}\n{pad}{source}")
