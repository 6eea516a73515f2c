"""Named arrays into drawings. Nothing here shows, saves by itself, or touches pyplot's state."""

from __future__ import annotations

from kerascope.draw.choose import draw
from kerascope.draw.drawing import Drawing
from kerascope.draw.heatmap import draw_heatmap
from kerascope.draw.history import draw_history
from kerascope.draw.image import draw_image
from kerascope.draw.lines import draw_lines
from kerascope.draw.mosaic import draw_mosaic
from kerascope.draw.words import describe

__all__ = [
    "Drawing",
    "describe",
    "draw",
    "draw_heatmap",
    "draw_history",
    "draw_image",
    "draw_lines",
    "draw_mosaic",
]
