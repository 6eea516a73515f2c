"""Colour limits beside the data.

What it does: reports a picture, or coloured points, whose given limits (`vmin`, `vmax`, `clim`) leave nearly all of
the data on one side, or in a sliver of the colours; and one whose norm (`BoundaryNorm`, `LogNorm`) or levels end below
it, or begin far above it.
Why it is wrong: what lies outside the limits gets the end colour, and what fills 1 % of them gets one colour too: the
picture is flat, though the data is not.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    frame = (60 + rows + columns).astype("uint8")
    plt.imshow(frame, cmap="gray", vmin=0, vmax=1)
    plt.savefig("frame.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    frame = (60 + rows + columns).astype("uint8")
    plt.imshow(frame, cmap="gray", vmin=0, vmax=255)
    plt.savefig("frame.png")
What it does not see: limits that hide labels or weak values on purpose, and limits that panels share for comparison.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.raw import raw_output
from kerascope.diagnose.arrays.units import divided, kelvin, sixteen_bits, unit_between
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import CONFUSION, words_of
from kerascope.diagnose.pixels.norms import beside_norm, beyond_levels, even_sides
from kerascope.diagnose.say import number, percent, range_words, simple, subject
from kerascope.diagnose.script.renewal import followed_by, handed
from kerascope.diagnose.tell import elsewhere, level, made_by, measured, shared_limits, tied, wrapped
from kerascope.evidence import Argument, Artist, Call, Run, Value
from kerascope.findings import Finding, Fix

_BOUNDS = {"sigmoid": 1.0, "softmax": 1.0, "hard_sigmoid": 1.0, "tanh": 1.0}
"""What an activation never goes beyond."""
_POINTS = 12
"""Coloured points of a scatter plot that say something of the colours, and different values of theirs."""
_LEVELS = 16
"""Different values up to which data may be labels, which a norm hides on purpose."""
_BEYOND, _SLIVER = 25.0, 0.02
_OUTPUTS = 8


@cause(
    "fixed-limits",
    family="range",
    sees=Call,
    kinds=("image", "mesh", "scatter", "contour"),
    outranks=("uneven-scales",),
)
def fixed_limits(call: Call, run: Run) -> Finding | None:
    data = _coloured(call)
    if call.kind == "contour":
        bound = _bound(raw_output(data.values, run.outputs)) if data is not None else 0.0
        return beyond_levels(call, data, run, bound) if data is not None and not level(data.facts) else None
    artist = next((a for a in call.artists if a.clim is not None and a.data_range is not None and not a.rgb), None)
    if data is None or artist is None or artist.clim is None or artist.data_range is None:
        return None
    if _set_later(call, data, artist, run):
        return _still_of_the_first(call, artist, run)
    if level(data.facts):
        return None
    if artist.clim == artist.data_range or not _asked(call, run):
        return None
    if artist.norm not in ("Normalize", "") and not even_sides(artist, run):
        return beside_norm(call, data, artist, run, _bound(raw_output(data.values, run.outputs)))
    (low, high), (first, last) = artist.clim, artist.data_range
    sliver = (last - first) / (high - low) if high > low else 1.0
    if call.kind == "scatter" and (data.facts.size < _POINTS or (data.facts.distinct or _POINTS) < _POINTS):
        return None
    shared = shared_limits(call, artist, run)
    wanted = shared and not _other_unit(call, data, high, run)
    seen = min(last, high) - max(first, low)  # what lies within: the rest has the end colour beside it
    thin = 0 < seen < _SLIVER * (high - low) and not wanted and not _from_zero(call, artist)
    if not (_outside(artist, data) or thin or _counts_as_shares(call, data, artist, run) or _bytes(artist, data)):
        return None
    told, left = _told(artist, low, high, seen if thin else None)
    fix = _in_unit(call, run, data, high) if thin and shared else _fix(call, run, data, low, high)
    divisor = _finer_unit(call, data, low, high, run)
    fix = _divide(call, run, data, divisor) if divisor else fix
    return found(
        call.place,
        "error" if thin or sliver < _SLIVER or artist.below + artist.above > 0.98 else "warning",
        f"{subject(data)} is {range_words(data.facts)}{_about(data)}, drawn with vmin={number(low)},"
        f" vmax={number(high)}:"
        f" {told}, so that {left}.{' Another panel fills these limits.' * (thin and shared)}{sixteen_bits(data)}"
        f"{kelvin(data, low, high)}{divided(divisor)}",
        why="With given limits the colours are not fitted to the data; what lies outside gets the end colour.",
        evidence={
            **measured(data),
            "limits": [low, high],
            "above": round(artist.above, 4),
            "below": round(artist.below, 4),
            "share_of_limits": round(sliver, 5),
            **({"divide_by": divisor} if divisor else {}),
        },
        fix=fix if artist.norm in ("Normalize", "") else None,
    )


def _set_later(call: Call, data: Argument, artist: Artist, run: Run) -> bool:
    """Whether what is seen is no longer what the call was handed: `set_data` and `set_array` leave the limits alone."""
    if call.kind == "scatter" or data.facts.minimum is None or call.via == "seaborn":
        return False
    first, last = artist.data_range or (0.0, 0.0)
    slack = 1e-6 * max(abs(first), abs(last), 1e-30)
    same = abs(first - data.facts.minimum) <= slack and abs(last - (data.facts.maximum or 0.0)) <= slack
    return not same and bool(re.search(r"\.set_(?:data|array)\(", "\n".join(run.sources.values())))


def _still_of_the_first(call: Call, artist: Artist, run: Run) -> Finding | None:
    """A picture that was renewed, of which all but a sliver lies on one side of the limits that it was begun with."""
    (low, high), (first, last) = artist.clim or (0.0, 1.0), artist.data_range or (0.0, 0.0)
    if artist.norm not in ("Normalize", "") or first == last:
        return None
    if not (low == high or artist.above >= 0.98 or (artist.below == 1 and last - first > 1e-3 * abs(last))):
        return None
    given = next((k for k in ("vmin", "vmax", "clim", "norm") if call.options.get(k) is not None), "")
    begun = "were given where it was begun" if given else "were fitted to what it was begun with"
    sides = [(artist.above, f"above {number(high)}"), (artist.below, f"below {number(low)}")]
    told = " and ".join(f"{percent(s)} lie {w}" for s, w in sides if s > 0) or "nothing lies between"
    return found(
        call.place,
        "error",
        f"the picture that was set last, shape {tuple(artist.shape)}{_made_by_layer(artist, run)}, holds"
        f" {number(first)} to {number(last)}; its limits {begun}: vmin={number(low)}, vmax={number(high)}. {told},"
        " so that it is one colour.",
        why="`set_data` and `set_array` exchange the values and leave the colour limits as they are; `set_clim` or"
        " `autoscale` fits them.",
        evidence={
            "shape": list(artist.shape),
            "limits": [low, high],
            "range": [float(number(first)), float(number(last))],
            "above": round(artist.above, 4),
            "below": round(artist.below, 4),
        },
        fix=followed_by(
            handed(call.place, run, ("set_data", "set_array")), "fit the limits to the new values", "autoscale()"
        ),
    )


def _made_by_layer(artist: Artist, run: Run) -> str:
    """Of which layer's output these are the smallest and the largest value, if they are; its activation beside it."""
    for output in reversed(run.outputs[-_OUTPUTS:]):
        values, made = output.values, output.provenance
        if made is None or values is None or values.dtype.kind != "f" or artist.data_range is None or not values.size:
            continue
        if all(bool((values == v).any()) for v in artist.data_range):
            kind = {"relu": "ReLU"}.get(made.activation, made.activation)
            return f", the {kind + ' ' if kind else ''}output of '{made.layer}'"
    return ""


