"""Pictures drawn over each other in one axes: only the last is seen.

What it does: reports images and filled contours that lie under a later, opaque one in the same axes, images that a
later one of another size pushes out of view, or images in another axes at the same place of the figure, that were never
shown or saved before.
Why it is wrong: an image fills its axes. Without a figure or a subplot of its own, or `alpha`, a second one hides the
first. Without `extent` each begins at pixel 0, and the axes takes the limits of the last one.
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
What it does not see: an image with holes (masked, NaN, transparent) that covers the rest; a larger image with an
`extent` of its own beside or around the one that is in view.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.source import cell_between, line_at, loops_around, text_of, walked_range
from kerascope.evidence import Artist, Call, Event, Panel, Run
from kerascope.findings import Finding, Fix, Location

_OUTRANKS = (
    "opaque-overlay",
    "partial-view",
    "too-many-figures",
    "accumulated-lines",
    "aliased-values",
    "uneven-scales",
)
_KINDS = ("image", "mesh", "contour")
_WATCHED_LIVE = re.compile(r"\.(?:pause|ion|flush_events|draw_idle)\(|clear_output|\bdisplay\(")


@cause("covered-image", family="figure", sees=Call, kinds=_KINDS, outranks=_OUTRANKS)
def covered_image(call: Call, run: Run) -> Finding | None:
    top = _image(call)
    if call.exception or call.panel is None or top is None or not _opaque(top):
        return None
    sheet = run.sheet_of(call)
    if sheet is None or any(e.path == "animation" for e in sheet.events):
        return None
    below = [c for c in run.calls_in(call.sheet, call.panel) if c.kind in _KINDS and c.number < call.number]
    later = [
        c
        for c in run.calls_in(call.sheet, call.panel)
        if c.kind == call.kind and c.number > call.number and c.place.line == call.place.line
    ]
    seen = max((e.order for e in sheet.events if _parts(e, call) and e.order < call.order), default=0)
    hidden = [
        c
        for c in below
        if c.order > seen
        and (_under(c, top) or _crowded_out(c, call, run))
        and not (c.data and c.data.facts.constant)
        and not cell_between(text_of(call.place, run), c.place.line or 0, call.place.line or 0)
    ]
    beneath = [] if hidden else _beneath(call, top, run)
    if beneath and not later and not _covered_again(call, run):
        return _in_two_axes(call, beneath, run)
    if not hidden or later or _figure_too_late(call, run) or _WATCHED_LIVE.search(text_of(call.place, run)):
        return None
    return _said(call, hidden, run)


def _parts(event: Event, call: Call) -> bool:
    """What was drawn before it was looked at, or taken away."""
    return event.kind in ("show", "save") or (event.kind == "clear" and event.panel in (None, call.panel))


def _beneath(call: Call, top: Artist, run: Run) -> list[Call]:
    """Images of earlier axes that lie exactly where this image's axes does, which the image fills."""
    sheet, panel = run.sheet_of(call), run.panel_of(call)
    if sheet is None or panel is None or panel.twin or panel.located or not _fills(top, panel):
        return []
    same = [
        p
        for p in sheet.last
        if p.key < panel.key
        and not p.located
        and all(abs(a - b) < 1e-3 for a, b in zip(p.position, panel.position, strict=True))
    ]
    below = [c for p in same for c in run.calls_in(call.sheet, p.key) if c.number < call.number]
    if any(e.kind in ("show", "save", "clear") and e.order < call.order for e in sheet.events):
        return []
    return [c for c in below if (image := _image(c)) is not None and image.visible]


def _covered_again(call: Call, run: Run) -> bool:
    """The same line draws over this image as well, in an axes of the next turn: said once, of the last."""
    own = run.panel_of(call)
    after = [c for c in run.calls if c.sheet == call.sheet and c.number > call.number and c.place == call.place]
    return own is not None and any(
        (panel := run.panel_of(c)) is not None and panel.key != own.key and panel.position == own.position
        for c in after
    )


def _fills(image: Artist, panel: Panel) -> bool:
    if image.box is None or panel.projection != "rectilinear":
        return False
    (left, right), (low, high) = sorted(image.box[:2]), sorted(image.box[2:])
    (a, b), (c, d) = sorted(panel.xlim), sorted(panel.ylim)
    slack_x, slack_y = 0.02 * (b - a), 0.02 * (d - c)
    return left <= a + slack_x and right >= b - slack_x and low <= c + slack_y and high >= d - slack_y


