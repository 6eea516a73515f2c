"""More panels than the grid has places.

What it does: explains `plt.subplot(rows, columns, n)` with n beyond the grid, or with n of 0, a three-digit code that
ran over, an index beyond the array of Axes, a GridSpec or `subplot2grid`, a list of Axes that was used up, a name that
a mosaic has no panel for, and a grid whose rows or columns come to 0: how many places there are, and how many were
needed.
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
from kerascope.diagnose.script.places import code_of, four_digits, length_of, needed_of, three_digits, whole
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix, Location

_GROWS = "A grid that was made for fewer panels does not grow: its rows * columns must reach the number of pictures."


@cause("subplot-overflow", family="figure", sees=Failure)
def subplot_overflow(failure: Failure, run: Run) -> Finding | None:
    number = re.search(r"num must be an integer with 1 <= num <= (\d+), not (-?\d+)$", failure.message)
    if failure.type == "ValueError" and number:
        return _numbered(failure, int(number[1]), int(number[2]))
    code = re.search(r"three-digit (?:number|integer), not (\d{4,})", failure.message)
    if failure.type == "ValueError" and code:
        return four_digits(failure, int(code[1]))
    side = re.search(r"Number of (rows|columns) must be a positive integer, not (0|-\d+)$", failure.message)
    if failure.type == "ValueError" and side:
        return _without_places(failure, side[1], int(side[2]))
    if failure.type == "ValueError" and "zip() argument" in failure.message:
        return _walked_together(failure, run)
    if failure.type == "KeyError":
        return _not_in_mosaic(failure)
    if failure.type in ("IndexError", "StopIteration"):
        return _out_of_stock(failure, run) or _between_lines(failure) or _indexed(failure, run)
    return None


def _numbered(failure: Failure, places: int, number: int) -> Finding:
    given = [n for v in failure.handed if (n := whole(v)) is not None]
    code = code_of(failure)
    if code is not None:
        return three_digits(failure, code)
    needed, what = needed_of(failure, max(number, places + 1) if number > 0 else 1)
    rows, columns = (given[0], given[1]) if len(given) >= 3 else (None, None)
    grid = f"{rows} x {columns} = {places} places" if rows else count(places, "place")
    grid += "" if number > 0 else f", whose numbers run from 1 to {places}"
    return found(
        failure.place,
        "error",
        f"subplot number {number} was asked of a grid of {grid}; {what}.",
        why="Numbers run from 1 to rows * columns. A grid that is written down does not grow with what is drawn in it.",
        evidence={"rows": rows, "columns": columns, "places": places, "number": number, "needed": needed},
        fix=_larger(failure, columns, needed) if number > 0 else _from_one(failure) if needed <= places else None,
    )


def _from_one(failure: Failure) -> Fix | None:
    """The number of a loop that counts from 0, as `subplot` counts."""
    match = re.search(r"(subplot\([^,()]+,[^,()]+,\s*)([a-z_]\w*)(?=[,)])", failure.place.expression)
    return Fix("count from 1", match[0], f"{match[1]}{match[2]} + 1") if match else None


def _without_places(failure: Failure, side: str, number: int) -> Finding | None:
    """A code whose second digit ran over into the first, or a division that rounds down to nothing."""
    code = code_of(failure)
    if code is not None:
        return three_digits(failure, code)
    given = [v for v in failure.handed if whole(v) is not None]
    none = next((v for v in given if whole(v) == number), None)
    if none is None:
        return None
    needed, what = needed_of(failure, 1)
    return found(
        failure.place,
        "error",
        f"`{none.source}`, the number of {side}, is {number}: such a grid has no place; {what}.",
        why="// rounds down, so that fewer pictures than one row holds give 0 rows; math.ceil rounds up.",
        evidence={side: number, "places": 0, "needed": needed},
    )


def _between_lines(failure: Failure) -> Finding | None:
    """`subplot2grid` from a row or column on that the grid does not have."""
    if "no space allocated for subplot" not in failure.message:
        return None
    pairs = [v.about["numbers"] for v in failure.handed if len(v.about.get("numbers", ())) == 2]
    if len(pairs) < 2 or "subplot2grid" not in (failure.place.expression or failure.place.source):
        return None
    (rows, columns), (row, column) = (pairs[1], pairs[0]) if _loc_first(failure) else pairs[:2]
    if row < rows and column < columns:
        return None
    line, most = (f"row {row}", f"rows are 0 to {rows - 1}") if row >= rows else (f"column {column}", "")
    most = most or f"columns are 0 to {columns - 1}"
    needed, what = needed_of(failure, rows * columns + 1)
    return found(
        failure.place,
        "error",
        f"{line} was asked of a grid of {rows} x {columns} = {count(rows * columns, 'place')}, whose {most}; {what}.",
        why=_GROWS,
        evidence={"rows": rows, "columns": columns, "row": row, "column": column, "needed": needed},
    )


def _loc_first(failure: Failure) -> bool:
    return bool(re.search(r"subplot2grid\(\s*loc\s*=", failure.place.source))


def _out_of_stock(failure: Failure, run: Run) -> Finding | None:
    """A list of Axes that is taken from until none is left."""
    if not re.search(r"pop from (?:an )?empty (?:list|deque)", failure.message):
        return None
    taken = re.search(r"(\w+)\.pop(?:left)?\(", failure.place.expression or failure.place.source)
    here = failure.place.source
    made = [
        v
        for v in failure.values
        if _of_axes(v) and not re.search(rf"(?<![\w.]){re.escape(v.source)}(?!\w)", here) and _many(v)
    ]
    if taken is None or not made:
        return None
    stock = min(made, key=lambda v: len(v.source))
    places = _many(stock)
    needed, what = needed_of(failure, places + 1)
    rows, grid = _grid_of(run, places)
    return found(
        failure.place,
        "error",
        f"`{taken[1]}` has no panel left: it was made of {count(places, 'panel')}{grid}, and one more was asked of it;"
        f" {what}.",
        why=_GROWS,
        evidence={"places": places, "needed": needed},
        fix=_larger_grid(failure, run, needed, rows),
    )


def _of_axes(value: Value) -> bool:
    held = bool(value.about.get("types")) and set(value.about["types"]) <= {"matplotlib.Axes"}
    return _of_array(value) or (held and (value.type in ("list", "tuple") or bool(value.about.get("walked"))))


def _of_array(value: Value) -> bool:
    return bool(value.about.get("axes_array") or value.about.get("subfigures"))


def _many(value: Value) -> int:
    if value.about.get("axes_array") and value.facts is not None:
        return math.prod(value.facts.shape)
    return int(value.about.get("length") or 0)


def _walked_together(failure: Failure, run: Run) -> Finding | None:
    """`zip(axes.flat, maps, strict=True)` with fewer Axes than maps."""
    grids = [v for v in failure.values if _of_axes(v) and _many(v)]
    zipped = failure.place.source.partition("zip(")[2]
    others = [n for v in failure.turns if not _of_axes(v) and v.source in zipped and (n := length_of(v)) is not None]
    if not grids:
        return None
    places = _many(grids[0])
    more = [n for n in others if n > places]
    if not more:
        return None
    rows, grid = _grid_of(run, places)
    return found(
        failure.place,
        "error",
        f"`{grids[0].source}` holds {count(places, 'panel')}{grid}, and what is walked over beside it {max(more)}.",
        why=_GROWS,
        evidence={"places": places, "needed": max(more)},
        fix=_larger_grid(failure, run, max(more), rows),
    )


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
    grid = next((v for v in failure.values if _of_array(v) and v.facts is not None), None)
    lists = [v for v in failure.values if _of_axes(v) and not _of_array(v)]
    if grid is not None and over and grid.facts is not None and not _of_this(grid.facts.shape, failure.message):
        return None  # another array of the same statement ended
    if grid is not None and over and grid.facts is not None:
        shape, index, size = grid.facts.shape, int(over[1]), int(over[2])
    elif grid is not None and failure.type == "StopIteration" and grid.facts is not None:
        size = math.prod(grid.facts.shape)
        shape, index = (size,), size
    elif lists and re.search(r"(?:list|tuple) index out of range", failure.message):
        size = int(lists[0].about["length"])
        grid, shape, index = lists[0], (size,), size
    else:
        return None
    needed, what = needed_of(failure, index + 1 if len(shape) == 1 else max(index, size) + 1)
    rows, grid_words = _grid_of(run, math.prod(shape))
    return found(
        failure.place,
        "error",
        f"`{grid.source}` holds {count(math.prod(shape), 'panel')}, shape {shape}{grid_words}, and index "
        f"{index} was asked for; "
        f"{what}.",
        why=_GROWS,
        evidence={"shape": list(shape), "index": index, "places": math.prod(shape), "needed": needed},
        fix=_larger_grid(failure, run, needed, rows),
    )


def _not_in_mosaic(failure: Failure) -> Finding | None:
    """A name that `subplot_mosaic`, or the code's own dict of Axes, has no panel for."""
    held = next((v for v in failure.values if v.about.get("holds_axes") and v.about.get("keys")), None)
    if held is None:
        return None
    keys, asked = [str(k) for k in held.about["keys"]], failure.message.strip("'\"")
    if asked in keys or not (failure.place.expression or failure.place.source).startswith(f"{held.source}["):
        return None
    needed, what = needed_of(failure, len(keys) + 1)
    return found(
        failure.place,
        "error",
        f"`{held.source}` holds {count(len(keys), 'panel')}, {', '.join(map(repr, keys[:12]))}, and none called "
        f"{asked!r}; {what}.",
        why="A mosaic has the panels that its letters or names spell, and no others.",
        evidence={"panels": keys[:24], "places": len(keys), "asked": asked, "needed": needed},
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
        needed, what = needed_of(failure, max(index, rows * columns) + 1)
        fix = _larger_grid(failure, run, needed, rows, r"(?:GridSpec|add_gridspec)\(\s*[^,()]+,\s*[^,()]+(?=[,)])")
    return found(
        failure.place,
        "error",
        f"`{spec.source}` is a grid of {rows} x {columns} = {rows * columns} places, and index {index} was asked of "
        f"it; {what}.",
        why=_GROWS,
        evidence={"rows": rows, "columns": columns, "places": rows * columns, "index": index, "needed": needed},
        fix=fix,
    )


def _grid_of(run: Run, places: int) -> tuple[int, str]:
    """(rows, ', a 2 x 3 grid') of the grid that was made last, when it has as many places; else (0, '')."""
    grids = [p.grid for s in run.sheets[-1:] for p in s.last if p.grid is not None]
    rows, columns = (grids[0][0], grids[0][1]) if grids else (0, 0)
    return (rows, f", a {rows} x {columns} grid" if rows else "") if rows * columns == places else (0, "")


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
