"""Words written into an axes at places of its data."""

from __future__ import annotations

from typing import Any

from kerascope.evidence import Written

__all__ = ["written"]

_MOST = 1024


def written(ax: Any) -> tuple[Written, ...]:
    """What `text` and `annotate` put at a place of the data, the first of them where there are very many."""
    found = []
    for text in ax.texts[:_MOST]:
        place = _place(ax, text)
        if place is not None:
            found.append(Written(text.get_text(), *place, hasattr(text, "xy")))
    return tuple(found)


def _place(ax: Any, text: Any) -> tuple[float, float] | None:
    """In the data; None of what stands in the axes' or the figure's own units, or at no number."""
    arrow = hasattr(text, "xy")
    if getattr(text, "xycoords", "") != "data" if arrow else text.get_transform() is not ax.transData:
        return None
    x, y = text.xy if arrow else text.get_position()
    try:
        return float(x), float(y)
    except (TypeError, ValueError):
        return None
