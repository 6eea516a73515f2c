"""A line drawn over x in no order: a scribble.

What it does: reports a line, or a band without one, whose x runs to and fro without order, where the same points joined
by rising x would make a line less than half as long; for a model's inputs and outputs, and for settings beside what a
training with each came to, a shorter line is enough. Also numbers that were sorted as text: 1, 10, 11, 2; and beside a
network a remainder (`time % period`) that starts again and again, where the line runs back each time.
Why it is wrong: `plot` joins the points in the order of the array. After a shuffle or a random split that order means
nothing.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    x = np.random.default_rng(0).uniform(-3, 3, 80)
    plt.plot(x, x**2)
    plt.savefig("curve.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    x = np.sort(np.random.default_rng(0).uniform(-3, 3, 80))
    plt.plot(x, x**2)
    plt.savefig("curve.png")
What it does not see: curves that turn back on purpose (circles, paths, orbits, descents that zigzag) are left alone, as
are fewer than 12 points that no training or evaluation gave.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, indexed, number, percent, subject
from kerascope.diagnose.script.collected import measured, measured_by_key, put_into
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_FEWEST, _FEWEST_MEASURED, _FEWEST_AS_TEXT = 12, 6, 8


_PLAIN = ("plot", "semilogy", "semilogx", "loglog")


@cause(
    "unsorted-x", family="selection", sees=Call, kinds=("line", "other"), outranks=("accumulated-lines", "time-axis")
)
def unsorted_x(call: Call, run: Run) -> Finding | None:
    x, y = call.argument("x"), call.argument("y", "y1")
    if x is None or y is None or x.values is None or y.values is None or call.exception or not _joined(call, x, run):
        return None
    if _as_text(x.values) and y.facts.shape[:1] == x.facts.shape:
        return _by_digits(call, x, y, run)
    wrapped = _passes(*_on_paper(call, x, y, run)) if run.has_network and _flat(call, run) else None
    if wrapped is not None:
        return _wrapped_over(call, x, y, run, *wrapped)
    few = x.facts.size < _FEWEST
    rows = _trials(call, x, y, run) if few else _inputs_and_outputs(x, y) or _trials(call, x, y, run)
    seen = None if few and not rows else _disorder(*_on_paper(call, x, y, run), rows)
    if seen is None:
        return None
    back, shorter, points = seen
    return found(
        call.place,
        "error",
        f"{subject(x, 'x')} is in no order: {percent(back)} of the {points - 1} steps between its "
        f"{count(points, 'point')} go back{_range(x)}. "
        f"{'plot' if call.function in _PLAIN else call.function} joins the points in the order of the array; sorted "
        f"by x the line would be {shorter:.1f} times shorter.",
        why="A line call joins neighbours in the array, not neighbours on the x axis; a shuffled or randomly "
        "split x is a scribble.",
        evidence={"points": points, "steps_back": round(back, 3), "times_shorter_sorted": round(shorter, 2)},
        fix=_fix(call, x, y, run),
    )


def _joined(call: Call, x: Argument, run: Run) -> bool:
    """A line or a band that is seen runs from point to point; a band about a line over the same x goes with that."""
    if call.function == "fill_between":
        lines = [c for c in run.calls_in(call.sheet, call.panel) if _line(c)]
        alone = all(a.facts != x.facts for c in lines if (a := c.argument("x")) is not None)
        return alone and any(a.visible for a in call.artists)
    return _line(call)


def _line(call: Call) -> bool:
    marked = call.options.get("fmt") in ("o", ".", "x") and "data" not in call.options
    lines = any(a.kind == "line" and a.line and a.visible for a in call.artists)
    return lines and not marked and call.function in (*_PLAIN, "errorbar", "step")


def _inputs_and_outputs(x: Argument, y: Argument) -> bool:
    """A feature of a model's input beside what it gave for the same rows: the order is a data set's, no path."""
    root, out = x.derivation, y.derivation
    if root is None or out is None or root.provenance is None or out.provenance is None:
        return False
    return root.provenance.kind == "input" and out.provenance.kind == "output" and root.shape[:1] == out.shape[:1]


def _trials(call: Call, x: Argument, y: Argument, run: Run) -> bool:
    """Settings, each beside what a model came to with it: the order is the one of the trials, no path.

    Two measured numbers over the same epochs are a path, in their own order.
    """
    if not _FEWEST_MEASURED <= x.facts.size <= 200:
        return False
    text = text_of(call.place, run)
    known = bool(y.expression) and x.expression.isidentifier() and bool(put_into(x.expression, text))
    listed = known and measured(y.expression, text) and not measured(x.expression, text)
    return listed or measured_by_key(x.expression, y.expression, text)


def _on_paper(call: Call, x: Argument, y: Argument, run: Run) -> tuple[Any, Any]:
    """x and y as the panel's scales place them; dates as numbers."""
    import numpy as np

    panel, placed = run.panel_of(call), []
    at = x.values
    if at.dtype.kind == "M":
        at = np.where(np.isnat(at), np.nan, at.astype("datetime64[ns]").astype("int64"))
    for values, scale in ((at, panel.xscale if panel else ""), (y.values, panel.yscale if panel else "")):
        positive = values.dtype.kind in "iuf" and values.size and bool((values > 0).all())
        placed.append(np.log10(values.astype(float)) if scale == "log" and positive else values)
    return placed[0], placed[1]