def _told(artist: Artist, low: float, high: float, seen: float | None) -> tuple[str, str]:
    """How much lies beyond the limits, or in a sliver of them, and what that leaves to see."""
    sides = [(artist.above, f"above {number(high)}"), (artist.below, f"below {number(low)}")]
    told = [f"{percent(s)} lie {w}" for s, w in sides if s > 0]
    one = max(artist.above, artist.below) >= 0.9 or seen is not None
    if seen is not None:
        told.append(f"{'the others' if told else 'they'} fill {percent(seen / (high - low))} of the colours")
    return " and ".join(told), "nearly all of it is one colour" if one else "little more than two colours are left"


def _asked(call: Call, run: Run) -> bool:
    """Whether the code gives limits, in the call or by `clim`."""
    if "clim(" in run.sources.get(call.place.file or "", ""):
        return True
    return any(call.options.get(k) is not None for k in ("vmin", "vmax", "clim", "norm"))


def _outside(artist: Artist, data: Argument) -> bool:
    if artist.above >= 0.9:
        return True
    few = data.facts.distinct is not None and data.facts.distinct <= 64
    lost = artist.above + artist.below
    both = min(artist.above, artist.below) > 0.1 and lost >= 0.85  # two colours are left
    return (
        (artist.below >= 0.99 and not few)
        or (lost >= 0.97 and artist.above > 0.3)
        or both
        or _two_left(artist, data)
        or _two_bands(artist, data)
    )


