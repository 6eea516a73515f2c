"""A picture drawn as it was prepared for a network.

What it does: reports an RGB picture whose values were scaled to [-1, 1], standardised, or had a mean taken off.
Why it is wrong: an RGB picture of floats is read from 0 to 1. What lies below 0 turns black, what lies above 1 white,
so that shadows vanish and colours are odd.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    photo = np.stack([rows * 5, columns * 4, rows + columns], axis=-1).astype("uint8")
    prepared = photo / 127.5 - 1
    plt.imshow(prepared)
    plt.savefig("photo.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    photo = np.stack([rows * 5, columns * 4, rows + columns], axis=-1).astype("uint8")
    prepared = photo / 127.5 - 1
    plt.imshow((prepared + 1) / 2)
    plt.savefig("photo.png")
What it does not see: a picture so pale that hardly any of its values leave 0 to 1, unless others of its stack do.
Principal components shown as red, green and blue are no prepared picture: they are `clipped-rgb`.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.encoded import encoding, is_picture, outside, projected, rough
from kerascope.diagnose.say import number, percent, shape_words, subject
from kerascope.diagnose.tell import known, made_by, measured, tied, wrapped
from kerascope.evidence import Argument, Call, Facts, Run, Value
from kerascope.findings import Finding, Fix

_TELLS = (
    r"preprocess_input|127\.5|Normali[sz]ation|normali[sz]e|standardi[sz]e|\.std\(|StandardScaler|tanh|Rescaling"
    r"|adapt\("
)


_PROJECTS = re.compile(r"\b(?:\w*PCA|TruncatedSVD|\w*NMF|FastICA|FactorAnalysis|\w*UMAP|T?SNE|Isomap)\(|pca_lowrank\(")
"""What gives coordinates of its own instead of colours."""
_MEAN = re.compile(r"-=? *([A-Za-z_][\w.]*_mean|mean(?:_\w+)?|[A-Za-z_]\w*\.mean\()")
"""Something called a mean, taken off."""
_PROVEN = (
    "x / 127.5 - 1",
    "(x / 255 - mean) / std",
    "(x - (103.939, 116.779, 123.68)) / 255",
    "(x - (123.68, 116.779, 103.939)) / 255",
)


@cause("preprocessed-image", family="range", sees=Call, kinds=("image",), outranks=("clipped-rgb",))
def preprocessed_image(call: Call, run: Run) -> Finding | None:
    data = is_picture(call)
    if data is None or not data.facts.is_float or not data.facts.negative:
        return None
    lost = outside(data, 0.0, 1.0)
    proven = lost > 0 and encoding(data) in _PROVEN  # every value is a byte's: the dark parts may be few
    told = data if proven or _clipped(data, lost) else _stack(data) if lost > 0 else None
    if told is None:
        return None
    kind = _kind(told, run)
    if not kind:
        return None
    facts = data.facts
    step = made_by(data, r"preprocess_input")
    by = f" by `{next((c for c in step.calls if 'preprocess_input' in c), 'preprocess_input')}`" if step else ""
    by += f", as all of {shape_words(told.facts.shape)} tell" if told is not data else ""
    return found(
        call.place,
        "error",
        f"{subject(data, 'the picture')} is {facts.dtype}, {number(facts.minimum)} to {number(facts.maximum)} (mean"
        f" {number(facts.mean)}, standard deviation {number(facts.std)}): {kind}{by}."
        f" {percent(facts.negative / facts.finite)} of the values are negative and clipped to 0{_above(facts)}.",
        why="An RGB picture of floats is read from 0 to 1; matplotlib clips the rest and says so only in its log.",
        evidence={
            **measured(data),
            "encoding": kind,
            "negative": facts.negative,
            "above_one": facts.above_one,
            "clipped": round(lost, 4),
            "mean": float(number(facts.mean)),
            "std": float(number(facts.std)),
        },
        fix=_fix(data, kind),
    )


def _clipped(data: Argument, lost: float) -> bool:
    return data.facts.negative >= 0.05 * data.facts.finite and lost >= 0.04


def _stack(data: Argument) -> Argument | None:
    """The stack that a pale picture is an item of, where its other items are clipped as a scaled one is."""
    came = data.derivation
    item = came.index[0] if came is not None and len(came.shape) == 4 else None
    if came is None or not isinstance(item, int):
        return None
    root = next((v for v in data.near if v.source == came.root and v.facts is not None), None)
    if root is None or root.facts is None or root.values is None or root.facts.shape != came.shape:
        return None
    if not np.array_equal(np.asarray(root.values)[item], data.values):
        return None
    whole = replace(data, facts=root.facts, values=root.values, provenance=came.provenance, derivation=None)
    return whole if whole.facts.finite and _clipped(whole, outside(whole, 0.0, 1.0)) else None


def _above(facts: Facts) -> str:
    return f", {percent(facts.above_one / facts.finite)} lie above 1" if facts.above_one else ""


def _kind(data: Argument, run: Run) -> str:
    facts = data.facts
    low, high, mean, std = facts.minimum or 0.0, facts.maximum or 0.0, facts.mean or 0.0, facts.std or 0.0
    exact = encoding(data)
    if exact == "x / 127.5 - 1":
        return "scaled to [-1, 1]"
    if exact.startswith("x - (103"):
        return "the channel means of Caffe were taken off, and the colours stand as B, G, R"
    if "(123" in exact:  # of a copy the colours would have been turned, too
        return "the channel means of Caffe were taken off in place, as `preprocess_input` does to an array of floats"
    if exact.startswith("(x - (103"):
        return "the channel means of Caffe were taken off before a division by 255, and the colours stand as B, G, R"
    if exact.startswith("(x / 255 - mean)"):
        return "standardised with ImageNet's means and standard deviations"
    maker = known(data)
    if maker is not None and maker.final and maker.activation == "tanh" and low >= -1.0001 and high <= 1.0001:
        return "scaled to [-1, 1] (the output of a tanh)"
    if rough(data) < 0.4 or projected(data) or _PROJECTS.search(tied(data)):
        return ""
    told = bool(re.search(_TELLS, tied(data) + "".join(run.sources.values())))
    if low >= -1.06 and high <= 1.06:
        if _MEAN.search(tied(data)) and max(-low, high) < 0.97 and high - low > 0.8:
            return "a mean was taken off pixels from 0 to 1"
        return (
            "scaled to [-1, 1]"
            if (std > 0.25 or told) and low < -0.4 and high - low > 1.0 and not _difference(data)
            else ""
        )
    if (
        abs(mean) < 1.2
        and 0.4 < std < 2.2
        and low > -12
        and high < 12
        and (told or abs(mean) < 0.3)
        and not _difference(data)
    ):
        return "standardised to mean 0, standard deviation 1"
    if -125 <= low < -30 and 50 < high <= 153 and told:
        return "a mean was taken off"
    return ""


def _difference(data: Argument) -> bool:
    """Whether two arrays in reach were subtracted from each other for it."""
    names = {v.source for v in data.near}
    for text in (data.expression, *(a.value for a in data.lineage[:6])):
        parts = [p.strip().split("[")[0].strip("(") for p in text.split(" - ")]
        own = re.search(r"\.(?:mean|min|median)\(", text.partition(" - ")[2])
        if len(parts) == 2 and own is None and all(p in names for p in parts):
            return True
    return False


def _fix(data: Argument, kind: str) -> Fix | None:
    x = wrapped(data.expression)
    if not data.expression:
        return None
    if "in place" in kind:
        scaled = f"{x} * 255" if (data.facts.maximum or 0) < 2 else x
        after = f"({scaled} + np.array([123.68, 116.779, 103.939])) / 255"
        return Fix("add the channel means again", data.expression, after)
    if "[-1, 1]" in kind:
        return Fix("bring it back to 0..1", data.expression, f"({x} + 1) / 2")
    taken = _MEAN.search(tied(data))
    if "a mean" in kind and taken is not None and any(_adds_up(v, data) for v in data.near if v.source == taken[1]):
        return Fix("add the mean again", data.expression, f"{x} + {taken[1]}")
    if data.facts.type != "numpy.ndarray":
        x = f"np.asarray({data.expression})"
    return Fix("stretch it to 0..1", data.expression, f"({x} - {x}.min()) / ({x}.max() - {x}.min())")


def _adds_up(mean: Value, data: Argument) -> bool:
    """A mean of pixels or of channels that can be added to one picture."""
    shape = mean.facts.shape if mean.facts is not None else (0,)
    return shape in (data.facts.shape, data.facts.shape[-1:], ())
