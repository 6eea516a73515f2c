"""By which condition the watched code takes layers out of a model, read off its source."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from kerascope.parsed import names_of, nodes_of, tree_of

__all__ = ["condition_of_layers", "named_by_number"]

_WALKS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def condition_of_layers(text: str, lines: Collection[int]) -> str:
    """The one condition under which a text walks over `.layers` on the way to some lines, as it is written, or ''.

    `[… for layer in model.layers if CONDITION]`, also by the name that it is given, `if CONDITION:` around a loop's
    statements, and what is passed over: `if not CONDITION: continue`.

    lines : those of the failing statement and of its callers
    """
    found = {(ast.get_source_segment(text, test) or "", kept) for test, kept in _conditions(tree_of(text), lines)}
    if len(found) != 1:
        return ""
    source, kept = found.pop()
    if kept:
        return source
    negated = source.removeprefix("not ")
    if negated != source:
        return negated
    return source.replace(" not in ", " in ", 1) if source.count(" not in ") == 1 else f"not ({source})"


def named_by_number(text: str, name: str, line: int) -> tuple[str, int] | None:
    """('net.layers[-1]', its line) of the last statement before a line that gave a name, where it took a layer so."""
    made = [
        n
        for n in nodes_of(text)
        if isinstance(n, ast.Assign) and n.lineno < line and name in {ast.unparse(t) for t in n.targets}
    ]
    last = max(made, key=lambda n: n.lineno, default=None)
    taken = last.value if last is not None else None
    if not isinstance(taken, ast.Subscript) or not _layers(taken.value):
        return None
    return ast.get_source_segment(text, taken) or "", taken.lineno


def _conditions(tree: ast.Module, lines: Collection[int]) -> Iterator[tuple[ast.expr, bool]]:
    """Each condition, and whether the layers that meet it are the ones that are taken."""
    walked = [n for s in tree.body for n in ast.walk(s) if isinstance(n, (ast.For, *_WALKS)) and _spans(n, lines)]
    names = {m.id for n in walked for i in _iterated(n) for m in ast.walk(i) if isinstance(m, ast.Name)}
    for node in ast.walk(tree):
        named = isinstance(node, ast.Assign) and {ast.unparse(t) for t in node.targets} & names
        held = [node.value] if isinstance(node, ast.Assign) and named else [node] if node in walked else []
        for one in held:
            if isinstance(one, _WALKS):
                walks = [g for g in one.generators if _layers(g.iter)]
                yield from ((test, True) for g in walks for test in g.ifs if _asks(test, g.target))
            elif isinstance(one, ast.For) and _layers(one.iter):
                tests = [p for p in one.body if isinstance(p, ast.If) and _asks(p.test, one.target)]
                yield from ((p.test, not isinstance(p.body[-1], ast.Continue)) for p in tests if _leads(p, lines))


def _spans(node: ast.AST, lines: Collection[int]) -> bool:
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    return any(first <= line <= last for line in lines)


def _leads(condition: ast.If, lines: Collection[int]) -> bool:
    """The lines come after what passes layers over, or lie under the condition."""
    return isinstance(condition.body[-1], ast.Continue) or _spans(condition, lines)


def _iterated(node: ast.AST) -> list[ast.expr]:
    return [node.iter] if isinstance(node, ast.For) else [g.iter for g in getattr(node, "generators", ())]


def _layers(walked: ast.expr) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr == "layers" for n in ast.walk(walked))


def _asks(test: ast.expr, target: ast.expr) -> bool:
    """Whether a condition is about what a loop walks with."""
    names = names_of(target)
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(test))
