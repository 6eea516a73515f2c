"""Source text as syntax; what is none gives nothing, and raises nothing."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

__all__ = [
    "argument_place",
    "called",
    "expression_of",
    "names_bound",
    "names_of",
    "nodes_of",
    "single_quoted",
    "spans",
    "tree_of",
    "words_in",
]


@lru_cache(maxsize=256)
def tree_of(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


@lru_cache(maxsize=256)
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """Every node of a text's tree, in the order of `ast.walk`, which costs ten times what a second look here does."""
    return tuple(ast.walk(tree_of(text)))


@lru_cache(maxsize=4096)
def expression_of(text: str) -> ast.expr | None:
    """The one expression that a text is."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None


def single_quoted(source: str) -> str:
    """An expression with the quotation marks that `ast.unparse` writes."""
    return source.replace('"', "'")


def argument_place(source: str, expression: str) -> tuple[int, int] | None:
    """Where the one argument of a call stands that reads as `expression`."""
    call = expression_of(source)
    if not expression or not isinstance(call, ast.Call) or "\n" in source:
        return None
    given = [*call.args, *(k.value for k in call.keywords)]
    same = [a for a in given if ast.get_source_segment(source, a) == expression]
    if len(same) != 1:
        return None
    start = len(source.encode()[: same[0].col_offset].decode())
    return start, start + len(expression)


def names_of(node: ast.AST) -> set[str]:
    """The names in a piece of syntax, read or bound."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def names_bound(node: ast.AST) -> set[str]:
    """The names that a piece of syntax binds: of `a, b[0] = c` it is `a`."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def called(node: ast.AST | None) -> str:
    """The function that a call names, without what it belongs to: 'imshow' of `axes.imshow(x)`; '' of anything else."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def spans(node: ast.stmt | ast.expr, line: int) -> bool:
    """Whether a piece of syntax stands on a line, among others perhaps."""
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def words_in(source: str) -> list[str]:
    """The names in a piece of source, and every other word, in their order; also of a piece that is no syntax."""
    return re.findall(r"[A-Za-z_]\w*", source)
