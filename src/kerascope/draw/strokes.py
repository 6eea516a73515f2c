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
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.lib.stride_tricks import sliding_window_view

from kerascope.draw.envelope import Line, lone_points

__all__ = ["NAN_COLOUR", "line_colours", "mark_broken", "span_of", "stroke"]

NAN_COLOUR = "#ff00ff"
_FEW = 60  # points: each gets a marker
_FILLED = 80  # pixels of a column that a line crosses up and down: the shape within a column is no longer seen
_STEPS = 3  # of a pixel column, in which the edge of such a line is told


def line_colours(count: int) -> list[Any]:
    """A colour per line: the style's own cycle while it lasts, then even steps of a colour map."""
    cycled = mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])
    if count <= len(cycled):
        return list(islice(cycle(cycled), count))
    return list(mpl.colormaps["turbo"](np.linspace(0.05, 0.95, count)))


class _Dense(Line2D):
    """A reduced line that, where it fills the picture, is drawn as the area that its stroke covers.

    Drawing time goes with the length of all strokes, which in a column full of them are one on top of another; an
    area takes the length of its edge alone. How many pixels there are is known only when a picture is made: a file of
    more dots per inch shows more of the line.
    """

    def draw(self, renderer: Any) -> None:
        covered = self._covered() if hasattr(renderer, "buffer_rgba") else None  # vectors may be magnified
        if covered is None:
            super().draw(renderer)
            return
        assert self.axes is not None
        area = PathPatch(covered, facecolor=self.get_color(), linewidth=0, alpha=self.get_alpha(), snap=False)
        area.set_transform(IdentityTransform())
        area.set_figure(self.axes.figure)
        area.set_clip_path(self.axes.patch)
        area.draw(renderer)

    def _covered(self) -> Path | None:
        """Outline of what the stroke covers, in pixels; None where strokes stand apart, and where there are gaps."""
        points = np.column_stack([np.asarray(v, dtype=np.float64) for v in self.get_data()])
        if not np.isfinite(points).all():
            return None
        across, up = self.get_transform().transform(points).T
        if across.size < 6 * np.unique(np.floor(across)).size:
            return None
        places = np.floor(across * _STEPS)
        starts = np.flatnonzero(np.diff(places, prepend=-np.inf))
        joined = np.append(starts[1:], starts[-1])  # a segment leads on to the next step's first point
        low = np.minimum(np.minimum.reduceat(up, starts), up[joined])
        high = np.maximum(np.maximum.reduceat(up, starts), up[joined])
        if np.median(high - low) < _FILLED:
            return None
        assert self.axes is not None
        half = self.get_linewidth() * self.axes.figure.dpi / 72 / 2
        edges = np.append(places[starts], places[-1] + 1) / _STEPS
        low, high = (_widened(v, pick, round(half * _STEPS)) for v, pick in ((low, np.minimum), (high, np.maximum)))
        x = np.repeat(edges, 2)[1:-1]
        outline = np.column_stack([np.r_[x, x[::-1]], np.r_[np.repeat(high + half, 2), np.repeat(low - half, 2)[::-1]]])
        return Path(outline, closed=False)


def _widened(edge: npt.NDArray[Any], pick: np.ufunc, by: int) -> npt.NDArray[Any]:
    """An edge pushed out as far as any within `by` steps of it, as a stroke of that half width covers it."""
    around = sliding_window_view(np.pad(edge, by, mode="edge"), 2 * by + 1)
    return np.asarray(pick.reduce(around, axis=1))


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
