"""The report as workflow commands that GitHub Actions turns into annotations on the lines of a pull request."""

from __future__ import annotations

from kerascope.findings import Finding, Report
from kerascope.report.words import evidence, place, plain, visible

__all__ = ["render"]

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """Return one command a finding and one a fault of kerascope's own; empty without any.

    A place in a notebook's cell has no line on GitHub.
    """
    faults = "".join(f"::notice title=kerascope's own fault::{_escaped(plain(f))}\n" for f in report.faults)
    return "".join(_command(finding) for finding in report.findings) + faults


def _command(finding: Finding) -> str:
    location = finding.location
    properties: dict[str, object] = {}
    if location.file:
        properties["file"] = visible(location.file.replace("\\", "/"), keep="")
        if location.cell is None and location.line is not None:
            properties["line"] = location.line
            properties["endLine"] = location.end_line or location.line
            if location.column is not None and location.end_line in (None, location.line):
                properties["col"] = location.column
    properties["title"] = f"{finding.cause} ({place(location)})"
    pairs = ",".join(f"{name}={_escaped(str(item), inside=True)}" for name, item in properties.items())
    return f"::{_LEVELS[finding.severity]} {pairs}::{_escaped(_message(finding))}\n"


def _message(finding: Finding) -> str:
    parts = [plain(finding.message)]
    if said := evidence(finding):
        parts.append("Evidence: " + ", ".join(f"{label} {words}" for label, words in said))
    if finding.why:
        parts.append(plain(finding.why))
    if finding.fix is not None:
        parts.append(f"Fix: {plain(finding.fix.summary)}: {plain(finding.fix.before)} -> {plain(finding.fix.after)}")
    return "\n".join(parts)


def _escaped(text: str, *, inside: bool = False) -> str:
    """Escape as GitHub's toolkit does: `%` and line ends everywhere, `:` and `,` inside properties."""
    for char in "%\r\n:," if inside else "%\r\n":
        text = text.replace(char, f"%{ord(char):02X}")
    return text
