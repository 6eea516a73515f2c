"""The report as text for a terminal: the guilty expression underlined, the evidence, why, and the changed line."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kerascope.findings import Finding, Report
from kerascope.report.changes import Change, Line, change, lines
from kerascope.report.words import counted, evidence, place, plain, plural, visible

__all__ = ["render"]

_STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
_MOST_LINES = 12
_NARROWEST = 24


def render(report: Report, *, color: bool = False, width: int | None = None) -> str:
    """Return the report as lines of at most `width` columns, with ANSI colours if `color`."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width or 100, _NARROWEST),
        color_system="standard" if color else None,
        force_terminal=color,
        force_jupyter=False,  # in a kernel rich would show each row itself
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for finding in report.findings:
        _print_finding(console, finding)
    for line in _closing(report):
        console.print(line)
    return "\n".join(row.rstrip() for row in out.getvalue().split("\n"))


def _print_finding(console: Console, finding: Finding) -> None:
    style = _STYLES[finding.severity]
    heading = Text.assemble(
        (place(finding.location), "bold"), "  ", (finding.severity, style), "  ", (visible(finding.cause), "bold")
    )
    if finding.times > 1:
        heading.append(f"  {finding.times} times", "dim")
    console.print(heading)
    console.print(_indented(Text(plain(finding.message))))
    room = console.width - 2
    for row in _source(lines(finding.location), style, room):
        console.print(_indented(row))
    if (facts := _facts(finding)) is not None:
        console.print(_indented(facts))
    edit = change(finding)
    if edit is not None:
        console.print(_indented(_edit(edit)))
    console.print()


def _indented(row: RenderableType) -> Padding:
    return Padding(row, (0, 0, 0, 2), expand=False)


def _facts(finding: Finding) -> Table | None:
    rows: list[tuple[str, str]] = []
    if said := evidence(finding):
        rows.append(("evidence", " · ".join(f"{label} {words}" for label, words in said)))
    if finding.why:
        rows.append(("why", plain(finding.why)))
    if finding.fix is not None:
        doubt = "" if finding.fix.safe else " (check that it is what you mean)"
        rows.append(("fix", plain(finding.fix.summary) + doubt))
    if not rows:
        return None
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for label, words in rows:
        table.add_row(label, Text(words))
    return table


def _gutter(line: Line, digits: int, mark: str = "|") -> str:
    number = "" if line.number is None else str(line.number)
    return f"{number:>{digits}} {mark} "


def _digits(rows: tuple[Line, ...]) -> int:
    return max((len(str(line.number)) for line in rows if line.number is not None), default=0)


def _shortened(rows: tuple[Line, ...]) -> tuple[tuple[Line, ...], int]:
    """Return the lines that fit, the guilty ones among them, and how many are left out."""
    first = next((index for index, line in enumerate(rows) if line.end > line.start), 0)
    start = max(0, min(first - 2, len(rows) - _MOST_LINES))
    shown = rows[start : start + _MOST_LINES]
    return shown, len(rows) - len(shown)


def _source(rows: tuple[Line, ...], style: str, room: int) -> list[Text]:
    shown, left_out = _shortened(rows)
    digits = _digits(shown)
    out: list[Text] = []
    for line in shown:
        text, start, end = _window(line, room - len(_gutter(line, digits)))
        out.append(Text.assemble((_gutter(line, digits), "dim"), text, no_wrap=True, overflow="ellipsis"))
        if end > start:
            blank = " " * (len(_gutter(line, digits)) - 2 + cell_len(text[:start]))
            under = "^" * max(cell_len(text[start:end]), 1)
            bar = blank[: digits + 1] + "| " + blank[digits + 1 :]
            out.append(Text.assemble((bar, "dim"), (under, style), no_wrap=True, overflow="crop"))
    if left_out:
        out.append(Text(f"… {plural(left_out, 'more line')}", "dim"))
    return out


def _window(line: Line, room: int) -> tuple[str, int, int]:
    """Return the part of a line that shows its guilty expression in `room` columns, and where it stands there."""
    before, guilty, after = (
        visible(part) for part in (line.text[: line.start], line.text[line.start : line.end], line.text[line.end :])
    )
    text = before + guilty + after
    start, end = len(before), len(before) + len(guilty)
    if cell_len(text) <= room or end <= room - 2:
        return text, start, end
    cut = max(0, min(start, end - room + 8) - 4)
    if cut == 0:
        return text, start, end
    return "…" + text[cut:], start - cut + 1, end - cut + 1


def _edit(edit: Change) -> Table:
    """Return the lines before and after, folded and not cut: a fix is there to be copied."""
    digits = _digits(edit.before)
    table = Table.grid()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for mark, rows, style in (("-", edit.before, "red"), ("+", edit.after, "green")):
        for line in rows[:_MOST_LINES]:
            table.add_row(Text(_gutter(line, digits, mark), style), Text(visible(line.text), style))
    return table


def _closing(report: Report) -> list[Text]:
    target = plain(report.target)
    drawn = plural(report.figures, "figure")
    found = counted(report)
    out: list[Text] = []
    if found:
        names = list(dict.fromkeys(visible(finding.cause) for finding in report.findings))
        out.append(Text.assemble((f"kerascope: {found} in {target} ({drawn})", "bold")))
        out.append(Text(f"kerascope explain {names[0]} says more.", "dim"))
    elif report.exception is not None:
        out.append(
            Text(f"kerascope: {target} raised {plain(report.exception)}; no cause of a wrong plot was recognised")
        )
    else:
        out.append(Text(f"kerascope: nothing found in {target} ({drawn})"))
    out += [Text(f"not watched: {plain(what)}", "dim") for what in report.unwatched]
    out += [
        Text(f"a fault of kerascope's own, which the script did not notice: {plain(fault)}", "dim")
        for fault in report.faults
    ]
    return out
