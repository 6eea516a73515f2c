"""What `plt.*` puts into an axes that was made last: an inset, a twin, or the last panel of a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kerascope.diagnose.cause import found
from kerascope.diagnose.panels.entries import key_of
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import condition_around, text_of
from kerascope.diagnose.script.together import in_one_turn
from kerascope.evidence import Call, Panel, Run, Sheet, Titled
from kerascope.findings import Finding, Fix

__all__ = ["in_a_later_axes", "in_the_other_twin", "lost_legends", "lost_titles"]

_PYPLOT = re.compile(r"(?:plt|pyplot|pylab)\.")
_CHOSEN = re.compile(r"\bsca\(|\bplt\.axes\(\s*\w+\s*\)|\bset_current_axes\(")


def in_a_later_axes(call: Call, run: Run) -> Finding | None:
    """The first `plt.*` call among what an inset or a twin was given by name, whose data belongs to its host."""
    place = _first_of_pyplot(call, run)
    if place is None:
        return None
    sheet, panel, here = place
    named = [c for c in here if c.order < call.order and not _PYPLOT.match(c.place.source)]
    if not named:
        return None
    host = next((p for p in sheet.last if _hosts(p, panel) and run.calls_in(sheet.key, p.key)), None)
    if host is None:
        return None
    around = list(run.calls_in(sheet.key, host.key))
    reason = _of_one_pair(call, around, named) or _as_wide_as(call, host, panel, around, named)
    return _said(call, host, panel, reason, here, sheet) if reason else None


def in_the_other_twin(call: Call, run: Run) -> Finding | None:
    """The first `plt.*` call in a twin whose other half has a label for its values, and none."""
    place = _first_of_pyplot(call, run)
    if place is None or run.failure is not None:
        return None
    sheet, panel, here = place
    if not panel.twin:
        return None
    for host in sheet.last:
        bare = host.ylabel and not host.has_data and not host.artists and not run.calls_in(sheet.key, host.key)
        if bare and host.twin and _hosts(host, panel) and host.position == panel.position:
            lines = sum(len(c.artists) for c in here)
            reason = f"that one is labelled '{host.ylabel}' and holds 0 lines, the twin {lines}"
            return _said(call, host, panel, reason, here, sheet)
    return None


def _first_of_pyplot(call: Call, run: Run) -> tuple[Sheet, Panel, tuple[Call, ...]] | None:
    """Figure, axes and all calls in it of a call that is its first by `plt.*`, where no axes was chosen by the code."""
    sheet, panel = run.sheet_of(call), run.panel_of(call)
    if sheet is None or panel is None or call.exception or call.via or not _PYPLOT.match(call.place.source):
        return None
    here = run.calls_in(sheet.key, panel.key)
    first = next(c for c in here if _PYPLOT.match(c.place.source))
    return None if first is not call or _CHOSEN.search(text_of(call.place, run)) else (sheet, panel, here)


def _hosts(host: Panel, inner: Panel) -> bool:
    """The inner axes was made later, and lies in the host or exactly over it."""
    if host.key >= inner.key or host.colorbar or inner.colorbar:
        return False
    (x, y, w, h), (left, low, width, height) = inner.position, host.position
    within = x >= left - 0.01 and y >= low - 0.01 and x + w <= left + width + 0.01 and y + h <= low + height + 0.01
    return within and (inner.twin or w * h < 0.6 * width * height)


def _of_one_pair(call: Call, around: list[Call], named: list[Call]) -> str:
    """`val_loss` where the host holds `loss`, and what was named does not."""
    key = key_of(call.argument("y"))
    other = key.removeprefix("val_") if key.startswith("val_") else "val_" + key
    if not key or other in {key_of(c.argument("y")) for c in named}:
        return ""
    return f"'{key}' belongs to '{other}'" if other in {key_of(c.argument("y")) for c in around} else ""


def _as_wide_as(call: Call, host: Panel, panel: Panel, around: list[Call], named: list[Call]) -> str:
    """It runs over the same x as the host's own lines, and over far more than those of the inset."""
    mine, outer, inner = (_extent(calls) for calls in ([call], around, named))
    if panel.twin or mine is None or outer is None or inner is None:
        return ""
    wide = mine[1] - mine[0]
    alike = max(abs(mine[0] - outer[0]), abs(mine[1] - outer[1])) <= 0.05 * (outer[1] - outer[0])
    if not alike or wide <= 0 or inner[1] - inner[0] > 0.5 * wide:
        return ""
    return f"it runs from x = {mine[0]:g} to {mine[1]:g} as the axes around it does, and the inset's own from " + (
        f"{inner[0]:g} to {inner[1]:g}"
    )


def _extent(calls: list[Call]) -> tuple[float, float] | None:
    boxes = [a.box for c in calls if c.kind in ("line", "scatter") for a in c.artists if a.box is not None]
    return (min(b[0] for b in boxes), max(b[1] for b in boxes)) if boxes else None


