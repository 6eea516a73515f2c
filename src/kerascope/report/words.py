"""The words that every format shares: places, evidence, counts, and text made safe to show."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from kerascope.findings import SEVERITIES, Finding, Location, Report

__all__ = ["counted", "evidence", "finite", "place", "plain", "plural", "value", "visible"]

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_NO_NUMBERS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_MOST_ITEMS = 12


def visible(text: str, keep: str = "\n") -> str:
    r"""Return `text` with every control, bidirectional and invisible character spelt out (`\x1b`, `\u202e`)."""
    return "".join(char if char in keep or unicodedata.category(char) not in _HIDDEN else _spelt(char) for char in text)


def _spelt(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def plain(text: str) -> str:
    """Return a message fit to show: the ANSI colours that Keras writes are dropped, all else made visible."""
    return visible(_COLOURS.sub("", text))


def plural(number: int, noun: str) -> str:
    """Return `3 figures`, `1 figure`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def counted(report: Report) -> str:
    """Return how many findings of each severity a report holds: `1 error, 2 notes`; empty when it holds none."""
    kinds = [finding.severity for finding in report.findings]
    return ", ".join(plural(kinds.count(kind), kind) for kind in SEVERITIES if kind in kinds)


def place(location: Location) -> str:
    """Return `train.py:14`, `train.ipynb, cell 2, line 3` (cells count from 0), or `an unknown place`."""
    parts = [location.file or ""]
    if location.cell is not None:
        parts.append(f"cell {location.cell}")
        if location.line is not None:
            parts.append(f"line {location.line}")
    elif location.line is not None:
        parts[0] = f"{parts[0]}:{location.line}" if parts[0] else f"line {location.line}"
    return plain(", ".join(part for part in parts if part)) or "an unknown place"


def evidence(finding: Finding) -> list[tuple[str, str]]:
    """Return a finding's evidence as pairs of label and words, in its own order."""
    return [(plain(str(key).replace("_", " ")), value(item, str(key))) for key, item in finding.evidence.items()]


def value(item: Any, key: str = "") -> str:
    """Return one piece of evidence in words; a list under a key that names a shape reads as a tuple."""
    if item is None:
        return "none"
    if isinstance(item, float):  # also NumPy's float64
        return f"{item:.6g}"
    if isinstance(item, Mapping):
        return ", ".join(f"{plain(str(name))} {value(part, str(name))}" for name, part in item.items())
    if isinstance(item, Sequence) and not isinstance(item, str):
        return _listed(item, key)
    return plain(str(item))


def _listed(items: Sequence[Any], key: str) -> str:
    shown = [value(item, key) for item in items[:_MOST_ITEMS]]
    if len(items) > _MOST_ITEMS:
        shown.append(f"… ({len(items)} in all)")
    if any(isinstance(item, Sequence) and not isinstance(item, str) for item in items):
        return " ".join(shown)
    if "shape" not in key:
        return ", ".join(shown)
    return f"({shown[0]},)" if len(shown) == 1 else f"({', '.join(shown)})"


def finite(item: Any) -> Any:
    """Return evidence as strict JSON holds it: numbers that are not finite become NaN, Infinity, -Infinity as texts."""
    if item is None or isinstance(item, (str, bool)):
        return item
    if isinstance(item, Integral):
        return int(item)
    if isinstance(item, Real):
        number = float(item)
        return number if math.isfinite(number) else _NO_NUMBERS[str(number)]
    if isinstance(item, Mapping):
        return {str(name): finite(part) for name, part in item.items()}
    if isinstance(item, (Sequence, set, frozenset)) and not isinstance(item, (bytes, bytearray)):
        return [finite(part) for part in item]
    return str(item)
