"""Where the two halves of a diagnosis meet: what was watched becomes a report."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascope.findings import Finding, Report
from kerascope.judgement import Judgement

if TYPE_CHECKING:
    from kerascope.evidence import Failure
    from kerascope.watch import Recorder
    from kerascope.watch.runner import Outcome

__all__ = ["Judgement", "check", "inspect", "judge", "unwatch", "watch", "why"]

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


# -- scripts ----------------------------------------------------------------------------------------------------


def check(
    target: str | os.PathLike[str],
    args: Sequence[str] = (),
    *,
    module: bool = False,
    select: Collection[str] | None = None,
    ignore: Collection[str] | None = None,
    pictures: bool = False,
) -> Judgement:
    """Run a script or a module in this process, watched, and say what is wrong with its plots.

    target : path of a `.py` file, or the name of a module with `module=True`
    args : the script's own arguments
    select, ignore : names of causes to report only, or to leave out
        (by default as `[tool.kerascope]` says in the nearest pyproject.toml)
    pictures : bring a notebook's pictures out of its kernel too; those of scripts are drawn when they are looked at

    Its stdout and stderr pass through; an exception is printed as Python prints it. The report's `exit_code` and
    `exception` are those of a plain run. Never raises what the script raises.
    """
    saved = list(sys.argv), list(sys.path), sys.modules.get("__main__")
    try:
        return check_for_good(target, args, module=module, select=select, ignore=ignore, pictures=pictures)
    finally:
        sys.argv[:], sys.path[:] = saved[0], saved[1]
        if saved[2] is not None:
            sys.modules["__main__"] = saved[2]


def check_for_good(
    target: str | os.PathLike[str],
    args: Sequence[str] = (),
    *,
    module: bool = False,
    select: Collection[str] | None = None,
    ignore: Collection[str] | None = None,
    pictures: bool = False,
) -> Judgement:
    """`check` in a process that ends with the script: `__main__` and the arguments stay the script's own.

    What the interpreter does at its end, from functions registered with `atexit` to the last `__del__`, finds them so.
    """
    from kerascope.config import read

    name, here = os.fspath(target), os.path.abspath(target)
    config = read(os.getcwd() if module else here)
    select, ignore = config.narrowed(select, ignore)
    if name.endswith(".ipynb") and not module:
        report = _check_notebook(name, select, ignore, pictures)
    else:
        report = _check_script(name, args, module, select, ignore)
    return replace(report, findings=tuple(f for f in report.findings if not config.leaves_out(f, here)))


def _check_script(name: str, args: Sequence[str], module: bool, select: Any, ignore: Any) -> Judgement:
    from kerascope.watch import Watch
    from kerascope.watch.runner import full_name

    full, process = full_name(name), os.getpid()
    with Watch.shared().run() as recorder:
        try:
            outcome = _run(name, args, module)
            recorder.active = False
            if os.getpid() != process:  # forked by the script, and come to its end here: the report is its parent's
                sys.exit(outcome.code)
            raised, code = outcome.exception, outcome.code
            if module:
                return judge(recorder, name, raised, code, select, ignore)
            return judge(recorder, name, raised, code, select, ignore, files=(full,), shown={full: name})
        finally:
            recorder.active = False


def _check_notebook(name: str, select: Any, ignore: Any, pictures: bool) -> Judgement:
    """A notebook runs in a kernel of its own; the whole report comes back, and is narrowed here."""
    import base64
    import pickle
    from ast import literal_eval

    from kerascope.watch.notebooks import run_notebook

    def decode(text: str) -> Judgement:
        told: Judgement = pickle.loads(base64.b64decode(literal_eval(text)))
        return told

    report: Judgement = run_notebook(Path(name), decode, pictures=pictures)
    kept = [f for f in report.findings if (not select or f.cause in select) and f.cause not in (ignore or ())]
    return replace(report, findings=tuple(kept))


_counter: Any = None


def begin_kernel(cells: list[str], path: str) -> None:
    """Start watching inside a notebook's kernel. For `check`, which runs the notebook from outside."""
    global _counter
    from kerascope.watch import Watch
    from kerascope.watch.notebooks import CellCounter

    shell = sys.modules["IPython"].get_ipython()
    shared = Watch.shared()
    shared.recorder.reset()
    shared.start()
    _counter = CellCounter(shell, cells)
    _counter.path = path


