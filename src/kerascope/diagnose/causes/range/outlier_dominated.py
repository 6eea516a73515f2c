"""A few values stretch the range.

What it does: reports pictures, lines, scatters, histograms and box plots in which a few values, or a code such as
-9999, lie so far out that all the rest falls into one colour, one flat line, one spot or one bin; of a matrix of
distances, the row and column of one item. Without a network in the run a single far point counts as measured.
Why it is wrong: colours and axes are fitted from the smallest to the largest value. What differs by less than 1/256 of
that looks the same.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    scores = np.random.default_rng(0).normal(size=(10, 10))
    scores[np.triu_indices(10, 1)] = -1e9
    plt.imshow(scores)
    plt.savefig("scores.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    scores = np.random.default_rng(0).normal(size=(10, 10))
    scores[np.triu_indices(10, 1)] = -1e9
    plt.imshow(np.ma.masked_less(scores, -1e8))
    plt.savefig("scores.png")
What it does not see: a peak above a floor, as in spectra and star fields, where the peak is what is shown.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.boxes import boxes_in, farthest, span_of
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import CONFUSION, words_of
from kerascope.diagnose.panels.bins import bins_of
from kerascope.diagnose.say import number, percent, subject
from kerascope.diagnose.script.collected import RECORDS, recorded
from kerascope.diagnose.script.filled import levels_of_its_own
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import called, elsewhere, made_by, measured, tied
from kerascope.evidence import Argument, Call, Panel, Run
from kerascope.findings import Finding, Fix

_CODES = (-999, -9999, -99999, -999999, 999, 9999, 99999, 999999, -32768, 32767, 65535, -1e9, 1e9, 1e20, 1e30)
_MASKS = 1e6
"""From which on a power of ten is no cap and no quotient, but what hides a value from a softmax, a minimum or a map."""
_DWARFS = 200
"""Times the last value that a first one is, where it is more than the steep descent with which a training begins."""
_APART = 12
"""Times as far as all others lie apart from which on a repeated code leaves them too little: 65535 among depths up to
4000, -999 among temperatures."""
_LOUDEST = (-32768, 32767)
"""What clicks and clipped sounds reach as well."""
_MAPS = ("image", "mesh", "contour")
_WHERE = {**dict.fromkeys(_MAPS, "one colour"), "scatter": "one spot of the axis", "box": "flat boxes"}
_THIN = 0.02
"""Share of the axis below which a box is a line."""
_ROWS = 10
"""Items of a matrix from which on one of them is an exception."""
_MATRIX = re.compile(r"\bconfusion_matrix\((?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class _Split:
    """The bulk of the values, and the few beyond the widest gap."""

    few: Any
    bulk: Any

    @property
    def factor(self) -> float:
        whole = max(self.few.max(), self.bulk.max()) - min(self.few.min(), self.bulk.min())
        return float(whole / (self.bulk.max() - self.bulk.min()))

    @property
    def rare(self) -> bool:
        """One in a hundred, or a single one, of at least 30."""
        size = self.few.size + self.bulk.size
        return bool(size >= 30 and self.few.size <= max(1, 0.01 * size))

    @property
    def one_code(self) -> bool:
        value = float(np.median(self.few))
        same = np.ptp(self.few) <= 1e-3 * abs(value)
        repeated = self.few.size > 1 and np.ptp(self.few) == 0  # one far value may be what was measured
        far = repeated and abs(value) >= max(1e4, 300 * float(np.abs(self.bulk).max()))
        return bool(same and (any(abs(value - c) <= 1e-3 * abs(c) for c in _CODES) or far))

    @property
    def missing(self) -> bool:
        """A code to the digit, twice at least, with nothing between it and all other values."""
        repeated = self.few.size > 1 and np.ptp(self.few) == 0 and float(self.few[0]) in _CODES
        return bool(repeated and self.few.size <= 0.2 * self.bulk.size and self.factor > _APART)


@cause(
    "outlier-dominated",
    family="range",
    sees=Call,
    kinds=("image", "mesh", "contour", "line", "scatter", "hist", "box"),
    outranks=("uneven-scales",),
)
def outlier_dominated(call: Call, run: Run) -> Finding | None:
    if call.kind == "box":
        return _boxes(call, run)
    data = call.data
    if data is None or data.values is None or data.facts.kind not in "iuf" or data.facts.size < 5:
        return None
    values = np.ma.compressed(data.values) if np.ma.isMaskedArray(data.values) else np.asarray(data.values).reshape(-1)
    values = values[np.isfinite(values)].astype("float64")
    if values.size < 5 or values.min() == values.max():
        return None
    panel = run.panel_of(call)
    if call.kind in ("line", "scatter", "hist") and panel is not None and (panel.yscale != "linear" or panel.ylim_set):
        return None
    if call.kind == "hist":
        return _one_bin(call, data, values, panel is not None and panel.xscale != "linear", run)
    if call.kind == "line" and _recorded(data, call, run):
        steep = _steep(call, data, values, run)
        if steep is not None:
            return steep
    if call.kind == "scatter":
        return _lone(call, data, panel, run.has_network)
    counts = _counts(call, data, run)
    if counts is not None:
        return counts
    splits = [_split(values)]
    if call.kind in _MAPS:
        splits += [_far(values), _far(-values)]
    for n, split in enumerate(splits):
        if split is None:
            continue
        split = _Split(-split.few, -split.bulk) if n == 2 else split
        if len(np.unique(split.bulk)) < 8 or np.abs(split.bulk).max() < 1e-5:
            continue
        if _picture(call, data, split) if call.kind in _MAPS else _line(split) or _spike(split, run):
            return _said(call, data, split)
    return None


def _split(values: Any) -> _Split | None:
    ordered = np.sort(values)
    cut = int(np.argmax(np.diff(ordered))) + 1
    low, high = ordered[:cut], ordered[cut:]
    few, bulk = (low, high) if low.size < high.size else (high, low)
    return _Split(few, bulk) if bulk.size > few.size and np.ptp(bulk) > 0 else None


def _far(values: Any) -> _Split | None:
    """The few largest values, when the lowest of them is 20 times as far from the smallest as all others."""
    ordered = np.sort(values)
    most = max(3, int(0.025 * ordered.size))
    if ordered.size <= most + 1:
        return None
    above, below = ordered[-most:] - ordered[0], ordered[-most - 1 : -1] - ordered[0]
    far = above > 20 * np.maximum(below, 1e-300)
    cut = ordered.size - most + int(np.argmax(far))
    return _Split(ordered[cut:], ordered[:cut]) if far.any() and np.ptp(ordered[:cut]) > 0 else None


def _picture(call: Call, data: Argument, split: _Split) -> bool:
    if data.facts.ndim == 3 and data.facts.shape[-1] in (3, 4):
        return False
    rare = split.few.size <= max(3, 0.025 * (split.few.size + split.bulk.size)) or bool(_items(data, split))
    rare = rare and np.abs(split.few).max() > 1.5 and call.kind != "contour"  # poles and walls are what contours show
    return _fitted(call) and ((split.one_code and split.factor > 50) or (rare and split.factor > 120) or split.missing)


def _items(data: Argument, split: _Split) -> list[int]:
    """Of a symmetric matrix, such as of distances: the one item, or 3 in 100, whose row and column all the few are."""
    shape = data.facts.shape
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] < _ROWS or data.facts.finite < data.facts.size:
        return []
    matrix = np.asarray(data.values, dtype="float64")
    if not np.allclose(matrix, matrix.T, rtol=1e-4, atol=1e-6 * np.abs(matrix).max()):
        return []
    far = (matrix >= split.few.min()) & (matrix <= split.few.max())
    items = np.flatnonzero(far.mean(axis=0) > 0.5)
    far[items] = far[:, items] = False
    return [int(i) for i in items] if 0 < items.size <= max(1, 0.03 * shape[0]) and not far.any() else []


def _fitted(call: Call) -> bool:
    """Whether the colours run from the smallest to the largest value, evenly."""
    if call.kind == "contour":
        return levels_of_its_own(call)
    return any(a.clim is not None and a.clim == a.data_range and a.norm in ("Normalize", "") for a in call.artists)


def _line(split: _Split) -> bool:
    code = split.missing and split.few[0] not in _LOUDEST
    return (split.one_code and split.factor > 40 and split.few.size <= 0.2 * split.bulk.size) or code


def _spike(split: _Split, run: Run) -> bool:
    """What a network's run gave, and one value in a hundred a thousand times as far out as all others are apart."""
    return run.has_network and split.rare and split.factor > 1000


