"""`%load_ext kerascope`: what is wrong with a plot appears under the cell that drew it. `%kerascope off` ends that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kerascope.findings import Finding

__all__ = ["Companion", "Headers", "load", "unload"]


class Companion:
    """Watches one interactive shell and tells each finding once, after the cell that it came up in."""

    def __init__(self, shell: Any) -> None:
        from kerascope.watch import Watch
        from kerascope.watch.running.notebooks import CellCounter

        self.shell = shell
        self.watch = Watch.shared()
        self.watch.recorder.reset()
        self.watch.start()
        self.counter = CellCounter(shell, [])
        self.told: set[tuple[Any, ...]] = set()
        shell.events.register("post_run_cell", self.after_cell)

    def stop(self) -> None:
        self.shell.events.unregister("post_run_cell", self.after_cell)
        self.counter.stop()
        self.watch.stop()

    def after_cell(self, result: Any) -> None:
        """Judge what the cell drew or raised. A fault here is kerascope's own, and stays out of the cell's output."""
        raised = result.error_in_exec
        try:
            self._tell(raised)
        except Exception as problem:
            self.watch.recorder.fault("judging a cell", problem)

    def _tell(self, raised: BaseException | None) -> None:
        from kerascope.session import judge

        recorder = self.watch.recorder
        if raised is None and not recorder.calls:
            return
        with recorder.nested():
            files = tuple(self.counter.files)
            report = judge(
                recorder, "notebook", raised, int(raised is not None), files=files, notebook=True, ended=False
            )
        fresh = tuple(f for f in report.findings if self._key(f) not in self.told)
        if not fresh:
            return
        self.told.update(map(self._key, fresh))
        self._show(replace(report, findings=fresh))

    def _key(self, finding: Finding) -> tuple[Any, ...]:
        place = finding.location
        return finding.cause, *place.spot, place.source

    def _show(self, report: Any) -> None:
        from IPython.display import display

        display(report)


class Headers:
    """Gives kerascope's named arrays a line of their own over xarray's view of them, wherever a cell shows one."""

    def __init__(self, shell: Any) -> None:
        formatters = shell.display_formatter.formatters
        self._undo = [
            _registered(formatters["text/html"], _as_html),
            _registered(formatters["text/plain"], _as_text),
        ]

    def stop(self) -> None:
        for undo in self._undo:
            undo()


_XARRAY = ("xarray.core.dataarray", "DataArray")


def _registered(formatter: Any, function: Any) -> Callable[[], None]:
    """Have a formatter use a function for named arrays; returns what puts back the one before."""
    before = formatter.for_type_by_name(*_XARRAY, function)

    def undo() -> None:
        if formatter.lookup_by_type(".".join(_XARRAY)) is not function:  # someone has put another in since
            return
        formatter.pop(".".join(_XARRAY))
        if before is not None:
            formatter.for_type_by_name(*_XARRAY, before)

    return undo


def _header(array: Any) -> str | None:
    """Shape with names, dtype, range, NaN count; nothing for arrays of others, or when they can't be measured."""
    if "axes_from" not in array.attrs:
        return None
    if not getattr(array.variable, "_in_memory", True):  # to look at a stored array is not to read all of it
        sizes = " × ".join(f"{dim} {size:,}" for dim, size in array.sizes.items())
        return f"{sizes} · {array.dtype} · in a store, not read yet"
    try:
        from kerascope.draw import describe

        return describe(array)
    except Exception:
        return None


def _as_html(array: Any) -> str:
    from html import escape

    view: str = array._repr_html_()
    line = _header(array)
    return view if line is None else f'<div style="font-family:monospace">{escape(line)}</div>{view}'


def _as_text(array: Any, printer: Any, cycle: bool) -> None:
    line = _header(array)
    printer.text("" if line is None else f"{line}\n")
    printer.text(repr(array))


_companion: Companion | None = None
_headers: Headers | None = None


def load(shell: Any) -> None:
    """Start watching a shell, and give it the magic `%kerascope on|off`."""
    global _companion, _headers
    if _companion is None:
        _companion = Companion(shell)
        _headers = Headers(shell)
    shell.register_magic_function(_magic, "line", "kerascope")


def unload(shell: Any) -> None:
    """Stop watching."""
    global _companion, _headers
    if _companion is not None:
        _companion.stop()
        _companion = None
    if _headers is not None:
        _headers.stop()
        _headers = None


def _magic(line: str) -> None:
    """`%kerascope off` ends watching, `%kerascope on` begins it again, `%kerascope why` explains what stands open."""
    import sys

    from kerascope.errors import UsageError

    shell = sys.modules["IPython"].get_ipython()
    word = line.strip()
    if word == "off":
        unload(shell)
    elif word in ("", "on"):
        load(shell)
    elif word == "why":
        from kerascope.live import why

        from IPython.display import display  # isort: skip

        display(why())
    else:
        raise UsageError("%kerascope has no such word", given=repr(word), needed="on, off or why")
