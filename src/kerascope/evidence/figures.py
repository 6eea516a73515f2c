"""Figures over their life: what stood in their panels when they were looked at."""

from __future__ import annotations

from dataclasses import dataclass

from kerascope.findings import Location

__all__ = ["Artist", "Event", "Panel", "Sheet", "Titled", "Written"]


@dataclass(frozen=True, slots=True)
class Artist:
    """One thing drawn in a panel, measured when the figure was looked at."""

    kind: str
    """'line', 'image', 'mesh', 'filled' (contours), 'scatter', 'bars', 'patch', 'text', 'other'."""
    call: int | None = None
    """Number of the Call that made it."""
    label: str = ""
    points: int = 0
    finite: int = 0
    marker: bool = False
    line: bool = True
    """A line style that draws between points."""
    strokes: int | None = None
    """Of a line: neighbouring points that are both finite, so that something is drawn between them."""
    visible: bool = True
    alpha: float | None = None
    zorder: float = 0.0
    shape: tuple[int, ...] = ()
    rgb: bool = False
    cmap: str = ""
    holes_seen: bool = False
    """The colour map has a colour of its own for what is not finite (`set_bad`)."""
    clim: tuple[float, float] | None = None
    norm: str = ""
    data_range: tuple[float, float] | None = None
    below: float = 0.0
    """Share of the finite values under the colour limits."""
    above: float = 0.0
    in_view: float = 1.0
    """Share of the finite points inside the axis limits; of what has an extent, 0 where all of it lies beyond them."""
    crosses: bool = False
    """Of a line none of whose points lies inside the axis limits: what is drawn between two of them does."""
    pixels: tuple[float, float] | None = None
    """Width and height on the page, in pixels."""
    box: tuple[float, float, float, float] | None = None
    """Place in the data: left, right, bottom, top."""
    span: float = 0.0
    """Share of the panel's height that the values of a line cover."""
    colour: str = ""
    under: int | None = None
    """Of a scatter: number of the Call whose opaque mesh or filled contours lie over its points."""


@dataclass(frozen=True, slots=True)
class Written:
    """Words at a place of the data."""

    text: str
    x: float
    y: float
    points: bool = False
    """Of `annotate`: the place is the one that the words point at."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One axes as it stood when its figure was looked at."""

    key: int
    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    xlim: tuple[float, float] = (0.0, 1.0)
    ylim: tuple[float, float] = (0.0, 1.0)
    xscale: str = "linear"
    yscale: str = "linear"
    xdates: bool = False
    """Its numbers are dates: days since 1970."""
    ydates: bool = False
    legend: tuple[str, ...] | None = None
    legend_given: tuple[str, ...] = ()
    """The names that the code handed to `legend` without artists, also those for which there was no line."""
    legend_beside: tuple[str, ...] = ()
    """The names that it handed over with artists beside them."""
    legend_list: tuple[str, tuple[str, ...]] | None = None
    """Name and words of a list in reach of `legend` whose first words are the legend's, where it has more."""
    legend_order: tuple[str, tuple[str, ...]] | None = None
    """Name and words of a list in reach of `legend` that has the very names handed to it, in another order."""
    legend_handles: tuple[str, ...] = ()
    """Labels' artists, in the legend's order: kinds and labels as the artists themselves have them."""
    legend_calls: tuple[int | None, ...] = ()
    """For each entry of the legend the Call that drew it, None for `axvline` and the like; empty when not certain."""
    artists: tuple[Artist, ...] = ()
    has_data: bool = False
    texts: int = 0
    """Words written into it by `text` and `annotate`."""
    words: tuple[Written, ...] = ()
    """Those that stand at a place of the data."""
    axis_on: bool = True
    colorbar: bool = False
    """This axes is itself a colour bar."""
    has_colorbar: bool = False
    place: Location | None = None
    """Where it was made."""
    grid: tuple[int, int, int] | None = None
    """Rows, columns and position (from 0) in a subplot grid."""
    xnames: tuple[tuple[float, str], ...] = ()
    """Where the ticks of the x axis stand to which the code gave words, and these words."""
    ynames: tuple[tuple[float, str], ...] = ()
    twin: bool = False
    projection: str = "rectilinear"
    position: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    located: bool = False
    """A locator places it when it is drawn, so that it need not be seen at `position`."""
    xlim_set: Location | None = None
    ylim_set: Location | None = None
    shares_x: tuple[int, ...] = ()
    """Keys of the other panels that have the same limits."""
    shares_y: tuple[int, ...] = ()
    xlim_by: tuple[Location, int] | None = None
    """Where its limits were last set, and the panel through which, where that is one that shares them."""
    ylim_by: tuple[Location, int] | None = None
    yscale_set: Location | None = None
    xscale_set: Location | None = None
    legend_set: Location | None = None
    words_set: tuple[Location, ...] = ()
    """Where its title and the labels of its axes were last set by the user."""

    @property
    def xticklabels(self) -> tuple[str, ...]:
        return tuple(word for _, word in self.xnames)

    def limits_set(self, axis: str) -> Location | None:
        """Where the limits of 'x' or 'y' were last set by hand, be it through a panel that shares them."""
        own, by = (self.xlim_set, self.xlim_by) if axis == "x" else (self.ylim_set, self.ylim_by)
        return by[0] if by is not None else own


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a figure: 'show', 'save', 'clear', 'close', 'exit' (the run's end), or 'look'."""

    kind: str
    order: int
    place: Location | None = None
    path: str = ""
    panels: tuple[Panel, ...] = ()
    """The figure as it stood."""
    pyplot: bool = False
    """Through pyplot's current figure, not through a Figure the code held."""
    backend: str = ""
    panel: int | None = None
    """Of 'clear': the one axes that was emptied; None for the whole figure."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One figure over its life."""

    key: int
    number: int | None
    """pyplot's number; None for a figure that pyplot does not know."""
    place: Location | None
    title: str = ""
    """The suptitle."""
    events: tuple[Event, ...] = ()
    size: tuple[float, float] = (6.4, 4.8)
    dpi: float = 100.0
    opened: int = 0
    """Order of its making."""
    open_beside: int = 0
    """Figures that pyplot held open when this one was made."""
    open_limit: int = 20
    """What matplotlib's own limit of open figures was at that moment; 0 for none."""
    extras: int = 0
    """Artists of the figure itself, outside any axes: texts, pictures, subfigures."""
    legends: int = 0
    """Legends of the figure itself, as `fig.legend` makes them."""

    def wiped(self, panel: int | None, order: int) -> Event | None:
        """What emptied an axes after a moment, by itself or with the whole figure."""
        return next(
            (e for e in self.events if e.kind == "clear" and e.order > order and e.panel in (None, panel)), None
        )

    @property
    def last(self) -> tuple[Panel, ...]:
        """The panels when last seen with anything in them."""
        return next((e.panels for e in reversed(self.events) if e.panels), ())

    @property
    def seen(self) -> bool:
        """Whether it was shown or saved."""
        return any(e.kind in ("show", "save") for e in self.events)


@dataclass(frozen=True, slots=True)
class Titled:
    """A title, or an axis's label, as it was set: another one may have come over it since."""

    order: int
    panel: int
    text: str
    place: Location
    kind: str = "title"
    """'title', 'xlabel' or 'ylabel'."""
