"""Class scores drawn where the class map was due.

What it does: reports an image call that got `(height, width, classes)` whose values sum to 1 at every pixel, or that
a model gave which was compiled to classify pixels, or that is the argmax of such scores over the batch; and a scatter
plot whose colours are the scores of each point.
Why it is wrong: a class map holds the number of the most likely class, one value per pixel: `argmax` over the last
axis. Three or four scores of a point are read as its red, green, blue and opacity, and `cmap` is ignored.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    scores = np.random.default_rng(0).random((32, 32, 6)) + 0.1
    scores = scores / scores.sum(axis=-1, keepdims=True)
    plt.imshow(scores)
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    scores = np.random.default_rng(0).random((32, 32, 6)) + 0.1
    scores = scores / scores.sum(axis=-1, keepdims=True)
    plt.imshow(scores.argmax(axis=-1))
    plt.savefig("classes.png")
What it does not see: logits, unless the model was compiled with a categorical cross-entropy. Of 3 or 4 classes
`channels-as-colour` speaks, for they are drawn. Points in mixed colours may be meant: without a colour map, limits or
words that ask for classes, nothing is said.
"""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.arrays.largest import argmax_over_samples
from kerascope.diagnose.arrays.shapes import Picture, picture_of, words_of_panel
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import origin, range_words, shape_words, simple, subject
from kerascope.diagnose.tell import known, tied
from kerascope.evidence import Argument, Call, Failure, Run, Value
from kerascope.findings import Finding, Fix

_CLASSES = re.compile(r"\b(class(es)?|labels?|predict(ed|ions?)|clusters?|species|categor(y|ies))\b")
_SHADES = re.compile(r"\b(mix\w*|blend\w*|rgb|soft\w*|probabilit\w*|confiden\w*|uncertain\w*|scores?|members?\w*)\b")


@cause(
    "class-scores-not-argmax",
    family="shape",
    sees=(Call, Failure),
    outranks=("too-many-channels", "channels-first", "length-mismatch"),
)
def class_scores_not_argmax(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Call) and evidence.kind == "scatter":
        return _of_points(evidence, run)
    picture = picture_of(evidence)
    if picture is None or len(picture.shape) != 3:
        return None
    scores = argmax_over_samples(picture.data.values, run.outputs) if "argmax" in tied(picture.data) else None
    if scores is not None:
        return _over_samples(picture, scores)
    if not picture.exception:
        return None
    sums = _scores(picture)
    if not sums and not _logits(picture, run):
        return None
    what = "probabilities, which sum to 1 at every pixel" if sums else "scores of a model trained to classify pixels"
    data, shape = picture.data, picture.shape
    classes, name = shape[-1], data.expression
    fix = None
    if name:
        fix = Fix("draw the most likely class", name, f"{name if simple(name) else f'({name})'}.argmax(axis=-1)")
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, ('height', 'width', 'class'))}: {classes} class {what}.",
        why=f"A class map has one number per pixel, the argmax over the classes. It raised {picture.exception}.",
        evidence={
            "shape": list(shape),
            "classes": classes,
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )


def _over_samples(picture: Picture, scores: Value) -> Finding:
    """`np.argmax(scores, axis=0)` of a batch: the number of a sample for each class, and no class."""
    data, shape = picture.data, picture.shape
    whole = tuple(scores.values.shape)
    reading = f" It raised {picture.exception}." if picture.exception else " Its classes are read as colours."
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, ('height', 'width', 'class'))}: the argmax ran over axis 0, "
        f"the batch, of {shape_words(whole, ('batch', 'height', 'width', 'class'))}. The {whole[3]} classes are on "
        "axis 3 and still there.",
        why=f"A class map has one number per pixel, the argmax over the classes: axis -1.{reading}",
        evidence={
            "shape": list(shape),
            "scores": list(whole),
            "classes": whole[3],
            "axis": 0,
            "values": range_words(data.facts),
        },
    )


def _of_points(call: Call, run: Run) -> Finding | None:
    """A row of scores for the colour of each point: read as RGB or RGBA, or refused when there are more classes."""
    points, colours = call.argument("x"), call.argument("c")
    if points is None or colours is None or colours.facts.ndim != 2:
        return None
    (count, classes), drawn = colours.facts.shape, not call.exception
    if count != points.facts.size or classes < 2 or drawn != (classes in (3, 4)) or not _soft(colours):
        return None
    ignored = [n for n in ("cmap", "vmin", "vmax", "norm") if call.options.get(n) is not None]
    words = words_of_panel(run, call)
    if drawn and not ignored and (_SHADES.search(words) or not _CLASSES.search(words)):
        return None
    reading = f", read as {'RGB' if classes == 3 else 'RGBA'}" if drawn else ""
    also = f" {', '.join(ignored)} {'is' if len(ignored) == 1 else 'are'} ignored." if drawn and ignored else ""
    name = colours.expression
    return found(
        call.place,
        "error",
        f"{subject(colours)} has shape {shape_words((count, classes), ('point', 'class'))}: {classes} class "
        f"probabilities for each point, which sum to 1{reading}.{also}",
        why="A colour map wants one number per point, the argmax over the classes."
        + (f" It raised {call.exception}." if call.exception else ""),
        evidence={
            "shape": [count, classes],
            "classes": classes,
            "values": range_words(colours.facts),
            **origin(colours.derivation),
        },
        fix=Fix("colour by the most likely class", name, f"{name if simple(name) else f'({name})'}.argmax(axis=1)")
        if name
        else None,
    )


def _soft(colours: Argument) -> bool:
    """Rows between 0 and 1 that sum to 1 and are shares, not the few colours of a list."""
    values, facts = colours.values, colours.facts
    if not facts.is_float or values is None or facts.finite < facts.size or (facts.minimum or 0) < 0:
        return False
    sums = values.astype("float64").sum(axis=-1)
    return bool(np.abs(sums - 1).max() < 5e-3) and len(np.unique(values[:, 0])) > 3


def _scores(picture: Picture) -> bool:
    """Softmax over the last axis: between 0 and 1, of sum 1, and not the same everywhere."""
    data = picture.data
    if not data.facts.is_float or data.values is None or data.facts.finite < data.facts.size or min(picture.shape) < 2:
        return False
    if (data.facts.minimum or 0) < 0 or (data.facts.maximum or 0) > 1.001:
        return False
    values = data.values.astype("float64")
    return bool(np.abs(values.sum(axis=-1) - 1).max() < 5e-3)


def _logits(picture: Picture, run: Run) -> bool:
    """The end of a model that was compiled to choose one of as many classes for every pixel."""
    maker = known(picture.data)
    if maker is None or maker.kind != "output" or not maker.final:
        return False
    losses = {str(m.about.get("loss", "")) for m in run.models if m.source == maker.model or not maker.model}
    crossed = any("categorical" in loss.lower() and "cross" in loss.lower() for loss in losses)
    return crossed and picture.data.axes == ("height", "width", "channel")
