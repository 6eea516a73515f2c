"""Where in the source a finding points: its lines, the guilty expression, and the lines as a fix leaves them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kerascope.findings import Finding, Location
from kerascope.parsed import argument_place

__all__ = ["Change", "Line", "change", "lines", "replaced", "spot"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of source: its number in the file (or cell), its text, and the columns (from 0) that are guilty."""

    number: int | None
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The lines that a fix changes. `whole` is False where only the edited expressions are known, not their lines."""

    location: Location
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    whole: bool


def spot(source: str, part: str, *, only: bool = False) -> tuple[int, int] | None:
    """Return where `part` stands in `source` as a whole expression: the first place, or with `only` the single one."""
    if not part:
        return None
    left = r"(?<![\w.])" if part[0].isalnum() or part[0] == "_" else ""
    right = r"(?!\w)" if part[-1].isalnum() or part[-1] == "_" else ""
    found = [match.span() for match in re.finditer(left + re.escape(part) + right, source)]
    if not found or (only and len(found) > 1):
        return None
    return found[0]


def lines(location: Location) -> tuple[Line, ...]:
    """Return the location's source line by line, dedented and with tabs expanded, the guilty expression marked."""
    return _cut(location, location.source, _guilty(location))


def _guilty(location: Location) -> tuple[int, int] | None:
    """Return where the guilty expression stands: of `plot(z.columns, len(z), z)` the last `z`, else the first place."""
    return argument_place(location.source, location.expression) or spot(location.source, location.expression)


def change(finding: Finding) -> Change | None:
    """Return the finding's fix as lines before and after; None without a fix or without an edit in it."""
    fix = finding.fix
    if fix is None or fix.before == fix.after:
        return None
    location = fix.location or finding.location
    found = _edited(location, fix.before)
    if found is None:
        bare = Location(file=location.file, cell=location.cell)
        return Change(location, _cut(bare, fix.before, None), _cut(bare, fix.after, None), whole=False)
    start, end = found
    changed = location.source[:start] + fix.after + location.source[end:]
    before = _cut(location, location.source, found)
    after = _cut(location, changed, (start, start + len(fix.after)))
    same = _same(before, after)
    rest = _same(before[same:][::-1], after[same:][::-1])
    return Change(location, before[same : len(before) - rest], after[same : len(after) - rest], whole=True)


def replaced(finding: Finding) -> Location | None:
    """Return where exactly the text stands that the fix replaces: lines and columns of its file, from 1.

    None without an edit, in a notebook (whose lines count from the cell's start), and where the place is not certain.
    """
    fix = finding.fix
    if fix is None or not fix.before or fix.before == fix.after:
        return None
    location = fix.location or finding.location
    found = _edited(location, fix.before)
    if found is None or None in (location.file, location.line, location.column) or location.cell is not None:
        return None
    (line, column), (end_line, end_column) = (_position(location, offset) for offset in found)
    return Location(location.file, None, line, end_line, column, end_column, fix.before)


def _position(location: Location, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of a character of the location's source; its first line begins at its column."""
    left = location.source[:offset].rpartition("\n")[2]
    begun = location.source.count("\n", 0, offset)
    assert location.line is not None
    assert location.column is not None
    return location.line + begun, len(left) + (1 if begun else location.column)


def _same(before: tuple[Line, ...], after: tuple[Line, ...]) -> int:
    """Return how many lines both begin with."""
    pairs = zip(before, after, strict=False)
    return next((index for index, (old, new) in enumerate(pairs) if old.text != new.text), min(len(before), len(after)))


def _edited(location: Location, before: str) -> tuple[int, int] | None:
    """Return the one place that the edit can mean: the only one in the source, or the only one in the guilty part."""
    found = spot(location.source, before, only=True)
    if found is not None:
        return found
    guilty = _guilty(location)
    inner = spot(location.expression, before, only=True)
    if guilty is None or inner is None:
        return None
    return guilty[0] + inner[0], guilty[0] + inner[1]


def _cut(location: Location, source: str, span: tuple[int, int] | None) -> tuple[Line, ...]:
    start, end = span or (0, 0)
    pieces: list[tuple[str, int, int]] = []
    offset = 0
    for text in source.rstrip("\n").split("\n") if source else []:
        first = min(max(start - offset, 0), len(text))
        last = min(max(end - offset, 0), len(text))
        pieces.append((text, first, last))
        offset += len(text) + 1
    indents = _indents([text for text, _, _ in pieces], location.column)
    number = location.line
    return tuple(
        _line(None if number is None else number + index, text, first, last, indent)
        for index, ((text, first, last), indent) in enumerate(zip(pieces, indents, strict=True))
    )


def _line(number: int | None, text: str, first: int, last: int, indent: int) -> Line:
    first = max(first, len(text) - len(text.lstrip()))  # a guilty part that spans lines does not own their indentation
    head, guilty, tail = text[indent:first], text[max(first, indent) : max(last, first)], text[max(last, first) :]
    left = head.expandtabs(4)
    middle = (left + guilty).expandtabs(4)
    marked = (len(left), len(middle)) if guilty else (0, 0)
    return Line(number, (left + guilty + tail).expandtabs(4), *marked)


def _indents(texts: list[str], column: int | None) -> list[int]:
    """Return how much indentation to drop of each line: what all share, or what the first line was cut by."""
    own = [len(text) - len(text.lstrip()) for text in texts]
    rest = [indent for indent, text in zip(own[1:], texts[1:], strict=True) if text.strip()]
    if not texts:
        return []
    if own[0] == 0 and column is not None and column > 1 and rest:
        drop = min(column - 1, *rest)
        return [0, *(min(drop, indent) for indent in own[1:])]
    drop = min([own[0], *rest])
    return [min(drop, indent) for indent in own]
