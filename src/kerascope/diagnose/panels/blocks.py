"""One axes that two pieces of a script draw in, one under the other in the file, each saved under a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import indented_under
from kerascope.evidence import Call, Event, Panel, Run, Sheet
from kerascope.findings import Finding, Fix

__all__ = ["block_by_block"]


@dataclass(frozen=True, slots=True)
class _Block:
    calls: tuple[Call, ...]
    saved: Event
    panel: Panel

    @property
    def words(self) -> frozenset[str]:
        """What its lines are called, and what they are made of."""
        texts = [c.data.expression for c in self.calls if c.data is not None]
        texts += [a.label for c in self.calls for a in c.artists]
        return frozenset(_words(" ".join(texts)))


def block_by_block(sheet: Sheet, saves: list[Event], run: Run) -> Iterator[Finding]:
    """Blocks that draw alike, of other things each, and whose title or axis speaks of their own things alone."""
    blocks = _blocks(sheet, saves, run)
    if len(blocks) < 2 or any(not _alike(a, b) for a, b in pairwise(blocks)):
        return
    kept = {a.call for a in blocks[-1].panel.artists}
    if not all(c.number in kept for b in blocks for c in b.calls):
        return
    first, last = blocks[1].calls[0], blocks[-1]
    lines = [sum(len(c.artists) for b in blocks[: n + 1] for c in b.calls) for n in range(len(blocks))]
    due = lines[-1] - lines[-2]
    source = first.place.source
    fresh = f"plt.figure()\n{indented_under(first.place, run)}{source}"
    yield found(
        first.place,
        "error",
        f"no new figure, clear or close since '{blocks[0].saved.path}' was saved: '{last.saved.path}' holds "
        f"{count(lines[-1], 'line')}, {due} were due; {count(len(blocks), 'file')} hold {', '.join(map(str, lines))}.",
        why="pyplot draws in the current figure until there is a new one, also after it was saved: figure() before the "
        "next picture, or close() after the last, starts afresh.",
        evidence={"lines": lines, "due": due, "files": [b.saved.path for b in blocks][:24]},
        fix=Fix("start afresh", source, fresh)
        if re.match(r"(?:plt|pyplot)\.", source) and "\n" not in source
        else None,
    )


def _blocks(sheet: Sheet, saves: list[Event], run: Run) -> list[_Block]:
    """What was drawn before each save; none where that is not lines alone in one axes."""
    blocks, start = [], -1
    for event in saves:
        calls = tuple(c for c in run.calls_in(sheet.key) if start < c.order < event.order)
        panels = [p for p in event.panels if not p.colorbar]
        if not calls or len(panels) != 1 or any(c.kind != "line" or c.exception or not c.artists for c in calls):
            return []
        blocks.append(_Block(calls, event, panels[0]))
        start = event.order
    return blocks


def _alike(one: _Block, other: _Block) -> bool:
    if [c.function for c in one.calls] != [c.function for c in other.calls]:
        return False
    if {c.place.spot for c in one.calls} & {c.place.spot for c in other.calls}:
        return False
    own, others = one.words - other.words, other.words - one.words
    axis = _renamed(one.panel.ylabel, other.panel.ylabel, own, others)
    title = _renamed(one.panel.title, other.panel.title, own, others)
    if not (axis or title):
        return False
    return axis or min(len(one.calls), len(other.calls)) > 1


def _renamed(before: str, after: str, own: frozenset[str], others: frozenset[str]) -> bool:
    """Each text speaks of what its block alone draws, and not of what the other one does."""
    return _speaks(before, own) and not _speaks(before, others) and _speaks(after, others) and not _speaks(after, own)


def _speaks(text: str, words: frozenset[str]) -> bool:
    said = _words(text)
    return any(
        s == w or (min(len(s), len(w)) >= 3 and (s.startswith(w) or w.startswith(s))) for s in said for w in words
    )


def _words(text: str) -> set[str]:
    return {w.lower() for w in re.findall(r"[A-Za-z]+|\d+", text)}
