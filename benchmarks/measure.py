"""Timing in pairs: both sides run one after the other, in turns, so that a busy machine slows both."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Row", "Stopped", "beyond", "paired", "ratio", "run", "said", "seconds", "told", "within"]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the medians behind it, the figure, and what was promised."""

    what: str
    ours: str
    theirs: str
    measured: str
    promised: str
    met: bool


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call took, garbage of earlier ones cleared away before."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def paired(
    ours: Callable[[], object], theirs: Callable[[], object], pairs: int, timed: Callable[..., float] = seconds
) -> list[tuple[float, float]]:
    """Return (ours, theirs) per pair, each side first in every other one; a pair before them does not count."""
    found: list[tuple[float, float]] = []
    for turn in range(-1, pairs):
        if turn % 2:
            mine = timed(ours)
            other = timed(theirs)
        else:
            other = timed(theirs)
            mine = timed(ours)
        if turn >= 0:
            found.append((mine, other))
    return found


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the median of the pairs' own ratios."""
    return median(mine / other for mine, other in pairs)


def _row(what: str, pairs: Sequence[tuple[float, float]], measured: float, promised: str, met: bool) -> Row:
    return Row(
        what, said(median(m for m, _ in pairs)), said(median(t for _, t in pairs)), f"{measured:.2f} ×", promised, met
    )


def within(what: str, pairs: Sequence[tuple[float, float]], most: float) -> Row:
    """Return a row that promises at most `most` times the other side's time."""
    found = ratio(pairs)
    return _row(what, pairs, found, f"≤ {most:g} ×", found <= most)


def beyond(what: str, pairs: Sequence[tuple[float, float]], least: float) -> Row:
    """Return a row that promises to be at least `least` times as fast as the other side."""
    found = 1 / ratio(pairs)
    row = _row(what, pairs, found, f"≥ {least:g} × faster", found >= least)
    return Row(row.what, row.ours, row.theirs, f"{found:.0f} × faster", row.promised, row.met)


def told(what: str, ours: str, theirs: str, measured: float) -> Row:
    """Return a row that promises nothing."""
    return Row(what, ours, theirs, f"{measured:.2f} ×", "–", True)


def said(time_taken: float) -> str:
    """Return a time in words."""
    return f"{time_taken * 1e3:.1f} ms" if time_taken < 1 else f"{time_taken:.2f} s"


class Stopped(RuntimeError):
    """A process that ended in an error; `last` is the last line that it wrote."""

    def __init__(self, command: str, code: int, text: str) -> None:
        super().__init__(f"{command} ended with {code}:\n{text}")
        self.last = (text.strip().splitlines() or ["no word"])[-1]


def run(*arguments: str, **variables: str) -> str:
    """Run Python in a process of its own, quietly and without a screen; return what it printed."""
    environment = os.environ | {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3"} | variables
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode not in (0, 1) or (done.returncode and not done.stdout):
        raise Stopped(" ".join(arguments), done.returncode, done.stderr)
    return done.stdout