def end_kernel(pictures: bool = False) -> str:
    """The kernel's report, in a form that travels as text; its pictures are drawn now or never."""
    import base64
    import pickle

    from kerascope.watch import Watch

    recorder = Watch.shared().recorder
    recorder.active = False
    raised = _counter.exception
    if raised is not None:
        from kerascope.watch.failure import clean

        clean(raised, _PACKAGE)
    report = judge(recorder, _counter.path, raised, int(raised is not None), files=tuple(_counter.files), notebook=True)
    return base64.b64encode(pickle.dumps(report if pictures else replace(report, sketches={}))).decode()


def _run(target: str, args: Sequence[str], module: bool) -> Outcome:
    from kerascope.watch.runner import run_module, run_script

    outcome = run_module(target, args) if module else run_script(target, args)
    _end(outcome)
    _wait_for_threads()
    return outcome


def _end(outcome: Outcome) -> None:
    """Print what a plain run would have printed at its end."""
    from kerascope.watch.failure import clean, print_as_python

    if outcome.said:
        sys.stderr.write(outcome.said + "\n")
    if outcome.exception is not None:
        clean(outcome.exception, _PACKAGE)
        print_as_python(outcome.exception)


def _wait_for_threads() -> None:
    """As the interpreter does at its end; an executor's idle workers end only when the interpreter tells them to."""
    for thread in threading.enumerate():
        target = getattr(thread, "_target", None)
        idle = getattr(target, "__module__", "") == "concurrent.futures.thread"
        if thread is not threading.current_thread() and not thread.daemon and not idle:
            thread.join()


def _failure(exception: BaseException | None, recorder: Recorder) -> Failure | None:
    from kerascope.watch.failure import failure_of

    if exception is None or isinstance(exception, KeyboardInterrupt):
        return None
    try:
        return failure_of(exception, recorder.products)
    except Exception as problem:
        recorder.fault("explaining the exception", problem)
        return None


def exception_words(exception: BaseException | None) -> str | None:
    """'TypeError: Invalid shape …', without terminal colours."""
    from kerascope.watch.failure import useful_message

    if exception is None:
        return None
    text = useful_message(str(exception))
    return f"{type(exception).__name__}: {text}" if text else type(exception).__name__


def judge(
    recorder: Recorder,
    target: str,
    exception: BaseException | None = None,
    code: int = 0,
    select: Any = None,
    ignore: Any = None,
    *,
    ended: bool = True,
    **options: Any,
) -> Judgement:
    """The report of what was recorded: for the command line, pytest and notebooks.

    ended : whether the run is over, so that a figure that nobody has shown is lost
    """
    from kerascope.watch.collect import last_looks

    try:
        last_looks(recorder, kind="exit" if ended else "look")
        return _report(recorder, target, exception, code, select, ignore, **options)
    except Exception as problem:
        recorder.fault("judging the run", problem)
        said = exception_words(exception)
        return Judgement(
            target, exit_code=code, exception=said, figures=len(recorder.sheets), faults=(*recorder.faults,)
        )


def _report(
    recorder: Recorder,
    target: str,
    exception: BaseException | None = None,
    code: int = 0,
    select: Any = None,
    ignore: Any = None,
    *,
    files: tuple[str, ...] = (),
    notebook: bool = False,
    shown: Mapping[str, str] | None = None,
) -> Judgement:
    """shown : file names as the report writes them, where they differ from those that Python knows"""
    from kerascope.diagnose import all_causes
    from kerascope.diagnose.engine import diagnose
    from kerascope.mend import tried
    from kerascope.watch.children import unwatched
    from kerascope.watch.collect import run_of

    failure = _failure(exception, recorder)
    files = files or ((target,) if os.path.exists(target) else ())
    run = run_of(recorder, target, failure=failure, files=files, notebook=notebook)
    all_causes()
    found = diagnose(run, select=select, ignore=ignore)
    mended = tried(found.findings, found.calls, run, recorder).told(shown or {})
    return Judgement(
        target=target,
        findings=mended.findings,
        exit_code=code,
        exception=exception_words(exception),
        figures=len(run.sheets),
        faults=(*recorder.faults, *found.faults),
        unwatched=tuple(unwatched(recorder)),
        sketches=mended.sketches,
    )


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
                report = _report(self.recorder, self.target, exception)
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
        from kerascope.watch.failure import clean

        clean(value, _PACKAGE)
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
    the end. Calling it again changes nothing; `kerascope.session.unwatch()` ends it.
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
    report = _report(recorder, "figure")
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
        return _report(shared, "last exception", raised, 1)
    figures = open_figures()
    if shared.calls:
        last_looks(shared, kind="look")
        return _report(shared, "open figures")
    recorder = recorder_of(figures)
    last_looks(recorder, kind="look")
    return _report(recorder, "open figures")
