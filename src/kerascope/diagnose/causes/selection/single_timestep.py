"""The time axis is indexed away, so that features run along x.

What it does: reports a line of the units or features of one time step, where the root array has a time axis: as an
error when the axis label or title speaks of time, else as a note. Of a long table that nothing names, a row under such
a label when the values go on smoothly down its columns only.
Why it is wrong: a line call puts the axis that is left along x. After `[0, -1]` of `(batch, time, unit)` that is the
units.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    hidden = np.random.default_rng(0).random((4, 50, 32))
    plt.plot(hidden[0, -1])
    plt.title("Hidden state over 50 steps")
    plt.xlabel("time step")
    plt.savefig("hidden.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    hidden = np.random.default_rng(0).random((4, 50, 32))
    plt.plot(hidden[0, :, 0])
    plt.title("Hidden state over 50 steps")
    plt.xlabel("time step")
    plt.savefig("hidden.png")
What it does not see: arrays whose time axis no model of the run names.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.diagnose.arrays.largest import argmax_across
from kerascope.diagnose.arrays.one_step import step_of_cell
from kerascope.diagnose.arrays.summed import summed_over_steps
from kerascope.diagnose.arrays.windows import frame_of_spectrum, moment_of_window, row_of_table, turned_over
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import along_time, words_of, xlabel_of
from kerascope.diagnose.panels.walked import walked_over_time
from kerascope.diagnose.say import count, origin, shape_words, subject
from kerascope.diagnose.script.returning import returning_all
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Derivation, Run
from kerascope.findings import Finding, Fix

_SPACE = ("unit", "feature", "channel")
_ONE = re.compile(r"(?:unit|feature|neuron|channel|sensor|dimension|variable|component|class|embedding)", re.IGNORECASE)

_HEIGHTS = ("y", "height", "y1")
_AREAS = ("fill_between",)
_OWN = {
    "channel": r"(?:channel|filter|feature(?: map)?|map)",
    "unit": r"(?:unit|neuron)",
    "feature": r"(?:feature|sensor|variable|channel)",
}
"""What one entry of an axis is called, where the same word never names a moment ('state 3' may)."""

_COUNTS = re.compile(
    r"\b(?:time|timesteps?|steps?|samples?|readings?|frames?|ticks?|seconds?|s|ms|t|[kM]?hz)\b", re.IGNORECASE
)
"""Words of an x axis that counts moments of a course; a calendar's words may count its parts: 7 days, 4 quarters."""
_NUMBERED = re.compile(r"\b(?:time|timestep|step|frame|moment|t)\s*[=:]?\s*-?\d", re.IGNORECASE)
"""A line's own name that says which step it is."""
_ENDS = re.compile(r"^(?:GRU|LSTM|SimpleRNN|RNN|Bidirectional|ConvLSTM1D|Global(?:Average|Max)Pool(?:ing)?1D)$")
"""Layers that may take a sequence and give a row of units."""
_COURSE = re.compile(
    r"\b(?:over|along|through(?:out)?|across|during|at (?:each|every)|per|each|every|for all)\b[^|]*?"
    r"\b(?:time|timesteps?|steps?|samples?|frames?|sequence|series|signal|window|sentence|course|recording|\w*beat)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:final|last|end|after|summary|embedding|encod\w+|vector|code|pooled|mean|average)\b", re.IGNORECASE
)
_INSIDE = re.compile(r"unit|state|hidden|activation|neuron|cell|layer|memory|lstm|gru|rnn", re.IGNORECASE)
_LEAD = re.compile(r"ahead|horizon|forecast|lead\b|\blag", re.IGNORECASE)
_AHEAD = re.compile(r"ahead|horizon|forecast|lead|lag|window", re.IGNORECASE)


@cause(
    "single-timestep",
    family="selection",
    sees=Call,
    kinds=("line", "bar", "other"),
    outranks=("time-axis", "partial-view", "unsorted-x"),
)
def single_timestep(call: Call, run: Run) -> Finding | None:
    y = call.argument(*_HEIGHTS)
    if y is None or call.exception or (call.kind == "other" and call.function not in _AREAS):
        return None
    looks = (_named, _of_windows, _of_table, _of_cell, _never_returned)
    said = next((said for look in looks if (said := look(call, y, run)) is not None), None)
    return None if said is None or walked_over_time(call, run) is not None else said  # every step: `time-axis`


