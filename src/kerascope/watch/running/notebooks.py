"""Run a notebook in a kernel of its own, with a record kept inside that kernel. Needs the extra `notebook`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from kerascope.errors import UsageError

__all__ = ["CellCounter", "run_notebook"]

_BEGIN = "import kerascope.session as _k; _k.begin_kernel({cells!r}, {path!r}); del _k"
_END = "__import__('kerascope.session', fromlist=['session']).end_kernel({pictures})"


def _needed() -> tuple[ModuleType, ModuleType]:
    try:
        import nbclient
        import nbformat
    except ImportError as missing:
        raise UsageError(
            "A notebook is run by nbclient, which is not installed",
            given=f"no module {missing.name!r}",
            next_step="Install it with `pip install 'kerascope[notebook]'`",
        ) from missing
    return nbclient, nbformat


def run_notebook(path: Path, decode: Callable[[str], Any], *, pictures: bool = False) -> Any:
    """Execute every code cell in order until one raises; what `end_kernel` in the kernel returned, decoded.

    Streams of the cells pass through to this process's stdout and stderr once the run has ended.
    """
    nbclient, nbformat = _needed()
    notebook = nbformat.read(path, as_version=4)
    cells = [c.source for c in notebook.cells if c.cell_type == "code"]
    client = nbclient.NotebookClient(
        notebook, timeout=None, kernel_name=_kernel(notebook), resources={"metadata": {"path": os.getcwd()}}
    )
    with client.setup_kernel(env=_environment()):
        _ask(client, code=_BEGIN.format(cells=cells, path=os.fspath(path)))
        try:
            for number, cell in enumerate(notebook.cells):
                client.execute_cell(cell, number)
        except nbclient.exceptions.CellExecutionError:
            pass
        finally:
            _echo(notebook)
        return decode(_ask(client, expression=_END.format(pictures=pictures)))


def _environment() -> dict[str, str]:
    """This process's, without a wish for Agg: that is for scripts that have no screen, and a notebook is read inline.

    With Agg nothing is shown after a cell or closed, and each cell would draw over the one before.
    """
    return {k: v for k, v in os.environ.items() if (k, v.lower()) != ("MPLBACKEND", "agg")}


def _kernel(notebook: Any) -> str:
    """The kernel of this very Python, unless the notebook is for another language."""
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise UsageError("kerascope watches Python notebooks", given=f"a notebook in {language!r}")
    return "python3"


def _ask(client: Any, *, code: str = "", expression: str = "") -> str:
    """Run code in the kernel without a trace in the notebook; the value of an expression as text."""
    from nbclient.util import run_sync

    asked = {"answer": expression} if expression else {}
    message = client.kc.execute(code, silent=True, store_history=False, user_expressions=asked)
    reply = run_sync(_reply)(client, message)
    content = reply["content"]
    if content["status"] != "ok":
        raise RuntimeError(f"the kernel could not be watched: {content.get('evalue', '')}")
    answer = content.get("user_expressions", {}).get("answer")
    if answer is None:
        return ""
    if answer["status"] != "ok":
        raise RuntimeError(f"the kernel gave no report: {answer.get('evalue', '')}")
    text: str = answer["data"]["text/plain"]
    return text


async def _reply(client: Any, message: str) -> Any:
    from nbclient.util import ensure_async

    while True:
        reply = await ensure_async(client.kc.shell_channel.get_msg(timeout=None))
        if reply["parent_header"].get("msg_id") == message:
            return reply


def _echo(notebook: Any) -> None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                (sys.stderr if output.name == "stderr" else sys.stdout).write(output.text)
            elif output.output_type == "error":
                sys.stderr.write("\n".join(output.traceback) + "\n")


def _number(shell: Any) -> int:
    """The n of `In [n]` of the cell that is about to run; IPython 9 has counted it already, and older ones have not."""
    history = getattr(shell, "history_manager", None)
    return shell.execution_count if history is None else len(history.input_hist_parsed)


class CellCounter:
    """Inside the kernel: says which cell a made-up file name belongs to, and keeps what a cell raised.

    The cells of a known notebook count from 0; those of a live session by their `In [n]`.
    """

    def __init__(self, shell: Any, cells: list[str]) -> None:
        self.shell = shell
        self.cells = [c.strip() for c in cells]
        self.at = -1
        self.files: list[str] = []
        self.exception: BaseException | None = None
        shell.events.register("pre_run_cell", self.before)
        shell.events.register("post_run_cell", self.after)

    def stop(self) -> None:
        self.shell.events.unregister("pre_run_cell", self.before)
        self.shell.events.unregister("post_run_cell", self.after)

    def before(self, info: Any) -> None:
        from kerascope.watch.frames import name_cell

        if not info.store_history:
            return
        text = info.raw_cell.strip()
        later = [n for n, c in enumerate(self.cells) if c == text and n > self.at]
        if self.cells:
            self.at = later[0] if later else self.at
        else:  # a live session: the number that stands before the cell, as in `In [3]`
            self.at = _number(self.shell)
        transformed = getattr(info, "transformed_cell", None) or self.shell.transform_cell(info.raw_cell)
        name = self.shell.compile.get_code_name(info.raw_cell, transformed, _number(self.shell))
        name_cell(name, self.at)
        if name not in self.files:
            self.files.insert(0, name)

    def after(self, result: Any) -> None:
        problem = result.error_in_exec or result.error_before_exec
        if problem is not None:
            self.exception = problem
