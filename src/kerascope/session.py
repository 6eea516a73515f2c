"""Where the two halves of a diagnosis meet: what was watched becomes a report."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascope.judgement import Judgement

if TYPE_CHECKING:
    from kerascope.evidence import Failure
    from kerascope.watch import Recorder
    from kerascope.watch.running.runner import Outcome

__all__ = ["PACKAGE", "Judgement", "check", "check_for_good", "exception_words", "judge", "report_of"]

PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


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
    from kerascope.watch.running.runner import full_name

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

    from kerascope.watch.running.notebooks import run_notebook

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
    from kerascope.watch.running.notebooks import CellCounter

    shell = sys.modules["IPython"].get_ipython()
    shared = Watch.shared()
    shared.recorder.reset()
    shared.start()
    _counter = CellCounter(shell, cells)
    _counter.path = path
    folder = os.path.dirname(os.path.abspath(path))
    if folder != os.getcwd() and folder not in sys.path:  # modules beside it are found, as they are by Jupyter
        sys.path.insert(1, folder)


def end_kernel(pictures: bool = False) -> str:
    """The kernel's report, in a form that travels as text; its pictures are drawn now or never."""
    import base64
    import pickle

    from kerascope.watch import Watch

    recorder = Watch.shared().recorder
    recorder.active = False
    raised = _counter.exception
    if raised is not None:
        from kerascope.watch.running.tracebacks import clean

        clean(raised, PACKAGE)
    report = judge(recorder, _counter.path, raised, int(raised is not None), files=tuple(_counter.files), notebook=True)
    return base64.b64encode(pickle.dumps(report if pictures else replace(report, sketches={}))).decode()


def _run(target: str, args: Sequence[str], module: bool) -> Outcome:
    from kerascope.watch.running.runner import run_module, run_script

    outcome = run_module(target, args) if module else run_script(target, args)
    _end(outcome)
    _wait_for_threads()
    return outcome


def _end(outcome: Outcome) -> None:
    """Print what a plain run would have printed at its end."""
    from kerascope.watch.running.tracebacks import clean, print_as_python

    if outcome.said:
        sys.stderr.write(outcome.said + "\n")
    if outcome.exception is not None:
        clean(outcome.exception, PACKAGE)
        print_as_python(outcome.exception)


def _wait_for_threads() -> None:
    """As the interpreter does at its end; an executor's idle workers end only when the interpreter tells them to."""
    for thread in threading.enumerate():
        target = getattr(thread, "_target", None)
        idle = getattr(target, "__module__", "") == "concurrent.futures.thread"
        if thread is not threading.current_thread() and not thread.daemon and not idle:
            thread.join()


def _failure(exception: BaseException | None, recorder: Recorder) -> Failure | None:
    from kerascope.watch.running.failure import failure_of

    if exception is None or isinstance(exception, KeyboardInterrupt):
        return None
    try:
        return failure_of(exception, recorder.products)
    except Exception as problem:
        recorder.fault("explaining the exception", problem)
        return None


def exception_words(exception: BaseException | None) -> str | None:
    """'TypeError: Invalid shape …', without terminal colours."""
    from kerascope.watch.running.failure import useful_message

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
        return report_of(recorder, target, exception, code, select, ignore, **options)
    except Exception as problem:
        recorder.fault("judging the run", problem)
        said = exception_words(exception)
        return Judgement(
            target, exit_code=code, exception=said, figures=len(recorder.sheets), faults=(*recorder.faults,)
        )


def report_of(
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
    from kerascope.watch.collect import run_of
    from kerascope.watch.patches.children import unwatched

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
