"""The picture that stands for one that was never drawn."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure

from kerascope.draw import Drawing

__all__ = ["draw_raised"]


def draw_raised(exception: str) -> Drawing:
    """Say in a picture that there is none, and what was raised instead."""
    figure = Figure(figsize=(6.4, 4.8))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    lines = textwrap.wrap(" ".join(exception.split()), 52)[:6] or [""]
    axes.text(0.5, 0.62, "No picture: the script raised", ha="center", va="center", size=16, parse_math=False)
    axes.text(
        0.5,
        0.45,
        "\n".join(lines),
        ha="center",
        va="center",
        size=11,
        family="monospace",
        color="#b3261e",
        parse_math=False,
    )
    return Drawing(figure, {}, None, {}, (exception,), f"No picture was drawn. The script raised {exception}")
