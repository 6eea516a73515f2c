"""Lines run along the wrong axis.

What it does: reports a line call of a two-dimensional array whose axis 1 is the one that x should count: `(feature,
time)`, or `(series, steps)` when the axis label or title says so, or a model gave them as `(batch, steps, 1)`, and
there are far more lines than points, or there is one line for each date, or each unnamed step, of a forecast whose
rows the x axis names.
Also a loop that draws every step of an array as a line.
Why it is wrong: `plot` draws one line per column, each along axis 0: `(5, 100)` gives 100 lines of 5 points.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    forecast = np.cumsum(np.random.default_rng(0).normal(size=(5, 100)), axis=1)
    plt.plot(forecast)
    plt.title("Forecast of the next 100 steps for 5 series")
    plt.xlabel("step")
    plt.savefig("forecast.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    forecast = np.cumsum(np.random.default_rng(0).normal(size=(5, 100)), axis=1)
    plt.plot(forecast.T)
    plt.title("Forecast of the next 100 steps for 5 series")
    plt.xlabel("step")
    plt.savefig("forecast.png")
What it does not see: axes of like length, and arrays that nothing names.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.diagnose.arrays.raw import scaled_output
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import along_time, words_of, xlabel_of
from kerascope.diagnose.panels.columns import MOMENT, moments_as_columns, rows_named
from kerascope.diagnose.panels.walked import Walk, walked_over_time
from kerascope.diagnose.say import count, indexed, origin, shape_words, simple, subject
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Panel, Run, Value
from kerascope.findings import Finding, Fix, Severity

_PARTS = re.compile(r"feature|unit|channel|sensor|neuron|variable|dimension|class|filter", re.IGNORECASE)
_ROWS = re.compile(rf"sample|series|example|window|{_PARTS.pattern}", re.IGNORECASE)
"""What an x axis counts that was meant to run over the parts, or the rows, of an array."""
_SAMPLED = re.compile(r"\b(?:samples?|readings?|ticks?|ms|[kM]?hz)\b", re.IGNORECASE)
"""Words for the moments of a recording, which may be the rows of a data set as well."""
_ROUNDS = r"(?:epoch|pass|member|\brun\b|seed|iteration|fold|model|draw|round|repeat|training|update|network)"
"""What an x axis counts that was meant to run over predictions, one after the other."""
_ACROSS = ("feature", "unit", "channel", "batch")


@cause(
    "time-axis",
    family="selection",
    sees=Call,
    kinds=("line",),
    outranks=("legend-mismatch", "single-point-line", "partial-view"),
)
def time_axis(call: Call, run: Run) -> Finding | None:
    walked = _walked(call, run) or _over_things(call, run)
    if walked is not None:
        return walked
    y = call.argument("y")
    if y is not None and call.via in ("pandas", "seaborn"):
        y = _table(call, y, run)
    if y is None or call.exception or y.facts.ndim != 2 or min(y.facts.shape) < 1 or y.facts.shape[1] < 2:
        return None
    panel = run.panel_of(call)
    severity = moments_as_columns(call, panel, run) if panel is not None else None
    if panel is not None and severity is None and not _labelled(call, run, y.facts.shape[1]):
        severity = _severity(call, y, panel, run)
    if severity is None:
        return None
    points, lines = y.facts.shape
    return found(
        call.place,
        severity,
        f"{subject(y)} has shape {shape_words(y.facts.shape, y.axes)}: plot draws {count(lines, 'line')} of "
        f"{count(points, 'point')}, one per column. {count(points, 'line')} of {count(lines, 'point')} were "
        f"due.{_root(y)}{_beside(y)}",
        why="`plot` runs along axis 0 and makes one line of each column, so that x counts "
        f"{y.axes[0] if y.axes else 'rows'} and not {y.axes[1] if y.axes and y.axes[1] == 'time' else 'steps'}.",
        evidence={
            "shape": list(y.facts.shape),
            "lines": lines,
            "points": points,
            **({"axes": list(y.axes)} if y.axes else {}),
            **origin(y.derivation),
        },
        fix=_fix(y),
    )


def _severity(call: Call, y: Argument, panel: Panel, run: Run) -> Severity | None:
    words, xlabel = words_of(call, run), panel.xlabel
    return (
        _known(y, xlabel, words)
        or _guessed(y, xlabel, words, rows_named(call, panel, y.facts.shape[0]))
        or _turned(y, run)
        or _recorded(call, y, xlabel)
        or _sequences(call, y, xlabel)
        or _epochs(call, y, xlabel, run)
        or _predictions(call, y, xlabel, words, run)
    )


def _walked(call: Call, run: Run) -> Finding | None:
    """A loop over the steps of an array draws each of them as a line of its own."""
    y = call.argument("y")
    begun = (c for c in run.calls_in(call.sheet, call.panel) if c.number < call.number)
    if y is None or y.facts.ndim != 1 or any(c.place == call.place for c in begun):
        return None
    walk = walked_over_time(call, run)
    if walk is None:
        return None
    lines, points = count(walk.steps, "line"), count(walk.parts, "point")
    due = f"{count(walk.parts, 'line')} of {count(walk.steps, 'point')}"
    return found(
        call.place,
        "error",
        f"{subject(y)} is one step of `{walk.root}` {shape_words(walk.shape, walk.axes)}, and the loop draws every "
        f"step{_of_sample(walk)}: {lines} of {points}, while the x axis says '{xlabel_of(call, run)}'. {due} were due: "
        "walk over the transposed array.",
        why="Walking over an array goes along its axis 0. Where that is time, each turn gets one moment of all parts, "
        "and x counts the parts.",
        evidence={
            "shape": list(walk.shape),
            "lines": walk.steps,
            "points": walk.parts,
            **({"axes": list(walk.axes)} if walk.axes else {}),
        },
    )


def _over_things(call: Call, run: Run) -> Finding | None:
    """A loop over the steps of a forecast draws each of them over the things that were forecast."""
    y, panel = call.argument("y"), run.panel_of(call)
    if call.via or y is None or y.facts.ndim != 1 or panel is None or not panel.xticklabels or not run.outputs:
        return None
    turns = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place]
    severity = moments_as_columns(call, panel, run) if turns[0] is call and len(turns) > 1 else None
    if severity is None:
        return None
    lines, points = count(len(turns), "line"), count(y.facts.size, "point")
    names = ", ".join(f"'{n}'" for n in [n for n in panel.xticklabels if n][:3])
    return found(
        call.place,
        severity,
        f"the loop draws {lines} of {points}, one for each step, over {names} …: "
        f"{count(y.facts.size, 'line')} of {count(len(turns), 'point')} were due, one for each of these.{_root(y)}",
        why="A line joins what is next to each other along x. Things have no order, and what goes on from step to step "
        "lies across the lines.",
        evidence={"lines": len(turns), "points": y.facts.size, **origin(y.derivation)},
    )


def _of_sample(walk: Walk) -> str:
    return f" of {walk.shape[-2:]}" if len(walk.shape) > 2 and walk.shape[-2:] == (walk.steps, walk.parts) else ""


def _table(call: Call, y: Argument, run: Run) -> Argument | None:
    """The table that pandas or seaborn drew one line per column of, as one argument; asked of its first line only."""
    drawn = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place and c.via == call.via]
    lines = [c for c in drawn if c.kind == "line" and (a := c.argument("y")) is not None and a.facts.size]
    sizes = {a.facts.shape for c in lines if (a := c.argument("y")) is not None}
    if not lines or lines[0] is not call or len(lines) < 12 or sizes != {(y.facts.size,)} or not _one_index(lines):
        return None  # strokes that a library drew, each at a place of its own
    shape = (y.facts.size, len(lines))
    near = [v for v in y.near if v.facts is not None and v.facts.shape == shape and v.provenance is not None]
    made = near[0].provenance if near else None
    name = re.match(r"(\w+)\.plot\b", call.place.source)
    facts = replace(y.facts, shape=shape, size=shape[0] * shape[1])
    axes = made.axes if made is not None and made.axes is not None and len(made.axes) == 2 else None
    return replace(
        y, facts=facts, axes=axes, provenance=made, derivation=None, values=None, expression=name[1] if name else ""
    )


def _one_index(lines: list[Call]) -> bool:
    """Whether all lines count the same rows along x, as the columns of a table do."""
    given = [x.values.tolist() for c in lines if (x := c.argument("x")) is not None and x.values is not None]
    return not given or (len(given) == len(lines) and all(x == given[0] for x in given))


def _root(y: Argument) -> str:
    derivation = y.derivation
    if derivation is None or derivation.shape == y.facts.shape or not derivation.axes:
        return ""
    of_one = f"; one sample is {derivation.shape[1:]}" if derivation.axes[0] == "batch" else ""
    return f" It comes from `{derivation.root}` {shape_words(derivation.shape, derivation.axes)}{of_one}."


def _beside(y: Argument) -> str:
    """An array of the same code that has these axes the other way round."""
    turned = [v.source for v in y.near if v.facts is not None and v.facts.shape == y.facts.shape[::-1]]
    plain = [n for n in turned if n.isidentifier() and n not in y.expression]
    return (
        f" `{plain[0]}` beside it has {y.facts.shape[::-1]}." if plain and y.facts.shape[0] != y.facts.shape[1] else ""
    )


def _labelled(call: Call, run: Run, lines: int) -> bool:
    """Each column has a name of its own in the legend: then columns were meant."""
    panel = run.panel_of(call)
    labels = {a.label for a in call.artists if a.label and not a.label.isdigit()}
    if call.via:
        sisters = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place]
        labels = {a.label for c in sisters for a in c.artists if a.label and not a.label.isdigit()}
    if len(labels) == lines >= 12 and all(MOMENT.search(n) for n in labels) and _smoother_across(call, run):
        return False
    if len(labels) == lines:
        return True
    legend = panel.legend if panel is not None and panel.legend is not None else ()
    if call.via == "pandas" and all(n.isdigit() for n in legend) and _smoother_across(call, run):
        return False  # numbers that pandas itself gave to columns without a name
    return len(legend) >= lines > 1


def _smoother_across(call: Call, run: Run) -> bool:
    """Whether a table goes on smoothly from column to column, and jumps along the lines that were drawn."""
    sisters = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place]
    given = [y for c in sisters if (y := c.argument("y")) is not None and y.values is not None and y.facts.size]
    columns = [y.values.astype("float64") for y in given if y.values.shape == given[0].values.shape]
    if len(columns) < 3 or columns[0].size < 2:
        return False
    along = sum(float(abs(c[1:] - c[:-1]).mean()) for c in columns) / len(columns)
    pairs = zip(columns[1:], columns, strict=False)
    across = sum(float(abs(one - other).mean()) for one, other in pairs) / (len(columns) - 1)
    return 2 * across < along


def _known(y: Argument, xlabel: str, words: str) -> Severity | None:
    """The names of the axes say it."""
    if y.axes is None or y.axes[1] != "time" or y.axes[0] not in _ACROSS:
        return None
    rows = _ROWS if y.axes[0] == "batch" else _PARTS
    if rows.search(xlabel):
        return None
    if along_time(xlabel):
        return "error"
    return "error" if y.facts.shape[1] > y.facts.shape[0] and (y.axes[0] != "batch" or along_time(words)) else None


def _guessed(y: Argument, xlabel: str, words: str, rows: str) -> Severity | None:
    """Far more lines than points, of an output per sample or under a label that counts steps.

    rows : what the x axis names: rows that are days were meant to stand along it, and of things nothing is guessed
    """
    points, lines = y.facts.shape
    if rows == "moments" or (y.axes is not None and y.axes[0] == "time"):
        return None
    if points < 2 or lines < 12 or points * 3 > lines or points > 50:
        return None
    numbers = {int(n) for n in re.findall(r"\d+", words)}
    stepped = along_time(xlabel) or (not xlabel and along_time(words))
    if stepped and (y.axes is None or y.axes[0] == "batch" or lines in numbers):
        return "error" if lines in numbers or points in numbers else "warning"
    per_sample = (
        y.axes is not None and y.axes[0] == "batch" and y.provenance is not None and y.provenance.kind == "output"
    )
    return "warning" if per_sample and lines >= 20 and points * 5 <= lines and not (xlabel or rows) else None


def _recorded(call: Call, y: Argument, xlabel: str) -> Severity | None:
    """A few channels of a recording, under a label that counts its samples: smooth along axis 1 and not down axis 0."""
    points, lines = y.facts.shape
    if not _SAMPLED.search(xlabel) or _PARTS.search(xlabel) or call.argument("x") is not None or y.values is None:
        return None
    if (y.axes is not None and y.axes[0] in ("time", "batch")) or not 2 <= points <= lines // 4 or lines < 24:
        return None
    if y.values.dtype.kind not in "iuf":
        return None
    table = y.values.astype("float64")
    along, down = abs(table[:, 1:] - table[:, :-1]).mean(), abs(table[1:] - table[:-1]).mean()
    return "error" if 3 * along < down else None


def _turned(y: Argument, run: Run) -> Severity | None:
    """The shape of a model's (time, feature) sample, exchanged: every feature has become a step."""
    points, lines = y.facts.shape
    if y.axes is not None or lines < 12 or points * 3 > lines:
        return None
    taken = {tuple(s[1:]) for m in run.models for s in m.about.get("inputs") or () if len(s) == 3}
    return "error" if (lines, points) in taken and (points, lines) not in taken else None


