"""A loop that walked over the time axis: a panel with a line for every step, where one for each part was due."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kerascope.diagnose.meant import along_time, xlabel_of
from kerascope.evidence import Argument, Call, Derivation, Run
from kerascope.parsed import words_in

__all__ = ["Walk", "walked_over_time"]

_PARTS = re.compile(
    r"feature|unit|channel|sensor|neuron|variable|dimension|class|filter|electrode|joint|band|station|wave ?length",
    re.IGNORECASE,
)
_SAMPLED = re.compile(r"\b(?:samples?|readings?|ticks?|s|ms|[kM]?hz)\b", re.IGNORECASE)
_SPACE = ("unit", "feature", "channel")
_FEWEST = 12
"""Lines of one panel: fewer may well be chosen moments, each to be compared with the others."""
_SMOOTH = 0.35


@dataclass(frozen=True, slots=True)
class Walk:
    """What a loop walked over, step by step."""

    root: str
    shape: tuple[int, ...]
    axes: tuple[str, ...] | None
    steps: int
    parts: int


def walked_over_time(call: Call, run: Run) -> Walk | None:
    """One line of code draws each step of an array as a line of its parts, under a label that counts the steps."""
    y, xlabel = call.argument("y"), xlabel_of(call, run)
    if y is None or call.kind != "line" or call.exception or call.argument("x") is not None or y.facts.ndim != 1:
        return None
    if _PARTS.search(xlabel) or not (along_time(xlabel) or _SAMPLED.search(xlabel)):
        return None
    same = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place and not c.exception]
    if len(same) < max(_FEWEST, y.facts.size + 1) or not all(_of_size(c, y.facts.size) for c in same):
        return None
    table = (len(same), y.facts.size)
    made = next((d for c in same[:1] if (d := _derived(c)) is not None and _by_steps(d, table)), None)
    root, shape, axes = (made.root, made.shape, made.axes) if made is not None else _named(y, table)
    return Walk(root, shape, axes, *table) if shape else None


def _of_size(call: Call, size: int) -> bool:
    y = call.argument("y")
    return y is not None and y.facts.shape == (size,)


def _derived(call: Call) -> Derivation | None:
    y = call.argument("y")
    return y.derivation if y is not None else None


def _by_steps(derivation: Derivation, table: tuple[int, int]) -> bool:
    """The first step of a time axis of so many, or of the one axis of a table along which its values go on smoothly."""
    if len(derivation.order) != 1 or derivation.shape[derivation.order[0]] != table[1]:
        return False
    if derivation.axes is not None:
        return "time" in derivation.fixed and derivation.size("time") == table[0] and derivation.kept[0] in _SPACE
    if derivation.roughness is None or derivation.shape not in (table, table[::-1]):
        return False
    along = derivation.order[0]
    return derivation.roughness[1 - along] < _SMOOTH and (
        derivation.roughness[along] > 3 * derivation.roughness[1 - along]
    )


def _named(y: Argument, table: tuple[int, int]) -> tuple[str, tuple[int, ...], tuple[str, ...] | None]:
    """A named array of so many steps of so many parts, out of which the code made what it draws: moved apart, say."""
    words = {w for a in y.lineage for w in words_in(a.value)} | set(words_in(y.expression))
    for near in y.near:
        axes = near.provenance.axes if near.provenance is not None else None
        if axes is None or near.facts is None or axes[-2:-1] != ("time",) or axes[-1] not in _SPACE:
            continue
        if near.facts.shape[-2:] == table and near.source in words:
            return near.source, near.facts.shape, axes
    return "", (), None
