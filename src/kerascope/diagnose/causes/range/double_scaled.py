"""Scaled twice: nearly black.

What it does: reports a picture that is read from 0 to 1 and ends near 1/255: it was divided by 255 twice. So with
another number, such as 16, where the array that was divided is known to be 0 to 1 already.
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
from collections import Counter
from typing import Any

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.encoded import encoding, is_picture
from kerascope.diagnose.pixels.prepared import preprocessors
from kerascope.diagnose.say import number, subject
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import measured, shared_limits, tied, wrapped
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_DIVIDES = re.compile(
    r"/=?\s*25[56](?:\.0*)?\b|\*\s*\(?1\.?0?\s*/\s*25[56]|Rescaling|convert_image_dtype|img_as_float|rescale\s*="
    r"|\b(?:true_?|floor_)?div(?:ide)?_?\((?:[^()\n]*,)?\s*25[56](?:\.0*)?\s*\)|\bToTensor\(|\bscale=True\b"
)
_BY = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?:\[[^\[\]]*\])*\s*/=?\s*(\d+(?:\.\d*)?)(?![\w.*])")
_HALVES = re.compile(r"/=?\s*127\.5\b|\*\s*\(?1\.?0?\s*/\s*127\.5|\bscale\s*=\s*1\.?0?\s*/\s*127\.5")
_LEAST, _LOOK = 8.0, 200_000
"""The least divisor that leaves a picture dark all over; values of arrays that are compared."""


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
    again = _again(data) if low >= -1e-6 and not dark else None
    if again is not None and not any(shared_limits(call, a, run) for a in call.artists if a.clim is not None):
        return _by_another(call, data, *again)
    if not (dark or grey) or not (divided or encoding(data).endswith("/ 255 / 255")):
        return None
    exact = "; times 255 times 255, every value is a whole number" if encoding(data).endswith("/ 255 / 255") else ""
    largest = f"maximum {number(high)}, about {high:.3f}" if dark else f"{number(low)} to {number(high)}"
    return found(
        call.place,
        "error",
        f"{subject(data, 'the picture')} is {facts.dtype}, {largest}: data that was 0 to 1 already was"
        f" {_second(source, divided)}{exact}. It is read from 0 to 1 and comes out nearly black."
        f"{_already(data)}{_where(call, run)}",
        why="Twice divided, nothing above 1/255, about 0.004, is left. "
        "A picture whose range is given (RGB always, grey with vmin and vmax) is not stretched to what it holds.",
        evidence={**measured(data), "divisions_in_source": divided, "expected": "0 to 1"},
        fix=_fix(call, data, dark),
    )


def _again(data: Argument) -> tuple[float, str] | None:
    """By what an array from 0 to 1 was divided, and that array, where every value drawn is one of it over this."""
    if data.values is None or data.values.size > _LOOK or not np.isfinite(data.values).all():
        return None
    shown, text = np.asarray(data.values, dtype="float64").ravel(), tied(data)
    arrays = {v.source: v for v in data.near if v.facts is not None and v.values is not None}
    for name, literal in _BY.findall(text):
        by, value = float(literal), arrays.get(name)
        if by < _LEAST or value is None or value.facts is None or value.values.size > 8 * _LOOK:
            continue
        low, high = value.facts.minimum or 0.0, value.facts.maximum or 0.0
        if low >= 0 and 0.5 < high <= 1 and value.facts.is_float and _all_in(shown * by, value.values):
            return by, name
    for (_, literal), times in Counter(_BY.findall(text)).items():
        by = float(literal)
        top, whole = shown.max() * by, shown * by * by
        if times > 1 and by >= _LEAST and 0.5 < top <= 1.0001 and np.abs(whole - whole.round()).max() < 0.02:
            return by, ""
    return None


def _all_in(some: Any, others: Any) -> bool:
    """Whether each number is one of the others, but for rounding."""
    known = np.unique(np.asarray(others, dtype="float64"))
    after = np.clip(np.searchsorted(known, some), 1, known.size - 1)
    return bool((np.minimum(np.abs(known[after] - some), np.abs(known[after - 1] - some)) < 2e-6).all())


def _by_another(call: Call, data: Argument, by: float, name: str) -> Finding:
    high, first = number(data.facts.maximum), f"`{name}` is" if name else "What is"
    x = data.expression
    return found(
        call.place,
        "error",
        f"{subject(data, 'the picture')} is {data.facts.dtype}, maximum {high}: {first} 0 to 1 already and was divided"
        f" by {number(by)} again; nothing above 1/{number(by)}, {number(1 / by)}, is left. It is read from 0 to 1 and"
        " comes out nearly black.",
        why="A picture whose range is given (RGB always, grey with vmin and vmax) is not stretched to what it holds.",
        evidence={**measured(data), "divided_by": by, "expected": "0 to 1"},
        fix=Fix("undo one division", x, f"{wrapped(x)} * {number(by)}") if x else None,
    )


def _read_from_0_to_1(call: Call) -> Argument | None:
    data = call.data
    fixed = call.options.get("vmin") == 0 and call.options.get("vmax") == 1
    return data if data is not None and data.facts.ndim >= 2 and fixed else None


def _second(source: str, divided: int) -> str:
    """The division that came too much: of two kinds in a source, the one that makes -1 to 1 comes last."""
    scales = [n for n, mode in preprocessors(source).items() if mode == "tf"]
    if divided == 1 and scales:
        return f"divided by 127.5 again by `{scales[0]}`, which also takes 1 off"
    return "divided by 127.5 again" if divided == 1 and _HALVES.search(source) else "divided by 255 again"


def _where(call: Call, run: Run) -> str:
    """The lines of the call's file that divide by 255, where they are few."""
    lines = text_of(call.place, run).splitlines()
    found = [n for n, text in enumerate(lines, 1) if _DIVIDES.search(text.split("#")[0]) and "import" not in text]
    if not 2 <= len(found) <= 3:
        return ""
    return f" Lines {', '.join(map(str, found[:-1]))} and {found[-1]} each scale by 255."


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
