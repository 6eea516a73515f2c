"""Height and width exchanged.

What it does: reports pictures resized to (width, height) where (height, width) was due, pixels laid out in rows of the
wrong length, grids made with `indexing="ij"` and 2D histograms of NumPy drawn as rows = y, and errors between arrays of
exchanged shape.
Why it is wrong: NumPy, Keras and matplotlib count rows first; PIL's `size`, OpenCV's `resize` and points in a plane
have x first. The picture comes out squeezed, or mirrored along its diagonal.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    axis = np.linspace(0, 4, 60)
    xx, yy = np.meshgrid(axis, axis, indexing="ij")
    surface = 1 / (1 + np.exp(-4 * (yy - 0.4 * xx - 2)))
    points = np.random.default_rng(0).uniform(0, 4, (200, 2))
    side = points[:, 1] > 0.4 * points[:, 0] + 2
    plt.imshow(surface, origin="lower", extent=(0, 4, 0, 4))
    plt.scatter(points[:, 0], points[:, 1], c=side)
    plt.savefig("surface.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    axis = np.linspace(0, 4, 60)
    xx, yy = np.meshgrid(axis, axis, indexing="xy")
    surface = 1 / (1 + np.exp(-4 * (yy - 0.4 * xx - 2)))
    points = np.random.default_rng(0).uniform(0, 4, (200, 2))
    side = points[:, 1] > 0.4 * points[:, 0] + 2
    plt.imshow(surface, origin="lower", extent=(0, 4, 0, 4))
    plt.scatter(points[:, 0], points[:, 1], c=side)
    plt.savefig("surface.png")
What it does not see: a square picture mirrored along its diagonal with nothing drawn over it and no picture that a
model was taught from beside it, and a map that lies on its side with no picture beside it.
"""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.arrays.joint import sideways
from kerascope.diagnose.arrays.shapes import called_function
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import along_time
from kerascope.diagnose.panels.overlay import agreement, grid_says, rises, span_along, span_of_grid
from kerascope.diagnose.pixels.squeezed import squeezed
from kerascope.diagnose.pixels.upright import axes_of_the_other_length, mirrored_beside, on_its_side
from kerascope.diagnose.say import number, range_words, shape_words, simple, subject
from kerascope.diagnose.script.filled import drawn_against, filled_by
from kerascope.diagnose.tell import tied, wrapped
from kerascope.evidence import Argument, Call, Failure, Run
from kerascope.findings import Finding, Fix


@cause("swapped-image-axes", family="shape", sees=(Call, Failure), outranks=("covered-image", "opaque-overlay"))
def swapped_image_axes(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Failure):
        return _exchanged_shapes(evidence) or _axes_exchanged(evidence)
    data = evidence.data
    if evidence.exception or data is None or data.values is None:
        return None
    turned = (
        _filled_turned(evidence, data, run)
        or _counted_turned(evidence, data, run)
        or _time_upwards(evidence, data, run)
        or _points_say(evidence, data, run)
    )
    if turned is not None or evidence.kind != "image":
        return turned
    if data.facts.ndim not in (2, 3) or min(data.facts.shape[:2]) < 8 or data.facts.kind not in "iuf":
        return None
    return (
        squeezed(evidence, data, run)
        or _mirrored(evidence, data, run)
        or _reversed(evidence, data)
        or _on_its_side(evidence, data, run)
    )


# -- mirrored along the diagonal --------------------------------------------------------------------------------


def _mirrored(call: Call, data: Argument, run: Run) -> Finding | None:
    extent = call.options.get("extent")
    picture = data.values
    if picture.ndim != 2 or not isinstance(extent, list) or len(extent) != 4:
        return None
    box = tuple(float(v) for v in extent)
    grid = grid_says(data, box)
    if grid:
        return _said_mirrored(call, data, grid)
    lower = call.options.get("origin") == "lower"
    now = agreement(picture, call, run, box, lower)
    then = agreement(picture.T, call, run, box, lower)
    if now is None or then is None:
        return None
    on_grid = any("meshgrid" in a.value or "mgrid" in a.value for a in data.lineage)
    turned = rises(picture.T, call, run, box, lower) and not rises(picture, call, run, box, lower)
    likely = on_grid and then >= max(0.25, 1.7 * now + 0.05)
    return _said_mirrored(call, data, _by_points(now, then)) if likely or _clearly(now, then, turned) else None


