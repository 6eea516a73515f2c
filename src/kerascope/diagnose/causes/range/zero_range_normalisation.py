"""Divided by a range or a maximum of zero.

What it does: reports NaN in a plotted array that was divided by its own maximum, range, sum or deviation, where that is
zero, also when a cast to integers has made 0 of them since.
Why it is wrong: 0 / 0 is NaN, which is drawn as nothing: a blank picture, or blank rows of it. A dead channel or a map
without any positive value is enough.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    channel = np.zeros((16, 16))
    scaled = (channel - channel.min()) / (channel.max() - channel.min())
    plt.imshow(scaled)
    plt.savefig("channel.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    channel = np.zeros((16, 16))
    scaled = (channel - channel.min()) / max(channel.max() - channel.min(), 1e-12)
    plt.imshow(scaled)
    plt.savefig("channel.png")
What it does not see: a division inside a library, one whose NaN were replaced by numbers, and one of which nothing was
warned, where the script leaves gaps of its own beside it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.replay.exponents import overflow_in
from kerascope.diagnose.say import number, percent
from kerascope.diagnose.script.source import loops_around
from kerascope.diagnose.tell import called, elsewhere, holes, leaves_gaps, measured, wrapped
from kerascope.evidence import Argument, Assignment, Call, Run
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of, words_in

_RANGE = re.compile(
    r"\b(?:a?max|a?min|nanmax|nanmin|ptp|reduce_max|reduce_min|reduce_sum|std|norm|sum|mean|peak|top|range)\b"
)
_LEARNS = re.compile(r"\.(?:fit|predict\w*|train_on_batch|evaluate|history)\b")
_METHODS = ("divide", "div", "truediv", "true_divide")
"""`np.divide(a, b)`, and `table.div(b)` of pandas."""
_GUARDED = re.compile(r"1e-|eps|\+ ?0?\.0|maximum\(|where\(|clip\(", re.IGNORECASE)
_TOTAL = re.compile(r"([A-Za-z_]\w*)\.(?:sum|max)\((?:axis\s*=\s*)?([01])\)")
_APPLIED = re.compile(r"([A-Za-z_]\w*)(?:\[[^\[\]]*\])?\.(?:apply|transform)\(\s*lambda\s+(\w+)\s*:")
"""A table whose columns a function is given one by one, and what they are called in it."""
_AREA, _LEAST = 3, 0.004
"""Cells along a side of a square of zeros at least, and the share of a picture: a tile of 256."""


@dataclass(frozen=True, slots=True)
class _Division:
    source: str
    left: str
    right: str
    made: Assignment | None
    line: int


@cause(
    "zero-range-normalisation",
    family="range",
    sees=Call,
    outranks=("not-finite", "constant-image", "clipped-rgb", "preprocessed-image"),
)
def zero_range_normalisation(call: Call, run: Run) -> Finding | None:
    data = call.data
    if data is None or call.kind not in ("image", "mesh", "line", "bar", "hist", "scatter", "contour"):
        return None
    facts = holes(call, data)
    cast = 0 if facts.nan else _cast_to_zero(call, data, run)
    facts = replace(facts, nan=cast) if cast else facts
    if not facts.nan or not (data.expression or data.lineage) or overflow_in(call, data, run) is not None:
        return None  # inf / inf is NaN as well
    division = next((d for d in _divisions(call, data) if _is_it(d, call, data, run, facts.nan == facts.size)), None)
    if division is None:
        return None
    at = {v.source: v.about["value"] for v in data.names if isinstance(v.about.get("value"), int)}
    constant = _flat_columns(division, data, facts.nan)[:6]
    part = "every value" if facts.nan == facts.size else f"{facts.nan} of {facts.size} values"
    return found(
        call.place,
        "error",
        f"{part} of {called(call, data)} {_is_nan(facts.nan < facts.size, bool(cast))}: `{division.source}` (line"
        f" {division.line}) divides by `{division.right}`, which is 0 there{_turn(at, constant)}, and 0 / 0 gives NaN.",
        why="Where the maximum is 0 or equals the minimum there is nothing to scale by; NaN is drawn as nothing.",
        evidence={
            **measured(data),
            "nan": facts.nan,
            "of": facts.size,
            "share": percent(facts.nan / facts.size),
            "denominator": division.right,
            "denominator_value": float(number(0)),
            "statement_line": division.line,
            **({"at": at} if at else {}),
            **({"constant_columns": constant} if constant else {}),
        },
        fix=_fix(call, run, data, division),
    )


def _turn(at: dict[str, int], constant: list[str]) -> str:
    if at:
        return f" (at {', '.join(f'{name} = {value}' for name, value in at.items())})"
    if constant:
        return f" ({'column' if len(constant) == 1 else 'columns'} {', '.join(constant)}: constant)"
    return ""


def _is_nan(several: bool, cast: bool) -> str:
    if cast:
        return f"{'were' if several else 'was'} NaN and cast to 0"
    return f"{'are' if several else 'is'} NaN"


def _cast_to_zero(call: Call, data: Argument, run: Run) -> int:
    """How many values are 0 because they were NaN when NumPy cast them to integers, of which it warned.

    Among clipped values that are 0 as well, NaN are whole areas of a picture: a tile, a row of tiles.
    """
    facts, lines = data.facts, {a.line for a in data.lineage} | {call.place.line}
    file = call.place.file
    if facts.minimum != 0 or facts.fractional or facts.ndim < 1 or data.values is None:
        return 0
    if not any("in cast" in w.message and w.place.line in lines and w.place.file == file for w in run.warned):
        return 0
    if facts.ndim != 2:
        return round(facts.mode_share * facts.size) if facts.mode_share > 0.3 and facts.is_integer else 0
    solid = _solid(np.asarray(data.values).reshape(facts.shape) == 0)
    return solid if solid >= _LEAST * facts.size else 0


def _solid(empty: npt.NDArray[np.bool_]) -> int:
    """How many cells lie in squares of empty ones, of half the side of the largest (a morphological opening)."""
    filled = _summed(~empty)
    low, high = _AREA - 1, min(empty.shape)
    while low < high:
        side = (low + high + 1) // 2
        low, high = (side, high) if (_in_squares(filled, side) == 0).any() else (low, side - 1)
    if low < _AREA:
        return 0
    side = max(_AREA, (low + 1) // 2)
    whole = _summed(np.pad(_in_squares(filled, side) == 0, side - 1))
    return int((_in_squares(whole, side) > 0).sum())


def _summed(marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """The summed area table of marked cells."""
    return np.pad(marked.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _in_squares(table: npt.NDArray[np.intp], side: int) -> npt.NDArray[np.intp]:
    """How many cells of every square are marked, by their summed area table."""
    return np.asarray(table[side:, side:] - table[:-side, side:] - table[side:, :-side] + table[:-side, :-side])


def _divisions(call: Call, data: Argument) -> Iterator[_Division]:
    yield from _in(data.expression, None, call.place.line or 0)
    for made in data.lineage:
        if made.augmented and made.source.split(made.value)[0].rstrip().endswith("/="):
            yield _Division(made.source, made.target, made.value, made, made.line)
        yield from _in(made.value, made, made.line)


def _in(text: str, made: Assignment | None, line: int) -> Iterator[_Division]:
    text = text.strip()
    for node in ast.walk(expression_of(text) or ast.Module([], [])):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            parts = (ast.get_source_segment(text, n) or ast.unparse(n) for n in (node, node.left, node.right))
            whole, left, right = parts
            yield _Division(whole, left, right, made, line + text[: text.find(whole)].count("\n"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            sides = [ast.unparse(a) for a in (node.func.value, *node.args)][-2:]
            if len(sides) == 2:
                yield _Division(ast.get_source_segment(text, node) or "", sides[0], sides[1], made, line)


def _is_it(division: _Division, call: Call, data: Argument, run: Run, all_of_it: bool) -> bool:
    right = division.right
    words = set() if "(" in right else set(words_in(right))
    named = " ".join(a.value for a in data.lineage if a.target in words)
    if not _RANGE.search(right + " " + named) or _GUARDED.search(right + " " + named):
        return False
    if _learnt_from(division, call, data):
        return False  # the training spread what the division left
    if _warned(division, call, run):
        return not _infinite(division, data, run)
    if _whole_result(division, call, data, run) or any(
        a.line > division.line and _LEARNS.search(a.value) for a in data.lineage
    ):
        return False  # what a network made of it tells nothing about this division
    nan = holes(call, data).nan
    if _flat_columns(division, data, nan) or _empty_rows(division, data, nan):
        return True
    if leaves_gaps(data, besides=division.source):
        return False
    in_parts = "axis" in right + named or (division.made is not None and division.made.into)
    if not all_of_it and not in_parts:
        return False  # one denominator of 0 would spoil every value
    names = set(words_in(division.left))
    own = {data.expression, division.made.target if division.made is not None else ""}
    broken = any(v.source in names and v.facts and v.facts.nan for v in data.near if v.source not in own)
    return not broken and (all_of_it or call.via != "pandas")


def _learnt_from(division: _Division, call: Call, data: Argument) -> bool:
    """Whether a training came after it, and what that has recorded is drawn."""
    recorded = re.search(r"\bhist|\.history\b", data.expression) and call.kind == "line"
    return bool(recorded) and any(a.line > division.line and ".fit(" in a.value for a in data.lineage)


def _infinite(division: _Division, data: Argument, run: Run) -> bool:
    """Whether it may be infinity over infinity, of which NumPy warns with the same words as of 0 / 0."""
    names = set(words_in(f"{division.left} {division.right}"))
    if any(v.facts and v.facts.posinf + v.facts.neginf for v in data.near if v.source in names):
        return True
    lines = {a.line for a in data.lineage} | {division.line}
    return any("overflow" in w.message and w.place.line in lines for w in run.warned)


def _whole_result(division: _Division, call: Call, data: Argument, run: Run) -> bool:
    """Whether what a statement made of the division is alive and holds no NaN: those that are drawn came later.

    A loop leaves the result of its last turn alone.
    """
    if division.made is None or division.made.into or loops_around(replace(call.place, line=division.line), run):
        return False
    name = division.made.target
    alive = next((v.facts for v in data.near if v.source == name and v.facts is not None), None)
    return alive is not None and alive.is_float and not alive.nan


def _empty_rows(division: _Division, data: Argument, nan: int) -> bool:
    """`table.div(table.sum(axis=1), axis=0)`: the rows (or columns) that are NaN are those that add up to 0."""
    total = _TOTAL.fullmatch(division.right.strip())
    if total is None or division.left.strip() != total[1]:
        return False
    table = next((v.values for v in data.near if v.source == total[1] and v.type == "DataFrame"), None)
    if table is None or table.ndim != 2 or table.dtype.kind not in "iuf":
        return False
    empty = int((table == 0).all(axis=int(total[2])).sum())
    return bool(empty) and nan == empty * table.shape[int(total[2])]


def _flat_columns(division: _Division, data: Argument, nan: int) -> list[str]:
    """pandas, which warns of nothing, divides column by column: those that are constant are NaN in every row.

    Returns the names of these columns where they account for every NaN.
    """
    if "axis" in division.right:
        return []
    names = set(words_in(division.left))
    made = division.made.value if division.made is not None else data.expression
    names |= {n[0] for n in _APPLIED.findall(made) if n[1] in names}
    for value in data.near:
        table = value.values if value.source in names and value.type == "DataFrame" else None
        if table is None or table.ndim != 2 or table.dtype.kind not in "iuf" or len(table) < 2:
            continue
        constant = np.flatnonzero(np.ptp(table, axis=0) == 0)
        flat, titles = len(constant), value.about.get("columns", ())
        of_a_row = data.facts.shape == table.shape[1:] and data.facts.nan == flat
        of_a_column = data.facts.shape == table.shape[:1] and data.facts.nan == len(table)
        whole = data.facts.shape in (table.shape, table.shape[::-1]) and nan == flat * len(table)
        if flat and (of_a_row or of_a_column or whole):
            return [str(titles[n] if n < len(titles) else n) for n in constant]
    return []


def _warned(division: _Division, call: Call, run: Run) -> bool:
    file, made = call.place.file, division.made
    return any(
        "divide" in w.message
        and w.place.line == division.line
        and w.place.file == file
        and (w.place.cell == call.place.cell or (made is not None and w.place.source.strip() == made.source.strip()))
        for w in run.warned
    )


def _fix(call: Call, run: Run, data: Argument, division: _Division) -> Fix | None:
    guard = f"np.maximum({division.right}, 1e-12)"
    summary = "keep the divisor above 0"
    if division.made is not None and division.made.augmented:
        return elsewhere(call, run, division.made, summary, division.made.source, f"{division.left} /= {guard}")
    after = f"{wrapped(division.left)} / {guard}"
    if division.made is None:
        return Fix(summary, data.expression, data.expression.replace(division.source, after))
    return elsewhere(call, run, division.made, summary, division.source, after)
