"""A report's fixes as patches, or written into the files: all of a file's, or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kerascope.edit import Edited, Left, decode, edit_notebook, edit_script, encode, unified
from kerascope.findings import Finding, Report

__all__ = ["FileEdit", "file_edits", "patch", "store"]


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file before and after its fixes."""

    path: Path
    name: str
    """As messages and patches call it."""
    before: bytes
    after: bytes
    encoding: str
    done: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()


def file_edits(report: Report, base: Path, *, unsafe: bool = False) -> Iterator[FileEdit]:
    """What the fixes of a report do to each file that they change, the safe ones or with `unsafe` all of them.

    base : the folder that relative names of the report count from
    """
    groups: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.fix is not None and (finding.fix.safe or unsafe):
            place = finding.fix.location or finding.location
            groups.setdefault(place.file or report.target, []).append(finding)
    for name, findings in groups.items():
        yield _file_edit(base / name, _shown(base / name, base), findings)


def _shown(path: Path, base: Path) -> str:
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def _file_edit(path: Path, name: str, findings: list[Finding]) -> FileEdit:
    try:
        data = path.read_bytes()
        text, encoding = decode(data) if path.suffix != ".ipynb" else (data.decode(), "utf-8")
        edited = (edit_notebook if path.suffix == ".ipynb" else edit_script)(text, findings)
        after = encode(edited.text, encoding)
    except (OSError, ValueError, SyntaxError) as problem:  # an encoding or a JSON that can't be read is a ValueError
        data, after, encoding = b"", b"", "utf-8"
        edited = Edited("", (), tuple(Left(f, f"the file can't be read: {problem}") for f in findings))
    return FileEdit(path, name, data, after, encoding, edited.done, edited.left)


def patch(edit: FileEdit) -> bytes:
    """A unified patch in the file's own encoding."""
    if edit.before == edit.after:
        return b""
    before, after = (data.decode(edit.encoding) for data in (edit.before, edit.after))
    return encode(unified(before, after, edit.name), edit.encoding)


def store(edit: FileEdit) -> None:
    """Write a file whole under a temporary name beside it, then rename. Raises OSError; the file is then as it was."""
    if edit.before == edit.after:
        return
    target = Path(os.path.realpath(edit.path))  # a link keeps pointing where it did
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(edit.after)
        shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
