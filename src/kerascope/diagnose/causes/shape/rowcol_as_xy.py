"""(row, column) pairs handed over as (x, y).

What it does: reports points or boxes over a picture that lie outside it, or on nothing, and lie inside it, on what
stands out, when their two numbers are exchanged; numbers in the cells of a table (`text`) that are those of the
mirrored cells; and an arrow (`annotate`) or a lone point that is on the greatest or least value when exchanged.
Why it is wrong: `argwhere`, `center_of_mass`, `peak_local_max` and bounding boxes give the row first; `scatter`,
`plot` and patches take x, the column, first.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    field = np.zeros((60, 90))
    field[[10, 20, 50, 40], [80, 30, 60, 15]] = 1
    peaks = np.argwhere(field > 0.5)
    plt.imshow(field)
    plt.scatter(peaks[:, 0], peaks[:, 1], color="red")
    plt.savefig("peaks.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    field = np.zeros((60, 90))
    field[[10, 20, 50, 40], [80, 30, 60, 15]] = 1
    peaks = np.argwhere(field > 0.5)
    plt.imshow(field)
    plt.scatter(peaks[:, 1], peaks[:, 0], color="red")
    plt.savefig("peaks.png")
What it does not see: a few points on a square picture that stand on nothing either way; circles; several arrows.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.marked import extreme_exchanged, pointed_at, values_exchanged, writing
from kerascope.diagnose.pixels.upright import TURNED
from kerascope.diagnose.say import count, percent, shape_words
from kerascope.diagnose.script.rowfirst import row_first
from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix


@cause(
    "rowcol-as-xy",
    family="shape",
    sees=Call,
    kinds=("scatter", "line", "patch", "image"),
    outranks=("data-out-of-view", "swapped-image-axes", "unsorted-x"),
)
def rowcol_as_xy(call: Call, run: Run) -> Finding | None:
    if call.exception or call.via or call.panel is None:
        return None
    if call.kind == "image":
        return _words(call, run)
    picture = _picture_under(call, run)
    if picture is None:
        return None
    if call.kind == "patch":
        return _boxes(call, picture, run)
    x, y = call.argument("x"), call.argument("y")
    if x is None or y is None or x.values is None or y.values is None or x.values.shape != y.values.shape:
        return None
    made = _row_first(call, x, y, picture, run)
    if made:
        return _said(call, x, y, picture, f"`{made}` gives the row first, and it is drawn as x", max(x.facts.size, 1))
    if x.facts.size == 1 and x.facts.kind in "iuf" and y.facts.kind in "iuf":
        points = _one_by_one(call, run)
        if points is None:
            points = np.array([[float(a.values.reshape(-1)[0]) for a in (x, y)]])
        shown = _exchanged(points, picture) or extreme_exchanged(points, picture)
        return None if shown is None else _said(call, x, y, picture, shown, len(points))
    if x.facts.ndim != 1 or x.facts.size < 2 or x.facts.kind not in "iuf" or y.facts.kind not in "iuf":
        return None
    points = np.stack([x.values.astype("float64"), y.values.astype("float64")], axis=-1)
    points = points[np.isfinite(points).all(axis=1)]
    shown = _exchanged(points, picture)
    return None if shown is None else _said(call, x, y, picture, shown, len(points))


def _one_by_one(call: Call, run: Run) -> Any:
    """The points that a loop draws one at a time, judged once, at the first of them."""
    calls = [c for c in run.calls_in(call.sheet, call.panel) if c.place == call.place and not c.exception]
    if calls[0].number != call.number or len(calls) < 2:
        return None
    found = []
    for one in calls:
        x, y = one.argument("x"), one.argument("y")
        if x is None or y is None or x.values is None or y.values is None or x.facts.size != 1 or y.facts.size != 1:
            return None
        found.append((float(x.values.reshape(-1)[0]), float(y.values.reshape(-1)[0])))
    points = np.array(found)
    return points if np.isfinite(points).all() else None


def _row_first(call: Call, x: Argument, y: Argument, picture: Any, run: Run) -> str:
    """The statement that gives the row first and the column second, of what is drawn in this order over the picture."""
    made = row_first(x.expression, y.expression, (*x.lineage, *y.lineage))
    under = _under(call, run)
    if made is None or under is None or any(word in tied(under) for word in TURNED):
        return ""
    points = np.stack([x.values.astype("float64").ravel(), y.values.astype("float64").ravel()], axis=-1)
    points = points[np.isfinite(points).all(axis=1)]
    rows, columns = picture.shape
    if not len(points) or points.min() < -0.5 or not _inside(points[:, ::-1], rows, columns).all():
        return ""
    # Of a square picture the shape does not tell whether it was turned as well: what stands out must.
    if rows == columns and abs(_height(points[:, ::-1], picture)) < abs(_height(points, picture)) + 0.5:
        return ""
    return made.value


def _under(call: Call, run: Run) -> Argument | None:
    """The picture that the call draws over, where a pixel is a unit."""
    for other in run.calls:
        if other.panel != call.panel or other.kind != "image" or other.exception or other.data is None:
            continue
        if other.options.get("extent") is not None or other.data.values is None or other.data.facts.ndim not in (2, 3):
            return None
        return other.data
    return None


def _picture_under(call: Call, run: Run) -> Any:
    """Values of that picture, without colours."""
    under = _under(call, run)
    if under is None:
        return None
    values = under.values
    return values if values.ndim == 2 else values[..., :3].astype("float64").mean(axis=-1)


def _exchanged(points: Any, picture: Any) -> str | None:
    """What shows that x and y are exchanged, in words, or None."""
    rows, columns = picture.shape
    if len(points) < 2 or min(rows, columns) < 8 or points.min() < -0.5:
        return None
    inside = _inside(points, rows, columns)
    swapped = _inside(points[:, ::-1], rows, columns)
    if not swapped.all():
        return None
    now, then = _height(points[inside], picture), _height(points[:, ::-1], picture)
    out = int((~inside).sum())
    if len(points) >= 4 and out >= max(2, 0.05 * len(points)) and then > min(now, 0.5) - 0.3:
        return f"{out} of {len(points)} lie outside the picture, and none when exchanged"
    if abs(then) > 1.0 and abs(now) < 0.4 * abs(then) and len(points) >= 6:
        return (
            f"they lie on nothing, and exchanged on what stands out ({abs(then):.1f} standard "
            f"deviations instead of {abs(now):.1f})"
        )
    return _on_peaks(points, inside, picture) if len(points) < 6 else None


def _on_peaks(points: Any, inside: Any, picture: Any) -> str | None:
    """Few points, each beside one of the picture's brightest or darkest spots when exchanged, and none as drawn."""
    values = picture.astype("float64")
    if not np.isfinite(values).all() or values.std() == 0:
        return None
    low, high = np.quantile(values, (0.01, 0.99))
    for sign, end in ((1.0, high), (-1.0, -low)):
        then = _reaching(points[:, ::-1], sign * values, end)
        now = _reaching(points[inside], sign * values, end)
        if then.all() and not now.any() and len(points) + int((~inside).sum()) >= 3:
            extreme = "brightest" if sign > 0 else "darkest"
            out = int((~inside).sum())
            return f"{out} lie outside it and none on its {extreme} 1 %, where all lie when exchanged"
    return None


