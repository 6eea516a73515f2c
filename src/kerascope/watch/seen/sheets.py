"""What can be seen of a figure now: its panels and artists, measured without changing any of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from kerascope.evidence import Location, Panel
from kerascope.watch.seen.artists import artists_of
from kerascope.watch.seen.written import written

__all__ = ["panels_of", "signature", "undisturbed"]


@contextmanager
def undisturbed(figure: Any) -> Iterator[None]:
    """A figure may be asked for limits that matplotlib has yet to settle: it settles them itself when it comes to it.

    Nobody hears of it here, neither the figure's listeners nor the warnings' once-told.
    """
    pending = {id(s): s for ax in figure.axes if any(ax._stale_viewlims.values()) for s in _sharing(ax)}.values()
    if not pending:
        yield
        return
    api = sys.modules["matplotlib._api"]
    before = [(ax, dict(ax._stale_viewlims), [(b, b.get_points().copy()) for b in _boxes(ax)]) for ax in pending]
    told, figure.stale_callback = figure.stale_callback, None
    warn, api.warn_external = api.warn_external, _nobody  # type: ignore[attr-defined]
    try:
        with ExitStack() as stack, sys.modules["numpy"].errstate(all="ignore"):
            for ax in pending:
                stack.enter_context(ax.callbacks.blocked())
            yield
    finally:
        figure.stale_callback, api.warn_external = told, warn  # type: ignore[attr-defined]
        for ax, stale, boxes in before:
            for box, points in boxes:
                box.set_points(points)
            ax._stale_viewlims.update(stale)


def _nobody(*_: Any, **__: Any) -> None:
    pass


def _sharing(ax: Any) -> Iterator[Any]:
    for group in ax._shared_axes.values():
        yield from group.get_siblings(ax)


def _boxes(ax: Any) -> list[Any]:
    found = (getattr(ax, name, None) for name in ("_viewLim", "xy_viewLim", "zz_viewLim"))
    return [box for box in found if hasattr(box, "set_points")]


def signature(figure: Any) -> tuple[Any, ...]:
    """Changes when anything worth measuring again was added, removed or relabelled."""
    return tuple(
        (id(ax), len(ax.lines), len(ax.images), len(ax.collections), len(ax.patches), ax.get_xlim(), ax.get_ylim(),
         ax.get_title(), ax.get_legend() is not None)
        for ax in figure.axes
    )  # fmt: skip


def panels_of(
    figure: Any,
    key: Callable[[Any], int],
    owner: Callable[[Any], int | None],
    place: Callable[[int, str], Location | None],
) -> tuple[Panel, ...]:
    """The figure's panels.

    `place(key, what)` says where 'made', 'xlim', 'ylim', 'yscale', 'legend', 'title' … was set.
    """
    bars = {id(ax) for ax in figure.axes if hasattr(ax, "_colorbar")}
    barred = {id(a) for ax in figure.axes if hasattr(ax, "_colorbar") for a in _mapped_axes(ax)}
    return tuple(_panel(ax, key, id(ax) in bars, id(ax) in barred, owner, place) for ax in figure.axes)


def _mapped_axes(bar: Any) -> list[Any]:
    mappable = getattr(bar._colorbar, "mappable", None)
    axes = getattr(mappable, "axes", None)
    info = getattr(bar, "_colorbar_info", None) or {}
    return [axes, *info.get("parents", [])]


def _panel(
    ax: Any,
    number: Callable[[Any], int],
    is_bar: bool,
    barred: bool,
    owner: Callable[[Any], int | None],
    place: Callable[[int, str], Location | None],
) -> Panel:
    legend = ax.get_legend()
    position = ax.get_position()
    key = number(ax)
    return Panel(
        key=key,
        title=" ".join(t for t in (ax.get_title(), ax.get_title("left"), ax.get_title("right")) if t),
        xlabel=ax.get_xlabel(),
        ylabel=ax.get_ylabel(),
        xlim=_pair(ax.get_xlim()),
        ylim=_pair(ax.get_ylim()),
        xscale=ax.get_xscale(),
        yscale=ax.get_yscale(),
        xdates=_dates(ax, "xaxis"),
        ydates=_dates(ax, "yaxis"),
        legend=None if legend is None else tuple(t.get_text() for t in legend.get_texts()),
        legend_handles=() if legend is None else tuple(_handle(h) for h in legend.legend_handles),
        legend_calls=() if legend is None else _named_in(ax, legend, owner),
        artists=tuple(artists_of(ax, owner)),
        has_data=ax.has_data() or bool(ax.texts) or bool(ax.artists) or bool(ax.tables),
        texts=len(ax.texts),
        words=written(ax),
        axis_on=bool(ax.axison and ax.get_visible()),
        colorbar=is_bar,
        has_colorbar=barred,
        place=place(key, "made"),
        grid=_grid(ax),
        xnames=_named_ticks(ax.xaxis),
        ynames=_named_ticks(ax.yaxis),
        twin=len(ax.get_shared_x_axes().get_siblings(ax)) > 1
        and any(o is not ax and o.get_position().bounds == position.bounds for o in ax.figure.axes),
        projection=str(getattr(ax, "name", "rectilinear")),
        position=_on_page(ax),
        located=ax.get_axes_locator() is not None,
        xlim_set=place(key, "xlim"),
        ylim_set=place(key, "ylim"),
        shares_x=_beside(ax, "x", number),
        shares_y=_beside(ax, "y", number),
        yscale_set=place(key, "yscale"),
        xscale_set=place(key, "xscale"),
        legend_set=place(key, "legend"),
        words_set=tuple(p for w in ("title", "xlabel", "ylabel") if (p := place(key, w)) is not None),
    )


def _dates(ax: Any, side: str) -> bool:
    """Whether the numbers of an axis are matplotlib's days since 1970."""
    dates, axis = sys.modules.get("matplotlib.dates"), getattr(ax, side, None)
    if dates is None or axis is None:
        return False
    converter = axis.get_converter() if hasattr(axis, "get_converter") else getattr(axis, "converter", None)
    kinds = (dates.DateConverter, dates._SwitchableDateConverter)
    return isinstance(converter, kinds) and str(getattr(dates, "_epoch", "")).startswith("1970-01-01")


