"""Fixes tried out: the panel of a call drawn again, as it was and as a fix leaves it, and judged by all causes.

All trials are drawn into one fresh record and judged together. As a control the unmended call is drawn too: only where
the cause is seen in that does its absence in the mended picture mean anything.
"""

from __future__ import annotations

import linecache
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding
from kerascope.mend.plans import Plan, Version, call_at, given_to, verified
from kerascope.mend.values import Unknown
from kerascope.watch.at_hand import Placed, draw_again
from kerascope.watch.record.recorder import Recorder

__all__ = ["Bench", "Trial", "quiet", "safe_ones"]

_TURNS = 16
"""Calls at one place (of a loop) that are drawn again, spread evenly."""
_BESIDE = 12
"""Other calls of a panel that are drawn again with one."""


@dataclass(slots=True)
class Trial:
    """One version of one plan, drawn."""

    plan: Plan
    file: str
    figures: dict[int | None, Any] = field(default_factory=dict)
    """By the sheet that they stand for."""
    calls: set[int] = field(default_factory=set)
    raised: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Bench:
    """Where trials are drawn."""

    run: Run
    seen: Recorder
    """The record that the findings came from."""
    recorder: Recorder
    until: float
    files: list[str] = field(default_factory=list)
    near: dict[int, dict[str, tuple[Any, str]]] = field(default_factory=dict)

    def arrays(self, call: Call, numpy: frozenset[str]) -> dict[str, tuple[Any, str]]:
        if call.number not in self.near:
            self.near[call.number] = dict(verified(call, numpy))
        return self.near[call.number]


@contextmanager
def quiet() -> Iterator[None]:
    """No warning and no log line of matplotlib's while pictures are drawn that nobody asked for."""
    import logging
    import warnings

    logger = logging.getLogger("matplotlib")
    kept = logger.handlers, logger.propagate
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.handlers, logger.propagate = [logging.NullHandler()], False
        try:
            yield
        finally:
            logger.handlers, logger.propagate = kept


def safe_ones(plans: Sequence[Plan], run: Run, seen: Recorder, seconds: float) -> list[bool]:
    """For each plan whether its picture was drawn and is free of the cause and of every error and warning.

    One is tried first, then as many at once as the time seems to allow; those for which it does not are not safe.
    """
    began, safe, size = time.thread_time(), list[bool](), 1
    while len(safe) < len(plans) and time.thread_time() < began + seconds:
        safe += _batch(plans[len(safe) : len(safe) + size], run, seen, began + seconds)
        spent = time.thread_time() - began
        size = max(1, int((seconds - spent) / (1.2 * spent / len(safe))))
    return safe + [False] * (len(plans) - len(safe))


def _batch(plans: Sequence[Plan], run: Run, seen: Recorder, until: float) -> list[bool]:
    recorder = Recorder()
    recorder.products = seen.products
    bench = Bench(run, seen, recorder, until)
    try:
        pairs = [_pair(plan, bench) for plan in plans]
        return _judged(pairs, bench)
    finally:
        for name in bench.files:
            linecache.cache.pop(name, None)


def _pair(plan: Plan, bench: Bench) -> tuple[Trial, Trial] | None:
    if time.thread_time() > bench.until:
        return None
    try:
        return _trial(plan, plan.before, bench), _trial(plan, plan.after, bench)
    except Unknown:
        return None


