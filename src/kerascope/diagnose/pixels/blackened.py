"""Floats below 1 written into a picture of bytes: that part of it is black, whatever the rest shows."""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import range_words, subject
from kerascope.diagnose.tell import measured
from kerascope.evidence import Argument, Assignment, Call, Facts, Run, Value
from kerascope.findings import Finding

__all__ = ["black_part"]

_PLAIN = re.compile(r"[A-Za-z_][\w.]*(?:\[[^\]]*\]|\.squeeze\([^()]*\))*")
_MOST = 1 << 22


def black_part(call: Call, data: Argument, run: Run) -> Finding | None:
    """A statement that writes fractions of 1 into a picture of bytes, of which as many cells are 0 or 1."""
    if data.values is None or data.facts.dtype != "uint8" or (data.facts.maximum or 0) <= 64:
        return None
    cells = int((np.asarray(data.values) <= 1).sum())
    later = {a.target for a in data.lineage if a.augmented}
    for made in data.lineage:
        if not made.in_place or made.augmented or made.target in later or not _PLAIN.fullmatch(made.value.strip()):
            continue
        name = re.split(r"[\[.]", made.value.strip())[0]
        if any(re.search(rf"\bdef \w+\([^)]*\b{name}\b", text) for text in run.sources.values()):
            continue  # in a function the name is whatever it was called with
        for value in data.near:
            if value.source == name and _fractions(value) and value.facts is not None and value.facts.size <= cells:
                return _said(call, data, made, name, value.facts, cells)
    return None


def _said(call: Call, data: Argument, made: Assignment, name: str, floats: Facts, cells: int) -> Finding:
    return found(
        call.place,
        "error",
        f"{subject(data)} is uint8; `{made.source[:80]}` (line {made.line}) writes `{name}`, floats, into it"
        f" ({range_words(floats)}): that part is black, {cells} cells are 0 or 1.",
        why="Integers have no place for what stands behind the point: fractions below 1 become 0 beside bytes of 0 to"
        " 255.",
        evidence={
            **measured(data),
            "source_dtype": floats.dtype,
            "source_range": [floats.minimum, floats.maximum],
            "black": cells,
        },
    )


def _fractions(value: Value) -> bool:
    """Floats from 0 to 1 of which most lie between: no mask."""
    facts = value.facts
    if facts is None or not facts.is_float or facts.size < 64 or facts.size > _MOST or facts.minimum is None:
        return False
    return facts.minimum >= 0 and (facts.maximum or 9) <= 1 and facts.fractional > 0.6 * facts.size
