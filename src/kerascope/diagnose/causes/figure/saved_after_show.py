"""`savefig` after `show`, or after the figure was cleared: an empty file.

What it does: reports a `plt.savefig` that comes after `plt.show()` (or `plt.clf()`, or `cla()` of its axes) with
nothing drawn in between, where the picture was not saved before.
Why it is wrong: with a window or in a notebook, `show` ends the figure, and `plt.savefig` makes and saves a new,
empty one. On the Agg backend `show` leaves the figure open, so the same script writes the picture there.
Example:
    import matplotlib.pyplot as plt

    plt.plot([1, 2, 3])
    plt.show()
    plt.savefig("curve.png")
Use instead:
    import matplotlib.pyplot as plt

    plt.plot([1, 2, 3])
    plt.savefig("curve.png")
    plt.show()
What it does not see: `fig.savefig` on a Figure held in a name is right after `show` as well, unless it was cleared.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.script.source import text_of
from kerascope.evidence import Event, Run, Sheet
from kerascope.findings import Finding, Fix


@cause("saved-after-show", family="figure", sees=Sheet, outranks=("empty-axes", "never-shown", "orphan-labels"))
def saved_after_show(sheet: Sheet, run: Run) -> list[Finding]:
    findings = []
    for event in sheet.events:
        if event.kind != "save" or not event.path or event.path == "animation" or event.place is None:
            continue
        before = _ended_by(sheet, event, run)
        if before is not None:
            findings.append(_said(event, before, run))
    return findings


def _ended_by(sheet: Sheet, save: Event, run: Run) -> Event | None:
    """The show or clear after which nothing was drawn until this save."""
    earlier = [e for e in sheet.events if e.order < save.order]
    current = save.pyplot or _of_current(save, run)
    if not earlier and current and not _filled(save):
        return _shown_elsewhere(sheet, save, run)
    ends = [e for e in earlier if e.kind == "clear" or (e.kind == "show" and current and not _stays_open(e, run))]
    if not ends:
        return None
    last = ends[-1]
    if any(last.order < c.order < save.order for c in run.calls_in(sheet.key)) or _saved(earlier):
        return None
    if last.kind == "clear":
        return last if _empty(save) and any(_filled(e) for e in earlier) else None
    return last if _filled(last) and not _changed(last, save) else None


def _of_current(save: Event, run: Run) -> bool:
    """`plt.gcf().savefig(…)` asks for the current figure as `plt.savefig(…)`, also by a name given after show."""
    if save.place is None:
        return False
    name = re.match(r"(\w+)\.savefig\(", save.place.source)
    line = save.place.line or 0
    above = text_of(save.place, run).splitlines()[max(0, line - 8) : max(0, line - 1)]
    asked = [n for n, text in enumerate(above) if name and re.match(rf"\s*{name[1]}\s*=\s*\w+\.gcf\(\)", text)]
    shown = [n for n, text in enumerate(above) if re.search(r"\.show\(", text)]
    return ".gcf()" in save.place.source or bool(asked and shown and asked[-1] > shown[-1])


def _shown_elsewhere(sheet: Sheet, save: Event, run: Run) -> Event | None:
    """A figure that savefig itself made, after the one with the picture was shown and closed."""
    made_here = sheet.place is not None and sheet.place.line == save.place.line if save.place is not None else False
    others = [s for s in run.sheets if s.key != sheet.key and s.opened < sheet.opened]
    if not made_here or not others or run.calls_in(sheet.key):
        return None
    last = others[-1]
    shown = [e for e in last.events if e.kind in ("show", "close") and e.order < save.order and _filled(e)]
    return shown[-1] if shown and not _saved(list(last.events)) else None


def _saved(events: list[Event]) -> bool:
    """The picture itself was written before it was shown or cleared."""
    first = next((n for n, e in enumerate(events) if e.kind in ("show", "clear", "close")), len(events))
    return any(e.kind == "save" and _filled(e) for e in events[:first])


def _filled(event: Event) -> bool:
    return any(p.has_data for p in event.panels)


def _empty(event: Event) -> bool:
    return not any(p.artists or p.has_data for p in event.panels)


def _changed(show: Event, save: Event) -> bool:
    """More in the figure at the save than at the show: drawn by means that are no watched calls."""
    return sum(len(p.artists) for p in save.panels) > sum(len(p.artists) for p in show.panels)


def _stays_open(event: Event, run: Run) -> bool:
    source = event.place.source if event.place is not None else ""
    return "block=False" in source.replace(" ", "") or "plt.ion()" in text_of(event.place, run)


def _said(save: Event, end: Event, run: Run) -> Finding:
    word = {"show": "show", "clear": "the picture was cleared", "close": "the figure was closed"}[end.kind]
    line = end.place.line if end.place is not None else None
    empty = _empty(save)
    here = (
        "the saved figure has 0 axes with data"
        if empty
        else f"on {save.backend or 'this backend'} the figure stays open, so that here the file does hold the picture"
    )
    after = f"savefig (line {save.place.line if save.place else '?'}) comes after {word} (line {line})"
    if end.kind == "clear":
        message = f"{after}, with nothing drawn in between: '{save.path}' is empty: {here}."
        why = "clf and clear empty the figure, cla its axes, on any backend: save before."
    elif end.kind == "close":
        message = f"{after}, with nothing drawn in between: '{save.path}' is an empty figure with 0 axes."
        why = "A closed figure is gone from pyplot; plt.savefig makes a new, empty one and saves that: save first."
    else:
        message = (
            f"{after}, with nothing drawn in between: '{save.path}' is an empty figure with 0 axes wherever show "
            f"closes what it showed (a window, a notebook); {here}."
        )
        why = (
            "With a window or inline, show ends the figure; plt.savefig then makes a new, empty one. clf empties it on "
            "any backend."
        )
    return found(
        save.place or end.place,  # type: ignore[arg-type]
        "error" if empty or end.kind == "clear" else "warning",
        message,
        why=why,
        evidence={
            "path": save.path,
            "axes": 0 if empty else len(save.panels),
            "shown_at_line": line,
            "backend": save.backend,
        },
        fix=_fix(save, end, run),
    )


def _fix(save: Event, end: Event, run: Run) -> Fix | None:
    """The save moved up before the show, where both are whole lines of their own, a few lines apart."""
    if save.place is None or end.place is None or not save.place.end_line or not end.place.line:
        return None
    first, last = end.place.line, save.place.end_line
    lines = text_of(save.place, run).splitlines()[first - 1 : last]
    own = lines and lines[0].strip() == end.place.source and lines[-1].strip() == save.place.source
    if not 1 < len(lines) <= 6 or not own or len({len(n) - len(n.lstrip()) for n in lines if n.strip()}) != 1:
        return None
    place = replace(end.place, end_line=last, source="\n".join(lines).strip())
    moved = [lines[-1], *lines[:-1]]
    return Fix(
        f"save before {'it is closed' if end.kind == 'close' else 'show'}",
        place.source,
        "\n".join(moved).strip(),
        location=place,
    )
