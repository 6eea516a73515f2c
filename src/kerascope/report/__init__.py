"""Reports as text, JSON, SARIF, GitHub annotations and HTML: pure functions of a `findings.Report`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from kerascope.errors import UsageError
from kerascope.findings import Report

__all__ = ["FORMATS", "Pictures", "render", "schema", "write"]

Pictures = Mapping[int, Mapping[str, bytes]]
"""PNG bytes by caption (`as drawn`, `as meant`), by the index of the finding that they belong to."""

FORMATS: tuple[str, ...] = ("text", "json", "sarif", "github", "html")


def render(report: Report, format: str = "text", **options: Any) -> str:
    """Return a report as one text that ends in a newline; empty where the format has nothing to say.

    format : one of `FORMATS`
    options : for `text`: `color` (ANSI colours, default no) and `width` in columns (default 100);
        for `html`: `pictures` (see `Pictures`) and `title`; the other formats take none

    Raises UsageError for a format that does not exist, naming those that do.
    """
    if format not in FORMATS:
        raise UsageError("A report has no such format", given=repr(format), needed=f"one of {', '.join(FORMATS)}")
    renderer: Callable[..., str] = import_module(f"kerascope.report.as_{format}").render
    return renderer(report, **options)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every `json` report of schema 1 follows."""
    from kerascope.report.as_json import schema as read

    return read()


def write(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` as UTF-8 to `path`: whole under a temporary name beside it, then renamed.

    A failure leaves what was there before. What is no regular file (`/dev/stdout`, a pipe) is written to directly.
    Raises OSError as `open` does.
    """
    target = Path(path)
    data = text.encode("utf-8", "backslashreplace")
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    target = Path(os.path.realpath(target))  # a link keeps pointing where it did
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
