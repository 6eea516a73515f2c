"""A field of cells as one image: what mosaics, single images and heatmaps have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from kerascope.draw.layout import Key, plain_text, points, text_width
from kerascope.draw.scales import CellNorm, Limits, Palette
from kerascope.draw.values import Counts

__all__ = ["Ticks", "blank", "key_of", "paint", "pixel_area", "set_ticks"]

_STAGE: Literal["data", "rgba"] = "data" if mpl.__version_info__[:2] >= (3, 10) else "rgba"
"""Where resampling happens. Nearest cells are the same in both; "data" is faster, but before 3.10 rescaled the data."""

Ticks = Sequence[tuple[float, str]]


def blank(height: int, width: int, dtype: Any) -> np.ma.MaskedArray[Any, Any]:
    """A canvas of gaps: masked cells, which stay apart from NaN."""
    return np.ma.MaskedArray(np.zeros((height, width), dtype=dtype), np.ones((height, width), dtype=bool))


def pixel_area(cells: tuple[int, int], target: int = 600, largest: int = 64) -> tuple[float, float]:
    """Width and height in inches so that each cell (rows, columns) is a whole number of pixels, at least one."""
    zoom = min(largest, max(1, int(target / max(cells) + 0.5)))
    dpi = float(mpl.rcParams["figure.dpi"])
    return cells[1] * zoom / dpi, cells[0] * zoom / dpi


def paint(
    axes: Axes,
    cells: npt.NDArray[Any],
    limits: Limits,
    colours: Palette,
    aspect: Literal["equal", "auto"] = "equal",
    **options: Any,
) -> AxesImage:
    """Draw the cells with one `imshow`, each in the one colour of its own value.

    Colouring comes before resampling, so that NaN, infinities and gaps never blend into values.
    """
    factor = 10.0**-limits.power if limits.power else 1.0
    if limits.power:
        cells = cells * factor
    return axes.imshow(
        cells,
        cmap=colours.cells,
        norm=CellNorm(limits.low * factor, limits.high * factor),
        aspect=aspect,
        origin="upper",
        interpolation="nearest",
        interpolation_stage=_STAGE,
        **options,
    )


def key_of(counts: Counts, colours: Palette, whole: Counts | None = None) -> Key:
    """Colour and label for each kind of cell that is no finite number; empty when all are.

    whole : what the array holds, where not all of it is drawn
    """
    kinds = (
        ("nan", colours.nan, "NaN"),
        ("plus", colours.plus, "+inf"),
        ("minus", colours.minus, "-inf"),
        ("masked", colours.gap, "masked"),
    )
    found = []
    for kind, colour, word in kinds:
        drawn = getattr(counts, kind)
        there = drawn if whole is None else getattr(whole, kind)
        if drawn:
            found.append((colour, f"{word}: {drawn:,}" + (f" of {there:,}" if there != drawn else "")))
    return tuple(found)


def set_ticks(
    axes: Axes,
    rows: Ticks,
    columns: Ticks,
    labels: tuple[str, str],
    inches: tuple[float, float],
    *,
    steep: bool = False,
) -> None:
    """Indices along both sides, as many as the axes' size in inches (width, height) leaves legible.

    steep : turn the labels of the columns, for names that would not stand side by side

    Each label costs as much time as 10,000 cells, so that a large field gets half as many.
    """
    size = points("small")
    most = 16 if len(rows) * len(columns) <= 256 else 8
    longest = max((len(text) for _, text in columns), default=1)
    axes.tick_params(length=2, pad=2, labelsize=size)
    wide = size * 1.3 / 72 if steep else text_width("0" * longest, size) * 1.35
    shown = _thin(columns, min(inches[0] / max(wide, 0.12), 200 if steep else most))
    axes.set_xticks([p for p, _ in shown], [t for _, t in shown], rotation=90 if steep else 0)
    shown = _thin(rows, min(inches[1] / (size * 1.3 / 72), most))
    axes.set_yticks([p for p, _ in shown], [t for _, t in shown])
    if any("$" in text for _, text in (*rows, *columns)) or mpl.rcParams["text.usetex"]:
        for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            plain_text(text)
    plain_text(axes.set_xlabel(labels[1], fontsize=size, labelpad=2))
    plain_text(axes.set_ylabel(labels[0], fontsize=size, labelpad=2))


def _thin(ticks: Ticks, room: float) -> Ticks:
    """Every 1st, 2nd, 5th, 10th … tick, at most `room`; where blocks begin (a label with "|") there always is one."""
    step = next(s for e in range(9) for s in (10**e, 2 * 10**e, 5 * 10**e) if len(ticks) / s <= max(room, 2))
    if step == 1:
        return ticks
    kept: list[tuple[float, str]] = []
    since = 0
    for place, text in ticks:
        since = 0 if "|" in text or not kept else since + 1
        if since % step == 0:
            kept.append((place, text))
    return kept
