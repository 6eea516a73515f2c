"""How much of each layer is kept: samples, channels, or a reduction, so that memory holds what was asked for."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import xarray as xr

from kerascope.axes import Axes
from kerascope.errors import AxisError, LayerError, UsageError
from kerascope.read import _backend
from kerascope.read._named import Labels, named
from kerascope.read._tree import Node, near

__all__ = ["REDUCTIONS", "Plan", "Rule"]

REDUCTIONS = ("mean", "max", "min", "sum", "std", "var", "median")
_SPARSE = frozenset({"SparseTensor", "RaggedTensor", "IndexedSlices", "BCOO"})
_Function = Callable[[xr.DataArray], xr.DataArray]


@dataclass(frozen=True)
class Rule:
    """What to keep of one layer: a selection or a reduction per axis, or a function of the whole array."""

    select: Mapping[str, int | slice | tuple[int, ...]] = field(default_factory=dict)
    reduce: Mapping[str, str] = field(default_factory=dict)
    function: _Function | None = None
    strict: bool = False
    """Whether an axis that the layer hasn't got is a mistake: it is when the rule is for this layer."""

    @property
    def last_sample(self) -> int | None:
        """The number of the last sample that can be wanted, from 0; `None` when there is no last."""
        chosen = self.select.get("batch")
        if isinstance(chosen, int):
            return chosen
        if isinstance(chosen, tuple):
            return max(chosen)
        return None if chosen is None or chosen.stop is None else chosen.stop - 1

    def of(
        self, tensor: Any, axes: Axes, start: int, name: str, attrs: Mapping[str, Any], used: set[str]
    ) -> xr.DataArray | None:
        """Take what is wanted of one batch's output, `start` being the number of its first sample.

        Returns `None` when none of its samples is wanted. Raises AxisError: no such axis, or no such index.
        """
        sizes = dict(zip(axes, tensor.shape, strict=True))
        if self.strict:
            self._check_axes(sizes, name)
        used.update(axes)
        chosen = {
            axis: _positions(what, axis, sizes[axis], start, name)
            for axis, what in self.select.items()
            if axis in sizes
        }
        if "batch" in chosen and not len(chosen["batch"]):
            return None
        single = {axis for axis in chosen if isinstance(self.select[axis], int)}
        values = _taken(tensor, axes, chosen)
        left = tuple(axis for axis in axes if axis not in single)
        values = values.reshape([n for axis, n in zip(axes, values.shape, strict=True) if axis not in single])
        array = named(values, left, name, attrs, _labels(axes, sizes, chosen, single, start))
        for axis, how in self.reduce.items():
            if axis in array.dims and axis != "batch":
                array = _reduced(array, axis, how)
        return array if self.function is None else self._called(array, name)

    def _called(self, array: xr.DataArray, name: str) -> xr.DataArray:
        assert self.function is not None
        made = self.function(array)
        if not isinstance(made, xr.DataArray):
            raise UsageError(
                f"keep's function for {name!r} gave no named array",
                given=type(made).__name__,
                needed="an xarray.DataArray, as it was handed one",
            )
        return made.rename(name).assign_attrs({**array.attrs, **made.attrs})

    def _check_axes(self, sizes: Mapping[str, int], name: str) -> None:
        for axis in [*self.select, *self.reduce]:
            if axis not in sizes:
                had = ", ".join(f"{a}: {s}" for a, s in sizes.items())
                raise AxisError(f"{name!r} has no axis {axis!r}", given=had, next_step=near(axis, list(sizes)))


@dataclass(frozen=True)
class Plan:
    """The rules of `keep=`, by layer."""

    rules: Mapping[str, Rule]
    general: Rule

    @classmethod
    def of(cls, keep: Any) -> Plan:
        """Read `keep=`: `None`, axes, a function, or either per layer. Raises UsageError: anything else."""
        if keep is None:
            return cls({}, Rule())
        if not isinstance(keep, Mapping):
            return cls({}, _rule(keep, strict=False))
        per_layer = [isinstance(what, Mapping) or callable(what) or what is None for what in keep.values()]
        if all(per_layer) and keep:
            rules = {str(layer): _rule(what, strict=True) for layer, what in keep.items()}
            return cls(rules, Rule())
        if any(per_layer):
            raise UsageError(
                "keep mixes axes and layers",
                given=f"keys {', '.join(map(repr, keep))}",
                needed='either {"channel": 0, …} for all layers or {"conv1": {"channel": 0}, …} per layer',
            )
        return cls({}, _rule(keep, strict=False))

    def rule(self, node: Node) -> Rule:
        """The rule for a layer: the first that fits its path or its name."""
        for pattern, rule in self.rules.items():
            if pattern in (node.path, node.layer.name) or fnmatchcase(node.path, pattern):
                return rule
        return self.general

    def check(self, nodes: list[Node]) -> None:
        """Raises LayerError: a rule is for a layer that is not read."""
        for pattern in self.rules:
            if not any(pattern in (n.path, n.layer.name) or fnmatchcase(n.path, pattern) for n in nodes):
                raise LayerError(
                    f"keep has a rule for {pattern!r}, which is not read",
                    next_step=near(pattern, [node.path for node in nodes]),
                )

    def check_used(self, used: set[str]) -> None:
        """Raises AxisError: an axis of the rule for all layers occurs in none of them."""
        for axis in [*self.general.select, *self.general.reduce]:
            if axis not in used:
                raise AxisError(
                    f"no layer that was read has an axis {axis!r}",
                    given="axes " + ", ".join(sorted(used)),
                    next_step=near(axis, sorted(used)),
                )

    def last_sample(self, nodes: list[Node]) -> int | None:
        """The last sample that any layer wants, so that reading can stop; `None` for all."""
        lasts = [self.rule(node).last_sample for node in nodes]
        known = [last for last in lasts if last is not None]
        return max(known) if len(known) == len(lasts) and known else None

    def describe(self) -> str:
        """The plan in one line, the same for the same plan: functions count by their name."""
        pairs = [*sorted(self.rules.items()), ("*", self.general)]
        return "; ".join(
            f"{name}: {dict(rule.select)} {dict(rule.reduce)} {getattr(rule.function, '__qualname__', '')}"
            for name, rule in pairs
        )


