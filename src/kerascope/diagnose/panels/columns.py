"""The columns of a table, each drawn as a line over the table's rows: whether they are the moments of one course."""

from __future__ import annotations

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from itertools import pairwise
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.raw import scaled_rows
from kerascope.diagnose.meant import along_time
from kerascope.evidence import Call, Panel, Run
from kerascope.findings import Severity

__all__ = ["MOMENT", "moments_as_columns", "rows_named"]

MOMENT = re.compile(
    r"^(?:t|h|hours?|days?|weeks?|months?|steps?|lead|horizon|min)[ _+]*\d+$"
    r"|^\+?\d+ ?(?:h|hours?|d|days?|min|s|steps?)$",
    re.IGNORECASE,
)
"""Names of columns that are moments of one course: 't+3', 'hour 3', '+3h'."""
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[ T]\d\d:\d\d(?::\d\d)?)?")
_CYCLE = re.compile(
    rf"\d|^(?:{'|'.join((*day_name, *day_abbr, *month_name[1:], *month_abbr[1:]))})$|spring|summer|autumn|winter|"
    r"day|night|morning|noon|evening|dawn|dusk|week|month|year|quarter|hour",
    re.IGNORECASE,
)
"""Names of rows that are themselves in an order, as of maturities, or moments of a day, a week or a year."""
_LEAST, _FEW = 12, 3
_SMOOTH = 0.5
"""Numbers in no order move by 1.1 of their spread from one to the next."""


def moments_as_columns(call: Call, panel: Panel, run: Run) -> Severity | None:
    """One line for each moment of a table whose rows a model gave, each for a thing that the x axis names.

    Dates and the like say themselves that they are moments. Columns without names are, where every row goes on
    smoothly from one to the next: units, classes and samples stand in no order.
    """
    drawn = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place and c.kind == "line"]
    table = _table(drawn)
    rows = [n for n in panel.xticklabels if n]
    if table is None or table.shape[1] < _LEAST or len(rows) < 2 or any(_CYCLE.search(n) for n in rows):
        return None
    if (panel.xlabel and not along_time(panel.xlabel)) or len(table) < len(set(rows)):
        return None
    labels = _labels(drawn, panel)
    dates = _dates(labels, table.shape[1])
    course = _unnamed(labels, table.shape[1]) and len(set(rows)) == len(table) >= _FEW and _goes_on(table)
    if not (dates or course) or scaled_rows(table, run.outputs) is None:
        return None
    return "error" if dates else "warning"


def rows_named(call: Call, panel: Panel, size: int) -> str:
    """What the x axis calls the rows of a table: 'moments', 'things', or '' where it has no words for all of them."""
    x = call.argument("x")
    if x is not None and x.facts.kind == "M":
        return "moments"
    names = {n for n in panel.xticklabels if n}
    if len(names) < size or all(n.isdigit() for n in names):
        return ""
    return "moments" if any(_CYCLE.search(n) for n in names) else "things"


def _table(drawn: list[Call]) -> Any:
    """What pandas, seaborn or a loop took a column at a time, or one call as a whole; None of anything else."""
    given = [y.values for c in drawn if (y := c.argument("y")) is not None and y.values is not None]
    given = [v for v in given if v.size]  # seaborn's legend has empty lines of its own
    if not given or len({v.shape for v in given}) != 1:
        return None
    along = [x.values for c in drawn if (x := c.argument("x")) is not None and x.values is not None]
    over = [v.tolist() for v in along if v.size]
    if any(x != over[0] for x in over):
        return None
    whole = len(given) == 1 and given[0].ndim == 2
    return given[0] if whole else np.stack(given, axis=1) if given[0].ndim == 1 else None


def _labels(drawn: list[Call], panel: Panel) -> list[str]:
    """Names of the lines: their own, or what the legend calls them."""
    own = [a.label for c in drawn for a in c.artists]
    return own if any(own) or not panel.legend else list(panel.legend)


def _dates(labels: list[str], size: int) -> bool:
    dates = all(_DATE.fullmatch(n) for n in labels) and all(a < b for a, b in pairwise(labels))
    return len(labels) == size and (dates or all(MOMENT.search(n) for n in labels))


def _unnamed(labels: list[str], size: int) -> bool:
    """No names at all, or numbers that count up, as pandas gives."""
    counted = len(labels) == size and all(n.isdigit() for n in labels)
    return not any(labels) or (counted and all(int(a) < int(b) for a, b in pairwise(labels)))


def _goes_on(table: Any) -> bool:
    """Whether every row moves little from one column to the next, by how much it moves in all."""
    if table.dtype.kind != "f" or not np.isfinite(table).all():
        return False
    rows = table.astype("float64")
    spread = rows.std(axis=1)
    steps = abs(np.diff(rows, axis=1)).mean(axis=1)
    return bool((spread > 0).all() and (steps < _SMOOTH * spread).all())
