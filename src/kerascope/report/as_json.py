"""The report as JSON, schema 1; `report-1.schema.json` beside this file says what it holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from kerascope import __version__
from kerascope.findings import Finding, Report
from kerascope.report.words import finite

__all__ = ["as_dict", "render", "schema"]


def render(report: Report) -> str:
    """Return the report as indented JSON in ASCII, so that any terminal, pipe and code page holds it."""
    return json.dumps(as_dict(report), indent=2, allow_nan=False) + "\n"


def as_dict(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; see `schema`."""
    return {
        "schema": 1,
        "tool": {"name": "kerascope", "version": __version__},
        "target": report.target,
        "exit": {"code": report.exit_code, "exception": report.exception},
        "figures": report.figures,
        "findings": [_finding(finding) for finding in report.findings],
        "faults": list(report.faults),
        "unwatched": list(report.unwatched),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "cause": finding.cause,
        "severity": finding.severity,
        "message": finding.message,
        "why": finding.why,
        "location": asdict(finding.location),
        "evidence": finite(finding.evidence),
        "fix": None if finding.fix is None else asdict(finding.fix),
        "times": finding.times,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of this format."""
    text = files("kerascope.report").joinpath("report-1.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
