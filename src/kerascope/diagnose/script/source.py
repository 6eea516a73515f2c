"""Small readings of the watched source: the loops around a line, the names that a piece uses. Pure, from the text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeGuard

from kerascope.evidence import Run
from kerascope.findings import Location
from kerascope.parsed import called, names_of, nodes_of, tree_of

__all__ = [
    "appended",
    "bound_axes",
    "cell_between",
    "condition_around",
    "drawing_loop",
    "end_of_drawing",
    "indented_under",
    "indices_of",
    "line_at",
    "looks_like_notebook",
    "loop_names",
    "loops_around",
    "maker_of",
    "names_in",
    "resumed_fit",
    "scaler_of",
    "text_of",
    "traced_lists",
    "walked_by_append",
    "walked_loop",
    "walked_range",
    "whole_fit",
]


def text_of(place: Location | None, run: Run) -> str:
    """Text of the file that a place lies in, or ''."""
    if place is None:
        return ""
    return run.sources.get(place.file or (f"<cell {place.cell}>" if place.cell is not None else ""), "")


def line_at(place: Location | None, run: Run) -> str:
    """The whole first line of a place, with its indent."""
    lines = text_of(place, run).splitlines()
    return lines[place.line - 1] if place is not None and place.line and place.line <= len(lines) else ""


def loops_around(place: Location, run: Run) -> list[ast.For | ast.While]:
    """Loops that hold a line, the outermost first. Functions in between are not crossed."""
    found = [
        node
        for node in nodes_of(text_of(place, run))
        if isinstance(node, ast.For | ast.While)
        and place.line is not None
        and node.body[0].lineno <= place.line <= (node.end_lineno or 0)
    ]
    return sorted(found, key=lambda n: n.lineno)


def loop_names(place: Location, run: Run) -> list[str]:
    """Names that the loops around a line count or walk with, the innermost loop's first."""
    names: list[str] = []
    for loop in reversed(loops_around(place, run)):
        if isinstance(loop, ast.For):
            names += [n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)]
    return names


def names_in(piece: str) -> set[str]:
    return names_of(tree_of(piece))


def indented_under(place: Location, run: Run) -> str:
    """The white space before a place's line."""
    line = line_at(place, run)
    return line[: len(line) - len(line.lstrip())]


