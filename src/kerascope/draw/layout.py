"""Where things stand in a figure: heading above, picture below, its key and colour bar at the side.

Places are worked out in inches from the font sizes in force, not by a layout engine: that costs no extra drawing, and
gives every cell of a picture a whole number of pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import Normalize
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Patch
from matplotlib.text import Text

from kerascope.draw.scales import Limits, Palette
from kerascope.draw.words import number
from kerascope.errors import UsageError

__all__ = ["Into", "Margins", "Sheet", "colour_bar", "new_figure", "plain_text", "points", "text_width"]

Into = Figure | SubFigure | Axes | None
Key = Sequence[tuple[str, str]]
"""Colour and label of what the picture's key explains."""

_PAD = 0.12  # inches around everything
_LEADING = 1.25
_NARROWEST = 5.2  # inches: a heading must have room


def points(size: float | str) -> float:
    """A font size of rcParams (`"small"`, 12) in points."""
    return float(FontProperties(size=size).get_size_in_points())


def text_width(text: str, size: float) -> float:
    """The width of text in inches, near enough for margins."""
    return 0.6 * size / 72 * len(text)


def plain_text(text: Text) -> Text:
    """Show names as they are: no `$` formulas, no TeX."""
    text.set_parse_math(False)
    text.set_usetex(False)
    return text


def new_figure(width: float, height: float) -> Figure:
    """A figure of this size in inches that pyplot does not know, without a layout engine."""
    figure = Figure(figsize=(width, height))
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure)
    return figure


@dataclass(frozen=True, slots=True)
class Margins:
    """Room around a picture in inches, for ticks, labels and the colour bar."""

    left: float = 0.7
    right: float = 0.3
    bottom: float = 0.55
    top: float = 0.12


