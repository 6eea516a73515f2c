"""The report as SARIF 2.1.0 (OASIS Standard, 27 March 2020), which code hosts and editors read."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from kerascope import __version__
from kerascope.findings import Finding, Fix, Location, Report
from kerascope.report.changes import replaced
from kerascope.report.words import evidence, finite, place, plain

__all__ = ["render"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> str:
    """Return one SARIF run: a rule a cause, a result a finding, kerascope's own faults as notifications."""
    causes = list(dict.fromkeys(finding.cause for finding in report.findings))
    run = {
        "tool": {"driver": {"name": "kerascope", "version": __version__, "rules": [_rule(name) for name in causes]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(finding, causes.index(finding.cause)) for finding in report.findings],
        "properties": {"target": report.target, "figures": report.figures, "unwatched": list(report.unwatched)},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, allow_nan=False) + "\n"


def _rule(cause: str) -> dict[str, Any]:
    return {
        "id": cause,
        "shortDescription": {"text": cause.replace("-", " ")},
        "help": {"text": f"`kerascope explain {cause}` says what this is and what to write instead."},
    }


def _invocation(report: Report) -> dict[str, Any]:
    said: dict[str, Any] = {
        "executionSuccessful": report.exception is None,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": plain(fault)}} for fault in report.faults
        ],
    }
    if report.exception is not None:
        said["exitCodeDescription"] = plain(report.exception)
    return said


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    fix = finding.fix
    texts = [plain(finding.message), plain(finding.why), "" if fix is None else f"Fix: {plain(fix.summary)}."]
    result: dict[str, Any] = {
        "ruleId": finding.cause,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": " ".join(text for text in texts if text)},
        "locations": [_location(finding.location)],
        "occurrenceCount": finding.times,
        "properties": {"evidence": finite(finding.evidence), "evidenceInWords": dict(evidence(finding))},
    }
    if fix is not None:
        result["properties"]["fix"] = {"before": fix.before, "after": fix.after, "safe": fix.safe}
        place = replaced(finding)
        if place is not None and place.file:
            result["fixes"] = [_fix(fix, place, place.file)]
    return result


def _fix(fix: Fix, place: Location, file: str) -> dict[str, Any]:
    change = {"deletedRegion": _region(place), "insertedContent": {"text": fix.after}}
    artifact = {"artifactLocation": {"uri": _uri(file)}, "replacements": [change]}
    return {"description": {"text": plain(fix.summary)}, "artifactChanges": [artifact]}


def _location(location: Location) -> dict[str, Any]:
    said: dict[str, Any] = {"message": {"text": place(location)}}
    if location.file:
        said["physicalLocation"] = {"artifactLocation": {"uri": _uri(location.file)}}
        region = _region(location)
        if region:
            said["physicalLocation"]["region"] = region
    if location.cell is not None:
        said["logicalLocations"] = [{"name": f"cell {location.cell}", "kind": "cell"}]
    return said


def _region(location: Location) -> dict[str, Any]:
    """Return the lines and columns in the file; none for a notebook, whose lines count from the cell's start."""
    if location.line is None or location.cell is not None:
        return {}
    region: dict[str, Any] = {"startLine": location.line}
    if location.end_line is not None:
        region["endLine"] = location.end_line
    if location.column is not None:
        region["startColumn"] = location.column
    if location.column is not None and location.end_line is not None and location.end_column is not None:
        region["endColumn"] = location.end_column  # of the character after the last, in SARIF as in a Location
    if location.source:
        region["snippet"] = {"text": location.source}
    return region


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
