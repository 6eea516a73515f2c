"""Spectra of kernels, taken along the taps or along the filters: told by the values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with

from kerascope.diagnose import all_causes
from kerascope.evidence import Assignment, Provenance, Value

RNG = np.random.default_rng(8)
ROW = RNG.normal(size=(16, 2, 12)).astype("float32")
PLANE = RNG.normal(size=(5, 5, 2, 6)).astype("float32")


def _named(kernel: Any, values: Any, made: str = "np.abs(np.fft.rfft(kernel))") -> int:
    axes = ("kernel_time", "in_channel", "out_channel") if kernel.ndim == 3 else ()
    axes = axes or ("kernel_height", "kernel_width", "in_channel", "out_channel")
    layer_class = "Conv1D" if kernel.ndim == 3 else "Conv2D"
    maker = Provenance("weights", axes, layer="listen", layer_class=layer_class, weight="kernel")
    entry = Value("kernel", "ndarray", "numpy", provenance=maker, values=kernel)
    step = Assignment("spectrum", f"spectrum = {made}", 1, made)
    kind, name, function = ("line", "y", "plot") if values.ndim == 1 else ("image", "X", "imshow")
    one = call(function, kind, argument(name, values, "spectrum[0]", lineage=(step,)))
    run = run_with(one, panels=[panel(title="what filter 0 hears")], weights=(entry,))
    return len(list(all_causes()["kernel-layout"].look(one, run)))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (np.abs(np.fft.rfft(ROW))[3, 0], 1),
        (np.abs(np.fft.fft(ROW[3, 0])), 1),
        (np.abs(np.fft.rfft(ROW, axis=-1))[:, 1, 4], 1),
        (20 * np.log10(np.abs(np.fft.rfft(ROW))[2, 1]), 1),
        (np.abs(np.fft.rfft(ROW, axis=0))[:, 0, 4], 0),
        (np.fft.fftshift(np.abs(np.fft.fft(ROW[:, 0, 4]))), 0),
        (np.abs(np.fft.rfft(RNG.normal(size=32))), 0),
        (20 * np.log10(np.abs(np.fft.rfft(ROW, 64))[3, 1] + 1e-6), 1),
        (np.abs(np.fft.fft(ROW, 50, axis=-1))[3, 1], 1),
        (20 * np.log10(np.abs(np.fft.rfft(ROW, 64, axis=0))[:, 1, 2] + 1e-6), 0),
        (np.abs(np.fft.fft(ROW[3, 1], 50))[:25], 1),
        (np.abs(np.fft.fft(ROW[3, 1]))[:6], 1),
        (np.abs(np.fft.fft(ROW[:, 1, 2], 50))[:25], 0),
        (np.abs(np.fft.fft(ROW[:, 1, 2]))[:8], 0),
        (np.abs(np.fft.rfft(RNG.normal(size=12), 64)), 0),
    ],
)
def test_rows(values: Any, named: int) -> None:
    assert _named(ROW, values) == named


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (np.fft.fftshift(np.abs(np.fft.fft2(PLANE)))[:, :, 0, 2], 1),
        (np.log1p(np.abs(np.fft.fft2(PLANE))[:, :, 1, 2]), 1),
        (np.fft.fftshift(np.abs(np.fft.fft2(PLANE, axes=(0, 1)))[:, :, 0, 2]), 0),
    ],
)
def test_pictures(values: Any, named: int) -> None:
    assert _named(PLANE, values) == named


def test_what_takes_no_spectrum_is_not_looked_for() -> None:
    assert _named(ROW, np.abs(np.fft.rfft(ROW))[3, 0], "kernel") == 0
