"""What was seen: frozen records that causes read. Nothing here knows matplotlib, keras or any array framework.

`Facts` are measured of an array, a `Derivation` says how it came about, a `Value` is anything a frame names.
A `Call` is one plotting call; a `Sheet` is one figure with its `Panel`s and `Artist`s as they stood at an `Event`;
a `Failure` is the exception that reached the top; a `Run` holds them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import kerascope.findings as _findings

__all__ = [
    "Argument",
    "Artist",
    "Assignment",
    "Call",
    "Derivation",
    "Event",
    "Facts",
    "Failure",
    "Panel",
    "Provenance",
    "Run",
    "Sheet",
    "Titled",
    "Value",
    "Warned",
]

Location = _findings.Location


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured of an array before any clipping. Counts are of elements; ranges are of the finite ones."""

    type: str
    """Type of the object as handed over: 'numpy.ndarray', 'torch.Tensor', 'list', …"""
    shape: tuple[int, ...]
    dtype: str
    kind: str
    """NumPy's kind letter: b, i, u, f, c, O, U, S, M; 'V' for bfloat16 and float8."""
    size: int
    nan: int = 0
    posinf: int = 0
    neginf: int = 0
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    std: float | None = None
    negative: int = 0
    """Finite elements below zero."""
    above_one: int = 0
    """Finite elements above one."""
    fractional: int = 0
    """Finite elements that are no whole numbers."""
    distinct: int | None = None
    """Distinct finite values, or None when there are more than 256."""
    mode_share: float = 0.0
    """Share of the finite elements that have the most common value."""
    quantiles: tuple[float, float, float, float, float] | None = None
    """The 1st, 25th, 50th, 75th and 99th percentile of the finite elements."""
    sampled: bool = False
    """Whether the counts beyond range and NaN come from a part of a huge array."""
    masked: int = 0
    """Elements hidden by a numpy mask."""

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def finite(self) -> int:
        return self.size - self.nan - self.posinf - self.neginf - self.masked

    @property
    def is_float(self) -> bool:
        return self.kind in "fV"

    @property
    def is_integer(self) -> bool:
        return self.kind in "iu"

    @property
    def constant(self) -> bool:
        """Every element is finite and the same."""
        return self.size > 0 and self.finite == self.size and self.minimum == self.maximum


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a root array came from, when kerascope saw it come: the names are Keras's own."""

    kind: str
    """'weights' (get_weights, a variable), 'output' (predict or a call), 'input' (given to fit, predict or a call)."""
    axes: tuple[str, ...] | None = None
    model: str = ""
    layer: str = ""
    layer_class: str = ""
    weight: str = ""
    """'kernel', 'bias', 'gamma', …"""
    position: int | None = None
    """Index in the list that get_weights or predict returned."""
    siblings: tuple[str, ...] = ()
    """What the whole list holds, e.g. ('kernel (3, 3, 1, 8)', 'bias (8,)')."""
    data_format: str = ""
    activation: str = ""
    final: bool = False
    """The layer is an output of the user's trained or largest model, not a hidden one."""
    input_shape: tuple[int | None, ...] | None = None
    """Shape that the model expects, batch first."""
    colour_inputs: bool = False
    """For kernels: the layer reads the model's input itself, and that has 3 channels."""
    source: str = ""
    """The call that returned it, as far as known: 'predict', 'get_weights', …"""
    given_shape: tuple[int, ...] | None = None
    """Shape of the (first) input that a model was given for this output."""
    given: tuple[float, float] | None = None
    """Range of the (first) input that a model was given for this output."""
    missing: int = 0
    """Values of that input that were NaN or infinite."""
    trained: tuple[float, float] | None = None
    """Range of the input that `fit` trained the model (or the one before it) with."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a plotted array came about from a root array. Stated only when verified on every value."""

    root: str
    """The root as the code names it, or the call that returned it."""
    shape: tuple[int, ...]
    """Shape of the root."""
    index: tuple[int | tuple[int, int, int] | None, ...]
    """Per axis of the root: a fixed position, (start, stop, step), or None where the whole axis is kept."""
    order: tuple[int, ...]
    """For each axis of the plotted array, the axis of the root it runs along; empty when reshaped."""
    axes: tuple[str, ...] | None = None
    """Names of the root's axes."""
    steps: tuple[str, ...] = ()
    """'index', 'transpose', 'reshape', 'mean axis 3', 'affine', …, in order."""
    reduced: tuple[int, ...] = ()
    """Axes of the root that a mean, maximum or sum ran over."""
    provenance: Provenance | None = None
    exact: bool = True
    """True: same memory. False: found by value, and verified on every value."""
    roughness: tuple[float, ...] | None = None
    """Of a small table of which a short row was drawn: the mean step along each axis, each series standardised."""
    values: Any = field(default=None, compare=False, repr=False)
    """Of a root that Keras handed out and that was reshaped: a copy of the root itself. Never written to."""

    @property
    def fixed(self) -> dict[str, int]:
        """Axes of the root that are held at one position: name (or 'axis 0') to position."""
        return {self.name(a): i for a, i in enumerate(self.index) if isinstance(i, int)}

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the axes of the plotted array, in its order."""
        return tuple(self.name(a) for a in self.order)

    def name(self, axis: int) -> str:
        return self.axes[axis] if self.axes is not None and axis < len(self.axes) else f"axis {axis}"

    def size(self, name: str) -> int | None:
        """Length of a named axis of the root."""
        return self.shape[self.axes.index(name)] if self.axes and name in self.axes else None

    def words(self) -> str:
        """'channel 3 of 16, batch 0 of 8', or ''."""
        return ", ".join(
            f"{self.name(a)} {i} of {self.shape[a]}" for a, i in enumerate(self.index) if isinstance(i, int)
        )


@dataclass(frozen=True, slots=True)
class Value:
    """Anything that an expression of the watched code stood for at a moment."""

    source: str
    type: str
    module: str = ""
    facts: Facts | None = None
    provenance: Provenance | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    """Details by kind: keys, length, layer, built, weights, symbolic, requires_grad, value, reshaped_from, …"""
    values: Any = field(default=None, compare=False, repr=False)
    """For what was in reach of a call: the array itself, if it was still alive after the run. Never written to."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One statement that made or changed a name which the plotting call uses."""

    target: str
    source: str
    line: int
    value: str
    """Source of the right-hand side."""
    calls: tuple[str, ...] = ()
    """Names of the functions and methods that the right-hand side calls: 'astype', 'np.zeros', …"""
    values: tuple[Value, ...] = ()
    """What its parts stand for, as far as still alive."""
    augmented: bool = False
    into: bool = False
    """Writes into a part of the target: `target[...] = value`."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One array argument of a plotting call."""

    name: str
    expression: str
    """Its source, or '' when not certain."""
    facts: Facts
    derivation: Derivation | None = None
    provenance: Provenance | None = None
    """Of the very array, when the whole of it was handed over."""
    axes: tuple[str, ...] | None = None
    """Names of its own axes, where known."""
    values: Any = field(default=None, compare=False, repr=False)
    """A read-only NumPy copy taken at the call, or None when it was too large to keep."""
    lineage: tuple[Assignment, ...] = ()
    names: tuple[Value, ...] = ()
    """The names in its expression, as they stood at the call."""
    near: tuple[Value, ...] = ()
    """Arrays that the code around the call names, where they still lived after the run, with `values`."""
    aliases: tuple[str, ...] = ()
    """Places of one list or dict that all hold this very array: ('kept[0]', 'kept[1]', …)."""


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
    """Share of the finite points inside the axis limits."""
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
    legend: tuple[str, ...] | None = None
    legend_handles: tuple[str, ...] = ()
    """Labels' artists, in the legend's order: kinds and labels as the artists themselves have them."""
    legend_calls: tuple[int | None, ...] = ()
    """For each entry of the legend the Call that drew it, None for `axvline` and the like; empty when not certain."""
    artists: tuple[Artist, ...] = ()
    has_data: bool = False
    texts: int = 0
    """Words written into it by `text` and `annotate`."""
    axis_on: bool = True
    colorbar: bool = False
    """This axes is itself a colour bar."""
    has_colorbar: bool = False
    place: Location | None = None
    """Where it was made."""
    grid: tuple[int, int, int] | None = None
    """Rows, columns and position (from 0) in a subplot grid."""
    xticklabels: tuple[str, ...] = ()
    twin: bool = False
    projection: str = "rectilinear"
    position: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    xlim_set: Location | None = None
    ylim_set: Location | None = None
    yscale_set: Location | None = None
    legend_set: Location | None = None
    words_set: tuple[Location, ...] = ()
    """Where its title and the labels of its axes were last set by the user."""


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

    @property
    def last(self) -> tuple[Panel, ...]:
        """The panels when last seen with anything in them."""
        return next((e.panels for e in reversed(self.events) if e.panels), ())


@dataclass(frozen=True, slots=True)
class Call:
    """One plotting call of the watched code."""

    number: int
    order: int
    """Place in the sequence of all calls and events."""
    function: str
    """The Axes method (or function) reached: 'imshow', 'plot', 'array_to_img', …"""
    kind: str
    """'image', 'line', 'scatter', 'bar', 'hist', 'mesh', 'contour', 'other'."""
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
class Titled:
    """A title as it was set: another one may have come over it since."""

    order: int
    panel: int
    text: str
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
    called: bool = False
    """Whether the code called a layer or model on numbers itself, outside `fit` and `predict`."""
    interactive: bool = False
    """Whether shown figures are closed by `show` here (inline or a window)."""
    notebook: bool = False
    backend: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    """File name to its text."""

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
