"""Many arrays on one sheet: a panel for each, layer by layer, every panel with its own scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kerascope.draw.drawing import Drawing
from kerascope.draw.layout import Into, inches_of, new_figure, points
from kerascope.draw.page import as_page
from kerascope.draw.panels import Group, Panel, groups_of
from kerascope.draw.paper import GAP, HIGH, LEADING, PAD, WIDE, Paper, caption, panel_height, wrapped
from kerascope.draw.words import alt_text, clean, plural
from kerascope.errors import UsageError

__all__ = ["draw_sheet", "page_count"]

_DPI = 160.0
_SHAPE = 1.25
"""Width to height that a sheet should have, about."""
_WIDEST = 8


def draw_sheet(
    arrays: Mapping[str, object] | Iterable[object],
    *,
    title: str | None = None,
    notes: Sequence[str] = (),
    into: Into = None,
    at_most: int = 60,
    page: int = 0,
) -> Drawing:
    """Draw many arrays on one sheet: a panel each, those of one layer side by side under its name.

    arrays : named arrays as `activations` and `weights` return them; weights of one axis share a panel
    title, notes : the heading, and further lines for it
    into : a Figure or SubFigure without axes that is large enough; by default a new figure that pyplot does not know
    at_most : panels on one page, at least 1; the heading says of how many
    page : which page, from 0

    Each panel has its own scale, drawn under it; its caption says the shape with names, the range, what is not finite,
    and what of the array is not drawn. An array that no panel can show keeps its place, with the reason in it.

    Returns a Drawing with an axes per panel by name ("conv1/kernel"); `left_out` counts "panels" on other pages. Saved
    as .html it is a page on which tiles can be picked. Raises UsageError: nothing to draw, no such page, no room.
    """
    given = list(arrays.values()) if isinstance(arrays, Mapping) else list(arrays)
    if not given or at_most < 1:
        raise UsageError(
            "There is nothing to draw" if not given else "A sheet has at least one panel",
            given=f"{plural(len(given), 'array')}, at_most={at_most}",
            needed="at least one array and at_most=1",
        )
    everything = groups_of(given)
    pages = _pages(everything, at_most)
    if not 0 <= page < len(pages):
        raise UsageError("There is no such page", given=f"page={page}", needed=f"0 to {len(pages) - 1}")
    groups = pages[page]
    total, drawn = (sum(len(g.panels) for g in some) for some in (everything, groups))
    partial = sum(panel.partial for group in groups for panel in group.panels)
    heading = (
        clean(title or f"{plural(len(everything), 'layer')}, {plural(total, 'array')}", 200),
        *(clean(note, 600) for note in notes),
        _on_scales(partial),
        f"left out: {total - drawn:,} of {total:,} panels (page {page} of 0–{len(pages) - 1})" if drawn < total else "",
    )
    heading = tuple(part for part in heading if part)
    figure, axes = _Layout(groups, heading).draw(into)
    names = ", ".join(group.name for group in groups)
    return Drawing(
        figure,
        axes,
        None,
        {"panels": total - drawn} if drawn < total else {},
        heading,
        alt_text(f"Sheet of {plural(drawn, 'panel')}", (*heading, f"layers: {clean(names, 600)}")),
        lambda: as_page(given, heading[0], tuple(notes)),
    )


def page_count(arrays: Iterable[object], at_most: int) -> int:
    """How many pages `draw_sheet` needs."""
    return len(_pages(groups_of(arrays), at_most))


def _on_scales(partial: int) -> str:
    said = "every panel has its own scale, drawn under it; where values have both signs, it is even about 0"
    if not partial:
        return said
    which = "the caption of one says" if partial == 1 else f"the captions of {partial:,} say"
    return f"{said}; {which} that not all cells or tiles are shown"


def _pages(groups: list[Group], at_most: int) -> list[list[Group]]:
    """Whole layers on each page, as far as one fits."""
    pages: list[list[Group]] = [[]]
    room = at_most
    for group in groups:
        rest = group.panels
        if len(rest) > room and pages[-1] and len(rest) <= at_most:
            pages.append([])
            room = at_most
        while rest:
            part, rest = rest[:room], rest[room:]
            pages[-1].append(Group(group.name, group.words, part))
            room -= len(part)
            if rest or not room:
                pages.append([])
                room = at_most
    return [one for one in pages if one]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Panels of one layer that stand side by side: at which column of the line."""

    group: Group
    column: int
    panels: tuple[Panel, ...]
    more: bool = False


