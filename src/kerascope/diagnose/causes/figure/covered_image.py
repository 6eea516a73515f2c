"""Pictures drawn over each other in one axes: only the last is seen.

What it does: reports images that lie under a later, opaque one in the same axes and were never shown or saved before.
Why it is wrong: an image fills its axes. Without a figure or a subplot of its own, or `alpha`, a second one hides the
first.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    pictures = np.random.default_rng(0).random((3, 8, 8))
    for picture in pictures:
        plt.imshow(picture)
    plt.savefig("pictures.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    pictures = np.random.default_rng(0).random((3, 8, 8))
    for n, picture in enumerate(pictures):
        plt.subplot(1, 3, n + 1)
        plt.imshow(picture, vmin=0, vmax=1)
    plt.savefig("pictures.png")
What it does not see: an image with holes (masked, NaN, transparent) that covers the rest.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.diagnose.source import cell_between, line_at, loops_around, text_of
from kerascope.evidence import Artist, Call, Run
from kerascope.findings import Finding, Fix, Location

_OUTRANKS = (
    "opaque-overlay",
    "partial-view",
    "too-many-figures",
    "accumulated-lines",
    "aliased-values",
    "uneven-scales",
)


@cause("covered-image", family="figure", sees=Call, kinds=("image", "mesh"), outranks=_OUTRANKS)
def covered_image(call: Call, run: Run) -> Finding | None:
    top = _image(call)
    if call.exception or call.panel is None or top is None or not _opaque(top):
        return None
    sheet = run.sheet_of(call)
    if sheet is None or any(e.path == "animation" for e in sheet.events):
        return None
    below = [c for c in run.calls_in(call.sheet, call.panel) if c.kind in ("image", "mesh") and c.number < call.number]
    later = [
        c
        for c in run.calls_in(call.sheet, call.panel)
        if c.kind == call.kind and c.number > call.number and c.place.line == call.place.line
    ]
    seen = max((e.order for e in sheet.events if e.kind in ("show", "save") and e.order < call.order), default=0)
    hidden = [
        c
        for c in below
        if c.order > seen
        and _under(c, top)
        and not (c.data and c.data.facts.constant)
        and not cell_between(text_of(call.place, run), c.place.line or 0, call.place.line or 0)
    ]
    if (
        not hidden
        or later
        or _figure_too_late(call, run)
        or re.search(r"\.pause\(|\.ion\(|clear_output", text_of(call.place, run))
    ):
        return None
    return _said(call, hidden, run)


def _figure_too_late(call: Call, run: Run) -> bool:
    """The loop opens a figure after the picture: that is `empty-axes`, and what covers here comes of it."""
    loops = loops_around(call.place, run)
    unused = [
        s for s in run.sheets if s.number is not None and s.place is not None and not s.last and not run.calls_in(s.key)
    ]
    return bool(loops) and any(s.place is not None and loops_around(s.place, run) == loops for s in unused)


def _image(call: Call) -> Artist | None:
    return next((a for a in call.artists if a.kind in ("image", "mesh")), None)


def _opaque(artist: Artist) -> bool:
    if not artist.visible or (artist.alpha is not None and artist.alpha < 1):
        return False
    if artist.rgb:
        return not (artist.shape[-1:] == (4,) and artist.span > 0)
    return artist.finite == artist.points


def _under(call: Call, top: Artist) -> bool:
    image = _image(call)
    if image is not None and top.kind == image.kind == "mesh" and image.visible and top.pixels and image.pixels:
        return image.shape == top.shape and all(abs(a - b) < 1 for a, b in zip(image.pixels, top.pixels, strict=True))
    if image is None or not image.visible or image.box is None or top.box is None or image.zorder > top.zorder:
        return False
    (left, right), (low, high) = sorted(top.box[:2]), sorted(top.box[2:])
    (a, b), (c, d) = sorted(image.box[:2]), sorted(image.box[2:])
    slack_x, slack_y = 0.02 * (right - left), 0.02 * (high - low)
    return a >= left - slack_x and b <= right + slack_x and c >= low - slack_y and d <= high + slack_y


def _said(call: Call, hidden: list[Call], run: Run) -> Finding:
    loop = loops_around(call.place, run) and all(c.place.line == call.place.line for c in hidden)
    number = len(hidden) + 1
    photo = hidden[-1].data
    what = (
        f"the image of line {hidden[-1].place.line}{f' {photo.facts.shape}' if photo is not None else ''} "
        f"below it is covered"
    )
    mine = f", shape {call.data.facts.shape}," if call.data is not None else ""
    message = (
        f"{count(number, 'image')} are drawn in one axes, one over the other: only the last one is visible."
        if loop
        else f"{count(number, 'image')} are drawn in one axes; this one{mine} has no alpha, so it is opaque: {what}."
    )
    return found(
        _chosen(call, run),
        "error",
        message,
        why="An image fills its axes and hides what lies below. Each picture needs an axes of its own, or the "
        "upper one alpha.",
        evidence={"images": number, "visible": 1, "covered_lines": sorted({c.place.line or 0 for c in hidden})},
        fix=_fix(call, hidden, bool(loop)),
    )


def _chosen(call: Call, run: Run) -> Location:
    """From the line just above that chose the axes again, where there is one."""
    text = text_of(call.place, run).splitlines()
    line = (call.place.line or 1) - 1
    above = text[line - 1].strip() if 0 < line <= len(text) else ""
    if re.match(r"(?:\w+\s*=\s*)?(?:plt|fig\w*)\.(?:subplot|add_subplot|sca|axes)\(", above):
        return replace(call.place, line=line, column=None, source=f"{above}\n{line_at(call.place, run).strip()}")
    return call.place


def _fix(call: Call, hidden: list[Call], loop: bool) -> Fix | None:
    source = call.place.source
    if not source.endswith(")") or "\n" in source:
        return None
    if loop:
        return Fix("a figure for each", source, f"plt.figure(); {source}") if source.startswith("plt.") else None
    same = (
        hidden[-1].data is not None
        and call.data is not None
        and hidden[-1].data.facts.ndim == call.data.facts.ndim == 2
    )
    if same or "alpha" in source:
        return None
    return Fix("let the lower picture through", source, source[:-1].rstrip(", \n") + ", alpha=0.4)")
