"""The tiles do not fit into the grid that was made for them.

What it does: reports a display grid put together by hand whose tiles have another size than its cells, or whose
number of tiles is not rows × columns; and a canvas whose tiles were written over each other, a few columns or rows
apart, while the rest of it stayed empty.
Why it is wrong: each tile is written into a block of a canvas, and the block must have the tile's own height and width.
Example:
    import numpy as np

    tiles = np.ones((4, 32, 32))
    canvas = np.zeros((2 * 28, 2 * 28))
    for n, tile in enumerate(tiles):
        row, column = divmod(n, 2)
        canvas[row * 28 : (row + 1) * 28, column * 28 : (column + 1) * 28] = tile
Use instead:
    import numpy as np

    tiles = np.ones((4, 32, 32))
    size = tiles.shape[1]
    canvas = np.zeros((2 * size, 2 * size))
    for n, tile in enumerate(tiles):
        row, column = divmod(n, 2)
        canvas[row * size : (row + 1) * size, column * size : (column + 1) * size] = tile
What it does not see: which of the two sizes was meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from kerascope.diagnose.arrays.overlapping import overlap
from kerascope.diagnose.arrays.shapes import called_function
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import subject
from kerascope.diagnose.script.steps import place_of_name
from kerascope.evidence import Call, Failure, Run, Value
from kerascope.findings import Finding, Fix

_INTO = re.compile(r"could not broadcast input array from shape (\([\d, ]*\)) into shape (\([\d, ]*\))")
_TENSORS = (
    re.compile(r"Target sizes: \[([\d, ]*)\]\.\s+Tensor sizes: \[([\d, ]*)\]"),
    re.compile(r"input type=\w+\[([\d,]*)\] and requested type=\w+\[([\d,]*)\]"),
)
"""PyTorch's words, cell first, and JAX's, tile first."""
_RESHAPE = re.compile(r"cannot reshape array of size (\d+) into shape (\([\d, ]*\))")
_BEYOND = re.compile(r"index (\d+) is out of bounds for axis (\d+) with size (\d+)")


@cause("grid-size-mismatch", family="shape", sees=(Call, Failure))
def grid_size_mismatch(evidence: Call | Failure, run: Run) -> Finding | None:
    return _overlapping(evidence) if isinstance(evidence, Call) else _refused(evidence, run)


def _overlapping(call: Call) -> Finding | None:
    """`grid[:, j : j + width] = tile`: the tiles lie one column apart, and each covers the one before."""
    data = call.data
    if call.kind not in ("image", "mesh") or call.exception or data is None:
        return None
    told = overlap(data.values, data.near)
    if told is None:
        return None
    lines, size, canvas = ("rows", "columns")[told.along], told.tile[told.along], data.facts.shape
    return found(
        call.place,
        "error",
        f"{subject(data)} is a canvas of shape {canvas} with tiles of {told.tile[0]} x {told.tile[1]} out of "
        f"`{told.source.source}`: they were written {told.step} of {size} {lines} apart, so that each covers the one "
        f"before, and the last {told.empty} of {canvas[told.along]} {lines} are empty.",
        why="The place of a tile is its number times its height or width; a slice that starts at the number itself, or "
        "at another size, falls onto the tile before.",
        evidence={"shape": list(canvas), "tile": list(told.tile), "step": told.step, "empty": told.empty},
    )


def _refused(failure: Failure, run: Run) -> Finding | None:
    if failure.call is not None:
        return None
    match = _INTO.search(failure.message)
    if match:
        return _tile(failure, _shape(match[1]), _shape(match[2]), run)
    torch, jax = (p.search(failure.message) for p in _TENSORS)
    if torch or jax:
        tile, cell = (torch[2], torch[1]) if torch else (jax[1], jax[2]) if jax else ("", "")
        return _tile(failure, _shape(tile), _shape(cell), run)
    match = _RESHAPE.search(failure.message)
    if match and called_function(failure.place.expression) == "reshape":
        return _counted(failure, int(match[1]), _shape(match[2]))
    match = _BEYOND.search(failure.message)
    if match:
        return _beyond(failure, int(match[1]), int(match[2]), int(match[3]))
    if failure.type == "IndexError" and "list index out of range" in failure.message:
        return _beyond_list(failure)
    if "must match exactly" in failure.message and called_function(failure.place.expression) in (
        "hstack",
        "vstack",
        "concatenate",
        "block",
    ):
        return _joined(failure, run)
    return None


def _shape(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", text))


def _tile(failure: Failure, tile: tuple[int, ...], cell: tuple[int, ...], run: Run) -> Finding | None:
    target = _cell_written(failure)
    if len(tile) < 2 or len(cell) < 2 or ":" not in target:
        return None
    canvas = _canvas(failure, target)
    size = f"{tile[0]} x {tile[1]}"
    of = (
        f" of the canvas {canvas.source} {canvas.facts.shape}"
        if canvas is not None and canvas.facts is not None
        else ""
    )
    if 0 in cell:
        return _past_the_end(failure, tile, canvas)
    fix = None
    wrong = _size_names(failure, target, cell)
    if wrong is not None and tile[0] == tile[1]:
        line = place_of_name(failure, wrong, run) if wrong.isidentifier() else None
        if line is not None and line.source.endswith(str(cell[0])):
            fix = Fix(f"make the cells {size}", line.source, f"{wrong} = {tile[0]}", location=line)
    return found(
        failure.place,
        "error",
        f"the tile has shape {tile}, a picture of {size}, and the cell{of} has tiles of {cell[0]} x "
        f"{cell[1]}: shape {cell}.",
        why=f"A tile must fill its block exactly. It raised {failure.type}: {failure.message}",
        evidence={"tile": list(tile), "cell": list(cell)},
        fix=fix,
    )


def _cell_written(failure: Failure) -> str:
    """`canvas[a:b, c:d]` of a statement that writes a tile there; JAX writes `canvas.at[a:b, c:d].set(tile)`."""
    source = failure.place.source
    at = re.search(r"([\w.]+)\.at(\[[^\]]*\])\.set\(", source)
    return f"{at[1]}{at[2]}" if at else source.split("=", 1)[0]


def _past_the_end(failure: Failure, tile: tuple[int, ...], canvas: Value | None) -> Finding:
    """A slice that starts where the canvas has ended is empty."""
    name = f"the canvas `{canvas.source}`" if canvas is not None else "the canvas"
    full = f" has shape {canvas.facts.shape} and" if canvas is not None and canvas.facts is not None else ""
    places = _places(tile, canvas)
    held = f", and it has {places[0]} x {places[1]} = {math.prod(places)} of those" if places else ""
    return found(
        failure.place,
        "error",
        f"{name}{full} ends before this tile of shape {tile}: there are more tiles than places{held}.",
        why=f"Rows × columns must not be less than the tiles there are. It raised {failure.type}: {failure.message}",
        evidence={"tile": list(tile), **({"places": math.prod(places)} if places else {})},
    )


def _places(tile: tuple[int, ...], canvas: Value | None) -> tuple[int, int] | None:
    """Rows and columns of a canvas that tiles fill exactly; one with gaps between them tells no number."""
    sides = canvas.facts.shape[:2] if canvas is not None and canvas.facts is not None else ()
    if len(sides) < 2 or 0 in tile or sides[0] % tile[0] or sides[1] % tile[1]:
        return None
    return sides[0] // tile[0], sides[1] // tile[1]


def _canvas(failure: Failure, target: str) -> Value | None:
    name = target.split("[", 1)[0].strip()
    return next((v for v in failure.values if v.source == name and v.facts is not None), None)


def _size_names(failure: Failure, target: str, cell: tuple[int, ...]) -> str | None:
    """A name in the target's slices that holds the size of a cell."""
    for value in failure.values:
        if (
            value.source.isidentifier()
            and value.about.get("value") == cell[0]
            and re.search(rf"\b{value.source}\b", target)
        ):
            return value.source
    return str(cell[0]) if re.search(rf"\b{cell[0]}\b", target) else None


