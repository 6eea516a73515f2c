"""What a fix would draw: the recorded call, its source before and after the edit, and the arguments of both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from kerascope.edit import spliced
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Location
from kerascope.mend.values import Scope, Unknown, evaluate, foreign, plain
from kerascope.parsed import expression_of, names_of, nodes_of
from kerascope.watch.at_hand import Held

__all__ = [
    "Plan",
    "Version",
    "call_at",
    "given_to",
    "inside",
    "numpy_names",
    "own_panel",
    "plan_of",
    "same_array",
    "verified",
]

_LARGEST = 2_000_000
"""Elements of one argument that is drawn again."""


@dataclass(frozen=True, slots=True)
class Version:
    """A source as it is or as a fix leaves it, and the call in it."""

    text: str
    node: ast.Call
    numpy: frozenset[str]
    """Names that stand for numpy in it."""
    made: tuple[tuple[str, ast.expr], ...] = ()
    """What is computed anew on the way to the call, in its order: the name that a statement makes, and of what."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One finding's fix, where it edits a recorded call or a statement that made what the call draws."""

    finding: Finding
    call: Call
    """The first one that the finding is about."""
    turns: tuple[Call, ...]
    """Every call at that place in the source: the edit touches all of them."""
    before: Version
    after: Version


def plan_of(finding: Finding, numbers: tuple[int, ...], run: Run, files: Mapping[int, str]) -> Plan | None:
    """How to try a fix out; None when it edits anything but the source of one plotting call of the user's own.

    numbers : calls that the finding is about
    files : for each call the name under which `run.sources` holds its text
    """
    fix = finding.fix
    if fix is None or fix.before == fix.after:
        return None
    place = fix.location or finding.location
    call = next((c for n in numbers for c in run.calls if c.number == n and _holds(c.place, place)), None)
    if call is None or call.via or not own_panel(call):
        return None
    text = run.sources.get(files.get(call.number, ""), "")
    splice = spliced(text, place, fix.before, fix.after) if text else None
    if splice is None:
        return None
    changed = text[: splice.start] + splice.text + text[splice.end :]
    old, new = call_at(text, call.place, call.function), call_at(changed, call.place, call.function)
    if old is None or new is None or not inside(text, old, splice.start, splice.end):
        return None
    turns = tuple(c for c in run.calls if c.place == call.place and c.function == call.function)
    numpy = frozenset[str]().union(*map(numpy_names, run.sources.values() if run.notebook else (text,)))
    return Plan(finding, call, turns, Version(text, old, numpy), Version(changed, new, numpy))


def own_panel(call: Call) -> bool:
    return call.panel is not None and call.sheet is not None


def _holds(outer: Location, inner: Location) -> bool:
    if (outer.file, outer.cell) != (inner.file, inner.cell) or outer.column is None:
        return False
    first, last = outer.line or 0, outer.end_line or outer.line or 0
    return first <= (inner.line or 0) and (inner.end_line or inner.line or 0) <= last


def call_at(text: str, place: Location, function: str) -> ast.Call | None:
    """The call of a plotting function that begins at a place."""
    for node in nodes_of(text):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != function:
            continue
        if node.lineno == place.line and node.col_offset + 1 == place.column:
            return node
    return None


