"""The exception that reached the top, explained from the live values of the user's innermost frame."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

from kerascope.evidence import Argument, Assignment, Call, Derivation, Failure, Location, Value
from kerascope.parsed import called, expression_of, nodes_of
from kerascope.watch.frames import is_user, library, location_of_node, node_at, segment_of, source_of
from kerascope.watch.origin.derive import best
from kerascope.watch.record.products import Products
from kerascope.watch.record.roots import Reach, roots_of
from kerascope.watch.running.reader import Reader
from kerascope.watch.running.tracebacks import frames_of
from kerascope.watch.values.described import describe
from kerascope.watch.values.measure import as_array

__all__ = ["failure_of", "useful_message"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def useful_message(text: str) -> str:
    """An exception's text without terminal colours and without the arguments that Keras appends."""
    text = _ANSI.sub("", text)
    return re.split(r"\n\s*Arguments received by |\n\s*\n[^\n]* was defined here:", text)[0].strip()


def _last_part(text: str) -> str:
    """Of a text that repeats its traceback ('in user code: …'), the part that says what is wrong."""
    if not text.startswith("in user code:"):
        return text
    return re.split(r"\n\s+(?=\w+(?:Error|Exception): )", text)[-1].strip()


def failure_of(exception: BaseException, products: Products, call: Call | None = None) -> Failure | None:
    """Evidence of an exception, or None when none of the user's code was on the way."""
    frames = list(frames_of(exception.__traceback__))
    mine = [n for n, (frame, _, _) in enumerate(frames) if is_user(frame.f_code.co_filename)]
    if not mine:
        return _syntax(exception)
    at = mine[-1]
    frame, lasti, line = frames[at]
    node = node_at(frame.f_code, lasti, line)
    filename, line = _own_line(exception, frame.f_code, line)
    statement = _statement(filename, line)
    if filename != frame.f_code.co_filename:
        node = _called(statement)
    reader = Reader(frame, products)
    parts = _ordered(node, statement)
    parts = [*parts[:48], *_behind(filename, line, parts, reader)]
    values = tuple(v for v in (reader.value(part) for part in parts) if v is not None)
    place = location_of_node(filename, line, statement or node, node)
    return Failure(
        type=type(exception).__name__,
        message=_last_part(useful_message(str(exception))),
        place=place,
        values=(*values, *_lacking(exception, place.expression, values)),
        lineage=tuple(_made(filename, line, node, reader)),
        call=call,
        where=tuple(library(f.f_code.co_filename) + ":" + f.f_code.co_name for f, _, _ in frames[at + 1 :])[:40],
        outer=tuple(_place(*frames[n]) for n in mine[:-1]),
        handed=tuple(_handed(node, reader, [f for f, _, _ in frames[at + 1 :]])),
        arguments=tuple(_arrays(filename, node, reader, [f for f, _, _ in frames[at + 1 :]])),
        turns=tuple(_turns(filename, line, reader)),
        near=tuple(_near(frame, products)),
        through=tuple(f"{library(f.f_code.co_filename)}:{f.f_code.co_name}" for f, _, _ in frames[mine[0] : at])[:200],
    )


def _lacking(exception: BaseException, expression: str, known: tuple[Value, ...]) -> Iterator[Value]:
    """What has not got an attribute, which Python keeps with the error: it need not have a name of its own."""
    if isinstance(exception, AttributeError) and exception.obj is not None:
        source = expression.removesuffix(f".{exception.name}")
        if source != expression and all(v.source != source for v in known):
            yield describe(exception.obj, source)


def _own_line(exception: BaseException, code: CodeType, line: int) -> tuple[str, int]:
    """File and line as the person wrote them: TensorFlow's AutoGraph runs a rewritten copy of a function."""
    if "__autograph_generated_file" in code.co_filename:
        name = code.co_name.removeprefix("tf__")
        for frame in getattr(getattr(exception, "ag_error_metadata", None), "translated_stack", ()):
            if frame.is_converted and frame.function_name == name and is_user(frame.filename):
                return str(frame.filename), int(frame.lineno)
    return code.co_filename, line


def _called(statement: ast.AST | None) -> ast.AST | None:
    """The outermost call of a statement, where the failing node itself can't be told."""
    return None if statement is None else next((n for n in ast.walk(statement) if isinstance(n, ast.Call)), None)


