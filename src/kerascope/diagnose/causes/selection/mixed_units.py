"""Series of one panel whose scales differ by orders, so that one of them is flat.

What it does: reports a line, bars or a box that cover next to nothing of a panel's height beside others: a model's
scaled output against unscaled truth, two metrics of a history, such as an accuracy between 0 and 1 beside a loss of
hundreds, the losses of two outputs of one model, or two quantities that their names or units tell apart.
Why it is wrong: one linear axis shows both; what is a hundred times smaller runs along the bottom as a flat line.
Example:
    import matplotlib.pyplot as plt

    history = {"accuracy": [0.48, 0.5, 0.52], "loss": [145.0, 120.0, 100.0]}
    plt.plot(history["loss"], label="loss")
    plt.plot(history["accuracy"], label="accuracy")
    plt.savefig("history.png")
Use instead:
    import matplotlib.pyplot as plt

    history = {"accuracy": [0.48, 0.5, 0.52], "loss": [145.0, 120.0, 100.0]}
    fig, axes = plt.subplots(2, 1)
    axes[0].plot(history["loss"], label="loss")
    axes[1].plot(history["accuracy"], label="accuracy")
    fig.savefig("history.png")
What it does not see: series without any word or model that tells what they are.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import numpy as np

from kerascope.diagnose.arrays.boxes import boxes_in, span_of
from kerascope.diagnose.arrays.raw import raw_output
from kerascope.diagnose.arrays.scaled import scaled_rows
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number, subject
from kerascope.diagnose.script.source import scaler_of, text_of
from kerascope.evidence import Argument, Call, Panel, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of

_BOUNDED = re.compile(r"acc(?:uracy)?\b|auc|precision|recall|\biou|\bf1|dice", re.IGNORECASE)
_UNBOUNDED = re.compile(r"loss|mse|mae|error|rmse", re.IGNORECASE)
_GUESS = re.compile(r"pred|forecast|estimat|reconstruct|model|output|fitted", re.IGNORECASE)
_TRUTH = re.compile(
    r"true|truth|actual|real|measured|observed|test|target|original|ground|data|expected|price", re.IGNORECASE
)
_MEASURED = re.compile(r"true|truth|actual|real\b|measured|observed|target|ground|expected", re.IGNORECASE)
_REST = re.compile(r"error|residual|differ|deviation|uncertain|\bstd\b|sigma|noise", re.IGNORECASE)
"""What is small beside the truth by its nature."""
_OF_ITS_OWN = re.compile(
    r"\b(?:log\w*|scaled|standardi[sz]ed|normali[sz]ed|probability|score|class|error)\b", re.IGNORECASE
)
"""A label that says that an axis has other units."""
_KINDS = {
    "rate": re.compile(r"learning[ _-]?rates?|(?<![a-z])lrs?(?![a-z])|step[ _-]size", re.IGNORECASE),
    "score": _BOUNDED,
    "loss": _UNBOUNDED,
    "duration": re.compile(r"\bseconds?\b|\bminutes?\b|\bduration\b|(?<![a-z])secs?(?![a-z])", re.IGNORECASE),
    "gradient": re.compile(r"grad(?:ient)?s?[ _-]?norm|norm of the grad", re.IGNORECASE),
    "pressure": re.compile(r"pressure|(?<![a-z])(?:hpa|mbar)(?![a-z])", re.IGNORECASE),
    "humidity": re.compile(r"humid", re.IGNORECASE),
    "temperature": re.compile(r"temperature|(?<![a-z])temp(?![a-z])", re.IGNORECASE),
    "rain": re.compile(r"(?<![a-z])rain(?:fall)?(?![a-z])|precipitation", re.IGNORECASE),
    "wind": re.compile(r"(?<![a-z])wind(?![a-z])", re.IGNORECASE),
    "radiation": re.compile(r"(?:ir)?radian(?:ce|t)|radiation", re.IGNORECASE),
    "volume": re.compile(r"(?<![a-z])volume(?![a-z])", re.IGNORECASE),
    "price": re.compile(r"(?<![a-z])prices?(?![a-z])|(?<![a-z])close(?![a-z])", re.IGNORECASE),
    "power": re.compile(r"(?<![a-z])power(?![a-z])", re.IGNORECASE),
    "rotation": re.compile(r"(?<![a-z])rpm(?![a-z])", re.IGNORECASE),
}
"""What is written down once an epoch, or measured beside each other, by the words for it: each has its own scale."""
_UNIT = re.compile(
    r"(?:^|[\s_])[\[(](%|° ?[CFK]?|deg ?[CFK]?|[hkM]?Pa|m?bar|[mck]?m|m/s|km/h|[kM]?Wh?|W/m\S{0,2}|[mk]V|mA|"
    r"[kM]?Hz|m?s|k?g|lx|lux|pp[mb]|rpm|USD|EUR|[$€£]|g/kg|g/m\S{0,2}|dB)[\])]$"
)
"""A unit in brackets at the end of a name."""
_SHARES = re.compile(r"contribut|dominat|balance|loss weights|outweigh|share of", re.IGNORECASE)
_FLAT, _ORDERS = 0.03, 25.0
Range = tuple[float, float]


@cause(
    "mixed-units",
    family="selection",
    sees=Call,
    kinds=("line", "bar", "scatter", "hist", "box"),
    outranks=("outlier-dominated", "constant-image"),
)
def mixed_units(call: Call, run: Run) -> Finding | None:
    panel = run.panel_of(call)
    if panel is None or call.exception or panel.twin:
        return None
    if call.kind == "box":
        return _boxed(call, panel, run)
    across = call.kind == "hist" or call.function == "barh"
    low, high = panel.xlim if across else panel.ylim
    scale, fixed = (panel.xscale, panel.xlim_set) if across else (panel.yscale, panel.ylim_set)
    if scale != "linear" or fixed or low == high:
        return None
    for small, range_ in _series(call):
        if abs(range_[1] - range_[0]) > _FLAT * abs(high - low):
            continue
        for other in run.calls_in(call.sheet, call.panel):
            for large, wide in () if other.exception or (other.kind != call.kind and across) else _series(other):
                if large is small or not _larger(range_, wide) or _by_a_few(range_, large, run):
                    continue
                if other.place == call.place and _moved_apart(small, range_, wide):
                    continue
                if _differ(call, small, other, large, run):
                    return _said(call, small, range_, large, wide, run, other)
    return _against_itself(call, panel, run)


def _series(call: Call) -> list[tuple[Argument, Range]]:
    """What a call draws values of: several lines, one row of bars, points or counts, or an area from a fixed level."""
    names = {"barh": ("width",), "hist": ("x",), "fill_between": ("y1",)}.get(call.function, ("y", "height"))
    low = call.argument("y2")
    if call.function == "fill_between" and low is not None and low.facts.size > 1:
        return []
    return [
        (y, (y.facts.minimum, y.facts.maximum))
        for y in call.arguments
        if y.name in names and y.facts.minimum is not None and y.facts.maximum is not None and y.facts.size > 1
    ]


def _against_itself(call: Call, panel: Panel, run: Run) -> Finding | None:
    """Points of a prediction over the truth, each in units of its own: both axes fit themselves, and nothing shows."""
    x, y = call.argument("x"), call.argument("y")
    if (
        call.kind not in ("scatter", "line")
        or x is None
        or y is None
        or x.facts.size != y.facts.size
        or y.facts.size < 3
    ):
        return None
    pair = f"{panel.xlabel} | {panel.ylabel}"
    if not (_MEASURED.search(panel.xlabel) and _GUESS.search(panel.ylabel)) or _OF_ITS_OWN.search(pair):
        return None
    ranges = [(a.facts.minimum, a.facts.maximum) for a in (y, x)]
    if None in (*ranges[0], *ranges[1]) or panel.xscale != panel.yscale or not _raw(y, run):
        return None
    small, large = ((float(low or 0), float(high or 0)) for low, high in ranges)
    return _said(call, y, small, x, large, run) if _larger(small, large) else None


def _larger(mine: Range, theirs: Range) -> bool:
    """The other series is of another order of magnitude, and varies far beyond this one."""
    most = max(abs(mine[0]), abs(mine[1]))
    return max(abs(theirs[0]), abs(theirs[1])) >= _ORDERS * most > 0 and (
        min(abs(theirs[0]), abs(theirs[1])) > 3 * most or (theirs[1] - theirs[0] > _ORDERS * most)
    )


def _moved_apart(small: Argument, mine: Range, theirs: Range) -> bool:
    """One line of code draws both, adds something in each turn, and they vary alike: traces, one above the other."""
    made = next((a.value for a in small.lineage if a.target == small.expression), small.expression)
    node = expression_of(made)
    added = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    return added and theirs[1] - theirs[0] <= 10 * (mine[1] - mine[0])


def _boxed(call: Call, panel: Panel, run: Run) -> Finding | None:
    """Boxes whose names tell of units of their own, or of a prediction and its truth, one flat beside the other."""
    boxes, span = boxes_in(call, run), span_of(call, panel)
    for small in boxes if span else ():
        for large in boxes:
            flat = small.most - small.least <= _FLAT * span
            flat = flat and _larger((small.least, small.most), (large.low, large.high))
            if flat and (
                _of_two_kinds(small.name, large.name) or (run.has_network and _guessed(small.name, large.name))
            ):
                return found(
                    call.place,
                    "warning",
                    f"the box of '{small.name}' ({number(small.least)} to {number(small.most)}) shares an axis with"
                    f" that of '{large.name}' ({number(large.least)} to {number(large.most)}): it is flat,"
                    f" {(small.most - small.least) / span:.2g} of the axis.",
                    why="One linear axis fits the largest group; boxes of another unit that is orders smaller become"
                    " lines. Give each its own panel, or standardise them.",
                    evidence={"range": [small.least, small.most], "beside": [large.least, large.most]},
                )
    return None


def _of_two_kinds(one: str, two: str) -> bool:
    mine, theirs = _kinds(one), _kinds(two)
    return len(mine) == len(theirs) == 1 and mine != theirs


def _guessed(one: str, two: str) -> bool:
    """Whether the first is by its name what should be equal to the second."""
    guess = bool(_GUESS.search(one)) and not _TRUTH.search(one) and not _REST.search(one)
    return guess and bool(_MEASURED.search(two)) and not _GUESS.search(two)


def _by_a_few(mine: Range, other: Argument, run: Run) -> bool:
    """One value in a hundred stretches the other series, and all its others are of this one's order.

    Where a network is about, that is an outlier, and no unit: as far out as outlier-dominated asks for.
    """
    if not run.has_network or other.values is None or other.facts.size < 30 or other.facts.kind not in "iuf":
        return False
    values = np.asarray(np.ma.filled(other.values.astype("float64"), np.nan)).ravel()
    values = values[np.isfinite(values)]
    nearest = np.argsort(np.abs(values - np.median(values)))
    rest = values[nearest[: values.size - max(1, values.size // 100)]]
    return bool(0 < np.ptp(rest) < 1e-3 * np.ptp(values)) and not _larger(mine, (float(rest.min()), float(rest.max())))


def _name(call: Call, argument: Argument, run: Run) -> str:
    label = call.options.get("label")
    return " ".join((argument.expression, label if isinstance(label, str) else "", _called(call, run)))


def _called(call: Call, run: Run) -> str:
    label = call.options.get("label") if call.via and call.kind == "bar" else None
    mine = label if isinstance(label, str) and not label.startswith("_") else ""
    return next((a.label for a in call.artists if a.label), "") or mine or _in_legend(call, run)


def _in_legend(call: Call, run: Run) -> str:
    """The name of a line that seaborn drew of a table: its legend has an entry for each, in their order."""
    panel = run.panel_of(call)
    if call.via != "seaborn" or panel is None or panel.legend is None:
        return ""
    sisters = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place and c.kind == "line"]
    numbers = [c.number for c in sisters if (y := c.argument("y")) is not None and y.facts.size]
    fits = len(numbers) == len(panel.legend) and call.number in numbers
    return panel.legend[numbers.index(call.number)] if fits else ""


def _differ(call: Call, small: Argument, other: Call, large: Argument, run: Run) -> bool:
    """The two are of different kinds: a bounded metric beside a loss, or a raw output beside what it should predict."""
    one, two = _name(call, small, run), _name(other, large, run)
    if _two_metrics(one, two, run) or (_two_heads(small, large, run) and not _weighed(call, run)):
        return True
    if run.has_network and not _OF_ITS_OWN.search(_called(call, run)) and scaled_rows(small, large) is not None:
        return True
    mine, theirs = _kinds(one), _kinds(two)
    if len(mine) == len(theirs) == 1 and mine != theirs and small.facts.size == large.facts.size:
        return True
    if _BOUNDED.search(one) and not _UNBOUNDED.search(one):
        return bool(_UNBOUNDED.search(two)) and small.facts.minimum is not None and 0 <= small.facts.minimum <= 1
    if _REST.search(one):
        return False
    output = _output(small) or _raw(small, run)
    if small.facts.size != large.facts.size:
        return output and bool(_GUESS.search(one)) and not _GUESS.search(two) and _goes_on(call, other)
    if _TRUTH.search(one) and not _GUESS.search(one) and not output:
        return _output(large) or _raw(large, run) or bool(_GUESS.search(two))
    if _output(large) or _raw(large, run) or _GUESS.search(two):
        return False
    return output or (bool(_GUESS.search(one)) and bool(_TRUTH.search(two)))


def _goes_on(call: Call, other: Call) -> bool:
    """One line takes up where the other one ends, or runs over its last part: a forecast after what was measured."""
    if call.kind != "line" or other.kind != "line" or call.argument("x") is None:
        return False
    mine, theirs = _along(call), _along(other)
    if mine is None or theirs is None or not theirs[0] < theirs[1]:
        return False
    return mine[0] >= theirs[1] or (mine[0] > theirs[0] and mine[1] >= theirs[1])


def _along(call: Call) -> Range | None:
    """From where to where on x a line runs; dates as numbers."""
    x, y = call.argument("x"), call.argument("y")
    if x is None:
        return (0.0, float(y.facts.size - 1)) if y is not None else None
    if x.facts.minimum is not None and x.facts.maximum is not None:
        return float(x.facts.minimum), float(x.facts.maximum)
    if x.values is None or x.values.dtype.kind != "M" or not x.values.size or np.isnat(x.values).any():
        return None
    days = x.values.astype("datetime64[ns]").astype("int64")
    return float(days.min()), float(days.max())


def _raw(argument: Argument, run: Run) -> bool:
    """The very numbers that a model returned, and not all the same."""
    return argument.facts.minimum != argument.facts.maximum and raw_output(argument.values, run.outputs) is not None


def _two_metrics(one: str, two: str, run: Run) -> bool:
    """Both are named by keys of the run's histories, of which one measures something else than the other."""
    keys = {k for h in run.histories for k in h.about.get("keys", ())}
    first, second = ({w.removeprefix("val_") for w in re.findall(r"\w+", text) if w in keys} for text in (one, two))
    return len(first) == len(second) == 1 and first != second and not all(k.endswith("loss") for k in (*first, *second))