def _reaching(points: Any, values: Any, end: float) -> Any:
    """Whether the pixels around each point reach a value, or go beyond it where most pixels have it."""
    end = end if end > np.median(values) else np.nextafter(end, np.inf)
    at = np.rint(points).astype(int)
    around = (values[max(r - 1, 0) : r + 2, max(c - 1, 0) : c + 2] for c, r in at)
    return np.array([bool(part.size) and bool(part.max() >= end) for part in around], dtype=bool)


def _inside(points: Any, rows: int, columns: int) -> Any:
    return (points[:, 0] <= columns - 0.5) & (points[:, 1] <= rows - 0.5)


def _height(points: Any, picture: Any) -> float:
    """Mean of the picture at the points, in standard deviations from its own mean."""
    values = picture.astype("float64")
    spread = float(np.nanstd(values))
    if not len(points) or spread == 0:
        return 0.0
    at = np.rint(points).astype(int)
    taken = values[np.clip(at[:, 1], 0, values.shape[0] - 1), np.clip(at[:, 0], 0, values.shape[1] - 1)]
    return float((np.nanmean(taken) - np.nanmean(values)) / spread)


def _said(call: Call, x: Argument, y: Argument, picture: Any, shown: str, n: int) -> Finding:
    rows, columns = picture.shape
    fix = None
    inner = re.split(r"\(", call.place.source, maxsplit=1)
    pair = f"{x.expression}, {y.expression}"
    if x.expression and y.expression and len(inner) == 2 and pair in call.place.source:
        fix = Fix("hand over (column, row)", pair, f"{y.expression}, {x.expression}")
    name = x.expression.split("[", 1)[0]
    whose = f"`{name}` holds" if name and name == y.expression.split("[", 1)[0] else "the points are"
    return found(
        call.place,
        "error",
        f"{whose} (row, column) pairs, and {call.function} takes x, the column, first. The picture is {rows} rows by "
        f"{columns} columns: of {count(n, 'point')}, {shown}."
        + (f" Hand over {y.expression}, {x.expression}." if x.expression and y.expression else ""),
        why="argwhere, centroids and boxes give the row first; x runs along the columns.",
        evidence={
            "picture": shape_words((rows, columns), ("height", "width")),
            "points": n,
            "x_range": [x.facts.minimum, x.facts.maximum],
            "y_range": [y.facts.minimum, y.facts.maximum],
        },
        fix=fix,
    )


