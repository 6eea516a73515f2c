"""What the two models learn from: scikit-learn's digits, and a series with several features made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["FEATURES", "STEPS", "Digits", "Series", "digits", "series"]

FEATURES = ("fast wave", "slow wave", "drift", "pulses")
STEPS = 48

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Digits:
    """Grey pictures (sample, height, width, 1) of 0 to 1, and the digits that they show."""

    images: _Floats
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """Windows (sample, time, feature), and for each step of them what comes next (sample, time, 1)."""

    windows: _Floats
    targets: _Floats


def digits(samples: int | None = None) -> Digits:
    """scikit-learn's 1797 digits of 8 × 8 pixels, or the first of them."""
    from sklearn.datasets import load_digits

    held: Any = load_digits()
    images = np.asarray(held.images[:samples, :, :, None] / 16, dtype=np.float32)
    return Digits(images, np.asarray(held.target[:samples], dtype=np.int64))


def series(samples: int | None = None, *, seed: int = 0) -> Series:
    """Windows cut from one long series of four features.

    What comes next is mostly the fast wave, which pulses shake for some steps, on top of a share of the others: to tell
    it, a model must remember when the last pulse was.
    """
    count = min(samples or 256, 256)
    rng = np.random.default_rng(seed)
    time = np.arange(count * 8 + STEPS + 1)
    pulses = (rng.random(time.size) < 0.05).astype(np.float64)
    fast, slow = np.sin(2 * np.pi * time / 12), np.sin(2 * np.pi * time / 70)
    drift = np.cumsum(rng.normal(0, 0.1, time.size))
    drift = (drift - drift.mean()) / (drift.std() + 1e-9)
    shaken = np.convolve(pulses, 0.75 ** np.arange(20))[: time.size]
    features = np.stack([fast, slow, drift, pulses], axis=1) + rng.normal(0, 0.03, (time.size, 4))
    target = 0.4 * fast + 0.3 * slow + 0.15 * drift + 0.6 * shaken
    starts = np.arange(count) * 8
    window = starts[:, None] + np.arange(STEPS)
    return Series(features[window].astype(np.float32), target[window + 1, None].astype(np.float32))
