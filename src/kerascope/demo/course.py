"""The demo from end to end: train, draw, check, show. Everything heavy is imported on the way."""

from __future__ import annotations

import os
from pathlib import Path

from kerascope.errors import UsageError

__all__ = ["run"]


def run(directory: str | os.PathLike[str], *, epochs: int = 8, samples: int | None = None) -> Path:
    """Train two small models, draw what they hold, check flawed scripts, and leave one page that shows it all.

    directory : where everything is written; made when it is not there. Files of the same names are replaced
    epochs : passes over the training data, for either model, at least 1
    samples : digits and windows to train with, at least 20; None takes all

    Reports are printed to stdout, progress to stderr. Returns the path of `index.html`. Sets the random seeds of
    Python, NumPy and the backend. Raises ModelError when scikit-learn, Keras or its backend is not installed,
    UsageError for an argument out of range or a directory that is none.
    """
    folder = _checked(Path(directory), epochs, samples)
    from kerascope.demo.needs import find_backend, find_sklearn

    find_sklearn()
    find_backend()
    folder.mkdir(parents=True, exist_ok=True)
    from kerascope.demo.checks import begin_checks, copy_scripts
    from kerascope.demo.drawings import draw_all, steps
    from kerascope.demo.page import write_page
    from kerascope.demo.progress import Progress
    from kerascope.demo.training import train_digits, train_series

    with Progress() as progress:
        digits = train_digits(folder, progress, epochs, samples)
        series = train_series(folder, progress, epochs, samples)
        copy_scripts(folder)
        with begin_checks(folder) as checks:
            with progress.stage("Drawing", steps()) as advance:
                pictures = draw_all(folder, digits, series, advance)
            checked = checks.finish(progress)
    for script in checked:
        progress.tell(f"{script.name}.py: {script.wanted}", script.report)
    return write_page(folder, (digits, series), pictures, checked, progress.seconds)


def _checked(folder: Path, epochs: int, samples: int | None) -> Path:
    if epochs < 1:
        raise UsageError("training takes at least one epoch", given=f"epochs={epochs}", needed="1 or more")
    if samples is not None and samples < 20:
        raise UsageError("there is too little to train with", given=f"samples={samples}", needed="20 or more, or None")
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            "the demo needs a folder to write to", given=f"{str(folder)!r}, which is a file", needed="another name"
        )
    return folder.absolute()
