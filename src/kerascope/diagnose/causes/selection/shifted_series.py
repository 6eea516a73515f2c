"""Prediction and truth misaligned by the look-back window.

What it does: reports a predicted line that fits the true one far better when it is moved to the right by some steps.
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
What it does not see: a prediction drawn too late: one that merely echoes the last value looks the same, and is none.
"""

from __future__ import annotations

import re
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.source import text_of
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_GUESS = re.compile(r"pred|forecast|estimat|y_?hat|model", re.IGNORECASE)


@cause("shifted-series", family="selection", sees=Call, kinds=("line",))
def shifted_series(call: Call, run: Run) -> Finding | None:
    y = call.argument("y")
    if y is None or call.exception or not _predicted(call, y):
        return None
    mine = _points(call)
    if mine is None:
        return None
    for other in run.calls_in(call.sheet, call.panel):
        truth, theirs = other.argument("y"), _points(other)
        if other is call or truth is None or theirs is None or other.kind != "line" or _predicted(other, truth):
            continue
        shift = _shift(*mine, *theirs)
        if shift is not None:
            return _said(call, y, truth, shift, run)
    return None


def _predicted(call: Call, y: Argument) -> bool:
    derivation = y.derivation
    provenance = derivation.provenance if derivation is not None else None
    label = call.options.get("label")
    named = bool(_GUESS.search(" ".join((y.expression, label if isinstance(label, str) else ""))))
    return named or (provenance is not None and provenance.kind == "output")


def _points(call: Call) -> tuple[Any, Any] | None:
    """Whole-numbered, evenly spaced x and the values there, NaN left out."""
    import numpy as np

    x, y = call.argument("x"), call.argument("y")
    if y is None or y.values is None or y.values.dtype.kind not in "iuf" or y.values.size != y.values.shape[0]:
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
    if values.size < 20 or not (np.diff(place) == 1).all() or np.ptp(values) == 0:
        return None
    return place, values


def _counted(x: Any) -> Any:
    """x as floats; of dates the number of their first step, counted from a fixed date."""
    import numpy as np

    if x.dtype.kind != "M" or x.size < 2:
        return x.astype(float)
    moments = x.astype("datetime64[ns]").astype("int64")
    step = int(moments[1] - moments[0])
    return (moments // step).astype(float) if step > 0 and not (np.diff(moments) % step).any() else np.zeros(x.size)


def _shift(x: Any, y: Any, truth_x: Any, truth: Any) -> tuple[int, float, float] | None:
    """(steps, error here, error when moved by them) where moving to the right fits far better than staying."""
    import numpy as np

    spread = float(truth.var())
    start = int(x[0] - truth_x[0])
    errors = {}
    for lag in range(-min(60, y.size // 3), min(120, y.size // 2) + 1):
        first = start + lag
        low, high = max(0, first), min(truth.size, first + y.size)
        if high - low >= max(20, y.size // 2):
            errors[lag] = float(np.mean((y[low - first : high - first] - truth[low:high]) ** 2))
    if 0 not in errors or not spread:
        return None
    least = min(errors.values())
    fitting = [lag for lag, error in errors.items() if error <= max(1.5 * least, 0.001 * spread)]
    best = min(fitting, key=abs)  # what repeats fits again a period away, and a model that lags fits behind
    while (nearer := min((n for n in (best, best - 1, best + 1) if n in errors), key=errors.__getitem__)) != best:
        best = nearer
    worst_near = min(errors.get(best - 1, spread), errors.get(best + 1, spread))
    sure = errors[best] <= 0.12 * spread and errors[best] * 4 <= errors[0] and errors[best] * 1.2 <= worst_near + 1e-12
    return (best, errors[0], errors[best]) if best >= 2 and sure else None


def _said(call: Call, y: Argument, truth: Argument, shift: tuple[int, float, float], run: Run) -> Finding:
    steps, here, there = shift
    window = _window(run)
    looks = f" The model looks back over {window} steps." if window else ""
    return found(
        call.place,
        "error",
        f"{subject(y)} fits {subject(truth, 'the truth')} when it is drawn {count(steps, 'step')} later: it is "
        f"drawn {steps} "
        f"too early. The mean squared error falls from {here:.3g} to {there:.3g}.{looks}",
        why="The first prediction belongs to the end of the first window (plus the horizon); drawn earlier, it "
        "seems to know the future.",
        evidence={
            "steps": steps,
            "error_here": here,
            "error_moved": there,
            "window": window,
            "points": y.facts.shape[0],
        },
        fix=_fix(call, y, steps, run),
    )


def _window(run: Run) -> int | None:
    inputs = [m.about["inputs"][0] for m in run.models if m.about.get("inputs")]
    return next((int(shape[1]) for shape in inputs if len(shape) in (2, 3) and isinstance(shape[1], int)), None)


def _fix(call: Call, y: Argument, steps: int, run: Run) -> Fix | None:
    x = call.argument("x")
    if x is not None and x.expression:
        inner = x.expression if re.fullmatch(r"[\w.]+(?:\[[^\[\]]*\])?", x.expression) else f"({x.expression})"
        return Fix(f"draw it {steps} steps later", x.expression, f"{inner} + {steps}")
    alias = re.search(r"import numpy as (\w+)", text_of(call.place, run))
    if x is None and y.expression and alias:
        after = f"{alias[1]}.arange({steps}, {steps} + len({y.expression})), {y.expression}"
        return Fix(f"draw it {steps} steps later", y.expression, after)
    return None