def _clearly(now: float, then: float, turned: bool) -> bool:
    """Points agree with a surface transposed, and not as it is.

    turned : transposed, it is high where the points are; as it is, low
    """
    return then >= 0.7 and now <= (then - 0.2 if turned else 0.5 * then)


def _by_points(now: float, then: float) -> str:
    return f"the points over it agree with it by {number(round(now, 2))}, transposed by {number(round(then, 2))}"


def _filled_turned(call: Call, data: Argument, run: Run) -> Finding | None:
    """`z[i, j] = …` with i along x and j along y, drawn with rows along y."""
    names = drawn_against(call) if data.facts.ndim == 2 and call.kind in ("image", "mesh", "contour") else None
    filled = filled_by(call, run, names[2]) if names is not None else None
    if names is None or filled is None or names[0] == names[1] or filled[:2] != names[:2]:
        return None
    x, y, z = names
    return found(
        call.place,
        "error",
        f"`{z}` has shape {shape_words(data.facts.shape)} and its rows run along x: it is transposed. Line {filled[2]} "
        f"fills it with `{x}` along its rows and `{y}` along its columns, and `{call.function}` draws `{x}` along x.",
        why=f"{call.function} draws rows along y and columns along x: the first index belongs to y.",
        evidence={"shape": list(data.facts.shape), "rows": x, "columns": y, "values": range_words(data.facts)},
        fix=Fix("draw it transposed", z, f"{z}.T"),
    )


def _counted_turned(call: Call, data: Argument, run: Run) -> Finding | None:
    """`np.histogram2d(x, y)` drawn as it came, with x across."""
    told = sideways(call, data, run)
    if told is None:
        return None
    made, function, name = told.made, told.function, data.expression
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape)} and its rows run along x: it is transposed. "
        f"`{function}` (line {made.line}) puts x along the rows; {told.shown}.",
        why=f"`{function}` counts x along the rows and y along the columns; `{call.function}` draws rows along y and "
        f"columns along x. `{wrapped(name)}.T` is what it needs.",
        evidence={"shape": list(data.facts.shape), "made": made.value, "values": range_words(data.facts)},
        fix=Fix("draw it transposed", name, f"{wrapped(name)}.T") if name else None,
    )


def _points_say(call: Call, data: Argument, run: Run) -> Finding | None:
    """Measured values over a contour or mesh of as many rows as columns, which agree with it only transposed."""
    picture = np.asarray(data.values)
    square = picture.ndim == 2 and picture.shape[0] == picture.shape[1] >= 8
    if call.kind not in ("contour", "mesh") or not square or picture.dtype.kind not in "iuf":
        return None
    box = _place_of(call, data)
    if box is None:
        return None
    now, then = (agreement(p, call, run, box, lower=True) for p in (picture, picture.T))
    turned = rises(picture.T, call, run, box, True) and not rises(picture, call, run, box, True)
    if now is None or then is None or not _clearly(now, then, turned):
        return None
    return _said_mirrored(call, data, _by_points(now, then))


def _place_of(call: Call, data: Argument) -> tuple[float, ...] | None:
    """(left, right, bottom, top) of a contour or mesh: by its even coordinates, or as the figure showed it.

    None where x may run along its rows, as on a grid of indexing ij, which is drawn upright.
    """
    names = (drawn_against(call) or ())[:2]
    known = [next((v.values for v in data.near if v.source == n and v.values is not None), None) for n in names]
    spans = [span_along(v) if v is not None and v.ndim == 1 else span_of_grid(v, 1 - k) for k, v in enumerate(known)]
    if len(spans) == 2 and spans[0] is not None and spans[1] is not None:
        return (*spans[0], *spans[1])
    boxes = {a.box for a in call.artists if a.box is not None and a.kind in ("filled", "mesh")}
    if any(v is not None for v in known) or len(boxes) != 1 or _UNEVEN.search(tied(data)):
        return None
    left, right, bottom, top = next(iter(boxes))
    upright = len(names) == 2 and all(_made_upright(n, data) for n in names)
    return (left, right, bottom, top) if upright and left < right and bottom < top else None