def _lone(call: Call, data: Argument, panel: Panel | None, keras: bool) -> Finding | None:
    """One point in a hundred, so far out along either axis that all others lie on one spot of it.

    Where no model has made it, a single far point may be what was measured: only codes count then.
    """
    across = call.argument("x")
    free = panel is None or (panel.xscale == "linear" and not panel.xlim_set)
    for along in (data, across if free and across is not data else None):
        if along is None or along.values is None or along.facts.kind not in "iuf":
            continue
        values = np.asarray(np.ma.filled(along.values.astype("float64"), np.nan)).ravel()
        values = values[np.isfinite(values)]
        split = _split(values) if values.size >= 5 and np.ptp(values) > 0 else None
        if split is None or len(np.unique(split.bulk)) < 8:
            continue
        if _line(split) or (keras and split.rare and split.factor > 30):
            return _said(call, along, split)
    return None


def _boxes(call: Call, run: Run) -> Finding | None:
    """One value in a hundred, so far out that all boxes of the panel are flat."""
    boxes, span = boxes_in(call, run), span_of(call, run.panel_of(call))
    if not boxes or not span or max(b.high - b.low for b in boxes) > _THIN * span:
        return None
    values = np.concatenate([b.values for b in boxes])
    summarised = call.function == "bxp"  # of the values inside the whiskers nothing is known
    split = _split(values) if np.ptp(values) > 0 else None
    if split is None or not split.one_code or split.few.size == 1:
        parts = farthest(values, 2 if summarised else 1) if run.has_network else None
        split = _Split(*parts) if parts is not None else None
    if split is None or len(np.unique(split.bulk)) < 8 or 0.9 * np.ptp(values) > span or split.factor < 1 / _THIN:
        return None
    far = max(boxes, key=lambda b: np.abs(b.values - np.median(split.bulk)).max())
    return _said(call, far.data, split)


