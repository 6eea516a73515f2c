"""`[tool.kerascope]` in the nearest pyproject.toml: which causes to report, and which to leave out in which files."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from kerascope.errors import UsageError
from kerascope.findings import Finding

__all__ = ["Config", "cause_names", "read"]

KEYS = ("select", "ignore", "per-file-ignores")


@dataclass(frozen=True, slots=True)
class Config:
    """What a project has settled. Empty where nothing was found."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    per_file: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Causes left out by a glob of files, relative to `root`."""
    root: Path | None = None
    """The folder that holds the pyproject.toml."""

    def narrowed(self, select: Collection[str] | None, ignore: Collection[str] | None) -> tuple[Any, Any]:
        """What to select and to ignore when these were asked for: they win over the project's own."""
        chosen = self.select if select is None else select
        if ignore is None and self.ignore is not None:
            ignore = tuple(cause for cause in self.ignore if cause not in (select or ())) or None
        return chosen, ignore

    def leaves_out(self, finding: Finding, target: str | os.PathLike[str]) -> bool:
        """Whether a glob of the project leaves a finding out; one without a file is the target's own."""
        if self.root is None or not self.per_file:
            return False
        path = Path(os.path.abspath(os.path.join(self.root, finding.location.file or target)))
        names = [path.name]
        if path.is_relative_to(self.root):
            names.append(path.relative_to(self.root).as_posix())
        return any(
            finding.cause in causes and any(fnmatchcase(name, glob) for name in names)
            for glob, causes in self.per_file.items()
        )


def cause_names() -> tuple[str, ...]:
    """Names of all causes by their files: importing those would load numpy before the script does."""
    from pkgutil import walk_packages

    from kerascope.diagnose import causes

    found = walk_packages(causes.__path__, f"{causes.__name__}.")
    return tuple(sorted(one.name.rpartition(".")[2].replace("_", "-") for one in found if not one.ispkg))


def read(target: str | os.PathLike[str]) -> Config:
    """The configuration that holds for a target: that of the nearest pyproject.toml above it with [tool.kerascope].

    target : path of a script or notebook, or a folder

    Raises UsageError for a file that can't be read, an unknown key, a value of another type, or an unknown cause.
    """
    place = Path(os.path.abspath(target))
    for folder in (place, *place.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _config(file, table, cause_names())
    return Config()


def _table(file: Path) -> dict[str, Any] | None:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("kerascope")
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise UsageError(f"{str(file)!r} can't be read as TOML", given=str(error)) from error
    if found is not None and not isinstance(found, dict):
        raise UsageError(f"[tool.kerascope] in {str(file)!r} is no table", given=repr(found))
    return found


def _config(file: Path, table: Mapping[str, Any], known: Collection[str]) -> Config:
    for key in table:
        if key not in KEYS:
            raise UsageError(
                f"[tool.kerascope] in {str(file)!r} has no such key",
                given=repr(key),
                needed=f"one of {', '.join(KEYS)}",
            )
    globs = table.get("per-file-ignores", {})
    if not isinstance(globs, dict):
        raise UsageError(
            f"per-file-ignores in {str(file)!r} is no table",
            given=repr(globs),
            needed="globs, each with a list of causes",
        )
    select, ignore = (_causes(file, key, table[key], known) if key in table else None for key in KEYS[:2])
    per_file = {glob: _causes(file, f"per-file-ignores.{glob!r}", causes, known) for glob, causes in globs.items()}
    return Config(select, ignore, per_file, file.parent)


def _causes(file: Path, key: str, given: Any, known: Collection[str]) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise UsageError(f"{key} in {str(file)!r} is no list of causes", given=repr(given))
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5)
            raise UsageError(
                f"{key} in {str(file)!r} names no cause",
                given=repr(name),
                next_step=f"Near names: {', '.join(near)}" if near else "`kerascope explain` lists all causes",
            )
    return tuple(given)
