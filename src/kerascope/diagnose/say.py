"""Words and small judgements that causes share: shapes with names, numbers, edits of the source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerascope.evidence import Argument, Derivation, Facts, Run

__all__ = ["count", "indexed", "number", "origin", "percent", "range_words", "shape_words", "simple", "subject"]


def number(value: float | None) -> str:
    """A number in at most four significant digits; whole ones without a point."""
    if value is None:
        return "none"
    if value == int(value) and abs(value) < 1e7:
        return str(int(value))
    if 1e4 <= abs(value) < 1e7:
        return f"{float(f'{value:.4g}'):.0f}"  # 179000, and not 1.79e+05
    return f"{value:.4g}"


def count(n: int, word: str, plural: str = "") -> str:
    return f"{n} {word if n == 1 else plural or word + 's'}"


def percent(share: float) -> str:
    """A share in percent that never says 0 % or 100 % of what is neither."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")


def shape_words(shape: Sequence[int], axes: Sequence[str] | None = None) -> str:
    """'(1, 28, 28, 1): batch, height, width, channel'."""
    text = str(tuple(shape))
    return f"{text}: {', '.join(axes)}" if axes is not None and len(axes) == len(shape) else text


def range_words(facts: Facts) -> str:
    """'float32, 0.5 to 255'."""
    if facts.minimum is None:
        return f"{facts.dtype}, no finite value"
    return f"{facts.dtype}, {number(facts.minimum)} to {number(facts.maximum)}"


def epochs_asked(run: Run) -> str:
    """'initial_epoch=4 and epochs=4', of the first `fit` of a run that was asked for no epoch, or ''."""
    asked = next((h.about["asked"] for h in run.histories if "asked" in h.about), None)
    if asked is None:
        return ""
    return f"initial_epoch={asked[0]} and epochs={asked[1]}" if asked[0] else f"epochs={asked[1]}"


def subject(argument: Argument, fallback: str = "the array") -> str:
    """How to name an argument in a sentence: its source in quotes when short enough."""
    return f"`{argument.expression}`" if argument.expression and len(argument.expression) <= 60 else fallback


def simple(expression: str) -> bool:
    """Whether more subscripts can be put behind an expression without parentheses."""
    depth = 0
    for letter in expression:
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and (letter in "+-*/%@<>=&|^,~" or letter.isspace()):
            return False
    return bool(expression)


def indexed(expression: str, index: str) -> str:
    """`maps[0]` from `maps`, `(a + b)[0]` from `a + b`."""
    return f"{expression}[{index}]" if simple(expression) else f"({expression})[{index}]"


def origin(derivation: Derivation | None) -> dict[str, Any]:
    """A derivation as evidence: root, its shape with names, and what was picked."""
    if derivation is None:
        return {}
    found: dict[str, Any] = {"root": derivation.root, "root_shape": list(derivation.shape)}
    if derivation.axes:
        found["root_axes"] = list(derivation.axes)
    words = derivation.words()
    if words:
        found["picked"] = words
    provenance = derivation.provenance
    if provenance is not None and provenance.layer:
        found["layer"] = f"{provenance.layer} ({provenance.layer_class})"
        if provenance.weight:
            found["weight"] = provenance.weight
    return found
