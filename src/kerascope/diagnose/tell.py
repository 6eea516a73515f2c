"""What causes about values say alike: the numbers of an argument, where it came from in the source, edits elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from kerascope.diagnose.say import number, origin, simple, subject
from kerascope.evidence import Argument, Artist, Assignment, Call, Facts, Provenance, Run
from kerascope.findings import Fix, Location
from kerascope.parsed import words_in

__all__ = [
    "PREDICTS",
    "applied",
    "axes_among",
    "called",
    "computed",
    "direct",
    "elsewhere",
    "everywhere",
    "holes",
    "known",
    "leaves_gaps",
    "level",
    "made_by",
    "measured",
    "rewritten",
    "shared_limits",
    "tied",
    "wrapped",
]

PREDICTS = ("predict", "predict_on_batch")
"""Methods that ask a model for what it makes of samples."""
_SAMPLES = 64
"""Samples of a returned batch that are looked through."""
_GAPS = re.compile(
    r"\b(?:nan|NaN|NA)\b|\.(?:mask|rolling|shift|reindex|diff|pct_change|pivot\w*|unstack)\("
    r"|(?<!np)(?<!numpy)(?<!tf)(?<!jnp)(?<!torch)(?<!ops)\.where\("
)
"""What leaves NaN where it is meant to; `np.where` puts there what it is given."""


def measured(data: Argument) -> dict[str, Any]:
    """Shape, dtype, range and counts of an argument, and what it was picked from."""
    facts = data.facts
    found: dict[str, Any] = {"shape": list(facts.shape), "dtype": facts.dtype}
    if data.axes:
        found["axes"] = list(data.axes)
    if facts.minimum is not None:
        found["range"] = [float(number(facts.minimum)), float(number(facts.maximum))]
    for name in ("nan", "posinf", "neginf", "masked"):
        if getattr(facts, name):
            found[name] = getattr(facts, name)
    return {**found, **origin(data.derivation)}


def made_by(data: Argument, pattern: str) -> Assignment | None:
    """The latest statement on the way to an argument whose source matches."""
    return next((a for a in data.lineage if re.search(pattern, a.source)), None)


def shared_limits(call: Call, artist: Artist, run: Run) -> bool:
    """Whether another panel with the same limits fills them, here or in a sister figure: they are for comparison."""
    beside = [c for c in run.calls if c.sheet == call.sheet or c.place == call.place]
    others = [a for c in beside if c.number != call.number for a in c.artists]
    ranges = [a.data_range for a in others if a.clim == artist.clim and a.data_range is not None]
    low, high = artist.clim or (0.0, 1.0)
    return any(last - first > 0.1 * (high - low) for first, last in ranges)


def tied(data: Argument) -> str:
    """The source of the argument and of all statements on the way to it."""
    return "\n".join([data.expression, *(a.source for a in data.lineage)])


def computed(data: Argument) -> str:
    """The source of the argument, and of what the names on the way to it were given."""
    return " ".join([data.expression, *(a.value for a in data.lineage)])


def called(call: Call, data: Argument) -> str:
    """What is drawn by its source, else by its label: of a table that pandas draws, the column."""
    label = next((a.label for a in call.artists if a.label and not a.label.startswith("_")), "")
    return subject(data, f"'{label}'" if label else "the array")


def direct(data: Argument) -> str:
    """The source of the argument and of the statements that made the very names in it."""
    names = set(words_in(data.expression))
    return "\n".join([data.expression, *(a.source for a in data.lineage if a.target.rstrip("()") in names)])


def wrapped(expression: str) -> str:
    """An expression that an operator can be put behind."""
    return expression if simple(expression) else f"({expression})"


def applied(data: Argument, call: str) -> str:
    """A method call on an argument, also where it is no NumPy array."""
    if data.facts.type == "numpy.ndarray":
        return f"{wrapped(data.expression)}.{call}"
    return f"np.asarray({data.expression}).{call}"


def everywhere(call: Call, run: Run) -> tuple[Facts, ...]:
    """Facts of what every call at this place in the source was handed: an edit there touches all of them."""
    same = [c for c in run.calls if c.place.spot == call.place.spot and c.function == call.function]
    return tuple(c.data.facts for c in same if c.data is not None)


def elsewhere(call: Call, run: Run, made: Assignment, summary: str, before: str, after: str) -> Fix | None:
    """An edit of a statement of the same file, when the piece to change stands on its lines, once."""
    return rewritten(call.place, run, made, summary, before, after)


def rewritten(at: Location, run: Run, made: Assignment, summary: str, before: str, after: str) -> Fix | None:
    """The same for what was found at a place."""
    lines = run.sources.get(at.file or "", "").splitlines()
    end = made.line + made.source.count("\n")
    block = "\n".join(lines[made.line - 1 : end])
    if not before or block.count(before) != 1:
        return None
    place = Location(at.file, at.cell, made.line, end, None, None, made.source, before)
    return Fix(summary, before, after, False, place)


def known(data: Argument) -> Provenance | None:
    """Where an argument came from, wholly or as a verified part."""
    return data.provenance or (data.derivation.provenance if data.derivation is not None else None)


def axes_among(values: Any, run: Run) -> tuple[str, ...] | None:
    """Names of the axes of what a model returned, or of one sample of it, that holds these very values."""
    for output in reversed(run.outputs):
        whole, made = output.values, output.provenance
        if whole is None or made is None or made.axes is None or len(made.axes) != whole.ndim:
            continue
        if whole.shape == values.shape and np.array_equal(whole, values):
            return made.axes
        if (
            whole.shape[1:] == values.shape
            and len(whole)
            and any(np.array_equal(one, values) for one in whole[:_SAMPLES])
        ):
            return made.axes[1:]
    return None


def level(facts: Facts) -> bool:
    """One value but for the rounding of float32: 0.99999994 beside 1 is what a softmax over one unit gives."""
    if facts.constant or not facts.is_float or facts.finite < facts.size or facts.minimum is None:
        return facts.constant
    low, high = facts.minimum, facts.maximum or 0.0
    return high - low <= 5e-7 * max(abs(low), abs(high))


def holes(call: Call, data: Argument) -> Facts:
    """Facts that count what is not finite, also where seaborn has masked it before it reached matplotlib."""
    facts = data.facts
    if facts.masked and call.via == "pandas":
        return replace(facts, nan=facts.masked, masked=0)
    if not facts.masked or call.via != "seaborn" or "mask=" in call.place.source:
        return facts
    same = [v.facts for v in data.near if v.source == data.expression and v.facts and v.facts.size == facts.size]
    if same:
        return same[0]
    hidden = any(v.facts and v.facts.masked for v in data.near if v.source in words_in(data.expression))
    if hidden or "**" in call.place.source or not re.search(r"\bheatmap\(", call.place.source):
        return facts
    return replace(facts, nan=facts.masked, masked=0)  # it masks what is missing, and nothing else unless told to


def leaves_gaps(data: Argument, *, since: int = 0, besides: str = "") -> bool:
    """Whether the script puts NaN there by itself, in its statements from a line on: a triangle, what is too small."""
    texts = [data.expression, *(a.source for a in data.lineage if a.line >= since)]
    return any(_GAPS.search(t.replace(besides, "") if besides else t) for t in texts)
