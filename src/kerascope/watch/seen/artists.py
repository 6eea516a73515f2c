"""What can be seen of the artists of one panel: lines, images, meshes, contours, points and patches, as drawn."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from kerascope.evidence import Artist
from kerascope.watch.seen.covering import hidden_by

__all__ = ["artists_of", "without_panel"]

_MANY = 400
"""Artists of one panel that are measured."""


def artists_of(ax: Any, owner: Callable[[Any], int | None]) -> Iterable[Artist]:
    """The artists of an axes in the order of its lists.

    owner : the number of the call that drew an artist, if one did
    """
    np = sys.modules["numpy"]
    makers = ((ax.images, _image), (ax.lines, _line), (ax.collections, _collection))
    for artists, make in makers:
        for artist in list(artists)[:_MANY]:
            try:
                found = make(np, ax, artist, owner(artist))
                yield found if found.kind != "scatter" else replace(found, under=hidden_by(np, ax, artist, owner))
            except Exception:
                yield Artist("other", owner(artist))
    bars = [p for p in ax.patches if type(p).__name__ == "Rectangle"]
    for patch in list(ax.patches)[:_MANY]:
        yield _patch(ax, patch, owner(patch), len(bars))


def without_panel(data: Any, options: Mapping[str, Any]) -> tuple[Artist, ...]:
    """What `imsave` or a thumbnail colours: a picture like any other, though it stands in no panel."""
    np, colors = sys.modules["numpy"], sys.modules["matplotlib"].colors
    if data is None or data.ndim != 2 or data.dtype.kind not in "biuf" or not data.size:
        return ()
    norm = colors.Normalize(*(options.get(k) for k in ("vmin", "vmax")))
    norm.autoscale_None(np.ma.masked_invalid(data))
    drawn = sys.modules["matplotlib.cm"].ScalarMappable(norm, None)
    found = _scaled(np, drawn, data) | {"cmap": str(options.get("cmap") or drawn.get_cmap().name)}
    return (Artist("image", shape=tuple(int(n) for n in data.shape), **found),)


def _common(artist: Any, call: int | None) -> dict[str, Any]:
    label = str(artist.get_label())
    return {
        "call": call,
        "label": "" if label.startswith("_") else label,
        "visible": bool(artist.get_visible()),
        "alpha": _alpha(artist.get_alpha()),
        "zorder": float(artist.get_zorder()),
    }


def _alpha(alpha: Any) -> float | None:
    if alpha is None:
        return None
    return float(alpha.min()) if hasattr(alpha, "min") else float(alpha)


def _image(np: Any, ax: Any, image: Any, call: int | None) -> Artist:
    data = image.get_array()
    rgb = data is not None and data.ndim == 3
    left, right, bottom, top = (float(v) for v in image.get_extent())
    box = image.get_window_extent()
    found: dict[str, Any] = {
        "shape": () if data is None else tuple(int(n) for n in data.shape),
        "rgb": bool(rgb),
        "pixels": (abs(float(box.width)), abs(float(box.height))),
        "box": (left, right, bottom, top),
        "in_view": float(_touches(box, ax.bbox)),
    }
    if rgb and data.shape[-1] == 4:
        opaque = 255 if data.dtype.kind == "u" else 1
        found["span"] = float((data[..., 3] < opaque).mean())
    if not rgb and data is not None:
        found |= _scaled(np, image, data)
    return Artist("image", **_common(image, call), **found)


def _scaled(np: Any, mappable: Any, data: Any) -> dict[str, Any]:
    clim = mappable.get_clim()
    found: dict[str, Any] = {"cmap": str(mappable.get_cmap().name), "norm": type(mappable.norm).__name__}
    found["holes_seen"] = bool(mappable.get_cmap().get_bad()[3] > 0)
    flat = np.ma.compressed(data) if np.ma.isMaskedArray(data) else np.asarray(data).reshape(-1)
    if flat.dtype.kind not in "biufV":
        return found
    flat = flat.astype("float64") if flat.dtype.kind in "bV" else flat
    flat = flat[np.isfinite(flat)] if flat.dtype.kind == "f" else flat
    found |= {"points": int(data.size), "finite": int(flat.size)}
    if flat.size:
        found["data_range"] = (float(flat.min()), float(flat.max()))
        if clim[0] is not None and clim[1] is not None:
            low, high = float(clim[0]), float(clim[1])
            found |= {"clim": (low, high), "below": float((flat < low).mean()), "above": float((flat > high).mean())}
    return found


def _hidden(ax: Any, line: Any) -> bool:
    """A line in the very colour of what lies behind it, of which only the markers are to be seen."""
    to_rgba = sys.modules["matplotlib.colors"].to_rgba
    marked = line.get_marker() not in (None, "None", "", " ")
    return marked and bool(to_rgba(line.get_color()) == to_rgba(ax.get_facecolor()))


def _line(np: Any, ax: Any, line: Any, call: int | None) -> Artist:
    x = np.ma.filled(np.ma.asarray(line.get_xdata(orig=False), dtype=float), np.nan).reshape(-1)
    y = np.ma.filled(np.ma.asarray(line.get_ydata(orig=False), dtype=float), np.nan).reshape(-1)
    n = min(x.size, y.size)
    x, y = x[:n], y[:n]
    good = np.isfinite(x) & np.isfinite(y)
    found: dict[str, Any] = {
        "points": int(n),
        "finite": int(good.sum()),
        "strokes": int((good[1:] & good[:-1]).sum()),
        "marker": line.get_marker() not in (None, "None", "", " "),
        "line": line.get_linestyle() not in ("None", "", " ", None)
        and line.get_linewidth() > 0
        and not _hidden(ax, line),
        "colour": str(line.get_color())[:40],
    }
    data_line = line.get_transform().contains_branch(ax.transData)
    if good.any():
        gx, gy = x[good], y[good]
        found["data_range"] = (float(gy.min()), float(gy.max()))
        found["box"] = (float(gx.min()), float(gx.max()), float(gy.min()), float(gy.max()))
        if data_line:
            (x0, x1), (y0, y1) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
            inside = (gx >= x0) & (gx <= x1) & (gy >= y0) & (gy <= y1)
            found["in_view"] = float(inside.mean())
            found["span"] = _span(ax, gy, y0, y1)
            found["crosses"] = found["line"] and not inside.any() and _crosses(ax, line)
    if not data_line:
        return Artist("patch", **_common(line, call), **found)
    return Artist("line", **_common(line, call), **found)


def _crosses(ax: Any, line: Any) -> bool:
    """Whether the strokes of a line run through its panel; those of steps are not looked at."""
    path = line.get_transform().transform_path(line.get_path())
    return line.get_drawstyle() != "default" or bool(path.intersects_bbox(ax.bbox, filled=False))


def _span(ax: Any, values: Any, low: float, high: float) -> float:
    """Share of the panel's height between the lowest and the highest value, as its scale draws them."""
    try:
        transform = ax.yaxis.get_transform().transform
        a, b, lo, hi = (float(v) for v in transform([values.min(), values.max(), low, high]))
    except Exception:
        return 1.0
    return abs(b - a) / abs(hi - lo) if hi != lo and all(map(math.isfinite, (a, b, lo, hi))) else 1.0


