"""The reshapes that a text writes."""

from __future__ import annotations

import ast

from kerascope.diagnose.say import simple
from kerascope.parsed import expression_of

__all__ = ["LIBRARIES", "lays_out", "one_reshape", "operand_of"]

LIBRARIES = ("np", "numpy", "tf", "ops", "torch", "jnp", "K")


def lays_out(text: str) -> bool:
    return "reshape" in text or ".view(" in text


def operand_of(text: str) -> str:
    """What a text reshapes, as it stands there, or ''."""
    node = expression_of(text)
    found = ""
    while node is not None:
        call = next((n for n in ast.walk(node) if _is_layout(n)), None)
        base = _reshaped(call) if call is not None else None
        found, node = (ast.unparse(base) if base is not None else found), base
    return found if simple(found) or not found else f"({found})"


def one_reshape(text: str, source: str) -> str:
    """The reshape in a text, without a cast or a factor around it; of a list, tuple or dict the one, or of `source`.

    Any other text as it stands.
    """
    node = expression_of(text)
    several = [n for n in ast.walk(node) if isinstance(n, ast.List | ast.Tuple | ast.Dict)] if node else []
    calls = list(dict.fromkeys(n for one in several for n in ast.walk(one) if _is_layout(n)))
    calls = [c for c in calls if not any(c in ast.walk(b) for b in map(_reshaped, calls) if b is not None)]
    named = [c for c in calls if ast.unparse(_reshaped(c) or c) == source]
    chosen = calls if len(calls) == 1 else named
    inner = chosen[0] if len(chosen) == 1 else _unscaled(node)
    return (ast.get_source_segment(text.strip(), inner) or text) if inner is not None and _is_layout(inner) else text


def _unscaled(node: ast.AST | None) -> ast.AST | None:
    """What casts and factors are applied to, where no other side of the arithmetic is reshaped as well."""
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
            node = node.func.value
        elif isinstance(node, ast.BinOp) and _lays_out(node.left) != _lays_out(node.right):
            node = node.left if _lays_out(node.left) else node.right
        else:
            return node


def _lays_out(node: ast.AST) -> bool:
    return any(map(_is_layout, ast.walk(node)))


def _is_layout(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and lays_out(f".{called.attr}(")


def _reshaped(call: ast.AST) -> ast.expr | None:
    """What a call of `reshape` lays out anew: what it belongs to, or its first argument."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    base = call.func.value
    if ast.unparse(base).rpartition(".")[2] in LIBRARIES:
        return call.args[0] if call.args else None
    return base