def _named(call: Call, y: Argument, run: Run) -> Finding | None:
    """The names of the axes say that the time axis is gone."""
    stated = y.derivation if y.derivation is not None and len(y.derivation.shape) > 1 else None
    copied = stated is None or (stated.axes is None and not y.expression)  # a column of a table that was made of it
    known = _found_near(y) if copied else None
    if known is None and (stated is None or stated.axes is None):
        known = argmax_across(y.values, run.outputs) or _summed(call, y, run)
    known = known or stated
    if known is None:
        return None
    derivation = _by_count(known, words_of(call, run))
    if turned_over(derivation, y):
        derivation = replace(derivation, axes=("batch", "feature", "time"))
    kept = [k for k in derivation.kept if k not in ("batch",)]
    time = derivation.size("time") or 0
    if time < 2 or not kept or kept[0] not in _SPACE or not _without_time(derivation, y):
        return None
    xlabel, words = xlabel_of(call, run), words_of(call, run)
    if _ONE.search(xlabel) or (not xlabel and _NUMBERED.search(str(call.options.get("label")))):
        return None
    if not xlabel and _says_step(words, derivation):
        return None
    meant = (
        bool(along_time(xlabel) or _COUNTS.search(xlabel))
        or (not xlabel and along_time(words))
        or f"{time}" in re.findall(r"\d+", words)
        or _walked(call, derivation, run)
        or _numbered(call, derivation, run)
    )
    step = _step(derivation)
    if call.kind != "line" and not meant:
        return None
    said = f', while the figure says "{words[:80]}"' if meant and words else ""
    runs = count(y.facts.shape[0], kept[0])
    return found(
        call.place,
        "error" if meant else "note",
        f"{subject(y)} holds {step} of `{derivation.root or 'the array'}` "
        f"{shape_words(derivation.shape, derivation.axes)}: "
        f"{runs} run along x, and the time axis ({count(time, 'step')}) is indexed away{said}.",
        why="A line call draws along the first axis that is left; the index took the time axis, so that x counts "
        f"{kept[0]}s.",
        evidence={"shape": list(y.facts.shape), "steps": time, "along_x": kept[0], **origin(derivation)},
        fix=_fix(y, derivation, kept[0]),
    )


def _summed(call: Call, y: Argument, run: Run) -> Derivation | None:
    """A row that sums up the steps, under a label that counts them; asked of the values only there."""
    xlabel = xlabel_of(call, run)
    timed = call.kind == "line" and y.facts.ndim == 1 and (along_time(xlabel) or _COUNTS.search(xlabel))
    return summed_over_steps(y.values, run.outputs) if timed and _counting(call.argument("x")) else None


def _says_step(words: str, derivation: Derivation) -> bool:
    """'units at step 3': the words name the very step that is drawn, counted from 0 or from 1."""
    step, said = derivation.fixed.get("time"), _NUMBERED.search(words)
    number = re.search(r"-?\d+$", said[0]) if said is not None else None
    if step is None or number is None:
        return False
    return int(number[0]) in (step, step + 1, step - (derivation.size("time") or 0))


