"""From values to colours: limits that are said, and colours of their own for what is not a finite number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.colors import Colormap, ListedColormap, Normalize, to_rgba

from kerascope.draw.values import Counts, finite
from kerascope.errors import UsageError

__all__ = ["CellNorm", "Limits", "Palette", "Scale", "check_scale", "palette", "power_of", "settle"]

Scale = Literal["shared", "each", "robust"] | tuple[float, float]
"""`"shared"`: one range for all; `"each"`: each tile by its own; `"robust"`: percentiles 1 to 99; or (low, high)."""

DIVERGING = "RdBu_r"
ROBUST = (1.0, 99.0)
_LEVELS = 256
_ONE = "value (one scale for all)"
_CANDIDATES = ("#ff00ff", "#39ff14", "#000000", "#ff8c00", "#00e5ff", "#e60000", "#ffee00", "#ffffff", "#808080")
_GAPS = ("#c8c8c8", "#a3a3a3", "#b9c6d6", "#d9c8b4", "#5f6b7a")


@dataclass(frozen=True, slots=True)
class Limits:
    """The range that the colours span, in units of the data.

    `below` and `above` count finite values outside it; `words` is the heading's sentence, `label` the colour bar's.
    `power` is the power of ten by which values are divided for drawing, 0 unless they are near the ends of float64.
    """

    low: float
    high: float
    signed: bool
    words: str
    label: str = ""
    below: int = 0
    above: int = 0
    power: int = 0

    @property
    def extend(self) -> Literal["neither", "both", "min", "max"]:
        if self.below and self.above:
            return "both"
        return "min" if self.below else "max" if self.above else "neither"

    @property
    def pair(self) -> tuple[float, float]:
        return self.low, self.high


def check_scale(scale: object) -> Scale:
    """The scale as given, or UsageError."""
    if isinstance(scale, str):
        if scale in ("shared", "each", "robust"):
            return scale  # type: ignore[return-value]
    elif isinstance(scale, Sequence) and len(scale) == 2:
        try:
            low, high = float(scale[0]), float(scale[1])
        except (TypeError, ValueError):
            low, high = 0.0, 0.0
        if np.isfinite(low) and np.isfinite(high) and low < high:
            return low, high
    raise UsageError(
        "This is no colour scale",
        given=f"scale={scale!r}",
        needed='"shared", "each", "robust", or (low, high), both finite and low < high',
    )


def settle(
    scale: Scale, values: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_] | None, counts: Counts
) -> Limits:
    """Choose the limits for `values` (any shape; `counts` is what they hold). `"each"` is settled by the caller."""
    if isinstance(scale, tuple):
        chosen = Limits(*scale, scale[0] < 0 < scale[1], "colour limits as given", "value (limits as given)")
    elif counts.low is None or counts.high is None:
        chosen = Limits(0.0, 1.0, False, "no colour scale: there is no finite value")
    elif scale == "robust":
        chosen = _robust(finite(values, mask), float(counts.low), float(counts.high))
    else:
        chosen = _whole(float(counts.low), float(counts.high))
    if counts.finite and counts.low is not None and counts.high is not None:
        chosen = _count_outside(chosen, values, mask, counts)
    return replace(chosen, power=power_of(max(abs(chosen.low), abs(chosen.high))))


def _whole(low: float, high: float) -> Limits:
    if low < 0 < high:
        reach = max(-low, high)
        return Limits(-reach, reach, True, "one colour scale for all, even about 0", _ONE)
    return Limits(low, high, False, "one colour scale for all", _ONE)


def _robust(values: npt.NDArray[Any], low: float, high: float) -> Limits:
    cut_low, cut_high = (float(v) for v in np.percentile(values.astype(np.float64, copy=False), ROBUST))
    if not cut_low < cut_high:
        return replace(_whole(low, high), words="one colour scale for all (percentiles 1 and 99 coincide: whole range)")
    words, label = "one colour scale for all, percentiles 1 to 99", "value (one scale, percentiles 1 to 99)"
    if cut_low < 0 < cut_high:
        reach = max(-cut_low, cut_high)
        return Limits(-reach, reach, True, f"{words}, even about 0", label)
    return Limits(cut_low, cut_high, False, words, label)


def _count_outside(
    limits: Limits, values: npt.NDArray[Any], mask: npt.NDArray[np.bool_] | None, counts: Counts
) -> Limits:
    below = above = 0
    if counts.low is not None and counts.low < limits.low:
        below = int(np.count_nonzero(finite(values, mask) < limits.low))
    if counts.high is not None and counts.high > limits.high:
        above = int(np.count_nonzero(finite(values, mask) > limits.high))
    return replace(limits, below=below, above=above)


def power_of(reach: float) -> int:
    """matplotlib's ticks overflow near the ends of float64: draw values up to `reach` in units of this power of ten."""
    if reach == 0 or 1e-280 < reach < 1e280:
        return 0
    return max(int(np.floor(np.log10(reach))), -300)