def _weighed(call: Call, run: Run) -> bool:
    """Whether the panel says that its curves are to be weighed against each other: then the flat one is the answer."""
    panel, sheet = run.panel_of(call), run.sheet_of(call)
    return bool(
        _SHARES.search(f"{panel.title if panel else ''} {panel.ylabel if panel else ''} {sheet.title if sheet else ''}")
    )


def _two_heads(small: Argument, large: Argument, run: Run) -> bool:
    """Curves of two outputs of one model, each of a target of its own; `out_1` and `out_2` may well share theirs."""
    for history in run.histories:
        one, two = _head(small, history), _head(large, history)
        if one and two and re.sub(r"[\d_]+", "", one) != re.sub(r"[\d_]+", "", two):
            return True
    return False


def _head(argument: Argument, history: Value) -> str:
    """The output whose loss or metric these very numbers are, whatever they are called, where no other key fits."""
    lengths, values = history.about.get("lengths", {}), argument.values
    if values is None or argument.facts.ndim != 1 or argument.facts.size < 2 or argument.facts.kind not in "iuf":
        return ""
    ends = [float(values[0]), float(values[-1])]
    fits = [k for k, e in history.about.get("ends", {}).items() if e == ends and lengths.get(k) == len(values)]
    if len(fits) != 1:
        return ""
    key = fits[0].removeprefix("val_")
    heads = [h for h in history.about.get("heads", ()) if key.startswith(f"{h}_")]
    return str(max(heads, key=len)) if heads else ""


