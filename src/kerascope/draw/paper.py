"""Where a panel stands on a sheet, in inches from its top left: name, caption, picture, and the scale under it."""

from __future__ import annotations

import textwrap
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from kerascope.draw.envelope import reduce_line
from kerascope.draw.layout import inches_of, plain_text, points
from kerascope.draw.lines import ALONG
from kerascope.draw.mosaic import cross
from kerascope.draw.panels import Panel
from kerascope.draw.raster import key_of, paint
from kerascope.draw.scales import palette
from kerascope.draw.strokes import line_colours, mark_broken, stroke
from kerascope.draw.words import clean, number

__all__ = ["GAP", "HIGH", "LEADING", "PAD", "WIDE", "Paper", "caption", "panel_height", "wrapped"]

WIDE, HIGH = 2.1, 1.55
GAP, PAD, LEADING = 0.22, 0.15, 1.22
_SMALL = "x-small"
_INSET = 0.45


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Text in lines of so many inches."""
    return textwrap.wrap(text, max(12, int(width * 72 / (0.56 * size)))) or [""]


def caption(panel: Panel) -> list[str]:
    """What stands between a panel's name and its picture, line by line."""
    size = points(_SMALL)
    return [line for text in (*panel.words, panel.order) if text for line in wrapped(text, size, WIDE)]


def _em(lines: float) -> float:
    return lines * points(_SMALL) * LEADING / 72


def panel_height(lines: int) -> float:
    """Name, a caption of so many lines, picture, and what stands under it."""
    return _em(1 + lines) + 0.06 + HIGH + _em(2.4)


