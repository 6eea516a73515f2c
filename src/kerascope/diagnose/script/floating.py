"""Which expressions give fractions for certain, by their source and the statements that made their names."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from kerascope.evidence import Assignment
from kerascope.parsed import called, expression_of

__all__ = ["AVERAGES", "fractions_of", "returned"]

AVERAGES = re.compile(
    r"(?:nan|reduce_)?(?:mean|average|std|var)|sigmoid|softmax|tanh|corrcoef|cosine_similarity|evaluate"
    r"|(?:\w+_)?(?:accuracy|f1|precision|recall|auc|jaccard|r2)_score"
)
"""Functions that give floats of whatever they are given, and most often fractions."""
_DRAWN = re.compile(r"predict(?:_on_batch)?|random|rand|randn|uniform|normal|standard_normal|random_sample")
_RECORDED = re.compile(r"\.history\[[^\]]*\]$")
_STEPS = re.compile(r"lr\b|learning_rate|epoch")
_KEEPS = frozenset(["float", "abs", "max", "min", "list", "array", "asarray", "enumerate", "zip", "sorted", "numpy"])
"""Functions that give back what they are given, or one of it."""
_DEPTH = 12


def fractions_of(value: str, made: Sequence[Assignment]) -> str:
    """The piece of source that makes an expression a fraction, through sums, products and names; '' when unknown.

    A comparison, a floor division, a rounding or any unknown function in between ends the search.
    """
    node = expression_of(value)
    return _found(node, made, _DEPTH) if node is not None else ""


def returned(value: str, made: Sequence[Assignment]) -> str:
    """An expression, and what those functions of the script return that it is the result of."""
    node = expression_of(value)
    name = called(node)
    return "\n".join([value, *(a.value for a in made if a.target == f"{name}()")])


def _found(node: ast.expr, made: Sequence[Assignment], depth: int) -> str:
    if depth == 0:
        return ""
    match node:
        case ast.BinOp(op=ast.Div()):
            return ast.unparse(node)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()):
            return _found(node.left, made, depth - 1) or _found(node.right, made, depth - 1)
        case ast.UnaryOp(op=ast.USub()):
            return _found(node.operand, made, depth - 1)
        case ast.Subscript():
            text = ast.unparse(node)
            recorded = (key := _RECORDED.search(text)) and not _STEPS.search(key[0])
            return text if recorded else _found(node.value, made, depth - 1)
        case ast.Name():
            return _named(node.id, made, depth - 1)
        case ast.Call():
            return _called(node, made, depth - 1)
    return ""


def _named(name: str, made: Sequence[Assignment], depth: int) -> str:
    """By the statements that make a name: one of them gives fractions, and none whole numbers on purpose."""
    values = [a.value for a in made if a.target == name and not a.into]
    nodes = [n for n in map(expression_of, values) if n is not None]
    found = [f for n in nodes if (f := _found(n, made, depth))]
    return max(found, key=lambda f: bool(_RECORDED.search(f))) if found and _whole(nodes) else ""


def _whole(nodes: Sequence[ast.expr]) -> bool:
    """Whether no statement makes whole numbers on purpose."""
    whole = ("round", "floor", "ceil", "int", "rint", "argmax", "len", "astype")
    calls = [called(c) for n in nodes for c in ast.walk(n) if isinstance(c, ast.Call)]
    return not any(c in whole for c in calls)


def _called(node: ast.Call, made: Sequence[Assignment], depth: int) -> str:
    name = called(node)
    if AVERAGES.fullmatch(name) or _DRAWN.fullmatch(name):
        return ast.unparse(node)
    if any(a.target == f"{name}()" for a in made):  # a function of the script, by what it returns
        return _named(f"{name}()", made, depth)
    if name not in _KEEPS:
        return ""
    given = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) and not node.args else [])]
    return next((f for g in given if (f := _found(g, made, depth))), "")
