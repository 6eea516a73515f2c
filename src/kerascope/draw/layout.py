"""Where things stand in a figure: heading above, picture below, its key and colour bar at the side.

Places are worked out in inches from the font sizes in force, not by a layout engine: that costs no extra drawing, and
gives every cell of a picture a whole number of pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import Normalize
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Patch
from matplotlib.text import Text

from kerascope.draw.canvas import Canvas
from kerascope.draw.scales import Limits, Palette
from kerascope.draw.words import number
from kerascope.errors import UsageError

__all__ = ["Into", "Margins", "Sheet", "colour_bar", "inches_of", "new_figure", "plain_text", "points", "text_width"]

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


def new_figure(width: float, height: float, dpi: float | None = None) -> Figure:
    """A figure of this size in inches that pyplot does not know, without a layout engine; dots per inch of rcParams."""
    figure = Figure(figsize=(width, height), dpi=dpi)
    figure.set_layout_engine("none")
    Canvas(figure)
    return figure


@dataclass(frozen=True, slots=True)
class Margins:
    """Room around a picture in inches, for ticks, labels and the colour bar."""

    left: float = 0.7
    right: float = 0.3
    bottom: float = 0.55
    top: float = 0.12


class Sheet:
    """One figure, sub-figure or axes to draw on, with its heading written.

    Everything is placed in a box of the figure: the whole of it, or the place of the axes given.
    """

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
        """Set up `area` inches (width, height) for the picture; in what is given, as large as fits.

        Raises UsageError when there is something drawn already, or too little room.
        """
        self.title_size = points(mpl.rcParams["axes.titlesize"])
        self.body_size = points("small")
        self._given = into if isinstance(into, Axes) else None
        if into is None:
            width = max(margins.left + area[0] + margins.right, _NARROWEST)
            lines, top = self._wrap(heading, width - 2 * _PAD, key)
            height = top + 2 * _PAD + margins.top + area[1] + margins.bottom
            self.figure: Figure | SubFigure = new_figure(width, height)
            self.box = (0.0, 0.0, width, height)
            self.area = (margins.left, margins.bottom, *area)
        elif isinstance(into, Axes):
            self.figure, self.box = into.figure, _place_of(into)
            self.title_size = self.body_size
            margins = Margins(0.0, margins.right - 0.1, 0.0, margins.top)
            lines, top = self._wrap(heading, self.box[2], key)
            self.area = _fit(self.box, top, area, margins, keep_aspect)
        else:
            self.figure = _empty(into)
            self.box = (0.0, 0.0, *inches_of(into))
            lines, top = self._wrap(heading, self.box[2] - 2 * _PAD, key)
            self.area = _fit(self.box, top + 2 * _PAD, area, margins, keep_aspect)
        self._write(lines, key, 0.0 if isinstance(into, Axes) else _PAD)

    def _wrap(self, heading: Sequence[str], room: float, key: Key) -> tuple[list[list[str]], float]:
        """Lines per heading entry, and the height that heading and key need, in inches."""
        sizes = [self.title_size] + [self.body_size] * (len(heading) - 1)
        lines = [
            textwrap.wrap(line, max(10, int(room * 72 / (0.56 * size)))) or [""]
            for line, size in zip(heading, sizes, strict=True)
        ]
        height = sum(len(part) * size * _LEADING / 72 for part, size in zip(lines, sizes, strict=True))
        return lines, height + (2.0 * self.body_size / 72 if key else 0)

    def _write(self, lines: list[list[str]], key: Key, pad: float) -> None:
        across, up = inches_of(self.figure)
        left, at = self.box[0] + pad, self.box[1] + self.box[3] - pad
        for part, size in ((lines[0], self.title_size), ([t for p in lines[1:] for t in p], self.body_size)):
            if part:
                text = self.figure.text(
                    left / across, at / up, "\n".join(part), size=size, va="top", ha="left", linespacing=_LEADING
                )
                plain_text(text)
                at -= len(part) * size * _LEADING / 72
        if key:
            self.figure.legend(
                handles=[Patch(facecolor=c, edgecolor="0.4", linewidth=0.5, label=label) for c, label in key],
                frameon=False,
                fontsize=self.body_size,
                handlelength=1.0,
                columnspacing=1.4,
                borderpad=0.2,
                loc="upper left",
                bbox_to_anchor=((left - 0.05) / across, (at - 0.02) / up),
                ncols=len(key),
            )

    def add_axes(self) -> Axes:
        """The axes of the picture, over the whole area."""
        return self.place(*self.area)

    def place(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes at inches from the lower left of the box; the first of them are the axes given, if any."""
        across, up = inches_of(self.figure)
        bounds = ((self.box[0] + x) / across, (self.box[1] + y) / up, width / across, height / up)
        if self._given is not None:
            given, self._given = self._given, None
            given.set_position(bounds)
            return given
        return self.figure.add_axes(bounds)