def _rule(what: Any, *, strict: bool) -> Rule:
    if what is None:
        return Rule()
    if callable(what):
        return Rule(function=what)
    if not isinstance(what, Mapping):
        raise UsageError("keep can't be read", given=f"{what!r:.60}", needed="axes by name, or a function")
    select: dict[str, int | slice | tuple[int, ...]] = {}
    reduce: dict[str, str] = {}
    for axis, part in what.items():
        if isinstance(part, str):
            if part not in REDUCTIONS:
                raise UsageError(f"unknown reduction {part!r} of axis {axis!r}", needed=", ".join(REDUCTIONS))
            reduce[str(axis)] = part
        else:
            select[str(axis)] = _selection(str(axis), part)
    if reduce.get("batch") == "median":
        raise UsageError("a median over the batch needs all samples at once", next_step="Keep them, or take a mean")
    return Rule(select, reduce, None, strict)


def _selection(axis: str, part: Any) -> int | slice | tuple[int, ...]:
    if isinstance(part, slice):
        wanted: int | slice | tuple[int, ...] = part
        numbers = [n for n in (part.start, part.stop) if n is not None]
        if part.step is not None and part.step < 1:
            numbers.append(-1)
    else:
        try:
            wanted = operator.index(part)
            numbers = [wanted]
        except TypeError:
            try:
                wanted = tuple(operator.index(n) for n in part)
                numbers = list(wanted)
            except TypeError:
                raise UsageError(
                    f"keep of axis {axis!r} can't be read",
                    given=f"{part!r:.60}",
                    needed=f"an index, a slice, a list of indices, or one of {', '.join(REDUCTIONS)}",
                ) from None
    if axis == "batch" and any(n < 0 for n in numbers):
        raise UsageError(
            "samples are counted from the first, since a stream has no known end", given=f"keep={{'batch': {part!r}}}"
        )
    return wanted


_Positions = range | tuple[int, ...]


def _positions(what: Any, axis: str, size: int, start: int, name: str) -> _Positions:
    """The positions along one batch's axis that are wanted."""
    if axis == "batch":
        return _samples(what, size, start)
    if isinstance(what, slice):
        return range(size)[what]
    wanted = (what,) if isinstance(what, int) else what
    if any(not -size <= n < size for n in wanted):
        raise AxisError(f"axis {axis!r} of {name!r} has no index {what!r}", given=f"{axis}: {size}")
    return range(what % size, what % size + 1) if isinstance(what, int) else tuple(n % size for n in wanted)


def _samples(what: Any, size: int, start: int) -> _Positions:
    """Which samples of a batch are wanted, by their numbers in the whole data."""
    if isinstance(what, tuple):
        return tuple(n - start for n in what if start <= n < start + size)
    wanted = slice(what, what + 1) if isinstance(what, int) else what
    first, step = wanted.start or 0, wanted.step or 1
    if first < start:
        first += -(-(start - first) // step) * step
    stop = start + size if wanted.stop is None else min(wanted.stop, start + size)
    return range(first - start, stop - start, step)


def _labels(
    axes: Axes, sizes: Mapping[str, int], chosen: Mapping[str, _Positions], single: set[str], start: int
) -> Labels:
    labels: dict[str, range | tuple[Any, ...] | int] = {}
    for axis in axes:
        before = start if axis == "batch" else 0
        if axis in single:
            labels[axis] = chosen[axis][0] + before
        elif axis in chosen:
            labels[axis] = tuple(n + before for n in chosen[axis])
        elif before:
            labels[axis] = range(before, before + sizes[axis])
    return labels


def _taken(tensor: Any, axes: Axes, chosen: Mapping[str, _Positions]) -> np.ndarray[Any, Any]:
    """Select before copying to NumPy where a slice can say what is wanted, so that the rest is not copied."""
    if type(tensor).__name__ in _SPARSE:
        tensor = _backend.to_numpy(tensor)
    slices = [slice(None)] * len(axes)
    later: dict[str, _Positions] = {}
    for axis, wanted in chosen.items():
        if isinstance(wanted, range) and wanted.step > 0:
            slices[axes.index(axis)] = slice(wanted.start, max(wanted.stop, wanted.start), wanted.step)
        else:
            later[axis] = wanted
    values = _backend.to_numpy(tensor[tuple(slices)] if chosen else tensor)
    for axis, wanted in later.items():
        values = np.take(values, list(wanted), axis=axes.index(axis))
    return values


def _reduced(array: xr.DataArray, axis: str, how: str) -> xr.DataArray:
    if array.dtype.kind in "USO":
        raise AxisError(f"text can't be reduced along {axis!r}", given=f"{array.name!r} of dtype {array.dtype}")
    wide = array.astype(np.float32) if array.dtype == np.float16 else array
    reduced = getattr(wide, how)(axis, keep_attrs=True, **({"skipna": False} if array.dtype.kind == "f" else {}))
    return reduced.assign_attrs(reduced=" ".join(filter(None, [array.attrs.get("reduced"), f"{axis}:{how}"])))  # type: ignore[no-any-return]
