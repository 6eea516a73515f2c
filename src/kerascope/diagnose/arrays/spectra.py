"""Spectra of kernels that were taken along the filters or inputs instead of along the taps. Verified by value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from kerascope.diagnose.arrays.shapes import KERNEL_AXES
from kerascope.evidence import Derivation, Value

__all__ = ["spectrum_across"]

_LARGEST, _FEWEST = 200_000, 5
_PADDED = 1_000_000
_TOLERANCE = 2e-4
_LEAST = (1.0, 1e-3, 1e-6, 1e-8, 1e-10, 1e-12)
"""What is added before a logarithm is taken, lest it be of zero."""


def spectrum_across(values: Any, entries: Sequence[Value]) -> Derivation | None:
    """The kernel of which a row, or a picture, of a spectrum over other axes than its window's was drawn.

    Whatever their order and scale: shifted, squared, in decibels or padded with zeros. None where the window's own
    spectrum fits too.
    """
    if values is None or values.ndim not in (1, 2) or values.dtype.kind != "f" or values.size < _FEWEST:
        return None
    drawn = _normal(values)
    for entry in reversed(entries if drawn is not None else ()):
        kernel, made = entry.values, entry.provenance
        if kernel is None or made is None or made.axes is None or made.weight != "kernel" or kernel.dtype.kind != "f":
            continue
        if len(made.axes) != kernel.ndim or kernel.ndim < 3 or kernel.size > _LARGEST:
            continue
        told = _of(values.shape, drawn, kernel, made.axes)
        if told is not None:
            over, kept = told
            steps = tuple(f"spectrum axis {a}" for a in over)
            return Derivation(
                "the kernel", kernel.shape, (None,) * kernel.ndim, kept, made.axes, steps, (), made, exact=False
            )
    return None


def _of(
    shape: tuple[int, ...], drawn: Any, kernel: Any, axes: tuple[str, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    window = tuple(a for a, name in enumerate(axes) if name in KERNEL_AXES)
    others = [a for a in range(kernel.ndim) if a not in window]
    right = [window, *((a,) for a in window)]
    wrong = [*((a,) for a in others if kernel.shape[a] > 1), *combinations(others, 2)]
    if any(_holds(kernel, over, shape, drawn) is not None for over in right):
        return None
    fits = [(over, kept) for over in wrong if (kept := _holds(kernel, over, shape, drawn)) is not None]
    return fits[0] if fits else None


def _holds(kernel: Any, over: tuple[int, ...], shape: tuple[int, ...], drawn: Any) -> tuple[int, ...] | None:
    """The axes along which what was drawn stands in the spectrum over some axes."""
    for made in _spectra(kernel, over, shape):
        strength = np.abs(made)
        for kept in combinations(range(kernel.ndim), len(shape)):
            if tuple(strength.shape[a] for a in kept) != shape:
                continue
            rows = np.moveaxis(strength, kept, range(-len(shape), 0)).reshape(-1, drawn.size)
            if any(_same(drawn, scaled) for row in rows for scaled in _scaled(row)):
                return kept
    return None


def _spectra(kernel: Any, over: tuple[int, ...], shape: tuple[int, ...]) -> Iterator[Any]:
    """The spectra over some axes; over one axis also of what was padded with zeros to the length that was drawn."""
    yield np.fft.rfftn(kernel, axes=over)
    yield np.fft.fftn(kernel, axes=over)
    taps = kernel.shape[over[0]]
    for drawn in dict.fromkeys(shape if len(over) == 1 else ()):
        if 2 * drawn >= taps and kernel.size // taps * drawn <= _PADDED:
            halves = (n for n in (2 * drawn - 2, 2 * drawn - 1) if n > taps)
            yield from (np.fft.rfft(kernel, n, axis=over[0]) for n in halves)
            # The half without its end is what `fft(taps, n)[: n // 2]` and SciPy's `freqz` give.
            yield np.fft.rfft(kernel, 2 * drawn, axis=over[0]).take(range(drawn), axis=over[0])
            if drawn > taps:
                yield np.fft.fft(kernel, drawn, axis=over[0])


def _scaled(row: Any) -> Iterator[Any]:
    yield row
    yield row**2
    if (row > 0).all():
        yield np.log(row)
    for least in _LEAST:
        yield np.log(row + least)


def _same(drawn: Any, row: Any) -> bool:
    made = _normal(row)
    return made is not None and bool((np.abs(made - drawn) < _TOLERANCE).all())


def _normal(row: Any) -> Any:
    """The numbers sorted, from 0 to 1; None where nothing could be told by them."""
    row = np.sort(np.asarray(row, dtype="float64").ravel())
    if not np.isfinite(row).all() or row[0] == row[-1]:
        return None
    return (row - row[0]) / (row[-1] - row[0])