class CellNorm(Normalize):
    """Finite values to the colours of the map (clipped at the limits), the others to the special entries behind them.

    Works on masked arrays as `imshow` keeps them: what is masked and NaN underneath is NaN, masked and finite a gap.
    """

    def __init__(self, low: float, high: float) -> None:
        super().__init__(low, high, clip=True)

    def __call__(self, value: Any, clip: bool | None = None) -> Any:
        raw = np.ma.getdata(value)
        data = raw if isinstance(raw, np.ndarray) and raw.dtype.kind == "f" else np.asarray(raw, dtype=np.float64)
        low, high = float(self.vmin or 0.0), float(self.vmax or 0.0)
        span = high - low or 1.0
        with np.errstate(invalid="ignore", over="ignore"):
            part = np.clip((data - low) / span if high > low else np.full_like(data, 0.5), 0, 1)
            # The last entry of the table is NaN's own: the greatest value stays half an entry before it.
            codes = np.minimum(part * (_LEVELS / (_LEVELS + 1)), (_LEVELS - 0.5) / (_LEVELS + 1))
        gap = np.ma.getmaskarray(value)
        broken = ~np.isfinite(data)
        if broken.any():
            codes = np.where(np.isnan(data), (_LEVELS + 0.5) / (_LEVELS + 1), codes)
            codes = np.where(np.isposinf(data), 2.0, np.where(np.isneginf(data), -1.0, codes))
            gap = gap & ~broken
        return np.ma.MaskedArray(codes, gap)

    def inverse(self, value: Any) -> Any:
        """From a place in the colour map, 0 to 1, to a value in units of the data."""
        low, high = float(self.vmin or 0.0), float(self.vmax or 0.0)
        return low + np.asarray(value) * ((_LEVELS + 1) / _LEVELS) * (high - low)


@dataclass(frozen=True)
class Palette:
    """A colour map and, apart from all its colours, those of NaN, infinities and gaps."""

    base: Colormap
    """For the colour bar."""
    cells: Colormap
    """For the image: `base` and the special entries; to be used with CellNorm."""
    nan: str
    plus: str
    minus: str
    gap: str


def palette(cmap: str | Colormap | None, limits: Limits) -> Palette:
    """Choose the colours: `cmap`, or for signed data a diverging map centred at 0, else `image.cmap`.

    A diverging map is cut so that its middle falls on 0 with one slope on both sides, also between uneven limits.
    """
    name = cmap if cmap is not None else DIVERGING if limits.signed else str(mpl.rcParams["image.cmap"])
    try:
        return _palette(name, *_cut(limits) if cmap is None else (0.0, 1.0))
    except (ValueError, KeyError) as error:
        raise UsageError(
            "There is no such colour map", given=f"cmap={cmap!r}", needed="a name or a Colormap"
        ) from error


def _cut(limits: Limits) -> tuple[float, float]:
    reach = max(abs(limits.low), abs(limits.high))
    if not limits.signed or reach == 0:
        return 0.0, 1.0
    return 0.5 + 0.5 * limits.low / reach, 0.5 + 0.5 * limits.high / reach


@lru_cache(maxsize=64)
def _palette(cmap: str | Colormap, start: float, stop: float) -> Palette:
    full = mpl.colormaps[cmap] if isinstance(cmap, str) else cmap
    colours = full(np.linspace(start, stop, _LEVELS))
    taken = colours[:, :3]
    chosen: list[str] = []
    for _ in range(3):
        chosen.append(_farthest([c for c in _CANDIDATES if c not in chosen], taken))
        taken = np.vstack([taken, to_rgba(chosen[-1])[:3]])
    gap = next((g for g in _GAPS if _distance(g, taken) > 0.18), _farthest(_GAPS, taken))
    nan, plus, minus = chosen
    table = ListedColormap(np.vstack([colours, to_rgba(nan)]))
    cells = table.with_extremes(bad=gap, over=plus, under=minus)
    return Palette(ListedColormap(colours, name=full.name), cells, nan, plus, minus, gap)


def _distance(colour: str, taken: npt.NDArray[Any]) -> float:
    return float(np.sqrt(((taken - np.array(to_rgba(colour)[:3])) ** 2).sum(axis=1)).min())


def _farthest(candidates: Sequence[str], taken: npt.NDArray[Any]) -> str:
    """The candidate unlike all colours taken; the first that is clearly so, to keep NaN magenta where it can be."""
    return next(
        (c for c in candidates if _distance(c, taken) > 0.45), max(candidates, key=lambda c: _distance(c, taken))
    )
