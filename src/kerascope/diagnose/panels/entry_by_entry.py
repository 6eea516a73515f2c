"""Panels that show a stack entry by entry, one part or several of each, where all its entries are equal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from kerascope.diagnose.arrays.filed_records import is_course
from kerascope.diagnose.arrays.on_file import READS, equal, many
from kerascope.diagnose.cause import found
from kerascope.diagnose.meant import words_of
from kerascope.diagnose.say import count, shape_words, subject
from kerascope.diagnose.script.source import appended, loops_around, names_in, text_of
from kerascope.diagnose.script.written import kept_by, written_again
from kerascope.diagnose.tell import computed
from kerascope.evidence import Argument, Assignment, Call, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, names_of, nodes_of

__all__ = ["ARRAY_OF", "same_entries"]

ARRAY_OF = re.compile(r"(?:[\w.]+\.)?(?:array|asarray|stack|vstack|tensor|convert_to_tensor)\(([\w.]+)(?:, [^()]*)?\)")
"""An array made of a list, by its name."""
_EACH_OF = re.compile(r"(?:[\w.]+\.)?(?:array|stack)\(\[(?:[\w.]+\((\w+)\)|(\w+)\.numpy\(\)) for \w+ in ([\w.]+)\]\)")
_VARIABLE = re.compile(r"\.(?:kernel|bias|embeddings|(?:trainable_)?(?:weights|variables)\[-?\d+\])\)$")
"""What is appended is a variable of a layer, and no copy of its numbers."""
_TRAINS = re.compile(r"\.(?:fit|train_on_batch|apply|apply_gradients)\(")
_STILL = re.compile(r"frozen|fixed|constant|untrained|not trained|pretrained|same\b|identical|reference", re.IGNORECASE)
_LEAST = 3


def same_entries(call: Call, data: Argument, run: Run) -> Finding | None:
    """What is drawn of the first entry is drawn of all others too, and nothing says that this was meant."""
    same = [c for c in run.calls if c.place == call.place and c.function == call.function]
    if same[0] is not call or any(c.data is None or c.exception for c in same) or len(same) < _LEAST:
        return None
    if not many(data) or any(_manner(c) != _manner(call) for c in same):
        return None
    groups = _parts(call, data, same, run)
    if not groups or not _apart(groups) or _others_differ(same, run):
        return None
    stored = _stored(call, data, same, run)
    return _said(call, data, groups, *stored) if stored is not None else None


def _said(call: Call, data: Argument, groups: list[list[Call]], how: str, fix: Fix | None) -> Finding | None:
    entries, parts = len(groups[0]), len(groups)
    stack = next((v for v in data.near if _is_stack(v, data, entries)), None)
    shape = [int(n) for n in stack.values.shape] if stack is not None else [entries, *data.facts.shape]
    named = f"of `{stack.source}`, shape {shape_words(tuple(shape))}," if stack is not None else "that are walked over"
    return found(
        call.place,
        "error",
        f"all {entries} entries {named} are identical to the last digit: {subject(data)} draws "
        f"{count(parts, 'part')} of one state {entries} times. {how}, and every entry is the last; store a copy.",
        why="A list keeps a reference, not a copy; so it does of a layer's variable. When that is filled again, all "
        "entries show the last values.",
        evidence={"entries": entries, "shape": shape, "distinct": 1},
        fix=fix,
    )


def _is_stack(value: Value, data: Argument, entries: int) -> bool:
    """An array, named in the making of the plotted one, that holds one thing as many times."""
    rows, made = value.values, computed(data)
    if rows is None or rows.ndim < 2 or rows.shape[0] != entries or not bool((rows == rows[0]).all()):
        return False
    return re.search(rf"\b{re.escape(value.source)}\b", made) is not None


def _parts(call: Call, data: Argument, same: list[Call], run: Run) -> list[list[Call]]:
    """The calls that drew one part each of all entries: they are equal, and a loop took the entries one by one."""
    loops = [n for n in loops_around(call.place, run) if isinstance(n, ast.For)]
    for loop in loops[:1] + loops[1:][-1:]:
        if not names_of(loop.target) & _behind(data):
            continue
        outer = loop is loops[0] and len(loops) > 1
        for parts in range(2 if len(loops) > 1 else 1, len(same) // _LEAST + 1):
            entries, rest = divmod(len(same), parts)
            groups = [same[p::parts] if outer else same[p * entries : (p + 1) * entries] for p in range(parts)]
            if not rest and all(_one(g) for g in groups):
                return groups if len(loops) == 1 or not _one([g[0] for g in groups]) else []
    return []


def _behind(data: Argument) -> set[str]:
    """Names that the plotted array depends on. What a counter counts is none of them."""
    names, before = names_in(data.expression), 0
    while len(names) > before:
        before = len(names)
        names = names.union(*(names_in(a.value) for a in data.lineage if a.target in names and not _counts(a)))
    return names


def _counts(made: Assignment) -> bool:
    """`for n in range(…)`, `for n, x in enumerate(…)`."""
    loop = next((n for n in nodes_of(f"{made.source.rstrip(':')}: pass") if isinstance(n, ast.For)), None)
    if loop is None or not isinstance(loop.iter, ast.Call):
        return False
    first = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else None
    return called(loop.iter) == "range" or (
        called(loop.iter) == "enumerate" and isinstance(first, ast.Name) and first.id == made.target
    )


def _one(calls: list[Call]) -> bool:
    """All of them draw the same values."""
    first = calls[0].data
    return first is not None and all(c.data is not None and equal(c.data.values, first.values) for c in calls)


def _apart(groups: list[list[Call]]) -> bool:
    """Entries stand in panels of their own, or under names of their own."""
    entries = list(zip(*groups, strict=True))
    panels = [{c.panel for c in entry} for entry in entries]
    if sum(len(p) for p in panels) == len(set().union(*panels)):
        return True
    labels = {str(c.options.get("label")) for c in groups[0]}
    return len(groups) == 1 and len(labels) == len(groups[0])


def _manner(call: Call) -> dict[str, Any]:
    return {k: v for k, v in call.options.items() if k not in ("label", "color", "c", "alpha")}


def _others_differ(same: list[Call], run: Run) -> bool:
    """Something else changes from panel to panel: what stays the same is what it is to be seen beside."""
    sheets = {c.sheet for c in same}
    others = [c for c in run.calls if c.sheet in sheets and c.place != same[0].place and c.data is not None]
    by_line = sorted(others, key=lambda c: (c.place.line or 0, c.order))
    for _, group in groupby(by_line, key=lambda c: c.place.line):
        first, *rest = group
        if any(c.panel != first.panel and not _alike(c, first) for c in rest):
            return True
    return False


def _alike(one: Call, other: Call) -> bool:
    pairs = zip(one.arguments, other.arguments, strict=False)
    return len(one.arguments) == len(other.arguments) and all(equal(a.values, b.values) for a, b in pairs)


def _stored(call: Call, data: Argument, same: list[Call], run: Run) -> tuple[str, Fix | None] | None:
    """(how one array came to stand in all entries, what to write), when a list or a file says so."""
    said = " ".join(words_of(c, run) for c in same)
    for name in _lists(call, data, run):
        place = appended(call.place, run, name.rpartition(".")[2])
        kept = kept_by(place[1]) if place is not None else ""
        if place is None or not kept:
            continue
        variable = _VARIABLE.search(place[1]) is not None and _TRAINS.search(text_of(call.place, run)) is not None
        if variable and not _STILL.search(said):
            return f"`{place[1]}` kept the layer's variable itself each time", None
        if not variable and written_again(call.place, run, kept):
            return f"`{place[1]}` kept the same array each time", Fix(
                "keep a copy", place[1], place[2], location=place[0]
            )
    if READS.search(computed(data)) and is_course(same, run) and not _STILL.search(said):
        return "Before they were written to the file, the same array was stored each time and changed in place", None
    return None


def _lists(call: Call, data: Argument, run: Run) -> Iterator[str]:
    """Names of lists that the plotted array may have come from: walked over, indexed, or made into an array."""
    for assigned in data.lineage:
        listed, each = ARRAY_OF.fullmatch(assigned.value), _EACH_OF.fullmatch(assigned.value)
        if listed is not None or each is not None:
            yield listed[1] if listed is not None else each[3] if each is not None else ""
    for loop in loops_around(call.place, run):
        if isinstance(loop, ast.For):
            yield from sorted(ast.unparse(n) for n in ast.walk(loop.iter) if isinstance(n, ast.Name | ast.Attribute))
    yield from sorted(names_in(data.expression))
