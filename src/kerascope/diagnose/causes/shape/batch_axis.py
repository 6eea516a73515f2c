"""The batch axis is still there.

What it does: reports a plotting call that was handed a whole batch where one sample was due: an image call that got
four axes, a line or bar call that got `(1, n)`.
Why it is wrong: a plotting call reads axes by position. An image is (rows, columns) and at most 3 or 4 colours; a line
call draws one line per column, so that `(1, n)` becomes n lines of a single point, which nobody sees.
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
What it does not see: a batch of grey pictures `(n, height, width)` whose length happens to be that of an image.
"""

from __future__ import annotations

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, indexed, number, origin, range_words, shape_words, subject
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Finding, Fix

_KERNELS = ("kernel_height", "kernel_time", "kernel_depth")


@cause(
    "batch-axis",
    family="shape",
    sees=Call,
    outranks=("length-mismatch", "single-point-line", "flattened-image", "channels-first", "too-many-channels", "time-axis"),
)
def batch_axis(call: Call, run: Run) -> Finding | None:
    if call.kind == "image":
        return _image(call)
    if call.kind in ("line", "bar", "scatter"):
        return _row(call)
    return None


def _image(call: Call) -> Finding | None:
    data = call.data
    if data is None or not call.exception:
        return None
    shape = data.facts.shape
    if len(shape) != 4 or (data.axes is not None and data.axes[0] in _KERNELS):
        return None
    if data.axes is not None and data.axes[0] != "batch":
        return None
    axes = data.axes or (("batch", "channel", "height", "width") if _first(shape) else ("batch", "height", "width", "channel"))
    channels = shape[1] if axes[1] == "channel" else shape[-1]
    one = "0" if channels in (1, 3, 4) and axes[-1] == "channel" else ("0, :, :, 0" if axes[-1] == "channel" else "0, 0")
    many = f" of {count(shape[0], 'image')}" if shape[0] > 1 else ""
    return _said(call, data, axes, f"axis 0 is the batch{many}", one, "draw one sample")


def _first(shape: tuple[int, ...]) -> bool:
    return shape[1] in (1, 3, 4) and shape[-1] not in (1, 3, 4)


def _row(call: Call) -> Finding | None:
    """`(1, n)` where n values were due."""
    y = call.argument("y", "height", "width")
    if y is None or y.facts.ndim < 2 or y.facts.shape[0] != 1 or y.facts.shape[-1] < 2:
        return None
    if call.exception:
        x = call.argument("x")
        fits = x is None or not x.facts.shape or x.facts.shape[0] == y.facts.shape[1] or y.facts.ndim > 2
        if not fits or call.exception.startswith("KeyError"):
            return None
    elif call.kind != "line" or any(a.marker for a in call.artists) or y.facts.ndim != 2 or call.options.get("marker"):
        return None
    axes = y.axes or (("batch", "unit") if y.facts.ndim == 2 else None)
    extra = "" if call.exception else f"; plot drew {count(y.facts.shape[1], 'line')} of 1 point each, which are invisible"
    return _said(call, y, axes, f"axis 0 is the batch{extra}", "0", "draw the one row")


def _said(call: Call, data: Argument, axes: tuple[str, ...] | None, what: str, index: str, summary: str) -> Finding:
    shape = data.facts.shape
    name = data.expression
    predicted = data.derivation is not None and data.derivation.provenance is not None
    returned = f" {data.derivation.provenance.source} returns a batch." if predicted and data.derivation and data.derivation.provenance else ""
    return found(
        call.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, axes)}; {what}.{returned}",
        why=f"`{call.function}` reads axes by position and has no place for a batch."
        + (f" It raised {call.exception}" if call.exception else ""),
        evidence={
            "shape": list(shape),
            **({"axes": list(axes)} if axes else {}),
            "values": range_words(data.facts),
            "finite": number(data.facts.finite),
            **origin(data.derivation),
        },
        fix=Fix(summary, name, indexed(name, index), safe=False) if name else None,
    )
