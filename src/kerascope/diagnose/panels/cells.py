"""One axes of a notebook that cell after cell draws in and shows, each a run of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import indented_under
from kerascope.evidence import Call, Run, Sheet
from kerascope.findings import Finding, Fix
from kerascope.parsed import tree_of

__all__ = ["cell_by_cell"]

_LOOKS = ("color", "c", "linestyle", "ls", "marker", "fmt", "alpha")


@dataclass(frozen=True, slots=True)
class _Turn:
    calls: tuple[Call, ...]
    title: str

    @property
    def labels(self) -> list[str]:
        return [a.label for c in self.calls for a in c.artists if a.label]

    @property
    def form(self) -> list[object]:
        """What is drawn, how often, and how it is made to look."""
        return [(c.function, [c.options.get(n) for n in _LOOKS]) for c in self.calls]


def cell_by_cell(sheet: Sheet, run: Run) -> Iterator[Finding]:
    """The figure is seen after each turn; every turn draws the same things, under the same names or another title."""
    turns = _turns(sheet, run)
    kept = {a.call for p in sheet.last for a in p.artists}
    calls = [c for t in turns for c in t.calls]
    if len(turns) < 2 or len({c.panel for c in calls}) != 1 or not all(c.number in kept for c in calls):
        return
    if any(a.form != b.form for a, b in pairwise(turns)):
        return
    titles = [t.title for t in turns]
    told = all(titles) and len(set(titles)) == len(titles) and len({len(t.split()) for t in titles}) == 1
    again = all(set(a.labels) & set(b.labels) for a, b in pairwise(turns))
    same = all({c.place.source for c in a.calls} & {c.place.source for c in b.calls} for a, b in pairwise(turns))
    if (again and (told or same)) or (told and not any(t.labels for t in turns)):
        yield _said(turns, run)


def _turns(sheet: Sheet, run: Run) -> list[_Turn]:
    """The lines drawn between one look at the figure and the next."""
    calls = [c for c in run.calls_in(sheet.key) if c.kind in ("line", "scatter") and not c.exception and not c.via]
    ends = {e.order for e in sheet.events if e.kind in ("show", "save")}
    cells = sorted({c.place.cell for c in calls if c.place.cell is not None})
    for cell in cells:
        if _shown_at_end(run.sources.get(f"<cell {cell}>", "")):
            ends.add(max(c.order for c in calls if c.place.cell == cell))
    turns, before = [], -1
    for end in sorted(ends):
        here = tuple(c for c in calls if before < c.order <= end)
        until = min((c.order for c in calls if c.order > end), default=end + 1_000_000)
        if here:
            words = [
                t
                for t in run.titles
                if t.kind == "title" and here[0].order < t.order < until and t.panel == here[0].panel
            ]
            turns.append(_Turn(here, words[-1].text if words else ""))
            before = end
    return turns


def _shown_at_end(text: str) -> bool:
    """The cell's last line is a figure, which the notebook shows: `fig`, `ax.figure`, `display(fig)`."""
    body = tree_of("\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in text.splitlines())).body
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr):
        return False
    shown = last.value
    if isinstance(shown, ast.Call) and getattr(shown.func, "id", "") == "display" and len(shown.args) == 1:
        shown = shown.args[0]
    name = getattr(shown, "attr", getattr(shown, "id", ""))
    return isinstance(shown, ast.Name | ast.Attribute) and str(name).lower().startswith("fig")


def _said(turns: list[_Turn], run: Run) -> Finding:
    first = turns[1].calls[0]
    sizes = [sum(len(t.calls) for t in turns[: n + 1]) for n in range(len(turns))]
    titles = [t.title for t in turns]
    named = f" ({', '.join(map(repr, titles[:6]))})" if all(titles) else ""
    source = first.place.source
    owner = source.split(".", 1)[0]
    fix = Fix("start afresh", source, f"{owner}.clear()\n{indented_under(first.place, run)}{source}")
    return found(
        first.place,
        "warning",
        f"{count(len(turns), 'turn')}{named} draw in one axes, which is shown after each and never cleared: it holds "
        f"{', '.join(map(str, sizes[:12]))} lines, {sizes[0]} {'was' if sizes[0] == 1 else 'were'} due each time.",
        why="An axes keeps what was drawn in it, from one cell to the next. A new figure, or clear(), starts afresh.",
        evidence={"lines": sizes, "due": sizes[0], "titles": titles, "cells": [t.calls[0].place.cell for t in turns]},
        fix=fix if "\n" not in source and owner.isidentifier() and owner not in ("plt", "pyplot") else None,
    )
