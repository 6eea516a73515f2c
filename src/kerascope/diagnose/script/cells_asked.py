"""Maps that loops fill cell by cell with what a network answers: `heat[r, c] = net.predict(x)[0, k]`."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

import numpy as np

from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import PREDICTS
from kerascope.evidence import Argument, Assignment, Call, Run
from kerascope.parsed import called, expression_of, names_bound, names_of, tree_of

__all__ = ["Answers", "answers_of"]

_KEEPS = frozenset(["float", "item", "numpy", "squeeze", "ravel", "flatten", "asarray", "array", "convert_to_numpy"])
_KEEPS |= frozenset(["max", "mean", "sum", "abs", "cpu", "detach"])
"""Functions and methods that give back what they are given, or one number of it."""
_PURE = frozenset(["copy", "reshape", "astype", "expand_dims", "len", "range", "enumerate", "zip", "print", "min"])
"""Others that change nothing."""
_DEPTH = 12
_LATEST = 24
"""Outputs that are looked through, the newest ones."""


class Answers(NamedTuple):
    """The statement that fills the cells, what asks the network there, and whether it asks the same each time."""

    made: Assignment
    asked: str
    same: bool
    unused: tuple[str, ...]
    """Names that the loops make, or only write into, and do not read."""


def answers_of(call: Call, data: Argument, run: Run) -> Answers | None:
    """How a level map was filled: with the same answer each time, or with what a network gave again and again."""
    value = data.facts.minimum
    if not data.facts.is_float or data.facts.ndim < 2 or value is None:
        return None
    text = text_of(call.place, run)
    for made in data.lineage:
        node = expression_of(made.value) if made.into else None
        asked = _asked(node, data, text, _DEPTH) if node is not None else None
        told = _told(made, asked, tree_of(text)) if asked is not None else None
        if told is not None and (told.same or (value % 1 != 0 and _given(value, run))):
            return told
    return None


def _given(value: float, run: Run) -> bool:
    """Whether a network has lately given this very number."""
    latest = (o.values for o in reversed(run.outputs[-_LATEST:]))
    return any(v is not None and v.dtype.kind == "f" and np.isclose(v, value, rtol=1e-6, atol=0).any() for v in latest)


def _asked(node: ast.expr, data: Argument, text: str, depth: int) -> ast.Call | None:
    """The call of a network that an expression is an entry of, a plain reduction of, or simple arithmetic with."""
    if depth == 0:
        return None
    parts: list[ast.expr] = []
    match node:
        case ast.Subscript() | ast.Attribute():
            parts = [node.value]
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            parts = [node.left, node.right]
        case ast.UnaryOp():
            parts = [node.operand]
        case ast.Name():
            values = [a.value for a in data.lineage if a.target == node.id and not a.into]
            parts = [n for n in map(expression_of, values) if n is not None]
        case ast.Call():
            name = called(node)
            if _is_network(node, name, text):
                return node
            returned = [a.value for a in data.lineage if a.target == f"{name}()"]
            parts = [n for n in map(expression_of, returned) if n is not None]
            if name in _KEEPS:
                parts = [*node.args[:1], *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
    found = (_asked(p, data, text, depth - 1) for p in parts)
    return next((f for f in found if f is not None), None)


def _is_network(node: ast.Call, name: str, text: str) -> bool:
    if isinstance(node.func, ast.Attribute) and name in PREDICTS:
        return True
    maker = r"\s*=\s*[\w.]*\b(?:Model|Sequential|load_model|clone_model)\("
    return bool(re.search(rf"(?<![\w.]){re.escape(ast.unparse(node.func))}{maker}", text))


def _told(made: Assignment, asked: ast.Call, tree: ast.Module) -> Answers:
    """What the loops around the statement change, and whether the network is asked of any of it."""
    around = [n for n in ast.walk(tree) if isinstance(n, ast.For) and n.lineno < made.line <= (n.end_lineno or 0)]
    nodes = {n for loop in around for n in ast.walk(loop)}
    counters = {n for loop in around for n in names_bound(loop.target)}
    made_here = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - counters
    into = [n.value for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)]
    written = {n.id for n in into if isinstance(n, ast.Name)}
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in into}
    inputs = {n for a in (asked.func, *asked.args, *(k.value for k in asked.keywords)) for n in names_of(a)}
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    here = [c for c in calls if ast.unparse(c) == ast.unparse(asked)]  # not in a function that is called there
    touched = {n for c in calls if c not in here for n in _touched(c)}
    same = len(here) == 1 and not inputs & (counters | made_here | written | touched)
    return Answers(made, ast.unparse(asked), same, tuple(sorted(made_here - read)) if same else ())


def _touched(node: ast.Call) -> set[str]:
    """Names whose objects a call may change."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return set() if node.func.attr in _PURE | _KEEPS else {node.func.value.id, *_bare(node)}
    return set() if called(node) in _PURE | _KEEPS else _bare(node)


def _bare(node: ast.Call) -> set[str]:
    return {a.id for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, ast.Name)}