def _behind(filename: str, line: int, parts: list[ast.expr], reader: Reader, depth: int = 3) -> Iterator[ast.expr]:
    """What made an empty list that stands in the failing expression under a name: `w = layer.get_weights()`.

    Also of an empty array, and of the names that it was made of: `kernels = np.array(w)`.
    """
    from kerascope.watch.origin.lineage import lineage_of

    for part in (p for p in parts if isinstance(p, ast.Name)):
        held = reader.value(part)
        if depth == 0 or held is None or not _is_empty(held):
            continue
        hits = [h for n in (line, line - 1) for h in lineage_of((filename,), Location(filename, None, n), part.id, 1)]
        last = next((h for h in hits if h.line < line), None)  # `w = w[0]` is not what made it
        if last is not None and last.target == part.id and not last.augmented:
            made = list(ast.walk(expression_of(last.value) or ast.Constant(None)))
            exact = [n for n in made if isinstance(n, ast.expr) and not isinstance(n, ast.Constant)]
            yield from exact
            yield from _behind(filename, last.line, exact, reader, depth - 1)


def _is_empty(value: Value) -> bool:
    if value.type == "ndarray":
        return value.facts is not None and value.facts.size == 0
    return value.type in ("list", "deque") and value.about.get("length", 0) == 0


def _made(filename: str, line: int, node: ast.AST | None, reader: Reader) -> Iterator[Assignment]:
    """The last statement before the failing call that made a name it hands over, with what its parts stand for."""
    from kerascope.watch.origin.lineage import lineage_of

    for name in (a.id for a in getattr(node, "args", ()) if isinstance(a, ast.Name)):
        last = next(iter(lineage_of((filename,), Location(filename, None, line), name, depth=1)), None)
        if last is None or last.target != name:
            continue
        parts = [n for n in ast.walk(expression_of(last.value) or ast.Constant(None)) if isinstance(n, ast.Name)]
        values = tuple(v for v in map(reader.value, parts[:12]) if v is not None)
        yield replace(last, values=values)


_KEPT = 1 << 16
"""Bytes of an array near a failure that is kept with it, so that a row of an output can be told."""


def _near(frame: FrameType, products: Products) -> Iterator[Value]:
    names = {**frame.f_globals, **frame.f_locals}
    arrays = [(n, v) for n, v in names.items() if type(v).__name__ in ("ndarray", "Tensor", "EagerTensor", "ArrayImpl")]
    for name, value in arrays[:24]:
        if not name.startswith("_") and getattr(value, "nbytes", 0) < 1 << 26:
            found = describe(value, name, products.get(value))
            small = type(value).__name__ == "ndarray" and value.nbytes <= _KEPT
            yield replace(found, values=value) if small else found


_WALKS = ("dict_items", "dict_keys", "dict_values", "enumerate", "zip")


def _turns(filename: str, line: int, reader: Reader) -> Iterator[Value]:
    """What the `for` loops around a line walk over, as `_walked` says."""
    loops = [
        n for n in nodes_of(source_of(filename)) if isinstance(n, ast.For) and n.lineno <= line <= (n.end_lineno or 0)
    ]
    for loop in sorted(loops, key=lambda n: -n.lineno):
        whole = reader.value(loop.iter)
        if whole is not None and whole.type not in _WALKS:  # of `d.items()` it is d that is walked over
            yield whole
            continue
        for part in _walked(loop.iter):
            found = reader.value(part)
            if found is not None:
                yield found


def _walked(node: ast.expr) -> list[ast.expr]:
    """`x` of `enumerate(x)`, `x.items()` and `sorted(x)`; all of `zip(x, y)`."""
    if not isinstance(node, ast.Call):
        return [node]
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("items", "keys", "values") and not node.args:
        return [node.func.value]
    name = getattr(node.func, "id", "")
    if name in ("enumerate", "sorted", "reversed", "list") and node.args:
        return _walked(node.args[0])
    if name == "zip":
        return [part for a in node.args for part in _walked(a)]
    return [node]


def _place(frame: FrameType, lasti: int, line: int) -> Location:
    return location_of_node(frame.f_code.co_filename, line, node_at(frame.f_code, lasti, line))


def _syntax(exception: BaseException) -> Failure | None:
    return None


def _statement(filename: str, line: int) -> ast.stmt | None:
    best: ast.stmt | None = None
    for node in nodes_of(source_of(filename)):
        if not isinstance(node, ast.stmt) or not node.lineno <= line <= (node.end_lineno or node.lineno):
            continue
        if best is None or node.lineno >= best.lineno:
            best = node
    return best


