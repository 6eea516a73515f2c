"""The statements that made the names which a plotting call uses: found in the source, in the call's own scope."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kerascope.evidence import Assignment, Location
from kerascope.parsed import called, expression_of, tree_of
from kerascope.watch.frames import source_of
from kerascope.watch.origin.statements import (
    WALKS,
    added,
    assignment,
    attribute_of,
    given_by,
    inside,
    stated,
    targets_of,
)

__all__ = ["lineage_of"]

_Wanted = tuple[str, str, int | None]
"""A name, the file that uses it, and the line there."""

_EVERYWHERE = re.compile(
    r"all|any|append|apply|arg(?:max|min)|astype|build|call|clip|copy|cpu|detach|evaluate|extend|(?:inverse_)?transform|"
    r"fit\w*|get|items|keys|max|mean|min|numpy|plot|pop|predict|read|ravel|reshape|round|show|squeeze|std|sum|"
    r"transpose|update|values"
)
"""Methods that arrays, models, scalers and lists have as well."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_GIVES = ("__getitem__", "__iter__", "__next__", "__call__")
_MAKES = ("jit", "partial", "vectorize", "vmap")
_PASSES = (*_MAKES, "apply", "applymap", "imap", "map", "starmap")
"""What is given a function first and makes another function of it, or calls it."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class _Index:
    """A tree, walked once: its functions and calls, and what each scope gives to which name."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        nodes = list(ast.walk(tree))
        self.functions = [n for n in nodes if isinstance(n, _FUNCTIONS)]
        self.classes = {n.name: n for n in nodes if isinstance(n, ast.ClassDef)}
        self.methods = {id(f) for c in self.classes.values() for f in c.body if isinstance(f, _FUNCTIONS)}
        self.calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name | ast.Attribute)]
        named = ((n.targets, n.value) for n in nodes if isinstance(n, ast.Assign))
        self.lambdas = {t.id: v for ts, v in named if isinstance(v, ast.Lambda) for t in ts if isinstance(t, ast.Name)}
        self._made: dict[int, dict[str, list[ast.AST]]] = {}
        self._loops: dict[int, list[tuple[int, int]]] = {}

    def made(self, scope: ast.AST) -> dict[str, list[ast.AST]]:
        """By name: the statements of a scope that may give it a value, in their order."""
        if id(scope) not in self._made:
            found: dict[str, list[ast.AST]] = {}
            for node in inside(scope):
                for name in targets_of(node):
                    found.setdefault(name, []).append(node)
            self._made[id(scope)] = found
        return self._made[id(scope)]

    def reach(self, scope: ast.AST, line: int) -> int:
        """The last line of a scope that may have run before a line does: where the loops around it end."""
        if id(scope) not in self._loops:
            loops = (n for n in ast.walk(scope) if isinstance(n, ast.For | ast.While))
            self._loops[id(scope)] = [(n.lineno, n.end_lineno or 0) for n in loops]
        return max((last for first, last in self._loops[id(scope)] if first <= line <= last), default=line)


@lru_cache(maxsize=64)
def _indexed(text: str) -> _Index:
    return _Index(tree_of(text))


def lineage_of(files: tuple[str, ...], place: Location, expression: str, depth: int = 6) -> tuple[Assignment, ...]:
    """Assignments to the names in `expression`, and to the names in those, up to `depth` steps, latest first.

    What is appended to a list is written into a part of it.
    A call of a function or method of the same files leads to what it returns (`target` is then 'name()'), and on from
    there; the making of an object to what it gives when indexed, walked over or called; an attribute of such an object
    to where the methods of its class set it (`target` is then 'self.name'). Loops and calls are on the
    way, and no steps of their own. Other files are looked through for names that the first does not assign (earlier
    cells of a notebook).
    """
    found: list[Assignment] = []
    seen: set[tuple[str, int, str, str]] = set()
    wanted = sorted({(name, files[0], place.line) for name in _names_of(expression)}, key=str)
    asked = set(wanted)
    for _ in range(depth):
        later: set[_Wanted] = set()
        while wanted and len(found) <= 60:
            filename, hits = _hits(files, wanted.pop(0), [expression, *(a.value for a in found)])
            for hit in hits:
                key = (filename, hit.line, hit.source, hit.target)
                if key in seen:
                    continue
                seen.add(key)
                found.append(hit)
                fresh = {(n, filename, hit.line) for n in _names_of(hit.value)} - asked - later
                if hit.target.endswith("()") or hit.source.startswith("for "):
                    asked |= fresh
                    wanted += sorted(fresh, key=str)
                else:
                    later |= fresh
        wanted = sorted(later - asked, key=str)
        asked |= later
        if not wanted or len(found) > 60:
            break
    return tuple(found[:60])