def _counted(failure: Failure, size: int, into: tuple[int, ...]) -> Finding | None:
    """A mosaic by `reshape(rows, columns, height, width)` of more or fewer pictures."""
    receiver = next(
        (v for v in (*failure.handed, *failure.values) if v.facts is not None and v.facts.size == size), None
    )
    if (
        receiver is None
        or receiver.facts is None
        or (receiver.facts.ndim < 3 and len(into) < 4)
        or math.prod(into) in (0, size)
    ):
        return None
    shape = receiver.facts.shape
    tiles = f" ({into[0]} x {into[1]} = {into[0] * into[1]} tiles)" if len(into) == 4 else ""
    return found(
        failure.place,
        "error",
        f"`{receiver.source}` has shape {shape}: {shape[0]} tiles and {size} values, and the grid {into} "
        f"holds {math.prod(into)}{tiles}.",
        why=f"Rows × columns must be the number of tiles. It raised {failure.type}: {failure.message}",
        evidence={"shape": list(shape), "grid": list(into), "values": size, "places": math.prod(into)},
    )


def _beyond(failure: Failure, index: int, axis: int, size: int) -> Finding | None:
    """The tile's number is counted from a row and a column, and there are fewer tiles than places."""
    source = failure.place.expression or failure.place.source
    counted = re.search(r"\w+\s*\*\s*\w+\s*\+\s*\w+|\w+\s*\+\s*\w+\s*\*\s*\w+", source)
    value = next(
        (v for v in failure.values if v.facts is not None and v.facts.ndim > axis and v.facts.shape[axis] == size), None
    )
    filled = _fills_cells(failure)
    if (counted is None and not filled) or value is None or value.facts is None or value.facts.ndim < 3:
        return None
    return found(
        failure.place,
        "error",
        f"`{value.source}` has shape {value.facts.shape}, and tile {index} was asked for: axis {axis} "
        f"holds {size}, fewer than the "
        "places of the grid.",
        why=f"Rows × columns must not be more than the tiles there are. It raised {failure.type}: {failure.message}",
        evidence={"shape": list(value.facts.shape), "tiles": size, "index": index},
        fix=Fix("stop at the last tile", counted[0], f"min({counted[0]}, {size - 1})") if counted else None,
    )