def _kinds(name: str) -> set[str]:
    unit = _UNIT.search(name.strip())
    return {kind for kind, words in _KINDS.items() if words.search(name)} or ({unit[1]} if unit is not None else set())


def _output(argument: Argument) -> bool:
    derivation = argument.derivation
    provenance = derivation.provenance if derivation is not None else argument.provenance
    affine = derivation is not None and any("affine" in s or "scale" in s for s in derivation.steps)
    return provenance is not None and provenance.kind == "output" and not affine


def _said(
    call: Call, small: Argument, mine: Range, large: Argument, theirs: Range, run: Run, other: Call | None = None
) -> Finding:
    beside = f"'{_called(other, run)}'" if other is not None and _called(other, run) else ""
    one, two = subject(small, "this series"), subject(large, beside or "the other")
    if beside and other is not None and other.via:
        two = beside
    label = _called(call, run)
    if one == two and label and beside:  # a loop's name for one after the other says nothing
        one, two = f"'{label}' ({one})", beside
    what = f"'{label}'" if label and call.via else one
    return found(
        call.place,
        "warning",
        f"{what} runs from {number(mine[0])} to {number(mine[1])} and shares an axis with {two}, "
        f"{number(theirs[0])} to "
        f"{number(theirs[1])}: it is flat, {(mine[1] - mine[0]) / max(theirs[1] - theirs[0], 1e-30):.2g} of the "
        f"other's range.{_scaled(small, large)}",
        why="One linear axis fits the largest series; one that is orders smaller becomes a flat line or bars "
        "too low to be seen.",
        evidence={"range": list(mine), "beside": list(theirs), "shape": list(small.facts.shape)},
        fix=_fix(call, small, large, run),
    )