def _place_of(axes: Axes) -> tuple[float, float, float, float]:
    """The box of the axes in inches, before its aspect shrinks it."""
    if axes.has_data():
        raise UsageError(
            "There is something drawn in this Axes already, and it would be covered",
            given=f"{len(axes.lines)} lines and {len(axes.images)} images",
            needed="an empty Axes",
        )
    root = axes.figure.figure
    if root.get_layout_engine() is not None:
        root.draw_without_rendering()  # a layout engine gives axes their place only then
    width, height = inches_of(axes.figure)
    box = axes.get_position(original=True)
    return box.x0 * width, box.y0 * height, box.width * width, box.height * height


def inches_of(figure: Figure | SubFigure) -> tuple[float, float]:
    """Width and height."""
    return figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi


def _empty(figure: Figure | SubFigure) -> Figure | SubFigure:
    if figure.axes:
        raise UsageError(
            "There are axes in this figure already, and they would be covered",
            given=f"{type(figure).__name__} with {len(figure.axes)} axes",
            needed="an empty Figure or SubFigure, or one Axes to draw in",
        )
    return figure


def _fit(
    box: tuple[float, float, float, float], top: float, area: tuple[float, float], margins: Margins, keep_aspect: bool
) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of the picture in the box, below a heading of height `top`."""
    width, height = box[2] - margins.left - margins.right, box[3] - top - margins.bottom - margins.top
    if min(width, height) < 0.3:
        raise UsageError(
            "There is too little room for this drawing",
            given=f"{box[2]:.1f} × {box[3]:.1f} inches",
            needed=f"at least {box[2] + max(0.3 - width, 0):.1f} × {box[3] + max(0.3 - height, 0):.1f}",
            next_step="Make the figure larger, or draw into a SubFigure",
        )
    if not keep_aspect:
        return margins.left, margins.bottom, width, height
    factor = min(width / area[0], height / area[1])
    return margins.left, box[3] - top - margins.top - area[1] * factor, area[0] * factor, area[1] * factor


def colour_bar(sheet: Sheet, limits: Limits, colours: Palette) -> Axes:
    """The scale as drawn: its limits, its label, arrows where values are cut."""
    factor = 10.0**-limits.power if limits.power else 1.0
    low, high = limits.low * factor, limits.high * factor
    flat = low == high
    if flat:  # a bar needs some width; its one tick says that there is one value
        low, high = low - max(abs(low), 1) * 0.5, high + max(abs(high), 1) * 0.5
    mappable = ScalarMappable(Normalize(low, high), colours.base)
    x, y, w, h = sheet.area
    bar: Colorbar = sheet.figure.colorbar(mappable, cax=sheet.place(x + w + 0.15, y, 0.16, h), extend=limits.extend)
    if flat:
        bar.set_ticks([limits.low * factor], labels=[number(limits.low)])
    power = f", in units of 1e{limits.power}" if limits.power else ""
    plain_text(bar.ax.yaxis.label)
    if not limits.label:
        bar.set_ticks([])
    room = max(8, int(h * 72 / (0.56 * sheet.body_size)))
    bar.set_label(textwrap.fill((limits.label or "no finite value") + power, room), size=sheet.body_size)
    bar.ax.tick_params(labelsize=sheet.body_size)
    return bar.ax
