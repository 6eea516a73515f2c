"""A heatmap or mask over a photograph without `alpha`: the photograph is gone.

What it does: reports a mesh or filled contours without `alpha` that cover an image of the same axes.
Why it is wrong: `pcolormesh` and `contourf` are opaque; the picture below them can't be seen any more.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    photo = np.random.default_rng(0).random((20, 30, 3))
    heat = np.random.default_rng(1).random((20, 30))
    plt.imshow(photo)
    plt.pcolormesh(heat)
    plt.savefig("overlay.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    photo = np.random.default_rng(0).random((20, 30, 3))
    heat = np.random.default_rng(1).random((20, 30))
    plt.imshow(photo)
    plt.pcolormesh(heat, alpha=0.4)
    plt.savefig("overlay.png")
What it does not see: a second image over the first; see `covered-image`.
"""

from __future__ import annotations

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import shape_words, subject
from kerascope.evidence import Call, Run
from kerascope.findings import Finding, Fix


@cause("opaque-overlay", family="figure", sees=Call, kinds=("mesh", "contour"))
def opaque_overlay(call: Call, run: Run) -> Finding | None:
    data, panel = call.data, run.panel_of(call)
    if data is None or panel is None or call.exception or call.options.get("alpha") not in (None, 1):
        return None
    mesh = next((a for a in call.artists if a.kind in ("mesh", "filled")), None)
    if (
        mesh is None
        or mesh.pixels is None
        or mesh.alpha not in (None, 1.0)
        or mesh.finite < mesh.points
        or not mesh.visible
    ):
        return None
    below = [
        a
        for c in run.calls_in(call.sheet, call.panel)
        if c.kind == "image" and c.number < call.number
        for a in c.artists
        if a.kind == "image" and a.visible and a.zorder <= mesh.zorder and a.pixels is not None
    ]
    covered = next(
        (
            a
            for a in below
            if a.pixels and mesh.pixels[0] >= 0.95 * a.pixels[0] and mesh.pixels[1] >= 0.95 * a.pixels[1]
        ),
        None,
    )
    if covered is None:
        return None
    source = call.place.source
    opaque = "with alpha=1" if call.options.get("alpha") == 1 else "without alpha"
    fixable = source.endswith(")") and "\n" not in source and "alpha" not in source
    return found(
        call.place,
        "error",
        f"{subject(data)}, shape {shape_words(data.facts.shape)}, is drawn {opaque} over an image of shape "
        f"{covered.shape}: "
        "the image below is covered.",
        why=f"`{call.function}` is opaque unless alpha is given, and what lies below it is not to be seen.",
        evidence={"shape": list(data.facts.shape), "below": list(covered.shape), "alpha": mesh.alpha},
        fix=Fix("let the image through", source, source[:-1].rstrip(", ") + ", alpha=0.4)") if fixable else None,
    )
