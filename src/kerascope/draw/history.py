"""A training history: one panel per quantity, training and validation together."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from kerascope.draw.arrays import name_axes, plain_array
from kerascope.draw.drawing import Drawing
from kerascope.draw.envelope import reduce_line
from kerascope.draw.layout import Into, Margins, Sheet, plain_text
from kerascope.draw.scales import power_of
from kerascope.draw.strokes import mark_broken, stroke
from kerascope.draw.values import as_floats
from kerascope.draw.words import alt_text, clean, number, plural, spans, title_of
from kerascope.errors import AxisError, DataError, UsageError

__all__ = ["draw_history"]

_PANEL = (3.9, 2.5)  # inches
_GAPS = (0.8, 0.75)
_COLUMNS = 3


@dataclass(frozen=True)
class _Curves:
    """The curves of a history: key to one value per epoch (float64, NaN where none was logged)."""

    curves: Mapping[str, npt.NDArray[np.float64]]
    epochs: Mapping[str, npt.NDArray[np.float64]]
    title: str


def draw_history(
    history: object,
    *,
    dims: Iterable[str] | str | None = None,
    into: Into = None,
    yscale: Literal["linear", "log"] = "linear",
    title: str | None = None,
) -> Drawing:
    """Draw a training history: a panel per quantity (loss, accuracy, learning rate …), `val_` beside its own.

    history : a named array with an axis "epoch" and at most one other, whose coordinate names the keys; an
        `xarray.Dataset` of such; a Keras `History`; a dict of lists (which may differ in length); a data frame
    dims : a name per axis of a plain array
    into : a Figure or SubFigure without axes; an Axes when there is one quantity
    yscale : "log" only when asked for; then the heading counts what is not positive and can't be seen

    Epochs without a finite value are gaps with a mark, and counted; single epochs are markers.

    Returns a Drawing with an axes per quantity, by its name; `limits` is None, as panels have scales of their own.
    Raises AxisError, DataError or UsageError.
    """
    if yscale not in ("linear", "log"):
        raise UsageError("No such scale", given=f"yscale={yscale!r}", needed='"linear" or "log"')
    read = _read(history, dims)
    panels = _panels(read.curves)
    if not panels or not any(c.size for c in read.curves.values()):
        raise DataError(
            "This history holds no epoch",
            given=f"{plural(len(read.curves), 'key')}: {clean(', '.join(read.curves)) or 'none'}",
            needed="at least one key with one epoch",
            next_step="Did fit run? With initial_epoch equal to epochs it trains nothing",
        )
    if isinstance(into, Axes) and len(panels) > 1:
        raise UsageError(
            "One Axes holds one quantity",
            given=f"{plural(len(panels), 'quantity')[:-1] + 'ies'}: {clean(', '.join(panels))}",
            needed="a Figure or SubFigure",
        )
    heading = _heading(read, panels, yscale, title)
    return _draw(read, panels, heading, into, yscale)


def _read(history: object, dims: Iterable[str] | str | None) -> _Curves:
    if dims is not None:
        return _from_array(history, "value", dims)
    inner = getattr(history, "history", history)
    if isinstance(inner, Mapping) and not hasattr(inner, "dims"):
        return _from_mapping(inner, getattr(history, "epoch", None))
    xarray, pandas = sys.modules.get("xarray"), sys.modules.get("pandas")
    if xarray is not None and isinstance(inner, xarray.Dataset):
        parts = [_from_array(inner[str(k)], str(k)) for k in inner.data_vars]
        curves = {k: v for p in parts for k, v in p.curves.items()}
        return _Curves(curves, {k: v for p in parts for k, v in p.epochs.items()}, str(inner.attrs.get("title", "")))
    if pandas is not None and isinstance(inner, pandas.DataFrame):
        frame: Any = inner
        epochs = frame["epoch"].tolist() if "epoch" in frame else None
        return _from_mapping({str(k): frame[k].to_numpy() for k in frame.columns if k != "epoch"}, epochs)
    return _from_array(inner, "value")


def _from_mapping(history: Mapping[Any, Any], epochs: Sequence[Any] | None) -> _Curves:
    curves = {str(key): _curve(str(key), values) for key, values in history.items()}
    x = {}
    for key, curve in curves.items():
        fits = epochs is not None and len(epochs) == curve.size
        x[key] = np.asarray(epochs if fits else np.arange(curve.size), dtype=np.float64)
    return _Curves(curves, x, "")


def _curve(key: str, values: object) -> npt.NDArray[np.float64]:
    array, mask = plain_array(values)
    if array.ndim != 1:
        raise AxisError(
            "A curve has one value per epoch",
            given=f"key {key!r} of shape {array.shape}",
            needed="one axis of epochs",
            next_step="Is it a mapping of activations? Then draw its arrays one by one",
        )
    floats = as_floats(array).astype(np.float64)
    return floats if mask is None else np.where(mask, np.nan, floats)


def _from_array(array: object, key: str, dims: Iterable[str] | str | None = None) -> _Curves:
    named = name_axes(array, dims, usual={1: ("epoch",)})
    others = [d for d in named.dims if d != "epoch"]
    if "epoch" not in named.dims or len(others) > 1:
        raise AxisError(
            "This is no training history",
            given=named.shape_words(),
            needed="an axis epoch, and at most one other that names the keys",
            next_step="draw_lines draws other values over time",
        )
    named = named.ordered("epoch", *others)
    epochs = named.labels.get("epoch", np.arange(named.sizes["epoch"]))
    epochs = epochs.astype(np.float64) if epochs.dtype.kind in "iuf" else np.arange(epochs.size, dtype=np.float64)
    keys = [named.name or key]
    columns = [named.values]
    if others:
        count = named.sizes[others[0]]
        own = others[0].removesuffix("_item")
        keys = [str(k) for k in named.labels.get(others[0], [f"{own} {i}" for i in range(count)])]
        columns = [named.values[:, i] for i in range(len(keys))]
    masks = [None] * len(keys) if named.mask is None else list(np.atleast_2d(named.mask.T))
    curves = {
        k: _curve(k, c if m is None else np.ma.MaskedArray(c, m)) for k, c, m in zip(keys, columns, masks, strict=True)
    }
    recorded = named.attrs.get("recorded")
    if isinstance(recorded, int):  # the reader filled up the rest with NaN that nobody logged
        curves, epochs = {k: c[:recorded] for k, c in curves.items()}, epochs[:recorded]
    title = "" if named.name in keys else title_of(named)
    return _Curves(curves, dict.fromkeys(curves, epochs), "" if title == "array" else title)


def _panels(curves: Mapping[str, Any]) -> dict[str, list[str]]:
    """Quantity to its keys: loss first, then as they come; `val_accuracy` stands with `accuracy`."""
    panels: dict[str, list[str]] = {}
    for key in curves:
        quantity = key.removeprefix("val_") if key.removeprefix("val_") in curves else key
        panels.setdefault(quantity, []).append(key)
    order = sorted(panels, key=lambda q: (q != "loss", q in {"learning_rate", "lr"}))
    return {q: sorted(panels[q], key=lambda k: k != q) for q in order}


def _heading(read: _Curves, panels: Mapping[str, list[str]], yscale: str, title: str | None) -> tuple[str, ...]:
    lengths = sorted({c.size for c in read.curves.values()})
    epochs = plural(lengths[-1], "epoch") if len(lengths) == 1 else f"{lengths[0]} to {plural(lengths[-1], 'epoch')}"
    notes = []
    for key, curve in read.curves.items():
        bad = np.flatnonzero(~np.isfinite(curve))
        if bad.size:
            where = spans((int(read.epochs[key][i]) for i in bad), most=4)
            notes.append(f"{key} is not finite in {plural(int(bad.size), 'epoch')} ({where})")
    if len(lengths) > 1:
        short = [k for k, c in read.curves.items() if c.size < lengths[-1]]
        notes.append(f"shorter than the others: {', '.join(short)}")
    if yscale == "log":
        hidden = sum(int((np.isfinite(c) & ~_loggable(c)).sum()) for c in read.curves.values())
        unseen = f", {plural(hidden, 'value')} not positive (or beyond 1e±280) can't be seen" if hidden else ""
        notes.append(f"logarithmic scale{unseen}")
    count = len(panels)
    said = f"{epochs} · 1 quantity" if count == 1 else f"{epochs} · {count} quantities, each with a scale of its own"
    parts = (clean(title if title is not None else read.title or "training history"), said, "; ".join(notes))
    return tuple(clean(p, 600) for p in parts if p)


def _draw(read: _Curves, panels: Mapping[str, list[str]], heading: tuple[str, ...], into: Into, yscale: str) -> Drawing:
    area = _PANEL
    if not isinstance(into, Axes):
        across = min(_COLUMNS, len(panels))
        down = -(-len(panels) // across)
        area = (across * _PANEL[0] + (across - 1) * _GAPS[0], down * _PANEL[1] + (down - 1) * _GAPS[1])
    sheet = Sheet(into, heading, area=area, margins=Margins(left=0.85, top=0.3))
    places = [sheet.area] if isinstance(into, Axes) else _places(sheet.area, len(panels))
    axes: dict[str, Axes] = {}
    for (quantity, keys), place in zip(panels.items(), places, strict=True):
        axes[quantity] = sheet.place(*place)
        _fill(axes[quantity], read, keys, yscale)
        plain_text(axes[quantity].set_title(clean(quantity, 50), fontsize="medium"))
    alt = alt_text(f"Training history in {plural(len(panels), 'panel')}", (*heading, *_ends(read)))
    return Drawing(sheet.figure, axes, None, {}, heading, alt)


def _places(area: tuple[float, float, float, float], count: int) -> list[tuple[float, float, float, float]]:
    """Left, bottom, width and height of each panel, line by line; as many side by side as stay wide enough."""
    x, y, width, height = area
    across = max(1, min(_COLUMNS, count, int((width + _GAPS[0]) / (1.5 + _GAPS[0]))))
    down = -(-count // across)
    w, h = (width - (across - 1) * _GAPS[0]) / across, (height - (down - 1) * _GAPS[1]) / down
    if h < 0.3:
        raise UsageError(
            "There is too little room for this history",
            given=f"{count} panels in {width:.1f} × {height:.1f} inches",
            needed=f"{h:.1f} inches more for each panel" if h > 0 else "a larger figure",
        )
    rows = [(i // across, i % across) for i in range(count)]
    return [(x + c * (w + _GAPS[0]), y + height - (r + 1) * h - r * _GAPS[1], w, h) for r, c in rows]


def _fill(axes: Axes, read: _Curves, keys: Sequence[str], yscale: str) -> None:
    colours = mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])
    finite = [np.abs(c[np.isfinite(c)]).max(initial=0) for c in (read.curves[k] for k in keys)]
    power = 0 if yscale == "log" else power_of(max(finite))
    for i, key in enumerate(keys):
        x, curve = read.epochs[key], read.curves[key]
        line = reduce_line(curve, 2000)
        if yscale == "log":
            line = replace(line, y=np.where(_loggable(line.y), line.y, np.nan))
        elif power:
            line = replace(line, y=line.y * 10.0**-power)
        at = np.interp(line.x, np.arange(x.size), x) if x.size else line.x
        stroke(axes, line, at, clean(key, 40), colours[i % len(colours)], linestyle=("-", "--")[i % 2])
        marks = (np.interp(m, np.arange(x.size), x) if x.size else m for m in (line.broken, line.plus, line.minus))
        mark_broken(axes, *marks)
    axes.set_yscale(yscale)
    axes.set_ylabel(f"in units of 1e{power}" if power else "")
    axes.set_xlabel("epoch")
    longest = max((read.epochs[k] for k in keys), key=len)
    if longest.size <= 8:
        axes.set_xticks(longest)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins="auto", integer=True, steps=[1, 2, 5, 10]))
    for text in axes.legend(fontsize="small").get_texts():
        plain_text(text)


def _loggable(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """What a logarithmic axis can show; matplotlib's own arithmetic ends somewhat before float64 does."""
    return (values > 1e-280) & (values < 1e280)


def _ends(read: _Curves) -> list[str]:
    """The last value of each curve, for those who can't see it."""
    return [f"{clean(k, 40)} ends at {number(float(c[-1]))}" for k, c in read.curves.items() if c.size][:12]
