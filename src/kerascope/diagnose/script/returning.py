"""Recurrent layers in the source that give their last step only, and as they would give all of them."""

from __future__ import annotations

import ast
import re

from kerascope.findings import Fix
from kerascope.parsed import called, nodes_of

__all__ = ["returning_all"]


def returning_all(layer: str, layer_class: str, text: str) -> Fix | None:
    """`GRU(24)` becomes `GRU(24, return_sequences=True)`, where the source makes one such layer, or names it."""
    made = [
        ast.get_source_segment(text, n) or ""
        for n in nodes_of(text)
        if isinstance(n, ast.Call) and called(n) == layer_class
    ]
    named = [s for s in made if re.search(rf"""["']{re.escape(layer)}["']""", s)]
    one = named or made
    if len(one) != 1 or not one[0].endswith(")") or "return_sequences" in one[0]:
        return None
    return Fix("let the layer give all steps", one[0], f"{one[0][:-1].rstrip(', ')}, return_sequences=True)")
