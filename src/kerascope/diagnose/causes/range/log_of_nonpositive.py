"""Zeros or negative values on a logarithmic scale.

What it does: reports lines, points and bars on a log axis (along y or x), and pictures under `LogNorm`, of which a good
part is zero or negative, and histograms along a log axis of which a good part is negative.
Why it is wrong: a logarithm has no place for 0 and below. matplotlib leaves such values out without a word.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    loss = -1 + 0.9 * np.exp(-np.arange(12) / 3)
    plt.plot(loss)
    plt.yscale("log")
    plt.savefig("loss.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    loss = -1 + 0.9 * np.exp(-np.arange(12) / 3)
    plt.plot(loss)
    plt.savefig("loss.png")
What it does not see: empty bins of histograms, where nothing is what 0 should look like; of other counts it gives a
note.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number, subject
from kerascope.diagnose.script.source import cell_between, text_of
from kerascope.diagnose.tell import measured, tied
from kerascope.evidence import Argument, Call, Panel, Run, Sheet
from kerascope.findings import SEVERITIES, Finding, Fix, Location, Severity

_BUNDLE = 8
_WHY = "A logarithm has no value at 0 or below, and matplotlib drops such values at draw without a word."
_WHY_CONTOUR = (
    "A logarithm has no value at 0 or below; contours leave such places blank, with a warning on stderr alone."
)


@cause("log-of-nonpositive", family="range", sees=(Sheet, Call), outranks=("data-out-of-view", "constant-image"))
def log_of_nonpositive(evidence: Sheet | Call, run: Run) -> Iterator[Finding]:
    if isinstance(evidence, Call):
        picture = _picture(evidence)
        if picture is not None:
            yield picture
        return
    lost: dict[tuple[object, ...], list[_Axis]] = {}
    for panel in evidence.last:
        one = next((a for axis in "yx" if (a := _lines(evidence, panel, axis, run)) is not None), None)
        if one is not None:
            lost.setdefault(one.place.spot, []).append(one)
    yield from map(_said, lost.values())


@dataclass(frozen=True, slots=True)
class _Axis:
    """What the log axis of one panel drops."""

    place: Location
    severity: Severity
    told: tuple[tuple[Argument, int], ...]


def _said(axes: list[_Axis]) -> Finding:
    """What the panels of one place lose, all together."""
    told = [t for axis in axes for t in axis.told]
    place, first = axes[0].place, told[0][0]
    zeros = all((d.facts.minimum or 0) == 0 for d, _ in told)
    parts = [f"{n} of {d.facts.size} values of {subject(d)} ({_between(d)})" for d, n in told[:6]]
    return found(
        place,
        min((a.severity for a in axes), key=SEVERITIES.index),
        f"{'; '.join(parts)} {'are exactly 0' if zeros else 'are at or below 0'}: a log axis drops them."
        f" Use {'symlog or ' if zeros else ''}a linear axis.",
        why=_WHY,
        evidence={**measured(first), "nonpositive": [n for _, n in told], "of": [d.facts.size for d, _ in told]},
        fix=_axis_fix(place),
    )


def _lost(data: Argument) -> int:
    if data.values is None:
        return data.facts.negative
    values = np.ma.compressed(data.values) if np.ma.isMaskedArray(data.values) else np.asarray(data.values)
    return int((values <= 0).sum()) if values.dtype.kind in "biuf" else 0


def _since_shown(sheet: Sheet, panel: Panel, run: Run) -> list[Call]:
    """Calls of a panel after the show before its last one: a window has closed what was shown, though Agg has not."""
    calls = run.calls_in(sheet.key, panel.key)
    last = max((c.order for c in calls), default=0)
    shown = max((e.order for e in sheet.events if e.kind == "show" and e.order < last), default=-1)
    return [c for c in calls if c.order > shown]


def _along(call: Call, axis: str) -> Argument | None:
    """What a line, a scatter, bars or a histogram draw along an axis."""
    if call.kind == "hist":
        return call.data if (call.options.get("orientation") == "horizontal") == (axis == "y") else None
    if call.kind == "bar":
        return call.data if (call.function == "barh") == (axis == "x") else None
    if axis == "y":
        return call.data
    across = call.argument("x")
    return across if across is not None and across is not call.data else None


def _lines(sheet: Sheet, panel: Panel, axis: str, run: Run) -> _Axis | None:
    scale, scale_set = (panel.yscale, panel.yscale_set) if axis == "y" else (panel.xscale, panel.xscale_set)
    if scale != "log":
        return None
    calls = [c for c in _since_shown(sheet, panel, run) if c.kind in ("line", "scatter", "bar", "hist")]
    if scale_set is not None:  # cells of `# %%` have figures of their own
        text, line = text_of(scale_set, run), scale_set.line or 0
        calls = [c for c in calls if not cell_between(text, *sorted((c.place.line or 0, line)))]
    given = [(c, d) for c in calls if (d := _along(c, axis)) is not None and _is_told(c, d)]
    told = [(c, d, n) for c, d in given if (n := _lost(d)) >= 0.05 * d.facts.finite and n > 0]
    if not told:
        return None
    if axis == "x" and all(_only_origin(d) for _, d, _ in told):
        return None
    bundle = _bundle([d for _, d in given])
    many = not bundle and any(n >= 2 and n >= 0.1 * d.facts.finite for _, d, n in told)
    call = told[0][0]
    place = call.place if "log" in call.function or scale_set is None else scale_set
    if "nonpositive" in place.source:
        return None
    whole = not bundle and all(n == d.facts.finite for _, d, n in told)
    return _Axis(place, "error" if whole else "warning" if many else "note", tuple((d, n) for _, d, n in told))


def _is_told(call: Call, data: Argument) -> bool:
    """Not bars that are counts, of which 0 may well be left out, nor a histogram that leaves out zeros alone."""
    if call.kind == "hist":
        return data.facts.negative >= 0.1 * data.facts.finite
    return call.kind != "bar" or (data.facts.is_float and data.facts.fractional > 0)


def _only_origin(data: Argument) -> bool:
    """Steps, frequencies or penalties that begin or end with 0: a log axis is known to have no place for that one."""
    values = np.asarray(data.values).ravel() if data.values is not None else np.zeros(0)
    return values.size > 2 and 0 in (values[0], values[-1]) and int((values <= 0).sum()) == 1


def _bundle(drawn: list[Argument]) -> bool:
    """Many curves in one axes, of which some are mostly seen: the picture tells something, though not all."""
    return len(drawn) >= _BUNDLE and any(_lost(d) < 0.5 * d.facts.finite for d in drawn)


def _between(data: Argument) -> str:
    low, high = data.facts.minimum or 0.0, data.facts.maximum or 0.0
    rounded = f", between {math.floor(low)} and {math.ceil(high)}" if abs(low) < 10 and abs(high) < 10 else ""
    return f"{number(low)} to {number(high)}{rounded}"


def _axis_fix(place: Location) -> Fix | None:
    for before, after in (('"log"', '"symlog"'), ("'log'", "'symlog'")):
        if place.source.count(before) == 1:
            return Fix("use a scale that has a place for 0", place.source, place.source.replace(before, after))
    swapped = re.sub(r"\.(?:semilogy|loglog)\(", ".plot(", place.source, count=1)
    return Fix("use a linear axis", place.source, swapped) if swapped != place.source else None


def _picture(call: Call) -> Finding | None:
    data = call.data
    if data is None or call.kind not in ("image", "mesh", "contour") or not data.facts.finite:
        return None
    if call.artists and all(a.holes_seen for a in call.artists):
        return None
    if call.options.get("norm") != "LogNorm" and not any(a.norm == "LogNorm" for a in call.artists):
        return None
    lost, contour = _lost(data), call.kind == "contour"
    if lost < 0.1 * data.facts.finite or re.search(r"hist|density|count", tied(data)):
        return None
    norm = re.search(r"(?:\w+\.)*LogNorm\(", call.place.source)
    relu = " A ReLU gives exact zeros." if data.facts.minimum == 0 and data.facts.fractional else ""
    linear = f"SymLogNorm(linthresh={'0.01' if data.facts.fractional else '1'}"
    after = norm[0].replace("LogNorm(", linear) if norm else ""
    before = (norm[0] + ")" if norm[0] + ")" in call.place.source else norm[0]) if norm else ""
    after += ")" if before.endswith(")") else ", "
    fix = Fix("use a norm that has a place for 0", before, after) if norm else None
    return found(
        call.place,
        "warning" if data.facts.fractional else "note",
        f"{lost} of {data.facts.size} values of {subject(data)} ({_between(data)}) are 0 or below, and LogNorm masks"
        f" them: holes in the picture.{relu}",
        why=_WHY_CONTOUR if contour else _WHY,
        evidence={**measured(data), "nonpositive": lost, "of": data.facts.size},
        fix=fix,
    )
