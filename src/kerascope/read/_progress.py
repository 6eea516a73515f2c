"""How far a long reading has come, on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["bar"]


@contextmanager
def bar(shown: bool, name: str) -> Iterator[Callable[[int], None]]:
    """Give a function to call with the number of samples read; it draws only when `shown`."""
    if not shown:
        yield lambda samples: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed:.0f} samples"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(escape(f"reading {name}"), total=None)
        yield lambda samples: progress.update(task, advance=samples)