def _ordered(node: ast.AST | None, statement: ast.AST | None) -> list[ast.expr]:
    """Expressions of the failing node, the widest first, then those of the rest of the statement."""
    found: list[ast.expr] = []
    seen: set[str] = set()
    for root in (node, *_headed(statement)):
        for part in () if root is None else ast.walk(root):
            if isinstance(part, ast.expr) and not isinstance(part, ast.Constant):
                text = ast.dump(part)
                if text not in seen:
                    seen.add(text)
                    found.append(part)
    return found


def _headed(statement: ast.AST | None) -> tuple[ast.AST, ...]:
    """A statement, or of one that has others inside what stands before its colon."""
    if isinstance(statement, ast.For):
        return statement.iter, statement.target
    if isinstance(statement, ast.While | ast.If):
        return (statement.test,)
    if isinstance(statement, ast.With):
        return tuple(item.context_expr for item in statement.items)
    return () if statement is None or isinstance(statement, ast.FunctionDef | ast.ClassDef) else (statement,)


def _handed(node: ast.AST | None, reader: Reader, below: list[FrameType]) -> Iterator[Value]:
    """The receiver and the arguments of the call that failed; lists and pairs made in place as the callee has them."""
    if not isinstance(node, ast.Call):
        return
    owner = reader.value(node.func.value) if isinstance(node.func, ast.Attribute) else None
    if owner is not None:
        yield owner
    parts = [(str(n), a.value if isinstance(a, ast.Starred) else a) for n, a in enumerate(node.args)]
    parts += [(k.arg or "", k.value) for k in node.keywords]
    for name, part in parts:
        found = reader.value(part)
        made = _received(node, name, below) if found is None and isinstance(part, ast.ListComp | ast.Call) else None
        found = describe(made, reader.spelled(part)) if isinstance(made, list | tuple) else found
        if found is not None:
            yield found


def _received(node: ast.Call, name: str, below: list[FrameType]) -> Any:
    """What the function that a call ran names its argument: `name` is a keyword, or a position as digits."""
    frame = next((f for f in below if f.f_code.co_name == called(node)), None)
    if frame is None or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    if name.isdigit():
        places = names[1:] if names[:1] == ("self",) else names
        name = places[int(name)] if int(name) < min(len(places), code.co_argcount) else ""
    return frame.f_locals.get(name) if name in names else None


def _with_names(derivation: Derivation, reader: Reader) -> Derivation:
    """With the axes that its root goes by, where that holds the values of what Keras gave."""
    root = reader.value(ast.Name(derivation.root)) if derivation.root.isidentifier() else None
    made = root.provenance if root is not None else None
    if made is None or made.axes is None or len(made.axes) != len(derivation.shape):
        return derivation
    return replace(derivation, axes=made.axes, provenance=made)


def _arrays(filename: str, node: ast.AST | None, reader: Reader, below: list[FrameType]) -> Iterator[Argument]:
    """Arguments of the failing call that are arrays, with their roots in memory.

    filename : where the call is written, which need not be what the frame runs
    below : the frames that it led to; what can't be read from the source is still named there
    """
    if not isinstance(node, ast.Call):
        return
    named = [(k.arg or "", k.value) for k in node.keywords]
    for name, part in [*((str(n), a) for n, a in enumerate(node.args)), *named]:
        found = reader.value(part)
        value = reader.read(part) if found is not None else _received(node, name, below)
        if found is None and value is not None:
            found = describe(value, reader.spelled(part), reader.products.get(value) or reader.products.equal(value))
        if found is None or found.facts is None or not found.facts.ndim:
            continue
        array = as_array(value)
        derivation = best(roots_of(array, value, Reach(reader.frame), reader.products)) if array is not None else None
        if derivation is not None and derivation.axes is None:
            derivation = _with_names(derivation, reader)
        axes = found.provenance.axes if found.provenance is not None else None
        if derivation is not None and derivation.axes is not None and len(derivation.order) == found.facts.ndim:
            axes = derivation.kept
        if axes is not None and len(axes) != found.facts.ndim:
            axes = None
        kept = array if array is not None and array.nbytes <= 1 << 24 else None
        text = segment_of(source_of(filename), part) or found.source
        yield Argument(name, text, found.facts, derivation, found.provenance, axes, kept, (), (found,))
