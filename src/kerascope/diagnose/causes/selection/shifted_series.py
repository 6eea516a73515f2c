"""Prediction and truth misaligned by the look-back window.

What it does: reports a predicted line that fits the true one far better when it is moved to the right by some steps,
and a line of prediction errors that starts before the first step that was predicted.
Why it is wrong: the first prediction of a model with a look-back window of w belongs to step w, not to step 0. Drawn
too early, it seems to know the future.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    series = np.cumsum(np.random.default_rng(0).normal(size=200))
    predicted = series[20:] + np.random.default_rng(1).normal(0, 0.2, 180)
    plt.plot(series, label="measured")
    plt.plot(predicted, label="predicted")
    plt.savefig("series.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    series = np.cumsum(np.random.default_rng(0).normal(size=200))
    predicted = series[20:] + np.random.default_rng(1).normal(0, 0.2, 180)
    plt.plot(series, label="measured")
    plt.plot(np.arange(20, 200), predicted, label="predicted")
    plt.savefig("series.png")
What it does not see: a prediction drawn too late: one that merely echoes the last value looks the same, and is none;
one sample of a batch beside what it should be, when the other samples are not moved likewise or are gone; a
prediction beside another one of the same model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kerascope.diagnose.arrays.batched import samples_beside
from kerascope.diagnose.arrays.raw import raw_output, scaled_output, scaled_rows
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, number, shape_words, subject
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Provenance, Run
from kerascope.findings import Finding, Fix

_GUESS = re.compile(r"pred|forecast|estimat|y_?hat|model", re.IGNORECASE)
_SURE = re.compile(r"pred|forecast|y_?hat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Series:
    """One row of values over evenly spaced places, counted in steps."""

    x: Argument | None
    y: Argument
    place: Any
    values: Any
    step: float
    """Distance of neighbouring places in the units of the axis."""

    @property
    def provenance(self) -> Provenance | None:
        return self.y.derivation.provenance if self.y.derivation is not None else self.y.provenance


@dataclass(frozen=True, slots=True)
class _Shift:
    steps: int
    here: float
    """Mean squared error as drawn."""
    there: float
    """And when moved by the steps."""
    cut: bool = False
    """The model itself gives fewer steps than it takes, the same number less at both ends."""


@cause("shifted-series", family="selection", sees=Call, kinds=("line", "scatter"))
def shifted_series(call: Call, run: Run) -> Finding | None:
    if call.exception:
        return None
    mine = [s for s in _series(call) if _predicted(call, s, run)]
    if not mine:
        return _of_errors(call, run)
    for other in run.calls_in(call.sheet, call.panel):
        for truth in _series(other):
            if _predicted(other, truth, run):
                continue
            for one in mine:
                shift = _shift(one, truth, run)
                if shift is not None and not _alone(one, truth, shift, run) and not _given(one, truth, run):
                    return _said(call, one, truth, shift, run)
    return _of_errors(call, run)


def _of_errors(call: Call, run: Run) -> Finding | None:
    """Errors of a prediction over their own count, beside the whole series, whose first steps were never predicted."""
    panel, outputs = run.panel_of(call), [v.values for v in run.outputs[-24:] if v.values is not None]
    if panel is None or call.kind != "line" or not outputs:
        return None
    for one in _series(call):
        given = [o.reshape(-1).astype(float) for o in outputs if o.size == one.y.facts.size and o.dtype.kind == "f"]
        if not given or one.values.size != one.y.facts.size:
            continue
        for other in run.calls_in(call.sheet):
            there = run.panel_of(other)
            beside = there is not None and (there.key == panel.key or there.xlim == panel.xlim)
            for truth in _series(other) if beside and other is not call and other.kind == "line" else ():
                steps = _first_step(one, truth, given)
                if steps is not None and steps >= 2:
                    return _too_early(call, one, truth, steps, run)
    return None


def _first_step(one: _Series, truth: _Series, given: list[Any]) -> int | None:
    """How many steps before what it was computed from a row of errors is drawn: found by computing it again."""
    import numpy as np

    count, spread = one.values.size, float(truth.values.std())
    if not 2 <= truth.values.size - count <= 500 or abs(one.step - truth.step) > 1e-6 * one.step or not spread:
        return None
    fits = []
    for output in given:
        for lag in range(truth.values.size - count + 1):
            few = abs(output[:8] - truth.values[lag : lag + 8])
            slack = 1e-3 * abs(one.values[:8]) + 1e-4 * spread
            if all((abs(f - abs(one.values[:8])) > slack).any() for f in (few, few**2)):
                continue
            rest = output - truth.values[lag : lag + count]
            made = (rest, -rest, abs(rest), rest**2)
            if any(np.allclose(m, one.values, rtol=1e-3, atol=1e-4 * min(spread, float(m.std()))) for m in made):
                fits.append(lag)
    early = truth.place[0] + fits[0] - one.place[0] if len(set(fits)) == 1 else 0.0
    return round(early) if abs(early - round(early)) < 0.01 else None


def _too_early(call: Call, one: _Series, truth: _Series, steps: int, run: Run) -> Finding:
    first = one.place[0] * one.step
    dates = one.x is not None and one.x.facts.kind == "M"
    drawn = "" if dates else f" Its first value belongs to x = {number(first + steps * one.step)}, not {number(first)}."
    return found(
        call.place,
        "error",
        f"{subject(one.y, 'a row of errors')} is what a model gave against {subject(truth.y, 'the series')}, computed "
        f"again on all {one.values.size} values, and is drawn {count(steps, 'step')} too early.{drawn}"
        f"{_reason(one, _Shift(steps, 0.0, 0.0), run)}",
        why="The first prediction belongs to the end of the first window, and so does its error; drawn from the start, "
        "it seems to rise before what it is about.",
        evidence={"steps": steps, "window": _window(run), "points": one.y.facts.shape[0]},
        fix=_fix(call, one, steps, run),
    )


def _predicted(call: Call, one: _Series, run: Run) -> bool:
    provenance = one.provenance
    given = provenance is not None and provenance.kind == "output"
    label = call.options.get("label")
    words = " ".join((one.y.expression, label if isinstance(label, str) else ""))
    if given or (_GUESS if one.step == 1 else _SURE).search(words):
        return True
    filled = one.y.facts.nan and one.values.size < one.y.facts.size  # set into a row of NaN it is known by value alone
    return bool(filled and (raw_output(one.values, run.outputs) or scaled_output(one.values, run.outputs)))


def _series(call: Call) -> list[_Series]:
    """The rows that a call draws: lines, dots, bars, or the area between a row and a fixed level."""
    pairs: list[tuple[Argument | None, Argument]] = []
    if call.kind == "line":
        x: Argument | None = None
        for argument in call.arguments:
            if argument.name == "y":
                pairs.append((x, argument))
            x = argument if argument.name == "x" else None
    elif call.function == "fill_between":
        top, low = call.argument("y1"), call.argument("y2")
        pairs += [(call.argument("x"), top)] if top is not None and (low is None or low.facts.size == 1) else []
    elif call.function in ("scatter", "bar") and (height := call.argument("y", "height")) is not None:
        pairs.append((call.argument("x"), height))
    found = [_points(x, y) for x, y in pairs]
    return [s for s in found if s is not None]


def _points(x: Argument | None, y: Argument) -> _Series | None:
    """Evenly spaced x, counted in steps, and the values there, NaN left out."""
    import numpy as np

    if y.values is None or y.values.dtype.kind not in "iuf" or not y.values.ndim:
        return None
    if y.values.size != y.values.shape[0] or y.values.size < 20:
        return None
    values = y.values.reshape(-1).astype(float)
    if x is None:
        place = np.arange(values.size, dtype=float)
    elif x.values is None or x.values.size != values.size or x.values.dtype.kind not in "iufM":
        return None
    else:
        place = _counted(x.values.reshape(-1))
    good = np.isfinite(values) & np.isfinite(place)
    place, values = place[good], values[good]
    if values.size < 20 or np.ptp(values) == 0:
        return None
    step = float(place[-1] - place[0]) / (values.size - 1)
    if step <= 0 or bool((abs(np.diff(place) - step) > 1e-3 * step).any()):
        return None
    return _Series(x, y, place / step, values, step)


def _counted(x: Any) -> Any:
    """x as floats; of dates the number of their first step, counted from a fixed date."""
    import numpy as np

    if x.dtype.kind != "M" or x.size < 2:
        return x.astype(float)
    moments = x.astype("datetime64[ns]").astype("int64")
    step = int(moments[1] - moments[0])
    return (moments // step).astype(float) if step > 0 and not (np.diff(moments) % step).any() else np.zeros(x.size)


def _shift(one: _Series, truth: _Series, run: Run) -> _Shift | None:
    """Steps to the right where the row fits far better than where it is drawn."""
    start = float(one.place[0] - truth.place[0])
    spread = float(truth.values.var())
    if abs(one.step - truth.step) > 1e-6 * one.step or abs(start - round(start)) > 0.01 or not spread:
        return None
    errors = _errors(one.values, truth.values, round(start))
    if 0 not in errors:
        return None
    return _fitting(errors, spread) or _expected(errors, spread, _expectations(one, truth, round(start), run))


def _errors(y: Any, truth: Any, start: int) -> dict[int, float]:
    """Mean squared error by the steps that the row is moved to the right."""
    import numpy as np

    errors = {}
    for lag in range(-min(60, y.size // 3), min(120, y.size // 2) + 1):
        first = start + lag
        low, high = max(0, first), min(truth.size, first + y.size)
        if high - low >= max(20, y.size // 2):
            errors[lag] = float(np.mean((y[low - first : high - first] - truth[low:high]) ** 2))
    return errors


def _fitting(errors: dict[int, float], spread: float) -> _Shift | None:
    """Of a row that follows the truth so closely that no step but one fits: nothing else need be known."""
    least = min(errors.values())
    fitting = [lag for lag, error in errors.items() if error <= max(1.5 * least, 0.001 * spread)]
    best = min(fitting, key=abs)  # what repeats fits again a period away, and a model that lags fits behind
    while (nearer := min((n for n in (best, best - 1, best + 1) if n in errors), key=errors.__getitem__)) != best:
        best = nearer
    worst_near = min(errors.get(best - 1, spread), errors.get(best + 1, spread))
    sure = errors[best] <= 0.12 * spread and errors[best] * 4 <= errors[0] and errors[best] * 1.2 <= worst_near + 1e-12
    return _Shift(best, errors[0], errors[best]) if best >= 2 and sure else None


def _alone(one: _Series, truth: _Series, shift: _Shift, run: Run) -> bool:
    """One sample of a batch beside another's, the rest of which are not moved likewise: an unlike sample, no window."""
    pairs = samples_beside(one.y, truth.y, run)
    if pairs is None:
        return False
    start = round(float(one.place[0] - truth.place[0]))
    known = _expectations(one, truth, start, run)
    errors = [(e, float(b.var())) for a, b in pairs if 0 in (e := _errors(a, b, start)) and b.var()]
    moved = [_fitting(e, spread) or _expected(e, spread, known) for e, spread in errors]
    same = [m for m in moved if m is not None and abs(m.steps - shift.steps) <= 1]
    return 2 * len(same) <= len(moved)


