"""The statements that made the names which a plotting call uses: found in the source, in the call's own scope."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kerascope.evidence import Assignment, Location
from kerascope.parsed import called, expression_of, names_bound, tree_of
from kerascope.watch.frames import segment_of, source_of

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
_WALKS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_WRITES = ("alpha_composite", "append", "appendleft", "extend", "paste")
"""Methods by which Pillow writes one picture into a part of another, and lists take more."""
_GIVES = ("__getitem__", "__iter__", "__next__", "__call__")


class _Index:
    """A tree, walked once: its functions and calls, and what each scope gives to which name."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        nodes = list(ast.walk(tree))
        self.functions = [n for n in nodes if isinstance(n, _FUNCTIONS)]
        self.classes = {n.name: n for n in nodes if isinstance(n, ast.ClassDef)}
        self.methods = {id(f) for c in self.classes.values() for f in c.body if isinstance(f, _FUNCTIONS)}
        self.calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name | ast.Attribute)]
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


def _names(node: ast.AST) -> set[str]:
    asked = {id(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and id(n) not in asked}


@lru_cache(maxsize=4096)
def _names_of(text: str) -> frozenset[str]:
    """Names that an expression reads, 'name()' for the functions that it calls, 'name.attribute' for what it asks."""
    node = expression_of(text)
    if node is None:
        return frozenset()
    funcs = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    functions = {f"{f.id}()" for f in funcs if isinstance(f, ast.Name)}
    methods = {_method(f) for f in funcs if isinstance(f, ast.Attribute)} - {""}
    attributes = [n for n in ast.walk(node) if isinstance(n, ast.Attribute) and n not in funcs]
    asked = {f"{n.value.id}.{n.attr}" for n in attributes if isinstance(n.value, ast.Name)}
    return frozenset(_names(node) | functions | methods | asked)


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
        return _returned(index, name, text) or _of_an_object(index, name.removesuffix("()"), name, text, line)
    if "." in name:
        return sorted(_set_by_methods(index, text, name, line), key=lambda a: -a.line)
    scope = _scope_of(index, line)
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
        if isinstance(node, _WALKS) and (line is None or not node.lineno <= line <= (node.end_lineno or 0)):
            continue  # its names are known inside it only
        made = _assignment(node, name, text)
        if made is not None:
            found.append(made)
    return found


def _walked_at(nodes: list[ast.AST], line: int) -> tuple[int, int] | None:
    """The lines of the innermost loop around a line that gives the name at every turn: nothing else reaches in."""
    loops = [n for n in nodes if isinstance(n, ast.For) and n.body[0].lineno <= line <= (n.end_lineno or 0)]
    return (loops[-1].lineno, loops[-1].end_lineno or 0) if loops else None


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """The scope's own nodes, without the bodies of functions defined in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _inside(child)


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
    return []


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
            for node in _inside(method):
                target = next((t for t in _given(node) if _set(t) == f"self.{attribute}"), None)
                value = next(iter(node.args), None) if isinstance(node, ast.Call) else getattr(node, "value", None)
                if target is not None and isinstance(value, ast.expr):
                    into, more = isinstance(target, ast.Subscript), isinstance(node, ast.AugAssign)
                    into = into or isinstance(node, ast.Call)
                    yield _made(node, f"self.{attribute}", value, text, into=into and not more, augmented=more)


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


def _given(node: ast.AST) -> list[ast.expr]:
    """What a statement gives a value, or a call adds one to."""
    match node:
        case ast.Assign():
            return node.targets
        case ast.AugAssign() | ast.AnnAssign():
            return [node.target]
        case ast.Call(func=ast.Attribute(value=target, attr=attr), args=[_, *_]) if attr in _WRITES:
            return [target]
        case _:
            return []


def _set(target: ast.expr) -> str:
    """'self.name' of `self.name` and of `self.name[…]`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target) if isinstance(target, ast.Attribute) else ""


def _returns(scope: ast.AST, name: str, text: str) -> list[Assignment]:
    nodes = [n for n in _inside(scope) if isinstance(n, ast.Return | ast.Yield) and n.value is not None]
    return [_made(n, name, n.value, text) for n in nodes if n.value is not None]


def _targets(node: ast.AST) -> set[str]:
    """Names that a node may give a value."""
    match node:
        case ast.For() | ast.NamedExpr():
            given = [node.target]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            given = [g.target for g in node.generators]
        case ast.withitem(optional_vars=ast.expr() as target):
            given = [target]
        case _:
            given = _given(node)
    return {n for target in given for n in (*names_bound(target), _root_name(target)) if n}


def _assignment(node: ast.AST, name: str, text: str) -> Assignment | None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            into = isinstance(target, ast.Subscript) and _root_name(target) == name
            if into or name in names_bound(target):
                return _made(node, name, node.value, text, into=into)
    elif isinstance(node, ast.AugAssign) and (_root_name(node.target) == name):
        return _made(node, name, node.value, text, augmented=True)
    elif isinstance(node, ast.AnnAssign) and node.value is not None and name in names_bound(node.target):
        return _made(node, name, node.value, text)
    elif isinstance(node, ast.For) and name in names_bound(node.target):
        return _made(node, name, _walked(node.target, node.iter, name), text)
    elif isinstance(node, _WALKS):
        walk = next(g for g in node.generators if name in names_bound(g.target))
        made = _made(walk.iter, name, _walked(walk.target, walk.iter, name), text)
        return replace(made, source=f"for {ast.unparse(walk.target)} in {made.source}")
    elif isinstance(node, ast.withitem) and node.optional_vars is not None and name in names_bound(node.optional_vars):
        made = _made(node.context_expr, name, node.context_expr, text)
        return replace(made, source=f"with {made.source} as {name}")
    elif isinstance(node, ast.NamedExpr) and name in names_bound(node.target):
        return _made(node, name, node.value, text)
    elif isinstance(node, ast.Call) and not _set(_given(node)[0]):
        return _made(node, name, node.args[0], text, into=True)
    return None


def _walked(target: ast.expr, walked: ast.expr, name: str) -> ast.expr:
    """Of what a loop walks over, the part that one of its names takes: the same place of a `zip`."""
    if not isinstance(walked, ast.Call) or not isinstance(walked.func, ast.Name) or not isinstance(target, ast.Tuple):
        return walked
    parts = walked.args if walked.func.id == "zip" else [ast.Constant(0), *walked.args[:1]]
    if walked.func.id not in ("zip", "enumerate") or len(parts) != len(target.elts):
        return walked
    if any(isinstance(p, ast.Starred) for p in (*parts, *target.elts)):
        return walked
    place = next(n for n, part in enumerate(target.elts) if name in names_bound(part))
    return _walked(target.elts[place], parts[place], name) if place or walked.func.id == "zip" else walked


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
    rest = scope.args.vararg is not None and scope.args.vararg.arg == name
    if name not in [*names, *(a.arg for a in scope.args.kwonlyargs)] and not rest:
        return []
    method = id(scope) in index.methods
    if method and _EVERYWHERE.fullmatch(scope.name):
        return []
    place = names.index(name) if name in names else len(names)
    place -= method and names[:1] == ["self"]
    calls = [n for n in index.calls if place >= 0 and _asks(index, n, scope, scope.name, text)]
    given = [(n, _rest(n, place) if rest else _given_for(n, name, place if name in names else None)) for n in calls]
    return [_made(n, name, value, text) for n, value in given if value is not None]


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
