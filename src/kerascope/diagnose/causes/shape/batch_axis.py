"""The batch axis is still there.

What it does: reports a plotting call that was handed a whole batch where one sample was due: an image call that got
`(batch, height, width, channel)`, a line or bar call that got `(1, n)` or `(batch, time, feature)`, a histogram or
box plot of `(1, n)`.
Why it is wrong: a plotting call reads axes by position. An image is (rows, columns) and at most 3 or 4 colours; a line
call draws one line per column, so that `(1, n)` becomes n lines of a single point, which nobody sees; a histogram
counts each column by itself, so that `(1, n)` becomes n histograms of one value.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    batch = np.random.default_rng(0).random((1, 28, 28, 1))
    plt.imshow(batch)
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    batch = np.random.default_rng(0).random((1, 28, 28, 1))
    plt.imshow(batch[0])
    plt.savefig("one.png")
What it does not see: a batch of 3 or 4 grey pictures `(height, width, 3)` stacked last, which is read as colours.
"""

from __future__ import annotations

import re

from kerascope.diagnose.arrays.shapes import called_function, one_picture, picture_of, roles
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, indexed, origin, range_words, shape_words, subject
from kerascope.evidence import Argument, Call, Failure, Location, Run
from kerascope.findings import Finding, Fix

_ROWS = ("pie", "stem", "barplot", "lineplot", "plot", "bar", "barh", "step", "stackplot", "fill_between")
_COUNTED = ("hist", "boxplot", "violinplot")


@cause(
    "batch-axis",
    family="shape",
    sees=(Call, Failure),
    outranks=(
        "length-mismatch",
        "single-point-line",
        "flattened-image",
        "channels-first",
        "too-many-channels",
        "time-axis",
    ),
)
def batch_axis(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Call) and evidence.kind in ("line", "bar", "scatter"):
        return _row(evidence)
    if isinstance(evidence, Call) and evidence.function in _COUNTED:
        return _counted(evidence)
    picture = picture_of(evidence)
    if picture is not None and picture.exception and not picture.exception.startswith("IndexError"):
        axes, known = roles(picture.data, run)
        if len(axes) in (3, 4) and axes[0] == "batch":
            return _image(picture.data, picture.place, picture.function, picture.exception, axes, known)
        return None
    if isinstance(evidence, Failure) and evidence.call is None:
        return _rows_elsewhere(evidence)
    return None


def _image(
    data: Argument, place: Location, function: str, exception: str, axes: tuple[str, ...], known: bool
) -> Finding | None:
    made = one_picture(data, axes)
    fix = Fix("draw one sample", data.expression, made[1]) if made else None
    return _said(data, place, function, exception, axes if known or len(axes) == 4 else None, fix, "image")


def _row(call: Call) -> Finding | None:
    """`(1, n)` or three axes where n values, or one line per column, were due."""
    y = call.argument("width") if call.function == "barh" else call.argument("y", "height", "width")
    if y is None or y.facts.ndim < 2:
        return None
    shape = y.facts.shape
    silent = not call.exception
    if len(shape) == 3:
        due = not silent and (shape[0] == 1 or y.axes is None or y.axes[0] == "batch")
    else:
        due = len(shape) == 2 and shape[0] == 1 and shape[1] > 1 and (_unseen(call) if silent else _fits(call, y))
    if not due:
        return None
    extra = f"; {call.function} drew {count(shape[1], 'line')} of 1 point each, which are invisible" if silent else ""
    axes = y.axes or (("batch", "time", "feature") if len(shape) == 3 else None)
    index = "0" if len(shape) == 2 or shape[2] > 1 or shape[0] != 1 else "0, :, 0"
    fix = Fix("draw one sample", y.expression, indexed(y.expression, index)) if y.expression else None
    return _said(y, call.place, call.function, call.exception, axes, fix, "sample", extra)


def _counted(call: Call) -> Finding | None:
    """A histogram or box plot of `(1, n)`: every column is a data set of one value. A list holds whole data sets."""
    x = call.argument("x", "dataset")
    if x is None or call.exception or x.facts.type in ("list", "tuple") or x.facts.kind not in "biuf":
        return None
    shape = x.facts.shape
    named = any(call.options.get(n) is not None for n in ("label", "labels", "tick_labels", "positions"))
    if len(shape) != 2 or shape[0] != 1 or shape[1] < 3 or named:
        return None
    extra = f"; {call.function} takes each of the {shape[1]} columns as a data set of one value"
    fix = Fix("draw the one row", x.expression, indexed(x.expression, "0")) if x.expression else None
    return _said(x, call.place, call.function, call.exception, x.axes, fix, "sample", extra)


def _unseen(call: Call) -> bool:
    marked = any(a.marker for a in call.artists) or bool(call.options.get("marker"))
    lines = [a for a in call.artists if a.kind == "line"]
    return call.kind == "line" and not marked and all(a.points == 1 for a in lines)


def _fits(call: Call, y: Argument) -> bool:
    """Without the first axis the call would have run."""
    if call.exception.startswith(("KeyError", "AttributeError")):
        return False
    x = next((a for a in call.arguments if a.name in ("x", "y") and a is not y), None)
    return x is None or not x.facts.shape or x.facts.shape[0] == y.facts.shape[1]


def _rows_elsewhere(failure: Failure) -> Finding | None:
    """A line or bar call of a library that refused the row before matplotlib saw it."""
    function = called_function(failure.place.expression)
    if function in ("DataFrame", "Series"):
        return _table(failure, function)
    if function not in _ROWS:
        return None
    y = next((a for a in reversed(failure.arguments) if a.facts.ndim >= 2), None)
    if y is None or y.facts.shape[0] != 1 or y.facts.shape[1] < 2:
        return None
    fix = Fix("draw the one row", y.expression, indexed(y.expression, "0")) if y.expression else None
    exception = f"{failure.type}: {failure.message}"
    return _said(y, failure.place, function, exception, y.axes, fix, "sample")


def _table(failure: Failure, function: str) -> Finding | None:
    """A window of series, or a row of values, that was to become a table and has its batch before it."""
    due = 2 if function == "DataFrame" else 1
    one_row = function == "Series" and re.search(r"Length of values \(1\)", failure.message)
    if not one_row and not re.search(r"Must pass 2-d input|must be 1-dimensional", failure.message):
        return None
    data = next((a for a in failure.arguments if a.facts.ndim == due + 1), None)
    if data is None or (data.facts.shape[0] != 1 and (data.axes or ("",))[0] != "batch"):
        return None
    axes = data.axes or ("batch", "time", "feature")[: due + 1]
    fix = Fix("take one sample", data.expression, indexed(data.expression, "0")) if data.expression else None
    return _said(data, failure.place, function, f"{failure.type}: {failure.message}", axes, fix, "sample")


def _said(
    data: Argument,
    place: Location,
    function: str,
    exception: str,
    axes: tuple[str, ...] | None,
    fix: Fix | None,
    unit: str,
    extra: str = "",
) -> Finding:
    shape = data.facts.shape
    maker = data.derivation.provenance if data.derivation is not None else data.provenance
    source = maker.source if maker is not None and maker.kind == "output" else ""
    returned = f" {source} returns a batch, also for one sample." if source else ""
    raised = f" It raised {exception.rstrip('.')}." if exception else ""
    return found(
        place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, axes)}; axis 0 is the batch of "
        f"{count(shape[0], unit)}{extra}.{returned}",
        why=f"`{function}` reads axes by position and has no place for a batch.{raised}",
        evidence={
            "shape": list(shape),
            **({"axes": list(axes)} if axes else {}),
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )
