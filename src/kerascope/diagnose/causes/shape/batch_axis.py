"""The batch axis is still there.

What it does: reports a plotting call that was handed a whole batch where one sample was due: an image call that got
`(batch, height, width, channel)`, a line, bar or band call that got `(1, n)` or `(batch, time, feature)`, a histogram
or box plot of `(1, n)`, arrows or stream lines of `(1, height, width)`, a column `(1, n)` of a table, and a batch of
one put beside single samples, or after a curve, that are to be drawn together.
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

import ast
import re

from kerascope.diagnose.arrays.shapes import called_function, one_picture, picture_of, roles
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, indexed, origin, range_words, shape_words, subject
from kerascope.diagnose.script.joins import drawn_afterwards, pieces_of
from kerascope.diagnose.tell import elsewhere
from kerascope.evidence import Argument, Call, Failure, Location, Run
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of, single_quoted

_ROWS = (
    "pie",
    "stem",
    "barplot",
    "lineplot",
    "plot",
    "bar",
    "barh",
    "step",
    "stackplot",
    "fill_between",
    "fill_betweenx",
    "stairs",
    "ecdf",
)
_AREAS = ("fill_between", "stairs")
"""They refuse more than one axis."""
_DRAWN = ("y", "height", "width", "y1", "y2", "values")
_FIELDS = ("streamplot", "quiver", "barbs")
"""Of two directions of a plane: they take `(rows, columns)`."""
_COUNTED = ("hist", "boxplot", "violinplot")


@cause(
    "batch-axis",
    family="shape",
    sees=(Call, Failure),
    outranks=(
        "length-mismatch",
        "ragged-array",
        "single-point-line",
        "flattened-image",
        "channels-first",
        "too-many-channels",
        "time-axis",
    ),
)
def batch_axis(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Call) and (evidence.kind in ("line", "bar", "scatter") or _refused_area(evidence)):
        return _row(evidence, run)
    if isinstance(evidence, Call) and evidence.function in _COUNTED:
        return _counted(evidence)
    picture = picture_of(evidence)
    if picture is not None and picture.exception and not picture.exception.startswith("IndexError"):
        axes, known = roles(picture.data, run)
        if len(axes) in (3, 4) and axes[0] == "batch":
            return _image(picture.data, picture.place, picture.function, picture.exception, axes, known)
        return None
    if isinstance(evidence, Failure) and evidence.call is None:
        return _rows_elsewhere(evidence) or _put_together(evidence, run)
    return None


def _image(
    data: Argument, place: Location, function: str, exception: str, axes: tuple[str, ...], known: bool
) -> Finding | None:
    made = one_picture(data, axes)
    fix = Fix("draw one sample", data.expression, made[1]) if made else None
    return _said(data, place, function, exception, axes if known or len(axes) == 4 else None, fix, "image")


def _row(call: Call, run: Run) -> Finding | None:
    """`(1, n)` or three axes where n values, or one line per column, were due."""
    rows = _rows(call)
    if not rows:
        return None
    y = rows[0]
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
    alone = len(rows) == 1 and y.expression
    fix = Fix("draw one sample", y.expression, indexed(y.expression, index)) if alone else None
    if _paired(call, y):
        fix, extra = _unpaired(call, y, run), "; paired off with names one by one, it is one pair"
    return _said(y, call.place, call.function, call.exception, axes, fix, "sample", extra)


def _refused_area(call: Call) -> bool:
    return bool(call.exception) and call.function in _AREAS


def _rows(call: Call) -> list[Argument]:
    """What a call draws, when it has more than one axis; each bound of a band."""
    names = ("width",) if call.function == "barh" else _DRAWN
    given = [a for n in names for a in call.arguments if a.name == n]
    return [a for a in (given if _refused_area(call) else given[:1]) if a.facts.ndim > 1]


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
    x = _names_beside(call, y)
    return x is None or not x.facts.shape or x.facts.shape[0] == y.facts.shape[1] or _paired(call, y)


def _names_beside(call: Call, y: Argument) -> Argument | None:
    return next((a for a in call.arguments if a.name in ("x", "y") and a is not y), None)


def _paired(call: Call, y: Argument) -> bool:
    """One name was left of all, because they were paired off with the samples of a batch: `dict(zip(names, batch))`."""
    x = _names_beside(call, y)
    return bool(call.exception) and x is not None and x.facts.shape == (1,) and (y.axes or ("",))[0] == "batch"


def _unpaired(call: Call, y: Argument, run: Run) -> Fix | None:
    """The names paired off with the values of one sample."""
    for made in y.lineage:
        tree = expression_of(made.value)
        pairs = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and len(n.args) == 2] if tree is not None else []
        pairs = [n for n in pairs if ast.unparse(n.func) == "zip"]
        given = [ast.unparse(n) for n in (pairs[0].args if len(pairs) == 1 else ())]
        batches = [g for g in given if "predict" in g or any(a.target == g and "predict" in a.value for a in y.lineage)]
        if len(batches) == 1:
            batch = batches[0]
            return elsewhere(call, run, made, "pair the names with one sample's values", batch, indexed(batch, "0"))
    return None


def _rows_elsewhere(failure: Failure) -> Finding | None:
    """A line or bar call of a library that refused the row before matplotlib saw it."""
    function = called_function(failure.place.expression)
    if function in ("DataFrame", "Series"):
        return _table(failure, function)
    due = 2 if function in _FIELDS else 1
    if function not in (*_ROWS, *_FIELDS):
        return None
    y = next((a for a in reversed(failure.arguments) if a.facts.ndim > due), None)
    if y is None or y.facts.shape[0] != 1 or y.facts.shape[1] < 2:
        return None
    words = "draw one sample" if due == 2 else "draw the one row"
    fix = Fix(words, y.expression, indexed(y.expression, "0")) if y.expression else None
    exception = f"{failure.type}: {failure.message}"
    return _said(y, failure.place, function, exception, y.axes, fix, "sample")


def _table(failure: Failure, function: str) -> Finding | None:
    """A window of series, or a row of values, that was to become a table and has its batch before it."""
    due = 2 if function == "DataFrame" else 1
    if "Per-column arrays must each be 1-dimensional" in failure.message:
        return _column(failure, function)
    one_row = function == "Series" and re.search(r"Length of values \(1\)", failure.message)
    if not one_row and not re.search(r"Must pass 2-d input|must be 1-dimensional", failure.message):
        return None
    data = next((a for a in failure.arguments if a.facts.ndim == due + 1), None)
    if data is None or (data.facts.shape[0] != 1 and (data.axes or ("",))[0] != "batch"):
        return None
    axes = data.axes or ("batch", "time", "feature")[: due + 1]
    fix = Fix("take one sample", data.expression, indexed(data.expression, "0")) if data.expression else None
    return _said(data, failure.place, function, f"{failure.type}: {failure.message}", axes, fix, "sample")


def _column(failure: Failure, function: str) -> Finding | None:
    """A row among the columns of a table, as long as they are."""
    tree = expression_of(failure.place.expression)
    given = [v for n in ast.walk(tree) if isinstance(n, ast.Dict) for v in n.values] if tree is not None else []
    columns = [v for v in failure.values if v.facts is not None and single_quoted(v.source) in map(ast.unparse, given)]
    shapes = [v.facts.shape for v in columns if v.facts is not None]
    rows = [v for v, s in zip(columns, shapes, strict=True) if len(s) == 2 and s[0] == 1 < s[1]]
    lengths = {s[-1] for s in shapes if len(s) == 1 or s[0] == 1}
    if not rows or len(lengths) > 1 or any(len(s) > 1 and s[0] != 1 for s in shapes):
        return None
    (one, *others), raised = rows, f"{failure.type}: {failure.message}"
    assert one.facts is not None
    fix = None if others else Fix("take the one row", one.source, indexed(one.source, "0"))
    data = Argument("", one.source, one.facts, provenance=one.provenance)
    return _said(data, failure.place, function, raised, None, fix, "sample")


_UNLIKE = re.compile(r"must have (?:the )?same (?:number of dimensions|shape)|same number of dimensions|same rank")
_JOINS = ("hstack", "vstack", "dstack", "column_stack", "concatenate", "concat", "stack", "append", "block", "cat")


def _put_together(failure: Failure, run: Run) -> Finding | None:
    """A batch of one beside single samples, in pieces that are to be one picture or one curve."""
    function = called_function(failure.place.expression)
    if function not in _JOINS or not _UNLIKE.search(failure.message) or not drawn_afterwards(failure, run):
        return None
    pieces = [v for v in failure.values if v.facts is not None and v.source in pieces_of(failure.place.expression)]
    shapes = [v.facts.shape for v in pieces if v.facts is not None]
    least = min(shapes, key=len, default=())
    batches = [v for v in pieces if v.facts is not None and len(v.facts.shape) == len(least) + 1]
    if not batches or len(batches) == len(pieces) or any(len(s) > len(least) + 1 for s in shapes):
        return None
    one = batches[0]
    rest = 1 if _onwards(failure, function, least) else 0
    if any(v.facts is None or v.facts.shape[0] != 1 or v.facts.shape[1 + rest :] != least[rest:] for v in batches):
        return None
    assert one.facts is not None
    axes = ("batch", "height", "width", "channel") if len(least) == 3 else None
    return _said(
        Argument("", one.source, one.facts, provenance=one.provenance),
        failure.place,
        function,
        f"{failure.type}: {failure.message}",
        axes,
        Fix("take one sample", one.source, indexed(one.source, "0")),
        "sample",
        f", and what it is put beside is one sample of shape {least}",
    )


def _onwards(failure: Failure, function: str, least: tuple[int, ...]) -> bool:
    """Curves are joined end to end, and need not be as long as each other."""
    if len(least) == 1 and function == "hstack":
        return True
    along = re.search(r"\b(axis|dim)=(?!0)", failure.place.expression.replace(" ", ""))
    return len(least) < 3 and function in ("concatenate", "concat", "append", "cat") and along is None


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
