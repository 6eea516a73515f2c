"""`reshape` where `transpose` was due.

What it does: reports plots of an array that a `reshape` gave axes which only a transpose can give: its values land in
the wrong rows and columns; rows of one coordinate or sensor after the other, cut into points, or the reverse; and
colour pictures cut out of rows in the other order of colours, planes of red, green and blue taken for pixels or the
reverse. Maps merged so that the channels of each pixel stand beside each other, one picture cut into patches without
moving an axis, and a series that repeats itself laid out in rows of another length; also where the memory is cut into
equal parts by `split` or by slices. Shown by the values: put right, neighbours are far more alike.
Why it is wrong: `reshape` keeps the order in memory and cuts it anew; it moves no axis. `(samples, sensors, steps)`
becomes `(samples, steps, sensors)` in name only.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    t = np.linspace(0, 12, 100)
    recordings = np.stack([np.sin(t), 3 + np.cos(t), t])
    X = recordings.reshape(100, 3)
    plt.plot(X[:, 0])
    plt.savefig("sensor.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    t = np.linspace(0, 12, 100)
    recordings = np.stack([np.sin(t), 3 + np.cos(t), t])
    X = recordings.transpose(1, 0)
    plt.plot(X[:, 0])
    plt.savefig("sensor.png")
What it does not see: a reshape of noise, for which no order is better than another, one whose input was not kept
(but for colours: there the picture itself tells), and a code of few pixels a side that is drawn as one strip, as
autoencoders' are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.blocks import blocks
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.planes import Exchanged, Misread, exchanged_sides, misread_colours
from kerascope.diagnose.pixels.reorder import Reorder, better_order, crossing, interleaved, merges_channels
from kerascope.diagnose.pixels.rowcut import RowCut, cuts_rows, row_cut
from kerascope.diagnose.replay.pieces import names_joined
from kerascope.diagnose.replay.relaid import relaid
from kerascope.diagnose.say import origin, range_words, shape_words, subject
from kerascope.diagnose.script.layouts import LIBRARIES, lays_out, one_reshape, operand_of
from kerascope.diagnose.script.steps import place_of_step
from kerascope.diagnose.tell import axes_among
from kerascope.evidence import Argument, Assignment, Call, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import words_in

_METHOD = re.compile(r"([A-Za-z_][\w.]*(?:\[[^\[\]]*\])?)\s*\.(?:reshape|view)\(")
_FUNCTION = re.compile(
    r"(?:np|numpy|tf|ops|torch|jnp|K|keras\.ops)\.reshape\(\s*([A-Za-z_][\w.]*(?:\[[^\[\]]*\])?)\s*,"
)


_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class _Reshape:
    source: Value
    made: Any
    text: str
    assignment: Assignment | None
    read: bool = True
    """The text says what was reshaped; else the values alone do."""
    part: bool = False
    """One of its parts was drawn, as the memory has it, and no reshape of the whole stands in the text."""


@cause(
    "scrambled-reshape",
    family="shape",
    sees=Call,
    kinds=("image", "line", "mesh", "scatter", "contour"),
    outranks=("kernel-layout", "time-axis", "partial-view", "single-timestep", "channels-first", "shifted-series"),
)
def scrambled_reshape(call: Call, run: Run) -> Finding | None:
    data = call.data
    if data is None or call.exception:
        return None
    for reshape in _reshapes(data):
        source = reshape.source
        if cuts_rows(source.values, reshape.made):
            cut = None
            if call.kind in ("line", "scatter"):
                cut = row_cut(call, data, source.values, reshape.made, names_joined(data, source))
            if cut is not None:
                return _said_row(call, data, reshape, cut, run)
            continue
        if not reshape.read and call.kind in ("line", "scatter") and not _exchanged(source.values, reshape.made):
            continue  # days of hours cut into weeks of hours: the order of a series is not known by its values
        axes = _axes(data, source) if reshape.read else None
        if merges_channels(source.values.shape, reshape.made.shape):
            axes = axes or axes_among(source.values, run)
            strip = interleaved(source.values, reshape.made) if axes == ("height", "width", "channel") else None
            if strip is not None and call.kind in ("image", "mesh"):
                return _said(call, data, reshape, strip, axes, run)
            continue
        order = better_order(source.values, reshape.made, call.kind, axes, _run_axis(data, reshape))
        if order is not None:
            return _said(call, data, reshape, order, axes, run)
    misread = misread_colours(data) if call.kind == "image" else None
    if misread is not None:
        return _said_colours(call, data, misread, run)
    exchanged = exchanged_sides(data) if call.kind in ("image", "mesh", "contour") else None
    return _said_sides(call, data, exchanged, run) if exchanged is not None else None


def _exchanged(source: Any, made: Any) -> bool:
    """The reshape gives the lengths of the axes in another order."""
    return sorted(n for n in source.shape if n > 1) == sorted(n for n in made.shape if n > 1)


def _axes(data: Argument, source: Value) -> tuple[str, ...] | None:
    """Names of the axes of what was reshaped."""
    axes = source.provenance.axes if source.provenance is not None else None
    root = data.derivation
    if axes is None and root is not None and root.root == source.source.partition("[")[0]:
        axes = root.axes
    if axes is not None and len(axes) == source.values.ndim + 1:
        axes = axes[1:]
    return axes if axes is not None and len(axes) == source.values.ndim else None


def _reshapes(data: Argument) -> Iterator[_Reshape]:
    """Reshapes on the way to the plotted values whose input and result are both still there."""
    near = {v.source: v for v in data.near if v.values is not None and v.facts is not None}
    parts = list(blocks(data, near.values()))
    since = set()
    for reshape in _written(data, near):
        before, after = (tuple(n for n in v.shape if n > 1) for v in (reshape.source.values, reshape.made))
        if before in since:
            continue  # laid out as it had been, later on
        since.add(after)
        # Rows that are laid out as pictures later on do not say what is above what: the pictures do.
        if not any(b.source.values is reshape.source.values and b.made.ndim > reshape.made.ndim for b in parts):
            yield reshape
    for block in parts:
        yield _Reshape(block.source, block.made, data.expression, block.step, part=True)


def _written(data: Argument, near: dict[str, Value]) -> Iterator[_Reshape]:
    """Those that the text says, or that arrays show which it names."""
    inline = Assignment("", data.expression, 0, data.expression, ("reshape",)) if lays_out(data.expression) else None
    steps = ([inline] if inline else []) + [a for a in data.lineage if lays_out(a.value)]
    for step in steps:
        source = _source(near, _reshaped(step.value), step, data.lineage)
        made = near[step.target].values if step.target in near else data.values if step is inline else None
        if source is None or made is None or not _cuts(source.values, made):
            again = relaid(data, step, near)
            if again is None or not _cuts(again.source.values, again.made):
                continue
            source, made = again.source, again.made
        yield _Reshape(source, made, step.value, step if step is not inline else None)
    yield from _by_values(data, near, next(iter(steps), None), inline)


def _by_values(
    data: Argument, near: dict[str, Value], step: Assignment | None, inline: Assignment | None
) -> Iterator[_Reshape]:
    """Whatever the code calls it: an array that holds the very values in the very order, cut otherwise."""
    root = data.derivation
    if step is None and (root is None or "reshape" not in root.steps):
        return
    sources = list(near.values())
    sources += [v.about["reshaped_from"] for v in near.values() if v.about.get("reshaped_from") is not None]
    if root is not None and root.values is not None:
        whole = root.values[tuple(i for i in root.index if isinstance(i, int))]
        sources.append(Value(root.root, "ndarray", values=whole, provenance=root.provenance))
    back = {a.target: -n for n, a in reversed([*enumerate(data.lineage, 1)])}
    named = {n: back.get(n, 0) for n in (*words_in(data.expression), *back)}
    drawn = Value("", "", values=data.values)
    for value in (drawn, *(v for v in near.values() if v.source in named)):
        made, since = value.values, named.get(value.source, 0)
        if made is None or made.size > _LARGEST:
            continue
        for source in sources:
            if named.get(source.source, since) > since:
                continue  # made of this one: what lies upstream is no reshape of it
            if source.values is not made and _cuts(source.values, made):
                assignment = step if step is not inline else None
                yield _Reshape(source, made, step.value if step else data.expression, assignment, read=False)


def _reshaped(text: str) -> str:
    """`maps` or `maps[0]` of the first reshape in a text, or ''."""
    function = _FUNCTION.search(text)
    methods = (m[1] for m in _METHOD.finditer(text) if m[1].rpartition(".")[2] not in LIBRARIES)
    return function[1] if function else next(methods, "")


def _cuts(source: Any, made: Any) -> bool:
    """Whether one array is a reshape of the other by which values can come to stand in the wrong place.

    No mere merging or splitting of axes does that, but cutting rows of which it is not known what stood first in them.
    """
    if source.dtype.kind not in "biuf" or source.size != made.size:
        return False
    if not (crossing(source.shape, made.shape) or cuts_rows(source, made)):
        return merges_channels(source.shape, made.shape) and _same_order(source, made)
    return _same_order(source, made)


def _source(near: dict[str, Value], text: str, step: Assignment, lineage: tuple[Assignment, ...]) -> Value | None:
    """The array that `maps` or `maps[0]` stands for, when the name has not been given to another one since."""
    name, _, index = text.partition("[")
    value = near.get(name)
    if name and name == step.target:
        return _overwritten(near, name, step, lineage) if not index else None
    if value is None or not index:
        return value
    if not re.fullmatch(r"\d+\]", index) or int(index[:-1]) >= value.values.shape[0]:
        return None
    return replace(value, values=value.values[int(index[:-1])], source=text)


def _overwritten(near: dict[str, Value], name: str, step: Assignment, lineage: tuple[Assignment, ...]) -> Value | None:
    """What a name held before `name = name.reshape(…)`, by the reshape that made that: the same values in order."""
    before = [a for a in lineage if a.target == name and a.line < step.line]
    if not before or not lays_out(before[0].value):
        return None
    return _source(near, _reshaped(before[0].value), before[0], lineage)


def _same_order(source: Any, made: Any) -> bool:
    """Every value stands where a reshape put it, perhaps scaled."""
    first, second = source.reshape(-1).astype("float64"), np.asarray(made).reshape(-1).astype("float64")
    if np.array_equal(first, second):
        return True
    if first.std() == 0 or second.std() == 0 or not np.isfinite(first).all() or not np.isfinite(second).all():
        return False
    return bool(np.corrcoef(first, second)[0, 1] > 0.99999)


def _run_axis(data: Argument, reshape: _Reshape) -> int | None:
    """The axis of the reshaped array that a plotted line runs along."""
    if reshape.part:
        return int(reshape.made.ndim) - 1
    root = data.derivation
    if root is None or root.shape != reshape.made.shape or not root.order:
        return 0 if data.facts.shape == reshape.made.shape else None
    return root.order[0]


def _said(
    call: Call, data: Argument, reshape: _Reshape, order: Reorder, axes: tuple[str, ...] | None, run: Run
) -> Finding:
    source, step = reshape.source, reshape.assignment
    shape = tuple(source.values.shape)
    place = place_of_step(call, step, run)
    before = step.value if step is not None and place is not call.place else reshape.text
    before = one_reshape(before, source.source)
    operand = (not reshape.part and operand_of(before)) or source.source
    held = next((v.values for v in data.near if v.source == operand and v.values is not None), source.values)
    many = held.shape[1:] == shape
    after = order.of_many().expression(operand, (-1, *shape)) if many else order.expression(operand, shape)
    known = axes if axes is not None and len(axes) == len(shape) else None
    last = f"; the last axis is the {known[-1].replace('out_channel', 'filter')}" if known else ""
    return found(
        place,
        "error",
        f"`{before}` cuts {shape_words(shape, known)} into {order.target} without moving an axis: "
        f"{order.reason}{last}. "
        f"`{after}` puts each value where it belongs.",
        why="reshape keeps the order in memory; where axes change places, transpose must come first. "
        + (
            f"Put right, neighbours differ {order.gain:.1f} times less."
            if order.gain > 1
            else "The names of the axes say so."
        ),
        evidence={
            "shape": list(shape),
            "reshaped": list(order.target),
            **({"axes": list(known)} if known else {}),
            "drawn": f"{subject(data)} {tuple(data.facts.shape)}",
            "values": range_words(data.facts),
        },
        fix=Fix("move the axes, then reshape", before, after) if lays_out(before) and not reshape.part else None,
    )


def _said_row(call: Call, data: Argument, reshape: _Reshape, cut: RowCut, run: Run) -> Finding:
    source, step, split = reshape.source, reshape.assignment, cut.split
    place = place_of_step(call, step, run)
    before = step.value if step is not None and place is not call.place else reshape.text
    lead = tuple(source.values.shape[:-1])
    sides, order = [*lead, *split], [*range(len(lead)), len(lead) + 1, len(lead)]
    put = f"reshape({', '.join(map(str, sides))}).transpose({', '.join(map(str, order))})"
    after = f"{operand_of(before) or source.source}.{put}"
    if cut.pieces:
        after = f"np.stack([{', '.join(cut.pieces)}], axis=-1)"
    held = f"{split[1]} values of the first column, then {split[1]} of the next"
    if split[0] > split[1]:
        held = f"the {split[1]} values of the first point, then those of the next"
    like = f", as one of `{cut.witness.source}` {cut.witness.facts.shape}" if cut.witness and cut.witness.facts else ""
    return found(
        place,
        "error",
        f"`{before}` cuts {'each' if lead else 'a'} row of {source.values.shape[-1]} values into {split[::-1]} without "
        "moving an axis, and a row "
        f"is {split}{like}: {held}. `{after}` puts each value where it belongs.",
        why="reshape keeps the order in memory; where axes change places, transpose must come after it. "
        f"Put right, neighbours differ {cut.gain:.1f} times less.",
        evidence={
            "shape": list(source.values.shape),
            "reshaped": list(reshape.made.shape),
            "drawn": f"{subject(data)} {tuple(data.facts.shape)}",
            "values": range_words(data.facts),
        },
        fix=Fix("read the row as it is, then move the axes", before, after) if lays_out(before) else None,
    )


def _said_colours(call: Call, data: Argument, misread: Misread, run: Run) -> Finding:
    height, width, _ = misread.shape[-3:]
    n, planes = height * width, misread.planes
    if planes:
        held = f"{n} red, then {n} green, then {n} blue values"
        put = f"`{misread.after}` puts each value where it belongs" if misread.after else "the planes must come first"
    else:
        held = "red, green and blue of each pixel beside each other"
        put = f"({height}, {width}, 3) is the order of its values, and no axis is to be moved"
    place = place_of_step(call, misread.step, run)
    fix = Fix("read the planes, then move them last", misread.before, misread.after) if misread.after else None
    return found(
        place,
        "error",
        f"`{misread.before}` lays out rows of {shape_words(misread.row)} as if each held "
        f"{'the three colours of each pixel' if planes else 'all red values first'}, and each holds {held}: {put}.",
        why="reshape keeps the order in memory. In this order neighbours in the picture differ more, across and down, "
        "than in the other: what is drawn are small copies or stripes, and no picture.",
        evidence={
            "shape": list(misread.row),
            "drawn": f"{subject(data)} {tuple(data.facts.shape)}",
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )


def _said_sides(call: Call, data: Argument, exchanged: Exchanged, run: Run) -> Finding:
    height, width = exchanged.now
    after = exchanged.after if call.kind == "image" else ""
    put = f": `{after}` is the picture" if after else ""
    why = (
        f"The values jump after each {height}, where a row ends, and not after each {width}: every row is sheared "
        "against the one above."
    )
    if exchanged.repeats:
        why = f"The values repeat themselves after each {height}, and not after each {width}: like values slant."
    return found(
        place_of_step(call, exchanged.step, run),
        "error",
        f"`{exchanged.before}` lays out {height * width} values in {height} rows of {width}, and they run in {width} "
        f"rows of {height}{put}.",
        why=f"reshape keeps the order in memory. {why}",
        evidence={
            "shape": [height * width],
            "reshaped": [height, width],
            "meant": [width, height],
            "drawn": f"{subject(data)} {tuple(data.facts.shape)}",
            "values": range_words(data.facts),
        },
        fix=Fix("exchange the sides", exchanged.before, after) if after else None,
    )
