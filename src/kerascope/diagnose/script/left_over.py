"""What a loop leaves behind: a name that every turn makes anew, drawn once after the last one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kerascope.diagnose.cause import found
from kerascope.diagnose.meant import counts, names_one, promises_all, words_of
from kerascope.diagnose.say import shape_words, subject
from kerascope.diagnose.script.source import names_in, text_of
from kerascope.evidence import Argument, Call, Run, Value
from kerascope.findings import Finding
from kerascope.parsed import names_bound, names_of, spans, tree_of

__all__ = ["drawn_after_loop"]


@dataclass(frozen=True, slots=True)
class _Left:
    """One entry of an array, which the last turn of a loop took and made a picture of."""

    root: Value
    axis: int
    size: int
    line: int
    """Where each turn makes the picture anew."""

    @property
    def axes(self) -> tuple[str, ...] | None:
        made = self.root.provenance
        shape = self.root.facts.shape if self.root.facts is not None else ()
        return made.axes if made is not None and made.axes is not None and len(made.axes) == len(shape) else None


def drawn_after_loop(
    call: Call, data: Argument, run: Run, parts: Sequence[str], counted: Sequence[str]
) -> Finding | None:
    """The picture that the last turn of a loop made, under words for those of all turns.

    parts : axes of which the plural promises all: 'the filters'
    counted : axes of which only their number does: 'the 9 images'
    """
    if call.kind not in ("image", "mesh") or (data.derivation is not None and data.derivation.fixed):
        return None
    left, words = _left(call, data, run), words_of(call, run)
    if left is None or left.size < 2 or left.root.facts is None:
        return None
    others = (c.data for c in run.calls if c is not call and c.kind == call.kind and c.data is not None)
    if any(left.root.source in names_in(" ".join((o.expression, *(a.value for a in o.lineage)))) for o in others):
        return None
    known = (left.axes[left.axis],) if left.axes is not None else (*parts, *counted)
    promised = any(counts(words, a, left.size) for a in known)
    promised = promised or (left.axes is not None and known[0] in parts and promises_all(words, known[0], left.size))
    if not promised or any(names_one(words, a) for a in known):
        return None
    shape = left.root.facts.shape
    one = f"{known[0] if left.axes is not None else f'entry of axis {left.axis}'} {left.size - 1} of {left.size}"
    return found(
        call.place,
        "warning",
        f"{subject(data)} is what the last turn of a loop left, made anew in every turn (line {left.line}) and drawn "
        f"once, after the loop: only {one} of `{left.root.source}` {shape_words(shape, left.axes)} is drawn, while the "
        f'figure says "{words[:80]}".',
        why="A name holds one thing. What a loop makes in its turns is gone with the next one, unless each is drawn "
        "inside the loop or put into a list.",
        evidence={"shape": list(data.facts.shape), "drawn": 1, "of": left.size, "root": left.root.source},
    )


def _left(call: Call, data: Argument, run: Run) -> _Left | None:
    """The entry that is left when a loop over all of them hands none on: no list is filled, no sum made, none drawn."""
    name, line = data.expression, call.place.line
    if not name.isidentifier() or line is None:
        return None
    for block in _blocks(tree_of(text_of(call.place, run))):
        place = next((n for n, s in enumerate(block) if spans(s, line)), 0)
        makers = [s for s in block[:place] if name in names_bound(s)]
        loop = makers[-1] if makers else None
        if isinstance(loop, ast.For) and not any(spans(loop, c.place.line or 0) for c in run.calls):
            made = _made_anew(loop, name)
            left = next(_taken(loop, made, data), None) if made else None
            if left is not None:
                return _Left(*left, made[0].lineno)
    return None


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _read(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _made_anew(loop: ast.For, name: str) -> list[ast.Assign | ast.AugAssign]:
    """The statements of a loop that make a name, where each turn begins anew and nothing else there reads it."""
    made: list[ast.Assign | ast.AugAssign] = []
    for step in loop.body:
        if not isinstance(step, ast.Assign | ast.AugAssign) or names_bound(step) != {name}:
            if name in names_bound(step) | _read(step):
                return []
            continue
        if not made and (isinstance(step, ast.AugAssign) or name in _read(step.value)):
            return []
        made.append(step)
    return made


def _taken(loop: ast.For, made: list[ast.Assign | ast.AugAssign], data: Argument) -> Iterator[tuple[Value, int, int]]:
    """(array, axis, size): what the loop's counter picks of a named array on the way to what it makes."""
    counters, needed = names_of(loop.target), _read(made[0].value) | _read(made[-1].value)
    steps = [s for s in loop.body if isinstance(s, ast.Assign) and s.lineno <= made[-1].lineno]
    way: list[ast.expr] = [m.value for m in made]
    for step in reversed(steps):
        if step not in made and names_bound(step) & needed:
            way.append(step.value)
            needed |= _read(step.value)
    arrays = {v.source: v for v in data.near if v.facts is not None and v.facts.ndim > 1}
    for node in (n for value in way for n in ast.walk(value) if isinstance(n, ast.Subscript)):
        root = arrays.get(node.value.id) if isinstance(node.value, ast.Name) else None
        axis = _axis_of(node, counters, root)
        if root is not None and root.facts is not None and axis is not None:
            yield root, axis, root.facts.shape[axis]


def _axis_of(node: ast.Subscript, counters: set[str], root: Value | None) -> int | None:
    """The axis of an array that a subscript holds at the counter of a loop."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    ndim = root.facts.ndim if root is not None and root.facts is not None else 0
    at = next((n for n, p in enumerate(parts) if isinstance(p, ast.Name) and p.id in counters), None)
    gap = next((n for n, p in enumerate(parts) if isinstance(p, ast.Constant) and p.value is Ellipsis), len(parts))
    if at is None or len(parts) - (gap < len(parts)) > ndim:
        return None
    return at if at < gap else ndim - len(parts) + at