def _made_upright(name: str, data: Argument) -> bool:
    """The statement that made a name says that it is one row of coordinates, or a grid of indexing xy."""
    made = next((a for a in data.lineage if re.match(rf"[\w\s,]*\b{name}\b[\w\s,]*=[^=]", a.source)), None)
    if made is None or re.search(r"""["']ij["']""", made.value):
        return False
    return re.match(r"[\w.]*\b(?:linspace|arange|meshgrid)\(", made.value) is not None


_UNEVEN = re.compile(r"\b(?:geomspace|logspace|loguniform)\(")


def _time_upwards(call: Call, data: Argument, run: Run) -> Finding | None:
    """Rows that are steps of time, under an x label that says time, and a y label that says something else."""
    panel = run.panel_of(call)
    if panel is None or call.kind not in ("image", "mesh", "contour") or data.facts.ndim != 2:
        return None
    if not along_time(panel.xlabel) or not panel.ylabel or along_time(panel.ylabel):
        return None
    if data.axes is not None:
        if data.axes[0] != "time" or data.axes[1] not in ("feature", "channel", "unit"):
            return None
        shown = "its axes are " + ", ".join(data.axes)
    else:
        taken = {tuple(s[1:]) for m in run.models for s in m.about.get("inputs") or () if len(s) == 3}
        if data.facts.shape not in taken or data.facts.shape[::-1] in taken:
            return None
        shown = f"the model takes {data.facts.shape} as (time, feature)"
    name = data.expression
    after = name[:-2] if name.endswith(".T") else f"{wrapped(name)}.T"
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape, data.axes)} and its rows are steps of time, which "
        f"run upwards, while the x axis says '{panel.xlabel}' and the y axis '{panel.ylabel}': it is transposed.",
        why=f"{call.function} draws rows along y and columns along x; {shown}.",
        evidence={"shape": list(data.facts.shape), "xlabel": panel.xlabel, "ylabel": panel.ylabel},
        fix=Fix("draw it transposed", name, after) if name else None,
    )


def _said_mirrored(call: Call, data: Argument, shown: str) -> Finding:
    name = data.expression
    step = next((a for a in data.lineage if "meshgrid" in a.value), None)
    made = (
        f" It was made with indexing ij (`{step.value}`, line {step.line})."
        if step is not None and '"ij"' in step.value.replace("'", '"')
        else ""
    )
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape)} and its rows run along x: it is "
        f"transposed. {shown[:1].upper()}{shown[1:]}."
        f"{made}",
        why=f"{call.function} draws rows along y and columns along x; a grid of indexing ij has x along its rows.",
        evidence={
            "shape": list(data.facts.shape),
            "extent": call.options.get("extent"),
            "values": range_words(data.facts),
        },
        fix=Fix("draw it transposed", name, f"{wrapped(name)}.T") if name else None,
    )


def _reversed(call: Call, data: Argument) -> Finding | None:
    """`picture.T` of (channel, height, width): the colours are last, and width and height are exchanged as well."""
    root, (width, height) = data.derivation, data.facts.shape[:2]
    if data.axes != ("width", "height", "channel") or root is None or root.axes is None or root.axes[-3] != "channel":
        return None
    if call.options.get("origin") == "lower" or call.options.get("extent") is not None or data.facts.shape[2] < 3:
        return None
    if any(w in t for t in (data.expression, *(a.value for a in data.lineage)) for w in ("rot90", "flip", "::-1")):
        return None
    before = re.fullmatch(r"(.+)(?:\.T|\.transpose\(2, ?1, ?0\)|\.swapaxes\(0, ?2\))", data.expression)
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape, data.axes)}: it is mirrored along the diagonal. The "
        f"picture is {height} high and {width} wide, and its order (channel, height, width) was reversed.",
        why="`.T` reverses all axes; to move the channels to the end, height and width must keep their order.",
        evidence={"shape": list(data.facts.shape), "axes": list(data.axes), "values": range_words(data.facts)},
        fix=Fix("move the channels alone", data.expression, f"{before[1]}.transpose(1, 2, 0)") if before else None,
    )


# -- beside the picture that it belongs to -----------------------------------------------------------------------


def _on_its_side(call: Call, data: Argument, run: Run) -> Finding | None:
    told = on_its_side(call, data, run)
    if told is not None:
        return _said_on_its_side(call, data, *told)
    painted = mirrored_beside(call, data, run)
    return None if painted is None else _said_painted(call, data, run, *painted)


