"""A picture laid out in one row.

What it does: reports an image call that got a vector, or rows of height × width values, where a picture was due.
Why it is wrong: an image call needs rows and columns. A vector is refused; `(1, 784)` is drawn as one row of 784 cells,
a bar code less than a pixel high.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    yy, xx = np.mgrid[:28, :28]
    row = np.exp(-((yy - 14) ** 2 + (xx - 9) ** 2) / 40).reshape(1, 784)
    plt.imshow(row, cmap="gray")
    plt.savefig("digit.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    yy, xx = np.mgrid[:28, :28]
    row = np.exp(-((yy - 14) ** 2 + (xx - 9) ** 2) / 40).reshape(1, 784)
    plt.imshow(row.reshape(28, 28), cmap="gray")
    plt.savefig("digit.png")
What it does not see: rows whose values are no picture of the run and whose number is no square, and strips that are
stretched on purpose (`aspect="auto"`, an `extent`).
"""

from __future__ import annotations

import re
from math import prod
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.shapes import COLOURS, Picture, drawn, grid_of, picture_of, taken_pictures
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import indexed, origin, range_words, shape_words, simple, subject
from kerascope.diagnose.tell import tied
from kerascope.evidence import Call, Failure, Provenance, Run
from kerascope.findings import Finding, Fix

_HIDDEN = ("Dense", "Flatten")
_FEW, _LARGEST, _ALIKE = 4, 4_000_000, 0.99999
"""Rows of one mesh that may each be a picture laid out in a row; more are a table."""
_PLANES = frozenset(
    [("x", "y"), ("column", "row"), ("col", "row"), ("width", "height"), ("longitude", "latitude"), ("lon", "lat")]
)
"""Names along x and along y of the two directions of one plane."""


@cause(
    "flattened-image",
    family="shape",
    sees=(Call, Failure),
    outranks=("too-small-to-see", "partial-view", "dense-as-image", "constant-image"),
)
def flattened_image(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence)
    if picture is None or picture.data.facts.kind not in "biufV" or not picture.data.facts.size:
        return None
    shape = picture.shape
    if len(shape) == 1 and picture.exception and not _is_small_weight(picture):
        return _vector(picture, run)
    if len(shape) == 2 and not picture.exception:
        return _rows(picture, run)
    return None


def _is_small_weight(picture: Picture) -> bool:
    """A bias or another weight with one axis is no picture."""
    of = picture.data.provenance or (picture.data.derivation.provenance if picture.data.derivation else None)
    return of is not None and of.kind == "weights" and of.weight not in ("kernel", "embeddings")


def _vector(picture: Picture, run: Run) -> Finding | None:
    n = picture.shape[0]
    before = _before_flatten(picture, run)
    if before is not None:
        return _said(picture, before, f"a vector of {n} values", "error")
    grid = grid_of(n, run, picture.data)
    if grid is None and _units(picture):
        return None
    if _units(picture) and not _is_output_picture(picture, n, grid):
        return None
    return _said(picture, grid, f"a vector of {n} values", "error")


def _before_flatten(picture: Picture, run: Run) -> tuple[int, ...] | None:
    """What a Flatten layer laid out in this row: a picture, or (height, width, channels) maps; None of other rows."""
    root = picture.data.derivation
    maker = picture.data.provenance or (root.provenance if root is not None else None)
    if maker is None or maker.kind != "output" or maker.layer_class != "Flatten":
        return None
    for model in run.models:
        shape = tuple((model.about.get("flattens") or {}).get(maker.layer, ()))
        if len(shape) in (2, 3) and prod(shape) == picture.shape[-1] and min(shape[:2]) > 1:
            return shape[:2] if shape[2:] == (1,) else shape
    return None


def _units(picture: Picture) -> bool:
    """Values of a layer without height and width."""
    root = picture.data.derivation
    maker = picture.data.provenance or (root.provenance if root is not None else None)
    if maker is None or maker.kind != "output":
        return False
    axes = root.axes if root is not None else maker.axes
    return axes is None or "height" not in axes or maker.layer_class in _HIDDEN


def _is_output_picture(picture: Picture, n: int, grid: tuple[int, ...] | None) -> bool:
    """The end of a network gives as many values as a picture, not one score per class."""
    root = picture.data.derivation
    maker = picture.data.provenance or (root.provenance if root is not None else None)
    if maker is None or grid is None or maker.activation == "softmax" or "Pooling" in maker.layer_class:
        return False
    return maker.layer_class == "Flatten" or (maker.final and n >= 49) or _pictures(picture.data.values, grid)


