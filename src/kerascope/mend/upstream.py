"""Fixes beyond the plotting call: of a statement above it, or of one put before it. What it would draw, computed anew.

Such a fix is drawn, never called safe: other code may use the names that it makes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from kerascope.edit import Splice, spliced
from kerascope.evidence import Assignment, Call, Run
from kerascope.findings import Finding, Location
from kerascope.mend.plans import Plan, Version, call_at, given_to, inside, numpy_names, own_panel, same_array
from kerascope.parsed import expression_of, names_of, nodes_of, tree_of

__all__ = ["plan_above", "remade_as_drawn"]

_MOST = 12
"""Statements between the edit and the call."""

_NUMBERS = (ast.Constant, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.expr_context)


def plan_above(finding: Finding, numbers: tuple[int, ...], run: Run, files: Mapping[int, str]) -> Plan | None:
    """How to draw what a fix means that edits one `name = …` which a plotting call draws, or puts one before the call.

    numbers, files : as `plan_of` takes them

    Returns None for every other edit.
    """
    fix = finding.fix
    if fix is None or fix.before == fix.after:
        return None
    place = fix.location or finding.location
    for call in (c for n in numbers for c in run.calls if c.number == n):
        text = run.sources.get(files.get(call.number, ""), "")
        if not text or call.via or not own_panel(call) or not _one_text(place, call.place):
            continue
        node = call_at(text, call.place, call.function)
        splice = spliced(text, place, fix.before, fix.after)
        if node is None or splice is None:
            continue
        changed = text[: splice.start] + splice.text + text[splice.end :]
        drawn = Version(text, node, numpy_names(text))
        pair = _edited(drawn, changed, splice, call) or _put_before(drawn, changed, call)
        if pair is not None:
            return Plan(finding, call, (call,), *pair)
    return None


def _edited(drawn: Version, changed: str, splice: Splice, call: Call) -> tuple[Version, Version] | None:
    """The statements from an edited assignment down to the call, as they are and as they are meant."""
    versions = _made_in(drawn.text, changed, splice)
    if versions is None:
        return None
    below = tuple(_below(call, *versions))
    if not names_of(drawn.node) & {name for name, _ in (versions[0], *below)}:
        return None
    sizes = tuple(_sizes(call, [value for _, value in (*versions, *below)]))
    before, after = (replace(drawn, made=(*sizes, one, *below)) for one in versions)
    return before, after


def _put_before(drawn: Version, changed: str, call: Call) -> tuple[Version, Version] | None:
    """The call as it is, and a call of the same function behind assignments that a fix puts on its line."""
    for body in (getattr(n, "body", None) for n in nodes_of(changed)):
        mine = [s for s in body if s.lineno == call.place.line] if isinstance(body, list) else []
        *made, last = mine or [None]
        if not made or not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call):
            continue
        named = tuple(filter(None, map(_one_name, made)))
        if len(named) == len(made) and getattr(last.value.func, "attr", "") == call.function:
            return drawn, replace(drawn, text=changed, node=last.value, made=named)
    return None


def _one_text(place: Location, other: Location) -> bool:
    return (place.file, place.cell) == (other.file, other.cell)


def _made_in(text: str, changed: str, splice: Splice) -> tuple[tuple[str, ast.expr], ...] | None:
    """The assignment that an edit stands in: its name and right-hand side before and after; None for any other edit."""
    old, new = (_assignments(t) for t in (text, changed))
    at = next((i for i, a in enumerate(old) if inside(text, a, splice.start, splice.end)), None)
    if at is None or len(old) != len(new):
        return None
    made = tuple(filter(None, map(_one_name, (old[at], new[at]))))
    return made if len(made) == 2 and made[0][0] == made[1][0] else None


def _one_name(statement: ast.AST | None) -> tuple[str, ast.expr] | None:
    """What `name = value` makes."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return (target.id, statement.value) if isinstance(target, ast.Name) else None


def _assignments(text: str) -> list[ast.Assign]:
    return [n for n in nodes_of(text) if isinstance(n, ast.Assign)]


def _below(call: Call, old: tuple[str, ast.expr], new: tuple[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """The statements between the edit and the call through which the edited name reaches it."""
    changed = {old[0]}
    lineage = {(a.line, a.target): a for argument in call.arguments for a in argument.lineage}
    after = [a for (line, _), a in sorted(lineage.items()) if line > (old[1].end_lineno or 0)]
    for one in after[:_MOST]:
        value = _value_of(one)
        plain = one.target.isidentifier() and not one.into and not one.augmented
        if value is not None and plain and names_of(value) & changed:
            changed.add(one.target)
            yield one.target, value


def _sizes(call: Call, parts: list[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """Names in these parts that the code has set to a number or a tuple of some: no array in reach of the call."""
    wanted = set[str]().union(*map(names_of, parts))
    for one in (a for argument in call.arguments for a in argument.lineage):
        value = _value_of(one) if one.target in wanted and not one.augmented else None
        if value is not None and all(isinstance(n, _NUMBERS) for n in ast.walk(value)):
            wanted.discard(one.target)
            yield one.target, value


def _value_of(one: Assignment) -> ast.expr | None:
    """What a statement gives its one name; of `n, side = 5, 8` the part that this name gets."""
    statement = next(iter(tree_of(one.source).body), None)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if not isinstance(statement, ast.Assign) or isinstance(target, ast.Name):
        return None if one.source.startswith("for ") else expression_of(one.value)
    names = [getattr(n, "id", "") for n in getattr(target, "elts", ())]
    parts = statement.value.elts if isinstance(statement.value, ast.Tuple) else []
    return parts[names.index(one.target)] if one.target in names and len(parts) == len(names) else None


def remade_as_drawn(plan: Plan) -> bool:
    """Whether the statements as they stand give again just what was drawn; raises Unknown when that can't be told."""
    (args, options), _, _ = given_to(plan.before, plan.call, {})
    arrays = [a for a in (*args, *options.values()) if isinstance(a, np.ndarray)]
    drawn = [a.values for a in plan.call.arguments if a.values is not None]
    return bool(drawn) and all(any(same_array(a, d) for a in arrays) for d in drawn)
