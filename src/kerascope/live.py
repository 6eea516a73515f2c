"""What runs already: watch the running program from one line in it, judge a figure at hand, explain an exception."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kerascope.findings import Finding, Report
from kerascope.judgement import Judgement
from kerascope.session import PACKAGE, report_of

if TYPE_CHECKING:
    from kerascope.watch import Recorder

__all__ = ["inspect", "unwatch", "watch", "why"]


# -- a running program ------------------------------------------------------------------------------------------


class _Teller:
    """Prints each finding once: when its figure is shown, saved or closed, after an exception, and at the end."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.told: set[tuple[Any, ...]] = set()
        self.target = str(getattr(sys.modules.get("__main__"), "__file__", "") or "this session")
        self._hook = sys.excepthook

    def start(self) -> None:
        import atexit

        self.recorder.listeners.append(
            lambda sheet, event: self.tell() if event.kind in ("show", "save", "close") else None
        )
        atexit.register(self.end)
        sys.excepthook = self._raised

    def stop(self) -> None:
        import atexit

        atexit.unregister(self.end)
        self.recorder.listeners.clear()
        if sys.excepthook == self._raised:
            sys.excepthook = self._hook

    def tell(self, exception: BaseException | None = None) -> None:
        try:
            with self.recorder.nested():
                report = report_of(self.recorder, self.target, exception)
            fresh = tuple(f for f in report.findings if self._key(f) not in self.told)
            self.told.update(map(self._key, fresh))
            if fresh:
                self._print(Report(self.target, fresh, figures=report.figures))
        except Exception as problem:
            self.recorder.fault("telling what was found", problem)

    @staticmethod
    def _key(finding: Finding) -> tuple[Any, ...]:
        return finding.cause, finding.location.file, finding.location.cell, finding.location.line

    @staticmethod
    def _print(report: Report) -> None:
        from kerascope.report import render

        sys.stderr.write(render(report, "text") + "\n")
        sys.stderr.flush()

    def _raised(self, kind: type[BaseException], value: BaseException, trace: Any) -> None:
        from kerascope.watch.running.tracebacks import clean

        clean(value, PACKAGE)
        self._hook(kind, value, value.__traceback__)
        self.tell(value)

    def end(self) -> None:
        from kerascope.watch.collect import last_looks

        if self.recorder.active:
            last_looks(self.recorder)
            self.tell()
            self.recorder.active = False


_teller: _Teller | None = None


def watch() -> None:
    """Watch the running program from here on: one line at its top.

    Findings appear on stderr when a figure is shown, saved or closed, after an exception that nobody caught, and at
    the end. Calling it again changes nothing; `kerascope.live.unwatch()` ends it.
    """
    global _teller
    from kerascope.watch import Watch

    if _teller is not None:
        return
    shared = Watch.shared()
    shared.recorder.reset()
    shared.start()
    _teller = _Teller(shared.recorder)
    _teller.start()


def unwatch() -> None:
    """End what `watch()` began; what was not told yet is dropped."""
    global _teller
    if _teller is not None:
        _teller.stop()
        _teller.recorder.active = False
        _teller = None


# -- what is at hand --------------------------------------------------------------------------------------------


def inspect(figure: Any) -> Judgement:
    """Judge a figure at hand, however it was drawn.

    figure : a matplotlib `Figure`, or anything with a `figure` attribute (an `Axes`, a `Drawing`)

    When the figure was drawn under watch, the calls that drew it are judged with their places; otherwise what its
    artists still hold is: pictures are judged by their stored values, which for RGB are clipped already.
    """
    from kerascope.watch import Watch
    from kerascope.watch.at_hand import recorder_of
    from kerascope.watch.collect import last_looks

    while not hasattr(figure, "savefig") and getattr(figure, "figure", figure) is not figure:
        figure = figure.figure  # a Drawing's or an Axes's may be a SubFigure, which has one as well
    if not hasattr(figure, "axes") or not hasattr(figure, "savefig"):
        from kerascope.errors import UsageError

        raise UsageError(
            "inspect takes a matplotlib Figure",
            given=f"an object of type {type(figure).__name__}",
            next_step="Hand over a Figure, an Axes or a Drawing; for the current figures call kerascope.why()",
        )
    shared = Watch.shared().recorder
    known = shared.knows(figure)
    recorder = shared if known else recorder_of([figure])
    last_looks(recorder, only=[recorder.key(figure)], kind="look")
    key = recorder.key(figure)
    report = report_of(recorder, "figure")
    return _only(report, recorder, key) if known else report


def _only(report: Judgement, recorder: Recorder, key: int) -> Judgement:
    """The findings on lines that drew in one figure."""
    lines = {(c.spot.code.co_filename, c.spot.line) for c in recorder.calls if c.sheet == key}
    sheet = recorder.sheets[key]
    if sheet.spot is not None:
        lines.add((sheet.spot.code.co_filename, sheet.spot.line))
    kept = tuple(
        f
        for f in report.findings
        if any(n == f.location.line and (f.location.file in (None, name)) for name, n in lines)
    )
    return replace(report, findings=kept, figures=1)


def why(exception: BaseException | None = None) -> Judgement:
    """Explain the last exception, or else judge the figures that pyplot holds open.

    exception : the exception to explain; by default the last one that nobody caught (`sys.last_value`)
    """
    from kerascope.watch import Watch
    from kerascope.watch.at_hand import open_figures, recorder_of
    from kerascope.watch.collect import last_looks

    shared = Watch.shared().recorder
    raised = exception if exception is not None else getattr(sys, "last_value", None)
    if raised is not None:
        return report_of(shared, "last exception", raised, 1)
    figures = open_figures()
    if shared.calls:
        last_looks(shared, kind="look")
        return report_of(shared, "open figures")
    recorder = recorder_of(figures)
    last_looks(recorder, kind="look")
    return report_of(recorder, "open figures")
