"""Scaled twice: nearly black.

What it does: reports a picture that is read from 0 to 1 and ends near 1/255: it was divided by 255 twice.
Why it is wrong: what was in 0 to 1 already is divided by 255 again, and nothing above 0.004 is left, which is black.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    photo = np.stack([rows * 5, columns * 4, rows + columns], axis=-1) / 255
    plt.imshow(photo / 255)
    plt.savefig("photo.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:48, 0:64]
    photo = np.stack([rows * 5, columns * 4, rows + columns], axis=-1) / 255
    plt.imshow(photo)
    plt.savefig("photo.png")
What it does not see: a grey picture without limits of its own, which `imshow` stretches to its range anyhow.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels import encoding, is_picture
from kerascope.diagnose.say import number, subject
from kerascope.diagnose.tell import measured, tied, wrapped
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_DIVIDES = re.compile(
    r"/=?\s*255(?:\.0*)?\b|\*\s*\(?1\.?0?\s*/\s*255|Rescaling|convert_image_dtype|img_as_float|rescale\s*="
)


@cause("double-scaled", family="range", sees=Call, kinds=("image", "mesh"), outranks=("fixed-limits", "constant-image"))
def double_scaled(call: Call, run: Run) -> Finding | None:
    data = is_picture(call) or _read_from_0_to_1(call)
    if data is None or not data.facts.is_float or data.facts.maximum is None or data.facts.constant:
        return None
    facts = data.facts
    low, high = facts.minimum or 0.0, facts.maximum or 0.0
    dark = low >= -1e-6 and 0.0008 < high <= 1.06 / 255
    grey = low >= -1.0001 and high <= -1 + 2.2 / 255 and facts.ndim == 3
    source = "".join(run.sources.values())
    divided = len(_DIVIDES.findall(source))
    if not (dark or grey) or not (divided or encoding(data).endswith("/ 255 / 255")):
        return None
    exact = "; times 255 times 255, every value is a whole number" if encoding(data).endswith("/ 255 / 255") else ""
    largest = f"maximum {number(high)}, about {high:.3f}" if dark else f"{number(low)} to {number(high)}"
    return found(
        call.place,
        "error",
        f"{subject(data, 'the picture')} is {facts.dtype}, {largest}: data that was 0 to 1 already was divided by 255"
        f" again{exact}. It is read from 0 to 1 and comes out nearly black.{_already(data)}",
        why="Twice divided, nothing above 1/255, about 0.004, is left. "
        "A picture whose range is given (RGB always, grey with vmin and vmax) is not stretched to what it holds.",
        evidence={**measured(data), "divisions_in_source": divided, "expected": "0 to 1"},
        fix=_fix(call, data, dark),
    )


def _read_from_0_to_1(call: Call) -> Argument | None:
    data = call.data
    fixed = call.options.get("vmin") == 0 and call.options.get("vmax") == 1
    return data if data is not None and data.facts.ndim >= 2 and fixed else None


def _already(data: Argument) -> str:
    known = data.provenance or (data.derivation.provenance if data.derivation is not None else None)
    if known is not None and known.kind == "output" and known.activation == "sigmoid":
        return " The sigmoid output is 0 to 1 by itself."
    if known is not None and known.layer_class == "Rescaling" and known.given is not None:
        return f" The {known.layer} layer was given {number(known.given[0])} to {number(known.given[1])}."
    return " convert_image_dtype scales to 0..1 by itself." if "convert_image_dtype" in tied(data) else ""


def _fix(call: Call, data: Argument, dark: bool) -> Fix | None:
    if not data.expression:
        return None
    twice = re.search(r"\s*/\s*255(?:\.0*)?$", data.expression)
    if twice and data.provenance is None:
        return Fix("leave out the second division", data.expression, data.expression[: twice.start()])
    x = wrapped(data.expression)
    return Fix("undo one division", data.expression, f"{x} * 255" if dark else f"({x} + 1) * 127.5")
