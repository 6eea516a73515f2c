"""The first of the pieces that `np.hstack([maps[0, :, :, k] for k in …])` and the like put together."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import numpy as np

from kerascope.diagnose.tell import axes_among
from kerascope.evidence import Argument, Derivation, Run, Value
from kerascope.parsed import called, expression_of

__all__ = ["first_piece"]

_JOINS = ("hstack", "vstack", "concatenate", "concat", "block")


def first_piece(data: Argument, run: Run) -> Argument | None:
    """The argument as its first piece alone: its source, shape, values, and the axes of the array that it was cut from.

    None unless the piece stands in the upper left corner of what was drawn, value for value.
    """
    if data.values is None or data.facts.ndim != 2:
        return None
    for text in (data.expression, *(a.value for a in data.lineage if a.target == data.expression)):
        piece = _piece(expression_of(text))
        held = next((v for v in data.near if piece is not None and v.source == ast.unparse(piece.value)), None)
        if piece is None or held is None or held.values is None:
            continue
        cut = _cut(piece, held, run)
        if cut is None:
            continue
        block, derivation = cut
        height, width = block.shape
        if np.array_equal(np.asarray(data.values)[:height, :width], block) and block.shape != data.facts.shape:
            facts = replace(data.facts, shape=block.shape, size=block.size)
            return replace(
                data, expression=ast.unparse(piece), facts=facts, derivation=derivation, values=block,
                axes=derivation.kept,
            )  # fmt: skip
    return None


def _piece(node: ast.expr | None) -> ast.Subscript | None:
    """`maps[0, :, :, k]` of what is joined."""
    if not isinstance(node, ast.Call) or not node.args or called(node) not in _JOINS:
        return None
    parts = node.args[0]
    first = parts.elt if isinstance(parts, ast.ListComp | ast.GeneratorExp) else None
    if isinstance(parts, ast.List | ast.Tuple) and parts.elts:
        first = parts.elts[0]
    return first if isinstance(first, ast.Subscript) else None


def _cut(piece: ast.Subscript, held: Value, run: Run) -> tuple[Any, Derivation] | None:
    """(values, derivation) of the piece, with 0 for the name that the comprehension counts with."""
    values = np.asarray(held.values)
    axes = held.provenance.axes if held.provenance is not None else None
    axes = axes if axes is not None and len(axes) == values.ndim else axes_among(values, run)
    parts = piece.slice.elts if isinstance(piece.slice, ast.Tuple) else [piece.slice]
    if axes is None or len(parts) > values.ndim:
        return None
    index: list[int | None] = [None] * values.ndim
    for at, part in enumerate(parts):
        if isinstance(part, ast.Slice) and part.lower is part.upper is part.step is None:
            continue
        if isinstance(part, ast.Constant) and isinstance(part.value, int):
            index[at] = part.value
        elif isinstance(part, ast.Name):
            index[at] = 0
        else:
            return None
    order = tuple(a for a, i in enumerate(index) if i is None)
    if len(order) != 2:
        return None
    block = values[tuple(slice(None) if i is None else i for i in index)]
    made = Derivation(held.source, values.shape, tuple(index), order, axes, ("index",), provenance=held.provenance)
    return block, made