def _words(call: Call, run: Run) -> Finding | None:
    """Numbers in the cells of a picture, and arrows to places of it."""
    panel, data = run.panel_of(call), call.data
    if panel is None or not panel.words or data is None or _under(call, run) is not data or data.facts.ndim != 2:
        return None
    rows, columns = data.facts.shape
    shown = values_exchanged(panel.words, data.values)
    function = "text"
    if shown is None:
        function, shown = "annotate", extreme_exchanged(pointed_at(panel.words), data.values)
    if shown is None:
        return None
    place, pair, fix = writing(call, run, function) or (call.place, "", None)
    given = f"`{pair}` is" if pair else "the places are"
    return found(
        place,
        "error",
        f"{given} (row, column), and {function} takes x, the column, first. The picture is {rows} rows by {columns} "
        f"columns: {shown}.",
        why="An index of an array gives the row first; x runs along the columns.",
        evidence={"picture": shape_words((rows, columns), ("height", "width")), "words": len(panel.words)},
        fix=fix,
    )


def _boxes(call: Call, picture: Any, run: Run) -> Finding | None:
    """Boxes of all patches in the panel, judged once, at the first of them."""
    calls = [c for c in run.calls if c.panel == call.panel and c.kind == "patch"]
    boxes = [a.box for c in calls for a in c.artists if a.box is not None]
    if not boxes or calls[0].number != call.number:
        return None
    rows, columns = picture.shape
    now = [_covered(b, picture) for b in boxes]
    then = [_covered((b[2], b[3], b[0], b[1]), picture) for b in boxes]
    if any(t is None for t in then):
        return None
    out = sum(n is None for n in now)
    lies = float(np.mean([n for n in now if n is not None] or [0.0]))
    lay = float(np.mean([t for t in then if t is not None]))
    bright = out >= 1 and lay > lies - 0.3 and (lay > 0.2 or out > 1)
    apart = len(boxes) >= 2 and abs(lay) > 0.7 and abs(lies) < 0.4 * abs(lay)
    # What is bright stands out by itself; ink on paper does so where each box holds much more of it.
    dark = out >= 1 and len(boxes) >= 2 and max(t for t in then if t is not None) < -0.4 and lay < 2 * min(lies, 0.0)
    if not (bright or apart or dark):
        return None
    share = f"; {percent(out / len(boxes))} of them reach outside it" if out else ""
    return found(
        call.place,
        "error",
        f"{count(len(boxes), 'box', 'boxes')} over a picture of {rows} rows by {columns} columns, "
        f"{(rows, columns)}, take the row as x{share}: they are (top, left, bottom, right), and Rectangle takes (x, y)."
        f" Exchanged, they cover what stands out ({lay:.1f} standard deviations instead of "
        f"{lies:.1f}).",
        why="A bounding box is (min_row, min_column, max_row, max_column); a Rectangle takes (x, y), width, height.",
        evidence={"picture": [rows, columns], "boxes": len(boxes), "outside": out},
    )


def _covered(box: tuple[float, float, float, float], picture: Any) -> float | None:
    """Height of the picture inside a box (left, right, bottom, top), or None when it reaches outside."""
    rows, columns = picture.shape
    left, right, low, high = min(box[:2]), max(box[:2]), min(box[2:]), max(box[2:])
    if left < -1 or low < -1 or right > columns + 1 or high > rows + 1:
        return None
    values = picture.astype("float64")
    cut = values[int(max(low, 0)) : int(high) + 1, int(max(left, 0)) : int(right) + 1]
    spread = float(np.nanstd(values))
    return float((np.nanmean(cut) - np.nanmean(values)) / spread) if cut.size and spread else 0.0
