"""Named arrays into drawings. Nothing here shows, saves by itself, or touches pyplot's state."""

from __future__ import annotations

from kerascope.draw.drawing import Drawing
from kerascope.draw.mosaic import draw_mosaic
from kerascope.draw.words import describe

__all__ = ["Drawing", "describe", "draw_mosaic"]
