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
_FILLED = 80  # pixels of a column that a line crosses up and down: the shape within a column is no longer seen


def line_colours(count: int) -> list[Any]:
    """A colour per line: the style's own cycle while it lasts, then even steps of a colour map."""
    cycled = mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])
    if count <= len(cycled):
        return list(islice(cycle(cycled), count))
    return list(mpl.colormaps["turbo"](np.linspace(0.05, 0.95, count)))


class _Dense(Line2D):
    """A reduced line that, where it fills the picture, is drawn by the least and greatest point of each pixel column.

    Drawing time goes with the length of all strokes, which in a column full of them are one on top of another. How many
    pixels there are is known only when a picture is made: a file of more dots per inch shows more of the line.
    """

    def draw(self, renderer: Any) -> None:
        kept = self._kept() if hasattr(renderer, "buffer_rgba") else None  # vectors may be magnified
        if kept is None:
            super().draw(renderer)
            return
        x, y = (np.asarray(v)[kept] for v in self.get_data())
        thin = Line2D(x, y)
        thin.update_from(self)
        thin.set_transform(self.get_transform())
        thin.axes = axes = self.axes
        assert axes is not None
        thin.set_figure(axes.figure)
        thin.draw(renderer)

    def _kept(self) -> npt.NDArray[np.intp] | None:
        """The points that show all there is to see; None where that is all of them, and where there are gaps."""
        points = np.column_stack([np.asarray(v, dtype=np.float64) for v in self.get_data()])
        if not np.isfinite(points).all():
            return None
        across, up = self.get_transform().transform(points).T
        starts = np.flatnonzero(np.diff(np.floor(across), prepend=-np.inf))
        if across.size < 6 * starts.size:
            return None
        heights = np.maximum.reduceat(up, starts) - np.minimum.reduceat(up, starts)
        return _extremes(up, starts) if np.median(heights) >= _FILLED else None


def _extremes(y: npt.NDArray[Any], starts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Where the least and the greatest value of each group stand, in the order of the line.

    A stroke from the later one to the earlier one of the next group crosses what lies between two groups, so that no
    pixel of the whole line's range in a column is left out.
    """
    group = np.repeat(np.arange(starts.size), np.diff(starts, append=y.size))
    places = np.arange(y.size)
    found = [
        np.minimum.reduceat(np.where(y == edge.reduceat(y, starts)[group], places, y.size), starts)
        for edge in (np.minimum, np.maximum)
    ]
    return np.sort(np.concatenate(found))


def stroke(axes: Axes, line: Line, x: npt.NDArray[Any], label: str, colour: Any, **options: Any) -> Line2D:
    """Draw one line; points that stand alone, and all points of a line with few, get a marker."""
    drawn: Line2D
    if line.reduced:
        drawn = axes.add_line(_Dense(x, line.y, color=colour, label=label, **options))
        axes.autoscale_view()
    else:
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
