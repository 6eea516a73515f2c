"""More panels than the grid has places.

What it does: explains `plt.subplot(rows, columns, n)` with n beyond the grid, a three-digit code that ran over, and an
index beyond the array of Axes or a GridSpec: how many places there are, and how many were needed.
Why it is wrong: a grid of r rows and c columns has r * c places, numbered from 1 in `subplot` and from 0 in the array.
The three-digit form `331 + i` ends at its ninth place: after 339 comes 340, which reads as another grid.
Example:
    import matplotlib.pyplot as plt

    for i in range(5):
        plt.subplot(2, 2, i + 1)
        plt.plot([1, 2, 3])
Use instead:
    import matplotlib.pyplot as plt

    for i in range(5):
        plt.subplot(2, 3, i + 1)
        plt.plot([1, 2, 3])
    plt.savefig("five.png")
What it does not see: a grid with too many places; those stay empty.
"""

from __future__ import annotations

import math
import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.diagnose.source import text_of
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix, Location


@cause("subplot-overflow", family="figure", sees=Failure)
def subplot_overflow(failure: Failure, run: Run) -> Finding | None:
    number = re.search(r"num must be an integer with 1 <= num <= (\d+), not (-?\d+)$", failure.message)
    if failure.type == "ValueError" and number:
        return _numbered(failure, int(number[1]), int(number[2]))
    code = re.search(r"three-digit (?:number|integer), not (\d{4,})", failure.message)
    if failure.type == "ValueError" and code:
        return _four_digits(failure, int(code[1]))
    if failure.type in ("IndexError", "StopIteration"):
        return _indexed(failure, run)
    return None


def _numbered(failure: Failure, places: int, number: int) -> Finding:
    given = [v.about.get("value") for v in failure.handed if isinstance(v.about.get("value"), int)]
    code = next((g for g in given if isinstance(g, int) and g >= 100), None)
    needed, what = _needed(failure, max(number, places + 1))
    if code is not None and len([g for g in given if isinstance(g, int)]) == 1:
        return _three_digits(failure, code, needed, what)
    rows, columns = (given[0], given[1]) if len(given) >= 3 else (None, None)
    grid = f"{rows} x {columns} = {places} places" if rows else count(places, "place")
    return found(
        failure.place,
        "error",
        f"subplot number {number} was asked of a grid of {grid}; {what}.",
        why="Numbers run from 1 to rows * columns. A grid that is written down does not grow with what is drawn in it.",
        evidence={"rows": rows, "columns": columns, "places": places, "number": number, "needed": needed},
        fix=_larger(failure, columns, needed) if number > places else None,
    )


def _needed(failure: Failure, least: int) -> tuple[int, str]:
    """How many panels the loops around the line would have made."""
    for value in failure.turns:
        length = _length(value)
        if length is not None and length >= least - 1:
            return max(
                length, least
            ), f"the loop over `{value.source}` takes {count(length, 'turn')} and needs as many places"
    shape = next(
        (v.facts.shape for v in failure.values if v.facts is not None and least in _around(v.facts.shape, least)), None
    )
    if shape is not None:
        most = min(n for n in shape if n >= least)
        return most, f"{most} places are needed for an array of shape {shape}"
    return least, f"at least {least} places are needed"


def _around(shape: tuple[int, ...], least: int) -> tuple[int, ...]:
    return (least,) if len(shape) >= 3 and any(n >= least for n in shape) else ()


def _length(value: Value) -> int | None:
    length = value.about.get("length")
    if isinstance(length, int):
        return length
    return value.facts.shape[0] if value.facts is not None and value.facts.shape else None


def _three_digits(failure: Failure, code: int, needed: int, what: str) -> Finding:
    rows, columns, number = code // 100, code // 10 % 10, code % 10
    made = _spelled(failure, code)
    meant = re.search(r"\b(\d)(\d)(\d)\s*\+\s*(\w+)", failure.place.expression)
    fix = None
    if meant:
        inner = f"{meant[1]}, {meant[2]}, {meant[4]} + {meant[3]}"
        fix = Fix("rows, columns and number apart", meant[0], inner)
    return found(
        failure.place,
        "error",
        f"`{failure.handed[0].source if failure.handed else 'the code'}` is {made}: it reads as a {rows} x "
        f"{columns} grid, "
        f"number {number}; {what}.",
        why="The three digits are rows, columns and number, so the form ends at 9; give three numbers instead.",
        evidence={"code": code, "rows": rows, "columns": columns, "number": number, "needed": needed},
        fix=fix,
    )


def _four_digits(failure: Failure, code: int) -> Finding:
    """A code put together of text: '34' and '10'."""
    text = str(code)
    rows, columns, number = int(text[0]), int(text[1]), int(text[2:])
    needed, what = _needed(failure, number)
    return found(
        failure.place,
        "error",
        f"the code is {code}, {len(text)} digits: the form of three digits ends at {text[:2]}9, and number {number} of "
        f"a {rows} x {columns} grid can't be said in it; {what}.",
        why="The three digits are rows, columns and number, so the form ends at 9; give three numbers instead.",
        evidence={"code": code, "rows": rows, "columns": columns, "number": number, "needed": needed},
    )


def _spelled(failure: Failure, code: int) -> str:
    """'341 + 9 = 350'."""
    match = re.search(r"\b(\d{3})\s*\+\s*\w+", failure.place.expression)
    return f"{match[1]} + {code - int(match[1])} = {code}" if match and int(match[1]) < code else str(code)


