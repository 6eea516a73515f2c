"""A heatmap or mask over a photograph without `alpha`: the photograph is gone.

What it does: reports a mesh or filled contours without `alpha` that cover an image of the same axes, or the points of
a scatter plot that was drawn before them.
Why it is wrong: `pcolormesh` and `contourf` are opaque; what lies below them can't be seen any more.
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
What it does not see: a second image over the first; see `covered-image`. Lines lie above a mesh by themselves.
"""

from __future__ import annotations

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import shape_words, subject
from kerascope.evidence import Artist, Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix


@cause("opaque-overlay", family="figure", sees=Call, kinds=("mesh", "contour"))
def opaque_overlay(call: Call, run: Run) -> Finding | None:
    return _over_picture(call, run) or _over_points(call, run)


def _over_picture(call: Call, run: Run) -> Finding | None:
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
    return found(
        call.place,
        "error",
        f"{subject(data)}, shape {shape_words(data.facts.shape)}, is drawn {_opaque(call)} over an image of shape "
        f"{covered.shape}: "
        "the image below is covered.",
        why=f"`{call.function}` is opaque unless alpha is given, and what lies below it is not to be seen.",
        evidence={"shape": list(data.facts.shape), "below": list(covered.shape), "alpha": mesh.alpha},
        fix=_fix(call, "let the image through", "alpha=0.4"),
    )


def _over_points(call: Call, run: Run) -> Finding | None:
    """All points of an earlier scatter plot lie under this call's fill, and nobody has seen them before."""
    sheet, panel = run.sheet_of(call), run.panel_of(call)
    if sheet is None or panel is None or call.exception or any(e.path == "animation" for e in sheet.events):
        return None
    hidden = [a for a in panel.artists if a.kind == "scatter" and a.visible and a.under == call.number]
    hidden = [a for a in hidden if not _drawn_again(a, panel) and not _seen_before(a, call, sheet, run)]
    if not hidden:
        return None
    points = sum(a.finite for a in hidden)
    drawn = next((c for c in run.calls if c.number == hidden[0].call), None)
    where = f" of line {drawn.place.line}" if drawn is not None else ""
    shape = f", shape {shape_words(call.data.facts.shape)}," if call.data is not None else ""
    what = subject(call.data) if call.data is not None else "the fill"
    return found(
        call.place,
        "error",
        f"{what}{shape} is drawn {_opaque(call)} after the scatter{where} and lies over it: all {points} points are "
        "covered.",
        why=f"`{call.function}` is opaque unless alpha is given, and it lies as high as the points of a scatter: what "
        "is drawn later covers what was there before.",
        evidence={"points": points, "visible": 0, "drawn_at": drawn.place.line if drawn is not None else None},
        fix=_fix(call, "put the fill below the points", "zorder=0"),
    )


def _drawn_again(dots: Artist, panel: Panel) -> bool:
    """The same points lie above the fill as well."""
    above = [a for a in panel.artists if a.kind == "scatter" and a.visible and a.under is None]
    return any(a.points == dots.points and a.box == dots.box for a in above)


def _seen_before(dots: Artist, call: Call, sheet: Sheet, run: Run) -> bool:
    drawn = next((c.order for c in run.calls if c.number == dots.call), call.order)
    return any(e.kind in ("show", "save") and drawn < e.order < call.order for e in sheet.events)


def _opaque(call: Call) -> str:
    return "with alpha=1" if call.options.get("alpha") == 1 else "without alpha"


def _fix(call: Call, summary: str, option: str) -> Fix | None:
    source = call.place.source
    if not source.endswith(")") or "\n" in source or option.split("=")[0] in source:
        return None
    return Fix(summary, source, source[:-1].rstrip(", ") + f", {option})")