def _counts_as_shares(call: Call, data: Argument, artist: Artist, run: Run) -> bool:
    """A confusion matrix of whole counts with the limits of shares: 1 looks like 100."""
    facts = data.facts
    whole = facts.fractional == 0 and facts.negative == 0 and facts.finite == facts.size and (facts.maximum or 0) >= 5
    square = facts.ndim == 2 and facts.shape[0] == facts.shape[1] and 2 <= facts.shape[0] <= 50
    if not (whole and square and artist.clim == (0.0, 1.0) and artist.above > 0):
        return False
    return bool(CONFUSION.search(f"{tied(data)} {words_of(call, run)}"))


def _bytes(artist: Artist, data: Argument) -> bool:
    """Greys of 0 to 255 read from 0 to 1: of a dark picture little lies above, but all that is not black is white.

    A mask of 0 and 255 looks as it should, and so do labels.
    """
    if data.facts.dtype != "uint8" or data.values is None or artist.clim != (0.0, 1.0):
        return False
    if (data.facts.maximum or 0) <= 127 or (data.facts.distinct or 0) <= _LEVELS or artist.above < 0.02:
        return False
    values = np.asarray(data.values)
    return bool(((values > 1) & (values < 250)).sum() > 0.3 * (values > 1).sum())


def _two_left(artist: Artist, data: Argument) -> bool:
    """Many levels, of which nearly all lie on the limits or beyond: a picture of two colours."""
    labels = (data.facts.distinct or 257) <= (8 if data.facts.is_float else 64)
    if data.values is None or artist.clim is None or artist.above < 0.3 or labels:
        return False
    low, high = artist.clim
    values = np.asarray(data.values, dtype="float64")
    return bool(((values > low) & (values < high)).mean() < 0.03) and (data.facts.maximum or 0) > high + 4 * (
        high - low
    )


def _from_zero(call: Call, artist: Artist) -> bool:
    """The scale starts at zero and ends with the data: nearly even values then look as even as they are."""
    low, high = artist.clim or (0.0, 1.0)
    last = (artist.data_range or (0.0, 0.0))[1]
    open_end = call.options.get("vmax") is None or (call.via == "seaborn" and "vmax" not in call.place.source)
    return call.options.get("vmin") == 0 and open_end and low == 0 and high == last


def _two_bands(artist: Artist, data: Argument) -> bool:
    """Most values, and very different ones, lie above the limits, and all others close together within them."""
    if data.values is None or artist.clim is None or artist.above < 0.5 or (data.facts.distinct or 257) <= 64:
        return False
    low, high = artist.clim
    values = np.asarray(data.values, dtype="float64")
    values = values[np.isfinite(values)]
    lost, rest = values[values > high], np.clip(values[values <= high], low, high)
    if not rest.size:
        return False
    spread, band = (float(np.ptp(np.quantile(v, (0.05, 0.95)))) for v in (lost, rest))
    return spread > 0.3 * (high - low) and band < 0.2 * (high - low)


def _other_unit(call: Call, data: Argument, high: float, run: Run) -> bool:
    """What a network returned, as it is, beside a panel that fills the limits: not weak, but in another unit.

    So are shares beside percent. It can't be otherwise where its activation ends far below the limit (0..1 where
    percent are due), or where it rises and falls with what the other panel shows, which the same call did not return:
    maps of one layer are in one unit.
    """
    if _adds_up_to_one(data) and high >= _BEYOND:
        return True
    made = raw_output(data.values, run.outputs)
    if made is None:
        return False
    bound = _bound(made)
    if bound:
        return high >= _BEYOND * bound
    others = (_coloured(c) for c in run.calls_in(call.sheet) if c.number != call.number)
    return any(
        _alike(data.values, other.values) and raw_output(other.values, run.outputs) is not made
        for other in others
        if other is not None
    )


def _adds_up_to_one(data: Argument) -> bool:
    """A table of shares: its rows, its columns or all of it add up to 1, which no share exceeds."""
    if data.values is None or data.values.ndim != 2 or data.facts.kind != "f" or min(data.values.shape) < 2:
        return False
    table = np.asarray(data.values, dtype="float64")
    if not np.isfinite(table).all() or table.min() < 0:
        return False
    sums = (table.sum(axis=1), table.sum(axis=0), table.sum(keepdims=True).ravel())
    return any(bool((np.abs(s[s > 0] - 1) < 1e-4).all()) and s.any() for s in sums)


