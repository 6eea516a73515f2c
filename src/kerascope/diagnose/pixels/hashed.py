"""Numbers that are wrapped round on purpose: colours made of label numbers, and phases."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Call

__all__ = ["goes_round", "hashed"]

_CYCLIC = re.compile(r"(?:hsv|twilight|twilight_shifted|phase|cyclic\w*|romaO|bamO|brocO|corkO|vikO)(?:_r)?")
_FOR_LABELS = re.compile(
    r"(?:tab\d\w*|Set[123]|Pastel[12]|Paired|Accent|Dark2|prism|flag|nipy_spectral|gist_ncar|glasbey\w*|Listed\w*|from_list)(?:_r)?"
)
_LABELS, _TIMES, _TURNS = 64, 11, 2
"""Different numbers up to which they may be labels; the least factor that is no brightening; turns around 256 that
nobody makes by mistake."""


def goes_round(call: Call) -> bool:
    """Whether the colour map ends where it begins, as for angles and phases."""
    return bool(_CYCLIC.fullmatch(_map(call)))


def hashed(call: Call, data: Argument, meant: Any) -> bool:
    """Whether numbers 0, 1, 2 … times an odd number were meant to be spread out modulo 256, so that none meet.

    Such multiples tell labels apart: in three channels that differ, under a map for labels, or by many turns. Class
    numbers that should rise from black to white are none of that.
    """
    numbers = np.unique(np.asarray(meant, dtype="float64"))
    if not 3 <= numbers.size <= _LABELS or not np.isfinite(numbers).all() or (numbers % 1).any():
        return False
    steps = np.diff(numbers).astype("int64")
    times = int(np.gcd.reduce(steps))
    if times < _TIMES or times % 2 == 0 or int(steps.sum()) // times + 1 > 2 * numbers.size:
        return False
    turns = float(numbers[-1] - numbers[0]) / 256
    return _three_kinds(data) or bool(_FOR_LABELS.fullmatch(_map(call))) or turns >= _TURNS


def _three_kinds(data: Argument) -> bool:
    """Whether each label has a colour of its own, and another number in each channel."""
    shown = data.values
    if shown is None or shown.ndim != 3 or shown.shape[-1] not in (3, 4):
        return False
    colours = np.unique(shown[..., :3].reshape(-1, 3), axis=0)
    one_by_one = all(len(np.unique(colours[:, n])) == len(colours) for n in range(3))
    return one_by_one and not bool((colours[:, 0] == colours[:, 1]).all() or (colours[:, 1] == colours[:, 2]).all())


def _map(call: Call) -> str:
    return next((a.cmap for a in call.artists if a.cmap), "") or str(call.options.get("cmap") or "")
