"""A sliver of a pixel.

What it does: reports an image or mesh that is under 3 pixels high or wide on the page, dozens of maps of a network in
one figure that have more cells than pixels each, and bars of the default width that are far thinner than a pixel.
Why it is wrong: with equal aspect a strip of 1 × 512 cells is as high as one cell is wide: about a pixel.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    units = np.random.default_rng(0).random((2, 900))
    plt.imshow(units[:1], extent=(0, 900, 0, 1))
    plt.savefig("units.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    units = np.random.default_rng(0).random((2, 900))
    plt.imshow(units[:1], extent=(0, 900, 0, 1), aspect="auto")
    plt.savefig("units.png")
What it does not see: one picture with more cells than pixels, as any large photograph has.
"""

from __future__ import annotations

from itertools import pairwise

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, number, shape_words, subject
from kerascope.evidence import Artist, Call, Run
from kerascope.findings import Finding, Fix

_LEAST = 3.0
_STRIP = 8.0
_CELL = 1.6
"""Pixels across a strip, and of each of its few rows, below which it is a thread and its rows can't be told apart."""
_DOZENS = 48
"""Panels of one figure that are a crowd."""


@cause("too-small-to-see", family="figure", sees=Call, kinds=("image", "mesh", "bar"))
def too_small_to_see(call: Call, run: Run) -> Finding | None:
    if call.kind == "bar":
        return _hairlines(call, run)
    data, panel = call.data, run.panel_of(call)
    drawn = next((a for a in call.artists if a.kind in ("image", "mesh") and a.visible and a.pixels), None)
    if data is None or panel is None or panel.colorbar or call.exception or drawn is None or drawn.pixels is None:
        return None
    wide, high = drawn.pixels
    crowded = _crowded(call, run, drawn)
    if crowded is not None:
        return crowded
    if max(wide, high) < 20 or not drawn.shape or 0 in drawn.shape or not _square(drawn):
        return None
    flat, across = high < wide, min(wide, high)
    cells = drawn.shape[0] if flat else drawn.shape[1]
    if across >= _LEAST and not (across < _STRIP and across < _CELL * cells):
        return None
    source, stretched = call.place.source, _stretched(drawn)
    fixable = (
        source.endswith(")")
        and "aspect" not in source
        and "\n" not in source
        and drawn.kind == "image"
        and not call.via
    )
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape, data.axes)} and is drawn {wide:.0f} px wide "
        f"and {high:.1f} px high: "
        f"{count(cells, 'row' if flat else 'column')} of cells with equal aspect, {_each(across / max(cells, 1))} each."
        f"{stretched}",
        why=(
            f"{_keeper(call, drawn)} keeps cells square, so that a long strip is as thin as its cells are small; "
            "aspect='auto' fills the axes."
            if not stretched
            else "With equal aspect a unit of x is as long as a unit of y, whatever they count; aspect='auto' fills "
            "the axes."
        ),
        evidence={"shape": list(data.facts.shape), "pixels": [round(wide, 1), round(high, 1)]},
        fix=Fix("fill the axes", source, source[:-1].rstrip(", ") + ', aspect="auto")') if fixable else None,
    )


def _square(drawn: Artist) -> bool:
    """An image, or a mesh whose axes has equal aspect: a unit of x is as long on the page as a unit of y."""
    if drawn.kind == "image" or drawn.box is None or drawn.pixels is None:
        return drawn.kind == "image"
    left, right, low, high = drawn.box
    across, along = abs(right - left), abs(high - low)
    wide, tall = drawn.pixels
    return min(across, along) > 0 and 0.98 < (wide / across) / (tall / along) < 1.02


def _keeper(call: Call, drawn: Artist) -> str:
    return "imshow" if drawn.kind == "image" else "square=True" if call.via == "seaborn" else "equal aspect"


def _each(pixels: float) -> str:
    return f"about {round(pixels)} px" if pixels >= 1 else "less than a pixel"


def _stretched(drawn: Artist) -> str:
    """What an extent in units of its own makes of the cells, where these are no squares."""
    if drawn.box is None or len(drawn.shape) < 2:
        return ""
    left, right, low, high = drawn.box
    across, along = abs(right - left), abs(high - low)
    wide, tall = across / drawn.shape[1], along / drawn.shape[0]
    if min(wide, tall) <= 0 or 0.8 < wide / tall < 1.25:
        return ""
    return f" Its extent is {number(across)} wide and {number(along)} high, so that no cell is a square."


def _hairlines(call: Call, run: Run) -> Finding | None:
    """Bars of the default width on an axis that counts in thousands: far thinner than a pixel, with nothing between."""
    panel, x = run.panel_of(call), call.argument("x")
    boxes = sorted(a.box for a in call.artists if a.kind == "bars" and a.visible and a.box is not None)
    if panel is None or x is None or call.function != "bar" or call.exception or len(boxes) < 8:
        return None
    gaps = sorted(b[0] - a[0] for a, b in pairwise(boxes))
    width, gap = max(b[1] - b[0] for b in boxes), gaps[len(gaps) // 2]
    (left, right), reach = sorted(panel.xlim), panel.position[2] * _inches(call, run) * 100
    thick = reach * width / (right - left) if right > left else _LEAST
    if gap <= 20 * width or thick >= 0.2 or panel.xscale != "linear":
        return None
    source = call.place.source
    wider = f", width={gap * 0.8:g})"
    fixable = source.endswith(")") and "width" not in source and "\n" not in source and not call.via
    return found(
        call.place,
        "error",
        f"{len(boxes)} bars are {number(width)} wide each and stand {number(gap)} apart, on an axis from {number(left)}"
        f" to {number(right)}: a bar is about {thick:.2g} px wide, far less than a pixel.",
        why="`bar` makes bars 0.8 wide in the units of the axis, whatever these count; width= follows the distance.",
        evidence={"bars": len(boxes), "width": width, "apart": gap, "limits": [left, right], "pixels": round(thick, 4)},
        fix=Fix("as wide as the distance asks for", source, source[:-1].rstrip(", ") + wider) if fixable else None,
    )


def _inches(call: Call, run: Run) -> float:
    sheet = run.sheet_of(call)
    return sheet.size[0] if sheet is not None and sheet.size else 6.4


def _crowded(call: Call, run: Run, drawn: Artist) -> Finding | None:
    """A map among dozens, each with more cells than the pixels that its place has."""
    data, sheet = call.data, run.sheet_of(call)
    rows, columns = drawn.shape[:2] if len(drawn.shape) >= 2 else (0, 0)
    if data is None or sheet is None or drawn.pixels is None or drawn.rgb or min(rows, columns) < 12:
        return None
    wide, high = drawn.pixels
    places = len({c.panel for c in run.calls_in(sheet.key) if c.place.line == call.place.line})
    larger = any("dpi" in e.place.source for e in sheet.events if e.kind == "save" and e.place is not None)
    if places < _DOZENS or larger or not run.models or max(wide / columns, high / rows) > 0.9:
        return None
    size = f"{sheet.size[0]:g} x {sheet.size[1]:g} inches" if sheet.size else "this figure"
    return found(
        call.place,
        "warning",
        f"{places} maps of {rows} x {columns} cells share a figure of {size}: each is drawn {wide:.0f} px wide and"
        f" {high:.0f} px high, more cells than pixels.",
        why="What has less than a pixel is averaged away; a larger figsize, or fewer maps a figure, show it.",
        evidence={"maps": places, "cells": [rows, columns], "pixels": [round(wide, 1), round(high, 1)]},
    )
