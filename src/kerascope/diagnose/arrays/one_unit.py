"""What one unit or one channel leaves no choice in: an argmax over it is always 0, a softmax over it always 1."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from kerascope.diagnose.tell import PREDICTS, known, tied
from kerascope.evidence import Argument, Assignment, Provenance, Run
from kerascope.parsed import called, expression_of

__all__ = ["Largest", "argmax_over_one", "from_network", "softmax_over_one"]

_LATEST = 24
"""Outputs that are looked through, the newest ones."""
_ARGMAX = re.compile(r"[\w.]*\bargmax\(")


class Largest(NamedTuple):
    """An argmax in the source, and what it is taken of."""

    source: str
    of: str
    made: Assignment


def argmax_over_one(data: Argument, run: Run) -> tuple[tuple[int | None, ...], Largest | None] | None:
    """Shape of the network's output when it has one channel or unit, and what is drawn is an argmax over that."""
    if data.facts.maximum != 0 or data.facts.is_float or not _ARGMAX.search(tied(data)):
        return None
    if "predict" not in tied(data) and not from_network(data):
        return None
    asked = _largest(data)
    shape = _of_a_picture(data, run) or _of_samples(data, run, asked)
    return None if shape is None else (shape, asked)


def softmax_over_one(data: Argument, run: Run) -> Provenance | None:
    """What made the probabilities that as many numbers were made of, when each is the 1 of a softmax over one unit.

    Of a batch of masks one may be drawn: that is 1 too, or is known to be picked from them.
    """
    origin = known(data)
    if origin is None and "predict" not in tied(data) and not from_network(data):
        return None
    for output in reversed(run.outputs[-_LATEST:]):
        made, values = output.provenance, output.values
        if made is None or values is None or made.activation != "softmax" or not made.final:
            continue
        if values.ndim < 2 or values.shape[-1] != 1 or not values.size:
            continue
        whole = values.size == data.facts.size and (origin is None or origin.kind == "output")
        picked = values.size // len(values) == data.facts.size and (origin == made or _of_ones(data, origin))
        if (whole or picked) and (values > 0.999999).all():
            return made
    return None


def _of_ones(data: Argument, origin: Provenance | None) -> bool:
    return origin is None and data.facts.minimum is not None and data.facts.minimum > 0.999999


def from_network(data: Argument) -> bool:
    """Whether it was computed of what a network returned."""
    names = set(re.findall(r"[A-Za-z_]\w*", tied(data)))
    used = [v for v in data.near if v.source in names and v.provenance is not None]
    return any(v.provenance is not None and v.provenance.kind == "output" for v in used)


def _of_a_picture(data: Argument, run: Run) -> tuple[int | None, ...] | None:
    size = tuple(n for n in data.facts.shape if n != 1)
    outputs = {tuple(shape) for model in run.models for shape in model.about.get("outputs") or ()}
    fits = {shape for shape in outputs if len(shape) == 4 and size in (shape[1:3], shape[2:4])}
    if len(fits) != 1:
        return None
    (shape,) = fits
    root = data.derivation.shape if data.derivation is not None else ()
    return (root[0] if len(root) >= 3 else None, *shape[1:]) if 1 in (shape[1], shape[3]) else None


def _of_samples(data: Argument, run: Run, asked: Largest | None) -> tuple[int | None, ...] | None:
    """(samples, 1), when no other output has as many samples, and the argmax is of an output itself."""
    if asked is None or not _is_output(asked.of, data):
        return None
    final = [o for o in run.outputs[-_LATEST:] if o.provenance is not None and o.provenance.final]
    shapes = {o.values.shape for o in final if o.values is not None and len(o.values) == data.facts.size}
    return next(iter(shapes)) if shapes == {(data.facts.size, 1)} else None


def _is_output(source: str, data: Argument) -> bool:
    node = expression_of(source)
    if isinstance(node, ast.Name):
        made = [a for a in data.lineage if a.target == node.id]
        near = [v.provenance for v in data.near if v.source == node.id]
        if any(p is not None and p.kind == "output" for p in near):
            return True
        node = expression_of(made[0].value) if made else None
    return node is not None and called(node) in PREDICTS


def _largest(data: Argument) -> Largest | None:
    """The newest argmax on the way: `np.argmax(p, axis=1)`, `p.argmax(-1)`, `[np.argmax(p) for p in scores]`."""
    for made in (Assignment("", data.expression, 0, data.expression), *data.lineage):
        tree = expression_of(made.value)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Call) and called(node) == "argmax" and isinstance(node.func, ast.Attribute):
                given = node.args[0] if node.args and not _is_number(node.args[0]) else node.func.value
                text = ast.get_source_segment(made.value.strip(), node) or ""
                of = _each_of(tree, given) if isinstance(given, ast.Name) else given
                return Largest(text, ast.unparse(of), made)
    return None


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant))


def _each_of(tree: ast.AST | None, name: ast.Name) -> ast.expr:
    """What a comprehension takes its items from, when the name is one of them."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.comprehension) and isinstance(node.target, ast.Name) and node.target.id == name.id:
            return node.iter
    return name
