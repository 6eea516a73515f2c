"""Fewer names than lines, where each call drew one line: which curves the legend leaves out, or calls by another's."""

from __future__ import annotations

import re
from collections import Counter

from kerascope.diagnose.cause import found
from kerascope.diagnose.panels.entries import key_of
from kerascope.diagnose.say import count
from kerascope.diagnose.script.together import in_one_turn
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Location

__all__ = ["left_nameless"]

_STYLED = ("fmt", "linestyle", "ls", "marker", "color", "c", "alpha", "linewidth", "lw")
_MOST = 10
"""Colours of matplotlib's own cycle: with more lines some look the same."""


def left_nameless(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """Names typed for the first lines only, of curves that are all of one kind and each have a colour of their own."""
    texts, place = panel.legend or (), panel.legend_set
    calls = [c for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception and not c.via]
    if place is None or panel.twin or not 2 <= len(texts) < len(calls) <= _MOST or tuple(panel.legend_given) != texts:
        return None
    if list(panel.legend_handles) != [f"_child{n}" for n in range(len(texts))] or any(
        len(c.artists) != 1 for c in calls
    ):
        return None
    if any(calls[0].order < e.order < calls[-1].order for e in sheet.events):
        return None  # shown in between, which ends a figure where there are windows
    alone = len([a for a in panel.artists if a.kind == "line"]) == len(calls)
    if not alone or len({c.artists[0].colour for c in calls}) < len(calls) or any(_after(c, place) for c in calls):
        return None
    return _of_turns(panel, calls, run) or _of_other_words(panel, calls) or _of_keys(panel, calls)


def _after(call: Call, legend: Location) -> bool:
    """Drawn by a later line than the legend: that it has no name may be meant."""
    return call.place.spot[:2] == legend.spot[:2] and (call.place.line or 0) > (legend.line or 0)


def _plain(call: Call) -> bool:
    return not any(name in call.options for name in _STYLED)


def _of_turns(panel: Panel, calls: list[Call], run: Run) -> Finding | None:
    """The turns of a loop drew them, by one line of code, or by as many as there are names."""
    texts, sites = panel.legend or (), Counter(c.place.spot for c in calls)
    turns = set(sites.values())
    if len(turns) != 1 or len(calls) == len(sites) or len(sites) not in (1, len(texts)):
        return None
    if not all(in_one_turn(c.place, calls[0].place, run) for c in calls):
        return None
    if len(sites) > 1 and not all(map(_plain, calls)):  # told apart by how they are drawn
        return None
    turn = f" They name those of the first of {turns.pop()} turns." if len(sites) > 1 else ""
    return _said(
        panel, calls, f"the turns of a loop drew {count(len(calls), 'line')}, each in a colour of its own", turn
    )


def _of_keys(panel: Panel, calls: list[Call]) -> Finding | None:
    """Each is the curve of another key of a training."""
    keys = [key_of(c.argument("y")) for c in calls]
    bare = calls[len(panel.legend or ()) :]
    if not all(keys) or len(set(keys)) < len(keys) or len({c.place.spot for c in calls}) < len(calls):
        return None
    return _said(panel, calls, f"the lines are {', '.join(keys)}", "") if all(map(_plain, bare)) else None


def _of_other_words(panel: Panel, calls: list[Call]) -> Finding | None:
    """Each name has more words in common with a line further on than with the one it stands at."""
    texts = panel.legend or ()
    sources = [y.expression if (y := c.argument("y")) is not None else "" for c in calls]
    by = len(calls) - len(texts)
    if not all(sources) or len(set(sources)) < len(sources):
        return None
    if not all(_shared(t, sources[n + by]) > _shared(t, sources[n]) for n, t in enumerate(texts)):
        return None
    return _said(
        panel,
        calls,
        f"the lines are {', '.join(f'`{s}`' for s in sources)}",
        f" '{texts[0]}' stands at `{sources[0]}`, and each name {'one line' if by == 1 else f'{by} lines'} too early.",
    )


def _shared(text: str, source: str) -> int:
    """Words of a name that an expression has, whole or as its beginning."""
    own, other = _words(text), _words(source)
    return sum(
        any(a == b or (min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a))) for b in other) for a in own
    )


def _words(text: str) -> set[str]:
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    return {w for w in re.findall(r"[a-z]+", spaced.lower()) if len(w) > 2}


def _said(panel: Panel, calls: list[Call], what: str, more: str) -> Finding:
    texts, bare = panel.legend or (), len(calls) - len(panel.legend or ())
    return found(
        panel.legend_set or Location(),
        "warning",
        f"{count(len(calls), 'line')}, {count(len(texts), 'label')}: {what}, and the names are {', '.join(texts)}."
        f"{more} The last {'line has' if bare == 1 else f'{bare} lines have'} no entry.",
        why="legend([...]) hands its names out in the order in which the lines were drawn, until the names end.",
        evidence={"lines": len(calls), "labels": list(texts), "without": bare},
    )
