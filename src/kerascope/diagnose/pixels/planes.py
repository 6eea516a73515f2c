"""Rows of pixels laid out wrongly, told by the picture alone: planes of colours taken for pixels, sides exchanged."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Assignment
from kerascope.parsed import expression_of

__all__ = ["Exchanged", "Misread", "exchanged_sides", "misread_colours"]

_METHODS = ("reshape", "view")
_TURNS = ("transpose", "permute", "moveaxis", "swapaxes", "rollaxis", "movedim", "rearrange", "einsum", ".T")
_CLEAR = 1.3
"""Put right, neighbours differ by less than the 1.3th part of what they differ by now, across and down."""
_REPEATS = 0.8
"""Correlation of a series with itself, a day or the like later, above which it repeats itself."""
_UNEVEN = 1.6
"""Steps within a pixel's three colours and to the next pixel differ by this factor; along a plane all are alike."""
_MOST = 16
"""So many pictures of a batch are looked at."""


@dataclass(frozen=True, slots=True)
class Misread:
    """Colour pictures that a reshape read out of rows in the other order of colours."""

    shape: tuple[int, ...]
    """(height, width, 3), with the number of pictures before it where more than one was laid out."""
    planes: bool
    """The rows hold all red values first, then green, then blue; else the three of each pixel beside each other."""
    before: str
    after: str
    step: Assignment | None

    @property
    def row(self) -> tuple[int, ...]:
        height, width, colours = self.shape[-3:]
        return (*self.shape[:-3], height * width * colours)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A picture laid out of a row of values with its height and width exchanged."""

    now: tuple[int, int]
    before: str
    after: str
    step: Assignment | None
    repeats: bool = False
    """Told by values that repeat themselves after each `now[0]`, not by a jump where rows end."""


def exchanged_sides(data: Argument) -> Exchanged | None:
    """A reshape to (height, width) whose values run in rows as long as that height: each row is sheared."""
    if data.values is None or data.facts.ndim != 2 or data.facts.kind not in "iuf":
        return None
    repeats = not _sheared(data.values)
    if repeats and not _slanting(data.values):
        return None
    inline = Assignment("", data.expression, 0, data.expression)
    for step in [inline, *data.lineage]:
        for node in _reshapes(step.value):
            like = [n for n in _sides(node) if isinstance(n, ast.Attribute) and n.attr == "shape"]
            if (len(_sides(node)) < 2 and not like) or any(k.arg == "order" for k in node.keywords):
                continue
            before, (height, width) = step.value, data.facts.shape
            after = _turned(before, node)
            after = f"{after}.T" if repeats and after.endswith(")") else after
            return Exchanged((height, width), before, after, step if step is not inline else None, repeats)
    return None


def _turned(text: str, node: ast.Call) -> str:
    """The same expression with the last two sides exchanged; '' where the text is not plain."""
    sides = [ast.unparse(s) for s in _sides(node)]
    if len(sides) < 2 or "-1" in sides[-2:]:
        return ""
    laid = _laid_out(text, node, [*sides[:-2], sides[-1], sides[-2]])
    return text.strip().replace(ast.get_source_segment(text.strip(), node) or "", laid, 1) if laid else ""


def _laid_out(text: str, node: ast.Call, sides: list[str]) -> str:
    """The reshape with other sides, the rest as it stands in the source; '' where they can't be found in it."""
    segment = ast.get_source_segment(text.strip(), node) or ""
    old = [re.escape(ast.get_source_segment(text.strip(), s) or "") for s in _sides(node)]
    found = list(re.finditer(r"\s*,\s*".join(old), segment))
    return f"{segment[: found[0].start()]}{', '.join(sides)}{segment[found[0].end() :]}" if len(found) == 1 else ""


def _sheared(picture: Any) -> bool:
    """Rows end, by a jump of the values, where the other side's rows end, and not where the picture's own do."""
    height, width = picture.shape
    memory = picture.astype("float64").ravel()
    if height == width or min(height, width) < 8 or not np.isfinite(memory).all():
        return False
    down, then_down = (np.abs(np.diff(memory.reshape(h, -1), axis=0)).mean() for h in (height, width))
    steps, at = np.abs(np.diff(memory)), np.arange(1, memory.size)
    own, other = at % width == 0, at % height == 0
    inside = float(steps[~own & ~other].mean())
    if not (own & ~other).any() or not (other & ~own).any():
        return False
    jumps = float(steps[other & ~own].mean()), float(steps[own & ~other].mean())
    return bool(down > 1.5 * then_down and jumps[0] > 2 * inside > 0 and jumps[1] < _CLEAR * inside)


