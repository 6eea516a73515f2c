"""Figures whose every call was handed nothing: a mask that picks no entry, a list that nobody filled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Panel, Run, Sheet, Value
from kerascope.findings import Finding
from kerascope.parsed import called, nodes_of

__all__ = ["nothing_picked", "written_empty"]

_LATER = re.compile(r"\.set_(?:x?y?data|data|offsets|segments)\(|\.pause\(|\.ion\(|FuncAnimation|clear_output")
_TYPES = {
    "U": "strings",
    "S": "bytes",
    "O": "objects",
    "i": "integers",
    "u": "integers",
    "f": "floats",
    "b": "booleans",
}


def nothing_picked(sheet: Sheet, panels: list[Panel], calls: tuple[Call, ...], run: Run) -> Finding | None:
    """Data was handed to every panel that was drawn in, and all of it has 0 points."""
    if not calls or not sheet.seen:
        return None
    if not all(_empty(c) for c in calls) or any(p.texts for p in panels) or _LATER.search(text_of(calls[0].place, run)):
        return None
    own = {c.number for c in calls}
    if any(a.call not in own and a.kind != "patch" for p in panels for a in p.artists):
        return None
    first = calls[0]
    data = first.data
    blank = len({c.panel for c in calls})
    if data is None:
        return None
    return found(
        first.place,
        "error",
        f"{count(blank, 'panel')} {'stays' if blank == 1 else 'stay'} without data: {count(len(calls), 'call')} of "
        f"`{first.function}` {'was' if len(calls) == 1 else 'were'} handed 0 points; {subject(data)} has shape "
        f"{data.facts.shape}{_of(data)}{_compared(calls)}.",
        why="An empty array draws nothing and raises nothing: the axes keep their titles and their labels.",
        evidence={"panels": blank, "calls": len(calls), "points": 0, "shape": list(data.facts.shape)},
    )


def _empty(call: Call) -> bool:
    """An array of no entries that was meant to have some: not the `[]` that a line for the legend is made of."""
    data = call.data
    return (
        data is not None
        and not call.exception
        and call.via in ("", "pandas")
        and call.kind in ("line", "scatter", "bar", "hist")
        and data.facts.size == 0
        and 0 in data.facts.shape
        and data.facts.finite == 0
        and not written_empty(call, data)
        and bool(call.artists)
    )


def written_empty(call: Call, data: Argument) -> bool:
    """The `[]` of a line that is drawn for the legend alone, not the one that `get` gives for a key that is missing."""
    text = data.expression or call.place.source
    for node in nodes_of(text):
        if isinstance(node, ast.Call) and len(node.args) > 1 and called(node) in ("get", "pop", "getattr"):
            text = text.replace(ast.get_source_segment(text, node.args[-1]) or text, "default")
    return bool(re.search(r"\[\s*\]|\(\s*\)$", text))


def _of(data: Argument) -> str:
    """' and picks 0 of 150'."""
    source = _source(data)
    name = re.match(r"(\w+)\s*\[", source)
    whole = _value(data, name[1]) if name is not None else None
    if whole is None or whole.facts is None or not whole.facts.shape:
        return ""
    return f": 0 of {whole.facts.shape[0]} are picked from `{whole.source}`, shape {whole.facts.shape}"


def _source(data: Argument) -> str:
    if not data.expression.isidentifier():  # '' too: arguments with a star
        return data.expression
    return next((a.value for a in data.lineage if a.target == data.expression), "")


def _value(data: Argument, name: str) -> Value | None:
    return next((v for v in data.names if v.source == name), None)


def _compared(calls: tuple[Call, ...]) -> str:
    """'; `labels` holds strings (<U1: '0', '1'), compared with the integer 0, 1'."""
    told: dict[str, list[str]] = {}
    held: dict[str, str] = {}
    for call in calls[:12]:
        data = call.data
        for name, value in _comparisons(data) if data is not None else ():
            whole = _value(data, name) if data is not None else None
            if whole is None or whole.facts is None or "holds" not in whole.about or value in whole.about["holds"]:
                continue
            shown = ", ".join(map(repr, whole.about["holds"]))
            held[name] = f"`{name}` holds {_TYPES.get(whole.facts.kind, 'values')} ({whole.facts.dtype}: {shown})"
            told.setdefault(name, []).append(f"{type(value).__name__} {value!r}")
    return "".join(f"; {held[n]}, compared with {', '.join(dict.fromkeys(v))}" for n, v in told.items())


def _comparisons(data: Argument) -> Iterator[tuple[str, object]]:
    """(name, value) of each `name == value` on the way to what was drawn."""
    mask = [a.value for a in data.lineage if re.search(rf"\b{re.escape(a.target)}\b", _source(data))]
    for piece in (data.expression, _source(data), *mask):
        for node in nodes_of(piece):
            if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
                continue
            left, right = node.left, node.comparators[0]
            if not isinstance(left, ast.Name):
                continue
            if isinstance(right, ast.Constant):
                yield left.id, right.value
            known = _value(data, right.id) if isinstance(right, ast.Name) else None
            if known is not None and "value" in known.about:
                yield left.id, known.about["value"]
