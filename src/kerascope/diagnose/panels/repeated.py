"""One slice in panel after panel of a figure: a loop whose index the drawn data does not use."""

from __future__ import annotations

import ast
import re
from itertools import groupby
from typing import Any

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count, origin, shape_words, subject
from kerascope.diagnose.script.indices import counted_by
from kerascope.diagnose.script.late import read_late
from kerascope.diagnose.script.source import loop_names, loops_around, names_in
from kerascope.evidence import Argument, Call, Derivation, Run
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of, names_of

__all__ = ["same_in_every_panel"]

_PARTS = ("out_channel", "channel", "head", "multiplier", "in_channel")
_OPTIONS = ("cmap", "norm", "vmin", "vmax", "alpha", "interpolation", "origin", "extent", "aspect", "clip_on")


def same_in_every_panel(call: Call, data: Argument, run: Run) -> Finding | None:
    """The same line of code draws the same slice, in the same manner, in panel after panel of one figure."""
    derivation = _slice(data)
    if derivation is None or data.derivation is None:
        return None
    turns = [c for c in run.calls if c.sheet == call.sheet and c.place.line == call.place.line]
    same = [c for c in turns if _alike(c, call, data, data.derivation)]
    panels = {c.panel for c in same}
    if len(panels) < 3 or panels != {c.panel for c in turns} or same[0] is not call or not _nothing_over(same, run):
        return None
    made = (a.value for a in data.lineage if a.target == data.expression)
    late, reader = read_late(call.place, " ".join((data.expression, *made)), run)
    unused = [late] if late else _unused(call, data, run)
    derivation = _as_called(same, data, derivation)
    axis = _varying(derivation)
    size = derivation.shape[axis]
    if size < 2 or not unused or (_walks_others(call, run) and len(panels) != size):
        return None
    if not _meant_to_change(same, derivation, axis, run):
        return None
    names = [n for n in unused if n not in _panel_names(call, run)]
    name = next((n for n in names if re.fullmatch(r"[a-z]\w?|idx|index|\w*_?i", n)), next(iter(names), ""))
    reason = f"the loop's `{name}` is not used" if name else "the loop walks over the panels and picks nothing else"
    if late:
        reason = f"the loop's `{late}` is read when {reader} runs, after the loop has ended"
    return found(
        call.place,
        "error",
        f"every one of {count(len(panels), 'panel')} draws {subject(data)}: {derivation.words()} of "
        f"`{derivation.root}` {shape_words(derivation.shape, derivation.axes)}. One of {size} is shown {len(panels)} "
        f"times; {reason}{'' if late else _begun_anew(call, data, run)}.",
        why="The index does not change from turn to turn, so that the same picture is drawn again under another title.",
        evidence={
            "panels": len(panels),
            "axis": derivation.name(axis),
            "of": size,
            "unused": name,
            **origin(derivation),
            **_indexed(data, derivation),
        },
        fix=None if late or not _counts(call, name, run) else _counted(data, derivation, axis, name),
    )


def _indexed(data: Argument, derivation: Derivation) -> dict[str, Any]:
    named = _named(data, derivation)
    if named is None or named[1] == derivation.shape:
        return {}
    return {"indexed": named[0], "indexed_shape": list(named[1])}


def _slice(data: Argument) -> Derivation | None:
    """What an index picked of an array, and kept more than a number of; or the entry of a list that the code names."""
    made = data.derivation
    if made is None or all(isinstance(i, int) for i in made.index):
        return None
    if made.fixed:
        return made
    entry = re.fullmatch(r"(\w+)\[(\d+)\]", made.root)
    held = next((v.about.get("length") for v in data.names if entry is not None and v.source == entry[1]), None)
    if entry is None or not isinstance(held, int) or data.aliases:
        return None
    return Derivation(entry[1], (held, *made.shape), (int(entry[2]), *made.index), (), None, ("index", *made.steps))


def _meant_to_change(same: list[Call], derivation: Derivation, axis: int, run: Run) -> bool:
    """Not what the other panels are to be compared with, and no one curve of a table that each panel may well hold."""
    own = {c.panel for c in same}
    turning = _turning(same, run)
    paired = any(_paired(g, len(own), derivation, axis) for g in turning)
    if turning and not paired:
        return False
    call = same[0]
    if call.kind not in ("line", "bar"):
        return True
    if _in_its_own_manner(call, run):
        return False
    made = derivation.provenance
    sample = made is not None and made.kind == "output" and derivation.name(axis) == "batch"
    rich = call.kind == "line" and len(derivation.shape) > 2
    return rich or sample or paired or (len(own) == derivation.shape[axis] and not _of_one_table(call, derivation))


