"""What a network gave, floats between 0 and 1 for the most part, cut to integers as it is; and fractions that live."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kerascope.diagnose.pixels.paper import off_paper
from kerascope.evidence import Argument, Assignment, Facts, Value
from kerascope.parsed import called, expression_of, words_in

__all__ = ["cut_scores"]

_GIVES = frozenset(["predict", "predict_on_batch", "gradient", "gradients", "softmax", "sigmoid", "tanh"])
"""Functions that give floats of a network, whatever it is given."""
_KEEPS = re.compile(
    r"numpy|detach|cpu|copy|clone|array|asarray|convert_to_numpy|tensor|abs|squeeze|expand_dims|reshape|transpose|permute"
    r"|moveaxis|ravel|(?:reduce_)?(?:mean|sum|max|min)|amax|amin|maximum|relu|nan_to_num|clip|clip_by_value|sqrt|square"
    r"|stack|concatenate|flip|fliplr|flipud|rot90|zip|enumerate|list|next|iter|DataFrame|Series|zoom|gaussian_filter|kron"
)
"""Functions and methods that give floats of floats, and most often fractions of fractions."""
_INTEGERS = re.compile(r"^(?:(?:np|numpy|tf|torch|jnp)\.)?u?int(?:8|16|32|64)?$")
_CASTS = frozenset(["byte", "int", "long"])
_OWN, _DEPTH, _RARE, _MOSTLY = "~", 16, 0.1, 0.3
"""What a name is made of when it is made of itself; how far the search goes; the most ones that a cut leaves, and the
least fractions that make an array one of fractions."""


@dataclass(frozen=True, slots=True)
class _Script:
    """What is known of the names of a script."""

    made: Sequence[Assignment]
    """The statements that make them."""
    alive: Mapping[str, Facts]
    """Those that a single statement made, and that still hold fractions between -1 and 2 when the picture is drawn."""


def cut_scores(data: Argument, outputs: Sequence[Value]) -> tuple[Facts, str] | None:
    """The floats of a picture in which a cast to integers left nothing but 0, and a few ones; and words for it."""
    told = _cast_of_scores(data, outputs)
    if told is None:
        return None
    cast, line, of, facts = told
    if facts is not None:
        what = f"the floats of `{of}`"
    else:
        what = f"{'what the network predicted' if '.predict' in of else f'what `{of}` gave'}, floats,"
    facts = facts or Facts("", data.facts.shape, "float32", "f", data.facts.size, minimum=0.0, maximum=1.0)
    return facts, f"`{cast}`{f' (line {line})' if line else ''} cut {what}"


def _cast_of_scores(data: Argument, outputs: Sequence[Value]) -> tuple[str, int, str, Facts | None] | None:
    """(cast, line, what gave the floats, facts of those that live). A line of 0 stands for the plotting call itself."""
    if (data.facts.distinct or 9) > 3:  # before all values are sorted
        return None
    left = off_paper(data)
    values = np.unique(left)
    black = values.size == 1 and values[0] == 0
    pinned = values.tolist() == [0, 1]
    if not black and not (pinned and float(left.mean()) <= _RARE):
        return None
    whole = [v.values for v in outputs if v.values is not None and v.values.size]
    scored = not whole or any((v % 1 != 0).any() for v in whole if v.dtype.kind == "f")  # else it gives whole numbers
    alive = _fractions_alive(data)
    root = data.derivation.root if data.derivation is not None else ""
    for text, target, line in [(data.expression, "", 0), *((a.value, a.target, a.line) for a in data.lineage)]:
        if root.isidentifier() and target.isidentifier() and not _reaches(root, target, data.lineage):
            continue
        for cast, operand in _casts(text):
            earlier = [a for a in data.lineage if not (a.line == line and a.value == text)]
            told = _scores_of(operand, _Script([*earlier, *_walked(text, line)], alive))
            if told in alive and (operand.isidentifier() or not cast.startswith("int(")):  # else one number of it
                return cast, line, told, alive[told]
            if told and told not in alive and scored:
                return cast, line, told, None
    return None


def _fractions_alive(data: Argument) -> dict[str, Facts]:
    """Pictures and stacks of them that hold fractions, by the one name that a single statement gave them."""
    found = {}
    for value in data.near:
        facts, made = value.facts, [a for a in data.lineage if a.target == value.source]
        once = len(made) == 1 and not made[0].augmented and not made[0].source.startswith("for ")
        if facts is None or not facts.is_float or facts.ndim < 2 or not once:
            continue
        small = (facts.minimum or 0) > -1 and (facts.maximum or 0) < 2
        if small and facts.fractional > _MOSTLY * facts.size:
            found[value.source] = facts
    return found


def _scores_of(value: str, script: _Script) -> str:
    """The piece of source by which an expression holds what a network gave, its gradients, or fractions that live.

    Through names, indices, divisions and the functions of the code itself. A comparison, a rounding, a number that it
    is multiplied by, or any unknown function ends the search; then it is ''.
    """
    node = expression_of(value)
    told = _found(node, script, frozenset(), _DEPTH) if node is not None else ""
    return "" if told == _OWN else told


def _reaches(root: str, target: str, made: Sequence[Assignment]) -> bool:
    """Whether a name was made of another one."""
    names = {root}
    for _ in range(6):
        names |= {w for a in made if a.target.rstrip("()") in names for w in words_in(a.value)}
    return target in names


def _casts(text: str) -> list[tuple[str, str]]:
    """(cast to integers, what it is given) of a piece of source; in an index it makes a place, no value."""
    tree, found = expression_of(text), []
    nodes = list(ast.walk(tree)) if tree is not None else []
    places = {id(n) for part in nodes if isinstance(part, ast.Subscript) for n in ast.walk(part.slice)}
    for node in nodes:
        if isinstance(node, ast.Call) and id(node) not in places and (inner := _cut(node)) is not None:
            found.append((ast.unparse(node), ast.unparse(inner)))
    return found


def _walked(text: str, line: int) -> list[Assignment]:
    """The names of comprehensions, which hold the parts of what they walk over."""
    tree = expression_of(text)
    walks = [n for n in ast.walk(tree) if isinstance(n, ast.comprehension)] if tree is not None else []
    return [Assignment(w.target.id, "", line, ast.unparse(w.iter)) for w in walks if isinstance(w.target, ast.Name)]


def _cut(node: ast.Call) -> ast.expr | None:
    kinds = [ast.unparse(a).strip("'\"") for a in (*node.args, *(k.value for k in node.keywords if k.arg == "dtype"))]
    name, last = ast.unparse(node.func), kinds[-1] if kinds else ""
    if _INTEGERS.match(name) and len(node.args) == 1:
        return node.args[0]
    if not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr in _CASTS and not kinds:
        return node.func.value
    if node.func.attr == "convert" and last in ("L", "RGB", "P") and isinstance(node.func.value, ast.Call):
        image = node.func.value  # Pillow's picture of floats, of which a picture of bytes is made
        return image.args[0] if ast.unparse(image.func).endswith("fromarray") and len(image.args) == 1 else None
    if node.func.attr in ("astype", "to", "type") and len(kinds) == 1 and _INTEGERS.match(last):
        return node.func.value
    if node.func.attr in ("cast", "array", "asarray") and len(kinds) == 2 and _INTEGERS.match(last):
        return node.args[0]
    return None


def _found(node: ast.expr, script: _Script, seen: frozenset[str], depth: int) -> str:
    if depth == 0:
        return ""
    match node:
        case ast.BinOp(op=ast.Div() | ast.Add() | ast.Sub() | ast.Mult()):
            return _combined(node, script, seen, depth - 1)
        case ast.UnaryOp(op=ast.USub()):
            return _found(node.operand, script, seen, depth - 1)
        case ast.Attribute(attr="grad"):
            return ast.unparse(node)
        case ast.Attribute(attr="T" | "data"):
            return _found(node.value, script, seen, depth - 1)
        case ast.Subscript() | ast.Starred():
            return _found(node.value, script, seen, depth - 1)
        case ast.Tuple() | ast.List():
            told = [_found(n, script, seen, depth - 1) for n in node.elts]
            return next((t for t in told if t and t != _OWN), "")
        case ast.Dict():
            told = [_found(n, script, seen, depth - 1) for n in node.values]
            return next((t for t in told if t and t != _OWN), "") if all(told) else ""
        case ast.ListComp():
            return _found(node.elt, script, seen, depth - 1)
        case ast.Name():
            return _named(node.id, script, seen, depth - 1)
        case ast.Call():
            return _called(node, script, seen, depth - 1)
    return ""


def _combined(node: ast.BinOp, script: _Script, seen: frozenset[str], depth: int) -> str:
    """Of a sum, product or quotient: a product with a number spreads what was between 0 and 1."""
    sides = (node.left, node.right)
    if isinstance(node.op, ast.Mult) and any(isinstance(n, ast.Constant) for n in sides):
        return ""
    told = [_found(n, script, seen, depth) for n in sides]
    if isinstance(node.op, ast.Mult) and "" in told and any(t in script.alive for t in told):
        return ""  # by a number that has a name
    return next((t for t in told if t and t != _OWN), _OWN if _OWN in told else "")


def _named(name: str, script: _Script, seen: frozenset[str], depth: int) -> str:
    """By all statements that make a name: each must give a network's floats, or the name itself changed."""
    if name in seen:
        return _OWN
    if name in script.alive:
        return name
    nodes = [expression_of(a.value) for a in script.made if a.target == name and not a.into]
    told = [_found(n, script, seen | {name}, depth) if n is not None else "" for n in nodes]
    return next((t for t in told if t != _OWN), "") if told and all(told) else ""


def _called(node: ast.Call, script: _Script, seen: frozenset[str], depth: int) -> str:
    name = called(node)
    if name in _GIVES or ast.unparse(node.func).startswith("jax.grad("):
        return ast.unparse(node)
    if name == "astype":
        kept = node.args and "float" in ast.unparse(node.args[0])
        return _found(node.func.value, script, seen, depth) if kept and isinstance(node.func, ast.Attribute) else ""
    returned = [expression_of(a.value) for a in script.made if a.target == f"{name}()"]
    if returned:
        told = [_found(n, script, seen, depth) if n is not None else "" for n in returned]
        return told[0] if all(told) else ""
    if not _KEEPS.fullmatch(name):
        return ""
    owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    told = [t for n in (*node.args, *owner) if (t := _found(n, script, seen, depth))]
    return next((t for t in told if t != _OWN), _OWN if told else "")