def _of_table(call: Call, y: Argument, run: Run) -> Finding | None:
    """One row of a long table, under a label that counts samples in time, where only the other axis is a course.

    Down its columns such a table goes on smoothly; along its rows it jumps, from one sensor to the next. Windows of
    a series, horizons and images are as smooth along their rows.
    """
    derivation, panel = y.derivation, run.panel_of(call)
    if derivation is None or derivation.roughness is None or derivation.axes is not None or panel is None:
        return None
    if y.facts.ndim != 1 or len(derivation.order) != 1 or len(derivation.fixed) != 1 or call.argument("x") is not None:
        return None
    along, lost = derivation.order[0], 1 - derivation.order[0]
    points, steps = derivation.shape[along], derivation.shape[lost]
    smooth, rough = derivation.roughness[lost], derivation.roughness[along]
    if call.kind != "line" or steps < 5 * points or not (smooth < 0.35 and rough > 3 * smooth):
        return None
    if not _COUNTS.search(panel.xlabel) or _ONE.search(panel.xlabel) or _AHEAD.search(words_of(call, run)):
        return None
    if _rows_drawn(derivation, lost, run) > 3:
        return None
    position = derivation.index[lost]
    column = f"{derivation.root}[:, 0]" if along else f"{derivation.root}[0]"
    return found(
        call.place,
        "warning",
        f"{subject(y)} is entry {position} of axis {lost} of `{derivation.root}` {shape_words(derivation.shape)}: "
        f'{points} points, while the x axis says "{panel.xlabel}". The table goes on smoothly along axis {lost} '
        f"({steps} entries) and jumps along axis {along}: one moment is drawn, and {points} series run along x. One "
        f"series is `{column}`.",
        why="A line call draws along the axis that is left; the index took the one along which the values go on.",
        evidence={"shape": list(derivation.shape), "points": points, "steps": steps, **origin(derivation)},
    )


def _of_windows(call: Call, y: Argument, run: Run) -> Finding | None:
    """One moment of one window, or of a spectrogram, that nothing names, under a label that counts moments."""
    xlabel = xlabel_of(call, run)
    if run.panel_of(call) is None or call.kind != "line" or _ONE.search(xlabel):
        return None
    words = words_of(call, run)
    lead = _LEAD.search(words)
    timed, told = bool(along_time(xlabel) or _COUNTS.search(xlabel)), f'the x axis says "{xlabel}"'
    row = row_of_table(call, y, told) if timed and not lead and _counting(call.argument("x")) else None
    x = call.argument("x")
    if row is not None or (x is not None and not (call.via and _counting(x))):
        return row
    if timed:
        return frame_of_spectrum(call, y, xlabel) or (None if lead else moment_of_window(call, y, told))
    if xlabel or lead or not (along_time(words) or _COUNTS.search(words)):
        return None
    counted = {int(n) for n in re.findall(r"\b\d+\b", words)}
    return moment_of_window(call, y, f'the figure says "{words[:80]}"', counted)


def _of_cell(call: Call, y: Argument, run: Run) -> Finding | None:
    xlabel, words = xlabel_of(call, run), words_of(call, run)
    if call.kind != "line" or _ONE.search(xlabel) or not _counting(call.argument("x")):
        return None
    if along_time(xlabel) or _COUNTS.search(xlabel):
        return step_of_cell(call, y, f'the x axis says "{xlabel}"', run)
    over = not xlabel and _COURSE.search(words) and not _LAST.search(words)
    return step_of_cell(call, y, f'the figure says "{words[:80]}"', run) if over else None


def _rows_drawn(derivation: Derivation, axis: int, run: Run) -> int:
    """How many entries of an axis of one root are drawn: many of them are meant one by one."""
    others = (a.derivation for c in run.calls for a in c.arguments if a.derivation is not None)
    return len({o.index[axis] for o in others if o.root == derivation.root and o.shape == derivation.shape})


def _found_near(y: Argument) -> Derivation | None:
    """A time step of the one series of a named array near the call that holds these very values, 5 or more, not alike.

    A series that repeats holds them again a period later: three numbers at least must then tell that it is no row of
    zeros and ones.
    """
    values = y.values.reshape(-1) if y.values is not None and y.facts.ndim == 1 else None
    if values is None or values.size < 5 or y.facts.distinct == 1:
        return None
    fits = []
    for near in y.near:
        axes = near.provenance.axes if near.provenance is not None else None
        if axes is None or "time" not in axes[:-1] or axes[-1] not in _SPACE or near.values is None:
            continue
        if near.values.ndim == len(axes) and near.values.shape[-1] == values.size and near.values.size < 4_000_000:
            same = (near.values == values).all(axis=-1)
            fits += [(near, axes, place) for place in zip(*same.nonzero(), strict=True)]
    few = y.facts.distinct is not None and y.facts.distinct < 3
    series = {
        (id(near), *(int(i) for a, i in zip(axes, place, strict=False) if a != "time")) for near, axes, place in fits
    }
    if len(series) != 1 or (len(fits) > 1 and few):
        return None
    near, axes, place = fits[0]
    index = (*(int(i) for i in place), None)
    shape = tuple(int(n) for n in near.values.shape)
    return Derivation(near.source, shape, index, (len(shape) - 1,), axes, ("index",), (), near.provenance, False)


