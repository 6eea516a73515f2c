"""Reading a drawing back: the pixel of a cell, the words in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.text import Text

from kerascope.draw import Drawing


def pixel(drawing: Drawing, axes: Axes, x: float, y: float) -> str:
    """The colour on the screen at a place in data units, as `#rrggbb`."""
    canvas: Any = drawing.root.canvas
    canvas.draw()
    across, up = axes.transData.transform((x, y))
    screen = np.asarray(canvas.buffer_rgba())
    return to_hex(screen[screen.shape[0] - 1 - int(up), int(across)] / 255)


def words(drawing: Drawing) -> str:
    """All text of the figure, unwrapped."""
    found = [t.get_text() for t in drawing.root.findobj(Text) if t.get_visible()]
    return " ".join(" ".join(found).split())


def key(drawing: Drawing) -> dict[str, str]:
    """The key of the picture: label to colour."""
    (legend,) = drawing.figure.legends
    pairs = zip(legend.get_texts(), legend.get_patches(), strict=True)
    return {text.get_text(): to_hex(patch.get_facecolor()) for text, patch in pairs}
