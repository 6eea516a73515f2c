"""Colours that a colour map gave as floats from 0 to 1, cast to bytes as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import subject
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import elsewhere, measured
from kerascope.evidence import Argument, Assignment, Call, Run
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of

__all__ = ["cut_colours"]

_MAP = re.compile(r"(?:^|\.)cm\.\w+$|get_cmap\(.*\)$|colormaps(?:\[.*\]|\.\w+)$", re.S)
_INTEGERS = re.compile(r"^(?:np\.|numpy\.)?u?int(?:8|16|32|64)?$")


def cut_colours(call: Call, data: Argument, run: Run) -> Finding | None:
    """A colour map's own floats from 0 to 1 were cut to 0 and 1."""
    told = _cast(data, text_of(call.place, run))
    if told is None:
        return None
    made, cast, of = told
    after = cast.replace(of, f"255 * {of}", 1) if not cast.startswith(of) else f"(255 * {of}){cast[len(of) :]}"
    words = "bring the colours to 0..255 before the cast"
    line = made.line or call.place.line
    return found(
        call.place,
        "error",
        f"{subject(data)} is made of `{cast}` (line {line}): a colour map gives floats between 0 and 1, and "
        "the cast cuts them to 0 and 1: hardly anything but 0 is left of 256 levels.",
        why="Integers have no place for what stands behind the point. Multiply by 255 first, or ask the map for "
        "bytes=True.",
        evidence={**measured(data), "of": 256, "statement": cast},
        fix=Fix(words, cast, after) if not made.line else elsewhere(call, run, made, words, cast, after),
    )


def _cast(data: Argument, text: str) -> tuple[Assignment, str, str] | None:
    """(statement, the cast in it, what it cuts) of `np.uint8(cm.jet(heat)[..., :3])` and the like."""
    inline = Assignment("", data.expression, 0, data.expression)
    for step in (inline, *data.lineage):
        tree = expression_of(step.value)
        for node in ast.walk(tree) if tree is not None else ():
            inner = _cut(node)
            if inner is None or not _gives_colours(inner, data.lineage, text):
                continue
            cast, of = (ast.get_source_segment(step.value.strip(), n) or "" for n in (node, inner))
            return step, cast, of
    return None


def _cut(node: ast.AST) -> ast.expr | None:
    """What a cast to integers is given, with nothing in between."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = ast.unparse(node.func)
    if _INTEGERS.match(name):
        return node.args[0]
    kind = ast.unparse(node.args[0]).strip("'\"")
    if isinstance(node.func, ast.Attribute) and node.func.attr == "astype" and _INTEGERS.match(kind):
        return node.func.value
    return None


def _gives_colours(node: ast.expr, made: Sequence[Assignment], text: str) -> bool:
    """A colour map's floats, or a part of them, also by a name that they were given."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        values = [v for a in made if a.target == node.id and (v := expression_of(a.value)) is not None]
        others = [a for a in made if a.target != node.id]
        return len(values) == 1 and _gives_colours(values[0], others, text)
    if not isinstance(node, ast.Call) or any(k.arg == "bytes" for k in node.keywords):
        return False
    function = ast.unparse(node.func)
    named = re.findall(rf"^\s*{re.escape(function)}\s*=\s*(.+?)\s*$", text, re.M)
    return bool(_MAP.search(function)) or (bool(named) and all(_MAP.search(value) for value in named))
