"""The command line: `kerascope check | draw | explain | demo`. It parses, calls, prints; nothing else.

Everything heavy is imported inside the commands: `kerascope check` has loaded neither numpy, matplotlib nor keras when
the script starts, since the order in which those are imported can change what a script does.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerascope import __version__
from kerascope.errors import InputError, KerascopeError, LayerError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kerascope.draw import Drawing
    from kerascope.findings import Report

__all__ = ["main"]

FORMATS = (
    "text",
    "json",
    "sarif",
    "github",
    "html",
)  # those of kerascope.report, which is imported after the script ran
PICTURES = ("png", "svg", "pdf", "html")
_EXTRAS = {"keras": "jax", "tensorflow": "tensorflow", "jax": "jax", "torch": "torch", "sklearn": "demo"}
_UNTOUCHED: dict[str, Any] = {"allow_interspersed_args": False}
_HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


class _Commands(click.Group):
    """Turns the package's own exceptions into click's: 2 for a wrong argument, 1 for all else."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise click.UsageError(str(error), ctx) from error
        except KerascopeError as error:
            raise click.ClickException(str(error)) from error
        except ModuleNotFoundError as error:  # of kerascope's own; a watched script's never gets here
            if error.name not in _EXTRAS:
                raise
            raise click.ClickException(_absent(error.name)) from error


def _absent(package: str) -> str:
    backends = "a backend: tensorflow, jax or torch"
    what = f"{package} is not installed" + (f", and Keras needs {backends}" if package == "keras" else "")
    choose = ", or set KERAS_BACKEND to the one that is" if package in ("tensorflow", "jax", "torch") else ""
    return f"{what}. Install it with `pip install 'kerascope[{_EXTRAS[package]}]'`{choose}."


@click.group(cls=_Commands, context_settings=_HELP)
@click.version_option(__version__, prog_name="kerascope")
def main() -> None:
    """See into Keras models, and keep their plots honest."""


def _causes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...] | None:
    """Split `a,b` and check every name before the script runs: a misspelt one would silently select nothing."""
    wanted = tuple(name.strip() for part in given for name in part.split(",") if name.strip())
    if not wanted:
        return None
    from kerascope.config import cause_names

    known = cause_names()
    for name in wanted:
        if name not in known:
            raise click.BadParameter(f"{name!r} is no cause.{_near(name, known)}", ctx, param)
    return wanted


