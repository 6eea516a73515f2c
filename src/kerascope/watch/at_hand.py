"""A record of figures that nobody watched being drawn, made from what their artists still hold."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kerascope.evidence import Provenance
from kerascope.watch.frames import Spot
from kerascope.watch.record.recorder import RawArgument, RawCall, Recorder
from kerascope.watch.record.roots import Root, layout_of
from kerascope.watch.values.arguments import arguments_of
from kerascope.watch.values.described import plain_options

__all__ = ["Held", "Placed", "draw_again", "open_figures", "recorder_of"]


def open_figures() -> list[Any]:
    """The figures that pyplot holds, oldest first."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    return [] if helpers is None else [m.canvas.figure for m in helpers.Gcf.get_all_fig_managers()]


def recorder_of(figures: Iterable[Any]) -> Recorder:
    """A recorder that knows these figures as if their artists had been drawn under watch, places unknown."""
    recorder = Recorder()
    here = Nowhere()
    for figure in figures:
        sheet = recorder.sheet(figure)
        for ax in figure.axes:
            for image in ax.images:
                _add(recorder, sheet.key, ax, image, "imshow", [("X", image.get_array())], here)
            for line in ax.lines:
                _add(recorder, sheet.key, ax, line, "plot", [("x", line.get_xdata()), ("y", line.get_ydata())], here)
    return recorder


class Nowhere(Spot):
    """The place of a call that nobody watched: no file, no line."""

    __slots__ = ()

    def __init__(self) -> None:
        self.code = compile("", "", "exec")
        self.lasti = 0

    @property
    def line(self) -> int:
        return 0

    def node(self) -> ast.AST | None:
        return None


class Placed(Spot):
    """A place in a source that never ran: a call's node in a text of that name."""

    __slots__ = ("_node",)

    def __init__(self, filename: str, node: ast.AST) -> None:
        self.code = compile("", filename, "exec")
        self.lasti = getattr(node, "col_offset", 0)
        self._node = node

    @property
    def line(self) -> int:
        return getattr(self._node, "lineno", 1)

    def node(self) -> ast.AST | None:
        return self._node


@dataclass(frozen=True, slots=True)
class Held:
    """An array that a call drawn again may be a part of, with what was known of it."""

    name: str
    array: Any
    axes: tuple[str, ...] | None = None
    provenance: Provenance | None = None


def draw_again(
    recorder: Recorder,
    ax: Any,
    like: RawCall,
    spot: Spot,
    given: tuple[Sequence[Any], dict[str, Any]],
    *,
    held: Sequence[Held] = (),
    types: Sequence[str] = (),
) -> RawCall:
    """Draw a call with its true arguments in a bare figure, and record it as if it had been watched.

    like : the call that it stands for; `spot` says where it stands now
    held : arrays that the arguments may be views of
    types : what the source has of each array argument, in order; numpy's own when left out

    An exception of the drawing is written down in the call, not raised.
    """
    args, options = given
    function = like.function
    pairs = arguments_of(function, tuple(args), options)
    taken = [_held(recorder, name, value, held) for name, value in pairs if value is not None]
    taken = [replace(a, type=t) if t else a for a, t in zip(taken, [*types, *[""] * len(taken)], strict=False)]
    formats = [a for a in args if isinstance(a, str)]
    call = replace(
        like,
        number=len(recorder.calls),
        order=recorder.tick(),
        spot=spot,
        arguments=taken,
        options=plain_options(options) | ({"fmt": formats[0]} if formats else {}),
        sheet=recorder.sheet(ax.figure).key,
        panel=recorder.key(ax),
        exception="",
        artists=[],
    )
    recorder.calls.append(call)
    try:
        recorder.end(call, getattr(ax, function)(*args, **options))
    except Exception as problem:
        call.exception = f"{type(problem).__name__}: {problem}"[:400]
    return call


def _held(recorder: Recorder, name: str, value: Any, held: Sequence[Held]) -> RawArgument:
    """An argument with the arrays that it is a view of."""
    np = sys.modules["numpy"]
    taken = _argument(recorder, name, value)
    if not isinstance(value, np.ndarray) or not value.size or value.dtype.kind == "O":
        return taken
    owner = value if value.base is None else value.base
    roots = [
        Root(h.name, layout_of(value), layout_of(h.array), h.provenance, h.axes)
        for h in held
        if h.array is value or h.array is owner or h.array.base is owner
    ]
    return replace(taken, roots=tuple(roots))


def _add(
    recorder: Recorder, sheet: int, ax: Any, artist: Any, function: str, arguments: list[tuple[str, Any]], here: Spot
) -> None:
    taken = [_argument(recorder, name, value) for name, value in arguments if value is not None]
    call = RawCall(
        number=len(recorder.calls),
        order=recorder.tick(),
        function=function,
        spot=here,
        via="",
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
