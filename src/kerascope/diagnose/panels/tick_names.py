"""Rows of a picture that the ticks of its panel name, one after the other."""

from __future__ import annotations

from kerascope.evidence import Call, Run

__all__ = ["rows_named"]


def rows_named(call: Call, run: Run, axis: int) -> tuple[str, ...]:
    """The words at the first rows of a picture, without a gap between them; empty where they stand otherwise.

    axis : 0 for the rows, named along the y axis, 1 for the columns
    """
    panel = run.panel_of(call)
    ticks = (panel.xnames if axis else panel.ynames) if panel is not None else ()
    names = tuple(word for _, word in ticks)
    first = 0.5 if call.kind == "mesh" else 0.0
    places = [at - first for at, _ in ticks]
    if len(names) < 2 or not all(names) or len(set(names)) < len(names) or places != list(range(len(names))):
        return ()
    return names