def _hits(files: tuple[str, ...], wanted: _Wanted, way: list[str]) -> tuple[str, Sequence[Assignment]]:
    """The first file that gives a name a value, and where. Of what calls hand over, only those on the way count."""
    name, home, line = wanted
    before = files[files.index(home) + 1 :] if home in files else ()
    for filename in (home, *(f for f in files if f != home)):
        hits = _assignments(filename, name, line if filename == home else None)
        made_of_itself = filename == home and all(h.line == line and name in _names_of(h.value) for h in hits)
        if made_of_itself and any(_assignments(f, name, None) for f in before):
            continue  # `x = x / 255` at the head of a cell: what it reads is an earlier cell's
        if hits:
            on_way = [h for h in hits if any(h.source in text for text in way)]
            return filename, on_way if on_way and len(hits) > 1 and all(_handed(h.source) for h in hits) else hits
    return home, []


@lru_cache(maxsize=1024)
def _handed(source: str) -> bool:
    """Whether a statement is in truth a call, which hands a value over to a parameter."""
    return isinstance(expression_of(source), ast.Call)


@lru_cache(maxsize=1024)
def _passes(text: str) -> bool:
    """Whether an expression makes a function of one of the code's own: `partial(f, 3)`."""
    node = expression_of(text)
    return isinstance(node, ast.Call) and bool(_passed(node))


