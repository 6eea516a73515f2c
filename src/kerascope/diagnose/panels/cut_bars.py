"""Bars of a panel that limits set by hand leave out, or cut so that none of them tells its height."""

from __future__ import annotations

from dataclasses import dataclass

from kerascope.diagnose.say import count, number
from kerascope.evidence import Artist, Panel, Run, Sheet

__all__ = ["Cut", "cut_bars"]

_FEW = 5


@dataclass(frozen=True, slots=True)
class Cut:
    axis: str
    limits: tuple[float, float]
    values: tuple[float, float]
    """From the least to the greatest of what was to be seen on that axis."""
    bars: int
    said: str


def cut_bars(sheet: Sheet, panel: Panel, run: Run) -> Cut | None:
    """The bars of the panel's bar charts and histograms, where there is nothing else in it."""
    calls = {c.number for c in run.calls_in(sheet.key, panel.key) if c.kind in ("bar", "hist") and not c.exception}
    bars = [a for a in panel.artists if a.call in calls and a.kind == "bars" and a.box is not None and a.visible]
    tall = [a for a in bars if a.finite and a.data_range != (0.0, 0.0)]
    others = [a for a in panel.artists if a.call not in calls and a.visible and (a.points or a.box is not None)]
    if len(tall) < 2 or len(bars) != len([a for a in panel.artists if a.call in calls]) or others:
        return None
    for axis in filter(panel.limits_set, ("x", "y")):
        found = _outside(axis, panel, tall) or _tips(axis, sheet, panel, tall)
        if found is not None:
            return found
    return None


def _ends(bar: Artist, axis: str) -> tuple[float, float]:
    box = bar.box or (0.0, 0.0, 0.0, 0.0)
    low, high = sorted(box[:2] if axis == "x" else box[2:])
    return low, high


def _limits(panel: Panel, axis: str) -> tuple[float, float]:
    low, high = sorted(panel.xlim if axis == "x" else panel.ylim)
    return low, high


def _outside(axis: str, panel: Panel, bars: list[Artist]) -> Cut | None:
    """No bar lies inside, or the limits are so near each other that the panel shows the inside of one of many."""
    low, high = _limits(panel, axis)
    ends = [_ends(bar, axis) for bar in bars]
    inside = [e for e in ends if e[1] > low and e[0] < high]
    values = min(e[0] for e in ends), max(e[1] for e in ends)
    within = len(inside) == 1 and len(bars) >= _FEW and inside[0][0] <= low and inside[0][1] >= high
    if inside and not within:
        return None
    said = (
        f"{count(len(bars), 'bar')} lie from {number(values[0])} to {number(values[1])}: {len(inside)} of them inside"
        f"{', and what is seen lies within that one' if within else ''}"
    )
    return Cut(axis, (low, high), values, len(bars), said)


def _tips(axis: str, sheet: Sheet, panel: Panel, bars: list[Artist]) -> Cut | None:
    """Bars that stand on one line and all end beyond the limits: they look alike, though they are not."""
    low, high = _limits(panel, axis)
    ends = [_ends(bar, axis) for bar in bars]
    across = {_ends(bar, "y" if axis == "x" else "x") for bar in bars}
    standing = len({e[0] for e in ends}) == 1 and len(across) == len(bars) and ends[0][0] <= low
    tips = [e[1] for e in ends]
    if not standing or min(tips) <= high or len(set(tips)) == 1 or _broken(sheet, panel, axis, tips):
        return None
    said = (
        f"all {count(len(bars), 'bar')} end beyond it, at {number(min(tips))} to {number(max(tips))}: each fills the "
        "panel to its edge, and none tells its height"
    )
    return Cut(axis, (low, high), (min(tips), max(tips)), len(bars), said)


def _broken(sheet: Sheet, panel: Panel, axis: str, tips: list[float]) -> bool:
    """Another panel of the figure shows where they end."""
    beside = [_limits(p, axis) for p in sheet.last if p.key != panel.key and any(a.kind == "bars" for a in p.artists)]
    return any(low <= tip <= high for low, high in beside for tip in tips)
