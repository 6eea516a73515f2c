"""Lines in one axes: their colours, markers for what a line can't show, marks for what is not finite."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from kerascope.draw.envelope import Line, lone_points

__all__ = ["NAN_COLOUR", "line_colours", "mark_broken", "span_of", "stroke"]

NAN_COLOUR = "#ff00ff"
_FEW = 60  # points: each gets a marker


def line_colours(count: int) -> list[Any]:
    """A colour per line: the style's own cycle while it lasts, then even steps of a colour map."""
    cycled = mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])
    if count <= len(cycled):
        return list(islice(cycle(cycled), count))
    return list(mpl.colormaps["turbo"](np.linspace(0.05, 0.95, count)))


def stroke(axes: Axes, line: Line, x: npt.NDArray[Any], label: str, colour: Any, **options: Any) -> Line2D:
    """Draw one line; points that stand alone, and all points of a line with few, get a marker."""
    (drawn,) = axes.plot(x, line.y, color=colour, label=label, **options)
    finite = int(np.isfinite(line.y).sum())
    lone = lone_points(line.y)
    if not line.reduced and finite <= _FEW:
        drawn.set_marker("o")
        drawn.set_markersize(3.5 if finite > 1 else 6)
    elif lone:
        drawn.set_marker("o")
        drawn.set_markersize(3.5)
        drawn.set_markevery(lone)
    return drawn


def mark_broken(axes: Axes, nan: npt.NDArray[Any], plus: npt.NDArray[Any], minus: npt.NDArray[Any]) -> None:
    """Marks along the edges where values are NaN (× below), +inf (▲ above) and -inf (▼ below)."""
    for places, marker, height, name in ((nan, "x", 0.0, "NaN"), (plus, "^", 1.0, "+inf"), (minus, "v", 0.0, "-inf")):
        if places.size:
            axes.plot(
                np.unique(places),
                np.full(np.unique(places).size, height),
                linestyle="none",
                marker=marker,
                markersize=5,
                color=NAN_COLOUR,
                clip_on=False,
                transform=axes.get_xaxis_transform(),
                label=name,
                zorder=3,
            )


def span_of(lows: Sequence[float | None], highs: Sequence[float | None]) -> tuple[float, float] | None:
    """The range of several lines; None when none has a finite value."""
    low = min((v for v in lows if v is not None), default=None)
    high = max((v for v in highs if v is not None), default=None)
    return None if low is None or high is None else (low, high)
