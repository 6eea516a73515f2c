"""Fixes applied to text: scripts and notebooks, every byte but those of the edit kept. Text in, text out; no files.

A fix says `before` and `after` on some lines. It is applied when `before` stands there exactly once (or once within the
finding's own expression); otherwise it is left, with the reason.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kerascope.findings import Finding, Location
from kerascope.parsed import argument_place

__all__ = [
    "Edited",
    "Left",
    "Splice",
    "decode",
    "edit_notebook",
    "edit_script",
    "encode",
    "place_of",
    "spliced",
    "unified",
]


@dataclass(frozen=True, slots=True)
class Left:
    """A fix that was not applied, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after its fixes."""

    text: str
    done: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Splice:
    """Characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str

    def touches(self, other: Splice) -> bool:
        return self.start < other.end and other.start < self.end


# -- bytes --------------------------------------------------------------------------------------------------------


def decode(data: bytes) -> tuple[str, str]:
    """A Python source's text and encoding, as its cookie or mark says; line endings as they are."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    text = data.decode(encoding)
    if text.encode(encoding) != data:
        raise UnicodeError(f"the file does not come back from {encoding} as it is")
    return text, encoding


def encode(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


# -- where an edit stands -----------------------------------------------------------------------------------------


def _starts(text: str) -> list[int]:
    """Where each line begins, as Python counts lines; the text's end last."""
    return [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text)), len(text)]


def _pattern(part: str) -> re.Pattern[str]:
    """`part` as a whole expression, whatever the line endings are."""
    left = r"(?<![\w.])" if part[0].isalnum() or part[0] == "_" else ""
    right = r"(?!\w)" if part[-1].isalnum() or part[-1] == "_" else ""
    body = r"(?:\r\n|\r|\n)".join(re.escape(line) for line in part.split("\n"))
    return re.compile(left + body + right)


def _within(text: str, part: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in _pattern(part).finditer(text, start, end)] if part else []


def place_of(text: str, location: Location, before: str) -> tuple[int, int] | None:
    """Where the edit's `before` stands: once on the location's lines, else once in its source or its expression."""
    starts = _starts(text)
    first, last = location.line or 0, location.end_line or location.line or 0
    if not before or not 0 < first <= last < len(starts):
        return None
    span = (starts[first - 1], starts[last])
    found = _within(text, before, *span)
    if len(found) > 1 and len(whole := _within(text, location.source, *span)) == 1:
        span = whole[0]
        found = _within(text, before, *span)
        guilty = argument_place(location.source, location.expression) if len(found) > 1 else None
        if guilty is not None and "\r" not in text[slice(*span)]:
            found = _within(text, before, span[0] + guilty[0], span[0] + guilty[1])
    return found[0] if len(found) == 1 else None


def _newline(text: str, at: int) -> str:
    """The line ending in use around a place."""
    after = re.compile(r"\r\n|\r|\n").search(text, at)
    if after is not None:
        return after[0]
    ends = re.findall(r"\r\n|\r|\n", text[:at])
    return ends[-1] if ends else "\n"


def spliced(text: str, location: Location, before: str, after: str) -> Splice | None:
    """The edit of a fix in a script's text, or None when its place is not certain."""
    found = place_of(text, location, before)
    return None if found is None else Splice(*found, after.replace("\n", _newline(text, found[1])))


# -- scripts ------------------------------------------------------------------------------------------------------


def edit_script(text: str, findings: Iterable[Finding]) -> Edited:
    """A Python source with the fixes of findings applied; when the result does not compile, the text as it was."""
    done, splices, left = _chosen(findings, lambda place, before, after: spliced(text, place, before, after))
    result = _applied(text, splices)
    if done and not _compiles(result):
        return Edited(text, (), (*left, *(Left(f, "the edited file would not compile") for f in done)))
    return Edited(result, tuple(done), tuple(left))


def _chosen(
    findings: Iterable[Finding], find: Callable[[Location, str, str], Splice | None]
) -> tuple[list[Finding], list[Splice], list[Left]]:
    done: list[Finding] = []
    splices: list[Splice] = []
    left: list[Left] = []
    for finding in findings:
        fix = finding.fix
        if fix is None or fix.before == fix.after:
            continue
        splice = find(fix.location or finding.location, fix.before, fix.after)
        if splice is None:
            left.append(Left(finding, "what it changes does not stand on its lines exactly once"))
        elif splice in splices:
            done.append(finding)
        elif any(splice.touches(other) for other in splices):
            left.append(Left(finding, "another fix changes the same place"))
        else:
            splices.append(splice)
            done.append(finding)
    return done, splices, left