def _said(call: Call, data: Argument, split: _Split) -> Finding:
    total, value = split.few.size + split.bulk.size, float(np.median(split.few))
    least, most = number(float(split.bulk.min())), number(float(split.bulk.max()))
    round_one = abs(value) >= _MASKS and f"{abs(value):.6e}".startswith("1.000000")
    coded = round_one or any(abs(value - c) <= 1e-5 * abs(c) for c in _CODES)  # 10000 is none
    widest = next((n for n in (16, 15) if value in (2**n - 1, -(2**n))), 0)
    of_bits = (
        f", the {'largest' if value > 0 else 'smallest'} number of 16 bits{'' if widest == 16 else ' with a sign'}"
    )
    code = f" That is a code for a missing or masked value{of_bits * bool(widest)}." if coded else ""
    if split.one_code and not coded:
        code = " The same value each time is a cap, a division by almost nothing, or a code for what is missing."
    items, of = _items(data, split) if call.kind in _MAPS else [], _WHERE.get(call.kind, "one flat line")
    near = split.missing and split.factor <= 50
    fallen = f"share {percent(1 / split.factor)} of the {'colours' if call.kind in _MAPS else 'axis'}"
    if items:
        code = f" They are all of row and column {', '.join(map(str, items))}.{code}"
    x, low = data.expression, value < float(split.bulk.min())
    middle = number(float(f"{(value + float(split.bulk.min() if low else split.bulk.max())) / 2:.2g}"))
    masked = f"np.ma.masked_{'less' if low else 'greater'}({x}, {middle})"
    return found(
        call.place,
        "error" if split.one_code and not near else "warning",
        f"{split.few.size} of {total} values of {subject(data)} {_size_of(split, value)}; the other"
        f" {split.bulk.size} lie between {least} and {most} and"
        f" {fallen if near else f'fall into {of}'}.{code}",
        why="The scale runs from the smallest to the largest value, so that a few far away leave little or"
        " nothing for the rest.",
        evidence={
            **measured(data),
            "outliers": int(split.few.size),
            "of": int(total),
            "outlier": value,
            "rest": [float(split.bulk.min()), float(split.bulk.max())],
            "rest_within": [math.floor(float(split.bulk.min())), math.ceil(float(split.bulk.max()))],
            "stretched_by": round(split.factor, 1),
            **({"items": items} if items else {}),
        },
        fix=Fix("leave them out", x, masked) if x and call.kind != "box" else None,
    )