_IJ = re.compile(r"""\bmeshgrid\(.*indexing\s*=\s*["']ij["']|\bmgrid\[""")


def _said_painted(call: Call, data: Argument, run: Run, other: Argument, now: float, then: float) -> Finding:
    name, shape = data.expression, data.facts.shape
    turn = ".transpose(1, 0, 2)" if len(shape) == 3 else ".T"
    lines = enumerate(run.sources.get(call.place.file or "", "").splitlines(), 1)
    grids = [(n, line.strip()) for n, line in lines if _IJ.search(line)]
    made = f" Line {grids[0][0]} makes its grid with indexing='ij' (`{grids[0][1]}`)." if len(grids) == 1 else ""
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape)} and is mirrored along the diagonal: it agrees with "
        f"{subject(other, 'the picture beside it')} by {number(round(now, 2))} as drawn, and transposed by "
        f"{number(round(then, 2))}: its rows run along x.{made}",
        why="A grid of indexing ij has x along its rows, and `ravel` and `reshape` keep that order; imshow draws rows "
        "along y.",
        evidence={"shape": list(shape), "beside": list(other.facts.shape), "values": range_words(data.facts)},
        fix=Fix("draw it transposed", name, f"{name if simple(name) else f'({name})'}{turn}") if name else None,
    )


def _said_on_its_side(call: Call, data: Argument, other: Argument, shown: str) -> Finding:
    name, (height, width) = data.expression, data.facts.shape[:2]
    after = name[:-2] if name.endswith(".T") else f"{wrapped(name)}.T"
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(data.facts.shape)}, {height} high and {width} wide, and "
        f"{subject(other, 'the picture beside it')} is {width} high and {height} wide: height and width are exchanged. "
        f"{shown[:1].upper()}{shown[1:]}.",
        why="PIL size is (width, height), NumPy shape is (height, width); imshow draws rows first.",
        evidence={"shape": list(data.facts.shape), "beside": list(other.facts.shape)},
        fix=Fix("draw it upright", name, after) if name else None,
    )


# -- errors -----------------------------------------------------------------------------------------------------


def _axes_exchanged(failure: Failure) -> Finding | None:
    """x along the rows of z, where a contour or mesh wants it along the columns."""
    function = called_function(failure.place.expression)
    told = axes_of_the_other_length(failure) if function in ("contour", "contourf", "pcolormesh", "pcolor") else None
    if told is None:
        return None
    x, y, z = told
    name = z.expression
    return found(
        failure.place,
        "error",
        f"{subject(z)} has shape {z.facts.shape}, and x runs along its rows: {subject(x, 'x')} has shape "
        f"{x.facts.shape} and {subject(y, 'y')} has shape {y.facts.shape}. It is transposed.",
        why=f"`{function}` draws rows along y and columns along x. It raised {failure.type}: {failure.message}",
        evidence={"shape": list(z.facts.shape), "x": list(x.facts.shape), "y": list(y.facts.shape)},
        fix=Fix("draw it transposed", name, f"{wrapped(name)}.T") if name else None,
    )


def _exchanged_shapes(failure: Failure) -> Finding | None:
    """Two arrays of one expression with exchanged height and width."""
    text = failure.message
    if failure.call is not None or not any(
        w in text
        for w in (
            "broadcast",
            "boolean index did not match",
            "same shape",
            "Incompatible shapes",
            "must match",
            "size of tensor",
        )
    ):
        return None
    sized = [v for v in failure.values if v.facts is not None and v.facts.ndim in (2, 3) and min(v.facts.shape[:2]) > 4]
    for one in sized:
        for other in sized:
            if one.facts is None or other.facts is None or one.source in other.source or other.source in one.source:
                continue
            a, b = one.facts.shape, other.facts.shape
            if a[0] != a[1] and a[:2] == (b[1], b[0]):
                after = f"{other.source}.transpose(1, 0{', 2' if len(b) == 3 else ''})"
                return found(
                    failure.place,
                    "error",
                    f"`{one.source}` has shape {a} and `{other.source}` has shape {b}: height and width are exchanged.",
                    why="PIL and OpenCV sizes are (width, height), NumPy shapes (height, width). It "
                    f"raised {failure.type}: {text}",
                    evidence={"shape": list(a), "other": list(b)},
                    fix=Fix("exchange its axes", other.source, after),
                )
    return None