def _rows(picture: Picture, run: Run) -> Finding | None:
    rows, n = picture.shape
    call = picture.call
    if call is None or call.options.get("extent") is not None:
        return None
    table = call.kind != "image" or bool(call.via) or call.options.get("aspect") == "auto"
    grid = _before_flatten(picture, run) or grid_of(n, run, picture.data)
    if grid is None or n < 49 or picture.data.facts.constant:
        return None
    maker = picture.data.provenance or (picture.data.derivation.provenance if picture.data.derivation else None)
    if maker is not None and maker.kind == "weights":
        template = rows == 1 and maker.weight == "kernel" and grid in taken_pictures(run) and not table
        return _said(picture, grid, f"one row of {n} values", "error") if template else None
    if maker is not None and maker.activation == "softmax":
        return None
    if maker is not None and "time" in (picture.data.axes or ()):
        return None
    hidden = maker is not None and maker.kind == "output" and not maker.final and maker.layer_class == "Dense"
    if maker is not None and maker.kind == "output" and "Pooling" in maker.layer_class:
        return None
    alike = _pictures(picture.data.values, grid) or _returned(picture, maker, grid) or _painted(maker, n)
    unsure = not alike or hidden or maker is None or _labelled(picture, run)
    inked = alike and maker is None and not _labelled(picture, run) and _in_grey(call, n, run)
    unrolled = rows <= _FEW and not call.via and not _labelled(picture, run) and _unrolled(picture, grid)
    alike = alike or unrolled
    if table and unsure and not unrolled and not (rows == 1 and (inked or _beside(call, grid, run))):
        return None
    if rows == 1:
        sure = alike or not (_monotonic(picture) or _labelled(picture, run) or hidden)
    else:
        sure = alike and not _labelled(picture, run) and rows < n and grid != picture.shape
    return (
        _said(picture, grid, f"one row of {n} values" if rows == 1 else f"{rows} rows of {n} values each", "error")
        if sure
        else None
    )


def _unrolled(picture: Picture, grid: tuple[int, ...]) -> bool:
    """A row that is, but for a factor and an offset, one picture out of those that the code laid out in rows."""
    values = picture.data.values
    if values is None or values.dtype.kind not in "biuf" or not _pictures(values[:1], grid):
        return False
    row, made = _centred(values[:1]), tied(picture.data)
    for held in picture.data.near:
        stack = held.values
        if (
            stack is None
            or not re.search(rf"(?<![\w.]){re.escape(held.source)}\b", made)
            or stack.dtype.kind not in "biuf"
            or stack.ndim < 3
            or stack.size > _LARGEST
        ):
            continue
        shape = stack.shape[:-1] if stack.shape[-1] == 1 else stack.shape
        if (
            len(shape) == 3
            and shape[1:] == grid
            and float((_centred(stack.reshape(len(stack), -1)) @ row.T).max()) > _ALIKE
        ):
            return True
    return False


def _centred(rows: Any) -> Any:
    """Rows of mean 0 and length 1; a level row becomes zeros."""
    wide = np.nan_to_num(rows.astype("float64"))
    wide -= wide.mean(axis=1, keepdims=True)
    lengths = np.sqrt((wide**2).sum(axis=1, keepdims=True))
    return wide / np.where(lengths > 0, lengths, 1.0)


def _beside(call: Call, grid: tuple[int, ...], run: Run) -> bool:
    """The same function draws, in the same figure, a picture of as many values in rows and columns."""
    others = (c for c in run.calls_in(call.sheet) if c.number != call.number and c.function == call.function)
    return any(c.data is not None and c.data.facts.shape == grid and not c.data.facts.constant for c in others)


def _in_grey(call: Call, n: int, run: Run) -> bool:
    """Stretched, but in shades of grey, as pictures are drawn, in a run whose model takes such rows."""
    shades = str(call.options.get("cmap") or "").lower().removesuffix("_r").startswith(("gray", "grey", "binary"))
    taken = [tuple(s[1:]) for m in run.models for s in m.about.get("inputs") or ()]
    return call.kind == "image" and not call.via and shades and (n,) in taken


