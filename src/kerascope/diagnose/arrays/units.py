"""Units that values betray beside the limits that they are drawn with."""

from __future__ import annotations

import numpy as np

from kerascope.evidence import Argument

__all__ = ["divided", "kelvin", "sixteen_bits", "unit_between"]

_DIVISORS = {100: "percent do in shares", 255: "bytes do in 0..1", 1000: "millimetres do in metres"}


def sixteen_bits(data: Argument) -> str:
    """Floats that times 255 are whole numbers far above 255: greys of 16 bits divided as if they had 8."""
    if data.values is None or not data.facts.is_float or not 16.5 < (data.facts.maximum or 0) <= 257.01:
        return ""
    greys = np.asarray(data.values, dtype="float64") * 255
    if np.abs(greys - np.rint(greys)).max() > 0.02 or data.facts.fractional == 0:
        return ""
    return (
        " Times 255 they are whole numbers: 16-bit greys (uint16, 0..65535), which reach 257 after a division by 255;"
        " divide by 65535."
    )


def kelvin(data: Argument, low: float, high: float) -> str:
    """Temperatures in the one unit, limits in the other."""
    first, last = data.facts.minimum or 0.0, data.facts.maximum or 0.0
    within = -90 <= low <= first - 273.15 and last - 273.15 <= high < 70
    if data.facts.is_float and first > 150 and last < 350 and within:
        return " Less 273.15 every value would lie within them, as kelvin do in degrees Celsius."
    return ""


def unit_between(data: Argument, other: Argument, low: float, high: float) -> int:
    """Which divisor brings values within limits that another array fills, and near to that array's span; or 0."""
    facts, beside = data.facts, other.facts
    if None in (facts.minimum, facts.maximum, beside.minimum, beside.maximum):
        return 0
    first, last = facts.minimum or 0.0, facts.maximum or 0.0
    ratio = (last - first) / max((beside.maximum or 0.0) - (beside.minimum or 0.0), 1e-30)
    fits = [n for n in _DIVISORS if low <= first / n and last / n <= high and 0.5 < ratio / n < 2]
    return min(fits, key=lambda n: max(ratio / n, n / ratio), default=0)


def divided(divisor: int) -> str:
    """Words for a divisor that `unit_between` found."""
    if not divisor:
        return ""
    return f" Divided by {divisor} every value lies within them, as {_DIVISORS[divisor]}, and goes with another panel."