class _Layout:
    """Where each panel stands, in inches from the top left."""

    def __init__(self, groups: Sequence[Group], heading: Sequence[str]) -> None:
        self.title = points(mpl.rcParams["axes.titlesize"])
        self.body = points("small")
        self.head = (self.body + points("x-small")) * LEADING / 72 + 0.06
        panels = sum(len(group.panels) for group in groups)
        across = round((panels * (HIGH + 1.1) / (WIDE + GAP) * _SHAPE) ** 0.5)
        widest = max(len(group.panels) for group in groups)
        self.columns = max(1, min(_WIDEST, panels, max(across, min(widest, 4), 2)))
        self.lines = self._flow(groups)
        self.width = max(self.columns * (WIDE + GAP) - GAP + 2 * PAD, 4.8)
        self.heading = [(size, wrapped(text, size, self.width - 2 * PAD)) for size, text in self._sized(heading)]
        self.top = PAD + sum(len(lines) * size * LEADING / 72 for size, lines in self.heading) + 0.08
        self.heights = [self._height(line) for line in self.lines]
        self.height = self.top + sum(self.heights) + PAD

    def _sized(self, heading: Sequence[str]) -> list[tuple[float, str]]:
        return [(self.title if i == 0 else self.body, text) for i, text in enumerate(heading)]

    def _flow(self, groups: Sequence[Group]) -> list[list[_Placed]]:
        lines: list[list[_Placed]] = [[]]
        column = 0
        for group in groups:
            rest, more = group.panels, False
            while rest:
                if column and column + len(rest) > self.columns:
                    lines.append([])
                    column = 0
                part, rest = rest[: self.columns - column], rest[self.columns - column :]
                lines[-1].append(_Placed(group, column, part, more))
                column, more = column + len(part), True
        return lines

    def _height(self, line: Sequence[_Placed]) -> float:
        return self.head + panel_height(max(len(caption(panel)) for placed in line for panel in placed.panels)) + 0.16

    def draw(self, into: Into) -> tuple[Figure | SubFigure, dict[str, Axes]]:
        """Draw everything; returns the figure, and the axes by the panels' names."""
        paper = Paper(self._figure(into))
        y = PAD
        for size, lines in self.heading:
            paper.text(PAD, y, "\n".join(lines), size)
            y += len(lines) * size * LEADING / 72
        axes: dict[str, Axes] = {}
        y = self.top
        for line, height in zip(self.lines, self.heights, strict=True):
            most = max(len(caption(panel)) for placed in line for panel in placed.panels)
            for placed in line:
                left = PAD + placed.column * (WIDE + GAP)
                self._head(paper, placed, left, y)
                for i, panel in enumerate(placed.panels):
                    made = paper.panel(panel, left + i * (WIDE + GAP), y + self.head, most)
                    axes[_free(f"{placed.group.name}/{panel.name}", axes)] = made
            y += height
        return paper.figure, axes

    def _figure(self, into: Into) -> Figure | SubFigure:
        if into is None:
            return new_figure(self.width, self.height, _DPI)
        if isinstance(into, Axes) or into.axes:
            raise UsageError(
                "A sheet has many axes of its own",
                given=f"{type(into).__name__}",
                needed="a Figure or SubFigure without axes",
            )
        width, height = inches_of(into)
        if width < self.width - 0.01 or height < self.height - 0.01:
            raise UsageError(
                "There is too little room for this sheet",
                given=f"{width:.1f} × {height:.1f} inches",
                needed=f"at least {self.width:.1f} × {self.height:.1f}",
                next_step="Make the figure larger, or draw fewer layers (layers=, at_most=)",
            )
        return into

    def _head(self, paper: Paper, placed: _Placed, x: float, y: float) -> None:
        """The layer's name over its panels, under a rule as wide as they are."""
        width = len(placed.panels) * (WIDE + GAP) - GAP
        paper.rule(x, y - 0.03, width)
        name = clean(placed.group.name, int(width * 72 / (0.68 * self.body))) + (" …" if placed.more else "")
        paper.text(x, y, name, self.body, weight="bold")
        kind = clean(placed.group.words, int(width * 72 / (0.56 * paper.small)))
        paper.text(x, y + self.body * LEADING / 72, kind, paper.small, color="0.4")


def _free(name: str, taken: Mapping[str, object]) -> str:
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
