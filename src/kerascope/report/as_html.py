"""The report as one self-contained page: no script, nothing fetched, light or dark as the reader's system is."""

from __future__ import annotations

import re
from base64 import b64encode
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kerascope import __version__
from kerascope.findings import Finding, Report
from kerascope.report.changes import Change, Line, change, lines
from kerascope.report.words import counted, evidence, place, plain, plural, visible
from kerascope.templates import fill

if TYPE_CHECKING:
    from markupsafe import Markup

    from kerascope.report import Pictures

__all__ = ["findings_html", "render", "style"]

_CODE = re.compile(r"`([^`]+)`")


def render(report: Report, *, pictures: Pictures | None = None, title: str | None = None) -> str:
    """Return the report as a whole HTML page; see `kerascope.report.render` for `pictures`."""
    return _fill(
        "page.html.jinja",
        title=plain(title or f"kerascope: {report.target}"),
        body=_body(report, pictures),
        style=style(),
        version=__version__,
    )


def findings_html(report: Report, pictures: Pictures | None = None) -> str:
    """Return the findings alone, to stand in a page of someone else's that holds `style()`; everything is escaped."""
    return _body(report, pictures)


def style() -> str:
    """Return the CSS that the findings are written for."""
    return files("kerascope.report").joinpath("page.css").read_text(encoding="utf-8")


def _body(report: Report, pictures: Pictures | None) -> str:
    return _fill(
        "findings.html.jinja",
        target=plain(report.target),
        summary=counted(report) or "nothing found",
        figures=plural(report.figures, "figure"),
        exception=None if report.exception is None else plain(report.exception),
        findings=[
            _finding(finding, dict((pictures or {}).get(index, {}))) for index, finding in enumerate(report.findings)
        ],
        faults=[plain(fault) for fault in report.faults],
        unwatched=[plain(what) for what in report.unwatched],
    )


def _finding(finding: Finding, pictures: dict[str, bytes]) -> dict[str, Any]:
    edit = change(finding)
    return {
        "place": place(finding.location),
        "cause": visible(finding.cause),
        "severity": finding.severity,
        "times": finding.times,
        "message": _worded(finding.message),
        "why": _worded(finding.why),
        "evidence": evidence(finding),
        "source": [_pieces(line) for line in lines(finding.location)],
        "fix": None if finding.fix is None else {"summary": _worded(finding.fix.summary), "safe": finding.fix.safe},
        "change": [] if edit is None else _changed(edit),
        "pictures": [
            {"caption": plain(caption), "data": b64encode(data).decode("ascii")} for caption, data in pictures.items()
        ],
    }


def _worded(text: str) -> Markup:
    """Return a sentence as HTML, with what stands between backticks as code."""
    from markupsafe import Markup

    parts = _CODE.split(plain(text))
    tags = (Markup("%s"), Markup("<code>%s</code>"))
    return Markup("").join(tags[index % 2] % part for index, part in enumerate(parts))


def _pieces(line: Line) -> dict[str, Any]:
    text, start, end = line.text, line.start, line.end
    return {
        "number": "" if line.number is None else line.number,
        "before": visible(text[:start]),
        "guilty": visible(text[start:end]),
        "after": visible(text[end:]),
    }


def _changed(edit: Change) -> list[dict[str, Any]]:
    sides = (("−", "old", edit.before), ("+", "new", edit.after))
    return [{"mark": mark, "kind": kind, **_pieces(line)} for mark, kind, side in sides for line in side]


def _fill(template: str, **values: Any) -> str:
    return fill("kerascope.report", template, **values)