class Sheet:
    """One figure, sub-figure or axes to draw on, with its heading written."""

    def __init__(
        self,
        into: Into,
        heading: Sequence[str],
        *,
        area: tuple[float, float],
        margins: Margins,
        key: Key = (),
        keep_aspect: bool = False,
    ) -> None:
        """Set up `area` inches (width, height) for the picture; in a given figure as large as fits.

        Raises UsageError when the figure given already has axes in it, or is too small.
        """
        self.margins = margins
        self.title_size = points(mpl.rcParams["axes.titlesize"])
        self.body_size = points("small")
        self.axes: Axes | None = into if isinstance(into, Axes) else None
        self.own = into is None
        if isinstance(into, Axes):
            self.figure: Figure | SubFigure = into.figure
            self._title_axes(into, heading, key)
            return
        if into is None:
            width = max(margins.left + area[0] + margins.right, _NARROWEST)
            lines, top = self._wrap(heading, width, key)
            self.figure = new_figure(width, top + margins.top + area[1] + margins.bottom)
            self.area = (margins.left, margins.bottom, *area)
        else:
            self.figure = _empty(into)
            width, height = _inches(into)
            lines, top = self._wrap(heading, width, key)
            self.area = _fit(width, height - top, area, margins, keep_aspect)
        self._write(lines, key)

    def _wrap(self, heading: Sequence[str], width: float, key: Key) -> tuple[list[list[str]], float]:
        """Lines per heading entry, and the height that heading and key need, in inches."""
        room = width - 2 * _PAD
        sizes = [self.title_size] + [self.body_size] * (len(heading) - 1)
        lines = [
            textwrap.wrap(line, max(10, int(room * 72 / (0.56 * size)))) or [""]
            for line, size in zip(heading, sizes, strict=True)
        ]
        height = sum(len(part) * size * _LEADING / 72 for part, size in zip(lines, sizes, strict=True))
        return lines, height + _PAD + (2.0 * self.body_size / 72 if key else 0)

    def _write(self, lines: list[list[str]], key: Key) -> None:
        width, height = _inches(self.figure)
        at = height - _PAD
        for part, size in ((lines[0], self.title_size), ([t for p in lines[1:] for t in p], self.body_size)):
            if part:
                text = self.figure.text(
                    _PAD / width, at / height, "\n".join(part), size=size, va="top", ha="left", linespacing=_LEADING
                )
                plain_text(text)
                at -= len(part) * size * _LEADING / 72
        if key:
            self.figure.legend(
                **_key_options(key, self.body_size),
                loc="upper left",
                bbox_to_anchor=((_PAD - 0.05) / width, (at - 0.02) / height),
                ncols=len(key),
            )

    def _title_axes(self, axes: Axes, heading: Sequence[str], key: Key) -> None:
        width = axes.get_window_extent().width / axes.figure.dpi
        room = max(10, int(width * 72 / (0.56 * self.body_size)))
        lines = [part for line in heading for part in textwrap.wrap(line, room)]
        plain_text(axes.set_title("\n".join(lines), fontsize=self.body_size, loc="left"))
        if key:
            axes.legend(**_key_options(key, self.body_size), loc="upper left", bbox_to_anchor=(0, -0.12))

    def add_axes(self, left: float = 0, bottom: float = 0, width: float = 1, height: float = 1) -> Axes:
        """Axes in fractions of the picture's area; the axes given, when drawing into one."""
        if self.axes is not None:
            return self.axes
        x, y, w, h = self.area
        return self.place(x + left * w, y + bottom * h, width * w, height * h)

    def place(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes at inches from the lower left of the figure."""
        across, up = _inches(self.figure)
        return self.figure.add_axes((x / across, y / up, width / across, height / up))


def _inches(figure: Figure | SubFigure) -> tuple[float, float]:
    return figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi


def _empty(figure: Figure | SubFigure) -> Figure | SubFigure:
    inside = figure.axes if isinstance(figure, Figure) else figure.get_axes() if hasattr(figure, "get_axes") else []
    if inside:
        raise UsageError(
            "There are axes in this figure already, and they would be covered",
            given=f"{type(figure).__name__} with {len(inside)} axes",
            needed="an empty Figure or SubFigure, or one Axes to draw in",
        )
    return figure


def _fit(
    width: float, height: float, area: tuple[float, float], margins: Margins, keep_aspect: bool
) -> tuple[float, float, float, float]:
    room = (width - margins.left - margins.right, height - margins.bottom - margins.top)
    if min(room) < 0.3:
        raise UsageError(
            "The figure is too small for this drawing",
            given=f"{width:.1f} × {height:.1f} inches with its heading",
            needed=f"{max(0.3 - min(room), 0):.1f} inches more",
        )
    if not keep_aspect:
        return margins.left, margins.bottom, *room
    factor = min(room[0] / area[0], room[1] / area[1])
    size = (area[0] * factor, area[1] * factor)
    return margins.left, height - margins.top - size[1], *size


def _key_options(key: Key, size: float) -> dict[str, Any]:
    return {
        "handles": [Patch(facecolor=c, edgecolor="0.4", linewidth=0.5, label=label) for c, label in key],
        "frameon": False,
        "fontsize": size,
        "handlelength": 1.0,
        "columnspacing": 1.4,
        "borderpad": 0.2,
    }


def colour_bar(sheet: Sheet, beside: Axes, limits: Limits, colours: Palette) -> Axes:
    """The scale as drawn: its limits, its label, arrows where values are cut."""
    factor = 10.0**-limits.power if limits.power else 1.0
    low, high = limits.low * factor, limits.high * factor
    flat = low == high
    if flat:  # a bar needs some width; its one tick says that there is one value
        low, high = low - max(abs(low), 1) * 0.5, high + max(abs(high), 1) * 0.5
    mappable = ScalarMappable(Normalize(low, high), colours.base)
    bar: Colorbar
    if sheet.axes is not None:
        bar = sheet.figure.colorbar(mappable, ax=beside, extend=limits.extend)
    else:
        x, y, w, h = sheet.area
        bar = sheet.figure.colorbar(mappable, cax=sheet.place(x + w + 0.15, y, 0.16, h), extend=limits.extend)
    if flat:
        bar.set_ticks([limits.low * factor], labels=[number(limits.low)])
    power = f", in units of 1e{limits.power}" if limits.power else ""
    plain_text(bar.ax.yaxis.label)
    bar.set_label((limits.label or "value") + power, size=sheet.body_size)
    bar.ax.tick_params(labelsize=sheet.body_size)
    return bar.ax
