"""Series of one panel whose scales differ by orders, so that one of them is flat.

What it does: reports a line or bars that cover next to nothing of a panel's height beside others: a model's scaled
output against unscaled truth, or two metrics of a history, such as an accuracy
between 0 and 1 beside a loss of hundreds.
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

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number, subject
from kerascope.diagnose.source import scaler_of, text_of
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_BOUNDED = re.compile(r"acc(?:uracy)?\b|auc|precision|recall|\biou|\bf1|dice", re.IGNORECASE)
_UNBOUNDED = re.compile(r"loss|mse|mae|error|rmse", re.IGNORECASE)
_GUESS = re.compile(r"pred|forecast|estimat|reconstruct|model|output|fitted", re.IGNORECASE)
_TRUTH = re.compile(
    r"true|truth|actual|real|measured|observed|test|target|original|ground|data|expected|price", re.IGNORECASE
)
_FLAT, _ORDERS = 0.03, 25.0
Range = tuple[float, float]


@cause(
    "mixed-units",
    family="selection",
    sees=Call,
    kinds=("line", "bar", "scatter"),
    outranks=("outlier-dominated", "constant-image"),
)
def mixed_units(call: Call, run: Run) -> Finding | None:
    mine, panel = _series(call), run.panel_of(call)
    if mine is None or panel is None or call.exception or panel.twin or panel.yscale != "linear" or panel.ylim_set:
        return None
    low, high = panel.ylim
    span = abs(high - low)
    small, range_ = mine
    if not span or abs(range_[1] - range_[0]) > _FLAT * span:
        return None
    for other in run.calls_in(call.sheet, call.panel):
        theirs = _series(other)
        if other is call or theirs is None or other.exception:
            continue
        large, wide = theirs
        if _larger(range_, wide) and _differ(call, small, other, large, run):
            return _said(call, small, range_, large, wide, run)
    return None


def _series(call: Call) -> tuple[Argument, Range] | None:
    y = call.argument("y", "height") if call.function != "barh" else call.argument("width")
    if y is None or y.facts.minimum is None or y.facts.maximum is None or y.facts.size < 2:
        return None
    return y, (y.facts.minimum, y.facts.maximum)


def _larger(mine: Range, theirs: Range) -> bool:
    """The other series is of another order of magnitude, and varies far beyond this one."""
    most = max(abs(mine[0]), abs(mine[1]))
    return max(abs(theirs[0]), abs(theirs[1])) >= _ORDERS * most > 0 and (
        min(abs(theirs[0]), abs(theirs[1])) > 3 * most or (theirs[1] - theirs[0] > _ORDERS * most)
    )


def _name(call: Call, argument: Argument) -> str:
    label = call.options.get("label")
    drawn = next((a.label for a in call.artists if a.label), "")
    return " ".join((argument.expression, label if isinstance(label, str) else "", drawn))


def _differ(call: Call, small: Argument, other: Call, large: Argument, run: Run) -> bool:
    """The two are of different kinds: a bounded metric beside a loss, or a raw output beside what it should predict."""
    one, two = _name(call, small), _name(other, large)
    if _two_metrics(one, two, run):
        return True
    if _BOUNDED.search(one) and not _UNBOUNDED.search(one):
        return bool(_UNBOUNDED.search(two)) and small.facts.minimum is not None and 0 <= small.facts.minimum <= 1
    if small.facts.size != large.facts.size:
        return False
    output = _output(small)
    if _TRUTH.search(one) and not _GUESS.search(one) and not output:
        return _output(large) or bool(_GUESS.search(two))
    if _output(large) or _GUESS.search(two):
        return False
    return output or (bool(_GUESS.search(one)) and bool(_TRUTH.search(two)))


def _two_metrics(one: str, two: str, run: Run) -> bool:
    """Both are named by keys of the run's histories, of which one measures something else than the other."""
    keys = {k for h in run.histories for k in h.about.get("keys", ())}
    first, second = ({w.removeprefix("val_") for w in re.findall(r"\w+", text) if w in keys} for text in (one, two))
    return len(first) == len(second) == 1 and first != second and not all(k.endswith("loss") for k in (*first, *second))


def _output(argument: Argument) -> bool:
    derivation = argument.derivation
    provenance = derivation.provenance if derivation is not None else argument.provenance
    affine = derivation is not None and any("affine" in s or "scale" in s for s in derivation.steps)
    return provenance is not None and provenance.kind == "output" and not affine


def _said(call: Call, small: Argument, mine: Range, large: Argument, theirs: Range, run: Run) -> Finding:
    one, two = subject(small, "this series"), subject(large, "the other")
    label = next((a.label for a in call.artists if a.label), "")
    what = f"'{label}'" if label and call.via else one
    return found(
        call.place,
        "warning",
        f"{what} runs from {number(mine[0])} to {number(mine[1])} and shares an axis with {two}, "
        f"{number(theirs[0])} to "
        f"{number(theirs[1])}: it is flat, {(mine[1] - mine[0]) / max(theirs[1] - theirs[0], 1e-30):.2g} of the "
        f"other's range.",
        why="One linear axis fits the largest series; one that is orders smaller becomes a flat line or bars "
        "too low to be seen.",
        evidence={"range": list(mine), "beside": list(theirs), "shape": list(small.facts.shape)},
        fix=_fix(call, small, run),
    )


def _fix(call: Call, small: Argument, run: Run) -> Fix | None:
    source = call.place.source
    if (
        call.via == "pandas"
        and source.startswith(small.expression or "\0") is False
        and ".plot(" in source
        and "subplots" not in source
    ):
        return Fix("a panel for each", ".plot(", ".plot(subplots=True, ")
    scaler = scaler_of(text_of(call.place, run))
    if scaler and small.expression and _output(small):
        column = "" if small.facts.ndim == 2 else ".reshape(-1, 1)"
        flat = "" if small.facts.ndim == 2 else ".ravel()"
        after = f"{scaler}.inverse_transform({small.expression}{column}){flat}"
        return Fix("undo the scaling", small.expression, after)
    return None
