"""Values over time, one line per unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.envelope import Line, reduce_line
from kerascope.draw.layout import Into, Margins, Sheet, plain_text, points, text_width
from kerascope.draw.scales import power_of
from kerascope.draw.strokes import line_colours, mark_broken, span_of, stroke
from kerascope.draw.values import Counts, as_floats
from kerascope.draw.words import alt_text, clean, counts_words, fixed_words, left_out_words, plural, title_of
from kerascope.errors import AxisError, UsageError

__all__ = ["ALONG", "draw_lines"]

ALONG = ("time", "epoch", "step", "kernel_time", "sample")
"""Axes that lines run along, the first of these that there is."""

_LEGEND_ROWS = 20


def draw_lines(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    into: Into = None,
    along: str | None = None,
    at_most: int = 32,
    title: str | None = None,
) -> Drawing:
    """Draw one line per unit over time, gaps kept.

    array : an axis to run along and at most one axis of units (others must have size 1; of a batch, sample 0 is drawn
        and the others are said to be left out); unitless values of any real dtype, any length
    dims : a name per axis; a plain vector runs along "index"
    into : a Figure or SubFigure without axes, or an Axes; by default a new figure that pyplot does not know
    along : the axis that lines run along; by default time, epoch, step, kernel_time or sample, by name
    at_most : lines drawn, at least 1; the heading says of how many

    A line of more points than the picture can show is drawn by the first, least, greatest and last value of each pixel
    column. Points beside gaps get a marker; NaN and infinities are marked along the edges and counted.

    Returns a Drawing with the axes "lines"; `limits` is the range of the lines, `left_out` counts units and samples.
    Raises AxisError (names every axis and its size), DataError or UsageError.
    """
    if at_most < 1:
        raise UsageError("A drawing has at least one line", given=f"at_most={at_most}", needed="1 or more")
    named = name_axes(array, dims, usual={1: ("index",)})
    whole, left_out = _one_sample(named, along)
    axis, units = _sides(whole, along)
    count = whole.sizes[units] if units else 1
    if units and count > at_most:
        left_out[units] = count - at_most
        whole = whole.take(**{units: slice(0, at_most)})
    whole = whole.ordered(axis, units) if units else whole
    return _draw(named, whole, axis, units, left_out, into, title)


def _one_sample(named: Named, along: str | None) -> tuple[Named, dict[str, int]]:
    if named.values.size == 0:
        raise AxisError("There is nothing to draw", given=named.shape_words(), needed="at least one of each axis")
    if named.values.ndim == 0:
        raise AxisError("A single number is no line", given=named.shape_words(), needed="an axis to run along")
    keep = [d for d in (along, *ALONG) if d in named.dims][:1] or list(named.dims[-1:])
    one = named.squeezed(keep=[d for d in keep if d])
    if "batch" in one.dims and len(one.dims) > 2:
        return one.take(batch=0), {"batch": one.sizes["batch"] - 1}
    return one, {}


def _sides(named: Named, along: str | None) -> tuple[str, str | None]:
    known = along if along is not None else next((d for d in ALONG if d in named.dims), None)
    if known is None and len(named.dims) == 1:
        known = named.dims[0]
    units = [d for d in named.dims if d != known]
    if known in named.dims and known is not None and len(units) <= 1:
        return known, units[0] if units else None
    many = known in named.dims
    raise AxisError(
        "Too many axes for lines" if many else "No axis to run along",
        given=named.shape_words() + (f", along={along!r}" if along else ""),
        needed="one axis to run along and at most one of units",
        next_step="Index the others away, or draw_mosaic draws pictures" if many else "Say along=(one of the axes)",
    )


@dataclass(frozen=True)
class _Bundle:
    """The lines of one drawing, as large as they are; `power` is what they are drawn in units of."""

    lines: list[Line]
    labels: list[str]
    counts: Counts
    x: npt.NDArray[Any] | None

    @property
    def power(self) -> int:
        span = [abs(v) for v in (self.counts.low, self.counts.high) if v is not None]
        return power_of(max(span)) if span else 0

    def at(self, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """From indices to the coordinates of the axis."""
        return places if self.x is None else np.interp(places, np.arange(self.x.size), self.x)


def _bundle(named: Named, axis: str, units: str | None, columns: int) -> _Bundle:
    values, mask = as_floats(named.values), named.mask
    if units is None:
        values, mask = values[:, None], None if mask is None else mask[:, None]
    lines: list[Line] = []
    counts = Counts(0)
    for i in range(values.shape[1]):
        part = values[:, i] if mask is None else np.where(mask[:, i], np.nan, values[:, i])
        line = reduce_line(part, columns)
        masked = 0 if mask is None else int(mask[:, i].sum())
        counts = counts.plus_counts(replace(line.counts, nan=line.counts.nan - masked, masked=masked))
        lines.append(line)
    names = named.labels.get(units) if units else None
    labels = [clean(t, 24) for t in names] if names is not None else [str(i) for i in range(values.shape[1])]
    return _Bundle(lines, labels, counts, _coordinates(named.labels.get(axis)))


def _coordinates(labels: npt.NDArray[Any] | None) -> npt.NDArray[Any] | None:
    """The coordinates of the axis, when they are numbers that grow."""
    if labels is None or labels.dtype.kind not in "iuf":
        return None
    x = labels.astype(np.float64)
    return x if bool(np.isfinite(x).all() and (np.diff(x) > 0).all()) else None


def _draw(
    named: Named, drawn: Named, axis: str, units: str | None, left_out: dict[str, int], into: Into, title: str | None
) -> Drawing:
    dpi = float(mpl.rcParams["figure.dpi"])
    width, height = (float(v) for v in mpl.rcParams["figure.figsize"])
    area = (round(width * 0.95 * dpi) / dpi, round(height * 0.7 * dpi) / dpi)
    columns = 3 * _pixels(into, area[0] * dpi)
    bundle = _bundle(drawn, axis, units, columns)
    count = len(bundle.lines)
    heading = _heading(named, drawn, bundle, left_out, columns, title)
    right = 0.3
    if units:
        longest = max(len(name) for name in (units, *bundle.labels))
        right = 0.3 + -(-count // _LEGEND_ROWS) * (0.5 + text_width("0" * longest, points("small")))
    sheet = Sheet(into, heading, area=area, margins=Margins(left=0.95, right=right))
    axes = sheet.add_axes()
    _fill(axes, bundle, clean(axis, 40), drawn.sizes[axis])
    if units:
        _legend(axes, clean(units, 40), count)
    limits = span_of([bundle.counts.low], [bundle.counts.high])
    alt = alt_text(f"Line plot of {plural(count, 'line')} along {axis}", heading)
    return Drawing(sheet.figure, {"lines": axes}, limits, left_out, heading, alt)


def _legend(axes: Axes, title: str, count: int) -> None:
    size = points("small")
    handles = axes.get_legend_handles_labels()[0][:count]
    legend = axes.legend(
        handles=handles,
        title=title,
        title_fontsize=size,
        fontsize=size,
        ncols=-(-count // _LEGEND_ROWS),
        loc="upper left",
        bbox_to_anchor=(1.005, 1.02),
        frameon=False,
    )
    for text in (legend.get_title(), *legend.get_texts()):
        plain_text(text)


def _pixels(into: Into, own: float) -> int:
    """Pixel columns that the lines can have, about."""
    if into is None:
        return max(1, round(own))
    box = into.get_window_extent() if isinstance(into, Axes) else into.bbox
    return max(1, round(box.width))


def _fill(axes: Axes, bundle: _Bundle, axis: str, length: int) -> None:
    factor = 10.0**-bundle.power if bundle.power else 1.0
    # Between units there is nothing: a line from one to the next would be read as a course.
    steps = {} if axis in (*ALONG, "index") else {"drawstyle": "steps-mid"}
    for line, label, colour in zip(bundle.lines, bundle.labels, line_colours(len(bundle.lines)), strict=True):
        scaled = replace(line, y=line.y.astype(np.float64) * factor) if bundle.power else line
        stroke(
            axes, scaled, bundle.at(line.x), label, colour, linewidth=1.2 if len(bundle.lines) < 11 else 0.9, **steps
        )
    if any(line.reduced for line in bundle.lines):  # pixel columns are then the buckets of the reduction
        axes.set_xlim(*bundle.at(np.array([0.0, length - 1.0])))
        axes.locator_params(nbins=5)  # ticks take most of the time of a drawing that is reduced
    marks = [np.concatenate([getattr(b, kind) for b in bundle.lines]) for kind in ("broken", "plus", "minus")]
    mark_broken(axes, *(bundle.at(m) for m in marks))
    plain_text(axes.set_xlabel(axis))
    axes.set_ylabel("value" + (f", in units of 1e{bundle.power}" if bundle.power else ""))
    if length <= 24 and bundle.x is None:
        axes.set_xticks(range(length))


def _heading(
    named: Named, drawn: Named, bundle: _Bundle, left_out: dict[str, int], columns: int, title: str | None
) -> tuple[str, ...]:
    count = len(bundle.lines)
    notes = [left_out_words(named, left_out)]
    if any(line.reduced for line in bundle.lines):
        notes.append(f"drawn by the first, least, greatest and last value of each of {columns:,} stretches")
    flat = [i for i, line in zip(bundle.labels, bundle.lines, strict=True) if _flat(line)]
    if flat:
        which = f" ({', '.join(flat)})" if len(flat) <= 6 else ""
        notes.append(f"{len(flat)} of {plural(count, 'line')} constant{which}" if count > 1 else "the line is constant")
    kinds = (("broken", "× NaN or masked"), ("plus", "▲ +inf"), ("minus", "▼ -inf"))
    seen = [words for kind, words in kinds if any(getattr(line, kind).size for line in bundle.lines)]
    notes.append(f"marked at the edges: {', '.join(seen)}" if seen else "")
    shape = " · ".join(p for p in (named.shape_words(), named.dtype, fixed_words(drawn)) if p)
    lines = f"{plural(count, 'line')}, {counts_words(bundle.counts, not left_out)}"
    parts = (title_of(named, title), shape, lines, "; ".join(n for n in notes if n))
    return tuple(clean(p, 600) for p in parts if p)


def _flat(line: Line) -> bool:
    counts = line.counts
    return counts.low is not None and counts.low == counts.high and counts.finite == counts.size > 1
