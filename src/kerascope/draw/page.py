"""The panels of a sheet as one HTML page: nothing fetched, and any tile can be picked to see its values."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

from kerascope.draw.panels import Panel, Room, Tile, groups_of
from kerascope.draw.raster import key_of
from kerascope.draw.scales import CellNorm, palette
from kerascope.draw.strokes import line_colours
from kerascope.draw.values import as_floats, finite
from kerascope.draw.words import clean, number
from kerascope.templates import fill

__all__ = ["as_page"]

_ROOM = Room(side=1200, least=36, most=1024)
_MOST_VALUES = 3_000_000
"""Values that a page holds, at most; of tiles beyond, it holds the range and the mean."""
_POINTS = 2000


def as_page(arrays: Iterable[object], title: str, notes: Sequence[str]) -> str:
    """The page's HTML, with every name from the model escaped."""
    groups = groups_of(arrays, _ROOM)
    count = sum(len(group.panels) for group in groups)
    share = max(4096, _MOST_VALUES // max(1, count))
    layers: list[dict[str, Any]] = []
    data: list[dict[str, Any]] = []
    for group in groups:
        shown = []
        for panel in group.panels:
            picked, packed = _data(panel, share)
            shown.append(_shown(panel, len(data), group.name) | {"whole": packed})
            data.append(picked | {"layer": group.name, "name": panel.name})
        layers.append({"name": group.name, "kind": group.words, "panels": shown})
    script = _text("page.js")
    return fill(
        "kerascope.draw",
        "page.html.jinja",
        title=title,
        notes=[clean(note, 600) for note in notes],
        layers=layers,
        count=count,
        data=data,
        style=_text("page.css"),
        script=script,
        digest=b64encode(sha256(script.encode()).digest()).decode("ascii"),
    )


def _shown(panel: Panel, index: int, layer: str) -> dict[str, Any]:
    """What stands on the page before anything is picked."""
    said = ". ".join((f"{panel.name} of {layer}", *panel.words))
    shown: dict[str, Any] = {
        "index": index,
        "name": panel.name,
        "words": panel.words,
        "alt": said,
        "order": panel.order,
    }
    if panel.kind in ("cells", "field"):
        shown |= _raster(panel)
    elif panel.kind == "lines":
        shown |= {"curves": _curves(panel), "order": f"{panel.picture[1]} →"}
        if panel.counts is not None and panel.counts.low is not None and panel.counts.high is not None:
            shown |= {"low": number(panel.counts.low), "high": number(panel.counts.high)}
    return shown


def _raster(panel: Panel) -> dict[str, Any]:
    assert panel.cells is not None
    assert panel.limits is not None
    assert panel.counts is not None
    colours = palette(None, panel.limits)
    factor = 10.0**-panel.limits.power if panel.limits.power else 1.0
    coded = CellNorm(panel.limits.low * factor, panel.limits.high * factor)(panel.cells * factor)
    shown: dict[str, Any] = {}
    if panel.counts.low is not None:  # of NaN alone there is no scale
        flat = panel.limits.low == panel.limits.high
        steps = (
            colours.cells(CellNorm(0.0, 0.0)(np.zeros((1, 1)))) if flat else colours.base(np.linspace(0, 1, 256))[None]
        )
        shown = {"scale": _png((steps * 255).round().astype(np.uint8)), "flat": flat}
    return shown | {
        "png": _png((colours.cells(coded) * 255).round().astype(np.uint8)),
        "low": number(panel.limits.low),
        "high": number(panel.limits.high),
        "key": key_of(panel.counts, colours, panel.whole),
        "height": panel.cells.shape[0],
        "width": panel.cells.shape[1],
        "stretched": panel.kind == "field",
        "constant": " ".join(_cross(x + 0.5, y + 0.5, 0.2 * panel.tile) for x, y in panel.constant),
    }


def _cross(x: float, y: float, r: float) -> str:
    return f"M{x - r:.2f} {y - r:.2f}l{2 * r:.2f} {2 * r:.2f}M{x + r:.2f} {y - r:.2f}l{-2 * r:.2f} {2 * r:.2f}"


def _png(pixels: Any) -> str:
    from PIL import Image

    out = BytesIO()
    Image.fromarray(pixels, "RGBA").save(out, "PNG")
    return b64encode(out.getvalue()).decode("ascii")


def _curves(panel: Panel) -> list[dict[str, str]]:
    """Each line as points of a square of 100 × 100, in pieces where values are not finite."""
    low, high = (panel.counts.low, panel.counts.high) if panel.counts else (None, None)
    low, high = (0.0, 1.0) if low is None or high is None else (float(low), float(high))
    span = high - low
    if not span:  # a constant runs through the middle
        low, span = low - 1.0, 2.0
    curves = []
    for (name, values), colour in zip(panel.lines, line_colours(len(panel.lines)), strict=True):
        step = max(1, -(-values.size // _POINTS))
        edges = np.arange(0, values.size, step)
        floats = values.astype(np.float64)
        least, most = np.minimum.reduceat(floats, edges), np.maximum.reduceat(floats, edges)
        across = edges / max(values.size - 1, 1) * 100
        path, broken = [], True
        for x, a, b in zip(across, least, most, strict=True):
            if not (np.isfinite(a) and np.isfinite(b)):
                broken = True
                continue
            for y in (a,) if a == b else (a, b):
                path.append(f"{'M' if broken else 'L'}{x:.2f} {100 - (y - low) / span * 100:.2f}")
                broken = False
        curves.append({"path": " ".join(path) or "M0 0", "colour": _hex(colour), "name": name})
    return curves


def _hex(colour: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(colour)


def _data(panel: Panel, most: int) -> tuple[dict[str, Any], bool]:
    """What the page's script knows of a panel, and whether that holds every value of its tiles."""
    tiles = panel.tiles() if panel.kind != "words" else []
    held: list[Any] = []
    total, listed = 0, []
    for tile in tiles:
        fits = total + tile.values.size <= most
        listed.append(_tile(tile, total if fits else -1))
        if fits:
            held.append(as_floats(tile.values).ravel())
            total += tile.values.size
    wide = any(values.dtype == np.float64 for values in held)
    joined = np.concatenate(held).astype("<f8" if wide else "<f4") if held else np.empty(0, "<f4")
    data = {
        "kind": panel.kind,
        "sides": panel.picture,
        "tiles": listed,
        "wide": wide,
        "values": b64encode(joined.tobytes()).decode("ascii"),
    }
    return data, all(tile["at"] >= 0 for tile in listed)


def _tile(tile: Tile, at: int) -> dict[str, Any]:
    good = finite(as_floats(tile.values), None)
    low, high, mean = (number(float(f(good))) if good.size else "none" for f in (np.min, np.max, _mean))
    return {
        "name": tile.name,
        "box": [tile.top, tile.left, tile.height, tile.width],
        "shape": list(tile.values.shape),
        "at": at,
        "range": [low, high, mean, int(good.size), int(tile.values.size)],
    }


def _mean(values: Any) -> Any:
    return values.mean(dtype=np.float64)


def _text(name: str) -> str:
    return files("kerascope.draw").joinpath(name).read_text(encoding="utf-8")
