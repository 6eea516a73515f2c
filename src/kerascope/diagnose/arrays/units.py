"""Units that values betray beside the limits that they are drawn with."""

from __future__ import annotations

import numpy as np

from kerascope.evidence import Argument

__all__ = ["kelvin", "sixteen_bits"]


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
