"""What the axes of a plotted array mean: by the names it carries, else by what its shape and values allow."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np

from kerascope.diagnose.say import indexed, simple
from kerascope.evidence import Argument, Call, Failure, Location, Panel, Run, Value
from kerascope.parsed import expression_of

__all__ = [
    "PICTURE_CALLS",
    "Picture",
    "called_function",
    "channels_first_run",
    "drawn",
    "grid_of",
    "picture_index",
    "picture_of",
    "roles",
    "smooth_along",
    "taken_pictures",
    "transposed",
    "words_of_panel",
]

PICTURE_CALLS = frozenset(
    [
        "imshow",
        "matshow",
        "heatmap",
        "array_to_img",
        "save_img",
        "imsave",
        "spy",
        "pcolormesh",
        "fromarray",
        "figimage",
        "pcolor",
        "imwrite",
        "OffsetImage",
    ]
)
SURFACE_CALLS = ("plot_surface", "plot_wireframe")
"""Of mplot3d: they take `(X, Y, Z)`, and Z is the picture."""
_RENEWED = ("set_data", "set_array")
"""Of a picture that is drawn already: what it is handed takes the place of the data it has."""
KERNEL_AXES = ("kernel_height", "kernel_width", "kernel_time", "kernel_depth")
COLOURS = (1, 3, 4)


@dataclass(frozen=True, slots=True)
class Picture:
    """An array that was to be one picture, and the call that took it."""

    data: Argument
    place: Location
    function: str
    exception: str
    call: Call | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.facts.shape


def picture_of(evidence: Call | Failure) -> Picture | None:
    """The picture that a call draws, or that a failed call of another library was to draw."""
    if isinstance(evidence, Call):
        data = evidence.data
        refused = evidence.kind == "contour" and evidence.exception
        drawing = evidence.kind in ("image", "mesh") or refused or evidence.function == "array_to_img"
        return (
            Picture(data, evidence.place, evidence.function, evidence.exception, evidence) if drawing and data else None
        )
    function = called_function(evidence.place.expression)
    if evidence.call is not None or function not in (*PICTURE_CALLS, *SURFACE_CALLS, *_RENEWED):
        return None
    if function in _RENEWED and "image data" not in evidence.message.lower():
        return None  # of a line or a scatter plot
    given = [a for a in evidence.arguments if a.facts.ndim and (function not in SURFACE_CALLS or a.name in ("2", "Z"))]
    if not given:
        return None
    return Picture(given[0], evidence.place, function, f"{evidence.type}: {evidence.message}")


def called_function(source: str) -> str:
    """'heatmap' of `sns.heatmap(maps[0], ax=ax)`, 'reshape' of `maps.transpose(2, 0, 1).reshape(8, 8)`."""
    node = expression_of(source)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    match = re.match(r"[\w.\[\]]*?(\w+)\s*\(", source)
    return match[1] if match else ""


def drawn(run: Run, call: Call | None) -> Panel | None:
    return run.panel_of(call) if call is not None else None


def words_of_panel(run: Run, call: Call | None) -> str:
    """Title, axis labels and heading of the picture's panel, in lower case."""
    panel = drawn(run, call)
    sheet = run.sheet_of(call) if call is not None else None
    parts = [panel.title, panel.xlabel, panel.ylabel] if panel is not None else []
    return " ".join([*parts, sheet.title if sheet is not None else ""]).lower()


def channels_first_run(run: Run) -> bool:
    """Whether a model of the run reads or makes channels first."""
    return any(model.about.get("channels_first") for model in run.models)


def _batched(data: Argument) -> bool:
    """The whole array came out of a model, or went into one: its first axis is the batch."""
    return data.provenance is not None and data.provenance.kind in ("output", "input")


def _one_of_many(data: Argument) -> bool:
    """One item of a root with one axis more."""
    root = data.derivation
    return root is not None and len(root.shape) == data.facts.ndim + 1 and isinstance(root.index[0], int)


def roles(data: Argument, run: Run) -> tuple[tuple[str, ...], bool]:
    """Names of the axes, and whether they are known; a guess is made for three and four axes."""
    shape = data.facts.shape
    if data.axes is not None and len(data.axes) == len(shape):
        return data.axes, True
    if len(shape) == 3:
        return _three(shape, data, run), _batched(data)
    if len(shape) == 4:
        return _four(shape, data, run), _batched(data)
    if len(shape) == 5:
        return ("batch", "depth", "height", "width", "channel"), False
    return (), False


def _three(shape: tuple[int, ...], data: Argument, run: Run) -> tuple[str, ...]:
    if _batched(data):
        return ("batch", "height", "width")
    if _of_pixels(data):
        return ("height", "width", "channel")
    odd = _odd(shape)
    if odd == 2:
        return ("height", "width", "channel")
    if odd == 1:
        return ("height", "channel", "width")
    first = "batch"
    if (shape[0] in (3, 4) and not _cut_of_many(data)) or (channels_first_run(run) and _one_of_many(data)):
        first = "channel"
    elif shape[0] > 4 and smooth_along(data.values, 0):
        first = "depth"
    return (first, "height", "width")


def _of_pixels(data: Argument) -> bool:
    """Laid out from, or into, a table of pixels: one row for each, and the features of one in the last axis."""
    height, width, features = data.facts.shape
    table, root = (height * width, features), data.derivation
    if height < 2 or width < 2 or features < 2:
        return False
    return (root is not None and root.shape == table) or any(
        v.facts is not None and v.facts.shape == table for v in data.near
    )


def _cut_of_many(data: Argument) -> bool:
    """`pictures[:3]`: a few of a longer row of pictures."""
    root = data.derivation
    if root is None or len(root.shape) != data.facts.ndim or not root.index:
        return False
    first = root.index[0]
    return isinstance(first, tuple) and root.shape[0] > data.facts.shape[0] + 1