def _collection(np: Any, ax: Any, collection: Any, call: int | None) -> Artist:
    kind = type(collection).__name__
    common = _common(collection, call)
    if kind in ("QuadMesh", "PolyQuadMesh"):
        data = collection.get_array()
        limits = collection.get_datalim(ax.transData)
        found = _scaled(np, collection, data) if data is not None else {}
        shape = () if data is None else tuple(int(n) for n in data.shape)
        return Artist("mesh", **common, **found, shape=shape, **_extent(ax, limits))
    if kind in ("QuadContourSet", "TriContourSet") and collection.filled:
        return Artist("filled", **common, **_contours(np, ax, collection))
    if kind in ("PathCollection",):
        offsets = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
        good = np.isfinite(offsets).all(axis=1)
        shown = offsets[good]
        (x0, x1), (y0, y1) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
        view = (shown[:, 0] >= x0) & (shown[:, 0] <= x1) & (shown[:, 1] >= y0) & (shown[:, 1] <= y1)
        box4 = None
        if shown.size:
            low, high = shown.min(axis=0), shown.max(axis=0)
            box4 = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        coloured = _scaled(np, collection, data) if (data := collection.get_array()) is not None else {}
        found = coloured | {"points": len(offsets), "finite": int(good.sum())}
        return Artist(
            "scatter", **common, **found, marker=True, box=box4, in_view=float(view.mean()) if view.size else 1.0
        )
    return Artist("other", **common, **_place(ax, collection))


