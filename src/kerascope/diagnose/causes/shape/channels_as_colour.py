"""Channels that are no colours, read as red, green and blue.

What it does: reports an image or mesh call that drew `(height, width, 3)` or `(height, width, 4)` in colours although
the channels are feature maps, class scores, filters or bands, and a fourth channel that is no opacity.
Why it is wrong: matplotlib reads 3 channels as red, green and blue and a fourth as alpha, and ignores `cmap`, `vmin`
and `vmax` then without a word. The colours that come out mean nothing.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    scores = np.random.default_rng(0).random((32, 32, 3)) + 0.1
    scores = scores / scores.sum(axis=-1, keepdims=True)
    plt.imshow(scores, cmap="viridis")
    plt.savefig("classes.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    scores = np.random.default_rng(0).random((32, 32, 3)) + 0.1
    scores = scores / scores.sum(axis=-1, keepdims=True)
    plt.imshow(scores.argmax(axis=-1), cmap="viridis")
    plt.savefig("classes.png")
What it does not see: features of unknown origin that do not sum to one. Three inputs of a first layer's filters are
colours when the layer reads an RGB picture.
"""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.arrays.shapes import picture_of, words_of_panel
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import indexed, origin, range_words, shape_words, subject
from kerascope.diagnose.tell import known, tied, wrapped
from kerascope.evidence import Argument, Call, Provenance, Run
from kerascope.findings import Finding, Fix

_DIVERGING = (
    *("coolwarm", "bwr", "seismic", "rdbu", "rdylbu", "rdylgn", "piyg", "prgn", "puor", "brbg", "rdgy", "spectral"),
    *("berlin", "managua", "vanimo", "vlag", "icefire"),
)
_FEATURES = ("Conv2D", "Conv2DTranspose", "SeparableConv2D", "DepthwiseConv2D", "Convolution2D", "ConvLSTM2D")


@cause(
    "channels-as-colour",
    family="shape",
    sees=Call,
    kinds=("image", "mesh"),
    outranks=(
        "clipped-rgb",
        "float-0-255",
        "preprocessed-image",
        "bgr-order",
        "partial-view",
        "class-scores-not-argmax",
    ),
)
def channels_as_colour(call: Call, run: Run) -> Finding | None:
    picture = picture_of(call)
    if picture is None or call.exception or len(picture.shape) != 3 or picture.shape[-1] not in (3, 4):
        return None
    data = picture.data
    if (
        data.facts.kind not in "fiu"
        or not data.facts.size
        or (data.derivation is not None and "reshape" in data.derivation.steps)
    ):
        return None
    told = _what(call, data, run) or _listed(call, data, run)
    if told is None or _mixed_on_purpose(call, data, run):
        return None
    what, index, words = told
    shape = picture.shape
    ignored = [n for n in ("cmap", "vmin", "vmax", "norm") if call.options.get(n) is not None]
    also = f" {', '.join(ignored)} {'is' if len(ignored) == 1 else 'are'} ignored." if ignored else ""
    reading = "RGB" if shape[-1] == 3 else "RGBA"
    name = data.expression
    fix = (
        Fix(words, name, f"{wrapped(name)}{index}" if index.startswith(".") else indexed(name, index)) if name else None
    )
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, data.axes)}: {what}, read as {reading}.{also}",
        why="Three channels are read as red, green and blue, a fourth as opacity; `cmap` and limits "
        "count only for one channel.",
        evidence={
            "shape": list(shape),
            "read_as": reading,
            "values": range_words(data.facts),
            "ignored": ignored,
            **origin(data.derivation),
        },
        fix=fix,
    )


