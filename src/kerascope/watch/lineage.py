"""The statements that made the names which a plotting call uses: found in the source, in the call's own scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from kerascope.evidence import Assignment, Location
from kerascope.watch.frames import segment_of, source_of

__all__ = ["lineage_of", "tree_of"]


@lru_cache(maxsize=256)
def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


class _Index:
    """A tree, walked once: its functions and calls, and what each scope gives to which name."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        nodes = list(ast.walk(tree))
        self.functions = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        self.calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        self._made: dict[int, dict[str, list[ast.AST]]] = {}
        self._loops: dict[int, list[tuple[int, int]]] = {}

    def made(self, scope: ast.AST) -> dict[str, list[ast.AST]]:
        """By name: the statements of a scope that may give it a value, in their order."""
        if id(scope) not in self._made:
            found: dict[str, list[ast.AST]] = {}
            for node in _inside(scope):
                for name in _targets(node):
                    found.setdefault(name, []).append(node)
            self._made[id(scope)] = found
        return self._made[id(scope)]

    def in_loop(self, scope: ast.AST, line: int) -> bool:
        if id(scope) not in self._loops:
            loops = (n for n in ast.walk(scope) if isinstance(n, ast.For | ast.While))
            self._loops[id(scope)] = [(n.lineno, n.end_lineno or 0) for n in loops]
        return any(first <= line <= last for first, last in self._loops[id(scope)])


@lru_cache(maxsize=64)
def _indexed(text: str) -> _Index:
    return _Index(_parsed(text))


def tree_of(filename: str) -> ast.Module:
    return _parsed(source_of(filename))


def lineage_of(files: tuple[str, ...], place: Location, expression: str, depth: int = 4) -> tuple[Assignment, ...]:
    """Assignments to the names in `expression`, and to the names in those, up to `depth` steps, latest first.

    A call of a function of the same files leads to what it returns (`target` is then 'name()'), and on from there.
    Other files are looked through for names that the first does not assign (earlier cells of a notebook).
    """
    found: list[Assignment] = []
    seen: set[tuple[str, int, str, str]] = set()
    wanted = {(name, files[0], place.line) for name in _names_of(expression)}
    asked: set[tuple[str, str, int | None]] = set()
    for _ in range(depth):
        asked |= wanted
        fresh: set[tuple[str, str, int | None]] = set()
        for name, home, line in sorted(wanted, key=str):
            for filename in (home, *(f for f in files if f != home)):
                hits = _assignments(filename, name, line if filename == home else None)
                for hit in hits:
                    key = (filename, hit.line, hit.source, name)
                    if key in seen:
                        continue
                    seen.add(key)
                    found.append(hit)
                    fresh |= {(n, filename, hit.line) for n in _names_of(hit.value)}
                if hits:
                    break
        wanted = fresh - asked
        if not wanted or len(found) > 60:
            break
    return tuple(found[:60])


def _names(node: ast.AST) -> set[str]:
    called = {id(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and id(n) not in called}


def _names_of(text: str) -> set[str]:
    """Names that an expression reads, and 'name()' for the plain functions that it calls."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return set()
    called = {f"{n.func.id}()" for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    return _names(node) | called


def _scope_of(index: _Index, line: int | None) -> ast.AST:
    """The innermost function that holds a line, else the module."""
    holding = [f for f in index.functions if line is not None and f.lineno <= line <= (f.end_lineno or 0)]
    return holding[-1] if holding else index.tree


def _assignments(filename: str, name: str, line: int | None) -> list[Assignment]:
    return list(_assigned(filename, source_of(filename), name, line))


@lru_cache(maxsize=4096)
def _assigned(filename: str, text: str, name: str, line: int | None) -> tuple[Assignment, ...]:
    """The same place is asked about once for every turn of its loop."""
    return tuple(_search(_indexed(text), text, name, line))


def _search(index: _Index, text: str, name: str, line: int | None) -> list[Assignment]:
    if name.endswith("()"):
        return _returned(index, name, text)
    scope = _scope_of(index, line)
    found = _in_scope(index, scope, name, text, line)
    if not found and scope is not index.tree:
        found = _arguments(index, scope, name, text) or _in_scope(index, index.tree, name, text, None)
    return sorted(found, key=lambda a: -a.line)


def _in_scope(index: _Index, scope: ast.AST, name: str, text: str, line: int | None) -> list[Assignment]:
    found = []
    whole = line is None or index.in_loop(scope, line)
    for node in index.made(scope).get(name, ()):
        if not whole and line is not None and getattr(node, "lineno", 0) > line:
            continue
        made = _assignment(node, name, text)
        if made is not None:
            found.append(made)
    return found


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """The scope's own nodes, without the bodies of functions defined in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _inside(child)


def _returned(index: _Index, name: str, text: str) -> list[Assignment]:
    """What a function of this file returns, or yields one after the other."""
    for scope in index.functions:
        if f"{scope.name}()" == name:
            nodes = [n for n in _inside(scope) if isinstance(n, ast.Return | ast.Yield) and n.value is not None]
            return [_made(n, name, n.value, text) for n in nodes if n.value is not None]
    return []


def _targets(node: ast.AST) -> set[str]:
    """Names that a node may give a value."""
    match node:
        case ast.Assign():
            given = [*node.targets]
        case ast.AugAssign() | ast.AnnAssign() | ast.For() | ast.NamedExpr():
            given = [node.target]
        case _:
            return set()
    return {n for target in given for n in (*_stored(target), _root_name(target)) if n}


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
    source = segment_of(text, node) or ""
    if isinstance(node, ast.For):
        source = source.split(":\n", 1)[0]
    return Assignment(
        target=name,
        source=source,
        line=getattr(node, "lineno", 0),
        value=segment_of(text, value) or ast.unparse(value),
        calls=calls,
        augmented=augmented,
        into=into,
    )


def _arguments(index: _Index, scope: ast.AST, name: str, text: str) -> list[Assignment]:
    """What the calls of a function in the same file hand over for one of its parameters."""
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    names = [a.arg for a in [*scope.args.posonlyargs, *scope.args.args]]
    if name not in names:
        return []
    position = names.index(name)
    found = []
    for node in index.calls:
        if isinstance(node.func, ast.Name) and node.func.id == scope.name:
            given = (
                node.args[position]
                if position < len(node.args)
                else next((k.value for k in node.keywords if k.arg == name), None)
            )
            if given is not None:
                found.append(_made(node, name, given, text))
    return found