def _sequences(call: Call, y: Argument, xlabel: str) -> Severity | None:
    """One-channel sequences `(batch, steps, 1)` that a model gave, squeezed, with the batch along x."""
    points, lines = y.facts.shape
    made = y.derivation
    if made is None or made.provenance is None or made.provenance.kind != "output" or call.argument("x") is not None:
        return None
    one = len(made.shape) == 3 and made.shape[2] == 1 and made.order == (0, 1) and made.shape[1] == lines
    if not one or (made.axes is not None and made.axes[0] != "batch") or lines < 20 or points * 5 > lines:
        return None
    return None if re.search(r"series|class|image|batch|example|window|index", xlabel, re.IGNORECASE) else "warning"


def _predictions(call: Call, y: Argument, xlabel: str, words: str, run: Run) -> Severity | None:
    """Predictions of several models or passes over one grid, each of them a row: the grid was to run along x."""
    points, lines = y.facts.shape
    if call.argument("x") is not None or y.values is None or y.facts.kind != "f":
        return None
    counted = rf"\b(?:over|per|by|each|across|after|during|against)\b[^|]*{_ROUNDS}" if not xlabel else _ROUNDS
    if re.search(counted, xlabel or words, re.IGNORECASE):
        return None
    if not 2 <= points <= lines // 2 or lines < 12 or not any(_ascends(v, lines) for v in y.near):
        return None
    return "error" if all(scaled_output(row, run.outputs) is not None for row in y.values[-8:]) else None


