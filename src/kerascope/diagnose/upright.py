"""Whether a map lies on its side beside the picture of the same figure that it belongs to."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerascope.diagnose.say import shape_words
from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument, Call, Run

__all__ = ["TURNED", "on_its_side"]

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
