"""Windows of a series `(batch, steps, features)` and spectrograms, which tell by themselves which axis is time."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import origin, shape_words, subject
from kerascope.evidence import Argument, Assignment, Call, Derivation, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import tree_of

__all__ = ["frame_of_spectrum", "moment_of_window", "row_of_table", "turned_over"]

_MOMENT_OF = re.compile(r"(\w+)\[(-?\w+)(?:, ?|\]\[)(: ?, ?|\.\.\., ?)?-?\w+\]")
"""`windows[k, -1]`, `windows[0][3]`; of the last axis `windows[k, :, -1]`, `windows[0][:, 3]`."""
_SERIES = re.compile(r"(?:\w+\.)?Series\((\w+(?:\[[^\[\]]*\])+)[,)]")
"""What pandas draws of an array, which is then no expression of the call."""
_AS_NUMBERS = re.compile(r"(?:\.(?:numpy|cpu|detach|ravel|flatten|squeeze)\(\))+$")
_TURNS = re.compile(r"transpose|swapaxes|moveaxis|permute|rollaxis|reshape|einsum|\.T\b")

_SPECTRUM = re.compile(r"\b(?:i?stft|spectrogram|melspectrogram|rfft)\(")
_FREQUENCY = re.compile(r"freq|hz\b|\bbins?\b|\bband", re.IGNORECASE)


def frame_of_spectrum(call: Call, y: Argument, xlabel: str) -> Finding | None:
    """One frame of a spectrogram, whose axis of frequencies is known by its length: half of a power of 2, and one."""
    made = y.derivation
    if made is None or made.axes is not None or len(made.order) != 1 or made.reduced or _FREQUENCY.search(xlabel):
        return None
    across = made.order[0]
    bins = made.shape[across]
    time = across - 1 if across == len(made.shape) - 1 else across + 1
    if bins < 17 or (bins - 1) & (bins - 2) or not 0 <= time < len(made.shape) or y.facts.shape != (bins,):
        return None
    steps, frame = made.shape[time], made.index[time]
    if steps < 2 or steps == bins or not isinstance(frame, int):
        return None
    if not any(_SPECTRUM.search(a.value) for a in y.lineage):
        return None
    return found(
        call.place,
        "error",
        f"{subject(y)} is frame {frame} of {steps} of the spectrogram `{made.root}` {made.shape}: {bins} frequencies "
        f'run along x, while the x axis says "{xlabel}". One frequency over all {steps} frames keeps axis {time} and '
        f"takes an entry of axis {across}.",
        why="A line call draws along the axis that is left; the index took the one that counts frames.",
        evidence={"shape": list(y.facts.shape), "steps": steps, "along_x": "frequency", **origin(made)},
    )


def moment_of_window(call: Call, y: Argument, told: str, counted: Collection[int] | None = None) -> Finding | None:
    """One moment of one window `(batch, steps, features)`, or `(batch, features, steps)`, as data sets have them.

    Windows that overlap hold a moment many times, so that the code must say from which array it was taken. Which axis
    counts the steps says the model that was given them, the function that cut them, or how the values go on.

    told : what the figure says of its x axis
    counted : the numbers in it, of which one must be the count of steps; None when the x axis itself speaks of time
    """
    series = _SERIES.match(call.place.source) if not y.expression else None
    y = replace(y, expression=series[1]) if series is not None else y
    taken, made = _written(y)
    whole, one, last = _taken(y, taken)
    if not whole or y.facts.ndim != 1 or y.values is None:
        return None
    near = next((v for v in y.near if v.source == whole and v.values is not None), None)
    if near is None or near.values.ndim != 3 or near.values.dtype.kind != "f" or near.values.size > 4_000_000:
        return None
    lost = 2 if last else 1
    known = _time_of(near, y)
    windows = near.values.swapaxes(1, lost)
    points, steps = y.values.size, int(windows.shape[1])
    if windows.shape[2] != points or points < 2 or steps < (points + 1 if known else 5 * points):
        return None
    if counted is not None and (steps not in counted or points in counted):
        return None
    if known != lost if known else not _nameless(near) or not _courses(windows):
        return None
    if not (windows == y.values).all(axis=-1).any():
        return None
    how = "" if known else f"The values go on smoothly along axis {lost} and jump along axis {3 - lost}: "
    all_steps = one + (".T" if lost == 2 else "")
    shape = tuple(int(n) for n in near.values.shape)
    axes = ("batch", "time", "feature") if lost == 1 else ("batch", "feature", "time")
    return found(
        call.place,
        "error" if known else "warning",
        f"{subject(y)} is one moment of one entry of `{whole}` {shape_words(shape, axes)}: {points} points, while "
        f"{told}. {how}Axis {lost} counts the {steps} steps, and {points} features run along x. "
        f"All steps of one entry are `{all_steps}`.",
        why="A line call draws along the axis that is left; the index took the one along which time goes on.",
        evidence={"shape": list(shape), "points": points, "steps": steps},
        fix=_fix(call, y, made, one, all_steps, lost),
    )


def row_of_table(call: Call, y: Argument, told: str) -> Finding | None:
    """One row of a pandas table of a single window, whose rows are its steps: `window.loc[0].plot()`.

    told : what the figure says of its x axis
    """
    row = re.match(r"(\w+)\.i?loc\[(-?\w+)\]", y.expression or call.place.source)
    table = next((v for v in y.near if row is not None and v.source == row[1]), None)
    if row is None or table is None or table.values is None or table.values.ndim != 2 or y.values is None:
        return None
    steps, points = (int(n) for n in table.values.shape)
    if table.values.dtype.kind != "f" or y.values.shape != (points,) or not 2 <= points < steps:
        return None
    if not (table.values == y.values).all(axis=-1).any():
        return None
    whole = [v for v in y.near if v.values is not None and v.values.ndim == 3 and v.values.shape[1:] == (steps, points)]
    known = any(_time_of(v, y) == 1 and (v.values == table.values).all(axis=(1, 2)).any() for v in whole)
    if not known and (steps < 5 * points or not _courses(table.values[None])):
        return None
    return found(
        call.place,
        "error" if known else "warning",
        f"`{row[0]}` is row {row[2]} of the table `{row[1]}` ({steps}, {points}): {points} columns run along "
        f"x, while {told}. The {steps} steps run down its rows; all of them are `{row[1]}.plot()`, or "
        f"`{row[1]}[column].plot()` of one column.",
        why="A row of a table is one moment; Series.plot draws what the row holds, a column beside the other.",
        evidence={"shape": [steps, points], "points": points, "steps": steps},
        fix=Fix("draw the columns over all steps", row[0], row[1]),
    )


def _fix(call: Call, y: Argument, made: Assignment | None, one: str, all_steps: str, lost: int) -> Fix:
    """All steps where the moment is drawn, or where a name was given to it."""
    summary = "keep all steps, one line per feature"
    if made is None:
        return Fix(summary, y.expression, all_steps)
    line = replace(call.place, line=made.line, end_line=made.line, source=made.source, expression=made.value)
    if made.value != one:
        return Fix(summary, made.value, all_steps, location=line)
    turned = f"{one}.T" if lost == 1 else one
    return Fix("one name for each feature, of all steps", one, turned, location=line)


def _written(y: Argument) -> tuple[str, Assignment | None]:
    """How what is drawn was taken from an array, and the statement that gave it a name of its own.

    `windows[3][1]` of a name that `_, flow, *rest = windows[3]` unpacked.
    """
    made = next((a for a in y.lineage if a.target == y.expression), None)
    if made is None or made.augmented or made.into or made.source.startswith("for "):
        return y.expression, None
    statement = tree_of(made.source).body[:1]
    names = statement[0].targets[0] if statement and isinstance(statement[0], ast.Assign) else None
    if isinstance(names, ast.Name):
        return made.value, made
    for n, name in enumerate(getattr(names, "elts", ())):
        if isinstance(name, ast.Starred):
            break
        if isinstance(name, ast.Name) and name.id == y.expression:
            return f"{made.value}[{n}]", made
    return y.expression, None


def _taken(y: Argument, text: str) -> tuple[str, str, bool]:
    """(array of windows, one of its entries, whether its last axis was indexed away) of what is drawn, or ''."""
    text = _AS_NUMBERS.sub("", text)
    taken = _MOMENT_OF.fullmatch(text)
    if taken is not None:
        return taken[1], f"{taken[1]}[{taken[2]}]", bool(taken[3])
    walked = re.fullmatch(r"(\w+)\[(: ?, ?|\.\.\., ?)?-?\w+\]", text)
    named = [a for a in y.lineage if walked and a.target == walked[1] and not (a.augmented or a.into)][:1]
    value = _AS_NUMBERS.sub("", named[0].value.strip()) if named else ""  # of a loop, `x[0]`, or handed as a parameter
    whole = re.match(r"(\w+)(?:\[[^\[\],]*\])?$", value)
    if walked is None or whole is None or not (named[0].source.startswith("for ") or value.endswith("]")):
        return "", "", False
    return whole[1], walked[1], bool(walked[2])


def _time_of(near: Value, y: Argument) -> int | None:
    """The axis of the steps, where a model's input or the function that cut the windows tells it."""
    if _cut_last(near, y):
        return 2
    made = near.provenance
    axes = made.axes if made is not None and made.kind == "input" else None
    return axes.index("time") or None if axes is not None and len(axes) == 3 and "time" in axes else None


