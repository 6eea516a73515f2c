"""Arrays that a text joins out of others: `np.hstack([x, y, z])`, of names that are still alive."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Value
from kerascope.parsed import called, expression_of

__all__ = ["joined", "names_joined"]

_LIBRARIES = ("np", "numpy", "tf", "ops", "keras.ops", "torch", "jnp")
_JOINS = ("hstack", "vstack", "concatenate", "concat", "cat", "stack", "array", "asarray")
_LARGEST = 1_000_000


def joined(node: ast.expr, near: Mapping[str, Value]) -> Value | None:
    """The array that a join gives, made again; None where a piece is gone or NumPy would not join them so."""
    names = _pieces(node)
    parts = [near[n].values for n in names if n in near]
    if len(parts) < 2 or len(parts) != len(names) or any(p.dtype.kind not in "biuf" for p in parts):
        return None
    if sum(p.size for p in parts) > _LARGEST:
        return None
    assert isinstance(node, ast.Call)
    function = called(node)
    if function in ("concat", "cat"):
        function = "concatenate"
    elif function == "asarray":
        function = "array"
    axis = _axis(node)
    options: dict[str, Any] = {"axis": axis} if function in ("concatenate", "stack") else {}
    try:
        made = getattr(np, function)(parts, **options)
    except (ValueError, TypeError):
        return None
    return Value(ast.unparse(node), "ndarray", "numpy", values=made) if made.dtype.kind in "biuf" else None


def names_joined(data: Argument, source: Value) -> tuple[str, ...]:
    """The pieces of an array, by the text that it stands for or by the one statement that made its name."""
    texts = [a.value for a in data.lineage if a.target == source.source and not a.augmented]
    node = expression_of(texts[0] if len(texts) == 1 else source.source)
    return _pieces(node) if node is not None else ()


def _pieces(node: ast.expr) -> tuple[str, ...]:
    """`x`, `y` and `z` of `np.hstack([x, y, z])`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
        return ()
    if node.func.attr not in _JOINS or ast.unparse(node.func.value) not in _LIBRARIES:
        return ()
    listed = node.args[0]
    if not isinstance(listed, ast.List | ast.Tuple) or not all(isinstance(n, ast.Name) for n in listed.elts):
        return ()
    return tuple(ast.unparse(n) for n in listed.elts)


def _axis(node: ast.Call) -> int:
    given = next((k.value for k in node.keywords if k.arg in ("axis", "dim")), None)
    given = node.args[1] if given is None and len(node.args) > 1 else given
    try:
        axis = ast.literal_eval(given) if given is not None else 0
    except ValueError:
        return 0
    return axis if isinstance(axis, int) else 0