def _given(one: _Series, truth: _Series, run: Run) -> bool:
    """The same model gave this as well, be it another sample, scaled back: nothing to be early by.

    A layer that only scales its input, as Normalization does, gives the truth itself: hence the same model.
    """
    made, values = [o for o in run.outputs if o.provenance == one.provenance is not None], truth.values
    alike = raw_output(values, made) or scaled_output(values, made) or scaled_rows(values[None], made)
    return alike is not None


def _expectations(one: _Series, truth: _Series, start: int, run: Run) -> dict[int, bool]:
    """Steps that a row drawn from the truth's own start is expected to be early by: what it is shorter by, when that
    is the window of a model; half of it when the model was given the truth and cut it at both ends (True)."""
    short = truth.values.size - one.values.size
    if start != 0 or short < 4:
        return {}
    made = one.provenance
    given = made.given_shape if made is not None else None
    if given is not None and truth.values.size in given[1:]:
        return {short: False} | ({short // 2: True} if short % 2 == 0 else {})
    return {short: False} if _window(run) in (None, short, short + 1) else {}


def _expected(errors: dict[int, float], spread: float, steps: dict[int, bool]) -> _Shift | None:
    """Of a smooth row over a noisy truth, where many steps fit nearly as well: the one that the lengths tell."""
    least = min(errors.values())
    for lag, cut in steps.items():
        error = errors.get(lag, spread)
        around = [n for n in errors if 0 <= n <= 2 * lag] or [0]  # what repeats may fit best a period away
        nearest = min(around, key=errors.__getitem__)
        beside = abs(nearest - lag) <= max(1, lag // 8) and error <= 1.1 * least
        if beside and error <= 0.6 * spread and error * 2 <= errors[0]:
            return _Shift(lag, errors[0], error, cut)
    return None


def _said(call: Call, one: _Series, truth: _Series, shift: _Shift, run: Run) -> Finding:
    steps, y = shift.steps, one.y
    first, unit = one.place[0] * one.step, steps * one.step
    dates = one.x is not None and one.x.facts.kind == "M"
    drawn = (
        ""
        if dates
        else f" Its {one.values.size} values start at x = {number(first)} instead of {number(first + unit)}."
    )
    return found(
        call.place,
        "error",
        f"{subject(y)} fits {subject(truth.y, 'the truth')} when it is drawn {count(steps, 'step')} later: it is "
        f"drawn {steps} too early.{drawn} The mean squared error falls from {shift.here:.3g} to {shift.there:.3g}."
        f"{_reason(one, shift, run)}",
        why="The model needs values on both sides of a step, so that its first output belongs to the middle of what it "
        "saw first."
        if shift.cut
        else "The first prediction belongs to the end of the first window (plus the horizon); drawn earlier, it "
        "seems to know the future.",
        evidence={
            "steps": steps,
            "error_here": shift.here,
            "error_moved": shift.there,
            "window": _window(run),
            "points": y.facts.shape[0],
        },
        fix=_fix(call, one, steps, run),
    )


def _reason(one: _Series, shift: _Shift, run: Run) -> str:
    """What the model does to the number of steps."""
    made = one.provenance
    if shift.cut and made is not None and made.given_shape is not None:
        made_shape = one.y.derivation.shape if one.y.derivation is not None else one.y.facts.shape
        return (
            f" The model makes {shape_words(made_shape)} of {shape_words(made.given_shape)}: each value is made of "
            f"{2 * shift.steps + 1} neighbours, and padding 'valid' cuts {shift.steps} steps at each end."
        )
    window = _window(run)
    return f" The model looks back over {window} steps." if window else ""


def _window(run: Run) -> int | None:
    inputs = [m.about["inputs"][0] for m in run.models if m.about.get("inputs")]
    return next((int(shape[1]) for shape in inputs if len(shape) in (2, 3) and isinstance(shape[1], int)), None)


def _fix(call: Call, one: _Series, steps: int, run: Run) -> Fix | None:
    x, y = one.x, one.y
    if one.step != 1:
        return None
    counted = re.fullmatch(r"range\(((?:[^(),]|\([^()]*\))+)\)", x.expression) if x is not None else None
    if x is not None and counted:
        return Fix(f"draw it {steps} steps later", x.expression, f"range({steps}, {steps} + {counted[1]})")
    if x is not None and x.expression and not x.expression.startswith("range("):
        inner = x.expression if re.fullmatch(r"[\w.]+(?:\[[^\[\]]*\])?", x.expression) else f"({x.expression})"
        return Fix(f"draw it {steps} steps later", x.expression, f"{inner} + {steps}")
    alias = re.search(r"import numpy as (\w+)", text_of(call.place, run))
    if x is None and y.expression and alias:
        after = f"{alias[1]}.arange({steps}, {steps} + len({y.expression})), {y.expression}"
        return Fix(f"draw it {steps} steps later", y.expression, after)
    return None