def _nameless(near: Value) -> bool:
    """Whether nothing says what its axes are: before a Flatten, windows have the names of pictures."""
    made = near.provenance
    return made is None or (made.kind == "input" and made.axes == ("batch", "height", "width"))


def turned_over(derivation: Derivation, y: Argument) -> bool:
    """Whether an input that its model's name alone calls `(batch, time, feature)` has its steps along axis 2."""
    made = derivation.provenance
    if made is None or made.kind != "input" or derivation.axes != ("batch", "time", "feature"):
        return False
    near = next((v for v in y.near if v.source == derivation.root and v.values is not None), None)
    if near is None or near.values.ndim != 3 or near.values.dtype.kind != "f" or near.values.size > 4_000_000:
        return False
    return _cut_last(near, y) or (near.values.shape[2] > 1 and _courses(near.values.swapaxes(1, 2)))


def _cut_last(near: Value, y: Argument) -> bool:
    """Whether the code cut these windows with the function that puts the steps last, and didn't turn them."""
    made = next((a.value for a in y.lineage if a.target == near.source and not a.into), "")
    return re.match(r"[\w.]*\bsliding_window_view\(", made) is not None and not _TURNS.search(made)


def _courses(windows: Any) -> bool:
    """Whether values go on smoothly along axis 1, each feature by itself, and jump from one feature to the next."""
    import numpy as np

    some = windows[:64].astype("float64")
    spread = some.std(axis=(0, 1))
    if not np.isfinite(some).all() or not some.std():
        return False
    moving = spread > 0
    along = (abs(np.diff(some, axis=1)).mean(axis=(0, 1))[moving] / spread[moving]).mean() if moving.any() else 1.0
    return bool(along < 0.35 and abs(np.diff(some, axis=2)).mean() / some.std() > 3 * along)