def _by_count(derivation: Derivation, words: str) -> Derivation:
    """Of an array that nothing names, the axis of the steps is the one that has as many as the words count.

    `(batch, time, feature)`, or `(batch, feature, time)`.
    """
    if derivation.axes is not None or len(derivation.shape) != 3 or derivation.order not in ((1,), (2,)):
        return derivation
    kept = derivation.order[0]
    numbers = {int(n) for n in re.findall(r"\b\d+\b", words)}
    if not along_time(words) or derivation.shape[3 - kept] not in numbers or derivation.shape[kept] in numbers:
        return derivation
    return replace(derivation, axes=("batch", "time", "feature") if kept == 2 else ("batch", "feature", "time"))


def _without_time(derivation: Derivation, y: Argument) -> bool:
    """The time axis is held at one step, averaged away, or cut to a few that became the lines."""
    if any(derivation.name(a) == "time" for a in derivation.reduced):
        return y.facts.ndim <= 2 and derivation.kept[0] != "time"
    if "time" in derivation.fixed:
        return y.facts.ndim == 1 or (y.facts.ndim == 2 and y.facts.shape[1] == 1)
    place = (derivation.axes or ()).index("time") if "time" in (derivation.axes or ()) else -1
    cut = derivation.index[place] if place >= 0 else None
    return (
        isinstance(cut, tuple)
        and y.facts.ndim == 2
        and derivation.kept[-1:] == ("time",)
        and derivation.kept[0] != "time"
    )


def _walked(call: Call, derivation: Derivation, run: Run) -> bool:
    """One line for each feature was due, and the loop over the features indexed the time axis: 0, 1, 2 of 3."""
    if "time" not in derivation.fixed or len(derivation.order) != 1:
        return False
    same = [c for c in run.calls if c.place == call.place and c.sheet == call.sheet]
    made = [(a.derivation, c) for c in same if (a := c.argument(*_HEIGHTS)) is not None and a.derivation is not None]
    rows = [d.fixed.get("time") for d, _ in made if d.root == derivation.root and d.shape == derivation.shape]
    told = [words_of(c, run) for c in same]
    features = derivation.shape[derivation.order[0]]
    counted = rows == list(range(features)) and features > 1 and len(rows) == len(same)
    return counted and not along_time(" ".join(told)) and len(set(told)) == len(told)


def _numbered(call: Call, derivation: Derivation, run: Run) -> bool:
    """'channel 2' is said of step 2, in panel after panel: the number that was meant for a channel indexes the time."""
    same = [c for c in run.calls if c.place == call.place and c.sheet == call.sheet]
    made = [(a.derivation, c) for c in same if (a := c.argument(*_HEIGHTS)) is not None and a.derivation is not None]
    steps = [(d.fixed.get("time"), words_of(c, run)) for d, c in made if d.root == derivation.root]
    noun = _OWN.get(derivation.name(derivation.order[0])) if len(derivation.order) == 1 else None
    if noun is None or len(steps) < 2 or len({t for t, _ in steps}) < len(same):
        return False
    said = [re.findall(rf"\b{noun}\s*(?:no\.?|=|:|#)?\s*#?(\d+)\b", words, re.IGNORECASE) for _, words in steps]
    numbers = [int(s[0]) if len(s) == 1 else None for s in said]
    times = [t for t, _ in steps]
    return any(numbers == [None if t is None else t + first for t in times] for first in (0, 1)) and None not in times