def _as_text(x: Any) -> bool:
    """Whether whole numbers, evenly spaced once sorted, stand in the order of their digits: 1, 10, 11, 2, 3."""
    if x.ndim != 1 or not _FEWEST_AS_TEXT <= x.size <= 10_000 or x.dtype.kind not in "iuf":
        return False
    if not all(float(v).is_integer() and v >= 0 for v in x.tolist()):
        return False
    numbers = [int(v) for v in x.tolist()]
    rising = sorted(numbers)
    steps = {b - a for a, b in pairwise(rising)}
    return numbers != rising and len(steps) == 1 and 0 not in steps and numbers == sorted(numbers, key=str)


def _by_digits(call: Call, x: Argument, y: Argument, run: Run) -> Finding:
    values = [int(v) for v in x.values.tolist()]
    at = next(n for n in range(1, len(values)) if values[n] < values[n - 1])
    told = ", ".join(str(v) for v in values[:8])
    return found(
        call.place,
        "error",
        f"{subject(x, 'x')} is not ascending: its numbers are sorted as text, {told}, … {values[at - 1]} is "
        f"followed by {values[at]}, so that the line runs back. plot joins the points in the order of the array.",
        why="Names sort as text, letter by letter: '10' stands before '2'. A line call joins neighbours in the array, "
        "not neighbours on the x axis.",
        evidence={"points": len(values), "first_step_back": [values[at - 1], values[at]]},
        fix=_fix(call, x, y, run),
    )


