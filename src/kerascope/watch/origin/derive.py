"""How a plotted array came about from a root array, decoded from memory layout: exact, or not stated at all."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from kerascope.evidence import Derivation
from kerascope.watch.record.roots import Layout, Root

__all__ = ["best", "decode"]

Index = tuple[int | tuple[int, int, int] | None, ...]


def best(roots: Iterable[Root]) -> Derivation | None:
    """The derivation that says most: from the root with named axes, then from the one with most axes."""
    found = [(d, r) for r in roots if (d := derivation(r)) is not None]
    if not found:
        return None

    def worth(item: tuple[Derivation, Root]) -> tuple[bool, int, bool]:
        derived, root = item
        return (root.provenance is not None and derived.axes is not None, len(derived.shape), bool(root.name))

    chosen, root = max(found, key=worth)
    names = [
        r.name
        for d, r in found
        if r.layout.address == root.layout.address and r.layout.shape == root.layout.shape and r.name
    ]
    return chosen if not names or chosen.root else _renamed(chosen, names[0])


def _renamed(derivation: Derivation, name: str) -> Derivation:
    from dataclasses import replace

    return replace(derivation, root=name)


def derivation(root: Root) -> Derivation | None:
    provenance = root.provenance
    axes = root.names or (provenance.axes if provenance is not None else None)
    if axes is not None and len(axes) != len(root.layout.shape):
        axes = None
    found = decode(root.mine, root.layout)
    if found is None:
        return None
    index, order, steps = found
    return Derivation(
        root.name, root.layout.shape, index, order, axes, steps, (), provenance, exact=True, roughness=root.roughness
    )


def decode(mine: Layout, root: Layout) -> tuple[Index, tuple[int, ...], tuple[str, ...]] | None:
    """(index per root axis, root axis of each of mine, steps) such that the view is the very memory of `mine`.

    Works for any mix of positions, slices (also reversed), new axes and transposes, and for a reshape of a
    contiguous block. None when the layout has no such reading, or more than one.
    """
    if mine.itemsize != root.itemsize or 0 in mine.shape:
        return None
    offset = mine.address - root.address
    spans = _spans(root)
    if spans is None:
        return None
    index = _positions(offset, root, spans, mine)
    if index is not None:
        return index
    return _reshaped(mine, root, offset)


def _spans(root: Layout) -> list[int] | None:
    """Axes of the root by falling stride, those of length 1 left out; None when axes overlap in memory."""
    axes = [a for a, n in enumerate(root.shape) if n > 1]
    if any(root.strides[a] <= 0 for a in axes):
        return None
    axes.sort(key=lambda a: -root.strides[a])
    for wide, narrow in pairwise(axes):
        if root.strides[wide] < root.strides[narrow] * root.shape[narrow]:
            return None
    return axes


def _positions(
    offset: int, root: Layout, spans: list[int], mine: Layout
) -> tuple[Index, tuple[int, ...], tuple[str, ...]] | None:
    starts = dict.fromkeys(range(len(root.shape)), 0)
    for axis in spans:
        starts[axis], offset = divmod(offset, root.strides[axis])
        if not 0 <= starts[axis] < root.shape[axis]:
            return None
    if offset:
        return None
    taken: dict[int, tuple[int, int]] = {}
    order: list[int] = []
    for position, (size, stride) in enumerate(zip(mine.shape, mine.strides, strict=True)):
        if size == 1:
            order.append(-1 - position)
            continue
        along = _axis_of(stride, size, root, spans, taken, starts)
        if along is None:
            return None
        taken[along] = (stride // root.strides[along], size)
        order.append(along)
    return _read(root, starts, taken, order)


def _axis_of(
    stride: int, size: int, root: Layout, spans: list[int], taken: dict[int, tuple[int, int]], starts: dict[int, int]
) -> int | None:
    fits = []
    for axis in spans:
        if axis in taken or stride % root.strides[axis]:
            continue
        step = stride // root.strides[axis]
        last = starts[axis] + step * (size - 1)
        if step != 0 and 0 <= last < root.shape[axis]:
            fits.append(axis)
    # The widest axis that fits is the one whose own stride divides: a narrower one would need a step beyond its size.
    return fits[0] if fits else None


def _read(
    root: Layout, starts: dict[int, int], taken: dict[int, tuple[int, int]], order: list[int]
) -> tuple[Index, tuple[int, ...], tuple[str, ...]]:
    final = _with_ones(order, [a for a, n in enumerate(root.shape) if n == 1], len(root.shape))
    index: list[int | tuple[int, int, int] | None] = []
    for axis, size in enumerate(root.shape):
        if axis in taken:
            step, length = taken[axis]
            whole = starts[axis] == 0 and step == 1 and length == size
            index.append(None if whole else (starts[axis], starts[axis] + step * length, step))
        elif axis in final:
            index.append(None)
        else:
            index.append(starts[axis])
    steps = ["index"] if any(i is not None for i in index) else []
    if final != sorted(final):
        steps.append("transpose")
    return tuple(index), tuple(final), tuple(steps)


def _with_ones(order: list[int], ones: list[int], ndim: int) -> list[int]:
    """The root's axis of each of mine; of those of length 1, which memory can't tell apart, one that keeps order."""
    final: list[int] = []
    behind = ndim
    for axis in reversed(order):
        if axis < 0:
            if not ones:
                continue  # an axis that is new
            axis = max((a for a in ones if a < behind), default=ones[-1])
            ones.remove(axis)
        final.append(axis)
        behind = axis
    return final[::-1]


def _contiguous(layout: Layout) -> bool:
    expected = layout.itemsize
    for size, stride in zip(reversed(layout.shape), reversed(layout.strides), strict=True):
        if size != 1 and stride != expected:
            return False
        expected *= size
    return True


def _count(shape: tuple[int, ...]) -> int:
    total = 1
    for n in shape:
        total *= n
    return total


def _reshaped(mine: Layout, root: Layout, offset: int) -> tuple[Index, tuple[int, ...], tuple[str, ...]] | None:
    """A reshape of the root, or of one block of it under fixed leading positions."""
    if not _contiguous(mine) or not _contiguous(root) or offset % root.itemsize:
        return None
    start, size = offset // root.itemsize, _count(mine.shape)
    for lead in range(len(root.shape)):
        block = _count(root.shape[lead:])
        if block == size and start % size == 0:
            position, index = start // size, []
            for axis in range(lead - 1, -1, -1):
                position, here = divmod(position, root.shape[axis])
                index.append(here)
            fixed: Index = (*reversed(index), *([None] * (len(root.shape) - lead)))
            return (fixed, (), ("index", "reshape") if lead else ("reshape",)) if position == 0 else None
    return None
