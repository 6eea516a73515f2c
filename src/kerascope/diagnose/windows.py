"""Windows of a series `(batch, steps, features)` and spectrograms, which tell by themselves which axis is time."""

from __future__ import annotations

import re
from typing import Any

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import origin, subject
from kerascope.evidence import Argument, Call
from kerascope.findings import Finding, Fix

__all__ = ["frame_of_spectrum", "moment_of_window"]

_MOMENT_OF = re.compile(r"(\w+)\[(-?\w+)(?:, ?|\]\[)-?\w+\]")
"""`windows[k, -1]`, `windows[0][3]`."""

_SPECTRUM = re.compile(r"\b(?:i?stft|spectrogram|melspectrogram|rfft)\(")
_FREQUENCY = re.compile(r"freq|hz\b|\bbins?\b|\bband", re.IGNORECASE)


def frame_of_spectrum(call: Call, y: Argument, xlabel: str) -> Finding | None:
    """One frame of a spectrogram, whose axis of frequencies is known by its length: half of a power of 2, and one."""
    made = y.derivation
    if made is None or made.axes is not None or len(made.order) != 1 or made.reduced or _FREQUENCY.search(xlabel):
        return None
    across = made.order[0]
    bins = made.shape[across]
    time = across - 1 if across == len(made.shape) - 1 else across + 1
    if bins < 17 or (bins - 1) & (bins - 2) or not 0 <= time < len(made.shape) or y.facts.shape != (bins,):
        return None
    steps, frame = made.shape[time], made.index[time]
    if steps < 2 or steps == bins or not isinstance(frame, int):
        return None
    if not any(_SPECTRUM.search(a.value) for a in y.lineage):
        return None
    return found(
        call.place,
        "error",
        f"{subject(y)} is frame {frame} of {steps} of the spectrogram `{made.root}` {made.shape}: {bins} frequencies "
        f'run along x, while the x axis says "{xlabel}". One frequency over all {steps} frames keeps axis {time} and '
        f"takes an entry of axis {across}.",
        why="A line call draws along the axis that is left; the index took the one that counts frames.",
        evidence={"shape": list(y.facts.shape), "steps": steps, "along_x": "frequency", **origin(made)},
    )


def moment_of_window(call: Call, y: Argument, xlabel: str) -> Finding | None:
    """One moment of one window `(batch, steps, features)` that nothing names, as a data set's batches have them.

    Windows that overlap hold a moment many times, so that the code must say from which array it was taken.
    """
    taken = _MOMENT_OF.fullmatch(y.expression)
    if taken is None or y.facts.ndim != 1 or y.values is None:
        return None
    near = next((v for v in y.near if v.source == taken[1] and v.values is not None), None)
    if near is None or near.provenance is not None:
        return None
    windows = near.values
    points = y.values.size
    if windows.ndim != 3 or windows.dtype.kind != "f" or windows.shape[2] != points or windows.size > 4_000_000:
        return None
    steps = int(windows.shape[1])
    if points < 2 or steps < 5 * points or not _courses(windows):
        return None
    if not (windows == y.values).all(axis=-1).any():
        return None
    shape = tuple(int(n) for n in windows.shape)
    return found(
        call.place,
        "warning",
        f"{subject(y)} is one moment of one entry of `{taken[1]}` {shape}: {points} points, while the x axis says "
        f'"{xlabel}". The values go on smoothly along axis 1 ({steps} entries) and jump along axis 2: {points} '
        f"features run along x. All steps of one entry are `{taken[1]}[{taken[2]}]`.",
        why="A line call draws along the axis that is left; the index took the one along which the values go on.",
        evidence={"shape": list(shape), "points": points, "steps": steps},
        fix=Fix("keep all steps, one line per feature", y.expression, f"{taken[1]}[{taken[2]}]"),
    )


def _courses(windows: Any) -> bool:
    """Whether values go on smoothly along axis 1, each feature by itself, and jump from one feature to the next."""
    import numpy as np

    some = windows[:64].astype("float64")
    spread = some.std(axis=(0, 1))
    if not np.isfinite(some).all() or not some.std():
        return False
    moving = spread > 0
    along = (abs(np.diff(some, axis=1)).mean(axis=(0, 1))[moving] / spread[moving]).mean() if moving.any() else 1.0
    return bool(along < 0.35 and abs(np.diff(some, axis=2)).mean() / some.std() > 3 * along)
