"""Panels that show a stack entry by entry, one part or several of each, where all its entries are equal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from kerascope.diagnose.arrays.filed_records import is_course
from kerascope.diagnose.arrays.on_file import READS, equal
from kerascope.diagnose.cause import found
from kerascope.diagnose.meant import words_of
from kerascope.diagnose.say import count, shape_words, subject
from kerascope.diagnose.script.source import appended, loops_around, names_in, text_of
from kerascope.diagnose.script.written import written_again
from kerascope.evidence import Argument, Call, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import names_of, nodes_of

__all__ = ["ARRAY_OF", "same_entries"]

ARRAY_OF = re.compile(r"(?:[\w.]+\.)?(?:array|asarray|stack|vstack|tensor|convert_to_tensor)\(([\w.]+)(?:, [^()]*)?\)")
"""An array made of a list, by its name."""
_EACH_OF = re.compile(r"(?:[\w.]+\.)?(?:array|stack)\(\[(?:[\w.]+\((\w+)\)|(\w+)\.numpy\(\)) for \w+ in ([\w.]+)\]\)")
_VARIABLE = re.compile(r"\.(?:kernel|bias|embeddings|(?:trainable_)?(?:weights|variables)\[-?\d+\])\)$")
"""What is appended is a variable of a layer, and no copy of its numbers."""
_TRAINS = re.compile(r"\.(?:fit|train_on_batch|apply|apply_gradients)\(")
_STILL = re.compile(r"frozen|fixed|constant|untrained|not trained|pretrained|same\b|identical|reference", re.IGNORECASE)
_LEAST, _MANY = 3, 8


def same_entries(call: Call, data: Argument, run: Run) -> Finding | None:
    """Every part of the first entry is drawn of all others too, and nothing says that this was meant."""
    same = [c for c in run.calls if c.place == call.place and c.function == call.function]
    if same[0] is not call or any(c.data is None or c.exception for c in same) or len(same) < _LEAST:
        return None
    if data.facts.constant or data.values is None or any(_manner(c) != _manner(call) for c in same):
        return None
    for stack in _equal_stacks(data):
        groups = _parts(call, data, stack, same, run)
        if not groups or not _apart(groups) or _others_differ(same, run):
            continue
        stored = _stored(call, data, stack.source, same, run)
        if stored is not None and all(equal(c.data.values, g[0].data.values) for g in groups for c in g):  # type: ignore[union-attr]
            return _said(call, data, stack, len(groups), *stored)
    return None


def _said(call: Call, data: Argument, stack: Value, parts: int, how: str, fix: Fix | None) -> Finding | None:
    shape = tuple(int(n) for n in stack.values.shape)
    shown = f"{subject(data)} draws {count(parts, 'part')} of one state {shape[0]} times"
    return found(
        call.place,
        "error",
        f"all {shape[0]} entries of `{stack.source}`, shape {shape_words(shape)}, are identical to the last digit: "
        f"{shown}. {how}, and every entry is the last; store a copy.",
        why="A list keeps a reference, not a copy; so it does of a layer's variable. When that is filled again, all "
        "entries show the last values.",
        evidence={"entries": shape[0], "shape": list(shape), "distinct": 1},
        fix=fix,
    )


def _equal_stacks(data: Argument) -> Iterator[Value]:
    """Arrays that the plotted one was made of, of entries that are all equal, and of too many values for chance."""
    made = " ".join([data.expression, *(a.value for a in data.lineage)])
    for near in data.near:
        rows = near.values
        if rows is None or rows.ndim < 2 or rows.shape[0] < _LEAST or rows.dtype.kind != "f":
            continue
        if re.search(rf"\b{re.escape(near.source)}\b", made) and bool((rows == rows[0]).all()):
            first = rows[0].ravel()
            if len(set(first[:4096].tolist())) >= _MANY:
                yield near


def _parts(call: Call, data: Argument, stack: Value, same: list[Call], run: Run) -> list[list[Call]]:
    """The calls that drew one part each of all entries, where a loop around them takes the entries one by one."""
    loops = [n for n in loops_around(call.place, run) if isinstance(n, ast.For)]
    at = next((n for n, loop in enumerate(loops) if _walks(loop, stack.source, data)), None)
    entries = int(stack.values.shape[0])
    parts, rest = divmod(len(same), entries)
    if at is None or rest:
        return []
    if at == 0 and len(loops) > 1:
        return [same[p::parts] for p in range(parts)]
    return [same[p * entries : (p + 1) * entries] for p in range(parts)] if at == len(loops) - 1 else []


def _walks(loop: ast.For, stack: str, data: Argument) -> bool:
    """`for n in …` of `stack[n]`, or a loop over the stack itself, alone or beside others."""
    walked = [loop.iter, *ast.walk(loop.iter)] if isinstance(loop.iter, ast.Name | ast.Call) else [loop.iter]
    if any(ast.unparse(n) == stack for n in walked) and "range(" not in ast.unparse(loop.iter):
        return True
    targets = names_of(loop.target)
    for made in (data.expression, *(a.value for a in data.lineage)):
        for node in nodes_of(made):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == stack:
                first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
                if isinstance(first, ast.Name) and first.id in targets:
                    return True
    return False


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


def _stored(call: Call, data: Argument, stack: str, same: list[Call], run: Run) -> tuple[str, Fix | None] | None:
    """(how one array came to stand in all entries, what to write), when a file or a list says so."""
    values = [a.value for a in data.lineage if a.target == stack]
    read = {a.target for a in data.lineage if READS.search(a.value)}
    said = " ".join(words_of(c, run) for c in same)
    if stack in read or any(names_in(v) & read for v in values):
        if _STILL.search(said) or not is_course(same, run):
            return None
        return "Before they were written to the file, the same array was stored each time and changed in place", None
    for value in values:
        listed, each = ARRAY_OF.fullmatch(value), _EACH_OF.fullmatch(value)
        name = listed[1] if listed is not None else each[3] if each is not None else ""
        place = appended(call.place, run, name.rpartition(".")[2]) if name else None
        kept = re.search(r"\(([\w.]+?)(?:\[.*\]|\.\w+\(.*\))*\)$", place[1]) if place is not None else None
        if place is None or kept is None:
            continue
        variable = _VARIABLE.search(place[1]) is not None and _TRAINS.search(text_of(call.place, run)) is not None
        if variable and not _STILL.search(said):
            return f"`{place[1]}` kept the layer's variable itself each time", None
        if not variable and written_again(call.place, run, kept[1]):
            return f"`{place[1]}` kept the same array each time", Fix(
                "keep a copy", place[1], place[2], location=place[0]
            )
    return None
