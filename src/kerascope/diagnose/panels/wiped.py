"""Panels that were drawn in and emptied again by `clear` or `cla` before anyone saw them."""

from __future__ import annotations

import re

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Event, Panel, Run, Sheet
from kerascope.findings import Finding

__all__ = ["wiped_before_seen"]

_WATCHED_LIVE = re.compile(r"\.(?:pause|draw_idle|flush_events|start_event_loop|display)\(|\bdisplay\(")
"""What shows a figure while the script runs, so that what is emptied later has been seen."""


def wiped_before_seen(sheet: Sheet, panels: list[Panel], run: Run) -> Finding | None:
    """Some panels of a figure are empty at last, for each of which there is a clear after its last call."""
    bare = [p for p in panels if not p.has_data and not p.artists]
    gone = [(p, e) for p in bare if (e := _emptied(sheet, p, run)) is not None and (p.axis_on or _titled(e, p.key))]
    filled = [p for p in panels if p.has_data]
    if not gone or not filled or any(_WATCHED_LIVE.search(text_of(e.place, run)) for _, e in gone):
        return None
    event = gone[0][1]
    if event.place is None or not any(e.kind in ("show", "save") and e.order > event.order for e in sheet.events):
        return None
    calls = [c for p, _ in gone for c in run.calls_in(sheet.key, p.key)]
    names = [n for p, e in gone if (n := p.title or _titled(e, p.key) or _place_of(p))]
    which = f" ({', '.join(names[:6])})" if names else ""
    return found(
        event.place,
        "warning",
        f"{count(len(gone), 'panel')} of {len(gone) + len(filled)} {'is' if len(gone) == 1 else 'are'} empty"
        f"{which}: what {count(len(calls), 'call')} had drawn there from line "
        f"{calls[0].place.line} on was wiped by `{event.place.source[:60]}` before the figure was shown or saved.",
        why="clear and cla take everything out of an axes, its title and labels, too; they belong before what a turn "
        "draws, and to the axes that is drawn in next.",
        evidence={"empty": names, "calls": len(calls), "filled": len(filled), "cleared_at_line": event.place.line},
    )


def _emptied(sheet: Sheet, panel: Panel, run: Run) -> Event | None:
    """The clear after the last call in a panel, where no look at the figure had come between its calls and it."""
    calls = [c for c in run.calls_in(sheet.key, panel.key) if not c.exception]
    if not calls:
        return None
    clears = [e for e in sheet.events if e.kind == "clear" and e.panel == panel.key and e.order > calls[-1].order]
    if not clears or any(e.kind in ("show", "save", "look") and e.order < clears[0].order for e in sheet.events):
        return None
    return clears[0]


def _titled(event: Event, key: int) -> str:
    """The title that a panel had before it was emptied."""
    return next((p.title for p in event.panels if p.key == key), "")


def _place_of(panel: Panel) -> str:
    return f"place {panel.grid[2] + 1}" if panel.grid is not None else ""