def _of_one_table(call: Call, derivation: Derivation) -> bool:
    """One column over another: what is counted are the columns of a table, not curves."""
    made = [a.derivation for a in call.arguments if a is not call.data and a.derivation is not None]
    return any(d.root == derivation.root for d in made)


def _in_its_own_manner(call: Call, run: Run) -> bool:
    """The loop decides more than the name and the colour of what the call draws: its style, or what it stands over."""
    node, data = expression_of(call.place.source), call.data
    if not isinstance(node, ast.Call) or data is None:
        return True
    walked = set(loop_names(call.place, run))
    given = [*node.args, *(k.value for k in node.keywords if k.arg not in ("label", "color", "c", "title", "ax"))]
    return any(names_of(g) & walked for g in given)


def _turning(same: list[Call], run: Run) -> list[list[Call]]:
    """Calls by line that show something of their own in turn after turn, in other panels of the figure."""
    own = {c.panel for c in same}
    rest = [c for c in run.calls_in(same[0].sheet) if c.panel not in own and c.data is not None and not c.exception]
    by_line = sorted(rest, key=lambda c: (c.place.line or 0, c.order))
    groups = [list(g) for _, g in groupby(by_line, key=lambda c: c.place.line)]
    return [g for g in groups if len({c.panel for c in g}) > 1 and _differ(g)]


def _differ(calls: list[Call]) -> bool:
    facts = {c.data.facts for c in calls if c.data is not None}
    return len(facts) > 1


def _paired(calls: list[Call], turns: int, derivation: Derivation, axis: int) -> bool:
    """Entry by entry of another array that has as many as this one, or of which this one has one for each panel."""
    known = [c.data.derivation for c in calls if c.data is not None]
    others = [d for d in known if d is not None]
    if len(others) != len(known) or len({(d.root, d.shape) for d in others}) != 1 or others[0].root == derivation.root:
        return False
    for place, size in enumerate(others[0].shape):
        at = [i for d in others if isinstance(i := d.index[place], int)]
        if len(at) != turns or sorted(at) != list(range(min(at), min(at) + turns)) or (place == 0) != (axis == 0):
            continue
        if size == derivation.shape[axis] or (axis == 0 and derivation.shape[0] == turns):
            return True
    return False


def _nothing_over(same: list[Call], run: Run) -> bool:
    """The panels hold nothing else that could tell them apart: no heat map, box or word over it, no cut of their own.

    Under titles that are each of its own, a word more in the panels may say the same as they do.
    """
    panels = [p for c in same if (p := run.panel_of(c)) is not None]
    titles = [p.title for p in panels]
    own, numbers = {c.panel for c in same}, {c.number for c in same}
    if any(c.panel in own and c.number not in numbers for c in run.calls):
        return False
    if len({(p.xlim, p.ylim, p.xscale, p.yscale, p.axis_on) for p in panels}) > 1:
        return False
    if any(a.call is None and a.kind in ("patch", "line", "scatter", "other") for p in panels for a in p.artists):
        return False
    return len(set(titles)) == len(titles) or not any(p.texts for p in panels)


def _as_called(same: list[Call], data: Argument, derivation: Derivation) -> Derivation:
    """The slice of the array that the code names, where one of the calls knows it: a batch, not the set it is from."""
    name = re.match(r"\w*", data.expression)
    known = [d for c in same if c.data is not None and (d := c.data.derivation) is not None and d.fixed]
    return next((d for d in known if name is not None and d.root == name[0]), derivation)


def _begun_anew(call: Call, data: Argument, run: Run) -> str:
    """'; `next(iter(dataset))` begins anew in every turn', where the loop takes the first of a walk over and over."""
    first = min((n.lineno for n in loops_around(call.place, run)), default=0)
    inside = [a.value for a in data.lineage if first < a.line <= (call.place.line or 0)]
    begun = next((m[0] for v in inside if (m := re.search(r"\bnext\(iter\([^()]*\)\)", v))), "")
    return f", and `{begun}` begins anew in every turn: it is the first batch each time" if begun else ""


