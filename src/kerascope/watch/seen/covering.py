"""What lies over the points of a scatter plot: meshes and filled contours that let nothing through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["hidden_by"]

_ASKED = 400
"""Points of one scatter plot that are looked at."""
_PIECES = 3000
"""Closed outlines of contours that are looked at."""


def hidden_by(np: Any, ax: Any, dots: Any, owner: Callable[[Any], int | None]) -> int | None:
    """Number of the call whose opaque mesh or filled contours lie over all but a few of a scatter's points."""
    points = np.ma.filled(np.ma.asarray(dots.get_offsets(), dtype=float), np.nan)
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 3 or not dots.get_offset_transform().contains_branch(ax.transData):
        return None
    points = points[:: max(1, len(points) // _ASKED)]
    for cover in _above(ax, dots):
        number = owner(cover)
        if number is not None and float(_under(np, cover, points).mean()) >= 0.95:
            return number
    return None


def _above(ax: Any, dots: Any) -> Iterator[Any]:
    """Meshes and filled contours that are drawn after the points: by their zorder, then by their order."""
    later = False
    for child in ax.get_children():
        later = later or child is dots
        covers = hasattr(child, "get_coordinates") or getattr(child, "filled", None) is True
        if not covers or not child.get_visible() or child.get_alpha() not in (None, 1):
            continue
        if child.get_zorder() > dots.get_zorder() or (later and child.get_zorder() == dots.get_zorder()):
            yield child


def _under(np: Any, cover: Any, points: Any) -> Any:
    if not hasattr(cover, "get_coordinates"):
        return _under_contours(np, cover, points)
    found = _under_mesh(np, cover, points)
    return np.zeros(len(points), bool) if found is None else found


def _under_contours(np: Any, contours: Any, points: Any) -> Any:
    """Inside an odd number of the outlines of one level: a hole in a band is an outline too."""
    found = np.zeros(len(points), bool)
    colours = contours.get_facecolor()
    pieces = 0
    for path, colour in zip(contours.get_paths(), colours, strict=False):
        if colour[3] < 1:
            continue
        inside = np.zeros(len(points), bool)
        for outline in path.to_polygons():
            pieces += 1
            if pieces > _PIECES:
                return np.zeros(len(points), bool)
            inside ^= type(path)(outline).contains_points(points)
        found |= inside
    return found


def _under_mesh(np: Any, mesh: Any, points: Any) -> Any:
    """In a cell whose colour is opaque; None for a mesh whose cells are no upright rectangles."""
    corners, data = np.ma.asarray(mesh.get_coordinates(), dtype=float), mesh.get_array()
    if (
        data is None
        or data.ndim != 2
        or corners.shape[:2] != tuple(n + 1 for n in data.shape)
        or not mesh.norm.scaled()
    ):
        return None
    across, down = corners[0, :, 0], corners[:, 0, 1]
    if not (np.allclose(corners[..., 0], across) and np.allclose(corners[..., 1], down[:, None])):
        return None
    columns, rows = _cells(np, across, points[:, 0]), _cells(np, down, points[:, 1])
    inside = (columns >= 0) & (columns < data.shape[1]) & (rows >= 0) & (rows < data.shape[0])
    values = data[np.where(inside, rows, 0), np.where(inside, columns, 0)]
    return inside & (mesh.to_rgba(values)[..., 3] == 1)


def _cells(np: Any, edges: Any, values: Any) -> Any:
    """Which cell each value lies in; -1 or the number of cells where it is outside."""
    if edges[0] <= edges[-1]:
        return np.searchsorted(edges, values, side="right") - 1
    return len(edges) - 1 - np.searchsorted(edges[::-1], values, side="left")
