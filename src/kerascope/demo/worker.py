"""Checks scripts in a process of its own: `python -m kerascope.demo.worker SCRIPT…`, in the folder of the scripts.

One line of base64 per script goes to stdout: the pickled report. What the scripts print goes nowhere. A process of its
own, since scripts leave figures, working folders and settings behind; one for all, since importing Keras takes seconds.
"""

from __future__ import annotations

import base64
import io
import pickle
import sys
from contextlib import redirect_stderr, redirect_stdout

__all__ = ["main"]


def main(scripts: list[str]) -> None:
    """Check each script by kerascope's public route, and hand its report on."""
    from kerascope.session import check

    for script in scripts:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            report = check(script)
            _close_figures()
        sys.stdout.write(base64.b64encode(pickle.dumps(report)).decode("ascii") + "\n")
        sys.stdout.flush()


def _close_figures() -> None:
    """A script of its own would end here, and its figures with it."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


if __name__ == "__main__":
    main(sys.argv[1:])
