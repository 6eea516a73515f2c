"""Norms and levels beside the data: where they end below it or begin above, and whether they are even to both sides."""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import number, percent, range_words, subject
from kerascope.diagnose.tell import measured, shared_limits
from kerascope.evidence import Argument, Artist, Call, Run
from kerascope.findings import Finding

__all__ = ["beside_norm", "beyond_levels", "even_sides"]

_LEVELS = 16
"""Different values up to which data may be labels, which a norm hides on purpose."""
_SCALE = 4
"""Levels that make a scale; fewer shade a part."""
_FAR = 0.1
"""Share of the first level that all data stays below when it is of another unit, and not of a quiet day."""
_TWO_SLOPES = re.compile(r"\bTwoSlopeNorm\(")
_ABOUT_ZERO = re.compile(r"\bTwoSlopeNorm\((?:\s*|[^()]*\bvcenter\s*=\s*)0(?:\.0*)?\s*[,)]")


def even_sides(artist: Artist, run: Run) -> bool:
    """Whether the colours run evenly to both sides of a centre: then what is a sliver of the limits has one of them."""
    if artist.norm == "CenteredNorm":
        return True
    low, high = artist.clim or (0.0, 0.0)
    if artist.norm != "TwoSlopeNorm" or not (low < 0 < high and 0.5 <= -low / high <= 2):
        return False
    text = "\n".join(run.sources.values())
    return len(_TWO_SLOPES.findall(text)) == len(_ABOUT_ZERO.findall(text)) > 0


def _far_below(data: Argument, low: float, bound: float) -> bool:
    top = data.facts.maximum or 0.0
    return 0 < top <= _FAR * low or 0 < bound <= low


def _all_below(call: Call, data: Argument, low: float, drawn: str, left: str) -> Finding:
    return found(
        call.place,
        "error",
        f"{subject(data)} is {range_words(data.facts)}, drawn with {drawn}: every value lies below that, so that"
        f" {left}. Bring the data to the unit of the levels, or give limits that fit the data.",
        why="With given levels the colours are not fitted to the data; what lies below the first gets the end colour,"
        " or none.",
        evidence={**measured(data), "first": low, "below": 1.0},
    )


def beside_norm(call: Call, data: Argument, artist: Artist, run: Run, bound: float) -> Finding | None:
    """Levels, or another norm with given limits, that end below nearly all of the data, or begin far above all of it.

    What lies just below the first level is often nearly everything, as on a map of rain.

    bound : what the activation that gave the data never goes beyond, or 0
    """
    if artist.clim is None or (data.facts.distinct or _LEVELS + 1) <= _LEVELS:
        return None
    low, high = artist.clim
    below = artist.norm == "LogNorm" and artist.below == 1 and _far_below(data, low, bound)
    if below and not shared_limits(call, artist, run):
        return _all_below(call, data, low, f"a {artist.norm} which begins at {number(low)}", "it is one colour")
    if artist.above < 0.98:
        return None
    ends = f"whose levels end at {number(high)}" if artist.norm == "BoundaryNorm" else f"which ends at {number(high)}"
    above = "every value lies" if artist.above == 1 else f"{percent(artist.above)} of the values lie"
    last = "the last level" if artist.norm == "BoundaryNorm" else "that"
    return found(
        call.place,
        "error",
        f"{subject(data)} is {range_words(data.facts)}, drawn with a {artist.norm} {ends}: {above} above {last}, so"
        " that it is one colour. Bring the data to the unit of the norm, or give limits that fit the data.",
        why="With given levels the colours are not fitted to the data; what lies above the last gets the end colour.",
        evidence={**measured(data), "limits": [low, high], "norm": artist.norm, "above": round(artist.above, 4)},
    )


def beyond_levels(call: Call, data: Argument, run: Run, bound: float) -> Finding | None:
    """Filled contours of which nearly all lies above the last level, or all far below the first: blank there.

    Two or three levels shade one part on purpose, and what lies below the first is often nearly everything.
    """
    artist = next((a for a in call.artists if a.kind == "filled" and a.clim is not None), None)
    if artist is None or artist.clim is None or data.values is None or artist.shape[0] < _SCALE:
        return None
    low, high = artist.clim
    values = np.ma.masked_invalid(np.ma.asarray(data.values).astype("float64")).compressed()
    above = float((values > high).mean()) if values.size else 0.0
    beside = any(c.kind == "contour" and c.number != call.number for c in run.calls_in(call.sheet))
    if values.size and values.max() < low and _far_below(data, low, bound) and not beside:
        levels = f"levels of {call.function} that begin at {number(low)}"
        return _all_below(call, data, low, levels, "nothing is drawn, or one colour with `extend`")
    if above < 0.98 or (data.facts.distinct or _LEVELS + 1) <= _LEVELS:
        return None
    return found(
        call.place,
        "error",
        f"{subject(data)} is {range_words(data.facts)}, and the levels of {call.function} run from {number(low)} to"
        f" {number(high)}: {'every value lies' if above == 1 else f'{percent(above)} lie'} above the last, where it is"
        " blank, or one colour with `extend`.",
        why="With given levels the colours are not fitted to the data.",
        evidence={**measured(data), "limits": [low, high], "above": round(above, 4), "levels": artist.shape[0]},
    )
