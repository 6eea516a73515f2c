"""Arrays that begin as one value all over, like paper, and are then written upon."""

from __future__ import annotations

import re

import numpy as np

from kerascope.evidence import Argument

__all__ = ["on_paper"]

_ONE_VALUE = re.compile(r"\b(?:full\w*|ones\w*)\(")


def on_paper(data: Argument) -> bool:
    """Whether nothing but 0 and 1 is left beside the one value that the array was filled with."""
    made = next((a.value for a in data.lineage if _ONE_VALUE.search(a.value) and not a.into), "")
    levels = np.unique(data.values) if made and (data.facts.distinct or 9) <= 3 else np.zeros(0)
    return levels.size > 1 and bool((levels[:-1] <= 1).all()) and f"{levels[-1]:.0f}" in made
