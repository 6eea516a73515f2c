"""Source text as syntax; what is none gives nothing, and raises nothing."""

from __future__ import annotations

import ast
from functools import lru_cache

__all__ = ["expression_of", "tree_of"]


@lru_cache(maxsize=256)
def tree_of(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def expression_of(text: str) -> ast.expr | None:
    """The one expression that a text is."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