def _walks_others(call: Call, run: Run) -> bool:
    """The loops walk over things besides positions and panels: of each model what it says of one picture, say."""
    for loop in loops_around(call.place, run):
        if not isinstance(loop, ast.For):
            continue
        walk, targets = ast.unparse(loop.iter), loop.target
        if isinstance(targets, ast.Tuple) and walk.startswith("enumerate("):
            targets = targets.elts[-1]
        elif walk.startswith("range("):
            continue
        if names_of(targets) - {"_"} - _panel_names(call, run):
            return True
    return False


def _panel_names(call: Call, run: Run) -> set[str]:
    """Names that the calls of a figure are drawn in: of `top.imshow(x)`, `heatmap(x, ax=low)`."""
    sources = [c.place.source for c in run.calls_in(call.sheet)]
    drawn_in = [re.match(r"(\w+)[\[.]", s) for s in sources] + [re.search(r"\bax=(\w+)", s) for s in sources]
    return {m[1] for m in drawn_in if m is not None}


def _unused(call: Call, data: Argument, run: Run) -> list[str]:
    """Names that the loops around a call walk with, when neither its data nor what made it in the loop uses any."""
    walked = loop_names(call.place, run)
    first = min((n.lineno for n in loops_around(call.place, run)), default=0)
    inside = [a for a in data.lineage if first < a.line <= (call.place.line or 0) and a.target not in walked]
    used = names_in(data.expression).union(*(names_in(a.value) for a in inside))
    return [] if set(walked) & used else walked


def _alike(one: Call, other: Call, data: Argument, derivation: Derivation) -> bool:
    """The very same values in the same manner: an index may be the same and the array another.

    The array may also be a new one in each turn, known by another name in the last, and hold the same.
    """
    drawn = one.data
    if drawn is None or any(one.options.get(o) != other.options.get(o) for o in _OPTIONS):
        return False
    known, values = drawn.derivation, drawn.values
    rooted = known is not None and known.root == derivation.root and known.index == derivation.index
    if not rooted and (drawn.facts.constant or (known is not None and known.index != derivation.index)):
        return False
    same = values is not None and data.values is not None and values.shape == data.values.shape
    return (rooted and values is data.values) or (same and bool((values == data.values).all()))


def _varying(derivation: Derivation) -> int:
    """The fixed axis that a loop would have run over: a part of a layer first, the largest else."""
    fixed = [a for a, i in enumerate(derivation.index) if isinstance(i, int)]
    parts = [a for a in fixed if derivation.name(a) in _PARTS and derivation.shape[a] > 1]
    return parts[0] if parts else max(fixed, key=lambda a: derivation.shape[a])


def _counts(call: Call, name: str, run: Run) -> bool:
    """Whether a loop counts with a name, so that it can be an index: titles and paths can't."""
    return any(isinstance(o, ast.For) and name in _counters(o.target, o.iter) for o in loops_around(call.place, run))


def _counters(target: ast.expr, walked: ast.expr) -> set[str]:
    function, given = called(walked), walked.args if isinstance(walked, ast.Call) else []
    if function in ("range", "arange"):
        return names_of(target)
    if not isinstance(target, ast.Tuple) or function not in ("enumerate", "zip"):
        return set()
    if function == "enumerate":
        inner = _counters(target.elts[1], given[0]) if given and len(target.elts) == 2 else set()
        return names_of(target.elts[0]) | inner
    return set().union(*(_counters(part, each) for part, each in zip(target.elts, given, strict=False)))


def _counted(data: Argument, derivation: Derivation, axis: int, name: str) -> Fix | None:
    named = _named(data, derivation)
    cut = len(derivation.shape) - len(named[1]) if named is not None else 0
    if named is None or axis < cut:
        return None
    after = counted_by(data.expression, axis - cut, derivation.index[cut:], name)
    return Fix(f"index with `{name}`", data.expression, after) if after is not None else None


def _named(data: Argument, derivation: Derivation) -> tuple[str, tuple[int, ...]] | None:
    """The array that the expression names and its shape, where it is what earlier indices left of the root."""
    word = re.match(r"\w+", data.expression)
    known = (*data.names, *data.near)  # what a function made is gone after the run, and near no more
    shapes = [v.facts.shape for v in known if word is not None and v.facts is not None and v.source == word[0]]
    shape = shapes[0] if shapes else derivation.shape
    cut = len(derivation.shape) - len(shape)
    if word is None or cut < 0 or derivation.shape[cut:] != shape:
        return None
    return (word[0], shape) if all(isinstance(i, int) for i in derivation.index[:cut]) else None