def _what(call: Call, data: Argument, run: Run) -> tuple[str, str, str] | None:
    """What the channels are, an index that draws one picture of them, and in words; None for possible colours."""
    n = data.facts.shape[-1]
    maker = known(data)
    last = data.axes[-1] if data.axes else ""
    if _are_scores(data, maker):
        scores = f"{n} class probabilities, which sum to 1 at every pixel, not red, green and blue"
        return scores, ".argmax(axis=-1)", "draw the most likely class"
    if maker is not None and maker.kind == "output" and _as_a_map(call, run):
        return f"{n} channels of what '{maker.layer or 'the model'}' gives, not colours", ":, :, 0", "draw one of them"
    if maker is not None and last == "head" and not _MIXED.search(words_of_panel(run, call)):
        return f"{n} attention heads of '{maker.layer or 'the model'}', not colours", ":, :, 0", "draw one head"
    if maker is None and _of_gradients(call, data, run):
        return f"{n} channels of a map of gradients, not colours", ".max(axis=-1)", "take the largest of each pixel"
    bands = "4 bands whose last is no opacity, taken as alpha", ":, :, :3", "draw the first three bands"
    if maker is None and n == 4 and _of_four_bands(data, run):
        return bands
    if maker is None or last not in ("channel", "in_channel", "out_channel", "multiplier"):
        return None
    if maker.kind == "weights":
        painted = (last == "in_channel" and maker.colour_inputs) or _paints(maker, last, run)
        if n == 3 and painted and not _signed(call, run):
            return None
        what = {"in_channel": "inputs", "out_channel": "filters", "multiplier": "filters"}.get(last, "channels")
        return (
            f"{n} {what} of the {maker.layer_class} layer '{maker.layer}', not colours",
            ":, :, 0",
            "draw one of them",
        )
    if maker.kind == "output" and not maker.final and maker.layer_class in _FEATURES:
        return (
            f"{n} feature maps of the {maker.layer_class} layer '{maker.layer}', not colours",
            ":, :, 0",
            "draw one map",
        )
    return bands if n == 4 and _no_opacity(data) else None


_STRENGTHS = re.compile(
    r"\b(saliency|sensitivity|attributions?|importance|relevance|heat ?maps?|integrated gradients)\b"
)

_GRADIENT = re.compile(r"\.grad\b|\bgradients?\(|\bgrad\(|\bvalue_and_grad\b")


def _of_gradients(call: Call, data: Argument, run: Run) -> bool:
    """Strengths of gradients, under words that promise one number for each pixel and a colour map for it."""
    colours = str(call.options.get("cmap") or "gray").lower().removesuffix("_r")
    words = words_of_panel(run, call)
    if colours in ("gray", "grey", "binary", "greys", "bone") or not _STRENGTHS.search(words) or _MIXED.search(words):
        return False
    made = tied(data)
    return _GRADIENT.search(made) is not None and _COLOURED.search(made) is None


_COLOURED = re.compile(r"\bcm\.|cmap|colormap|rgba|alpha|opacity|\[\.\.\., ?(?:3|-1)\] ?=", re.IGNORECASE)


def _of_four_bands(data: Argument, run: Run) -> bool:
    """Four channels of whatever origin, where a model takes or gives such pictures, and nothing speaks of opacity."""
    pictures = [s for m in run.models for key in ("inputs", "outputs") for s in m.about.get(key) or ()]
    taken = any(len(s) == 4 and s[-1] == 4 for s in pictures)
    return taken and _no_opacity(data) and _COLOURED.search(tied(data)) is None


_QUANTITY = re.compile(
    r"\b(temperature|humidity|pressure|wind speed|velocity|rainfall|precipitation|cloud (cover|fraction)|irradiance|"
    r"moisture|salinity|density|concentration|elevation|altitude|slope|vorticity|flux|displacement|strain|curvature|"
    r"thickness|voltage|conductivity|evaporation|albedo)\b"
)
"""What is measured at a place; what a photograph may show and be labelled with (clouds, rain) is none of them."""
_MIXED = re.compile(r"\b(rgb|composite|false|colou?rs?|red|green|blue|overlay|mix(ed|ture)?|r|g|b)\b")


def _listed(call: Call, data: Argument, run: Run) -> tuple[str, str, str] | None:
    """The words over the one picture of a figure list as many measured quantities as it has channels."""
    n, words = data.facts.shape[-1], words_of_panel(run, call)
    drawn = {c.panel for c in run.calls_in(call.sheet) if c.kind in ("image", "mesh", "contour", "line")}
    if len(drawn) > 1 or _MIXED.search(words):
        return None
    items = [i.strip() for i in re.split(r",|;|/|\band\b|&|\+", words.rpartition(":")[2]) if i.strip()]
    if len(items) != n or sum(bool(_QUANTITY.search(i)) for i in items) < 2 or any(len(i.split()) > 3 for i in items):
        return None
    return f"{', '.join(items)} read as {'red, green, blue' if n == 3 else 'colours'}", ":, :, 0", "draw one of them"


