"""Arrays that begin as one value all over, like paper, and are then written upon; or are framed by one."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerascope.evidence import Argument

__all__ = ["off_paper", "on_paper"]

_ONE_VALUE = re.compile(r"\b(?:full\w*|ones\w*|(?:np|numpy)\.pad|Image\.new|(?:ImageOps\.)?expand)\(")
_WHITE = re.compile(r"[\"'](?:white|#fff(?:fff)?)[\"']", re.IGNORECASE)


def on_paper(data: Argument) -> bool:
    """Whether nothing but 0 and 1 is left beside the one value that the array was filled with."""
    texts = [data.expression, *(a.value for a in data.lineage if not a.into)]
    made = [t for t in texts if _ONE_VALUE.search(t)]
    levels = np.unique(data.values) if made and (data.facts.distinct or 9) <= 3 else np.zeros(0)
    if levels.size < 2 or not (levels[:-1] <= 1).all():
        return False
    return any(f"{levels[-1]:.0f}" in t or (levels[-1] == 255 and _WHITE.search(t)) for t in made)


def off_paper(data: Argument) -> Any:
    """The values of an array without the paper that it was written upon."""
    values = np.asarray(data.values)
    return values[values != values.max()] if on_paper(data) else values