def _said(call: Call, host: Panel, panel: Panel, reason: str, here: tuple[Call, ...], sheet: Sheet) -> Finding:
    what = "twin axes" if panel.twin else "inset"
    implicit = [c for c in here if _PYPLOT.match(c.place.source)]
    source = call.place.source
    return found(
        call.place,
        "error",
        f"{count(len(implicit), 'call')} of plt.* {'draws' if len(implicit) == 1 else 'draw'} in the {what}, the axes "
        f"made last of {len(sheet.last)}, and not in the one around it"
        f"{f' ({host.title!r})' if host.title else ''}: {reason}.",
        why=f"An axes is the current one from when it is made; plt.* draws in the {what} until another one is chosen. "
        "Call the method of the axes that is meant.",
        evidence={
            "calls": len(implicit),
            "in": what,
            "named_there": len(here) - len(implicit),
            "axes": len(sheet.last),
        },
        fix=Fix("draw in the axes that is meant", source, _PYPLOT.sub("ax.", source, count=1)),
    )


def lost_titles(sheet: Sheet, run: Run) -> Finding | None:
    """`plt.title` after each panel of a grid was drawn in by its own axes: all titles land in the last one."""
    panels = [p for p in sheet.last if not p.colorbar]
    if run.failure is not None or len(panels) < 2 or any(e.path == "animation" for e in sheet.events):
        return None
    for kind in ("title", "ylabel", "xlabel"):
        lost = _lost(kind, panels, sheet, run)
        if lost is not None:
            return lost
    return None


def _lost(kind: str, panels: list[Panel], sheet: Sheet, run: Run) -> Finding | None:
    last = max(panels, key=lambda p: p.key)
    set_there = [t for t in run.titles if t.panel == last.key and t.kind == kind]
    looked = [e.order for e in sheet.events if e.kind in ("show", "save", "clear")]
    bare = {p.key for p in panels if not getattr(p, kind) and p is not last and p.grid and p.place == last.place}
    lost = [
        (t, panel)
        for t, after in pairwise(set_there)
        if t.text
        and t.text != after.text
        and _PYPLOT.match(t.place.source)
        and _PYPLOT.match(after.place.source)
        and not any(t.order < o < after.order for o in looked)
        and (panel := _drawn_before(t, sheet, run)) in bare
    ]
    if not lost or len({panel for _, panel in lost}) < len(lost):
        return None
    return _without(lost, set_there, panels, kind)


def _drawn_before(title: Titled, sheet: Sheet, run: Run) -> int | None:
    """The panel that the last call before a title was drawn in."""
    before = [c for c in run.calls_in(sheet.key) if c.order < title.order and not c.exception]
    return before[-1].panel if before else None


def _without(lost: Sequence[tuple[Titled, int | None]], there: list[Titled], panels: list[Panel], kind: str) -> Finding:
    first = lost[0][0]
    source = first.place.source
    word = "title" if kind == "title" else f"{kind[0]} label"
    return found(
        first.place,
        "warning",
        f"plt.{kind} puts {count(len(there), word)} into the panel made last of {len(panels)}, one over the other: "
        f"{', '.join(repr(t.text) for t, _ in lost[:6])} {'is' if len(lost) == 1 else 'are'} gone, and "
        f"{count(len(lost), 'panel')} {'has' if len(lost) == 1 else 'have'} no {word}.",
        why=f"After subplots the current axes is the last one made; plt.{kind} sets the {word} there, whichever axes "
        "was drawn in before.",
        evidence={f"{kind}s": [t.text for t in there[:24]], "lost": len(lost), "panels": len(panels)},
        fix=Fix(f"{'title' if kind == 'title' else 'label'} the axes that is meant", source,
                re.sub(rf"^\w+\.{kind}", f"ax.set_{kind}", source)),
    )  # fmt: skip


def lost_legends(sheet: Sheet, run: Run) -> Finding | None:
    """`plt.legend` after each panel of a grid was drawn in by its own axes: all legends land in the last one."""
    panels = [p for p in sheet.last if not p.colorbar]
    last = max(panels, key=lambda p: p.key, default=None)
    if last is None or last.legend_set is None or run.failure is not None or last.grid is None:
        return None
    place = last.legend_set
    animated = any(e.path == "animation" for e in sheet.events)
    if animated or not _PYPLOT.match(place.source) or _CHOSEN.search(text_of(place, run)):
        return None
    drawn = {p.key: run.calls_in(sheet.key, p.key) for p in panels if p.place == last.place and _due(p, last)}
    bare = [p for p in panels if p.legend is None and p is not last and p.key in drawn]
    sites = [{c.place for c in calls if in_one_turn(c.place, place, run)} for calls in drawn.values()]
    if not bare or len(bare) + 1 < len(drawn) or not sites or not set.intersection(*sites):
        return None
    condition = condition_around(place, run)
    if condition is not None or any(_PYPLOT.match(c.place.source) for calls in drawn.values() for c in calls):
        return None
    entries = sum(_due(p, last) for p in bare)
    return found(
        place,
        "warning",
        f"plt.legend makes its legend in the panel made last of {len(panels)}, in every turn: "
        f"{count(len(bare), 'panel')} with {count(entries, 'label')} {'has' if len(bare) == 1 else 'have'} no legend.",
        why="After subplots the current axes is the last one made; plt.legend collects the labels there, whichever "
        "axes was drawn in before.",
        evidence={"panels": len(panels), "without": len(bare), "labels": entries},
        fix=Fix("make the legend of the axes that is meant", place.source, _PYPLOT.sub("ax.", place.source, count=1)),
    )


def _due(panel: Panel, last: Panel) -> int:
    """Entries that a legend of the panel would have: its labels, or the lines that the names are handed out to."""
    named = [a for a in panel.artists if a.label and not a.label.startswith("_") and a.visible]
    return len(named) or min(len(last.legend_given), len([a for a in panel.artists if a.kind == "line"]))