def _names(node: ast.AST) -> set[str]:
    asked = {id(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and id(n) not in asked}


@lru_cache(maxsize=4096)
def _names_of(text: str) -> frozenset[str]:
    """Names that an expression reads, 'name()' for the functions that it calls, 'name.attribute' for what it asks."""
    node = expression_of(text)
    if node is None:
        return frozenset()
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    funcs = [n.func for n in calls]
    functions = {f"{f.id}()" for f in funcs if isinstance(f, ast.Name)}
    functions |= {f"{name}()" for n in calls if (name := _passed(n))}
    methods = {_method(f) for f in funcs if isinstance(f, ast.Attribute)} - {""}
    attributes = [n for n in ast.walk(node) if isinstance(n, ast.Attribute) and n not in funcs]
    asked = {f"{n.value.id}.{n.attr}" for n in attributes if isinstance(n.value, ast.Name)}
    return frozenset(_names(node) | functions | methods | asked)


def _passed(call: ast.Call) -> str:
    """The function that a call is given to call itself: f of `map(f, items)` and `partial(f, 3)`."""
    first = call.args[0] if call.args and called(call) in _PASSES else None
    return first.id if isinstance(first, ast.Name) else ""


def _method(func: ast.Attribute) -> str:
    """A method that may be one of the code's own classes; with its object, where arrays and models have it as well."""
    receiver = func.value.id if isinstance(func.value, ast.Name) else ""
    if receiver == "self" or not _EVERYWHERE.fullmatch(func.attr):
        return f".{func.attr}()"
    return f"{receiver}.{func.attr}()" if receiver else ""


def _scope_of(index: _Index, line: int | None) -> ast.AST:
    """The innermost function that holds a line, else the module."""
    holding = [f for f in index.functions if line is not None and f.lineno <= line <= (f.end_lineno or 0)]
    return holding[-1] if holding else index.tree


def _assignments(filename: str, name: str, line: int | None) -> tuple[Assignment, ...]:
    return _assigned(filename, source_of(filename), name, line)


@lru_cache(maxsize=4096)
def _assigned(filename: str, text: str, name: str, line: int | None) -> tuple[Assignment, ...]:
    """The same place is asked about once for every turn of its loop."""
    return tuple(_search(_indexed(text), text, name, line))


def _search(index: _Index, text: str, name: str, line: int | None) -> list[Assignment]:
    if name.endswith("()"):
        receiver = name.partition(".")[0] if "." in name else ""
        if receiver:
            return _of_an_object(index, receiver, name.rpartition(".")[2], text, line)
        plain = name.removesuffix("()")
        found = _returned(index, name, text) or _of_an_object(index, plain, name, text, line)
        return found or [a for a in _search(index, text, plain, line) if _passes(a.value)]
    if "." in name:
        return sorted(_set_by_methods(index, text, name, line), key=lambda a: -a.line)
    scope = _scope_of(index, line)
    for own in (f for f in index.lambdas.values() if line is not None and f.lineno <= line <= (f.end_lineno or 0)):
        if name in (a.arg for a in own.args.args):
            return _arguments(index, own, name, text)
    found = _in_scope(index, scope, name, text, line)
    if not found and scope is not index.tree:
        found = _arguments(index, scope, name, text) or _in_scope(index, index.tree, name, text, None)
    return sorted(found, key=lambda a: -a.line)


def _in_scope(index: _Index, scope: ast.AST, name: str, text: str, line: int | None) -> list[Assignment]:
    found = []
    nodes = index.made(scope).get(name, [])
    first, last = (0, None) if line is None else _walked_at(nodes, line) or (0, index.reach(scope, line))
    for node in nodes:
        at = getattr(node, "lineno", 0)
        if at < first or (last is not None and at > last):
            continue
        if isinstance(node, WALKS) and (line is None or not node.lineno <= line <= (node.end_lineno or 0)):
            continue  # its names are known inside it only
        made = assignment(node, name, text)
        if made is not None:
            found.append(made)
    return found


def _walked_at(nodes: list[ast.AST], line: int) -> tuple[int, int] | None:
    """The lines of the innermost loop around a line that gives the name at every turn: nothing else reaches in."""
    loops = [n for n in nodes if isinstance(n, ast.For) and n.body[0].lineno <= line <= (n.end_lineno or 0)]
    return (loops[-1].lineno, loops[-1].end_lineno or 0) if loops else None


def _returned(index: _Index, name: str, text: str) -> list[Assignment]:
    """What a function or method of this file returns or yields, or an object of a class of it gives."""
    method, name = name.startswith("."), name.lstrip(".")
    made_by = index.classes.get(name.removesuffix("()"))
    if made_by is not None and not method:
        gives = [f for f in index.functions if f in made_by.body and f.name in _GIVES]
        return [one for f in gives for one in _returns(f, name, text)]
    for scope in index.functions:
        if f"{scope.name}()" == name and (id(scope) in index.methods) == method:
            return _returns(scope, name, text)
    own = None if method else index.lambdas.get(name.removesuffix("()"))
    return [stated(own, name, own.body, text)] if own is not None else []


def _of_an_object(index: _Index, receiver: str, name: str, text: str, line: int | None) -> list[Assignment]:
    """What a method returns of an object that a class of this file made, or the object itself when it is called."""
    method = name.removesuffix("()") if name != f"{receiver}()" else "__call__"
    kinds = _classes_of(index, text, receiver, line)
    scopes = (f for kind in kinds for f in kind.body if isinstance(f, _FUNCTIONS) and f.name == method)
    return next((_returns(f, name, text) for f in scopes), [])


def _set_by_methods(index: _Index, text: str, name: str, line: int | None) -> Iterator[Assignment]:
    """Where the methods of a class of this file set an attribute, or write into it, of an object that is one."""
    receiver, attribute = name.split(".", 1)
    for kind in _classes_of(index, text, receiver, line):
        for method in (f for f in kind.body if isinstance(f, _FUNCTIONS)):
            for node in inside(method):
                target = next((t for t in given_by(node) if attribute_of(t) == f"self.{attribute}"), None)
                value = getattr(node, "value", None)
                if target is not None and isinstance(node, ast.Call):
                    yield added(node, f"self.{attribute}", text)
                elif target is not None and isinstance(value, ast.expr):
                    into, more = isinstance(target, ast.Subscript), isinstance(node, ast.AugAssign)
                    yield stated(node, f"self.{attribute}", value, text, into=into and not more, augmented=more)


def _classes_of(index: _Index, text: str, receiver: str, line: int | None) -> list[ast.ClassDef]:
    """The class of this file that a name stands for an object of, and those of this file that it builds on."""
    if not index.classes:
        return []
    if receiver == "self":
        kinds = [c for c in index.classes.values() if line is not None and c.lineno <= line <= (c.end_lineno or 0)]
    else:
        calls = (re.match(r"(\w+)\(", a.value) for a in _search(index, text, receiver, line) if not a.into)
        kinds = [index.classes[c[1]] for c in calls if c is not None and c[1] in index.classes]
    for kind in kinds:  # grows while it is walked over
        bases = (index.classes.get(b.id) for b in kind.bases if isinstance(b, ast.Name))
        kinds += [b for b in bases if b is not None and b not in kinds]
    return kinds


def _returns(scope: ast.AST, name: str, text: str) -> list[Assignment]:
    nodes = [n for n in inside(scope) if isinstance(n, ast.Return | ast.Yield) and n.value is not None]
    return [stated(n, name, n.value, text) for n in nodes if n.value is not None]


def _arguments(index: _Index, scope: ast.AST, name: str, text: str) -> list[Assignment]:
    """What the calls of a function in the same file hand over for one of its parameters."""
    if not isinstance(scope, _Function):
        return []
    own = next((k for k, f in index.lambdas.items() if f is scope), "") if isinstance(scope, ast.Lambda) else scope.name
    names = [a.arg for a in [*scope.args.posonlyargs, *scope.args.args]]
    rest = scope.args.vararg is not None and scope.args.vararg.arg == name
    if name not in [*names, *(a.arg for a in scope.args.kwonlyargs)] and not rest:
        return []
    method = id(scope) in index.methods
    if method and _EVERYWHERE.fullmatch(own):
        return []
    place = names.index(name) if name in names else len(names)
    place -= method and names[:1] == ["self"]
    calls = [n for n in index.calls if place >= 0 and _asks(index, n, scope, own, text)]
    given = [(n, _rest(n, place) if rest else _given_for(n, name, place if name in names else None)) for n in calls]
    given += [(n, _walked_by(n, place)) for n in index.calls if name in names and not method and _passed(n) == own]
    return [stated(n, name, value, text) for n, value in given if value is not None]


def _walked_by(call: ast.Call, place: int) -> ast.expr | None:
    """What `map(f, items)` and `items.map(f)` hand over to f, one by one."""
    if called(call) in _MAKES:
        return None
    if place + 1 < len(call.args):
        return call.args[place + 1]
    return call.func.value if place == 0 and isinstance(call.func, ast.Attribute) else None


def _asks(index: _Index, call: ast.Call, scope: ast.AST, name: str, text: str) -> bool:
    """Whether a call is one of that function or method, or of an object that has it as its `__call__`."""
    method = id(scope) in index.methods
    if method and name == "__call__" and isinstance(call.func, ast.Name):
        return any(scope in kind.body for kind in _classes_of(index, text, call.func.id, call.lineno))
    return called(call) == name and isinstance(call.func, ast.Attribute) == method


def _given_for(call: ast.Call, name: str, place: int | None) -> ast.expr | None:
    """What a call hands over for one parameter: by its place, or by name."""
    if place is not None and place < len(call.args):
        return call.args[place]
    return next((k.value for k in call.keywords if k.arg == name), None)


def _rest(call: ast.Call, place: int) -> ast.expr | None:
    """What a call hands over for `*name`, all of it."""
    return ast.Tuple(call.args[place:], ast.Load()) if call.args[place:] else None