def _monotonic(picture: Picture) -> bool:
    """A ramp of colours is drawn as a strip on purpose."""
    values = picture.data.values
    if values is None:
        return True
    steps = np.diff(values.reshape(-1).astype("float64"))
    return bool((steps >= 0).all() or (steps <= 0).all())


def _labelled(picture: Picture, run: Run) -> bool:
    """Words that say what the cells are; over one row, those of a plane ask for the picture that it is not."""
    panel = drawn(run, picture.call)
    if panel is None or not (panel.xlabel or panel.ylabel):
        return False
    if picture.shape[0] > 1:
        return True
    across, upwards = (_first_word(w) for w in (panel.xlabel, panel.ylabel))
    return (across, upwards) not in _PLANES


def _first_word(label: str) -> str:
    """'x' of `x [mm]`, `$x$` and `X (pixels)`; a plural counts as its singular."""
    word = next(iter(re.findall(r"[a-z]+", label.lower())), "")
    return word[:-1] if word.endswith("s") and len(word) > 1 else word


def _painted(maker: Provenance | None, n: int) -> bool:
    """The end of a model that makes far more values than it takes, each bounded as pixels are."""
    if maker is None or not maker.final or maker.activation not in ("sigmoid", "tanh") or not maker.given_shape:
        return False
    return len(maker.given_shape) == 2 and maker.given_shape[1] * 4 <= n


def _returned(picture: Picture, maker: Provenance | None, grid: tuple[int, ...]) -> bool:
    """The end of a model that gives back as many values as it takes, and it took pictures in one row."""
    if maker is None or not maker.final or maker.given_shape is None or maker.given_shape[1:] != picture.shape[1:]:
        return False
    taken = (v.values for v in picture.data.near if v.facts is not None and v.facts.shape == maker.given_shape)
    return any(_pictures(values, grid) for values in taken if values is not picture.data.values)


def _pictures(values: Any, grid: tuple[int, ...]) -> bool:
    """Laid out again, the rows below each other are alike: neighbours across rows differ less than values at random."""
    if values is None or values.dtype.kind not in "biuf":
        return False
    stack = values.astype("float64").reshape(-1, *grid)[:64]
    below = np.abs(stack[:, 1:] - stack[:, :-1]).mean()
    shuffled = np.random.default_rng(0).permuted(stack.reshape(len(stack), -1), axis=1).reshape(stack.shape)
    random = np.abs(shuffled[:, 1:] - shuffled[:, :-1]).mean()
    # A row that is smooth in itself says nothing: the distance along the row to the value below must matter.
    offset = max(2, grid[1] // 2)
    flat = stack.reshape(len(stack), -1)
    aside = np.abs(flat[:, offset:] - flat[:, :-offset]).mean()
    return bool(random > 0 and below < 0.6 * random and below < 0.8 * aside)


def _said(picture: Picture, grid: tuple[int, ...] | None, what: str, severity: str) -> Finding:
    data, shape = picture.data, picture.shape
    due = " x ".join(map(str, grid)) if grid else ""
    maps = grid[2] if grid and len(grid) == 3 and grid[2] not in COLOURS else 0
    of = f"{maps} maps of {grid[0]} x {grid[1]}" if grid and maps else f"a picture of {due}"
    was = f", and {shape[-1]} values are {of}" if grid else ""
    fix = None
    if grid and data.expression and data.facts.type not in ("list", "tuple"):
        rows = len(shape) == 2 and shape[0] > 1
        inner = indexed(data.expression, "0") if rows else data.expression
        inner = inner if simple(inner) else f"({inner})"
        inner = f"np.asarray({inner})" if data.facts.type.startswith("pandas") else inner
        one = "[:, :, 0]" if maps else ""
        fix = Fix(f"lay the values out as {due}", data.expression, f"{inner}.reshape({', '.join(map(str, grid))}){one}")
    raised = (
        f" It raised {picture.exception}."
        if picture.exception
        else " It draws a strip, and no line in the log says so."
    )
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, data.axes)}: {what}{was}.",
        why=f"`{picture.function}` needs rows and columns; Flatten, Dense and `reshape` lay a "
        f"picture out in one row.{raised}",
        evidence={
            "shape": list(shape),
            "values": range_words(data.facts),
            **({"picture": list(grid)} if grid else {}),
            **origin(data.derivation),
        },
        fix=fix,
    )