def _disorder(x: Any, y: Any, rows: bool) -> tuple[float, float, int] | None:
    """(share of steps back, length unsorted / sorted, points), or None where the order may be meant.

    rows : whether these are rows of a data set, or trials, whose order is no path
    """
    import numpy as np

    if (
        not x.size
        or not y.size
        or not x.ndim
        or not y.ndim
        or x.dtype.kind not in "iuf"
        or y.dtype.kind not in "iufb"
        or x.size != x.shape[0]
    ):
        return None
    flat, columns = x.reshape(-1).astype(float), y.reshape(y.shape[0], -1).astype(float)
    if (
        flat.size < (_FEWEST_MEASURED if rows else _FEWEST)
        or columns.shape[0] != flat.size
        or not (np.isfinite(flat).all() and np.isfinite(columns).all())
    ):
        return None
    steps = np.diff(flat)
    moving = steps[steps != 0]
    if moving.size < flat.size // 3 or np.ptp(flat) == 0:
        return None
    back = float((moving < 0).mean())
    turns = float((np.sign(moving[1:]) != np.sign(moving[:-1])).mean())
    if not 0.25 <= back <= 0.75 or turns < 0.3 or np.unique(flat).size < min(8, flat.size // 2):
        return None
    if (not rows and _path(np, flat)) or all(_straight(np, flat, c) for c in columns.T):
        return None
    order = np.argsort(flat, kind="stable")
    drawn = sum(_length(np, flat, c) for c in columns.T)
    tidy = sum(_length(np, flat[order], c[order]) for c in columns.T)
    return (back, drawn / tidy, int(flat.size)) if tidy > 0 and drawn / tidy >= (1.2 if rows else 2.0) else None


def _flat(call: Call, run: Run) -> bool:
    """Not in polar coordinates, where x comes round to where it was."""
    panel = run.panel_of(call)
    return panel is None or panel.projection == "rectilinear"


_PASSES = 3


def _passes(x: Any, y: Any) -> tuple[int, float] | None:
    """(steps back, length unsorted / sorted) of an x that rises and falls back to its start, again and again."""
    import numpy as np

    if x.dtype.kind not in "iuf" or y.dtype.kind not in "iuf" or x.ndim != 1 or y.shape[:1] != x.shape or not x.size:
        return None
    flat, columns = x.astype(float), y.reshape(y.shape[0], -1).astype(float)
    if flat.size < 10 * _PASSES or not (np.isfinite(flat).all() and np.isfinite(columns).all()) or np.ptp(flat) == 0:
        return None
    steps = np.diff(flat)
    back = steps[steps < 0]
    if not _PASSES <= back.size <= 0.2 * steps.size or np.median(-back) < 0.6 * np.ptp(flat):
        return None
    order = np.argsort(flat, kind="stable")
    drawn = sum(_length(np, flat, c) for c in columns.T)
    tidy = sum(_length(np, flat[order], c[order]) for c in columns.T)
    return (int(back.size), drawn / tidy) if tidy > 0 and drawn / tidy >= _PASSES else None


def _wrapped_over(call: Call, x: Argument, y: Argument, run: Run, back: int, shorter: float) -> Finding:
    return found(
        call.place,
        "error",
        f"{subject(x, 'x')} is not ascending: it starts again {back} times, and each time the line runs back across the"
        f" panel{_range(x)}. plot joins the points in the order of the array; sorted by x the line would be "
        f"{shorter:.1f} times shorter.",
        why="A remainder (`%`) of sorted numbers is not sorted: it falls back to its start after each period.",
        evidence={"points": int(x.facts.size), "starts_again": back, "times_shorter_sorted": round(shorter, 2)},
        fix=_fix(call, x, y, run),
    )


def _path(np: Any, x: Any) -> bool:
    """Whether each point lies near the last one, or, on a zigzag, near the last but one."""
    near, next_near = _likeness(np, x, 1), _likeness(np, x, 2)
    return near < 0.1 or (next_near < 0.35 and next_near < 0.5 * near)


def _straight(np: Any, x: Any, y: Any) -> bool:
    """Whether all points lie on one straight line: in whatever order, joined they are the same picture."""
    slope, start = np.polyfit(x, y, 1)
    return bool(np.abs(y - slope * x - start).max() <= 1e-3 * (np.ptp(y) or 1.0))


def _likeness(np: Any, x: Any, lag: int) -> float:
    """How far x moves in so many steps, against what it would in no order: about 1 after a shuffle, 0 on a path."""
    return float(np.mean((x[lag:] - x[:-lag]) ** 2) / (2 * np.var(x)))


def _length(np: Any, x: Any, y: Any) -> float:
    """Length of a line in a square panel."""
    wide, tall = np.ptp(x) or 1.0, np.ptp(y) or 1.0
    return float(np.hypot(np.diff(x) / wide, np.diff(y) / tall).sum())


def _fix(call: Call, x: Argument, y: Argument, run: Run) -> Fix | None:
    source = call.place.source
    alias = re.search(r"import numpy(?: as (\w+))?", text_of(call.place, run))
    plain = call.function in _PLAIN or call.function == "step"
    if not plain or call.via or not x.expression or not y.expression or "order" in source or x.expression not in source:
        return None
    if any(a.expression.endswith((".keys()", ".values()")) for a in (x, y)):
        return None  # NumPy makes no array of a dict's view
    np = (alias[1] or "numpy") if alias else "np"
    flat = x.expression if x.facts.ndim == 1 else f"{np}.ravel({x.expression})"
    head, _, rest = source.partition("(")
    after = rest.replace(x.expression, _ordered(x, np), 1)
    place = after.find(y.expression, after.find("order]") + 1)
    if place < 0:
        return None
    after = after[:place] + _ordered(y, np) + after[place + len(y.expression) :]
    return Fix("sort by x first", source, f"order = {np}.argsort({flat}); {head}({after}")


def _ordered(argument: Argument, np: str) -> str:
    """A list can't be indexed by an array, and a column of pandas would look the numbers up in its index."""
    positional = not argument.facts.type.startswith(("list", "tuple", "range", "pandas."))
    return indexed(argument.expression if positional else f"{np}.asarray({argument.expression})", "order")


def _range(x: Argument) -> str:
    """What numbers x runs over; dates have none to tell."""
    low, high = x.facts.minimum, x.facts.maximum
    return f"; x runs from {number(low)} to {number(high)}" if x.facts.kind in "iuf" and low is not None else ""
