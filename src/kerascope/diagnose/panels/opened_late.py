"""A place that a loop opens after the picture of its turn: each lands in the one before, and the last stays empty."""

from __future__ import annotations

from kerascope.diagnose.cause import found
from kerascope.diagnose.script.source import indented_under
from kerascope.diagnose.script.together import in_one_turn
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

__all__ = ["opened_after_drawing"]


def opened_after_drawing(sheet: Sheet, panels: list[Panel], run: Run) -> Finding | None:
    """The axes made last is bare, and the statement that made it and its sisters stands after what fills them."""
    last = panels[-1] if len(panels) > 2 else None
    maker = last.place if last is not None else None
    calls = run.calls_in(sheet.key)
    if last is None or maker is None or last.grid is None or any(c.exception for c in calls):
        return None
    if last.has_data or last.artists or last.texts or not last.axis_on or last.legend is not None:
        return None
    keys = {p.key for p in panels if p is not last and _stands_at(p, maker)}
    drawn = [c for c in calls if c.panel in keys]
    if len({c.panel for c in drawn}) < max(2, len(keys)) or not all(_before(c.place, maker, run) for c in drawn):
        return None
    rows, columns, position = last.grid
    early = [c for c in calls if c.panel not in keys]
    whole = [p for p in panels if p.grid == (1, 1, 0)]
    across = [c for c in early if any(p.key == c.panel and _stands_at(p, c.place) for p in whole)]
    stray = "; the first one in an axes across the whole figure" if across else ""
    return found(
        maker,
        "error",
        f"place {position + 1} of {rows} x {columns} stays empty: `{maker.source[:60]}` comes after "
        f"`{drawn[0].function}`, so that each turn draws in the place opened in the turn before{stray}.",
        why="What is drawn goes into the axes that is current then; the place of a turn is to be opened before its "
        "picture.",
        evidence={"grid": [rows, columns], "empty": position + 1, "opened": len(keys) + 1, "across": len(across)},
        fix=_opened_first(across[0], maker, run) if across else None,
    )


def _stands_at(panel: Panel, place: Location) -> bool:
    """Whether a line of code made a panel."""
    return panel.place is not None and panel.place.spot == place.spot


def _opened_first(call: Call, maker: Location, run: Run) -> Fix | None:
    source = call.place.source
    if "\n" in source + maker.source:
        return None
    moved = f"{maker.source}\n{indented_under(call.place, run)}{source}"
    return Fix("open the place first, and not after", source, moved, location=call.place)


def _before(drawing: Location, maker: Location, run: Run) -> bool:
    """Both stand in one turn of a loop, or in one function, the drawing first."""
    return (drawing.line or 0) < (maker.line or 0) and in_one_turn(drawing, maker, run)
