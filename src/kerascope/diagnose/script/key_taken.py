"""`min(run.history)`: the least of a dict's keys, taken where the least of one key's list was meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kerascope.diagnose.cause import found
from kerascope.diagnose.meant import words_of
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding
from kerascope.parsed import nodes_of, tree_of

__all__ = ["key_for_number"]

_TAKERS = ("min", "max")
_WALKERS = ("list", "sorted", "tuple", "iter")


def key_for_number(call: Call, run: Run) -> Finding | None:
    """One key of the histories, the same word for each of several runs, drawn where a number of each was due."""
    y = call.argument("width" if call.function == "barh" else "height" if call.kind == "bar" else "y")
    if y is None or call.exception or call.via or call.kind not in ("line", "bar", "scatter") or y.facts.ndim != 1:
        return None
    words = set() if y.values is None or y.facts.kind not in "US" else set(y.values[:64].tolist())
    if len(words) != 1:
        return None
    word = str(words.pop())
    keys = next((k for h in run.histories if word in (k := [str(n) for n in h.about.get("keys", ())])), None)
    taken = next(_taken(y, text_of(call.place, run)), None) if keys else None
    if keys is None or taken is None:
        return None
    liked, text = _liked(keys, words_of(call, run)), ast.unparse(taken)
    inner = _walked(taken)
    one = text.replace(inner, f"{inner}['{liked}']", 1)
    return found(
        call.place,
        "error",
        f"{subject(y)} holds the word '{word}' {count(y.facts.size, 'time')}, a key of the history: `{text}` takes one "
        f"of the dict's keys ({', '.join(keys)}), and no number. The y axis is categorical with 1 word, and no "
        f"value is drawn. Take it of one key's list: {one}.",
        why="Walking over a dict gives its keys; the least or first of them is a word, the same for every run. Each "
        "key's list holds the numbers, one per epoch.",
        evidence={"keys": keys, "word": word, "taken": text},
    )


def _taken(y: Argument, text: str) -> Iterator[ast.expr]:
    """What takes one key of a dict in the code that made the values: `min(h)`, or `next(iter(h))` once for each run.

    The first or last key may be picked for its name; nobody wants the one that the alphabet puts first.
    """
    pieces = [tree_of(piece) for piece in (y.expression, *(a.value for a in y.lineage))]
    each: list[ast.AST] = [n for p in pieces for n in ast.walk(p) if isinstance(n, ast.ListComp | ast.DictComp)]
    for node in nodes_of(text) if y.expression.isidentifier() else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{y.expression}.append":
            each.append(node)
    for node in (n for p in (*pieces, *each) for n in ast.walk(p)):
        if isinstance(node, ast.Call) and _called(node) in _TAKERS and not node.keywords and _walked(node):
            yield node
    for node in (n for p in each for n in ast.walk(p)):
        if isinstance(node, ast.Call | ast.Subscript) and _called(node) not in _TAKERS and _walked(node):
            yield node


def _walked(node: ast.expr) -> str:
    """The dict out of which an expression takes one key, or ''."""
    if isinstance(node, ast.Subscript):
        inner = node.value
        walks = isinstance(node.slice, ast.Constant | ast.UnaryOp) and _called(inner) in _WALKERS[:-1]
        return _only_argument(inner) if walks else ""
    if _called(node) in _TAKERS:
        return _only_argument(node)
    given = node.args[0] if isinstance(node, ast.Call) and len(node.args) == 1 else None
    return _only_argument(given) if given is not None and (_called(node), _called(given)) == ("next", "iter") else ""


def _called(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _only_argument(node: ast.expr) -> str:
    """The name, attribute or entry that a call is given alone; not the list of one key."""
    given = node.args if isinstance(node, ast.Call) else []
    if len(given) != 1 or not isinstance(given[0], ast.Name | ast.Attribute | ast.Subscript):
        return ""
    return ast.unparse(given[0])


def _liked(keys: list[str], words: str) -> str:
    """The key that the figure speaks of: one whose every part stands in its words, 'val_loss' of 'validation loss'."""
    said = words.lower()
    fits = [k for k in keys if all(p in said for p in re.split(r"[_\W]+", k.lower()) if p)]
    return max(fits, key=len, default="loss" if "loss" in keys else keys[0])