def _trial(plan: Plan, version: Version, bench: Bench) -> Trial:
    name = f"<kerascope: try {len(bench.files)}>"
    bench.files.append(name)
    linecache.cache[name] = (len(version.text), None, version.text.splitlines(keepends=True), name)
    trial = Trial(plan, name)
    step = -(-len(plan.turns) // _TURNS)
    panels: dict[tuple[int | None, int | None], list[Call]] = {}
    for call in plan.turns[::step]:
        panels.setdefault((call.sheet, call.panel), []).append(call)
    for mine in panels.values():
        _panel(trial, version, mine, bench)
    return trial


def _panel(trial: Trial, version: Version, mine: list[Call], bench: Bench) -> None:
    """Draw the calls of one panel, those of the plan as the version has them."""
    if time.thread_time() > bench.until:
        raise Unknown("too long")
    first = mine[0]
    others = [c for c in bench.run.calls_in(first.sheet, first.panel) if c not in trial.plan.turns]
    ax = _axes(bench.run, first, trial.figures)
    for call in sorted([*mine, *others[:_BESIDE]], key=lambda c: c.order):
        if call in mine:
            trial.calls.add(_draw(trial, version, call, bench, ax))
        else:
            _beside(trial, version, call, bench, ax)


def _draw(trial: Trial, version: Version, call: Call, bench: Bench, ax: Any) -> int:
    given, held, types = given_to(version, call, bench.arrays(call, version.numpy))
    spot = Placed(trial.file, version.node)
    drawn = draw_again(bench.recorder, ax, bench.seen.calls[call.number], spot, given, held=held, types=types)
    if drawn.exception:
        trial.raised.append(drawn.exception)
    return drawn.number


def _beside(trial: Trial, version: Version, call: Call, bench: Bench, ax: Any) -> None:
    """A call that shares the panel, as it was; left out when it can't be told."""
    node = call_at(version.text, call.place, call.function)
    if node is None or call.via or call.exception or call.place.file != trial.plan.call.place.file:
        return
    try:
        _draw(trial, Version(version.text, node, version.numpy), call, bench, ax)
    except Unknown:
        return


def _axes(run: Run, call: Call, figures: dict[int | None, Any]) -> Any:
    """Empty axes of the size and place that the call's own had, in one figure a sheet."""
    sheet, panel = run.sheet_of(call), run.panel_of(call)
    if panel is not None and panel.projection != "rectilinear":
        raise Unknown("another projection")
    figure = figures.get(call.sheet)
    if figure is None:
        figure = figures[call.sheet] = _figure(sheet)
    if panel is not None and panel.grid is not None:
        rows, columns, first = panel.grid
        ax: Any = figure.add_subplot(rows, columns, first + 1)
    else:
        ax = figure.add_axes(_position(panel))
    if panel is not None:
        ax.set(title=panel.title, xlabel=panel.xlabel, ylabel=panel.ylabel)
    return ax


def _figure(sheet: Sheet | None) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure: Any = Figure(figsize=sheet.size if sheet else None, dpi=sheet.dpi if sheet else None)
    FigureCanvasAgg(figure)
    if sheet is not None and sheet.title:
        figure.suptitle(sheet.title)
    return figure


def _position(panel: Panel | None) -> tuple[float, float, float, float]:
    if panel is None or panel.position[2] <= 0 or panel.position[3] <= 0:
        return (0.125, 0.11, 0.775, 0.77)
    return panel.position


# -- judging ------------------------------------------------------------------------------------------------------


def _judged(pairs: Sequence[tuple[Trial, Trial] | None], bench: Bench) -> list[bool]:
    from kerascope.diagnose.engine import diagnose
    from kerascope.watch.collect import last_looks, run_of

    if not any(pairs):
        return [False] * len(pairs)
    last_looks(bench.recorder, kind="look")
    run = run_of(bench.recorder, bench.run.target, files=_elsewhere(bench), notebook=bench.run.notebook)
    told = diagnose(run)
    found = list(zip(told.findings, told.calls, strict=True))
    return [pair is not None and _free(*pair, found) for pair in pairs]


def _elsewhere(bench: Bench) -> tuple[str, ...]:
    """A notebook's cells speak of each other's names."""
    return tuple(bench.run.sources) if bench.run.notebook else ()


Found = Sequence[tuple[Finding, tuple[int, ...]]]


def _free(before: Trial, after: Trial, found: Found) -> bool:
    if after.raised:
        return False
    cause = before.plan.finding.cause
    was = _of(before, found)
    control = any(f.cause == cause for f in was)
    if before.raised:
        control = control or bool(before.plan.call.exception)
    if not control:
        return False
    lines = range(before.plan.call.place.line or 0, (before.plan.call.place.end_line or 0) + 1)
    known = {(f.cause, f.location.line) for f in was if f.location.line not in lines}
    now = _of(after, found)
    return not any(f.cause == cause or (f.severity != "note" and (f.cause, f.location.line) not in known) for f in now)


def _of(trial: Trial, found: Found) -> list[Finding]:
    return [f for f, numbers in found if f.location.file == trial.file or trial.calls & set(numbers)]