def _place(ax: Any, collection: Any) -> dict[str, Any]:
    """Where a band or a bundle of lines or shapes lies; one of NaN can't be seen, as seaborn draws it about values."""
    place = collection.get_datalim(ax.transData)
    if all(map(math.isfinite, place.extents)):
        return {"box": (float(place.x0), float(place.x1), float(place.y0), float(place.y1))} | _in_view(ax, place)
    one = collection.get_transform().contains_branch(ax.transData) and len(collection.get_offsets()) <= 1
    return {"in_view": float(not one)}


def _in_view(ax: Any, place: Any) -> dict[str, float]:
    """Whether a place in the data, as far as it is known, can be seen."""
    known = ax.name == "rectilinear" and all(map(math.isfinite, place.extents))
    return {"in_view": float(not known or _touches(place, ax.viewLim))}


def _touches(place: Any, frame: Any) -> bool:
    return bool(
        place.xmin <= frame.xmax and place.xmax >= frame.xmin and place.ymin <= frame.ymax and place.ymax >= frame.ymin
    )


def _contours(np: Any, ax: Any, contours: Any) -> dict[str, Any]:
    """Filled contours: size on the page, levels and what they leave out, and whether every level has an opaque fill."""
    limits = contours.get_datalim(ax.transData)
    data = np.ma.masked_invalid(contours.zmax), np.ma.masked_invalid(contours.zmin)
    reach = contours.levels[0] <= data[1] and data[0] <= contours.levels[-1]
    whole = bool(reach or contours.extend == "both") and bool((contours.get_facecolor()[:, 3] == 1).all())
    ends = (float(contours.levels[0]), float(contours.levels[-1]))
    scale = {"clim": ends, "norm": type(contours.norm).__name__, "shape": (len(contours.levels),)}
    return {"points": 1, "finite": int(whole), **_extent(ax, limits), **scale}


def _extent(ax: Any, limits: Any) -> dict[str, Any]:
    """Size on the page and place in the data of what fills a rectangle."""
    corners = [(float(limits.x0), float(limits.y0)), (float(limits.x1), float(limits.y1))]
    size = abs(ax.transData.transform(corners[1]) - ax.transData.transform(corners[0]))
    (x0, y0), (x1, y1) = corners
    return {"pixels": (float(size[0]), float(size[1])), "box": (x0, x1, y0, y1), **_in_view(ax, limits)}


def _patch(ax: Any, patch: Any, call: int | None, bars: int) -> Artist:
    common = _common(patch, call)
    if type(patch).__name__ == "Rectangle" and patch.get_transform().contains_branch(ax.transData):
        x0, y0, width, height = (
            float(v) for v in (patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height())
        )
        low, high = sorted(ax.get_ylim())
        left, right = sorted(ax.get_xlim())
        across = max(abs(width) / (right - left), 0.0) if right > left else 0.0
        tall = max(abs(height) / (high - low), 0.0) if high > low else 0.0
        ok = all(map(math.isfinite, (x0, y0, width, height)))
        return Artist(
            "bars", **common, points=1, finite=int(ok), box=(x0, x0 + width, y0, y0 + height),
            data_range=(min(0.0, height), max(0.0, height)), span=max(tall, 0.0), pixels=(across, tall),
        )  # fmt: skip
    return Artist("patch", **common, **_box(ax, patch))


def _box(ax: Any, patch: Any) -> dict[str, Any]:
    """Place in the data of a circle, a polygon …: left, right, bottom, top; and whether it can be seen."""
    if not patch.get_transform().contains_branch(ax.transData):
        return {}
    try:
        found = patch.get_path().get_extents(patch.get_patch_transform())
        box = (float(found.x0), float(found.x1), float(found.y0), float(found.y1))
        shown = ax.name != "rectilinear" or _touches(patch.get_window_extent(), ax.bbox)
    except Exception:
        return {}
    return {"box": box, "in_view": float(shown)} if all(map(math.isfinite, box)) else {}
