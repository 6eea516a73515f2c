"""How the values of each layer are spread: one ridge of a histogram per array, on one axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.layout import Into, Margins, Sheet, plain_text, points, text_width
from kerascope.draw.scales import power_of
from kerascope.draw.strokes import span_of
from kerascope.draw.values import Counts, as_floats, finite, measure
from kerascope.draw.words import alt_text, clean, number, plural
from kerascope.errors import AxisError, UsageError

__all__ = ["draw_distributions"]

_PLAIN = {n: tuple(f"axis_{i}" for i in range(n)) for n in range(65)}
_SPIKE = 0.1  # a share of exact zeros, as ReLU leaves them, that would flatten the rest of its ridge
_RISE = 0.9  # the greatest height of a ridge, in rows


def draw_distributions(
    arrays: Mapping[str, Any] | Iterable[Any] | Any,
    *,
    bins: int = 80,
    limits: tuple[float, float] | None = None,
    at_most: int = 40,
    into: Into = None,
    title: str | None = None,
) -> Drawing:
    """Draw the distribution of the values of each array as a ridge, all over one axis of values.

    arrays : name to array (as `kerascope.activations` returns), a list of named arrays, or one array; any shape
    bins : of equal width, the same for all; at least 1
    limits : the range of the bins, (low, high); by default that of all finite values. What is beyond is counted
    at_most : ridges drawn; the heading says of how many

    Each ridge is as high as its own fullest bin, which the heading says; beside it stand how many values there are, and
    what is exactly 0 or not finite. More than a tenth of exact zeros are told beside the ridge instead of drawn in it.
    A constant array is a single bar, named so.

    Returns a Drawing with the axes "distributions"; `limits` is the range drawn, `left_out` counts "arrays" and
    "values" beyond the limits. Raises AxisError, DataError or UsageError.
    """
    if bins < 1 or at_most < 1:
        raise UsageError("A distribution has at least one bin", given=f"bins={bins}, at_most={at_most}")
    named = _named(arrays)
    ridges = [_measure(name, array) for name, array in list(named.items())[:at_most]]
    span = _span(ridges, limits)
    _fill_bins(ridges, bins, span)
    left_out = {"arrays": len(named) - len(ridges), "values": sum(r.beyond for r in ridges)}
    left_out = {k: n for k, n in left_out.items() if n}
    heading = _heading(ridges, len(named), bins, span, left_out, title)
    labels = [r.name for r in ridges]
    size = points("small")
    left = 0.4 + text_width("0" * max(map(len, labels)), size)
    right = 0.3 + text_width("0" * max(len(r.note) for r in ridges), size)
    area = (5.0, max(1.2, 0.36 * len(ridges) + 0.2))
    sheet = Sheet(into, heading, area=area, margins=Margins(left=left, right=right))
    axes = sheet.add_axes()
    _draw(axes, ridges, span, size)
    alt = alt_text(
        f"Distributions of {plural(len(ridges), 'array')}", (*heading, *(f"{r.name}: {r.note}" for r in ridges))
    )
    return Drawing(sheet.figure, {"distributions": axes}, span, left_out, heading, alt)


@dataclass
class _Ridge:
    name: str
    values: npt.NDArray[Any]
    counts: Counts
    note: str
    heights: npt.NDArray[Any] | None = None
    edges: npt.NDArray[Any] | None = None
    beyond: int = 0


def _named(arrays: Any) -> dict[str, Named]:
    if isinstance(arrays, Mapping):
        found = {str(k): name_axes(v, usual=_PLAIN) for k, v in arrays.items()}
    elif isinstance(arrays, (list, tuple)) and arrays and hasattr(arrays[0], "dims"):
        parts = [name_axes(a) for a in arrays]
        found = {f"{p.name or 'array'}" + (f" ({i})" if i else ""): p for i, p in enumerate(parts)}
        if len({p.name for p in parts}) == len(parts):
            found = {p.name or "array": p for p in parts}
    else:
        one = name_axes(arrays, usual=_PLAIN)
        found = {one.name or "array": one}
    if not found or all(n.values.size == 0 for n in found.values()):
        raise AxisError("There is nothing to draw", given=plural(len(found), "array"), needed="an array with values")
    return found


def _measure(name: str, named: Named) -> _Ridge:
    counts = measure(named.values, named.mask)
    values = finite(as_floats(named.values), named.mask)
    zeros = int((values == 0).sum())
    parts = [plural(counts.size, "value")]
    if counts.low is not None and counts.low == counts.high:
        parts.append(
            f"all {number(counts.low)}" if counts.finite == counts.size else f"finite ones {number(counts.low)}"
        )
    elif zeros:
        spike = zeros > _SPIKE * counts.finite
        parts.append(f"{zeros / counts.size:.1%} zero" + (" (not in the ridge)" if spike else ""))
        values = values[values != 0] if spike else values
    broken = [(counts.nan, "NaN"), (counts.plus, "+inf"), (counts.minus, "-inf"), (counts.masked, "masked")]
    parts += [f"{n:,} {word}" for n, word in broken if n]
    return _Ridge(clean(name, 32), values, counts, ", ".join(parts))


def _span(ridges: list[_Ridge], limits: tuple[float, float] | None) -> tuple[float, float] | None:
    if limits is not None:
        low, high = float(limits[0]), float(limits[1])
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise UsageError(
                "These are no limits", given=f"limits={limits!r}", needed="(low, high), finite, low < high"
            )
        return low, high
    return span_of([r.counts.low for r in ridges], [r.counts.high for r in ridges])


def _fill_bins(ridges: list[_Ridge], bins: int, span: tuple[float, float] | None) -> None:
    if span is None:
        return
    low, high = span
    if low == high:
        low, high = low - max(abs(low), 1) * 0.5, high + max(abs(high), 1) * 0.5
    unit = 10.0 ** -power_of(max(abs(low), abs(high)))
    edges = np.linspace(low * unit, high * unit, bins + 1)
    for ridge in ridges:
        inside = (ridge.values >= span[0]) & (ridge.values <= span[1])
        ridge.beyond = int((~inside).sum())
        ridge.heights, ridge.edges = np.histogram(ridge.values[inside].astype(np.float64) * unit, bins=edges)


def _heading(
    ridges: list[_Ridge],
    total: int,
    bins: int,
    span: tuple[float, float] | None,
    left_out: dict[str, int],
    title: str | None,
) -> tuple[str, ...]:
    reach = "no finite value" if span is None else f"from {number(span[0])} to {number(span[1])}"
    said = f"{plural(len(ridges), 'array')}, {bins} bins {reach}; each as high as its own fullest bin"
    notes = []
    if "arrays" in left_out:
        notes.append(f"left out: {left_out['arrays']:,} of {total:,} arrays")
    if "values" in left_out:
        notes.append(f"{plural(left_out['values'], 'value')} beyond the limits")
    parts = (clean(title if title is not None else "distributions"), said, "; ".join(notes))
    return tuple(p for p in parts if p)


def _draw(axes: Axes, ridges: list[_Ridge], span: tuple[float, float] | None, size: float) -> None:
    rows = len(ridges)
    for i, ridge in enumerate(ridges):
        floor = rows - 1 - i
        axes.axhline(floor, color="0.8", linewidth=0.5, zorder=0)
        if ridge.heights is not None and ridge.edges is not None and ridge.heights.max() > 0:
            tops = floor + _RISE * ridge.heights / ridge.heights.max()
            axes.stairs(tops, ridge.edges, baseline=floor, fill=True, color=f"C{i % 10}", alpha=0.85)
        note = axes.text(1.01, floor + 0.1, ridge.note, transform=axes.get_yaxis_transform(), fontsize=size)
        plain_text(note)
    axes.set_yticks(range(rows), [r.name for r in reversed(ridges)], fontsize=size)
    for text in axes.get_yticklabels():
        plain_text(text)
    axes.set_ylim(-0.15, rows)
    if span is not None and span[0] < 0 < span[1]:
        axes.axvline(0, color="0.3", linewidth=0.6, linestyle=":")
    power = power_of(max(abs(v) for v in span)) if span else 0
    axes.set_xlabel("value" + (f", in units of 1e{power}" if power else ""))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
