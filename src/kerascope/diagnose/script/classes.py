"""Whole numbers that the code itself uses as class numbers: what was cut from floats to make them is meant."""

from __future__ import annotations

import re

from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Run
from kerascope.parsed import words_in

__all__ = ["are_classes"]

_PALETTES = re.compile(r"(?:tab\d+[abc]?|Set[123]|Pastel[12]|Accent|Dark2|Paired|okabe_ito)(?:_r)?$")
"""matplotlib's maps of separate colours, one for each class."""
_SPARSE = re.compile(r"sparse_?categorical_?crossentropy", re.IGNORECASE)
_TARGETS = re.compile(r"\.(?:fit|evaluate|train_on_batch)\(\s*[\w.]+\s*,\s*(?:y\s*=\s*)?(\w+)")
_COUNTED = r"(?:to_categorical|one_hot|eye|bincount|take|choose|confusion_matrix)\([^()\n]*"


def are_classes(call: Call, data: Argument, run: Run) -> bool:
    """Whether drawn integers pick entries of a table, are coded or learnt as classes, or have colours of classes."""
    if not data.facts.is_integer or (data.facts.maximum or 0) < 2:
        return False  # 0 and 1 are no more than what is left of fractions
    if _PALETTES.match(str(call.options.get("cmap") or "")):
        return True
    text = text_of(call.place, run)
    return any(_used(name, text) for name in _names(data)) or _learnt(data, text)


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


def _learnt(data: Argument, text: str) -> bool:
    """Whether a network learns the array, or a part of it, by a loss that takes whole numbers of classes."""
    if not _SPARSE.search(text):
        return False
    names = _names(data)
    sources = {word for a in data.lineage if a.target in names for word in words_in(a.value)}
    return any(target in names | sources or _cut_out(target, names, text) for target in _TARGETS.findall(text))


def _cut_out(target: str, names: set[str], text: str) -> bool:
    """Whether one statement makes the targets out of an array: of `y_train, y_test = y[:30], y[30:]` and the like."""
    made = re.search(rf"^\s*(?:\w+\s*,\s*)*{re.escape(target)}\b[\w\s,]*=(.*)$", text, re.MULTILINE)
    return made is not None and not names.isdisjoint(words_in(made[1]))
