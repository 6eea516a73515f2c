"""Whether a map lies on its side beside the picture of the same figure that it belongs to."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerascope.diagnose.say import shape_words
from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument, Call, Failure, Run

__all__ = ["TURNED", "axes_of_the_other_length", "mirrored_beside", "on_its_side"]

TURNED = ("transpose", ".T", "rot90", "swapaxes", "flip", "moveaxis", "permute")


def on_its_side(call: Call, data: Argument, run: Run) -> tuple[Argument, str] | None:
    """(the upright picture, what shows it): by the names of the axes, or by the values where nothing was transposed."""
    root, (height, width) = data.derivation, data.facts.shape[:2]
    if height == width or data.facts.ndim != 2 or call.options.get("extent") is not None:
        return None
    beside = [
        c.data
        for c in run.calls_in(call.sheet)
        if c.kind == "image" and c.number != call.number and c.data is not None and not c.exception
    ]
    upright = [d for d in beside if d.facts.shape[:2] == (width, height) and d.values is not None]
    if not upright or any(d.facts.shape[:2] == (height, width) for d in beside):
        return None
    if root is not None and root.kept == ("width", "height"):
        return upright[0], f"`{root.root}` {shape_words(root.shape, root.axes)} was transposed"
    if any(word in tied(data) for word in TURNED):
        return None
    alike = [(d, _alike(data.values.T, d.values)) for d in upright]
    best, share = max(alike, key=lambda pair: pair[1])
    # What equals the other to the last digit was turned on purpose.
    return (best, "transposed, it agrees with that picture pixel by pixel") if 0.9 < share < 1 - 1e-9 else None


def _alike(one: Any, other: Any) -> float:
    """Correlation, by size, of two pictures of one height and width."""
    a, b = one.astype("float64"), other[..., :3].mean(axis=-1) if other.ndim == 3 else other.astype("float64")
    if a.shape != b.shape or a.std() == 0 or b.std() == 0 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return 0.0
    return abs(float(np.corrcoef(a.ravel(), b.ravel())[0, 1]))


def mirrored_beside(call: Call, data: Argument, run: Run) -> tuple[Argument, float, float] | None:
    """(the picture beside it, agreement with that as drawn, and transposed) of what a model made for a table of places.

    A model that is handed one row of coordinates for each pixel paints a picture; laid out with the wrong one of the
    two running along the rows, it is the square picture that it was taught, mirrored along the diagonal.
    """
    height, width = data.facts.shape[:2]
    if height != width or not _painted_by_place(data) or any(word in tied(data) for word in TURNED):
        return None
    beside = [
        c.data
        for c in run.calls_in(call.sheet)
        if c.kind == "image" and c.number != call.number and c.data is not None and not c.exception
    ]
    taught = [
        d for d in beside if d.facts.shape[:2] == (height, width) and d.values is not None and not _painted_by_place(d)
    ]
    if not taught or any(word in tied(d) for d in taught for word in TURNED):
        return None
    told = [(d, _along(data.values, d.values), _along(data.values.swapaxes(0, 1), d.values)) for d in taught]
    # One picture that it agrees with as it stands is enough to let it be.
    if any(now > 0.5 * then for _, now, then in told):
        return None
    best = max(told, key=lambda each: each[2])
    return best if _CLEAR < best[2] < 1 - 1e-9 else None


_CLEAR = 0.7
"""Correlation of a picture with the one that it was taught from, above which it is the same picture."""


def _painted_by_place(data: Argument) -> bool:
    """One row of a model's output for each pixel, and the model was given two numbers or more for each."""
    root, shape = data.derivation, data.facts.shape
    made = root.provenance if root is not None else None
    if root is None or made is None or made.kind != "output" or made.given_shape is None or "reshape" not in root.steps:
        return False
    pixels = shape[0] * shape[1]
    return root.shape in ((pixels,), (pixels, *(shape[2:] or (1,)))) and made.given_shape == (pixels, 2)


def _along(one: Any, other: Any) -> float:
    """Correlation of two pictures of one height and width, without colours."""
    a, b = (v[..., :3].mean(axis=-1) if v.ndim == 3 else v for v in (one.astype("float64"), other.astype("float64")))
    if a.std() == 0 or b.std() == 0 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return 0.0
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def axes_of_the_other_length(failure: Failure) -> tuple[Argument, Argument, Argument] | None:
    """(x, y, z) of a refused `contourf(x, y, z)` whose z has as many rows as x holds values, and columns as y."""
    given = {a.name: a for a in failure.arguments}
    x, y, z = (given.get(n) for n in "012")
    if x is None or y is None or z is None or z.facts.ndim != 2:
        return None
    rows, columns = z.facts.shape
    if x.facts.ndim == y.facts.ndim == 1:
        across, upwards = x.facts.shape[0], y.facts.shape[0]
    elif x.facts.ndim == 2 and x.facts.shape == y.facts.shape:
        upwards, across = x.facts.shape
    else:
        return None
    edges = 1 if (across, upwards) == (rows + 1, columns + 1) else 0
    return (x, y, z) if rows != columns and (across - edges, upwards - edges) == (rows, columns) else None