def _fits(text: str) -> list[ast.Call]:
    """Calls of a method named `fit`, in the order of the source."""
    found = [n for n in nodes_of(text) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    return sorted(
        (n for n in found if isinstance(n.func, ast.Attribute) and n.func.attr == "fit"), key=lambda n: n.lineno
    )


def _place(near: Location, node: ast.Call, source: str) -> Location:
    return Location(near.file, near.cell, node.lineno, node.end_lineno, node.col_offset + 1, None, source)


def whole_fit(text: str, near: Location) -> tuple[Location, str, str] | None:
    """(place, source, source with validation data) of the one `fit` call that has none."""
    bare = [f for f in _fits(text) if not any(k.arg in ("validation_data", "validation_split") for k in f.keywords)]
    source = ast.get_source_segment(text, bare[0]) if len(bare) == 1 else None
    if source is None or not source.endswith(")"):
        return None
    return _place(near, bare[0], source), source, source[:-1].rstrip(", \n") + ", validation_split=0.2)"


def resumed_fit(text: str, near: Location) -> tuple[Location, str, str] | None:
    """(place, `epochs=…`, a larger one) of a `fit` call whose first epoch is not below its last."""
    for fit in _fits(text):
        given = {k.arg: k.value for k in fit.keywords}
        first, last = given.get("initial_epoch"), given.get("epochs")
        if first is None or last is None:
            continue
        before, start = ast.get_source_segment(text, last), ast.get_source_segment(text, first)
        source = ast.get_source_segment(text, fit)
        if before is not None and start is not None and source is not None:
            more = str(int(start) + 3) if start.isdigit() else f"{start} + {before}"
            pattern = f"epochs={before}"
            names = before.isidentifier() and start.isidentifier()
            if source.count(f" {pattern}") == 1 and (before == start or before.isdigit() or names):
                return _place(near, fit, source), " " + pattern, f" epochs={more}"
    return None


def maker_of(text: str, place: Location, name: str, function: str) -> tuple[Location, str] | None:
    """(place, source) of the last call of `function` before a line whose result a name was bound to."""
    found: list[ast.Call] = []
    for node in nodes_of(text):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or node.lineno > (place.line or 0):
            continue
        bound = {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        if name.split("[")[0].split(".")[0] in bound and called(node.value) == function:
            found.append(node.value)
    source = ast.get_source_segment(text, found[-1]) if found else None
    return (_place(place, found[-1], source), source) if source is not None else None


def walked_loop(place: Location, name: str, run: Run) -> tuple[Location, str, str] | None:
    """(place, `x in axes`, `x in axes.flat`) of a loop around a line that walks over an array by its rows."""
    text = text_of(place, run)
    for loop in reversed(loops_around(place, run)):
        if not isinstance(loop, ast.For) or name not in {
            n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)
        }:
            continue
        target, walked = ast.get_source_segment(text, loop.target), ast.get_source_segment(text, loop.iter)
        inner = loop.iter
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in ("enumerate", "zip"):
            names = [a for a in inner.args if isinstance(a, ast.Name) and a.id.lower().startswith("ax")]
            inner = names[0] if names else inner
        if not isinstance(inner, ast.Name) or target is None or walked is None:
            return None
        before = f"for {target} in {walked}"
        after = before[: len(before) - len(walked)] + walked.replace(inner.id, inner.id + ".flat", 1)
        line = Location(place.file, place.cell, loop.lineno, loop.lineno, loop.col_offset + 1, None, before)
        return line, before, after
    return None


def appended(place: Location, run: Run, name: str) -> tuple[Location, str, str] | None:
    """(place, `name.append(x)`, `name.append(x.copy())`) of the one place that fills a list with a name or a part."""
    text = text_of(place, run)
    found = []
    for node in nodes_of(text):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "append":
            continue
        if (
            ast.unparse(node.func.value).split(".")[-1] == name
            and len(node.args) == 1
            and isinstance(_viewed(node.args[0]), ast.Name | ast.Attribute | ast.Subscript)
        ):
            found.append(node)
    source = ast.get_source_segment(text, found[0]) if len(found) == 1 else None
    if source is None:
        return None
    return _place(place, found[0], source), source, source[:-1] + ".copy())"


def _viewed(node: ast.expr) -> ast.expr:
    """`w` of `w.ravel()`, `w.detach().numpy()`: methods that hand out the same memory, where they can."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in ("ravel", "reshape", "view", "squeeze", "transpose", "detach", "numpy", "cpu"):
            break
        node = node.func.value
    return node


def walked_by_append(text: str, name: str) -> list[str]:
    """What the loops walk over that fill a list of a name by `append`."""
    loops = [n for n in nodes_of(text) if isinstance(n, ast.For)]
    return [
        ast.unparse(loop.iter)
        for loop in loops
        if any(_is_append(n) and ast.unparse(n.func) == f"{name}.append" for b in loop.body for n in ast.walk(b))
    ]


def indices_of(place: Location, run: Run, old: int, new: int) -> list[tuple[Location, str, str]]:
    """(place, `w[old]`, `w[new]`) of the last entry `old` of a list of weights that stands at or before a line."""
    text = text_of(place, run)
    lists = {"get_weights", "weights"}
    for node in nodes_of(text):
        if (
            isinstance(node, ast.Assign)
            and "get_weights()" in ast.unparse(node.value)
            and isinstance(node.value, ast.Call)
        ):
            lists |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    found = []
    for node in nodes_of(text):
        if not isinstance(node, ast.Subscript) or ast.unparse(node.slice) != str(old):
            continue
        inner = node.value.func if isinstance(node.value, ast.Call) else node.value
        name = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
        if name in lists and node.lineno <= (place.line or 0):
            source = ast.get_source_segment(text, node) or ""
            line = Location(place.file, place.cell, node.lineno, node.end_lineno, node.col_offset + 1, None, source)
            found.append((line, source, source[: source.rindex("[")] + f"[{new}]"))
    return sorted(found, key=lambda f: -(f[0].line or 0))


_SCALERS = ("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler")


def scaler_of(text: str) -> str:
    """Name of the one scaler that the source makes for targets, or of the only one; '' when that is not certain."""
    found: list[str] = []
    for node in nodes_of(text):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        target, made = node.targets[0], called(node.value)
        found += [target.id] if made in _SCALERS and isinstance(target, ast.Name) else []
    targets = [n for n in found if "y" in n.lower().split("_") or "target" in n.lower() or "out" in n.lower()]
    return targets[0] if len(targets) == 1 else (found[0] if len(found) == 1 else "")


def condition_around(place: Location, run: Run) -> Location | None:
    """The innermost `if` inside the innermost loop around a line."""
    text, loops = text_of(place, run), loops_around(place, run)
    if not loops or place.line is None:
        return None
    held = [
        n
        for n in ast.walk(loops[-1])
        if isinstance(n, ast.If)
        and n.body[0].lineno <= place.line <= (n.body[-1].end_lineno or 0)
        and n.lineno > loops[-1].lineno
    ]
    if not held:
        return None
    node = held[-1]
    source = f"if {ast.get_source_segment(text, node.test)}"
    return Location(place.file, place.cell, node.lineno, place.end_line, node.col_offset + 1, None, source)


def drawing_loop(place: Location | None, run: Run, word: str) -> Location | None:
    """The last loop of a place's file that draws, over something whose source has a word in it."""
    text = text_of(place, run)
    loops = [
        n
        for n in nodes_of(text)
        if isinstance(n, ast.For)
        and word in ast.unparse(n.iter)
        and any(isinstance(c, ast.Call) and _draws(c) for b in n.body for c in ast.walk(b))
    ]
    if not loops or place is None:
        return None
    loop = loops[-1]
    walked = ast.get_source_segment(text, loop.iter) or ast.unparse(loop.iter)
    source = (ast.get_source_segment(text, loop) or "").split("\n", 1)[0]
    return Location(place.file, place.cell, loop.lineno, loop.end_lineno, loop.col_offset + 1, None, source, walked)


def _draws(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("plot", "semilogy", "bar", "scatter", "step")


_SPEAKS = re.compile(r"\bplt\.|(?<![A-Za-z])fig|(?<![A-Za-z])ax(?!is\b)")
"""pyplot, figures and axes, by the names that people give them; no `axis=1`, no `softmax`."""


@lru_cache(maxsize=16)
def _speaking(text: str) -> list[ast.stmt]:
    body = (n for n in tree_of(text).body if not isinstance(n, ast.FunctionDef | ast.ClassDef))
    return [n for n in body if _SPEAKS.search(ast.unparse(n))]


def end_of_drawing(place: Location, run: Run, text: str) -> Location:
    """From the last top-level statement that draws to the last one of the file that speaks to matplotlib."""
    lines, speaks = text.splitlines(), _speaking(text)
    if not speaks:
        return place
    last = speaks[-1]
    holding = [n for n in speaks if n.lineno <= (place.line or 0) <= (n.end_lineno or 0)]
    first = holding[-1] if holding and holding[-1].lineno <= last.lineno else last
    source = "\n".join(lines[first.lineno - 1 : last.end_lineno])
    return Location(place.file, place.cell, first.lineno, last.end_lineno, first.col_offset + 1, None, source)


_CELL = ("# %%", "#%%", "# In[")


def cell_between(text: str, first: int, last: int) -> bool:
    """Whether a new cell of a notebook kept as a script begins between two lines: what was drawn before is shown."""
    lines = text.splitlines()[first:last]
    return any(line.startswith((*_CELL, "#" * 20)) for line in lines)


def looks_like_notebook(text: str) -> bool:
    """A notebook kept as a script: cell marks, or texts between the code."""
    if any(line.startswith((*_CELL, "# ---")) for line in text.splitlines()):
        return True
    body = tree_of(text).body
    texts = [
        n
        for n in body[1:]
        if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant) and isinstance(n.value.value, str)
    ]
    return len(texts) >= 2


def walked_range(place: Location, run: Run) -> str | None:
    """Name that the innermost loop around a line counts with: `for i in range(n)`, `for i, x in enumerate(y)`."""
    loops = [loop for loop in loops_around(place, run) if isinstance(loop, ast.For)]
    walked = loops[-1].iter if loops else None
    if not isinstance(walked, ast.Call) or not isinstance(walked.func, ast.Name) or len(walked.args) != 1:
        return None
    target = loops[-1].target
    if walked.func.id == "range" and isinstance(target, ast.Name):
        return target.id
    if walked.func.id == "enumerate" and isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name):
        return target.elts[0].id
    return None


