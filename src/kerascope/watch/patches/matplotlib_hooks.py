"""Patches of matplotlib's plotting calls. Each calls the original with the very arguments it was given."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from types import FrameType, ModuleType, TracebackType
from typing import Any

from kerascope.watch.frames import Spot, is_user, library, unseen
from kerascope.watch.patches.figure_hooks import cleared, once_made
from kerascope.watch.patches.legends import note_legend
from kerascope.watch.patches.stand_in import stand_in
from kerascope.watch.record.recorder import RawCall, Recorder
from kerascope.watch.seen.looks import any_user_frame
from kerascope.watch.values.arguments import WATCHED, reader_of

__all__ = ["hooks"]


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


class _Alone(_Noted):
    """The same of a picture that knows of no axes when it is made: recorded here, and nothing that it calls is."""

    __slots__ = ("recorder",)

    def __init__(
        self, recorder: Recorder, function: str, picture: Any, options: dict[str, Any], frame: FrameType
    ) -> None:
        super().__init__(recorder.begin(function, None, [("X", picture)], options, frame))
        self.recorder = recorder

    def __enter__(self) -> None:
        self.recorder.enter()

    def __exit__(self, kind: object, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.recorder.leave()
        super().__exit__(kind, problem, trace)


def _watch_call(recorder: Recorder, function: str, original: Callable[..., Any]) -> Callable[..., Any]:
    read = reader_of(function)

    @stand_in(original)
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

    @stand_in(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not recorder.inside:
            try:
                found = _asked_by_user(sys._getframe(1), what)
                if found is not None:
                    recorder.limit_spots[recorder.key(self), what] = Spot(found)
                    recorder.limit_orders[recorder.key(self), what] = recorder.tick()
                    if what in ("title", "xlabel", "ylabel") and args and isinstance(args[0], str):
                        recorder.add_title(self, args[0], Spot(found), what)
                    if what == "legend":
                        note_legend(recorder, self, args, kwargs, found)
            except Exception as problem:
                recorder.fault(f"noting where {what} was set", problem)
        with unseen:
            return original(self, *args, **kwargs)

    return wrapper


def _asked_by_user(frame: FrameType | None, what: str) -> FrameType | None:
    """The user's frame when a limit was set on its request, not by autoscaling or by another library.

    pandas and seaborn hand on the limits that they are given, and set some themselves; an axes that is made hands on
    those that it was made with.
    """
    handed_on = False
    given = False
    while frame is not None:
        name = frame.f_code.co_filename
        if is_user(name):
            return frame if not handed_on or _option_given(frame, what) else None
        owner = library(name)
        handed_on = handed_on or (owner in ("pandas", "seaborn") and what in ("xlim", "ylim"))
        given = given or frame.f_code.co_name == "_internal_update"
        own = frame.f_code.co_name in _OWN_LIMITS and not (given and frame.f_code.co_name == "__init__")
        if (owner not in ("matplotlib", "") and not handed_on) or own:
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
        base.clear = cleared(recorder, base.clear)
        base.__init__ = once_made(recorder, "axes", base.__init__, _new_panel)

    return patch


def _new_panel(recorder: Recorder, axes: Any, frame: FrameType) -> None:
    found = any_user_frame(frame)
    if found is not None:
        recorder.panel_spots[recorder.key(axes)] = Spot(found)


def _patch_image(recorder: Recorder) -> Callable[[ModuleType], None]:
    def patch(module: ModuleType) -> None:
        original = module.imsave

        @stand_in(original)
        def imsave(fname: Any, arr: Any, **kwargs: Any) -> Any:
            if recorder.inside:
                return original(fname, arr, **kwargs)
            with _Alone(recorder, "imsave", arr, kwargs, sys._getframe(1)):
                return original(fname, arr, **kwargs)

        module.imsave = imsave  # type: ignore[attr-defined]

    return patch


def _patch_offsetbox(recorder: Recorder) -> Callable[[ModuleType], None]:
    """Thumbnails that an `AnnotationBbox` puts beside points: they know of no axes when they are made."""

    def patch(module: ModuleType) -> None:
        original = module.OffsetImage.__init__

        @stand_in(original)
        def made(self: Any, *args: Any, **kwargs: Any) -> None:
            if recorder.inside:
                with unseen:
                    original(self, *args, **kwargs)
                return
            picture = args[0] if args else kwargs.get("arr")
            with _Alone(recorder, "OffsetImage", picture, kwargs, sys._getframe(1)):
                original(self, *args, **kwargs)

        module.OffsetImage.__init__ = made

    return patch


def hooks(recorder: Recorder) -> dict[str, Callable[[ModuleType], None]]:
    """What to do after which module of matplotlib is imported."""
    return {
        "matplotlib.axes._base": _patch_base(recorder),
        "matplotlib.axes._axes": _patch_axes(recorder),
        "matplotlib.image": _patch_image(recorder),
        "matplotlib.offsetbox": _patch_offsetbox(recorder),
    }
