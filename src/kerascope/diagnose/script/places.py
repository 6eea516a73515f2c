"""How many places a grid would have needed, and subplot codes of three digits that ran over."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.evidence import Failure, Value
from kerascope.findings import Finding, Fix

__all__ = ["code_of", "four_digits", "length_of", "needed_of", "three_digits", "whole"]

_WHY = "The three digits are rows, columns and number, so the form ends at 9; give three numbers instead."


def whole(value: Value) -> int | None:
    """A value that is one whole number, of Python's or of NumPy's."""
    held = value.about.get("value")
    if isinstance(held, int) and not isinstance(held, bool):
        return held
    facts = value.facts
    one = facts is not None and facts.shape == () and facts.is_integer and facts.minimum is not None
    return int(facts.minimum) if one and facts is not None and facts.minimum is not None else None


def code_of(failure: Failure) -> Value | None:
    """The one number handed to `subplot` or `add_subplot`, where it is read by its digits."""
    numbers = [v for v in failure.handed if whole(v) is not None]
    return numbers[0] if len(numbers) == 1 and (whole(numbers[0]) or 0) >= 100 else None


def needed_of(failure: Failure, least: int) -> tuple[int, str]:
    """How many panels the loops around the line would have made."""
    for value in failure.turns:
        length = length_of(value)
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
    return least, f"at least {count(least, 'place')} {'is' if least == 1 else 'are'} needed"


def _around(shape: tuple[int, ...], least: int) -> tuple[int, ...]:
    return (least,) if len(shape) >= 3 and any(n >= least for n in shape) else ()


def length_of(value: Value) -> int | None:
    length = value.about.get("length")
    if isinstance(length, int):
        return length
    return value.facts.shape[0] if value.facts is not None and value.facts.shape else None


def three_digits(failure: Failure, code: Value) -> Finding:
    """A code that came to be another grid's: 341 + 9 is 350."""
    number = whole(code) or 0
    rows, columns, place = number // 100, number // 10 % 10, number % 10
    meant = _apart(failure, code)
    if meant is not None and place == 0 and meant.size == (rows, columns):
        return _from_zero(failure, code, meant)
    needed, what = needed_of(failure, 10)
    none = " and has no place at all" if not rows * columns else ""
    return found(
        failure.place,
        "error",
        f"`{code.source}` is {_spelled(failure, code, number)}: it reads as a {rows} x {columns} grid, number {place}"
        f"{none}; {what}.",
        why=_WHY,
        evidence={"code": number, "rows": rows, "columns": columns, "number": place, "needed": needed},
        fix=Fix("rows, columns and number apart", code.source, f"{meant.rows}, {meant.columns}, {meant.number}")
        if meant is not None and meant.size[0] * meant.size[1] >= needed
        else None,
    )


def _from_zero(failure: Failure, code: Value, meant: _Apart) -> Finding:
    """A code whose number is the 0 of a loop's first turn."""
    rows, columns = meant.size
    needed, what = needed_of(failure, 1)
    return found(
        failure.place,
        "error",
        f"`{code.source}` is {_spelled(failure, code, whole(code) or 0)}: number 0 of a {rows} x {columns} grid, whose "
        f"numbers run from 1 to {rows * columns}; {what}.",
        why="The places of a grid are numbered from 1, and a loop over range() or enumerate() counts from 0.",
        evidence={"code": whole(code), "rows": rows, "columns": columns, "number": 0, "needed": needed},
        fix=Fix("count from 1", code.source, f"{meant.rows}, {meant.columns}, {meant.number} + 1")
        if rows * columns >= needed
        else None,
    )


@dataclass(frozen=True, slots=True)
class _Apart:
    """Rows, columns and number of a sum that was meant as a code, as they are written, and the sides as numbers."""

    rows: str
    columns: str
    number: str
    size: tuple[int, int]


def _apart(failure: Failure, code: Value) -> _Apart | None:
    """3, 4 and `i + 1` of `341 + i`, and likewise of `rows * 100 + cols * 10 + n`."""
    try:
        terms = _terms(ast.parse(code.source, mode="eval").body)
    except SyntaxError:
        return None
    rest = sum(t.value for t in terms if isinstance(t, ast.Constant) and isinstance(t.value, int))
    others = [ast.unparse(t) for t in terms if not isinstance(t, ast.Constant) and _times(t) is None]
    told = []
    for unit in (100, 10):
        side = next((side for t in terms if (side := _times(t, unit)) is not None), None)
        told.append(str(rest // unit) if side is None else side)
        rest = rest % unit if side is None else rest
    known = _numbers(failure)
    rows, columns = (known.get(side, int(side) if side.isdigit() else 0) for side in told)
    if not others or not rows * columns or rest > 9:
        return None
    return _Apart(told[0], told[1], " + ".join([*others, *([str(rest)] if rest else [])]), (rows, columns))


def _terms(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_terms(node.left), *_terms(node.right)]
    return [node]


def _times(node: ast.expr, *units: int) -> str | None:
    """'rows' of `rows * 100` and of `100 * rows`."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
        return None
    pairs = ((node.left, node.right), (node.right, node.left))
    wanted = units or (10, 100)
    return next((ast.unparse(b) for a, b in pairs if isinstance(a, ast.Constant) and a.value in wanted), None)


def _numbers(failure: Failure) -> dict[str, int]:
    """What is known of the whole numbers around the line, by how they are written."""
    return {v.source: n for v in (*failure.values, *failure.handed) if (n := whole(v)) is not None}


def _spelled(failure: Failure, code: Value, number: int) -> str:
    """'341 + 9 = 350': the sum with its numbers in place of their names."""
    known = _numbers(failure)
    sum_ = re.fullmatch(r"[\w\s+*/()-]*[+*][\w\s+*/()-]*", code.source)
    spelled = re.sub(r"\b[A-Za-z_]\w*\b", lambda m: str(known.get(m[0], m[0])), code.source)
    return f"{spelled} = {number}" if sum_ and not re.search(r"[A-Za-z_]", spelled) else str(number)


def four_digits(failure: Failure, code: int) -> Finding:
    """A code put together of text: '34' and '10'."""
    text = str(code)
    rows, columns, number = int(text[0]), int(text[1]), int(text[2:])
    needed, what = needed_of(failure, number)
    return found(
        failure.place,
        "error",
        f"the code is {code}, {len(text)} digits: the form of three digits ends at {text[:2]}9, and number {number} of "
        f"a {rows} x {columns} grid can't be said in it; {what}.",
        why=_WHY,
        evidence={"code": code, "rows": rows, "columns": columns, "number": number, "needed": needed},
    )
