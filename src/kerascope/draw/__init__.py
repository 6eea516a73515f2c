"""Named arrays into drawings. Nothing here shows, saves by itself, or touches pyplot's state."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kerascope.draw import anything
from kerascope.draw.anything import draw
from kerascope.draw.compare import draw_comparison
from kerascope.draw.distributions import draw_distributions
from kerascope.draw.drawing import Drawing
from kerascope.draw.embedding import draw_embedding
from kerascope.draw.heatmap import draw_heatmap
from kerascope.draw.history import draw_history
from kerascope.draw.image import draw_image
from kerascope.draw.lines import draw_lines
from kerascope.draw.mosaic import draw_mosaic
from kerascope.draw.overlay import draw_overlay
from kerascope.draw.pages import draw_pages, draw_summary
from kerascope.draw.sheet import draw_sheet
from kerascope.draw.similarity import draw_similarity, linear_cka
from kerascope.draw.slices import draw_slices
from kerascope.draw.words import describe

__all__ = [
    "Drawing",
    "describe",
    "draw",
    "draw_comparison",
    "draw_distributions",
    "draw_embedding",
    "draw_heatmap",
    "draw_history",
    "draw_image",
    "draw_lines",
    "draw_mosaic",
    "draw_overlay",
    "draw_pages",
    "draw_sheet",
    "draw_similarity",
    "draw_slices",
    "draw_summary",
    "linear_cka",
]


class _Callable(ModuleType):
    """This module, callable: `kerascope.draw` is then the same whether the module or the function got the name."""

    def __call__(
        self, array: object, x: Any = None, *, dims: Iterable[str] | str | None = None, **options: Any
    ) -> Drawing:
        return anything.draw(array, x, dims=dims, **options)


_Callable.__call__.__doc__ = anything.draw.__doc__
sys.modules[__name__].__class__ = _Callable
if not TYPE_CHECKING:
    draw = sys.modules[__name__]