class Paper:
    """A figure on which things are placed in inches from the top left."""

    def __init__(self, figure: Figure | SubFigure) -> None:
        self.figure = figure
        self.width, self.height = inches_of(figure)
        self.small = points(_SMALL)

    def text(self, x: float, y: float, text: str, size: float, **options: Any) -> None:
        """Write text whose upper left corner is at this place."""
        place: dict[str, Any] = {"va": "top", "ha": "left", "linespacing": LEADING, "size": size} | options
        plain_text(self.figure.text(x / self.width, 1 - y / self.height, text, **place))

    def rule(self, x: float, y: float, width: float) -> None:
        """Draw a thin line to the right."""
        across, down = [x / self.width, (x + width) / self.width], [1 - y / self.height] * 2
        where = self.figure.transSubfigure
        self.figure.add_artist(Line2D(across, down, color="0.6", linewidth=0.6, transform=where))

    def axes(self, x: float, y: float, width: float, height: float, **options: Any) -> Axes:
        """New axes whose upper left corner is at this place."""
        bottom = 1 - (y + height) / self.height
        return self.figure.add_axes((x / self.width, bottom, width / self.width, height / self.height), **options)

    def panel(self, panel: Panel, x: float, y: float, lines: int) -> Axes:
        """Draw a panel; its picture stands below a caption of so many lines, whatever its own has."""
        self.text(x, y, clean(panel.name, int(WIDE * 72 / (0.56 * self.small))), self.small, style="italic")
        self.text(x, y + _em(1), "\n".join(caption(panel)), self.small)
        top = y + _em(1 + lines) + 0.06
        if panel.kind == "lines":
            return self._lines(panel, x, top)
        if panel.cells is None:
            axes = self.axes(x, top, WIDE, HIGH)
            axes.set_axis_off()
            words = textwrap.fill(panel.words[-1], 30)
            plain_text(axes.text(0.5, 0.5, words, ha="center", va="center", size=self.small, color="0.4"))
            return axes
        return self._cells(panel, panel.cells, x, top)

    def _cells(self, panel: Panel, cells: Any, x: float, y: float) -> Axes:
        assert panel.limits is not None
        assert panel.counts is not None
        colours = palette(None, panel.limits)
        axes = self.axes(x, y, WIDE, HIGH, xticks=[], yticks=[])
        square = panel.kind == "cells"
        paint(axes, cells, panel.limits, colours, "equal" if square else "auto")
        if panel.constant:
            inches = min(WIDE / cells.shape[1], HIGH / cells.shape[0]) * panel.tile
            middles = np.array(panel.constant)
            cross(axes, middles[:, 0], middles[:, 1], 0.4 * 72 * inches)
        axes.set_anchor("NW")
        axes.spines[:].set_visible(not square)
        below = y + (min(HIGH, WIDE * cells.shape[0] / cells.shape[1]) if square else HIGH) + 0.05
        if panel.counts.finite:
            self._scale(colours.base, panel.limits.pair, x, below)
        keys = key_of(panel.counts, colours, panel.whole)
        for i, (colour, label) in enumerate(keys):
            place = x + i * WIDE / max(len(keys), 2)
            self.text(place, below + _em(1.15), "■", self.small, color=colour)
            self.text(place + 0.11, below + _em(1.15), label, self.small)
        return axes

    def _scale(self, colours: Colormap, limits: tuple[float, float], x: float, y: float) -> None:
        """Both ends as numbers, and the colours between them; of one value, that one."""
        low, high = (number(v) for v in limits)
        letter = 0.58 * self.small / 72
        self.text(x, y, low, self.small)
        strip = x + letter * len(low) + 0.06
        wide = WIDE - letter * (len(low) + (len(high) if low != high else 0)) - 0.12
        if low != high:
            self.text(x + WIDE, y, high, self.small, ha="right")
        shades = np.linspace(0, 1, 256)[None] if limits[0] < limits[1] else np.full((1, 1), 0.5)
        left, right, top = strip, strip + max(wide, 0.2), y + 0.02
        extent = (left, right, top + 0.62 * self.small / 72, top)
        self._scales.add_image(image := AxesImage(self._scales, extent=extent, interpolation="nearest"))
        image.set_data(colours(shades))

    @cached_property
    def _scales(self) -> Axes:
        """All scales are in one axes as large as the figure: an axes each takes more time than all else."""
        axes = self.axes(0, 0, self.width, self.height, label="scales", zorder=-1)
        axes.set_axis_off()
        axes.set(xlim=(0, self.width), ylim=(self.height, 0))
        return axes

    def _lines(self, panel: Panel, x: float, y: float) -> Axes:
        lines = [(name, reduce_line(values, 256)) for name, values in panel.lines]
        head = _em(0 if len(lines) < 2 else 1.2 if len(lines) < 3 else 2.2)
        axes = self.axes(x + _INSET, y + head, WIDE - _INSET, HIGH - head)
        # Between units there is nothing: a line from one to the next would be read as a course.
        style = {} if panel.picture[1] in (*ALONG, "index") else {"drawstyle": "steps-mid"}
        for (name, line), colour in zip(lines, line_colours(len(lines)), strict=True):
            stroke(axes, line, line.x, name, colour, linewidth=0.8, **style).set_markersize(2)
        kinds = ("broken", "plus", "minus")
        mark_broken(axes, *(np.concatenate([getattr(line, kind) for _, line in lines]) for kind in kinds))
        axes.tick_params(labelsize=self.small, length=2, pad=1.5)
        axes.yaxis.get_offset_text().set_fontsize(self.small)
        axes.locator_params(axis="y", nbins=4)
        axes.locator_params(axis="x", nbins=5, integer=True)
        axes.margins(x=0.02)
        plain_text(axes.set_xlabel(panel.picture[1], size=self.small, labelpad=1))
        if head:
            self._key(axes)
        return axes

    def _key(self, axes: Axes) -> None:
        """Which line is which, above them."""
        legend = axes.legend(
            fontsize=self.small * 0.9,
            frameon=False,
            ncols=2,
            loc="lower left",
            bbox_to_anchor=(-_INSET / (WIDE - _INSET), 1.0),
            borderaxespad=0.1,
            handlelength=1.0,
            columnspacing=1.0,
            labelspacing=0.1,
        )
        for text in legend.get_texts():
            plain_text(text)
