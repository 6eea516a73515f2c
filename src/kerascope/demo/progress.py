"""What a person sees while the demo runs: a bar per stage on stderr, and the reports on stdout."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

if TYPE_CHECKING:
    from kerascope.findings import Report

__all__ = ["Advance", "Progress"]

Advance = Callable[[str], None]
"""One step of a stage is done; the words say which."""


class Progress:
    """A bar per stage where a terminal looks on; one line per stage when it is done, where none does."""

    def __init__(self, stderr: TextIO | None = None, stdout: TextIO | None = None) -> None:
        self._console = Console(file=stderr or sys.stderr, markup=False, emoji=False, highlight=False)
        self._stdout = stdout or sys.stdout
        self._bars = Bars(
            TextColumn("{task.description:<24}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[words]}", markup=False),
            console=self._console,
            disable=not self._console.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._begun = time.monotonic()

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    @contextmanager
    def stage(self, name: str, steps: int, first: str = "") -> Iterator[Advance]:
        """Show a stage of so many steps, and what it begins with; what it yields is called after each step."""
        begun = time.monotonic()
        task = self._bars.add_task(name, total=steps, words=first)
        last = ""

        def advance(words: str) -> None:
            nonlocal last
            last = words
            self._bars.update(task, advance=1, words=words)

        yield advance
        if not self._console.is_terminal:
            self._console.print(f"{name:<24} {time.monotonic() - begun:5.1f} s  {last}", soft_wrap=True)

    def tell(self, heading: str, report: Report) -> None:
        """Print the text report of a script."""
        from kerascope.report import render

        terminal = self._stdout.isatty()
        colour = terminal and not self._console.no_color
        text = render(report, "text", color=colour, width=min(self._console.width, 120) if terminal else None)
        self._stdout.write(f"\n── {heading}\n\n{text}")
        self._stdout.flush()
