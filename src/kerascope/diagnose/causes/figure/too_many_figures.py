"""One window per filter, dozens open.

What it does: reports a line of code that opened figures until more than 20 were open at once.
Why it is wrong: pyplot keeps every figure open until it is closed: `show` opens a window for each, and memory grows.
From more than 20 on matplotlib warns.
Example:
    import matplotlib.pyplot as plt

    for n in range(24):
        plt.figure(figsize=(1, 1))
        plt.plot([n, 1, 2])
        plt.savefig(f"{n}.png")
Use instead:
    import matplotlib.pyplot as plt

    for n in range(24):
        plt.figure(figsize=(1, 1))
        plt.plot([n, 1, 2])
        plt.savefig(f"{n}.png")
        plt.close()
What it does not see: figures that are few, and large; those of code that has raised matplotlib's own limit
(`figure.max_open_warning`).
"""

from __future__ import annotations

import re
from collections import Counter

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import indented_under, loops_around, walked_range
from kerascope.evidence import Event, Run, Sheet
from kerascope.findings import Finding, Fix

_MOST = 20
_SHARE = 0.4
"""Of the open figures, opened by one line."""


@cause("too-many-figures", family="figure", sees=Run, outranks=("never-shown", "uneven-scales"))
def too_many_figures(run: Run, _: Run) -> Finding | None:
    known = [s for s in run.sheets if s.number is not None and s.place is not None]
    most = max((s.open_beside + 1 for s in known), default=0)
    if not any(_over(s) for s in known):
        return None
    lines = Counter(s.place.spot for s in known if s.place is not None)
    (line, times), *_rest = lines.most_common(1)
    if times < 3 or times < _SHARE * most:
        return None  # a page of many pictures, of which no one line makes too many
    mine = [s for s in known if s.place is not None and s.place.spot == line]
    place = mine[0].place
    assert place is not None
    rows, columns = _grid(times)
    about = f"{_of_itself(place.source)}{_among(mine[0], run, times)}"
    saved = next((e for e in mine[0].events if e.kind == "save" and e.path), None)
    return found(
        place,
        "warning",
        f"this line opens {count(times, 'figure')}, {most} of them open at once and never closed"
        + (f"; each was saved (first as '{saved.path}')." if saved is not None else ": show opens a window for each.")
        + f"{about} A {rows} x {columns} grid in one figure would hold them.",
        why="pyplot holds each figure until it is closed; matplotlib warns from more than 20 open figures on.",
        evidence={"figures": times, "open_at_once": most, "limit": _MOST, "line": place.line},
        fix=_fix(mine[0], saved, times, run),
    )


def _over(sheet: Sheet) -> bool:
    """More are open than matplotlib warns of, and than the code itself said that there would be."""
    return sheet.open_limit > 0 and sheet.open_beside + 1 > max(sheet.open_limit, _MOST)


def _fix(sheet: Sheet, saved: Event | None, times: int, run: Run) -> Fix | None:
    place = sheet.place
    if place is None:
        return None
    if saved is not None and saved.place is not None and "\n" not in saved.place.source:
        pad = indented_under(saved.place, run)
        source = saved.place.source
        return Fix("close it when it is saved", source, f"{source}\n{pad}plt.close()", location=saved.place)
    if "figure(" not in place.source or not loops_around(place, run):
        return None
    counter = walked_range(place, run)
    if counter is None:
        return None
    rows, columns = _grid(times)
    return Fix("one figure with a grid", place.source, f"plt.subplot({rows}, {columns}, {counter} + 1)")


def _grid(times: int) -> tuple[int, int]:
    """Rows and columns that fit without spare places, where a grid near a square does."""
    even = next((r for r in range(int(times**0.5), 2, -1) if times % r == 0), 0)
    rows = even or max(1, int(times**0.5))
    return rows, -(-times // rows)


def _of_itself(source: str) -> str:
    """For calls that don't say so: `plt.matshow`, seaborn's `displot`, scikit-learn's displays."""
    name = re.match(r"(?:\w+\s*=\s*)?([\w.]+)\(", source)
    if name is None or re.search(r"figure|subplot", source):
        return ""
    return f" `{name[1]}` makes a figure of its own each time."


def _among(sheet: Sheet, run: Run, times: int) -> str:
    """'26 of the 120 in `images`'."""
    calls = run.calls_in(sheet.key)
    root = calls[0].data.derivation if calls and calls[0].data is not None else None
    if root is None or not root.root or not root.index or not isinstance(root.index[0], int) or root.shape[0] < times:
        return ""
    return f" They show entries of `{root.root}`, which holds {root.shape[0]}."
