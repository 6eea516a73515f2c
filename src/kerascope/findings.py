"""What kerascope says: findings at places, with evidence and a fix, gathered in a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["SEVERITIES", "Finding", "Fix", "Location", "Report", "Severity"]

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the watched source. Lines and columns count from 1, cells from 0."""

    file: str | None = None
    cell: int | None = None
    line: int | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None
    source: str = ""
    """The source of the call or statement, as written (may span lines)."""
    expression: str = ""
    """The guilty part of `source`, which the text report underlines; may be empty."""

    @property
    def spot(self) -> tuple[str | None, int | None, int | None]:
        """File, cell and line: the same for all that stands on one line of code."""
        return self.file, self.cell, self.line


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit of the source: `before` becomes `after` on the lines of `location` (the finding's own if None)."""

    summary: str
    before: str
    after: str
    safe: bool = False
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause seen at a place.

    `message` says what is wrong here, with its numbers; `why` in a sentence or two why that makes the picture wrong.
    `evidence` holds JSON values only (str, int, float, bool, None, lists and dicts of them).
    """

    cause: str
    severity: Severity
    message: str
    location: Location
    why: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    fix: Fix | None = None
    times: int = 1
    """How often the same cause was seen at this place (a call in a loop)."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one run, ordered: the one to mend first stands first."""

    target: str
    findings: tuple[Finding, ...] = ()
    exit_code: int = 0
    exception: str | None = None
    """'TypeError: Invalid shape …' when the script raised, else None."""
    figures: int = 0
    faults: tuple[str, ...] = ()
    """kerascope's own faults while watching or diagnosing; they never reach the script."""
    unwatched: tuple[str, ...] = ()
    """What could not be watched: child processes, other threads, ..."""

    @property
    def status(self) -> int:
        """Exit status of `kerascope check`: 1 when the script raised or anything beyond a note was found."""
        loud = any(f.severity != "note" for f in self.findings)
        return int(loud or self.exception is not None)
