"""Records of a file, walked over one by one, that hold the same array to the last digit."""

from __future__ import annotations

import ast
import re
from typing import Any

from kerascope.diagnose.arrays.on_file import READS, equal, many
from kerascope.diagnose.meant import words_of
from kerascope.diagnose.script.source import loops_around, names_in
from kerascope.evidence import Argument, Call, Run
from kerascope.parsed import names_of

__all__ = ["equal_records", "is_course"]

_LEAST = 3
"""As many records."""
_STEPS = re.compile(r"(?:\b|_)(?:epochs?|iterations?|steps?)(?:\b|_)", re.IGNORECASE)
"""Words of a training's course: what stands under them was meant to differ."""
_PART = re.compile(r"(\w+)\[(['\"]\w+['\"]|\d+)\]")


def equal_records(call: Call, run: Run) -> tuple[str, str, int] | None:
    """(`record['key']`, what the loop walks over, number of records) of which a call draws the first one.

    None when nothing says that each turn of the outermost loop drew another record, or when what is drawn from
    another key of the same records differs: this one is then what they have in common.
    """
    data = call.data
    part = _PART.match(data.expression) if data is not None else None
    if data is None or part is None or call.scope != "<module>" or not many(data):
        return None
    walked = _walked(data, part[1])
    same = [c for c in run.calls if c.place == call.place and c.function == call.function]
    if walked is None or same[0] is not call or not _turns(call, part[1], run):
        return None
    groups: dict[Any, list[Any]] = {}
    for one in same:
        cut = one.data.derivation.index if one.data is not None and one.data.derivation is not None else None
        groups.setdefault(cut, []).append(one.data.values if one.data is not None else None)
    sizes = {len(g) for g in groups.values()}
    if (
        not is_course(same, run)
        or len(sizes) != 1
        or min(sizes) < _LEAST
        or not all(equal(v, g[0]) for g in groups.values() for v in g)
    ):
        return None
    return None if _differ(call, part[1], run) else (part[0], walked, sizes.pop())


def is_course(same: list[Call], run: Run) -> bool:
    """Whether the records are states of a training, by their keys or the words of the figure.

    Lines must each be called one: runs may well share a schedule, drawn over their epochs.
    """
    if same[0].kind == "line":
        panels = [run.panel_of(c) for c in same]
        called = [f"{c.options.get('label')} {p.title if p else ''}" for c, p in zip(same, panels, strict=True)]
        return all(_STEPS.search(words) for words in called)
    keys = [str(k) for v in (same[0].data.names if same[0].data else ()) for k in v.about.get("keys") or ()]
    return _STEPS.search(" ".join([*keys, *(words_of(c, run) for c in same)])) is not None


def _walked(data: Argument, record: str) -> str | None:
    """Name of what a file gave and a loop walks over with `record`."""
    read = {a.target for a in data.lineage if READS.search(a.value)}
    loop = next((a for a in data.lineage if a.target == record), None)
    if loop is None or not loop.source.startswith("for "):
        return None
    return next(iter(sorted(names_in(loop.value) & read)), None)


def _turns(call: Call, record: str, run: Run) -> bool:
    """Whether each turn of the outermost loop takes another record, and inner loops only walk within one."""
    loops = [n for n in loops_around(call.place, run) if isinstance(n, ast.For)]
    if not loops or record not in names_of(loops[0].target) or call.data is None:
        return False
    used = names_in(call.data.expression)
    return all(names_of(n.target) & used and record not in names_of(n.target) for n in loops[1:])


def _differ(call: Call, record: str, run: Run) -> bool:
    """Whether something else is drawn in these panels, or from another part of the records."""
    panels = {c.panel for c in run.calls if c.place == call.place}
    for other in run.calls:
        for data in other.arguments if other.place != call.place else ():
            part = _PART.match(data.expression)
            if other.panel in panels or (part is not None and part[1] == record):
                return True
    return False
