"""Class scores drawn where the class map was due.

What it does: reports an image call that got `(height, width, classes)` whose values sum to 1 at every pixel, or that
a model gave which was compiled to classify pixels.
Why it is wrong: a class map holds the number of the most likely class, one value per pixel: `argmax` over the last
axis.
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
`channels-as-colour` speaks, for they are drawn.
"""

from __future__ import annotations

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import origin, range_words, shape_words, simple, subject
from kerascope.diagnose.shapes import Picture, picture_of
from kerascope.diagnose.tell import known
from kerascope.evidence import Call, Failure, Run
from kerascope.findings import Finding, Fix


@cause(
    "class-scores-not-argmax", family="shape", sees=(Call, Failure), outranks=("too-many-channels", "channels-first")
)
def class_scores_not_argmax(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence)
    if picture is None or not picture.exception or len(picture.shape) != 3:
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