def _size_of(split: _Split, value: float) -> str:
    low, high = float(split.few.min()), float(split.few.max())
    if low < split.bulk.min() and split.bulk.max() < high:
        return f"lie as far out as {number(low)} and {number(high)}"
    return f"{'is' if split.few.size == 1 else 'are'}{' about' * (low < high)} {number(value)}"


def _counts(call: Call, data: Argument, run: Run) -> Finding | None:
    """A confusion matrix of whole counts in which one cell leaves nothing of the colours for the others."""
    square = data.facts.ndim == 2 and data.facts.shape[0] == data.facts.shape[1] and 3 <= data.facts.shape[0] <= 50
    whole = data.facts.fractional == 0 and data.facts.negative == 0 and data.facts.finite == data.facts.size
    if call.kind not in _MAPS or not square or not whole or not _fitted(call):
        return None
    if not CONFUSION.search(f"{tied(data)} {words_of(call, run)}"):
        return None
    cells = np.sort(np.asarray(data.values, dtype="float64").ravel())
    top, second = float(cells[-1]), float(cells[-2])
    if top < 20 * second or len(np.unique(cells[:-1])) < 4:
        return None
    made = made_by(data, _MATRIX.pattern)
    asked = _MATRIX.search(made.source) if made is not None and "normalize" not in made.source else None
    fix = None
    if made is not None and asked is not None:
        after = f'{asked[0][:-1]}, normalize="true")'
        fix = elsewhere(call, run, made, "colour by the share of each row", asked[0], after)
    return found(
        call.place,
        "warning",
        f"one cell of {cells.size} of {subject(data)} holds {number(top)}, the next largest is {number(second)}: all"
        f" other cells share {percent(second / top)} of the colours and look the same.",
        why="The colours run from the smallest to the largest count; a class that is far more frequent than all others"
        " takes them all. Shares of each row, or a logarithmic norm, show the rest.",
        evidence={**measured(data), "outliers": 1, "of": int(cells.size), "outlier": top, "next": second},
        fix=fix,
    )


def _recorded(data: Argument, call: Call, run: Run) -> bool:
    """Whether a curve was written down turn by turn: by its source, or as a column that a table has of a history."""
    text = " ".join((data.expression, *(a.source for a in data.lineage[:4])))
    sources = [data.expression] if data.expression else [v.source for v in data.names if v.type == "DataFrame"][:2]
    if run.has_network and (RECORDS.search(text) or any(recorded(s, text_of(call.place, run)) for s in sources)):
        return True
    labels = [call.options.get("label"), *(a.label for a in call.artists)]  # of several lines the first is a list
    lengths = [h.about.get("lengths", {}) for h in run.histories]
    return any(n == data.facts.size and key in labels for known in lengths for key, n in known.items())


