"""A record of figures that nobody watched being drawn, made from what their artists still hold."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from kerascope.watch.frames import Spot
from kerascope.watch.recorder import RawArgument, RawCall, Recorder

__all__ = ["open_figures", "recorder_of"]


def open_figures() -> list[Any]:
    """The figures that pyplot holds, oldest first."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    return [] if helpers is None else [m.canvas.figure for m in helpers.Gcf.get_all_fig_managers()]


def recorder_of(figures: Iterable[Any]) -> Recorder:
    """A recorder that knows these figures as if their artists had been drawn under watch, places unknown."""
    recorder = Recorder()
    here = Spot(sys._getframe())
    for figure in figures:
        sheet = recorder.sheet(figure)
        for ax in figure.axes:
            for image in ax.images:
                _add(recorder, sheet.key, ax, image, "imshow", [("X", image.get_array())], here)
            for line in ax.lines:
                _add(recorder, sheet.key, ax, line, "plot", [("x", line.get_xdata()), ("y", line.get_ydata())], here)
    return recorder


def _add(
    recorder: Recorder, sheet: int, ax: Any, artist: Any, function: str, arguments: list[tuple[str, Any]], here: Spot
) -> None:
    taken = [_argument(recorder, name, value) for name, value in arguments if value is not None]
    call = RawCall(
        number=len(recorder.calls),
        order=recorder.tick(),
        function=function,
        spot=here,
        via="at hand",
        scope="",
        arguments=taken,
        options={},
        sheet=sheet,
        panel=recorder.key(ax),
        names={},
    )
    recorder.calls.append(call)
    recorder.end(call, artist)


def _argument(recorder: Recorder, name: str, value: Any) -> RawArgument:
    np = sys.modules["numpy"]
    array = np.ma.asarray(value) if np.ma.isMaskedArray(value) else np.asarray(value)
    if np.ma.isMaskedArray(array) and array.dtype.kind == "f":
        array = array.filled(np.nan)
    return RawArgument(
        name, "numpy.ndarray", None, array.copy(), True, array.shape, str(array.dtype), (0, None, None), ()
    )