def _bound(made: Value | None) -> float:
    provenance = made.provenance if made is not None else None
    return _BOUNDS.get(provenance.activation, 0.0) if provenance is not None else 0.0


def _coloured(call: Call) -> Argument | None:
    return call.argument("c") if call.kind == "scatter" else call.data


def _alike(one: Any, two: Any) -> bool:
    """The same numbers, nearly, in a unit that is far smaller for the first."""
    if two is None or one.size != two.size or two.dtype.kind not in "iuf":
        return False
    pair = np.stack([np.asarray(one, dtype="float64").ravel(), np.asarray(two, dtype="float64").ravel()])
    if not np.isfinite(pair).all() or (np.ptp(pair, axis=1) == 0).any():
        return False
    return bool(np.ptp(pair[1]) >= _BEYOND * np.ptp(pair[0]) and np.corrcoef(pair)[0, 1] > 0.9)


def _finer_unit(call: Call, data: Argument, low: float, high: float, run: Run) -> int:
    """By what to divide values that rise and fall with those that fill the same limits in another panel; or 0."""
    beside = (c for c in run.calls_in(call.sheet) if c.number != call.number)
    others = [_coloured(c) for c in beside if any(a.clim == (low, high) for a in c.artists)]
    alike = (o for o in others if o is not None and o.values is not None and _alike(o.values, data.values))
    return next((n for o in alike if (n := unit_between(data, o, low, high))), 0)


def _divide(call: Call, run: Run, data: Argument, divisor: int) -> Fix | None:
    """Where one call draws all the panels, only the array behind this one is divided, where it is made."""
    words = "bring it to the unit of the limits"
    if data.expression and sum(c.place == call.place for c in run.calls) == 1:
        return Fix(words, data.expression, f"{wrapped(data.expression)} / {divisor}")
    root = data.derivation.root if data.derivation is not None else data.expression
    made = [a for a in data.lineage if a.target == root and not a.into and not a.source.startswith("for ")]
    if len(made) != 1 or made[0].augmented:
        return None
    return elsewhere(call, run, made[0], words, made[0].value, f"{wrapped(made[0].value)} / {divisor}")


def _about(data: Argument) -> str:
    low, high = data.facts.minimum or 0.0, data.facts.maximum or 0.0
    return ", between 0 and 1" if low >= 0 and high <= 1 and not (low == 0 and high == 1) else ""


def _in_unit(call: Call, run: Run, data: Argument, high: float) -> Fix | None:
    """Limits that panels share stay; what the network gives is brought to their unit where it is made."""
    bound, made = _bound(raw_output(data.values, run.outputs)), made_by(data, r"\.predict\(")
    if not bound or made is None or not simple(made.value):
        return None
    after = f"{number(high / bound)} * {made.value}"
    return elsewhere(call, run, made, "bring it to the unit of the limits", made.value, after)


def _fix(call: Call, run: Run, data: Argument, low: float, high: float) -> Fix | None:
    if sixteen_bits(data):
        for made in data.lineage:
            divided = re.search(r"/ ?255(?:\.0?)?\b", made.source)
            if divided:
                return elsewhere(call, run, made, "divide 16-bit greys by 65535", divided[0], "/ 65535.0")
    if sixteen_bits(data) and data.expression:
        return Fix("bring 16-bit greys to 0..1", data.expression, f"{wrapped(data.expression)} * (255 / 65535)")
    bytes_in_unit = (low, high) == (0, 1) and (data.facts.minimum or 0) >= 0 and 2 < (data.facts.maximum or 0) <= 255
    if bytes_in_unit and data.facts.dtype == "uint8" and data.expression:
        return Fix("bring the bytes to 0..1", data.expression, f"{wrapped(data.expression)} / 255")
    top = number(data.facts.maximum)
    both = re.search(r"vmin\s*=\s*[\w.]+,\s*vmax\s*=\s*[\w.]+", call.place.source)
    if both and (data.facts.minimum or 0) < low < (data.facts.maximum or 0):
        return Fix("set the limits from the data", both[0], f"vmin={number(data.facts.minimum)}, vmax={top}")
    for pattern, after in (
        (r"vmax\s*=\s*[\w.]+", f"vmax={top}"),
        (r"clim\s*=\s*\([^)]*\)", f"clim=({number(min(low, data.facts.minimum or 0))}, {top})"),
    ):
        given = re.search(pattern, call.place.source)
        if given and (data.facts.maximum or 0) > low:
            return Fix("set the limits from the data", given[0], after)
    return None
