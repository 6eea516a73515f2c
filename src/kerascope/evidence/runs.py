"""One run: its plotting calls, the exception that ended it, its warnings, and all of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kerascope.evidence.arrays import Argument, Assignment, Value
from kerascope.evidence.figures import Artist, Panel, Sheet, Titled
from kerascope.findings import Location

__all__ = ["Call", "Failure", "Run", "Warned"]


@dataclass(frozen=True, slots=True)
class Call:
    """One plotting call of the watched code."""

    number: int
    order: int
    """Place in the sequence of all calls and events."""
    function: str
    """The Axes method (or function) reached: 'imshow', 'plot', 'array_to_img', …"""
    kind: str
    """'image', 'line', 'scatter', 'bar', 'hist', 'box', 'mesh', 'contour', 'other'."""
    place: Location
    arguments: tuple[Argument, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    """Keyword options as plain values: cmap, vmin, vmax, norm, alpha, aspect, marker, label, …"""
    sheet: int | None = None
    panel: int | None = None
    exception: str = ""
    via: str = ""
    """The library between the user's code and matplotlib: 'seaborn', 'pandas', or ''."""
    scope: str = ""
    """Name of the user's function, '<module>' at the top."""
    artists: tuple[Artist, ...] = ()
    """Its artists as last seen."""

    def argument(self, *names: str) -> Argument | None:
        return next((a for n in names for a in self.arguments if a.name == n), None)

    @property
    def data(self) -> Argument | None:
        """The argument that holds the values drawn: the image, the y of a line, the heights of bars."""
        if self.function == "barh":
            return self.argument("width")
        return self.argument("X", "y", "height", "width", "Z", "C", "x")


@dataclass(frozen=True, slots=True)
class Failure:
    """The exception that reached the top, seen from the innermost frame of the user's code."""

    type: str
    message: str
    """Without terminal colours and without the block of arguments that Keras appends."""
    place: Location
    values: tuple[Value, ...] = ()
    """The parts of the failing expression first, then the other names of its statement."""
    call: Call | None = None
    """The plotting call that raised it, if one did."""
    where: tuple[str, ...] = ()
    """Modules of the frames below the user's own, outermost first."""
    outer: tuple[Location, ...] = ()
    """The user's frames above, outermost first."""
    lineage: tuple[Assignment, ...] = ()
    handed: tuple[Value, ...] = ()
    """Arguments of the library call that failed: receiver first."""
    turns: tuple[Value, ...] = ()
    """What the loops around the failing line walk over, the innermost first, as far as it can still be read."""
    arguments: tuple[Argument, ...] = ()
    """Those of them that are arrays, with how they came about."""
    near: tuple[Value, ...] = ()
    """Arrays that the failing frame names."""
    through: tuple[str, ...] = ()
    """'library:function' of the frames between the user's own: what called back into the user's code."""

    def value(self, source: str) -> Value | None:
        return next((v for v in self.values if v.source == source), None)


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that the run issued at a line of the user's code."""

    category: str
    message: str
    place: Location


@dataclass(frozen=True, slots=True)
class Run:
    """Everything seen of one run."""

    target: str
    calls: tuple[Call, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    failure: Failure | None = None
    warned: tuple[Warned, ...] = ()
    titles: tuple[Titled, ...] = ()
    models: tuple[Value, ...] = ()
    histories: tuple[Value, ...] = ()
    unfilled: tuple[Value, ...] = ()
    """Histories that the code made itself and that no `fit` has written to or returned."""
    outputs: tuple[Value, ...] = ()
    """What models returned, as far as copies are kept, the newest last."""
    weights: tuple[Value, ...] = ()
    """Entries that `get_weights` returned, as far as copies are kept, the newest last."""
    called: bool = False
    """Whether the code called a layer or model on numbers itself, outside `fit` and `predict`."""
    interactive: bool = False
    """Whether shown figures are closed by `show` here (inline or a window)."""
    notebook: bool = False
    backend: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    """File name to its text."""

    @property
    def has_network(self) -> bool:
        """Whether the code made, trained or called a model: its plots are then about what that gives."""
        return bool(self.models or self.histories)

    def sheet_of(self, call: Call) -> Sheet | None:
        return next((s for s in self.sheets if s.key == call.sheet), None)

    def panel_of(self, call: Call) -> Panel | None:
        """The call's panel as last seen."""
        sheet = self.sheet_of(call)
        if sheet is None:
            return None
        for event in reversed(sheet.events):
            for panel in event.panels:
                if panel.key == call.panel:
                    return panel
        return None

    def calls_in(self, sheet: int | None, panel: int | None = None) -> tuple[Call, ...]:
        return tuple(c for c in self.calls if c.sheet == sheet and (panel is None or c.panel == panel))
