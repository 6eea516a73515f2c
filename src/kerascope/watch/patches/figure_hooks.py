"""Patches of matplotlib's entry points for the life of a figure: made, cleared, shown, saved, closed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

from kerascope.watch.frames import Spot, is_user, library, unseen
from kerascope.watch.patches.stand_in import stand_in
from kerascope.watch.record.recorder import Recorder
from kerascope.watch.seen.looks import any_user_frame, for_the_screen, look_at, path_of, through_pyplot

__all__ = ["cleared", "hooks", "once_made"]


def once_made(
    recorder: Recorder, what: str, original: Callable[..., Any], note: Callable[[Recorder, Any, FrameType], None]
) -> Callable[..., Any]:
    """An `__init__` after which a note is taken of what it has made."""

    @stand_in(original)
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
        figure_class.__init__ = once_made(recorder, "figure", figure_class.__init__, _new_sheet)
        figure_class.clear = eventful(recorder, "clear", figure_class.clear)

    return patch


def _new_sheet(recorder: Recorder, figure: Any, frame: FrameType) -> None:
    sheet = recorder.sheet(figure)
    user = any_user_frame(frame)
    sheet.spot = Spot(user) if user is not None else None
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    sheet.open_beside = len(helpers.Gcf.figs) if helpers is not None else 0
    sheet.open_limit = int(sys.modules["matplotlib"].rcParams["figure.max_open_warning"])


def eventful(recorder: Recorder, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """A look at the figure just before a method empties it."""

    @stand_in(original)
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

        @stand_in(original)
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
    @stand_in(original)
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

        @stand_in(one)
        def destroy(cls: Any, num: Any) -> Any:
            _before_close(recorder, cls, num, sys._getframe(1))
            with unseen:
                return one(cls, num)

        @stand_in(all_)
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

        @stand_in(original)
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


def _patch_animation(recorder: Recorder) -> Callable[[ModuleType], None]:
    """An animation shows its figure by means of its own."""

    def patch(module: ModuleType) -> None:
        original = module.Animation.__init__

        @stand_in(original)
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


def cleared(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    """A look at an axes' figure just before the user clears the axes; figures and axes clear themselves, too."""

    @stand_in(original)
    def clear(self: Any) -> None:
        if not recorder.inside:
            try:
                frame: FrameType | None = sys._getframe(1)
                while frame is not None and frame.f_code.co_name == "cla":
                    frame = frame.f_back
                if frame is not None and is_user(frame.f_code.co_filename) and self.has_data():
                    look_at(recorder, self.get_figure(root=True), "clear", frame, axes=self)
            except Exception as problem:
                recorder.fault("looking at a figure before an axes is cleared", problem)
        with unseen:
            original(self)

    return clear


def hooks(recorder: Recorder) -> dict[str, Callable[[ModuleType], None]]:
    """What to do after which module of matplotlib is imported."""
    return {
        "matplotlib.figure": _patch_figure(recorder),
        "matplotlib.backend_bases": _patch_canvas(recorder),
        "matplotlib.backends.backend_agg": _patch_agg(recorder),
        "matplotlib._pylab_helpers": _patch_managers(recorder),
        "matplotlib.pyplot": _patch_pyplot(recorder),
        "matplotlib.animation": _patch_animation(recorder),
    }
