"""Whole numbers that the code itself uses as class numbers: what was cut from floats to make them is meant."""

from __future__ import annotations

import re

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Run

__all__ = ["are_classes"]

_PALETTES = re.compile(r"(?:tab\d+[abc]?|Set[123]|Pastel[12]|Accent|Dark2|Paired|okabe_ito)(?:_r)?$")
"""matplotlib's maps of separate colours, one for each class."""
_COUNTED = r"(?:to_categorical|one_hot|eye|bincount|take|choose|confusion_matrix)\([^()\n]*"


def are_classes(call: Call, data: Argument, run: Run) -> bool:
    """Whether drawn integers pick entries of a table, are one-hot coded, or have colours of classes."""
    if not data.facts.is_integer or (data.facts.maximum or 0) < 2:
        return False  # 0 and 1 are no more than what is left of fractions
    if _PALETTES.match(str(call.options.get("cmap") or "")):
        return True
    text = text_of(call.place, run)
    return any(_used(name, text) for name in _names(data))


def _names(data: Argument) -> set[str]:
    """The drawn array, and what the cast that made it is called."""
    root = data.derivation.root if data.derivation is not None else ""
    names = {root, data.expression} | {a.target for a in data.lineage if a.target in (root, data.expression)}
    return {n for n in names if n.isidentifier()}


def _used(name: str, text: str) -> bool:
    """Whether a table is indexed by the whole of an array, or it is counted or coded by class."""
    flat = r"(?:\.(?:ravel|flatten|reshape|astype)\([^()]*\))?"
    picks = rf"[\w)\]]\[\s*{re.escape(name)}{flat}\s*\]"
    return bool(re.search(picks, text) or re.search(rf"{_COUNTED}\b{re.escape(name)}\b", text))