def _in_two_axes(call: Call, below: list[Call], run: Run) -> Finding:
    panel, sheet = run.panel_of(call), run.sheet_of(call)
    number, lines = len({c.panel for c in below}) + 1, sorted({c.place.line or 0 for c in below})
    made = panel.place.source if panel is not None and panel.place is not None else ""
    by = f" by `{made}`" if made and "\n" not in made and len(made) < 60 else ""
    where, evidence = "", {"images": len(below) + 1, "visible": 1, "covered_lines": lines, "axes": number}
    if panel is not None and sheet is not None and panel.grid is not None and panel.grid[:2] != (1, 1):
        rows, columns, at = panel.grid
        taken = {p.grid[2] for p in sheet.last if p.grid is not None and p.grid[:2] == (rows, columns)}
        free = [r for r in range(rows) if not any(r * columns + c in taken for c in range(columns))]
        where = f", row {at // columns}, column {at % columns} of the {rows} x {columns} grid"
        where += f" (of which row {', '.join(map(str, free))} stays empty)" if free else ""
        evidence |= {"rows": rows, "columns": columns, "row": at // columns, "column": at % columns}
    return found(
        call.place,
        "error",
        f"two axes are made at the same place of the figure{where}: this image covers the one of line {lines[0]}."
        if number == 2
        else f"{number} axes are made at the same place of the figure{by}{where}: {count(number, 'image')} lie over "
        "each other, and only the last one is visible.",
        why="`add_subplot` makes a new axes each time, also where there is one: the later one lies on top.",
        evidence=evidence,
        fix=_places(call, panel, number, run),
    )


def _places(call: Call, panel: Panel | None, number: int, run: Run) -> Fix | None:
    """A place of a grid for each turn of a loop that makes an axes over the whole figure each time."""
    counter, made = walked_range(call.place, run), panel.place if panel is not None else None
    whole = re.search(r"add_subplot\((?:111|1\s*,\s*1\s*,\s*1)?\)", made.source if made is not None else "")
    if counter is None or made is None or whole is None:
        return None
    columns = math.ceil(math.sqrt(number))
    places = f"add_subplot({math.ceil(number / columns)}, {columns}, {counter} + 1)"
    return Fix("a place for each", whole[0], places, location=made)


def _figure_too_late(call: Call, run: Run) -> bool:
    """The loop opens a figure after the picture: that is `empty-axes`, and what covers here comes of it."""
    loops = loops_around(call.place, run)
    unused = [
        s for s in run.sheets if s.number is not None and s.place is not None and not s.last and not run.calls_in(s.key)
    ]
    return bool(loops) and any(s.place is not None and loops_around(s.place, run) == loops for s in unused)


def _image(call: Call) -> Artist | None:
    return next((a for a in call.artists if a.kind in ("image", "mesh", "filled")), None)


def _opaque(artist: Artist) -> bool:
    if not artist.visible or (artist.alpha is not None and artist.alpha < 1):
        return False
    if artist.rgb:
        return not (artist.shape[-1:] == (4,) and artist.span > 0)
    return artist.finite == artist.points


def _under(call: Call, top: Artist) -> bool:
    image = _image(call)
    if image is not None and {image.kind, top.kind} != {"image"}:
        return image.kind == top.kind and image.visible and image.shape == top.shape and _same_place(image, top)
    if image is None or not image.visible or image.box is None or top.box is None or image.zorder > top.zorder:
        return False
    (left, right), (low, high) = sorted(top.box[:2]), sorted(top.box[2:])
    (a, b), (c, d) = sorted(image.box[:2]), sorted(image.box[2:])
    slack_x, slack_y = 0.02 * (right - left), 0.02 * (high - low)
    return a >= left - slack_x and b <= right + slack_x and c >= low - slack_y and d <= high + slack_y


def _crowded_out(lower: Call, call: Call, run: Run) -> bool:
    """Pictures of two sizes on one grid of pixels: the view is that of the upper one, which fills it."""
    panel, image, top = run.panel_of(call), _image(lower), _image(call)
    if panel is None or image is None or top is None or not image.visible or image.zorder > top.zorder:
        return False
    placed = any(c.options.get(o) is not None for c in (lower, call) for o in ("extent", "transform"))
    heatmaps = all("heatmap(" in c.place.source and c.via == "seaborn" for c in (lower, call))
    return not placed and ({image.kind, top.kind} == {"image"} or heatmaps) and _fills(top, panel)


def _same_place(image: Artist, top: Artist) -> bool:
    if image.box is None or top.box is None:
        return False
    reach = max(abs(a - b) for a, b in (top.box[:2], top.box[2:]))
    return all(abs(a - b) <= 1e-3 * reach for a, b in zip(image.box, top.box, strict=True))


def _said(call: Call, hidden: list[Call], run: Run) -> Finding:
    loop = loops_around(call.place, run) and all(c.place.line == call.place.line for c in hidden)
    number = len(hidden) + 1
    photo = hidden[-1].data
    what = (
        f"the image of line {hidden[-1].place.line}{f' {photo.facts.shape}' if photo is not None else ''} "
        f"below it is covered"
    )
    boxes = [c.options.get("extent") for c in (*hidden, call)]
    at = f" All have the extent {_tuple(boxes[0])}." if boxes[0] is not None and boxes == [boxes[0]] * number else ""
    mine = f", shape {call.data.facts.shape}," if call.data is not None else ""
    at += _left_empty(call, run)
    message = (
        f"{count(number, 'image')} are drawn in one axes, one over the other: only the last one is visible."
        f"{_sizes([*hidden, call])}{_in_each(call, number, run)}{at}"
        if loop
        else f"{count(number, 'image')} are drawn in one axes; this one{mine} has no alpha, so it is opaque: {what}."
        + at
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


def _sizes(calls: list[Call]) -> str:
    shapes = [str(c.data.facts.shape) for c in calls if c.data is not None]
    if len(set(shapes)) < 2 or len(shapes) > 8:
        return ""
    return f" They have the shapes {', '.join(shapes[:-1])} and {shapes[-1]}; the view is that of the last."


def _in_each(call: Call, number: int, run: Run) -> str:
    """How many axes the loop treats so, and where they were made."""
    turns = Counter(c.panel for c in run.calls if c.sheet == call.sheet and c.place == call.place and not c.exception)
    if len(turns) < 2 or set(turns.values()) != {number}:
        return ""
    made = {p.place.line for p in map(run.panel_of, run.calls) if p is not None and p.key in turns and p.place}
    where = f", which are made once, in line {made.pop()}" if len(made) == 1 and call.place.line not in made else ""
    return f" So in each of {len(turns)} axes{where}."


def _left_empty(call: Call, run: Run) -> str:
    """The axes of the same figure that nothing came into."""
    sheet, own = run.sheet_of(call), run.panel_of(call)
    grid = own.grid[:2] if own is not None and own.grid is not None else None
    sisters = [p for p in sheet.last if p.grid is not None and p.grid[:2] == grid] if sheet is not None else []
    blank = [p for p in sisters if not p.has_data and not p.artists]
    if not blank:
        return _unused(grid, [p for p in sisters if not p.colorbar])
    return f" {len(blank)} of {len(sisters)} axes of the figure {'stays' if len(blank) == 1 else 'stay'} empty."


def _unused(grid: tuple[int, int] | None, made: list[Panel]) -> str:
    """The places of the grid for which no axes was made; nothing where one may span several."""
    if grid is None or len({tuple(round(side, 3) for side in p.position[2:]) for p in made}) != 1:
        return ""
    places, taken = grid[0] * grid[1], {p.grid[2] + 1 for p in made if p.grid is not None}
    free = [n for n in range(1, places + 1) if n not in taken]
    of = f"of the {grid[0]} x {grid[1]} grid {'stays' if len(free) == 1 else 'stay'} unused."
    if len(free) < 2:
        return f" Place {free[0]} {of}" if free else ""
    if free[-1] - free[0] == len(free) - 1:
        return f" Places {free[0]} to {free[-1]} {of}"
    return f" {len(free)} of the {places} places {of}"


def _tuple(extent: object) -> str:
    return f"({', '.join(f'{n:g}' for n in extent)})" if isinstance(extent, list) else str(extent)


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
