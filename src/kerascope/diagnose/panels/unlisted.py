"""Lines with a label of their own that the legend does not list: drawn after it was made, or in the twin beside it."""

from __future__ import annotations

import re

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Location

__all__ = ["unlisted"]

_BY_ITSELF = re.compile(r"legend\(\s*(?:\)|\*\*|(?!handles\b|labels\b)\w+\s*=)")
"""A call that leaves it to matplotlib what is listed."""


def unlisted(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    place, shown = panel.legend_set, panel.legend or ()
    source = place.source if place is not None else ""
    if (
        place is None
        or sheet.legends
        or not shown
        or not _BY_ITSELF.search(source)
        or re.search(r"handles|labels", source)
    ):
        return None
    late = [c for c in _labelled(panel, sheet, run) if _label(c) not in shown]
    if late and not any(e.kind in ("show", "save", "clear") and e.order < late[-1].order for e in sheet.events):
        return _said(place, shown, late, "drawn after it was made", "call it after the last line")
    twins = [p for p in sheet.last if p.key != panel.key and p.twin and p.position == panel.position]
    beside = [c for p in twins if p.legend is None and not p.ylabel for c in _labelled(p, sheet, run)]
    if late or not panel.twin or not beside or any(_label(c) in shown for c in beside):
        return None
    return _said(place, shown, beside, "in the twin axes", "hand it the lines of both axes")


def _labelled(panel: Panel, sheet: Sheet, run: Run) -> list[Call]:
    """Calls of the code's own that gave their line a label, and whose line is still there."""
    kept = {a.call for a in panel.artists if a.visible and a.label}
    calls = run.calls_in(sheet.key, panel.key)
    return [c for c in calls if c.number in kept and not c.via and not c.exception and c.kind in _KINDS and _label(c)]


_KINDS = ("line", "scatter", "bar", "hist")


def _label(call: Call) -> str:
    label = call.options.get("label")
    return label if isinstance(label, str) and not label.startswith("_") else ""


def _said(place: Location, shown: tuple[str, ...], missing: list[Call], where: str, cure: str) -> Finding:
    labels = [_label(c) for c in missing]
    return found(
        place,
        "warning",
        f"the legend lists {count(len(shown), 'entry', 'entries')}, {', '.join(shown[:6])}, and not "
        f"{', '.join(repr(n) for n in labels[:6])}, {where} (line {missing[0].place.line}).",
        why=f"legend() collects the labels of what is in its own axes at that moment; {cure}.",
        evidence={"entries": list(shown[:24]), "missing": labels[:24]},
    )