def _slanting(picture: Any) -> bool:
    """A series that repeats itself after as many values as there are rows, laid out in rows of another length."""
    height, width = picture.shape
    memory = picture.astype("float64").ravel()
    if height == width or min(height, width) < 6 or not np.isfinite(memory).all() or memory.std() == 0:
        return False
    own, other = (float(np.corrcoef(memory[n:], memory[:-n])[0, 1]) for n in (width, height))
    return other > _REPEATS and own < 0.5 * other and bool(height % width and width % height)


def misread_colours(data: Argument) -> Misread | None:
    """A reshape on the way to a colour picture that took planes for pixels, or pixels for planes, shown by values."""
    shape = data.facts.shape
    if len(shape) != 3 or shape[-1] != 3 or min(shape[:2]) < 8 or data.values is None or data.facts.kind not in "iuf":
        return None
    near = {v.source: v.values for v in data.near if v.values is not None}
    inline = Assignment("", data.expression, 0, data.expression) if data.expression else None
    for step in [*([inline] if inline else []), *data.lineage]:
        for node in _reshapes(step.value):
            last, turned = _colours_at(node), any(t in step.value for t in _TURNS)
            if last is None or (last == -1) == turned:
                continue
            batch = near.get(step.target)
            whole = batch if batch is not None and batch.ndim == 4 and batch.shape[1:] == shape else data.values
            if _misread(np.asarray(whole), last == -1):
                after = _mended(step.value, node) if last == -1 else ""
                planes = last == -1
                return Misread(tuple(whole.shape), planes, step.value, after, step if step is not inline else None)
    return None


def _reshapes(text: str) -> Iterator[ast.Call]:
    """Calls of `reshape` or `view` in an expression."""
    if not any(m in text for m in _METHODS):
        return
    for node in ast.walk(expression_of(text) or ast.Module([], [])):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            yield node


def _sides(node: ast.Call) -> list[ast.expr]:
    """The lengths that a reshape is given, as they stand in the source."""
    last = (
        node.args[-1] if node.args else next((k.value for k in node.keywords if k.arg in ("shape", "newshape")), None)
    )
    if isinstance(last, ast.Tuple | ast.List):
        return list(last.elts)
    return list(node.args)


def _colours_at(node: ast.Call) -> int | None:
    """-1 where the last of three sides is 3, -3 where the first of them is; None of other reshapes."""
    sides = _sides(node)
    if not 3 <= len(sides) <= 4 or any(k.arg == "order" for k in node.keywords):
        return None
    threes = [at for at in (-1, -3) if isinstance(sides[at], ast.Constant) and sides[at].value == 3]  # type: ignore[attr-defined]
    return threes[0] if len(threes) == 1 else None


def _misread(pictures: Any, planes: bool) -> bool:
    """Whether (…, height, width, 3) as laid out is rougher, across and down, than in the other order of colours."""
    height, width = pictures.shape[-3:-1]
    stack = pictures.reshape(-1, height, width, 3)[:_MOST].astype("float64")
    if not np.isfinite(stack).all():
        return False
    if planes:
        memory = stack.reshape(len(stack), -1)
        other = memory.reshape(-1, 3, height, width).transpose(0, 2, 3, 1)
    else:
        memory = stack.transpose(0, 3, 1, 2).reshape(len(stack), -1)
        other = memory.reshape(-1, height, width, 3)
    steps, at = np.abs(np.diff(memory, axis=1)), np.arange(1, memory.shape[1])
    inside = (at % width != 0) | (not planes)  # where a row of a plane ends, the next value is far away
    thirds = [float(steps[:, inside & (at % 3 == n)].mean()) for n in range(3)]
    even = max(thirds) < _UNEVEN * min(thirds)
    (across, down), (then_across, then_down) = _differences(stack), _differences(other)
    if planes:
        return even and across > _CLEAR * then_across and down > _CLEAR * then_down
    return not even and down > _CLEAR * then_down and across + down > _CLEAR * (then_across + then_down)


def _differences(stack: Any) -> tuple[float, float]:
    """How much neighbours in a row, and in a column, differ."""
    return float(np.abs(np.diff(stack, axis=2)).mean()), float(np.abs(np.diff(stack, axis=1)).mean())


def _mended(text: str, node: ast.Call) -> str:
    """The same expression with the planes read as planes and moved to the end; '' where the text is not plain."""
    sides = [ast.unparse(s) for s in _sides(node)]
    lead, (height, width, colours) = sides[:-3], sides[-3:]
    laid = _laid_out(text, node, [*lead, colours, height, width])
    if not laid:
        return ""
    order = ", ".join(map(str, (0, 2, 3, 1) if lead else (1, 2, 0)))
    base = node.func.value if isinstance(node.func, ast.Attribute) else node
    library = isinstance(base, ast.Name) and base.id in ("tf", "ops", "torch", "jnp", "K")
    turned = f"np.transpose({laid}, ({order}))" if library else f"{laid}.transpose({order})"
    return text.strip().replace(ast.get_source_segment(text.strip(), node) or "", turned, 1)