def _steep(call: Call, data: Argument, values: Any, run: Run) -> Finding | None:
    """A curve whose first values dwarf all that follow, or whose last ones run away from all before."""
    rest = np.sort(values)[: math.floor(0.8 * values.size)]
    if (
        np.ptp(rest) > 0.03 * np.ptp(values)
        or values.max() < 40 * max(float(np.median(values)), 1e-12)
        or rest.min() <= 0
    ):
        return None
    where, top = int(np.argmax(values)) + 1, float(values.max())
    first = where <= 0.2 * values.size
    level, named = (float(values[-1]), "last") if first else (float(np.median(values)), "median")
    if first and top < _DWARFS * level:
        return None
    turns = {n for h in run.histories for n in h.about.get("lengths", {}).values()}
    turn = "epoch" if values.size in turns else "value"
    log = ".plot(logy=True, " if call.via == "pandas" else ".semilogy("
    swapped = re.sub(r"\.plot\(", log, call.place.source, count=1).replace(", )", ")")
    return found(
        call.place,
        "warning",
        f"{turn} {where} of {values.size} of {called(call, data)} is {number(top)},"
        f" about {number(float(f'{top / level:.2g}'))} times the {named} ({number(level)}): on a linear axis"
        f" {percent(rest.size / values.size)} of the values lie in {percent(float(np.ptp(rest) / np.ptp(values)))} of"
        " the height.",
        why=f"The axis is fitted to the largest value; what happens {'later' if first else 'before'} is one flat line.",
        evidence={**measured(data), "first": float(values[0]), "last": float(values[-1]), "epochs": int(values.size)},
        fix=Fix("use a log axis", call.place.source, swapped) if swapped != call.place.source else None,
    )


def _one_bin(call: Call, data: Argument, values: Any, scaled: bool, run: Run) -> Finding | None:
    given = bins_of(call, data, run)
    if scaled or call.options.get("range") is not None or call.options.get("log") or given is None:
        return None
    counts, edges = np.histogram(values, given)
    bins = len(counts)
    fullest = int(np.argmax(counts))
    share = float(counts[fullest] / values.size)
    inside = values[(values >= edges[fullest]) & (values <= edges[fullest + 1])]
    spread = np.ptp(inside) / (edges[fullest + 1] - edges[fullest])
    split = _split(values)  # a code is one however often it stands
    coded = split is not None and split.one_code and split.few.size > 1 and split.bulk.size == counts[fullest]
    if not coded and (share < 0.95 or data.facts.mode_share > 0.4):
        return None
    if share == 1 or bins < 8 or spread > 0.2:
        return None
    few = values[(values < edges[fullest]) | (values > edges[fullest + 1])]
    low, high = (float(q) for q in np.quantile(inside, (0.01, 0.99)))
    within = [math.floor(low), math.ceil(high)]
    around = f"nearly all between {within[0]} and {within[1]}"
    if max(abs(low), abs(high)) < 0.1:
        around += f" (from {number(float(inside.min()))} to {number(float(inside.max()))})"
    limits = f"{'binrange' if call.via == 'seaborn' else 'range'}=({number(low)}, {number(high)})"
    here = data.expression in call.place.source  # `np.histogram` counts elsewhere
    free = data.expression and here and call.options.get("bins") != "ndarray"  # edges leave nothing to a range
    fix = Fix("cut the bins for the bulk", data.expression, f"{data.expression}, {limits}") if free else None
    return found(
        call.place,
        "error",
        f"{percent(share)} of the {values.size} values of {subject(data)} fall into one of {bins} bins:"
        f" {few.size} {_beside(few, inside)}, the others lie {around}.",
        why="Bins are cut evenly from the smallest to the largest value.",
        evidence={
            **measured(data),
            "outliers": int(few.size),
            "outlier": [float(few.min()), float(few.max())],
            "rest_within": within,
            "in_one_bin": round(share, 4),
            "bins": bins,
        },
        fix=fix,
    )


def _beside(few: Any, inside: Any) -> str:
    """Where the few lie that are outside the fullest bin."""
    low, high = float(few.min()), float(few.max())
    if low == high:
        return f"{'is' if few.size == 1 else 'are'} {number(low)}"
    if low < inside.min() and high > inside.max():
        return f"are as far out as {number(low)} and {number(high)}"
    return f"are about {number(float(f'{np.mean(few):.1g}'))} ({number(low)} to {number(high)})"
