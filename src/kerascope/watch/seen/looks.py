"""Looks at a figure when it is shown, saved, emptied or closed: what is to be seen of it then."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import FrameType
from typing import Any

from kerascope.evidence import Panel
from kerascope.watch.frames import Spot, is_user
from kerascope.watch.record.recorder import RawEvent, RawSheet, Recorder
from kerascope.watch.seen.sheets import panels_of, signature, undisturbed

__all__ = ["any_user_frame", "for_the_screen", "look_at", "path_of", "place_of", "through_pyplot"]

_DISPLAYS = ("IPython", "matplotlib_inline", "ipympl")
_SNAPSHOTS = 12
"""Full looks at one figure; later ones only when something was added."""


def any_user_frame(frame: FrameType | None) -> FrameType | None:
    """The nearest frame of the user's code, whatever lies between."""
    while frame is not None:
        if is_user(frame.f_code.co_filename):
            return frame
        frame = frame.f_back
    return None


def through_pyplot(frame: FrameType | None) -> bool:
    for _ in range(8):
        if frame is None:
            return False
        if frame.f_code.co_filename.endswith("pyplot.py"):
            return True
        frame = frame.f_back
    return False


def for_the_screen(frame: FrameType | None) -> bool:
    """Whether a notebook's display asked for the picture, to show it: no file of the user's."""
    while frame is not None and not is_user(frame.f_code.co_filename):
        if frame.f_globals.get("__name__", "").partition(".")[0] in _DISPLAYS:
            return True
        frame = frame.f_back
    return False


def look_at(
    recorder: Recorder,
    figure: Any,
    kind: str,
    frame: FrameType | None,
    *,
    path: str = "",
    pyplot: bool = False,
    axes: Any = None,
) -> None:
    """Write down an event of a figure, or of one of its axes, and what is to be seen in it."""
    sheet = recorder.sheet(figure)
    user = any_user_frame(frame)
    spot = Spot(user) if user is not None else None
    backend = str(getattr(sys.modules.get("matplotlib"), "get_backend", str)())
    panel = None if axes is None else recorder.key(axes)
    event = RawEvent(kind, recorder.tick(), spot, path, (), pyplot, backend, panel)
    with recorder.nested(), undisturbed(figure):
        _remember(sheet, figure)
        mark = signature(figure)
        fresh = mark != sheet.signature
        last = sheet.events[-1].panels if sheet.events else ()
        if kind in ("exit", "look") or (fresh and sheet.snapshots < _SNAPSHOTS):
            sheet.snapshots += 1
            sheet.signature = mark
            panels = panels_of(figure, recorder.key, recorder.owner, lambda key, what: place_of(recorder, key, what))
            event.panels = tuple(_through_others(recorder, _named(recorder, p)) for p in panels)
        elif not fresh:
            event.panels = last
    recorder.add_event(sheet, event)


def _named(recorder: Recorder, panel: Panel) -> Panel:
    """With the names that the code handed to the legend, or the list that they are the first entries of."""
    given = recorder.legend_names.get(panel.key, ())
    shown, lists = panel.legend or (), recorder.words_at_legend.get(panel.key, {})
    longer = next(((n, w) for n, w in lists.items() if len(w) > len(shown) > 1 and w[: len(shown)] == shown), None)
    handles = recorder.legend_calls.get(panel.key, ())
    if len(handles) == len(shown) > 0:
        panel = replace(panel, legend_calls=handles, legend_beside=recorder.legend_beside.get(panel.key, ()))
    if not given and not longer:
        return panel
    other = next(((n, w) for n, w in lists.items() if w != given and sorted(w) == sorted(given)), None)
    return replace(panel, legend_given=given, legend_list=None if given else longer, legend_order=other)


def _through_others(recorder: Recorder, panel: Panel) -> Panel:
    """With the place where limits that it shares were last set through another panel."""
    sides = (("xlim", panel.shares_x), ("ylim", panel.shares_y))
    found = {side: _last_set(recorder, panel.key, side, others) for side, others in sides if others}
    return replace(panel, xlim_by=found.get("xlim"), ylim_by=found.get("ylim")) if any(found.values()) else panel


def _last_set(recorder: Recorder, key: int, side: str, others: tuple[int, ...]) -> Any:
    orders = recorder.limit_orders
    last = max((k for k in (key, *others) if (k, side) in orders), key=lambda k: orders[k, side], default=key)
    return None if last == key else (place_of(recorder, last, side), last)


def path_of(filename: Any) -> str:
    """Where a figure is saved to: a path, a stream's name, or a page of a PDF of several."""
    pages = getattr(filename, "_file", None) if type(filename).__name__ == "PdfPages" else None
    if type(filename).__name__ == "PdfPages":
        named = getattr(filename, "_filename", "")
        return f"{str(getattr(named, 'name', named))[:280]}, page {max(1, len(getattr(pages, 'pageList', ())))}"
    if hasattr(filename, "write") and not isinstance(getattr(filename, "name", None), str):
        return f"<{type(filename).__name__}>"
    return (filename if isinstance(filename, str) else str(getattr(filename, "name", filename)))[:300]


def place_of(recorder: Recorder, key: int, what: str) -> Any:
    spot = recorder.panel_spots.get(key) if what == "made" else recorder.limit_spots.get((key, what))
    return None if spot is None else spot.location()


def _remember(sheet: RawSheet, figure: Any) -> None:
    sheet.number = getattr(figure, "number", sheet.number)
    suptitle = getattr(figure, "_suptitle", None)
    sheet.title = suptitle.get_text() if suptitle is not None else sheet.title
    width, height = figure.get_size_inches()
    sheet.size = (float(width), float(height))
    sheet.dpi = float(figure.dpi)
    own = (figure.texts, figure.images, figure.lines, figure.artists, figure.patches, figure.subfigs)
    sheet.extras = sum(len(part) for part in own) - (suptitle is not None)
    sheet.legends = len(figure.legends)
