"""What one statement gives to which name: read off its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from kerascope.evidence import Assignment
from kerascope.parsed import called, names_bound
from kerascope.watch.frames import segment_of

__all__ = ["WALKS", "added", "assignment", "attribute_of", "given_by", "inside", "stated", "targets_of"]

WALKS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DRAWN = ("alpha_composite", "paste")
"""Methods by which Pillow writes one picture into a part of another."""
_WRITES = (*_DRAWN, "append", "appendleft", "extend")
"""These, and those by which a list takes more."""


def inside(scope: ast.AST) -> Iterator[ast.AST]:
    """The scope's own nodes, without the bodies of functions defined in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from inside(child)


def given_by(node: ast.AST) -> list[ast.expr]:
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


def attribute_of(target: ast.expr) -> str:
    """'self.name' of `self.name` and of `self.name[…]`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target) if isinstance(target, ast.Attribute) else ""


def targets_of(node: ast.AST) -> set[str]:
    """Names that a node may give a value."""
    match node:
        case ast.For() | ast.NamedExpr():
            given = [node.target]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            given = [g.target for g in node.generators]
        case ast.withitem(optional_vars=ast.expr() as target):
            given = [target]
        case _:
            given = given_by(node)
    return {n for target in given for n in (*names_bound(target), _root_name(target)) if n}


def assignment(node: ast.AST, name: str, text: str) -> Assignment | None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            into = isinstance(target, ast.Subscript) and _root_name(target) == name
            if into or name in names_bound(target):
                return stated(node, name, node.value, text, into=into)
    elif isinstance(node, ast.AugAssign) and (_root_name(node.target) == name):
        return stated(node, name, node.value, text, augmented=True)
    elif isinstance(node, ast.AnnAssign) and node.value is not None and name in names_bound(node.target):
        return stated(node, name, node.value, text)
    elif isinstance(node, ast.For) and name in names_bound(node.target):
        return stated(node, name, _walked(node.target, node.iter, name), text)
    elif isinstance(node, WALKS):
        walk = next(g for g in node.generators if name in names_bound(g.target))
        made = stated(walk.iter, name, _walked(walk.target, walk.iter, name), text)
        return replace(made, source=f"for {ast.unparse(walk.target)} in {made.source}")
    elif isinstance(node, ast.withitem) and node.optional_vars is not None and name in names_bound(node.optional_vars):
        made = stated(node.context_expr, name, node.context_expr, text)
        return replace(made, source=f"with {made.source} as {name}")
    elif isinstance(node, ast.NamedExpr) and name in names_bound(node.target):
        return stated(node, name, node.value, text)
    elif isinstance(node, ast.Call) and not attribute_of(given_by(node)[0]):
        return added(node, name, text)
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


def added(call: ast.Call, name: str, text: str) -> Assignment:
    """What a call of `_WRITES` puts into an object of this name."""
    made = stated(call, name, call.args[0], text, into=True)
    return replace(made, added=called(call) not in _DRAWN)


def stated(
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