def bound_axes(place: Location | None, run: Run) -> list[str]:
    """Names in `fig, (ax1, ax2) = plt.subplots(…)`, in the order of the grid; none when they are an array."""
    for node in nodes_of(text_of(place, run)):
        if isinstance(node, ast.Assign) and place is not None and node.lineno == place.line:
            target = node.targets[0]
            if (
                isinstance(target, ast.Tuple)
                and len(target.elts) == 2
                and isinstance(target.elts[1], ast.Tuple | ast.List)
            ):
                return [n.id for n in ast.walk(target.elts[1]) if isinstance(n, ast.Name)]
    return []


_TRACED = ("call", "__call__", "update_state", "train_step", "test_step", "compute_loss")
_OF_KERAS = re.compile(r"Layer|Model|Loss|Metric|Regularizer|Constraint|\blayers\.")


def traced_lists(text: str) -> dict[str, tuple[str, int]]:
    """By name of a list ('.seen' of an attribute): the function that `fit` compiles and that alone appends to it, and
    the line where it does. Lists that live no longer than the function are none of them.
    """
    tree = tree_of(text)
    inside: dict[str, tuple[str, int]] = {}
    seen: set[int] = set()
    for function in _compiled_functions(tree):
        own = {n.id for n in _own_nodes(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in _own_nodes(function):
            if _is_append(node) and _appended_to(node) not in own:
                seen.add(id(node))
                inside.setdefault(_appended_to(node), (function.name, node.lineno))
    outside = {_appended_to(n) for n in ast.walk(tree) if _is_append(n) and id(n) not in seen}
    return {name: place for name, place in inside.items() if name not in outside}


def _is_append(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"


def _appended_to(node: ast.Call) -> str:
    holder = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return f".{holder.attr}" if isinstance(holder, ast.Attribute) else ast.unparse(holder)


def _compiled_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Methods of layers, models, losses and metrics that hold their arithmetic, and functions handed to `compile`."""
    found = []
    handed: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(_OF_KERAS.search(ast.unparse(b)) for b in node.bases):
            found += [f for f in node.body if isinstance(f, ast.FunctionDef) and f.name in _TRACED]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compile":
            given = [*node.args, *(k.value for k in node.keywords)]
            handed |= {n.id for g in given for n in ast.walk(g) if isinstance(n, ast.Name)}
    return found + [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in handed]


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it, which may be called back with numbers."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _own_nodes(child)
