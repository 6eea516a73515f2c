"""Colours outside the range that an RGB picture shows.

What it does: reports an RGB picture of which a good part lies outside 0 to 1 (floats) or 0 to 255 (integers).
Why it is wrong: matplotlib clips such values and says so only in its log. The negative half of a difference turns
black, everything too large turns white.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rng = np.random.default_rng(0)
    before, after = rng.random((2, 32, 32, 3))
    plt.imshow(after - before)
    plt.savefig("change.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rng = np.random.default_rng(0)
    before, after = rng.random((2, 32, 32, 3))
    plt.imshow((after - before + 1) / 2)
    plt.savefig("change.png")
What it does not see: what the script clipped itself before drawing; up to 5 % of clipped values, as interpolation
leaves.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.encoded import is_picture, outside, projected
from kerascope.diagnose.say import number, percent, subject
from kerascope.diagnose.tell import known, measured, tied, wrapped
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_FOR_BYTES = re.compile(
    r"Random(?:Brightness|ColorJitter|Hue|Saturation|ColorDegeneration|Sharpness|Erasing|Invert|Posterization)"
    r"|Solarization|Equalization|AutoContrast|RandAugment|AugMix"
)


@cause("clipped-rgb", family="range", sees=Call, kinds=("image",))
def clipped_rgb(call: Call, run: Run) -> Finding | None:
    data = is_picture(call) or _colour_kernel(call)
    if data is None or data.facts.minimum is None or data.facts.kind not in "iufV":
        return None
    top = 1 if data.facts.is_float else 255
    lost = outside(data, 0.0, float(top)) if data.facts.dtype != "uint8" else 0.0
    if lost < 0.05:
        return None
    facts = data.facts
    parts = []
    if facts.negative:
        parts.append(f"{percent(facts.negative / facts.finite)} lie below 0 and turn black")
    above = lost - facts.negative / facts.finite if top == 255 else facts.above_one / facts.finite
    if above > 0.005:
        parts.append(f"{percent(above)} lie above {top} and turn to full colour")
    return found(
        call.place,
        "error" if lost > 0.15 else "warning",
        f"{subject(data, 'the picture')} is {facts.dtype}, {number(facts.minimum)} to {number(facts.maximum)};"
        f" an RGB picture of its dtype is read from 0 to {top}: {', '.join(parts)}.{_span(data)}{_for_bytes(data)}",
        why="matplotlib clips RGB data to the range that its dtype allows, and says so only in its log.",
        evidence={**measured(data), "clipped": round(lost, 4), "negative": facts.negative, "expected": [0, top]},
        fix=_fix(data),
    )


def _colour_kernel(call: Call) -> Argument | None:
    """A kernel of the layer that reads the colours of the model's input: those who draw it look for colours."""
    data = call.data
    if call.kind != "image" or data is None or data.facts.ndim != 3 or call.options.get("cmap") is not None:
        return None
    maker = known(data)
    reads = maker is not None and maker.kind == "weights" and maker.colour_inputs
    return data if reads and data.axes is not None and data.axes[-1] == "in_channel" else None


def _signed(data: Argument) -> bool:
    """Between -1 and 1 and on both sides of 0, as a difference of two pictures is."""
    low, high = data.facts.minimum or 0.0, data.facts.maximum or 0.0
    return data.facts.is_float and -1.0001 <= low < -0.02 and high <= 1.0001


def _span(data: Argument) -> str:
    if projected(data):
        return " Its channels are principal components, each around 0: bring every one to 0..1 by its own range."
    return " Values that lie between -1 and 1 lose their negative half." if _signed(data) else ""


def _for_bytes(data: Argument) -> str:
    """A layer that adds or blends for bytes unless it is told otherwise, and was given a picture of 0..1."""
    maker = known(data)
    if maker is None or not _FOR_BYTES.fullmatch(maker.layer_class) or "value_range" in tied(data):
        return ""
    given = maker.given
    if given is not None and not (given[0] >= -1.01 and given[1] <= 1.01):
        return ""
    was = f" its input lies between {number(given[0])} and {number(given[1])}," if given is not None else ""
    return f" '{maker.layer}' is a {maker.layer_class}:{was} but value_range is (0, 255) unless it is given as (0, 1)."


def _fix(data: Argument) -> Fix | None:
    if not data.expression or _for_bytes(data):
        return None
    x, facts = wrapped(data.expression), data.facts
    if projected(data):
        of = f"{x}.{{}}(axis=(0, 1))"
        after = f"({x} - {of.format('min')}) / ({of.format('max')} - {of.format('min')})"
        return Fix("stretch each component to 0..1", data.expression, after)
    if _signed(data):
        return Fix("put 0 at middle grey", data.expression, f"({x} + 1) / 2")
    if facts.is_integer and (facts.minimum or 0) >= 0:
        top = 65535 if (facts.maximum or 0) > 4095 else 4095 if (facts.maximum or 0) > 1023 else facts.maximum
        return Fix("bring it to 0..1", data.expression, f"{x} / {number(top)}")
    if facts.type != "numpy.ndarray":
        x = f"np.asarray({data.expression})"
    return Fix("stretch it to 0..1", data.expression, f"({x} - {x}.min()) / ({x}.max() - {x}.min())")
