"""Patches of matplotlib's entry points. Each calls the original with the very arguments it was given."""

from __future__ import annotations

import ast
import functools
import os
import sys
from collections.abc import Callable
from types import FrameType, FunctionType, ModuleType, TracebackType
from typing import Any, cast

from kerascope.watch.arguments import WATCHED, reader_of
from kerascope.watch.frames import STAND_IN, Spot, is_user, library, unseen
from kerascope.watch.legends import note_legend
from kerascope.watch.looks import any_user_frame, for_the_screen, look_at, path_of, through_pyplot
from kerascope.watch.recorder import RawCall, Recorder

__all__ = ["hooks"]


def _stand_in(original: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`functools.wraps`, and one thing more: matplotlib takes the function for its own.

    It looks for the caller to blame in a warning by module names (by file names since Python 3.12), and would blame
    kerascope where it means the user's line.
    """

    def make(wrapper: Callable[..., Any]) -> Callable[..., Any]:
        function: Any = functools.wraps(original)(wrapper)
        folder = os.path.dirname(str(sys.modules["matplotlib"].__file__))
        code = function.__code__.replace(co_filename=os.path.join(folder, STAND_IN))
        names = {**globals(), "__name__": "matplotlib._kerascope"}
        made: Any = FunctionType(code, names, function.__name__, function.__defaults__, function.__closure__)
        made.__kwdefaults__ = function.__kwdefaults__
        return cast("Callable[..., Any]", functools.wraps(original)(made))

    return make


class _Noted:
    """As `unseen`, and what was raised is written down with the call."""

    __slots__ = ("call",)

    def __init__(self, call: RawCall | None) -> None:
        self.call = call

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, problem: BaseException | None, trace: TracebackType | None) -> None:
        if problem is not None and self.call is not None:
            self.call.exception = f"{type(problem).__name__}: {problem}"[:400]
        unseen.__exit__(kind, problem, trace)


def _watch_call(recorder: Recorder, function: str, original: Callable[..., Any]) -> Callable[..., Any]:
    read = reader_of(function)

    @_stand_in(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        if recorder.inside:
            with unseen:
                return original(self, *args, **kwargs)
        call: RawCall | None = None
        recorder.enter()
        try:
            try:
                formats = [a for a in args if isinstance(a, str)]
                options = {**kwargs, "fmt": formats[0]} if formats else kwargs
                call = recorder.begin(function, self, read(function, args, kwargs), options, sys._getframe(1))
            except Exception as problem:
                recorder.fault(f"reading the arguments of {function}", problem)
            with _Noted(call):
                result: Any = original(self, *args, **kwargs)
        finally:
            recorder.leave()
        if call is not None:
            recorder.end(call, result)
        return result

    return wrapper


def _patch_axes(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        axes = module.Axes
        for function in WATCHED:
            if function in vars(axes):
                setattr(axes, function, _watch_call(recorder, function, vars(axes)[function]))
        if "legend" in vars(axes):
            axes.legend = _note_place(recorder, "legend", axes.legend)
        if "set_title" in vars(axes):
            axes.set_title = _note_place(recorder, "title", axes.set_title)

    return patch


def _note_place(recorder: Recorder, what: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """Remember where a limit, a scale, a label or a legend of an axes was last set by the user."""

    @_stand_in(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not recorder.inside:
            try:
                found = _asked_by_user(sys._getframe(1), what)
                if found is not None:
                    recorder.limit_spots[recorder.key(self), what] = Spot(found)
                    if what == "title" and args and isinstance(args[0], str):
                        recorder.add_title(self, args[0], Spot(found))
                    if what == "legend":
                        note_legend(recorder, self, args, kwargs, found)
            except Exception as problem:
                recorder.fault(f"noting where {what} was set", problem)
        with unseen:
            return original(self, *args, **kwargs)

    return wrapper


def _asked_by_user(frame: FrameType | None, what: str) -> FrameType | None:
    """The user's frame when a limit was set on its request, not by autoscaling or by another library.

    pandas hands on the limits that it is given, and sets some itself.
    """
    handed_on = False
    while frame is not None:
        name = frame.f_code.co_filename
        if is_user(name):
            return frame if not handed_on or _option_given(frame, what) else None
        owner = library(name)
        handed_on = handed_on or (owner == "pandas" and what in ("xlim", "ylim"))
        if (owner not in ("matplotlib", "") and not handed_on) or frame.f_code.co_name in _OWN_LIMITS:
            return None
        frame = frame.f_back
    return None


def _option_given(frame: FrameType, option: str) -> bool:
    """Whether the call that a frame waits for says `option=` in its own words: `table.plot(xlim=(0, 9))`."""
    node = Spot(frame).node()
    return isinstance(node, ast.Call) and any(k.arg == option for k in node.keywords)


_OWN_LIMITS = ("autoscale_view", "_unstale_viewLim", "handle_single_axis", "apply_aspect", "__init__", "cla", "__clear")


def _patch_base(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        base = module._AxesBase
        for name, what in (
            ("set_xlim", "xlim"),
            ("set_ylim", "ylim"),
            ("set_yscale", "yscale"),
            ("set_xscale", "xscale"),
            ("set_xlabel", "xlabel"),
            ("set_ylabel", "ylabel"),
        ):
            setattr(base, name, _note_place(recorder, what, getattr(base, name)))
        if "add_patch" in vars(base):
            base.add_patch = _watch_call(recorder, "add_patch", base.add_patch)
        base.__init__ = _once_made(recorder, "axes", base.__init__, _new_panel)

    return patch


def _new_panel(recorder: Recorder, axes: Any, frame: FrameType) -> None:
    found = any_user_frame(frame)
    if found is not None:
        recorder.panel_spots[recorder.key(axes)] = Spot(found)


def _once_made(
    recorder: Recorder, what: str, original: Callable[..., Any], note: Callable[[Recorder, Any, FrameType], None]
) -> Callable[..., Any]:
    """An `__init__` after which a note is taken of what it has made."""

    @_stand_in(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        with unseen:
            original(self, *args, **kwargs)
        if not recorder.inside:
            try:
                note(recorder, self, sys._getframe(1))
            except Exception as problem:
                recorder.fault(f"noting a new {what}", problem)

    return made


def _patch_figure(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        figure_class = module.Figure
        figure_class.__init__ = _once_made(recorder, "figure", figure_class.__init__, _new_sheet)
        figure_class.clear = _eventful(recorder, "clear", figure_class.clear)

    return patch


def _new_sheet(recorder: Recorder, figure: Any, frame: FrameType) -> None:
    sheet = recorder.sheet(figure)
    user = any_user_frame(frame)
    sheet.spot = Spot(user) if user is not None else None
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    sheet.open_beside = len(helpers.Gcf.figs) if helpers is not None else 0
    sheet.open_limit = int(sys.modules["matplotlib"].rcParams["figure.max_open_warning"])


def _eventful(recorder: Recorder, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """A look at the figure just before a method empties it."""

    @_stand_in(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not recorder.inside and self.axes:
            try:
                look_at(recorder, self, kind, sys._getframe(1))
            except Exception as problem:
                recorder.fault(f"looking at a figure before {kind}", problem)
        with unseen:
            return original(self, *args, **kwargs)

    return wrapper


def _patch_canvas(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        canvas = module.FigureCanvasBase
        original = canvas.print_figure

        @_stand_in(original)
        def print_figure(self: Any, filename: Any, *args: Any, **kwargs: Any) -> Any:
            with unseen:
                result = original(self, filename, *args, **kwargs)
            if not recorder.inside:
                try:
                    frame = sys._getframe(1)
                    if for_the_screen(frame):
                        look_at(recorder, self.figure, "show", frame, pyplot=True)
                        return result
                    look_at(recorder, self.figure, "save", frame, path=path_of(filename), pyplot=through_pyplot(frame))
                except Exception as problem:
                    recorder.fault("looking at a saved figure", problem)
            return result

        canvas.print_figure = print_figure

    return patch


def _patch_agg(recorder: Recorder) -> Callable[[ModuleType], None]:
    """A figure drawn on its canvas by the user's own request: its pixels may be taken from there."""

    def patch(module: ModuleType) -> None:
        canvas = module.FigureCanvasAgg
        for name in ("buffer_rgba", "print_to_buffer", "tostring_argb", "print_png"):
            if name in vars(canvas):
                setattr(canvas, name, _note_taken(recorder, vars(canvas)[name]))

    return patch


def _note_taken(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @_stand_in(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        with unseen:
            result = original(self, *args, **kwargs)
        if not recorder.inside:
            try:
                if library(sys._getframe(1).f_code.co_filename) != "matplotlib":
                    look_at(recorder, self.figure, "save", sys._getframe(1))
            except Exception as problem:
                recorder.fault("noting pixels taken", problem)
        return result

    return wrapper


def _patch_managers(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        gcf = module.Gcf
        one, all_ = gcf.__dict__["destroy"].__func__, gcf.__dict__["destroy_all"].__func__

        @_stand_in(one)
        def destroy(cls: Any, num: Any) -> Any:
            _before_close(recorder, cls, num, sys._getframe(1))
            with unseen:
                return one(cls, num)

        @_stand_in(all_)
        def destroy_all(cls: Any) -> Any:
            _before_close(recorder, cls, None, sys._getframe(1))
            with unseen:
                return all_(cls)

        gcf.destroy, gcf.destroy_all = classmethod(destroy), classmethod(destroy_all)

    return patch


def _before_close(recorder: Recorder, gcf: Any, num: Any, frame: FrameType) -> None:
    """num : a manager, the number of one, or None for all"""
    if recorder.inside:
        return
    try:
        managers = list(gcf.figs.values()) if num is None else [num if hasattr(num, "canvas") else gcf.figs.get(num)]
        for manager in managers:
            if manager is not None:
                look_at(recorder, manager.canvas.figure, "close", frame, pyplot=True)
    except Exception as problem:
        recorder.fault("looking at a figure before it closes", problem)


def _patch_pyplot(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        original = module.show

        @_stand_in(original)
        def show(*args: Any, **kwargs: Any) -> Any:
            if not recorder.inside:
                try:
                    frame = sys._getframe(1)
                    for manager in list(sys.modules["matplotlib._pylab_helpers"].Gcf.figs.values()):
                        look_at(recorder, manager.canvas.figure, "show", frame, pyplot=True)
                except Exception as problem:
                    recorder.fault("looking at shown figures", problem)
            with unseen:
                return original(*args, **kwargs)

        module.show = show  # type: ignore[attr-defined]

    return patch


def _patch_image(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        original = module.imsave

        @_stand_in(original)
        def imsave(fname: Any, arr: Any, **kwargs: Any) -> Any:
            if recorder.inside:
                return original(fname, arr, **kwargs)
            call = recorder.begin("imsave", None, [("X", arr)], kwargs, sys._getframe(1))
            recorder.enter()
            try:
                with _Noted(call):
                    return original(fname, arr, **kwargs)
            finally:
                recorder.leave()

        module.imsave = imsave  # type: ignore[attr-defined]

    return patch


def _patch_animation(recorder: Recorder) -> Callable[[ModuleType], None]:
    """An animation shows its figure by means of its own."""

    def patch(module: ModuleType) -> None:
        original = module.Animation.__init__

        @_stand_in(original)
        def made(self: Any, fig: Any, *args: Any, **kwargs: Any) -> None:
            if not recorder.inside:
                try:
                    look_at(recorder, fig, "save", sys._getframe(1), path="animation")
                except Exception as problem:
                    recorder.fault("noting an animation", problem)
            with unseen:
                original(self, fig, *args, **kwargs)

        module.Animation.__init__ = made

    return patch


def hooks(recorder: Recorder) -> dict[str, Callable[[ModuleType], None]]:
    """What to do after which module of matplotlib is imported."""
    return {
        "matplotlib.axes._base": _patch_base(recorder),
        "matplotlib.axes._axes": _patch_axes(recorder),
        "matplotlib.figure": _patch_figure(recorder),
        "matplotlib.backend_bases": _patch_canvas(recorder),
        "matplotlib.backends.backend_agg": _patch_agg(recorder),
        "matplotlib._pylab_helpers": _patch_managers(recorder),
        "matplotlib.image": _patch_image(recorder),
        "matplotlib.pyplot": _patch_pyplot(recorder),
        "matplotlib.animation": _patch_animation(recorder),
    }