def _near(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return f" Near names: {', '.join(near)}." if near else f" There are: {', '.join(known)}."


def _writable(ctx: click.Context, param: click.Parameter, given: Path | None) -> Path | None:
    """Refuse now what could not be written after the script ran; absolute, since the script may change folder."""
    if given is None:
        return None
    if given.is_dir() or not given.absolute().parent.is_dir():
        needed = "is a folder" if given.is_dir() else f"lies in {str(given.parent)!r}, which is no folder"
        raise click.BadParameter(
            f"{str(given)!r} {needed}. Give the name of a file in a folder that exists.", ctx, param
        )
    return given.absolute()


@main.command(context_settings=_HELP | _UNTOUCHED)
@click.option("-m", "module", is_flag=True, help="TARGET is a module, run as `python -m` does.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), callback=_writable, help="Write the report to this file.")
@click.option("--select", multiple=True, callback=_causes, metavar="CAUSE,…", help="Report these causes only.")
@click.option("--ignore", multiple=True, callback=_causes, metavar="CAUSE,…", help="Leave these causes out.")
@click.option("--diff", is_flag=True, help="Print the safe fixes as a patch to stdout; nothing is written.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes to the sources.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With --diff or --fix: take those not known as safe too.")
@click.argument("target")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def check(
    target: str,
    args: tuple[str, ...],
    *,
    module: bool,
    format_: str,
    output: Path | None,
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    diff: bool,
    fix: bool,
    unsafe: bool,
) -> None:
    """Run a script (.py), a notebook (.ipynb) or, with -m, a module, and name what is wrong with its plots.

    What follows TARGET belongs to the script. Its stdout and stderr pass through; the text report goes to stderr,
    any other to --output or stdout. A finding is silenced on its line by `# kerascope: ignore[cause]`, in a project by
    [tool.kerascope] in its pyproject.toml. A fix is safe when its picture was drawn from the live values and is free of
    the cause.

    Exit status: 0 for no error and no warning, 1 for some or when the script raised, 2 for wrong usage.
    """
    if not module and not Path(target).is_file():
        raise click.UsageError(f"There is no file {target!r}. Give a .py, an .ipynb, or -m and the name of a module.")
    if unsafe and not (diff or fix):
        raise click.UsageError("--unsafe-fixes says which fixes --diff or --fix take: give one of them.")
    if diff and (fix or (format_ != "text" and output is None)):
        raise click.UsageError(f"--diff and {'--fix' if fix else f'the {format_} report'} can't both be had on stdout.")
    from kerascope.session import check_for_good as run

    base = Path.cwd()
    pictured = {"pictures": True} if format_ == "html" else {}
    report = run(target, args, module=module, select=select, ignore=ignore, **pictured)
    _show(report, format_, output)
    if diff or fix:
        _mend(report, base, write=fix, unsafe=unsafe)
    sys.exit(report.status)


def _mend(report: Report, base: Path, *, write: bool, unsafe: bool) -> None:
    """Print the fixes as a patch, or write them; what was left is said on stderr."""
    from kerascope.apply import file_edits, patch, store

    for edit in file_edits(report, base, unsafe=unsafe):
        if write:
            try:
                store(edit)
            except OSError as error:
                raise click.ClickException(f"{edit.name} could not be written and is as it was: {error}") from error
            if edit.done:
                click.echo(
                    f"{edit.name}: {len(edit.done)} {'fix' if len(edit.done) == 1 else 'fixes'} applied", err=True
                )
        else:
            click.echo(patch(edit), nl=False)
        for one in edit.left:
            fix = one.finding.fix
            place = one.finding.location if fix is None or fix.location is None else fix.location
            cell = "" if place.cell is None else f", cell {place.cell}"
            told = f"{edit.name}{cell}, line {place.line}: the fix of {one.finding.cause} is left"
            click.echo(f"{told}: {one.reason}", err=True)
    doubtful = sum(f.fix is not None and not f.fix.safe for f in report.findings)
    if doubtful and not unsafe:
        fixes, them = ("1 fix is", "it") if doubtful == 1 else (f"{doubtful} fixes are", "them")
        click.echo(f"{fixes} not known to be safe and left: --unsafe-fixes takes {them} too", err=True)


def _show(report: Report, format_: str, output: Path | None) -> None:
    from kerascope.report import render, write

    more: dict[str, Any] = {"pictures": getattr(report, "pictures", None)} if format_ == "html" else {}
    if output is not None:
        try:
            write(output, render(report, format_, **more))
        except OSError as error:
            raise click.ClickException(f"The report could not be written: {error}") from error
    elif format_ == "text":
        click.echo(render(report, "text", **_terminal()), nl=False, err=True)
    else:
        click.echo(render(report, format_, **more), nl=False)


def _terminal() -> dict[str, Any]:
    """Return colours and width for stderr: colours only where a person looks on and has not asked for none."""
    import os
    import shutil

    if not sys.stderr.isatty():
        return {}
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return {"color": not plain, "width": min(shutil.get_terminal_size().columns, 120)}


@main.command(context_settings=_HELP)
@click.argument("model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--layer", help="Draw this layer alone and large: its name, or its path in nested models (encoder/conv1)."
)
@click.option(
    "--input",
    "input_",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Samples: a .npy, a .npz (an array per input name) or a picture. Draws activations as well as weights.",
)
@click.option("-o", "--output", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."))
@click.option("--format", "format_", type=click.Choice(PICTURES), default="png", show_default=True)
def draw(model: Path, layer: str | None, input_: Path | None, folder: Path, format_: str) -> None:
    """Draw what a .keras file holds, on one sheet: the weights of its layers and, with --input, what they put out.

    A sheet of many layers has several pages, a file each. As html it is one page, on which a tile can be picked with
    mouse or keyboard to see its values, indices and place.
    """
    from kerascope.overview import draw_model
    from kerascope.read import load

    network = load(model)
    x = None if input_ is None else _samples(input_, network)
    if layer is not None and format_ != "html":
        drawings = _of_layer(network, layer, x)
    elif format_ == "html":
        drawings = iter([(layer or "overview", draw_model(network, x, layers=layer))])
    else:
        drawings = _sheets(network, x)
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for name, drawing in drawings:
        path = folder / f"{_file_name(name, taken)}.{format_}"
        try:
            drawing.save(path)
        except OSError as error:
            raise click.ClickException(f"{str(path)!r} could not be written: {error}") from error
        click.echo(str(path))


def _sheets(network: Any, x: Any) -> Iterator[tuple[str, Drawing]]:
    """Every page of the overview, each drawn when the one before is written."""
    from kerascope.overview import model_pages

    for page in model_pages(network, x):
        yield "overview", page


def _of_layer(network: Any, layer: str, x: Any) -> Iterator[tuple[str, Drawing]]:
    """A drawing per weight of one layer, and per output for the samples; a layer may have only one of both."""
    from kerascope.draw import draw as picture
    from kerascope.read import activations, weights

    try:
        held = dict(weights(network, layer))
    except LayerError:
        if x is None:
            raise
        held = {}
    read = {} if x is None else activations(network, x, layer)
    for name, array in held.items():
        if array.size > 1:
            yield name, picture(array)
    for name, array in read.items():
        yield f"{name}-output", picture(array)


def _samples(path: Path, network: Any) -> Any:
    from kerascope.read import load_samples

    try:
        samples, done = load_samples(path, network)
    except InputError as error:
        raise click.BadParameter(str(error)) from error
    if done:
        click.echo(done, err=True)
    return samples


def _file_name(name: str, taken: set[str]) -> str:
    """Return a name from a model as a file's, told apart from those `taken`: no separator, no dot, short enough."""
    plain = re.sub(r"[^\w-]+", "_", name).strip("_")[:100] or "layer"
    number = next(n for n in range(1, len(taken) + 2) if (plain if n == 1 else f"{plain}-{n}") not in taken)
    chosen = plain if number == 1 else f"{plain}-{number}"
    taken.add(chosen)
    return chosen


@main.command(context_settings=_HELP)
@click.argument("cause", required=False)
def explain(cause: str | None) -> None:
    """Say what a cause is, why it is wrong, and what to write instead; without CAUSE, list them all."""
    from kerascope import diagnose

    if cause is None:
        click.echo("\n".join(diagnose.names()))
        return
    try:
        page = diagnose.explain(cause)
    except LookupError as error:
        raise click.UsageError(str(error.args[0] if error.args else error)) from error
    if not sys.stdout.isatty():
        click.echo(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))


@main.command(context_settings=_HELP)
@click.option(
    "-o", "--output", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("kerascope-demo")
)
def demo(folder: Path) -> None:
    """Train two small models, draw what they hold, check three flawed scripts, and leave one page that shows it all."""
    from kerascope.demo import run

    click.echo(str(run(folder)))
