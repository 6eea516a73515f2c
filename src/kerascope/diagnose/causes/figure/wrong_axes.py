"""`plt.*` draws in the current axes, not in the one that the code had made for it.

What it does: reports `plt.*` calls that draw in the axes of a colour bar.
Why it is wrong: making an axes for a colour bar makes it the current one; what `plt.*` draws afterwards lands in it.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    fig, ax = plt.subplots()
    image = ax.imshow(np.random.default_rng(0).random((8, 8)))
    bar = fig.colorbar(image, ax=ax)
    plt.sca(bar.ax)
    plt.plot([0, 7], [0, 7], "r")
    fig.savefig("image.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    fig, ax = plt.subplots()
    image = ax.imshow(np.random.default_rng(0).random((8, 8)))
    bar = fig.colorbar(image, ax=ax)
    ax.plot([0, 7], [0, 7], "r")
    fig.savefig("image.png")
What it does not see: a panel left empty because all went into another; see `empty-axes`.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.evidence import Call, Run
from kerascope.findings import Finding, Fix


@cause(
    "wrong-axes",
    family="figure",
    sees=Call,
    kinds=("line", "image", "scatter", "bar", "hist"),
    outranks=("data-out-of-view",),
)
def wrong_axes(call: Call, run: Run) -> Finding | None:
    panel = run.panel_of(call)
    if (
        panel is None
        or call.exception
        or not panel.colorbar
        or not re.match(r"(?:plt|pyplot|pylab)\.", call.place.source)
    ):
        return None
    sheet = run.sheet_of(call)
    others = [p for p in sheet.last if not p.colorbar] if sheet is not None else []
    after = re.sub(r"^(?:plt|pyplot|pylab)\.", "ax.", call.place.source)
    return found(
        call.place,
        "error",
        f"plt.{call.function} draws in the axes of the colour bar, the current one, and not in one of "
        f"{count(len(others), 'panel')}.",
        why="plt.* draws in the axes made or chosen last; a colour bar's axes can be that. Call the method of "
        "the axes that is meant.",
        evidence={"function": call.function, "panels": len(others)},
        fix=Fix("draw in the axes that is meant", call.place.source, after) if after != call.place.source else None,
    )
