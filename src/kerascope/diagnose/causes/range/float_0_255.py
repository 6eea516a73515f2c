"""A colour picture of floats between 0 and 255.

What it does: reports an image call that was handed red, green and blue as floats that run to about 255.
Why it is wrong: for floats, an RGB picture is read from 0 to 1. Everything above is cut to 1, so that nearly every
pixel is white. Only integers are read from 0 to 255.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    photo = np.stack([rows * 5, columns * 4, rows + columns], axis=-1).astype("float32")
    plt.imshow(photo)
    plt.savefig("photo.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    photo = np.stack([rows * 5, columns * 4, rows + columns], axis=-1).astype("float32")
    plt.imshow(photo.astype("uint8"))
    plt.savefig("photo.png")
What it does not see: a grey picture, which `imshow` stretches to its own range and draws right.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.encoded import is_picture
from kerascope.diagnose.say import number, percent, subject
from kerascope.diagnose.tell import applied, everywhere, made_by, measured, tied
from kerascope.evidence import Argument, Call, Facts, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import words_in

_TO_BYTES = re.compile(r"\*=?\s*(?:255|127\.5)(?:\.0*)?(?![\w.])|\b(?:255|127\.5)(?:\.0*)?\s*\*")
_MAKERS = (
    (r"\bimg_to_array\((?!.*dtype)", "img_to_array gives float32 in 0 to 255."),
    (r"\bimage_dataset_from_directory\(", "image_dataset_from_directory gives float32 in 0 to 255."),
    (r"\bImageDataGenerator\(", "An ImageDataGenerator turns uint8 into float32."),
    (r"\btf\.image\.resize\((?!.*nearest)", "tf.image.resize gives float32 in the range it was given."),
)
"""What makes floats of bytes without a word, where the picture is of float32."""
_BRIGHTEST, _TWICE = 300, 510
"""Where a picture of 0 to 255 ends, a little noise or interpolation allowed for; where two that were added end."""


@cause("float-0-255", family="range", sees=Call, kinds=("image",), outranks=("clipped-rgb", "preprocessed-image"))
def float_0_255(call: Call, run: Run) -> Finding | None:
    data = is_picture(call)
    if data is None:
        return None
    laid_on = _laid_on(data)
    if not _bytes_as_floats(data.facts, _BRIGHTEST if laid_on is None else _TWICE):
        return None
    facts = data.facts
    return found(
        call.place,
        "error",
        f"{subject(data, 'the picture')} is {facts.dtype} with values from {number(facts.minimum)} to"
        f" {number(facts.maximum)}; an RGB picture of floats is read from 0 to 1, so that"
        f" {percent(facts.above_one / max(1, facts.finite))} of the values are cut to 1: white."
        f"{_how(data)}{_beyond(facts, laid_on)}",
        why="For floats, RGB is read from 0 to 1 and clipped; only integers are read from 0 to 255. "
        "It needs uint8, or a division by 255.",
        evidence={**measured(data), "above_one": facts.above_one, "expected": "0 to 1, or uint8 in 0 to 255"},
        fix=_fix(call, run, data),
    )


def _bytes_as_floats(facts: Facts, most: float = _BRIGHTEST) -> bool:
    """Mostly above 1, hardly below 0, and ending near 255, or at what more was added to that."""
    if not facts.is_float or facts.maximum is None or facts.minimum is None:
        return False
    span = facts.maximum - facts.minimum
    if facts.minimum > 1 and 0.2 < span < 1.05 and facts.fractional > 0.5 * facts.finite:
        return False  # a picture of 0..1 to which something was added
    above, below = facts.above_one / facts.finite, facts.negative / facts.finite
    return 24 <= facts.maximum <= most and facts.minimum >= -30 and above > 0.4 and below < 0.05


def _laid_on(data: Argument) -> Value | None:
    """A picture of 0 to 255 that this one was made of by adding to it or brightening it."""
    names, shape = set(words_in(tied(data))), data.facts.shape
    return next((v for v in data.near if v.source in names and v.facts and _of_bytes(v.facts, shape)), None)


def _of_bytes(facts: Facts, shape: tuple[int, ...]) -> bool:
    """A picture of 0 to 255 of that shape, or a stack of such."""
    low, high = facts.minimum, facts.maximum
    return facts.shape[-3:] == shape and low is not None and low >= 0 and high is not None and 128 <= high <= 255


def _beyond(facts: Facts, laid_on: Value | None) -> str:
    if laid_on is None or laid_on.facts is None or (facts.maximum or 0) <= _BRIGHTEST:
        return ""
    top = number(laid_on.facts.maximum)
    return f" `{laid_on.source}`, of which it was made, ends at {top}; what was added goes beyond."


def _how(data: Argument) -> str:
    """How bytes came to be floats, where it is known."""
    zeros = made_by(data, r"np\.(?:zeros|ones|empty)\((?!.*dtype)")
    if zeros is not None and data.facts.dtype == "float64":
        return f" `{zeros.source.splitlines()[0][:80]}` made a float64 array."
    own = [a for a in data.lineage if a.target in words_in(data.expression)]
    scaled = next((a for a in own if _TO_BYTES.search(a.value) and len(a.value) <= 60), None)
    made = f" `{scaled.value}` (line {scaled.line}) brought it to 0 to 255." if scaled is not None else _made(data)
    shape = data.facts.shape[-1:]
    same = [v for v in data.near if v.facts is not None and v.facts.dtype == "uint8" and v.facts.shape[-1:] == shape]
    same = [v for v in same if v.facts is not None and v.facts.ndim >= 3]
    return made + (f" (`{same[0].source}` holds uint8, which is drawn right.)" if same else "")


def _made(data: Argument) -> str:
    """What made float32 of bytes; of what a network gave, its input's maker says nothing."""
    known = data.provenance or (data.derivation.provenance if data.derivation is not None else None)
    if data.facts.dtype != "float32" or (known is not None and known.kind == "output"):
        return ""
    text = tied(data)
    return next((f" {words}" for pattern, words in _MAKERS if re.search(pattern, text)), "")


def _fix(call: Call, run: Run, data: Argument) -> Fix | None:
    if not data.expression:
        return None
    every = everywhere(call, run)
    fits = all(_bytes_as_floats(f) and f.nan == 0 and (f.minimum or 0) >= 0 and (f.maximum or 0) < 256 for f in every)
    if fits:
        after = applied(data, 'astype("uint8")')
        return Fix("cast to uint8", data.expression, after, safe=data.facts.type == "numpy.ndarray" and bool(every))
    if any((f.maximum or 0) > _BRIGHTEST for f in every):
        return Fix("cut it at 255 and cast", data.expression, applied(data, 'clip(0, 255).astype("uint8")'))
    return Fix(
        "divide by 255",
        data.expression,
        f"{data.expression} / 255" if data.expression.isidentifier() else f"({data.expression}) / 255",
    )