def _never_returned(call: Call, y: Argument, run: Run) -> Finding | None:
    """The output of a recurrent or pooling layer that gives its last step or its mean only, under words of a course."""
    derivation, panel = y.derivation, run.panel_of(call)
    made = derivation.provenance if derivation is not None else None
    if (
        derivation is None
        or made is None
        or made.kind != "output"
        or panel is None
        or not _counting(call.argument("x"))
    ):
        return None
    given, last = made.given_shape or (), derivation.order
    if len(given) != 3 or given[1] < 2 or len(derivation.shape) != 2 or derivation.reduced or last[:1] != (1,):
        return None
    if not _ENDS.search(made.layer_class) or derivation.shape[1] == given[1] or call.kind != "line":
        return None
    words = words_of(call, run)
    if _ONE.search(panel.xlabel) or _AHEAD.search(words) or (made.final and not _INSIDE.search(words)):
        return None
    over = _COURSE.search(words) and not _LAST.search(words)
    if not (along_time(panel.xlabel) or _COUNTS.search(panel.xlabel) or (not panel.xlabel and over)):
        return None
    units, steps = derivation.shape[1], given[1]
    recurrent = "Pool" not in made.layer_class
    why = "gives its last step only" if recurrent else "takes all steps together"
    cure = f"With return_sequences=True it gives ({given[0]}, {steps}, {units})." if recurrent else ""
    return found(
        call.place,
        "error",
        f"{subject(y)} is one row of the output {shape_words(derivation.shape, ('batch', 'unit'))} of the "
        f"{made.layer_class} '{made.layer}', which {why} of {count(steps, 'step')} of its input {given}: {units} units "
        f'run along x, while the figure says "{words[:80]}". {cure}'.rstrip(),
        why="A recurrent layer without return_sequences=True and a global pooling have no time axis in their output.",
        evidence={"shape": list(y.facts.shape), "steps": steps, "along_x": "unit", **origin(derivation)},
        fix=returning_all(made.layer, made.layer_class, text_of(call.place, run)) if recurrent else None,
    )


def _counting(x: Argument | None) -> bool:
    """No x, or one that only counts the points."""
    if x is None:
        return True
    counts = [] if x.values is None or x.facts.ndim != 1 else x.values.tolist()
    return len(counts) > 1 and counts in (list(range(len(counts))), list(range(1, len(counts) + 1)))


def _step(derivation: Derivation) -> str:
    if "time" in derivation.fixed:
        return f"one time step ({derivation.words()})"
    if any(s.startswith("argmax") for s in derivation.steps):
        return "the argmax over all time steps"
    if derivation.reduced:
        return "the mean, or another sum, over all time steps"
    return "a few time steps"


def _fix(y: Argument, derivation: Derivation, kept: str) -> Fix | None:
    """`hidden[0, -1]` becomes `hidden[0, :]`: every unit over all steps."""
    text = y.expression
    alone = re.fullmatch(r"(\w+)\[(\w+)\]", text)
    whole = next((v for v in y.names if alone and v.source == alone[1] and v.facts is not None), None)
    if alone and whole is not None and whole.facts is not None and derivation.shape[-2:] == whole.facts.shape:
        return Fix(f"one {kept} over all steps", text, f"{alone[1]}[:, {alone[2]}]")
    chained = re.fullmatch(r"(.+)\[(-?\w+)\]\[(-?\w+)\]", text)
    if chained and (derivation.axes or ())[:2] == ("batch", "time"):
        return Fix("keep the time axis, one line per " + kept, text, f"{chained[1]}[{chained[2]}]")
    match = re.fullmatch(r"([\w.]+)\[([^\[\]]+)\]", text)
    axes = derivation.axes or ()
    parts = [p.strip() for p in match[2].split(",")] if match else []
    if not match or "time" not in axes or axes.index("time") >= len(parts) or "..." in parts:
        return None
    place = axes.index("time")
    parts[place] = ":"
    while parts and parts[-1] == ":":
        parts.pop()
    return Fix(
        "keep the time axis, one line per " + kept, text, f"{match[1]}[{', '.join(parts)}]" if parts else match[1]
    )