def _applied(text: str, splices: Iterable[Splice]) -> str:
    for one in sorted(splices, key=lambda s: (s.start, s.end), reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def _compiles(text: str) -> bool:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


# -- notebooks ----------------------------------------------------------------------------------------------------


def edit_notebook(text: str, findings: Iterable[Finding]) -> Edited:
    """A notebook's JSON with the fixes of findings applied inside its code cells; all other characters as they are."""
    cells = _code_cells(text)
    sources = ["".join(token.text for token in cell) for cell in cells]
    whole: dict[int, list[Splice]] = {}
    done: list[Finding] = []
    left: list[Left] = []
    for number, group in _by_cell(findings).items():
        if not 0 <= number < len(cells):
            left += [Left(f, "the notebook has no such cell") for f in group]
            continue
        source = sources[number]
        mine, splices, rest = _chosen(group, lambda place, before, after, s=source: spliced(s, place, before, after))  # type: ignore[misc]
        left += rest
        if _parses(source) and not _parses(_applied(source, splices)):
            left += [Left(f, "the edited cell would not compile") for f in mine]
            continue
        whole[number] = splices
        done += mine
    raw = [_raw(text, cells[number], splice) for number, splices in whole.items() for splice in splices]
    return Edited(_applied(text, raw), tuple(done), tuple(left))


def _by_cell(findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None:
            place = finding.fix.location or finding.location
            groups.setdefault(-1 if place.cell is None else place.cell, []).append(finding)
    return groups


@dataclass(frozen=True, slots=True)
class _Token:
    """One JSON string: its text, and for each character (and the end) where it stands in the file."""

    text: str
    at: tuple[int, ...]


_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"[^\s,\]}]+")
_ESCAPED = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.S)


def _code_cells(text: str) -> list[list[_Token]]:
    """The strings that make up the source of each code cell."""
    json.loads(text)
    found: list[list[_Token]] = []

    def take(path: tuple[str | int, ...], start: int, end: int) -> None:
        if len(path) == 3 and path[0] == "cells" and path[2] == "cell_type":
            kinds[int(path[1])] = json.loads(text[start:end])
        elif len(path) in (3, 4) and path[0] == "cells" and path[2] == "source" and text[start] == '"':
            strings.setdefault(int(path[1]), []).append(_token(text, start, end))

    kinds: dict[int, str] = {}
    strings: dict[int, list[_Token]] = {}
    _walk(text, _SPACE.match(text).end(), (), take)  # type: ignore[union-attr]
    for number in sorted(kinds):
        if kinds[number] == "code":
            found.append(strings.get(number, []))
    return found


def _walk(text: str, at: int, path: tuple[str | int, ...], take: Callable[..., None]) -> int:
    """Go through one JSON value, telling `take` where each string or number stands; where it ends."""
    if text[at] not in "{[":
        end = _string_end(text, at) if text[at] == '"' else _SCALAR.match(text, at).end()  # type: ignore[union-attr]
        take(path, at, end)
        return end
    close, number = "}" if text[at] == "{" else "]", 0
    at = _past(text, at + 1)
    while text[at] != close:
        key: str | int = number
        if close == "}":
            end = _string_end(text, at)
            key = json.loads(text[at:end])
            at = _past(text, _past(text, end) + 1)
        at = _past(text, _walk(text, at, (*path, key), take))
        number += 1
        if text[at] == ",":
            at = _past(text, at + 1)
    return at + 1


def _past(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _string_end(text: str, at: int) -> int:
    end = at + 1
    while text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    return end + 1


def _token(text: str, start: int, end: int) -> _Token:
    at: list[int] = []
    decoded: list[str] = []
    for match in _ESCAPED.finditer(text, start + 1, end - 1):
        at.append(match.start())
        decoded.append(json.loads(f'"{match[0]}"') if match[0][0] == "\\" else match[0])
    return _Token("".join(decoded), (*at, end - 1))


def _raw(text: str, tokens: Sequence[_Token], splice: Splice) -> Splice:
    """An edit of a cell's source as an edit of the file."""
    start, end = _offset(tokens, splice.start, False), _offset(tokens, splice.end, True)
    written = json.dumps(splice.text, ensure_ascii=text.isascii())[1:-1]
    between = _between(text, tokens)
    if between and "\n" in splice.text:
        written = written.replace("\\n", '\\n"' + between + '"')
    return Splice(start, end, written)


def _offset(tokens: Sequence[_Token], at: int, ending: bool) -> int:
    """Where a character of the source stands in the file; an end belongs to the string that it ends."""
    for token in tokens:
        if at < len(token.text) or (ending and at == len(token.text)):
            return token.at[at]
        at -= len(token.text)
    return tokens[-1].at[-1]


def _between(text: str, tokens: Sequence[_Token]) -> str:
    """What stands between two lines of a source that is a list of strings; '' for one long string."""
    if len(tokens) > 1:
        return text[tokens[0].at[-1] + 1 : tokens[1].at[0] - 1]
    head = text[: tokens[0].at[0] - 1].rstrip(" \t\r\n") if tokens else ""
    return "," + text[len(head) : tokens[0].at[0] - 1] if head.endswith("[") else ""


# -- showing ------------------------------------------------------------------------------------------------------


def unified(before: str, after: str, name: str) -> str:
    """A patch of one file, as `patch -p1` and `git apply` read it; '' when nothing changed."""
    told = name.replace("\\", "/").lstrip("/")
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{told}", f"b/{told}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines as a patch counts them: ended by the line feed alone."""
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])
