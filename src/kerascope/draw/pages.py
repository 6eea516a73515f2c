"""More tiles than one picture holds: page by page, or each tile as one number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

import numpy as np

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.drawing import Drawing
from kerascope.draw.field import draw_field
from kerascope.draw.grid import arrange, picture_axes
from kerascope.draw.layout import Into
from kerascope.draw.mosaic import draw_named
from kerascope.draw.scales import Scale, check_scale
from kerascope.draw.values import as_floats
from kerascope.draw.words import plural
from kerascope.errors import AxisError, UsageError

__all__ = ["draw_pages", "draw_summary"]

Statistic = Literal["mean", "std", "min", "max", "mean_abs"]
_STATISTICS: dict[str, Callable[[Any], Any]] = {
    "mean": lambda t: t.mean(axis=(1, 2)),
    "std": lambda t: t.std(axis=(1, 2)),
    "min": lambda t: t.min(axis=(1, 2)),
    "max": lambda t: t.max(axis=(1, 2)),
    "mean_abs": lambda t: np.abs(t).mean(axis=(1, 2)),
}
_AT_ONCE = 1 << 14  # tiles read at a time, so that huge arrays are never copied whole


def draw_pages(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    at_most: int = 1024,
    tile: Sequence[str] | None = None,
    **options: Any,
) -> Iterator[Drawing]:
    """Draw every tile of an array, page by page, each page when it is asked for.

    at_most : tiles on a page
    dims, tile, options : as for `draw_mosaic`. A scale of ("shared", "robust") is each page's own; give (low, high) to
        compare pages

    Yields a Drawing per page. Raises as `draw_mosaic` does, at once.
    """
    if at_most < 1:
        raise UsageError("A mosaic has at least one tile", given=f"at_most={at_most}", needed="1 or more")
    named = name_axes(array, dims)
    picture = picture_axes(named, tile)
    _, _, pages = arrange(named.squeezed(keep=picture), picture).window(at_most, 0)
    return (draw_named(named, at_most=at_most, page=page, tile=picture, **options) for page in range(pages))


def draw_summary(
    array: object,
    *,
    dims: Iterable[str] | str | None = None,
    statistic: Statistic = "std",
    tile: Sequence[str] | None = None,
    into: Into = None,
    scale: Scale = "shared",
    title: str | None = None,
) -> Drawing:
    """Draw each tile of an array as one cell: all of 100,000 kernels or maps at a glance.

    statistic : what stands for a tile: "std" (population, in units of the data), "mean", "min", "max" or "mean_abs".
        A tile with a value that is not finite gets a cell that is not finite
    dims, tile, into, scale, title : as for `draw_mosaic`

    Returns a Drawing with the axes "summary" and "colorbar". Raises AxisError, DataError or UsageError.
    """
    if statistic not in _STATISTICS:
        raise UsageError("No such statistic", given=f"statistic={statistic!r}", needed=", ".join(_STATISTICS))
    checked = check_scale(scale)
    named = name_axes(array, dims)
    picture = picture_axes(named, tile)
    if named.values.size == 0:
        raise AxisError("There is nothing to draw", given=named.shape_words(), needed="at least one of each axis")
    grid = arrange(named := named.squeezed(keep=picture), picture)
    cells = np.empty((grid.row_count, grid.column_count), dtype=np.float64)
    step = max(1, _AT_ONCE // grid.column_count)
    for start in range(0, grid.row_count, step):
        rows = range(start, min(grid.row_count, start + step))
        values, mask = grid.pick(named, rows, range(grid.column_count))
        floats = as_floats(values).astype(np.float64)
        floats = floats if mask is None else np.where(mask, np.nan, floats)
        with np.errstate(invalid="ignore", over="ignore"):
            cells[rows.start : rows.stop] = _STATISTICS[statistic](floats).reshape(len(rows), -1)
    names = tuple(" , ".join(d) or other for d, other in ((grid.rows, "tile"), (grid.columns, "all")))
    summary = Named(cells, names, None, _labels(named, grid), named.fixed, named.attrs, named.name, "float64")
    of = f"each cell is the {statistic} of one tile of {picture[0]} × {picture[1]} ({plural(grid.tiles, 'tile')})"
    one: Scale = "shared" if checked == "each" else checked
    return draw_field(summary, "summary", into=into, scale=one, title=title, aspect="auto", notes=(of,))


def _labels(named: Named, grid: Any) -> dict[str, Any]:
    sides = (grid.rows, grid.columns)
    return {d[0]: named.labels[d[0]] for d in sides if len(d) == 1 and d[0] in named.labels}
