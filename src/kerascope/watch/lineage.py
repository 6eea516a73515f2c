"""The statements that made the names which a plotting call uses: found in the source, in the call's own scope."""

from __future__ import annotations

import ast
from functools import lru_cache

from kerascope.evidence import Assignment, Location
from kerascope.watch.frames import source_of

__all__ = ["lineage_of", "tree_of"]


@lru_cache(maxsize=256)
def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def tree_of(filename: str) -> ast.Module:
    return _parsed(source_of(filename))


def lineage_of(files: tuple[str, ...], place: Location, expression: str, depth: int = 3) -> tuple[Assignment, ...]:
    """Assignments to the names in `expression`, and to the names in those, up to `depth` steps, latest first.

    Later files are looked through for names that the first does not assign (earlier cells of a notebook).
    """
    try:
        wanted = _names(ast.parse(expression, mode="eval").body)
    except SyntaxError:
        return ()
    found: list[Assignment] = []
    seen: set[tuple[str, int, int]] = set()
    for _ in range(depth):
        fresh: set[str] = set()
        for name in wanted:
            for number, filename in enumerate(files):
                hits = [
                    a
                    for a in _assignments(filename, name, place.line if number == 0 else None)
                    if (filename, a.line, len(a.source)) not in seen
                ]
                for hit in hits:
                    seen.add((filename, hit.line, len(hit.source)))
                    found.append(hit)
                    fresh |= _names_of(hit.value)
                if hits:
                    break
        wanted = fresh - wanted
        if not wanted:
            break
    return tuple(found[:40])


def _names(node: ast.AST) -> set[str]:
    called = {id(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and id(n) not in called}


def _names_of(text: str) -> set[str]:
    try:
        return _names(ast.parse(text, mode="eval").body)
    except SyntaxError:
        return set()


def _scope_of(tree: ast.Module, line: int | None) -> ast.AST:
    """The innermost function that holds a line, else the module."""
    best: ast.AST = tree
    if line is None:
        return tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.lineno <= line <= (node.end_lineno or 0):
            best = node
    return best


def _assignments(filename: str, name: str, line: int | None) -> list[Assignment]:
    tree, text = tree_of(filename), source_of(filename)
    scope = _scope_of(tree, line)
    found = list(_in_scope(scope, name, text, line))
    if not found and scope is not tree:
        found = _arguments(tree, scope, name, text) or list(_in_scope(tree, name, text, None))
    return sorted(found, key=lambda a: -a.line)


def _in_scope(scope: ast.AST, name: str, text: str, line: int | None) -> list[Assignment]:
    found = []
    for node in ast.walk(scope):
        if line is not None and getattr(node, "lineno", 0) > line and not _in_loop(scope, line):
            continue
        made = _assignment(node, name, text)
        if made is not None:
            found.append(made)
    return found


def _in_loop(scope: ast.AST, line: int) -> bool:
    return any(isinstance(n, ast.For | ast.While) and n.lineno <= line <= (n.end_lineno or 0) for n in ast.walk(scope))


def _assignment(node: ast.AST, name: str, text: str) -> Assignment | None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            into = isinstance(target, ast.Subscript) and _root_name(target) == name
            if into or name in _stored(target):
                return _made(node, name, node.value, text, into=into)
    elif isinstance(node, ast.AugAssign) and (_root_name(node.target) == name):
        return _made(node, name, node.value, text, augmented=True)
    elif isinstance(node, ast.AnnAssign) and node.value is not None and name in _stored(node.target):
        return _made(node, name, node.value, text)
    elif isinstance(node, ast.For) and name in _stored(node.target):
        return _made(node, name, node.iter, text)
    elif isinstance(node, ast.NamedExpr) and name in _stored(node.target):
        return _made(node, name, node.value, text)
    return None


def _stored(target: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _root_name(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _made(
    node: ast.AST, name: str, value: ast.expr, text: str, *, into: bool = False, augmented: bool = False
) -> Assignment:
    calls = tuple(ast.unparse(n.func) for n in ast.walk(value) if isinstance(n, ast.Call))
    source = ast.get_source_segment(text, node) or ""
    if isinstance(node, ast.For):
        source = source.split(":\n", 1)[0]
    return Assignment(
        target=name,
        source=source,
        line=getattr(node, "lineno", 0),
        value=ast.get_source_segment(text, value) or ast.unparse(value),
        calls=calls,
        augmented=augmented,
        into=into,
    )


def _arguments(tree: ast.Module, scope: ast.AST, name: str, text: str) -> list[Assignment]:
    """What the calls of a function in the same file hand over for one of its parameters."""
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    names = [a.arg for a in [*scope.args.posonlyargs, *scope.args.args]]
    if name not in names:
        return []
    position = names.index(name)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == scope.name:
            given = (
                node.args[position]
                if position < len(node.args)
                else next((k.value for k in node.keywords if k.arg == name), None)
            )
            if given is not None:
                found.append(_made(node, name, given, text))
    return found