def _ascends(near: Value, size: int) -> bool:
    """Whether an array counts up or down all along, as a grid of inputs does."""
    values = near.values
    if values is None or values.size != size or max(values.shape) != size or values.dtype.kind not in "iuf":
        return False
    steps = values.reshape(-1)[1:] > values.reshape(-1)[:-1]
    return bool(steps.all() or not steps.any())


def _epochs(call: Call, y: Argument, xlabel: str, run: Run) -> Severity | None:
    """Lists of a history, one below the other: as many columns as there were epochs, and none of the rows is one."""
    made = " ".join([y.expression, *(a.value for a in y.lineage)])
    picked = re.findall(r"\[[\"'](\w+)[\"']\]", y.expression)
    curves, epochs = y.facts.shape
    if curves == epochs or epochs < 3:
        return None
    known = [h.about.get("lengths", {}) for h in (*run.histories, *y.names)]
    if len(picked) == curves and any(all(k.get(p) == epochs for p in picked) for k in known):
        return "error"
    lengths = {n for h in run.histories for n in h.about.get("lengths", {}).values()}
    kept = re.findall(r"(\w+)\.append\(.*\bhistory\b", text_of(call.place, run))
    of_history = re.search(r"\bhistory\b", made) or any(re.search(rf"\b{name}\b", made) for name in kept)
    counted = of_history and re.search(r"\bepochs?\b", xlabel, re.IGNORECASE)
    return "error" if counted and epochs in lengths and curves not in lengths else None


def _fix(y: Argument) -> Fix | None:
    text = y.expression
    if not text:
        return None
    if text.endswith(".T") and simple(text):
        return Fix("do not transpose: steps along axis 0", text, text[:-2])
    after = indexed(text, "")[:-2] + ".T"
    return Fix("transpose, so that steps run along axis 0", text, after)