def _larger(failure: Failure, columns: object, needed: int) -> Fix | None:
    match = re.search(r"subplot\(\s*([^,()]+),\s*([^,()]+),", failure.place.expression)
    if not match or not isinstance(columns, int) or columns < 1:
        return None
    rows = math.ceil(needed / columns)
    return Fix(f"{rows} x {columns} = {rows * columns} places", match[0], match[0].replace(match[1], str(rows), 1))


def _of_this(shape: tuple[int, ...], message: str) -> bool:
    """Whether an IndexError's axis and size are those of an array of this shape."""
    told = re.search(r"for (?:axis (\d) with )?size (\d+)", message)
    if told is None:
        return False
    axis = int(told[1] or 0)
    return axis < len(shape) and shape[axis] == int(told[2])


def _indexed(failure: Failure, run: Run) -> Finding | None:
    """An index beyond the array, or the list, of Axes, or beyond a GridSpec."""
    over = re.search(r"index (-?\d+) is out of bounds for (?:axis \d with |GridSpec with )?size (\d+)", failure.message)
    spec = next((v for v in failure.values if v.about.get("grid")), None)
    if spec is not None and over and any(w.startswith("matplotlib:") for w in failure.where[-1:]):
        return _beyond_spec(failure, run, spec, int(over[1]))
    grid = next((v for v in failure.values if v.about.get("axes_array") and v.facts is not None), None)
    lists = [
        v
        for v in failure.values
        if v.about.get("types") and set(v.about["types"]) <= {"matplotlib.Axes"} and v.type == "list"
    ]
    if grid is not None and over and grid.facts is not None and not _of_this(grid.facts.shape, failure.message):
        return None  # another array of the same statement ended
    if grid is not None and over and grid.facts is not None:
        shape, index, size = grid.facts.shape, int(over[1]), int(over[2])
    elif grid is not None and failure.type == "StopIteration" and grid.facts is not None:
        size = math.prod(grid.facts.shape)
        shape, index = (size,), size
    elif lists and "list index out of range" in failure.message:
        size = int(lists[0].about["length"])
        grid, shape, index = lists[0], (size,), size
    else:
        return None
    needed, what = _needed(failure, index + 1 if len(shape) == 1 else max(index, size) + 1)
    rows, columns = _rows_columns(run, math.prod(shape))
    grid_words = f", a {rows} x {columns} grid" if rows else ""
    return found(
        failure.place,
        "error",
        f"`{grid.source}` holds {count(math.prod(shape), 'panel')}, shape {shape}{grid_words}, and index "
        f"{index} was asked for; "
        f"{what}.",
        why="A grid that was made for fewer panels does not grow: its rows * columns must reach the number of "
        "pictures.",
        evidence={"shape": list(shape), "index": index, "places": math.prod(shape), "needed": needed},
        fix=_larger_grid(failure, run, needed, rows),
    )


def _beyond_spec(failure: Failure, run: Run, spec: Value, index: int) -> Finding:
    """`grid[n]` counts all places row by row, `grid[row, column]` each along its own side."""
    rows, columns = spec.about["grid"]
    by_side = re.search(r"axis (\d) with size (\d+)", failure.message)
    if by_side:
        side, size = ("row", rows) if by_side[1] == "0" else ("column", columns)
        needed, what = index + 1, f"it has {count(size, side)}, and at least {index + 1} are needed"
        fix = None
    else:
        needed, what = _needed(failure, max(index, rows * columns) + 1)
        fix = _larger_grid(failure, run, needed, rows, r"(?:GridSpec|add_gridspec)\(\s*[^,()]+,\s*[^,()]+(?=[,)])")
    return found(
        failure.place,
        "error",
        f"`{spec.source}` is a grid of {rows} x {columns} = {rows * columns} places, and index {index} was asked of "
        f"it; {what}.",
        why="A grid that was made for fewer panels does not grow: its rows * columns must reach the number of "
        "pictures.",
        evidence={"rows": rows, "columns": columns, "places": rows * columns, "index": index, "needed": needed},
        fix=fix,
    )


def _rows_columns(run: Run, places: int) -> tuple[int, int]:
    """The grid that was made last, when it has as many places."""
    grids = [p.grid for s in run.sheets[-1:] for p in s.last if p.grid is not None]
    rows, columns = (grids[0][0], grids[0][1]) if grids else (0, 0)
    return (rows, columns) if rows * columns == places else (0, 0)


_SUBPLOTS = r"subplots\(\s*[^,()]+,\s*[^,()]+(?=[,)])"


def _larger_grid(failure: Failure, run: Run, needed: int, rows: int, made: str = _SUBPLOTS) -> Fix | None:
    """The rows and columns of the one call of the source that makes grids."""
    found_ = re.findall(made, text_of(failure.place, run))
    if len(found_) != 1 or not rows:
        return None
    lines = text_of(failure.place, run).splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if found_[0] in text)
    place = Location(failure.place.file, failure.place.cell, line, line, None, None, lines[line - 1].strip())
    after = f"{found_[0].partition('(')[0]}({rows}, {math.ceil(needed / rows)}"
    return Fix(f"{rows} x {math.ceil(needed / rows)} places", found_[0], after, location=place)
