"""A bias, or another wrong entry of `get_weights()`, drawn as the kernel.

What it does: reports a picture of weights that are no kernel: a bias handed to an image call, or any entry (gamma,
mean, recurrent kernel …) under words that speak of kernels, filters, weights or coefficients.
Why it is wrong: `get_weights()` is a flat list in the order of creation: kernel, bias for most layers; gamma, beta,
moving mean and variance for BatchNormalization; mean, variance, count for Normalization; kernel, recurrent kernel,
bias for LSTM.
Example:
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3)])
    kernels = model.layers[0].get_weights()[1]
    plt.imshow(kernels)
Use instead:
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3)])
    kernels = model.layers[0].get_weights()[0]
    plt.imshow(kernels[:, :, 0, 0])
    plt.title("kernel of filter 0")
    plt.savefig("kernel.png")
What it does not see: weights that were copied in arithmetic.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import words_of
from kerascope.diagnose.say import subject
from kerascope.diagnose.source import indices_of
from kerascope.evidence import Argument, Call, Failure, Provenance, Run, Value
from kerascope.findings import Finding, Fix, Location

_KERNELS = ("kernel", "embeddings", "depthwise_kernel", "pointwise_kernel")
_SPEAKS = re.compile(r"kernel|filter|weight|coefficient|importance|connection|drives", re.IGNORECASE)
_OTHER = re.compile(r"bias|gamma|beta|mean|variance|recurrent|hidden|norm|offset|scale", re.IGNORECASE)
_OUTRANKS = (
    "flattened-image",
    "constant-image",
    "kernel-layout",
    "too-small-to-see",
    "dense-as-image",
    "length-mismatch",
)


@cause("bias-not-kernel", family="selection", sees=(Call, Failure), outranks=_OUTRANKS)
def bias_not_kernel(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Failure):
        return _indexed(evidence, run)
    for name in ("X", "Z", "C", "height", "width", "y", "x", "dataset"):
        data = evidence.argument(name)
        if data is not None and data.derivation is not None and data.derivation.provenance is not None:
            return _drawn(evidence, data, data.derivation.provenance, run)
    return None


def _drawn(call: Call, data: Argument, provenance: Provenance, run: Run) -> Finding | None:
    if provenance.kind != "weights" or not provenance.weight or provenance.weight in _KERNELS:
        return None
    words = words_of(call, run)
    if provenance.weight == "recurrent_kernel":
        if not re.search(r"kernel|input", words, re.IGNORECASE) or _OTHER.search(words):
            return None
    elif call.kind in ("image", "mesh"):
        if _OTHER.search(words) and not re.search(r"kernel|filter", words, re.IGNORECASE):
            return None
    elif not _SPEAKS.search(words) or _OTHER.search(words):
        return None
    said = f', while the figure says "{words[:80]}"' if _SPEAKS.search(words) else ""
    return _said(
        call.place, subject(data), provenance, tuple(data.derivation.shape if data.derivation else ()), said, data, run
    )


def _indexed(failure: Failure, run: Run) -> Finding | None:
    """`bias[:, :, 0, 0]`: too many indices, of an entry that is no kernel."""
    if failure.type != "IndexError" or "too many indices" not in failure.message:
        return None
    for value in failure.values:
        provenance = value.provenance
        indexed = failure.place.expression.startswith(value.source + "[")
        if (
            provenance is not None
            and indexed
            and provenance.kind == "weights"
            and provenance.weight not in ("", *_KERNELS)
        ):
            shape = value.facts.shape if value.facts is not None else ()
            return _said(failure.place, f"`{value.source}`", provenance, shape, "", value, run)
    return None


def _said(
    place: Location,
    what: str,
    provenance: Provenance,
    shape: tuple[int, ...],
    said: str,
    data: Argument | Value,
    run: Run,
) -> Finding:
    kernel = _kernel(provenance)
    entry = f"entry {provenance.position}" if provenance.position is not None else "an entry"
    where = f"; the kernel is entry {kernel[0]}: {kernel[1]}" if kernel else ""
    holds = (
        f" The list holds {', '.join(f'{n}: {s}' for n, s in enumerate(provenance.siblings[:12]))}."
        if provenance.siblings
        else ""
    )
    return found(
        place,
        "error",
        f"{what} is the {provenance.weight.replace('_', ' ')} of the {provenance.layer_class} "
        f"'{provenance.layer}', shape {shape}, "
        f"{entry} of get_weights(){where}{said}.{holds}",
        why="get_weights() is a flat list in the order in which a layer made its weights; the kernel is not at "
        "this index.",
        evidence={
            "weight": provenance.weight,
            "layer": provenance.layer,
            "class": provenance.layer_class,
            "position": provenance.position,
            "shape": list(shape),
            "kernel": list(kernel) if kernel else None,
            "siblings": list(provenance.siblings),
        },
        fix=_fix(place, provenance, kernel, data, run),
    )


def _kernel(provenance: Provenance) -> tuple[int, str] | None:
    """The kernel of the same layer, or of the next layer in a model's flat list."""
    at = provenance.position or 0
    kernels = [n for n, s in enumerate(provenance.siblings) if s.split(" ")[0] in _KERNELS]
    if not kernels:
        return None
    before, after = [n for n in kernels if n < at], [n for n in kernels if n > at]
    own = before[-1:] if provenance.weight in ("bias", "recurrent_kernel") else []
    best = (own or after or before)[0]
    return best, provenance.siblings[best]


def _fix(
    place: Location, provenance: Provenance, kernel: tuple[int, str] | None, data: Argument | Value, run: Run
) -> Fix | None:
    """`get_weights()[1]` becomes `get_weights()[0]`, where that stands in the source."""
    if kernel is None or provenance.position is None:
        return None
    for line, before, after in indices_of(place, run, provenance.position, kernel[0]):
        return Fix(f"take entry {kernel[0]}, the kernel", before, after, location=line)
    return None