def _odd(shape: tuple[int, ...]) -> int:
    """Which of three axes is none of the picture's two."""
    a, b, c = shape
    if a == 1 or (b == c and a != b):
        return 0
    if a == b:
        return 2
    return min((0, 2, 1), key=lambda axis: shape[axis])


def _four(shape: tuple[int, ...], data: Argument, run: Run) -> tuple[str, ...]:
    if _kernel_like(shape) and not _batched(data):
        return ("kernel_height", "kernel_width", "in_channel", "out_channel")
    lead = "batch"
    if (
        not _batched(data)
        and shape[0] > 4
        and smooth_along(data.values, 0)
        and (_one_of_many(data) or shape[-1] in COLOURS)
    ):
        lead = "time"
    if _first(shape) or (channels_first_run(run) and shape[2] == shape[3] and shape[1] != shape[2]):
        return (lead, "channel", "height", "width")
    return (lead, "height", "width", "channel")


def _first(shape: tuple[int, ...]) -> bool:
    if shape[2] == shape[3] and shape[1] != shape[2]:
        return shape[3] not in COLOURS or shape[1] in COLOURS
    return shape[1] in COLOURS and shape[3] not in COLOURS


def _kernel_like(shape: tuple[int, ...]) -> bool:
    return 1 < shape[0] == shape[1] <= 11 and shape[2] != shape[1] and shape[3] > 4


def smooth_along(values: Any, axis: int) -> bool:
    """Neighbours along an axis are much more alike than items far apart: slices of a volume, frames of a clip."""
    if values is None or values.shape[axis] < 5 or values.dtype.kind not in "biuf":
        return False
    moved = np.moveaxis(values, axis, 0).astype("float64")
    if moved.size > 2_000_000:
        moved = moved.reshape(moved.shape[0], -1)[:, :: moved.size // 1_000_000 + 1]
    near = float(np.nanmean(np.abs(np.diff(moved, axis=0))))
    half = moved.shape[0] // 2
    far = float(np.nanmean(np.abs(moved[half:] - moved[: moved.shape[0] - half])))
    return far > 0 and near < 0.45 * far


def picture_index(axes: Sequence[str], shape: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """An index that leaves one picture (rows, columns[, colours]), and the transpose due after it (or nothing)."""
    spatial = [a for a, name in enumerate(axes) if name in ("height", "width", "kernel_height", "kernel_width")]
    colour = [a for a, name in enumerate(axes) if name == "channel" and shape[a] in COLOURS]
    keep = set(spatial[-2:]) | set(colour[:1] if colour and shape[colour[0]] != 1 else [])
    parts = [":" if a in keep else str(shape[a] // 2 if axes[a] in ("depth", "time") else 0) for a in range(len(shape))]
    while parts and parts[-1] == ":":
        parts.pop()
    order: tuple[int, ...] = ()
    if colour and colour[0] in keep and spatial and colour[0] < spatial[-1]:
        order = (1, 2, 0)
    return ", ".join(parts), order


def transposed(expression: str, order: tuple[int, ...], type_name: str = "") -> str:
    """`x.transpose(1, 2, 0)` in the words of the array's own library."""
    if not order:
        return expression
    if type_name.startswith("tensorflow") or type_name in ("list", "tuple"):
        return f"np.transpose({expression}, {order})"
    inner = expression if simple(expression) else f"({expression})"
    method = "permute" if type_name.startswith("torch") else "transpose"
    return f"{inner}.{method}({', '.join(map(str, order))})"


def one_picture(data: Argument, axes: Sequence[str]) -> tuple[str, str] | None:
    """(index, source) of one picture out of an argument, when its source is known."""
    index, order = picture_index(axes, data.facts.shape)
    if not data.expression:
        return None
    after = indexed(data.expression, index) if index else data.expression
    return index, transposed(after, order, data.facts.type)


def grid_of(count: int, run: Run, data: Argument | None = None) -> tuple[int, ...] | None:
    """Height and width (and colours) of the picture that a vector of `count` values once was, or None.

    A picture of the run with as many values comes first; then a square, in grey or in three colours.
    """
    for shape in _pictures_of(run, data):
        size = 1
        for n in shape:
            size *= n
        if size == count:
            return tuple(shape[:2]) if len(shape) == 3 and shape[2] == 1 else tuple(shape)
    side = isqrt(count)
    if side * side == count and side >= 4:
        return side, side
    side = isqrt(count // 3)
    if side * side * 3 == count and side >= 8:
        return side, side, 3
    return None


def taken_pictures(run: Run) -> set[tuple[int, ...]]:
    """Heights and widths (and colours) of the pictures that the run's models take."""
    shapes = [tuple(s[1:]) for m in run.models for s in m.about.get("inputs") or () if len(s) in (3, 4)]
    return {s[:2] if len(s) == 3 and s[2] == 1 else s for s in shapes if None not in s}


def _pictures_of(run: Run, data: Argument | None) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for value in run.models:
        for shapes in (value.about.get("inputs"), value.about.get("outputs")):
            found += [tuple(s[1:]) for s in shapes or () if len(s) in (3, 4) and None not in s[1:]]
    for call in run.calls:
        if (
            call.kind == "image"
            and call.data is not None
            and not call.exception
            and len(call.data.facts.shape) in (2, 3)
        ):
            shape = call.data.facts.shape
            if min(shape[:2]) >= 4:
                found.append(shape)
    return [tuple(int(n) for n in s if n) for s in found if len(s) == 2 or s[-1] in COLOURS]


def of_values(values: Sequence[Value], *sources: str) -> Value | None:
    return next((v for s in sources for v in values if v.source == s), None)