def inside(text: str, node: ast.expr | ast.stmt, start: int, end: int) -> bool:
    """Whether an edit from one character to another changes nothing outside a node."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    first = sum(len(line) for line in lines[: node.lineno - 1])
    last = sum(len(line) for line in lines[: (node.end_lineno or node.lineno) - 1])
    begin = first + _characters(lines[node.lineno - 1], node.col_offset)
    finish = last + _characters(lines[(node.end_lineno or node.lineno) - 1], node.end_col_offset or 0)
    return begin <= start and end <= finish


def _characters(line: str, column: int) -> int:
    """Python counts columns in bytes of UTF-8."""
    return len(line.encode()[:column].decode(errors="ignore"))


# -- arguments ----------------------------------------------------------------------------------------------------


def given_to(
    version: Version, call: Call, arrays: Mapping[str, tuple[Any, str]]
) -> tuple[tuple[list[Any], dict[str, Any]], list[Held], list[str]]:
    """The arguments of a version of a call on the values recorded at it; raises Unknown when they can't be told.

    arrays : what near names of this call stand for, with their types, where that was verified

    Returns the positional and keyword arguments, the arrays that they may be views of, and their types in the source.
    """
    scope, held = _scope(version.numpy, call, arrays)
    _remake(version.made, scope, call)
    if any(isinstance(a, ast.Starred) for a in version.node.args):
        raise Unknown("unpacked arguments")
    args = [evaluate(a, scope) for a in version.node.args]
    options: dict[str, Any] = {}
    for keyword in version.node.keywords:
        if keyword.arg is None:
            raise Unknown("unpacked options")
        options[keyword.arg] = _option(keyword.arg, keyword.value, call, scope)
    for values in (*args, *options.values()):
        if _size(plain(values)) > _LARGEST:
            raise Unknown("too large")
    types = [_type(v) for v in args if not isinstance(v, str)]
    return ([_drawable(a) for a in args], {k: _drawable(v) for k, v in options.items()}), held, types


def _remake(made: Sequence[tuple[str, ast.expr]], scope: Scope, call: Call) -> None:
    """Compute names anew from the arrays in reach of a call; what was recorded of them holds no longer."""
    if not made:
        return
    scope.names |= {name: foreign(array, kind) for name, (array, kind) in _near(call).items()}
    for name, node in made:
        scope.names[name] = evaluate(node, scope)
        for key in [k for k in scope.recorded if f"id={name!r}" in k]:
            del scope.recorded[key]


def _size(value: Any) -> int:
    try:
        return int(np.size(value))
    except ValueError as ragged:
        raise Unknown("lists of differing lengths") from ragged


def _drawable(value: Any) -> Any:
    return [plain(v) for v in value] if isinstance(value, list) else plain(value)


def _type(value: Any) -> str:
    if plain(value) is not value:
        return str(value.type)
    return type(value).__name__ if isinstance(value, list | tuple | int | float) else ""


def _option(name: str, node: ast.expr, call: Call, scope: Scope) -> Any:
    """A keyword option: from its source, else as it was recorded."""
    try:
        return evaluate(node, scope)
    except Unknown:
        value = call.options.get(name)
        if name not in call.options or name in ("data", "transform", "norm", "axes", "figure", "ax"):
            raise
        return value


def _scope(numpy: frozenset[str], call: Call, arrays: Mapping[str, tuple[Any, str]]) -> tuple[Scope, list[Held]]:
    """What was recorded at a call, to compute with, and the arrays among it."""
    scope = Scope(numpy=numpy)
    held: list[Held] = []
    for argument in call.arguments:
        for value in argument.names:
            if value.facts is None and "value" in value.about and value.source.isidentifier():
                scope.names[value.source] = value.about["value"]
    for name, (array, kind) in arrays.items():
        scope.names[name] = foreign(array, kind)
    for argument in call.arguments:
        node = expression_of(argument.expression)
        if node is not None and argument.values is not None and argument.facts.kind != "O":
            value = foreign(argument.values, argument.facts.type)
            scope.recorded[ast.dump(node)] = value
            held.append(_as_held(argument, plain(value)))
    return scope, [h for h in held if isinstance(h.array, np.ndarray)]


def _as_held(argument: Argument, array: Any) -> Held:
    return Held(argument.expression, array, argument.axes, argument.provenance)


@lru_cache(maxsize=64)
def numpy_names(text: str) -> frozenset[str]:
    """Names under which a source has imported numpy, and binds to nothing else."""
    nodes = list(nodes_of(text))
    found = {a.asname or a.name for n in nodes if isinstance(n, ast.Import) for a in n.names if a.name == "numpy"}
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return frozenset(found - bound)


def verified(call: Call, numpy: frozenset[str]) -> Iterator[tuple[str, tuple[Any, str]]]:
    """Arrays named near a call that still give exactly what was drawn when its expressions are computed from them."""
    near = _near(call)
    for argument in call.arguments:
        node = expression_of(argument.expression)
        used = names_of(node) & set(near) if node is not None else set()
        if node is None or not used or argument.values is None:
            continue
        scope, _ = _scope(numpy, call, {name: near[name] for name in used})
        scope.recorded.clear()
        try:
            again = plain(evaluate(node, scope))
        except Unknown:
            continue
        if same_array(again, argument.values):
            yield from ((name, near[name]) for name in used)


def _near(call: Call) -> dict[str, tuple[Any, str]]:
    """Arrays that the code around a call names, with their types in the source."""
    near: dict[str, tuple[Any, str]] = {}
    for argument in call.arguments:
        for value in argument.near:
            if value.values is not None and value.source.isidentifier():
                near.setdefault(value.source, (value.values, _framework(value.module, value.type)))
    return near


def _framework(module: str, kind: str) -> str:
    return kind if module == "builtins" else f"{module}.{kind}"


def same_array(one: Any, other: Any) -> bool:
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape or first.dtype != second.dtype:
        return False
    return bool(np.array_equal(first, second, equal_nan=first.dtype.kind in "fc"))