def _as_a_map(call: Call, run: Run) -> bool:
    """A colour map of values, and limits, a colour bar or axes in units, were asked for: no colours are drawn so."""
    colours = str(call.options.get("cmap") or "gray").lower().removesuffix("_r")
    of_values = colours not in ("gray", "grey", "binary", "greys", "bone")
    units = call.options.get("extent") is not None and call.options.get("aspect") == "auto"
    panel = run.panel_of(call)
    barred = panel is not None and panel.has_colorbar and not _may_be_a_photo(call)
    return of_values and (units or barred or any(call.options.get(n) is not None for n in ("vmin", "vmax", "norm")))


def _may_be_a_photo(call: Call) -> bool:
    """The end of a model, or a layer that changes pictures: a colour map and a bar beside it may be left over."""
    maker = known(call.data) if call.data is not None else None
    changed = (
        "Random",
        "Resizing",
        "Rescaling",
        "CenterCrop",
        "Normalization",
        "Cropping",
        "ZeroPadding",
        "UpSampling",
    )
    return maker is not None and maker.kind == "output" and (maker.final or maker.layer_class.startswith(changed))


def _signed(call: Call, run: Run) -> bool:
    """A diverging colour map with its limits or bar: single values are to be read, though three would make a colour."""
    colours = str(call.options.get("cmap") or "").lower().removesuffix("_r")
    return colours in _DIVERGING and _as_a_map(call, run)


def _mixed_on_purpose(call: Call, data: Argument, run: Run) -> bool:
    """Probabilities over a plane, mixed as colours, with the samples drawn into it: a picture of a classifier.

    Without a network in the run, and without a colour map that was meant to count, colours are what was meant.
    """
    if call.options.get("cmap") is not None:
        return False
    maker = known(data)
    points = any(c.kind == "scatter" or c.function == "plot" for c in run.calls_in(call.sheet, call.panel))
    plane = call.options.get("extent") is not None
    return (maker is None and not run.models) or (plane and points)


def _paints(maker: Provenance, last: str, run: Run) -> bool:
    """The last layer of a model that gives colour pictures: its three filters are red, green and blue."""
    for model in run.models:
        layers, outputs = model.about.get("layers") or [], model.about.get("outputs") or []
        ends = [name for name, kind in layers if kind not in ("Activation", "Rescaling", "Lambda")][-1:]
        if last == "out_channel" and ends == [maker.layer] and any(len(s) == 4 and s[-1] == 3 for s in outputs):
            return True
    return False


def _are_scores(data: Argument, maker: Provenance | None) -> bool:
    """Softmax: in 0 to 1 and of sum 1 at every pixel, with more than two levels of the sum's parts."""
    if not data.facts.is_float or (data.facts.minimum or 0) < 0 or (data.facts.maximum or 0) > 1.001:
        return False
    if data.values is None or data.facts.finite < data.facts.size:
        return False
    sums = data.values.astype("float64").sum(axis=-1)
    if float(np.abs(sums - 1).max()) > 5e-3:
        return False
    flat = data.values.reshape(-1, data.facts.shape[-1])
    soft = maker is not None and maker.activation == "softmax"
    return soft or (float(flat.std(axis=0).max()) > 0.01 and len(np.unique(flat[:, 0])) > 3)


def _no_opacity(data: Argument) -> bool:
    """A fourth channel that is seldom wholly clear or wholly opaque."""
    if data.values is None:
        return False
    alpha = data.values[..., 3].astype("float64")
    top = 255.0 if data.facts.is_integer else 1.0
    ends = (np.abs(alpha) < 0.02 * top) | (np.abs(alpha - top) < 0.02 * top)
    return bool(ends.mean() < 0.3)
