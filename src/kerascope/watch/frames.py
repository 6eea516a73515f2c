"""Whose code a frame runs, and where in its source it stands."""

from __future__ import annotations

import ast
import dis
import linecache
import os
import re
import site
import sys
import sysconfig
from collections.abc import Mapping
from functools import cache, lru_cache
from types import CodeType, FrameType, SimpleNamespace, TracebackType
from typing import Any

from kerascope.evidence import Location

__all__ = [
    "OF_PYTHON",
    "STAND_IN",
    "Spot",
    "is_user",
    "library",
    "locals_of",
    "location_of_node",
    "node_at",
    "node_location",
    "own_class",
    "segment_of",
    "source_of",
    "unseen",
    "user_frame",
]

STAND_IN = "_kerascope.py"
"""File name, in matplotlib's folder, that the code of a patched function bears; there is no such file."""

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_cells: dict[str, int] = {}


def name_cell(filename: str, number: int) -> None:
    """Say that a file name which the interactive shell made up is code cell `number` (from 0)."""
    _cells[filename] = number
    is_user.cache_clear()


def cell_sources() -> dict[str, str]:
    """Text of each code cell that ran, by `<cell N>`."""
    return {f"<cell {number}>": source_of(filename) for filename, number in _cells.items()}


@cache
def _libraries() -> tuple[str, ...]:
    paths = {sysconfig.get_paths()[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths.update(site.getsitepackages())
    paths.add(site.getusersitepackages())
    paths.add(os.path.dirname(os.__file__))
    return tuple(sorted({os.path.abspath(p) + os.sep for p in paths} | {os.path.realpath(p) + os.sep for p in paths}))


OF_PYTHON = 1 << 9
"""Flag of a class that a `class` statement made: to keep one would keep its whole module alive."""


def own_class(kind: type) -> bool:
    """Whether a class is written in the watched code: asking its objects for anything would run that code.

    Not cached by the class, which would keep it, and with it its whole module, alive.
    """
    if not kind.__flags__ & OF_PYTHON:
        return False
    name = kind.__module__
    if name == "__main__":
        return True
    file = getattr(sys.modules.get(name), "__file__", None)
    return file is not None and is_user(file)


@cache
def is_user(filename: str) -> bool:
    """Whether a file is the watched person's own code, not the standard library's, a package's, or kerascope's."""
    if filename in _cells or "ipykernel_" in filename or filename.startswith("<ipython-input"):
        return True
    if filename.startswith("<") or filename.endswith((".pyx", ".pxi")):  # compiled code names files that are not here
        return False
    path = os.path.abspath(filename)
    if path.startswith(_HERE):
        return False
    return not path.startswith(_libraries()) and f"{os.sep}site-packages{os.sep}" not in path


@cache
def library(filename: str) -> str:
    """The top package that a library file belongs to: 'matplotlib', 'seaborn', …, or ''."""
    for base in _libraries():
        if filename.startswith(base):
            rest = filename[len(base) :].removeprefix("site-packages" + os.sep)
            return rest.split(os.sep, 1)[0].removesuffix(".py")
    mark = f"{os.sep}site-packages{os.sep}"
    if mark in filename:
        return filename.rsplit(mark, 1)[1].split(os.sep, 1)[0].removesuffix(".py")
    return ""


# Frames between the user's line and an Axes method that only hand the call through.
_THROUGH = (
    f"matplotlib/{STAND_IN}",
    "matplotlib/pyplot.py",
    "matplotlib/__init__.py",
    "matplotlib/_api/",
    "contextlib.py",
    "functools.py",
)


def user_frame(frame: FrameType | None) -> tuple[FrameType, str] | None:
    """The user's frame that a call came from and the library in between, or None for matplotlib's own calls."""
    via = ""
    while frame is not None:
        name = frame.f_code.co_filename
        if is_user(name):
            return frame, via
        owner = library(name)
        if owner == "matplotlib":
            if not any(part in name.replace(os.sep, "/") for part in _THROUGH):
                return None
        elif owner and not via and owner not in ("contextlib", "functools"):
            via = owner
        frame = frame.f_back
    return None


_NAMESPACES = frozenset(("locals", "vars", "exec", "eval"))
"""Functions that make or fill the dictionary of a function's names."""
_asking: dict[int, tuple[CodeType, bool]] = {}
_OPTIMIZED = 1
"""Flag of a function's code: its names lie in slots, and a dictionary of them is made when someone asks."""


def locals_of(frame: FrameType) -> Mapping[str, Any]:
    """The local names of a live frame, read without a trace.

    Before Python 3.13 a function's frame keeps the dictionary that is made for whoever asks: arrays would outlive
    their `del`, and what the function itself got from `locals()` would change under its hands. The one is emptied;
    a function that may ask itself is not read.
    """
    if not frame.f_code.co_flags & _OPTIMIZED or sys.version_info >= (3, 13):
        return frame.f_locals
    if not _NAMESPACES.isdisjoint(frame.f_code.co_names) and _asks_for_names(frame.f_code):
        return {}
    kept = frame.f_locals
    names = dict(kept)
    kept.clear()
    return names


def _asks_for_names(code: CodeType) -> bool:
    """Whether a function calls one of those; `model.eval()` and `vars(arguments)` are none."""
    if id(code) not in _asking:
        steps = [s for s in dis.get_instructions(code) if s.opname not in ("PUSH_NULL", "CACHE")]
        loaded = [n for n, s in enumerate(steps) if s.opname == "LOAD_GLOBAL" and s.argval in _NAMESPACES]
        found = any(steps[n].argval != "vars" or not steps[n + 1].opname.startswith("LOAD_") for n in loaded)
        _asking[id(code)] = code, found
    return _asking[id(code)][1]


class _Unseen:
    """`with unseen:` around what a patched function calls: its own entry is taken off an exception's traceback.

    A frame is entered there once, on the exception's way up; re-raising from `with` enters it no second time.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, problem: BaseException | None, trace: TracebackType | None) -> None:
        if problem is not None and trace is not None:
            problem.__traceback__ = trace.tb_next


unseen = _Unseen()


class Spot:
    """Where a frame stood, cheap to take: its line and its node are looked for when someone asks."""

    __slots__ = ("code", "lasti")

    def __init__(self, frame: FrameType) -> None:
        self.code: CodeType = frame.f_code
        self.lasti: int = frame.f_lasti

    @property
    def line(self) -> int:
        lines = (line for start, end, line in self.code.co_lines() if start <= self.lasti < end and line is not None)
        return next(lines, self.code.co_firstlineno)

    def node(self) -> ast.AST | None:
        return node_at(self.code, self.lasti, self.line)

    def location(self) -> Location:
        return node_location(self.code, self.line, self.node())


_nodes: dict[tuple[int, int], tuple[CodeType, ast.AST | None]] = {}
"""By identity of the code and instruction: hashing a code object reads all of it. The code is kept alive here."""


def node_at(code: CodeType, lasti: int, line: int) -> ast.AST | None:
    """The syntax node that runs at an instruction, or None when that is not certain."""
    key = (id(code), lasti)
    if key not in _nodes:
        import executing

        stand_in: Any = SimpleNamespace(f_code=code, f_lasti=lasti, f_lineno=line, f_globals={}, f_locals={})
        try:
            _nodes[key] = code, executing.Source.executing(stand_in).node
        except Exception:
            _nodes[key] = code, None
        _unbind_shared()
    return _nodes[key][1]


_EVERY = """
a + b - c * d @ e / f % g ** h << i >> j | k ^ l & m // n
a < b <= c > d >= e == f != g is h is not i in j not in k and l or m
a = ~b, not c, +d, -e
del a
"""
_SHARED = tuple({id(n): n for n in ast.walk(ast.parse(_EVERY)) if not (n._fields or n._attributes)}.values())
"""Contexts and operators: Python has one object of each, which stands in every tree there is."""


def _unbind_shared() -> None:
    """Take back the parent that `executing` wrote on the nodes that all trees share.

    Through it a copy of any tree in the process, the script's own too, is a copy of the file that was read last.
    """
    for node in _SHARED:
        vars(node).pop("parent", None)


_texts: dict[str, tuple[list[str], str]] = {}


def source_of(filename: str) -> str:
    """Text of a source file or cell, or ''; the same object as long as the file is: what is known of it goes by it."""
    lines = linecache.getlines(filename)
    known = _texts.get(filename)
    if known is None or known[0] is not lines:
        known = _texts[filename] = lines, "".join(lines)
    return known[1]


@lru_cache(maxsize=64)
def _lines_of(text: str) -> list[bytes]:
    """The lines as the parser counts them, in the bytes in which it counts columns."""
    return [line.encode() for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)]


def segment_of(text: str, node: ast.AST) -> str | None:
    """As `ast.get_source_segment`, which cuts the whole text into lines each time."""
    first: int | None = getattr(node, "lineno", None)
    last: int | None = getattr(node, "end_lineno", None)
    start: int | None = getattr(node, "col_offset", None)
    end: int | None = getattr(node, "end_col_offset", None)
    lines = _lines_of(text)
    if first is None or last is None or start is None or end is None or last > len(lines):
        return None
    if first == last:
        return lines[first - 1][start:end].decode()
    parts = [lines[first - 1][start:], *lines[first : last - 1], lines[last - 1][:end]]
    return b"".join(parts).decode()


def node_location(code: CodeType, line: int, node: ast.AST | None) -> Location:
    return location_of_node(code.co_filename, line, node)


def location_of_node(filename: str, line: int, node: ast.AST | None, expression: ast.AST | None = None) -> Location:
    """A place in the source: of the node when there is one, else of the whole line."""
    if not filename:
        return Location()
    cell = _cells.get(filename)
    text = source_of(filename)
    shown = "" if cell is not None else filename
    if node is None or not hasattr(node, "lineno"):
        lines = text.splitlines()
        source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        return Location(shown or None, cell, line, line, None, None, source)
    source = segment_of(text, node) or ""
    guilty = (segment_of(text, expression) or "") if expression is not None else ""
    position: Any = node
    return Location(
        file=shown or None,
        cell=cell,
        line=position.lineno,
        end_line=position.end_lineno,
        column=position.col_offset + 1,
        end_column=position.end_col_offset + 1,
        source=source,
        expression=guilty,
    )
