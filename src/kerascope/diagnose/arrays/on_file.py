"""Entries of a file that are equal to the last digit: columns of a table, arrays under keys of their own."""

from __future__ import annotations

import ast
import re
from typing import Any

from kerascope.diagnose.script.source import names_in
from kerascope.evidence import Argument, Assignment, Call
from kerascope.parsed import nodes_of

__all__ = ["READS", "equal", "equal_on_file", "many"]

READS = re.compile(r"\b(?:read_\w+|(?:safe_)?loads?|loadtxt|genfromtxt|HDFStore|h5py\.File|open_dataset)\(")
"""Code that reads a file."""
_MANY = 8
"""As many distinct values at least: a few numbers may agree by chance."""


def equal_on_file(same: list[Call]) -> str | None:
    """What a file holds of which several calls draw one entry each, all of them equal; None when nothing says so.

    same : calls of one place, whose values are known to differ in where they should have come from
    """
    data = same[0].data
    values = data.values if data is not None else None
    if len(same) < 3 or data is None or values is None or values.ndim != 1 or not many(data):
        return None
    if any(c.data is None or not equal(c.data.values, values) for c in same[1:]):
        return None
    read = {a.target for a in data.lineage if READS.search(a.value)}
    table = _columns(data, values, read, len(same))
    return table or (_keyed(data, read) if read else None)


def many(data: Argument) -> bool:
    """Floats of so many values that no two arrays agree in them by chance."""
    facts = data.facts
    return facts.is_float and facts.fractional > 0 and (facts.distinct is None or facts.distinct >= _MANY)


def _columns(data: Argument, values: Any, read: set[str], drawn: int) -> str | None:
    """The table that was read, when it holds the values in as many columns as are drawn."""
    for near in data.near:
        table = near.values
        if near.source not in read or table is None or table.ndim != 2 or table.shape[0] != values.size:
            continue
        equal = int((table == values[:, None]).all(axis=0).sum())
        if equal >= drawn:
            rows, columns = (int(n) for n in table.shape)
            return f"{equal} of the {columns} columns of `{near.source}` ({rows}, {columns})"
    return None


def _keyed(data: Argument, read: set[str]) -> str | None:
    """`run[key]` under keys that a loop walks over, or what a loop takes out of `run.items()` one by one."""
    walked = {a.target: a for a in data.lineage if a.source.startswith("for ")}
    asked = re.fullmatch(r"(\w+)\[(\w+|f['\"].*['\"])\]", data.expression)
    if asked is not None:
        keys = {asked[2], *re.findall(r"\{(\w+)\}", asked[2])}
        return f"the entries of `{asked[1]}`" if asked[1] in read and keys & set(walked) else None
    loop = walked.get(data.expression)
    holder = re.fullmatch(r"(\w+)\.(items|values)\(\)", loop.value) if loop is not None else None
    if loop is None or holder is None or not _whole_entry(loop, holder[2] == "items"):
        return None
    return f"the entries of `{holder[1]}`" if holder[1] in read or _made_of(holder[1], data.lineage, read) else None


def _whole_entry(loop: Assignment, paired: bool) -> bool:
    """Whether a loop's name takes the whole of an entry, and no part of it: `key, fit` of items, `fit` of values."""
    head = next((n for n in nodes_of(f"{loop.source.rstrip(':')}: pass") if isinstance(n, ast.For)), None)
    tuples = [n for n in ast.walk(head.target) if isinstance(n, ast.Tuple)] if head is not None else []
    holding = [t for t in tuples if loop.target in names_in(ast.unparse(t))]
    last = not holding or ast.unparse(holding[-1].elts[-1]) == loop.target
    return last and len(holding) == int(paired) + int("zip(" in loop.source or "enumerate(" in loop.source)


def _made_of(name: str, lineage: tuple[Assignment, ...], read: set[str]) -> bool:
    """`{key: run[key] for key in …}`, of what was read."""
    made = next((a.value for a in lineage if a.target == name), "")
    taken = re.search(r"\{(\w+): (\w+)\[\1\] for \1 in ", made)
    return taken is not None and taken[2] in read


def equal(one: Any, other: Any) -> bool:
    return one is not None and other is not None and one.shape == other.shape and bool((one == other).all())