def _scaled(small: Argument, large: Argument) -> str:
    found = scaled_rows(small, large)
    return f" Its values are rows of `{found[0].source}`, which is `{found[1].source}` scaled." if found else ""


def _fix(call: Call, small: Argument, large: Argument, run: Run) -> Fix | None:
    source, truth = call.place.source, scaled_rows(small, large) is not None
    undone = _without_log(call, small, run)
    if undone is not None:
        return undone
    if (
        call.via == "pandas"
        and not truth
        and source.startswith(small.expression or "\0") is False
        and ".plot(" in source
        and "subplots" not in source
    ):
        return Fix("a panel for each", ".plot(", ".plot(subplots=True, ")
    scaler = scaler_of(text_of(call.place, run))
    if scaler and small.expression and (truth or _output(small)):
        column = "" if small.facts.ndim == 2 else ".reshape(-1, 1)"
        flat = "" if small.facts.ndim == 2 else ".ravel()"
        after = f"{scaler}.inverse_transform({small.expression}{column}){flat}"
        return Fix("undo the scaling", small.expression, after)
    return None


def _without_log(call: Call, small: Argument, run: Run) -> Fix | None:
    """`np.expm1(…)` around what the model gave, where the script took `np.log1p` of what it should learn."""
    took = re.search(r"\b(np|numpy)\.log1p\(", text_of(call.place, run))
    if took is None or "expm1" in text_of(call.place, run) or not _raw(small, run):
        return None
    made = next((a for a in small.lineage if ".predict(" in a.value), None)
    if small.expression or made is None:
        before = small.expression
        return Fix("undo the logarithm", before, f"{took[1]}.expm1({before})") if before else None
    line = replace(call.place, line=made.line, end_line=made.line, source=made.source, expression=made.value)
    return Fix("undo the logarithm", made.value, f"{took[1]}.expm1({made.value})", location=line)
