"""Facts of arrays, where they come from, and what else a frame names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Argument", "Assignment", "Derivation", "Facts", "Provenance", "Value"]


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
    """Writes into a part of the target: `target[...] = value`, or adds to it."""
    added: bool = False
    """Adds to a list: `target.append(value)`."""

    @property
    def in_place(self) -> bool:
        """Whether it writes into a part of an array; a list keeps what it had, and its entries their dtype."""
        return self.into and not self.added


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