def _beside(ax: Any, side: str, number: Callable[[Any], int]) -> tuple[int, ...]:
    """The other axes that share its limits on this side."""
    siblings = getattr(ax, f"get_shared_{side}_axes")().get_siblings(ax)
    return tuple(number(other) for other in siblings if other is not ax)


def _on_page(ax: Any) -> tuple[float, float, float, float]:
    """Left, bottom, width and height as shares of the whole figure, also of an axes in a SubFigure."""
    box, part = ax.get_position(), ax.figure
    root = part.get_figure(root=True) if hasattr(part, "get_figure") else part
    if root is not part:
        box = box.transformed(part.transSubfigure).transformed(root.transFigure.inverted())
    left, bottom, width, height = (float(v) for v in box.bounds)
    return left, bottom, width, height


def _named_ticks(axis: Any) -> tuple[tuple[float, str], ...]:
    formatter = type(axis.get_major_formatter()).__name__
    if formatter not in ("FixedFormatter", "FuncFormatter", "StrCategoryFormatter"):
        return ()
    words = [t.get_text() for t in axis.get_ticklabels()[:64]]
    return tuple((float(at), word) for at, word in zip(axis.get_ticklocs(), words, strict=False))


def _handle(handle: Any) -> str:
    return str(handle.get_label()) if hasattr(handle, "get_label") else ""


def _named_in(ax: Any, legend: Any, owner: Callable[[Any], int | None]) -> tuple[int | None, ...]:
    """The calls behind a legend's entries: by their labels, or by position; none where neither is certain."""
    labels = [_handle(h) for h in legend.legend_handles]
    by_label: dict[str, list[Any]] = {}
    for child in ax.get_children():
        by_label.setdefault(_handle(child), []).append(child)
    if len(set(labels)) == len(labels) and all(label and len(by_label.get(label, ())) == 1 for label in labels):
        return tuple(owner(by_label[label][0]) for label in labels)
    try:
        drawn = list(sys.modules["matplotlib.legend"]._get_legend_handles([ax]))[: len(labels)]
    except Exception:
        return ()
    alike = len(drawn) == len(labels) and all(
        hasattr(d, "get_zorder") and label in ("", _handle(d)) for label, d in zip(labels, drawn, strict=True)
    )
    return tuple(owner(d) for d in drawn) if alike and any(labels) else ()


def _grid(ax: Any) -> tuple[int, int, int] | None:
    spec = ax.get_subplotspec()
    if spec is None:
        return None
    rows, columns, first, _last = spec.get_topmost_subplotspec().get_geometry()
    return int(rows), int(columns), int(first)


def _pair(limits: Iterable[Any]) -> tuple[float, float]:
    low, high = limits
    return float(low), float(high)
