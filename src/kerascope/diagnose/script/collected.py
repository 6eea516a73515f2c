"""What a script gathers in its lists, read off its source."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from kerascope.parsed import called, expression_of, names_bound, names_of, nodes_of, tree_of

__all__ = ["RECORDS", "made_of", "measured", "measured_by_key", "put_into", "recorded"]

_MEASURES = re.compile(
    r"\.(?:fit|evaluate|train_on_batch|test_on_batch|score|history)\b|\bcross_val_|_score\(|\bmean_\w+_error\("
)
RECORDS = re.compile(r"\.(?:evaluate|train_on_batch|test_on_batch)\(|\bhist(?!ogram)|\.history\b|loss(?!\w*=)")
"""What a run gives turn by turn; what is fitted once is none: the shares of a PCA fall as steeply."""
_GIVES = ("append", "extend")
_NAMES = re.compile(r"[A-Za-z_]\w*")
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def put_into(name: str, text: str) -> list[ast.expr]:
    """What a name is given in a file: each `name.append(…)` or `.extend(…)`, and what stands right of `name = …`."""
    return _given(text).get(name, [])


@lru_cache(maxsize=64)
def _given(text: str) -> dict[str, list[ast.expr]]:
    """What each name of a file is given: a file is asked for as many names as its plots have, at every plot."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes_of(text):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GIVES:
            found.setdefault(ast.unparse(node.func.value), []).extend(node.args[:1])
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=False))
                for bound, value in pairs:
                    for name in names_bound(bound):
                        found.setdefault(name, []).append(value)
    return found


def made_of(expression: str, text: str) -> set[str]:
    """Names that the names of an expression are made of, through lists and names of the same file."""
    words, seen = set(_NAMES.findall(expression)), set[str]()
    while words - seen and len(seen) < 24:
        name = min(words - seen)
        seen.add(name)
        pieces = put_into(name, text)
        words = words.union(*map(names_of, pieces))
    return words


@lru_cache(maxsize=256)
def recorded(expression: str, text: str) -> bool:
    """Whether a name or `object.attribute` was filled with losses or scores, through names of the same file."""
    owned = re.fullmatch(r"\w+\.(\w+)", expression)
    words = {f"self.{owned[1]}", expression} if owned else {expression} if _NAME.match(expression) else set[str]()
    seen = set[str]()
    while words - seen and len(seen) < 12:
        name = min(words - seen)
        seen.add(name)
        pieces = put_into(name, text)
        if any(RECORDS.search(ast.unparse(p)) for p in pieces):
            return True
        words = words.union(*map(names_of, pieces))
    return False


@lru_cache(maxsize=256)
def measured(name: str, text: str) -> bool:
    """Whether a name holds what training or evaluating a model gave, through names and functions of the same file.

    A list is what is appended to it; a comprehension what its entries are made of.
    """
    return bool(_NAME.match(name)) and _measures(name, text, set())


def _measures(name: str, text: str, seen: set[str]) -> bool:
    if name in seen or len(seen) > 12:
        return False
    seen.add(name)
    given: list[ast.AST] = [*put_into(name, text)]
    given += [n for n in tree_of(text).body if isinstance(n, ast.FunctionDef) and n.name == name]
    for piece in given:
        if _MEASURES.search(ast.unparse(piece)):
            return True
    inner = set[str]().union(*(names_of(p) for p in given if not isinstance(p, ast.FunctionDef)))
    return any(_measures(n, text, seen) for n in sorted(inner))


@lru_cache(maxsize=256)
def measured_by_key(x: str, y: str, text: str) -> bool:
    """Whether these are the keys and the values of one dict that holds for each setting what training with it gave."""
    name = _dict_of(x, "keys", text)
    if not name or name != _dict_of(y, "values", text):
        return False
    stores = [
        (target.slice, node.value)
        for node in nodes_of(text)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript) and ast.unparse(target.value) == name
    ]
    stores += [(n.key, n.value) for n in put_into(name, text) if isinstance(n, ast.DictComp)]
    return any(_given_by_training(value, text) and not _given_by_training(key, text) for key, value in stores)


def _given_by_training(piece: ast.expr, text: str) -> bool:
    return _MEASURES.search(ast.unparse(piece)) is not None or any(measured(n, text) for n in names_of(piece))


def _dict_of(expression: str, part: str, text: str) -> str:
    """`scores` of `list(scores.keys())` and `list(scores)`, also where a name stands for it."""
    node = expression_of(expression)
    pieces = put_into(node.id, text) if isinstance(node, ast.Name) else []
    node = pieces[0] if len(pieces) == 1 else node
    while isinstance(node, ast.Call) and called(node) in ("list", "tuple", "array", "asarray") and len(node.args) == 1:
        node = node.args[0]
        if part == "keys" and isinstance(node, ast.Name):
            return node.id
    asked = node.func if isinstance(node, ast.Call) else None
    return ast.unparse(asked.value) if isinstance(asked, ast.Attribute) and asked.attr == part else ""
