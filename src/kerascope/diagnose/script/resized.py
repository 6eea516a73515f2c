"""The size that a statement resizes a picture to: where it was written, and how it would read exchanged."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kerascope.evidence import Assignment
from kerascope.parsed import called, expression_of

__all__ = ["Size", "reversed_size", "size_given", "width_first"]

_SIZES = ("size", "target_size", "image_size", "dsize", "output_shape")
_HEIGHT_FIRST = re.compile(r"\b(?:\w+\.image|transform|layers|functional|F)\.resize|resize_with|smart_resize")


@dataclass(frozen=True, slots=True)
class Size:
    """A size as it is written, in the resizing statement itself or in the one that made its name."""

    text: str = ""
    turned: str = ""
    """The same with height and width exchanged, or '' when that can't be written down."""
    made: Assignment | None = None


def width_first(source: str) -> bool:
    """Whether a statement resizes with PIL or OpenCV, whose sizes are (width, height)."""
    return "cv2" in source or (".resize(" in source and _HEIGHT_FIRST.search(source) is None)


def size_given(step: Assignment, lineage: Sequence[Assignment]) -> Size:
    """The size in the statement `step`, followed through one name."""
    sides = _layer_sides(step.value)
    if sides is not None:
        return sides
    node = _argument(step.value)
    if isinstance(node, ast.Name):
        made = [a for a in lineage if a.target == node.id and not a.augmented]
        if len({a.source for a in made}) == 1:
            return Size(made[0].value, _turned(made[0].value), made[0])
    text = ast.get_source_segment(step.value.strip(), node) or "" if node is not None else ""
    return Size(text, _turned(text))


def reversed_size(step: Assignment, lineage: Sequence[Assignment]) -> bool:
    """Whether the size holds the height and width that code asked a picture for, in the other order than is due."""
    node = _argument(step.value)
    if isinstance(node, ast.Name):
        node = _made_once(node.id, lineage)
    due = ("width", "height") if width_first(step.source) else ("height", "width")
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 2:
        given = tuple(_side(e, lineage) for e in node.elts)
    else:
        given = _both(node) if node is not None else ()
    return given == due[::-1] and not re.search(r"\bnp\.resize|\bnumpy\.resize", step.source)


def _made_once(name: str, lineage: Sequence[Assignment]) -> ast.expr | None:
    made = {a.value for a in lineage if a.target == name and not a.augmented}
    return expression_of(made.pop()) if len(made) == 1 else None


def _both(node: ast.expr) -> tuple[str, ...]:
    """What `picture.shape[:2]` and PIL's `picture.size` hold."""
    text = ast.unparse(node)
    if re.fullmatch(r"[\w.]+\.shape\[:2\]", text):
        return ("height", "width")
    return ("width", "height") if re.fullmatch(r"[\w.]+\.size", text) else ()


def _side(node: ast.expr, lineage: Sequence[Assignment]) -> str:
    """Which side of a picture a number is, also after it was multiplied or divided; '' where that is not said."""
    while isinstance(node, ast.BinOp | ast.Call):
        if isinstance(node, ast.Call) and (ast.unparse(node.func) not in ("int", "round") or not node.args):
            return ""
        node = node.left if isinstance(node, ast.BinOp) else node.args[0]
    at = ast.unparse(node.slice) if isinstance(node, ast.Subscript) else ""
    if isinstance(node, ast.Subscript) and at in ("0", "1"):
        held = _both(node.value) or (("height", "width") if ast.unparse(node.value).endswith(".shape") else ())
        return held[int(at)] if held else ""
    if isinstance(node, ast.Attribute) and node.attr in ("height", "width"):
        return node.attr
    return _unpacked(node.id, lineage) if isinstance(node, ast.Name) else ""


def _unpacked(name: str, lineage: Sequence[Assignment]) -> str:
    """The side that `rows, cols = picture.shape[:2]` or `width, height = picture.size` gave a name."""
    made = {(a.source, a.value) for a in lineage if a.target == name and not a.augmented}
    source, value = made.pop() if len(made) == 1 else ("", "")
    asked, targets = expression_of(value), expression_of(source.partition("=")[0])
    if asked is None:
        return ""
    if not isinstance(targets, ast.Tuple):
        return _side(asked, ()) if not isinstance(asked, ast.Name) else ""
    held = _both(asked)
    if len(targets.elts) == 3 and ast.unparse(asked).endswith(".shape"):
        held = ("height", "width", "")
    names = [ast.unparse(t) for t in targets.elts]
    return held[names.index(name)] if len(held) == len(names) and name in names else ""


def _layer_sides(text: str) -> Size | None:
    """Of Keras's Resizing layer, which takes height and width apart."""
    tree = expression_of(text)
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)) if tree is not None else ():
        if len(call.args) >= 2 and called(call) == "Resizing":
            first, second = (ast.get_source_segment(text.strip(), a) or "" for a in call.args[:2])
            written = f"{first}, {second}"
            return Size(written, f"{second}, {first}") if written in text else None
    return None


def _argument(text: str) -> ast.expr | None:
    """The argument of the call that resizes which is, or stands for, a size."""
    tree = expression_of(text)
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)) if tree is not None else ():
        named = next((k.value for k in call.keywords if k.arg in _SIZES), None)
        if named is not None:
            return named
        if "resize" not in called(call) and called(call) != "thumbnail":
            continue
        whole = ast.unparse(call.func)
        own = isinstance(call.func, ast.Attribute) and "cv2" not in whole and _HEIGHT_FIRST.search(whole) is None
        position = 0 if own else 1
        if len(call.args) > position:
            return call.args[position]
    return None


def _turned(text: str) -> str:
    node = expression_of(text)
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 2:
        first, second = (ast.get_source_segment(text.strip(), e) or ast.unparse(e) for e in node.elts)
        return f"({second}, {first})" if isinstance(node, ast.Tuple) else f"[{second}, {first}]"
    for short, turned in (("shape[:2]", "shape[1::-1]"), ("shape[1::-1]", "shape[:2]")):
        if text.endswith(short):
            return text[: -len(short)] + turned
    return f"{text}[::-1]" if re.fullmatch(r"[\w.]+\.size", text) else ""