def _fills_cells(failure: Failure) -> bool:
    """`canvas[a:b, c:d] = tile`: the statement writes a block of two axes."""
    return bool(re.match(r"[\w.]+\[[^=]*:[^=]*,[^=]*:[^=]*\]$", _cell_written(failure).strip()))


def _beyond_list(failure: Failure) -> Finding | None:
    """A list of pictures of one shape, put into more cells than it holds."""
    for value in failure.values if _fills_cells(failure) else ():
        shapes, held = value.about.get("shapes") or [], value.about.get("length")
        if held is None or len({tuple(s) for s in shapes}) != 1 or len(shapes[0]) not in (2, 3):
            continue
        return found(
            failure.place,
            "error",
            f"`{value.source}` holds {held} tiles of shape {tuple(shapes[0])}, fewer than the places of the grid.",
            why="Rows × columns must not be more than the tiles there are. It raised "
            f"{failure.type}: {failure.message}",
            evidence={"tiles": held, "tile": list(shapes[0])},
        )
    return None


def _joined(failure: Failure, run: Run) -> Finding | None:
    for value in (*failure.handed, *failure.values):
        shapes = [tuple(s) for s in value.about.get("shapes") or ()]
        if len(set(shapes)) > 1 and all(len(s) in (2, 3) for s in shapes):
            listed = ", ".join(map(str, dict.fromkeys(shapes)))
            return found(
                failure.place,
                "error",
                f"`{value.source}` holds tiles of differing shapes: {listed}.{_last_row(failure, run, shapes)}",
                why="Tiles in one row need one height, in one column one width. It raised "
                f"{failure.type}: {failure.message}",
                evidence={"shapes": [list(s) for s in dict.fromkeys(shapes)][:8]},
            )
    return None


def _last_row(failure: Failure, run: Run, shapes: list[tuple[int, ...]]) -> str:
    """How many tiles there are, and in the last row, where all others hold one number of them and it holds fewer."""
    first, last = shapes[0], shapes[-1]
    across = next((a for a in (1, 0) if first[a] != last[a]), None)
    if across is None or set(shapes[:-1]) != {first} or last[across] > first[across]:
        return ""
    for count, *tile in _stacks(failure, run):
        full, rest = divmod(first[across], tile[across])
        left, more = divmod(last[across], tile[across])
        if not (rest or more) and tile[1 - across] == first[1 - across] and full * (len(shapes) - 1) + left == count:
            line = "row" if across == 1 else "column"
            return f" The {count} tiles don't fill {line}s of {full}: the last {line} holds {left}."
    return ""


def _stacks(failure: Failure, run: Run) -> Iterator[tuple[int, ...]]:
    """(count, height, width) of the pictures in reach, and of the batches and maps that models gave."""
    shapes = [v.facts.shape for v in failure.values if v.facts is not None]
    shapes += [tuple(v.values.shape) for v in run.outputs if v.values is not None]
    for shape in shapes:
        if len(shape) == 4 and shape[0] == 1 and 0 not in shape:
            yield (shape[3], *shape[1:3])
        elif len(shape) in (3, 4) and 0 not in shape:
            yield shape[:3]
