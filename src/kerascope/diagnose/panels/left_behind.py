"""What pictures that cover each other leave in their figure: a colour bar of each, and the numbers written into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import indented_under
from kerascope.evidence import Call, Event, Panel, Run, Sheet
from kerascope.findings import Finding, Fix

__all__ = ["left_by_pictures"]


def left_by_pictures(sheet: Sheet, saves: Sequence[Event], run: Run) -> Iterator[Finding]:
    """Every file holds one picture's colour bars or numbers more than the one before, in the same axes."""
    first = _each_turn(sheet, saves, run)
    if first is None or len({tuple(p.key for p in _main(e)) for e in saves}) != 1:
        return
    bars = [sum(p.colorbar for p in e.panels) for e in saves]
    texts = [len([w for p in _main(e) for w in p.words]) for e in saves]
    places = {(p.key, w.x, w.y) for p in _main(saves[-1]) for w in p.words}
    noun, counts = ("text", texts) if _adding(texts) and len(places) == texts[0] else ("colour bar", bars)
    if not _adding(counts):
        return
    emptied = noun == "colour bar" and any(e.kind == "clear" and e.panel is not None for e in sheet.events)
    why = "`clear` empties the axes and leaves the colour bars" if emptied else "no new figure or clf between the turns"
    yield found(
        first.place,
        "error" if noun == "text" else "warning",
        f"{why}: '{saves[-1].path}' holds {count(counts[-1], noun)}, {counts[0]} "
        f"{'was' if counts[0] == 1 else 'were'} due; {count(len(saves), 'file')} hold "
        f"{', '.join(map(str, counts[:12]))}.",
        why="A picture covers the one before it, but a colour bar takes another piece of the axes each time, and "
        "texts stay where they were written.",
        evidence={"held": counts[:24], "due": counts[0], "files": [e.path for e in saves][:24]},
        fix=_afresh(first, run),
    )


def _afresh(first: Call, run: Run) -> Fix | None:
    source = first.place.source
    current = source.startswith("plt.") or (first.via == "seaborn" and not re.search(r"\bax\s*=", source))
    if not current or "\n" in source:
        return None
    return Fix("start afresh", source, f"plt.figure()\n{indented_under(first.place, run)}{source}")


def _main(event: Event) -> list[Panel]:
    return [p for p in event.panels if not p.colorbar]


def _adding(counts: Sequence[int]) -> bool:
    return counts[0] >= 1 and all(b - a == counts[0] for a, b in pairwise(counts))


def _each_turn(sheet: Sheet, saves: Sequence[Event], run: Run) -> Call | None:
    """The picture of one line of code that is drawn anew before each file."""
    calls = [c for c in run.calls_in(sheet.key) if c.kind in ("image", "mesh", "contour") and not c.exception]
    starts = [-1, *(e.order for e in saves)]
    turns = [[c for c in calls if low < c.order < high] for low, high in pairwise(starts)]
    shared = set.intersection(*({c.place.spot for c in turn} for turn in turns))
    return next((c for c in turns[0] if c.place.spot in shared), None)
