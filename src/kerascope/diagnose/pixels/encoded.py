"""What the values of a picture tell by themselves: how they were encoded, in what order their colours stand.

Reads arrays that evidence holds; writes to none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Call

__all__ = [
    "Order",
    "bare_ground",
    "colour_order",
    "cut_from",
    "encoding",
    "is_picture",
    "levels_left",
    "map_runs",
    "outside",
    "projected",
    "rough",
    "same_after",
    "tint",
]

_LOOK = 60_000
"""Values of a picture that are looked at for its encoding."""
_ENOUGH, _NONE = 64, 1e-3
"""Pixels that tell whether channels go together, and what rounding leaves of a correlation that is 0."""
_CAFFE = (103.939, 116.779, 123.68)
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_MADE_OF = ("Conv", "Dense", "Pool", "Norm", "Activation", "ReLU")


def is_picture(call: Call) -> Argument | None:
    """The argument of an image call that is read as red, green and blue, unless its channels are known to be none."""
    data = call.data
    if call.kind != "image" or data is None or data.facts.ndim != 3 or data.facts.shape[-1] not in (3, 4):
        return None
    mapped = call.options.get("cmap") is not None  # of bytes it is left over: masks are drawn by the same line
    if data.facts.finite == 0 or (mapped and data.facts.dtype != "uint8"):
        return None
    known = data.provenance or (data.derivation.provenance if data.derivation is not None else None)
    if known is not None and known.kind == "weights":
        return None
    if known is not None and known.kind == "output" and not known.final and known.layer_class.startswith(_MADE_OF):
        return None if known.layer_class != "Normalization" else data
    return data


def outside(data: Argument, low: float, high: float) -> float:
    """Share of the finite values that an RGB picture clips, beyond 2 % of the range it shows."""
    slack = 0.02 * (high - low)
    facts = data.facts
    if data.values is None:
        wide = (facts.minimum or 0) < low - slack or (facts.maximum or 0) > high + slack
        return (facts.negative + facts.above_one) / max(1, facts.finite) if wide and high == 1 else float(wide)
    values = np.asarray(data.values, dtype="float64")
    values = values[np.isfinite(values)]
    return float(((values < low - slack) | (values > high + slack)).mean()) if values.size else 0.0


def rough(data: Argument) -> float:
    """Correlation of neighbouring pixels: near 0 for noise, near 1 for pictures."""
    if data.values is None or data.facts.shape[1] < 3:
        return 1.0
    values = np.nan_to_num(np.asarray(data.values, dtype="float64")[..., :3])
    left, right = values[:, :-1].ravel(), values[:, 1:].ravel()
    spread = left.std() * right.std()
    return float(((left - left.mean()) * (right - right.mean())).mean() / spread) if spread > 0 else 1.0


def projected(data: Argument) -> bool:
    """Whether the channels are principal components: each around 0, and none tells of another, as colours always do."""
    if data.values is None or data.facts.kind != "f" or data.facts.shape[-1] != 3:
        return False
    pixels = np.asarray(data.values, dtype="float64").reshape(-1, 3)
    spread = pixels.std(axis=0) if len(pixels) >= _ENOUGH and np.isfinite(pixels).all() else np.zeros(3)
    if not spread.all():
        return False
    centred = (np.abs(pixels.mean(axis=0)) < _NONE * spread).all()
    return bool(centred and (np.abs(np.corrcoef(pixels.T)[np.triu_indices(3, 1)]) < _NONE).all())


def encoding(data: Argument) -> str:
    """How bytes were turned into these floats, when every value looked at confirms it; else ''."""
    values = data.values
    if values is None or data.facts.kind != "f" or not data.facts.shape or data.facts.shape[-1] not in (3, 4):
        return ""
    pixels = np.asarray(values, dtype="float64")[..., :3].reshape(-1, 3)
    pixels = pixels[:: max(1, len(pixels) * 3 // _LOOK)]
    if not np.isfinite(pixels).all() or len(np.unique(pixels)) < 8:
        return ""
    tries = (
        ("x", pixels),
        ("x / 255", pixels * 255),
        ("x / 127.5 - 1", (pixels + 1) * 127.5),
        ("x - (103.939, 116.779, 123.68)", pixels + np.array(_CAFFE)),
        ("x - (123.68, 116.779, 103.939)", pixels + np.array(_CAFFE[::-1])),
        ("(x - (123.68, 116.779, 103.939)) / 255", pixels * 255 + np.array(_CAFFE[::-1])),
        ("(x - (103.939, 116.779, 123.68)) / 255", pixels * 255 + np.array(_CAFFE)),
        ("(x / 255 - mean) / std", (pixels * np.array(_STD) + np.array(_MEAN)) * 255),
        ("x / 255 / 255", pixels * 255 * 255),
    )
    for words, back in tries:
        if back.min() > -0.5 and back.max() < 255.5 and np.abs(back - np.rint(back)).max() < 0.02:
            return words
    return ""


_CUT_TO = 16
"""The most that floats of a small range are cut to; what is brighter was drawn over it."""
_BESIDE = 0.7
"""Of the values that are not background in both of two arrays, the share that must agree."""


def same_after(picture: Any, other: Any) -> float:
    """Share of equal values of two arrays of one shape; 0 for different shapes.

    And 0 where they agree in the background alone, as a mask does with anything that is 0 nearly everywhere, also one
    that was stretched to 0 and 255.
    """
    if picture.shape != other.shape or not picture.size:
        return 0.0
    if picture.ndim == 2 and np.array_equal(np.unique(picture), (0, 255)):
        picture = picture // 255
    same = picture == other
    kinds, counts = np.unique(picture, return_counts=True)
    beside = (picture != kinds[counts.argmax()]) | (other != kinds[counts.argmax()])
    beside &= picture <= max(_CUT_TO, other.max())  # what a pen drew over it says nothing
    return float(same.mean()) if len(kinds) == 1 or not beside.any() or same[beside].mean() > _BESIDE else 0.0


def bare_ground(picture: Any) -> bool:
    """Whether one value is all there is, but for what is too bright for fractions that were cut."""
    return len(np.unique(picture[picture <= _CUT_TO])) <= 1


@dataclass(frozen=True, slots=True)
class Order:
    """Shares of the pixels whose colours a JPEG decoder can have made, read as R, G, B and as B, G, R."""

    rgb: float
    bgr: float
    pixels: int

    @property
    def reversed(self) -> bool:
        return self.bgr > 0.97 and self.rgb < 0.6


@lru_cache(maxsize=1)
def _made_by_jpeg() -> Any:
    """Which differences (red - green, blue - green) exist in pictures that a JPEG decoder made: about 1 in 4.

    It computes them from two chroma bytes with fixed integer tables, and not alike for red and for blue.
    """
    chroma = np.arange(-128, 128)
    red, blue = (91881 * chroma + 32768) >> 16, (116130 * chroma + 32768) >> 16
    green = ((-22554 * chroma + 32768)[:, None] - (46802 * chroma)[None, :]) >> 16
    made = np.zeros((1024, 1024), dtype=bool)
    made[red[None, :] - green + 512, blue[:, None] - green + 512] = True
    return made


def colour_order(values: Any) -> Order | None:
    """The order of the channels of whole pixels that came from a JPEG; None when that can't be told."""
    array = np.asarray(values)
    if array.ndim < 3 or array.shape[-1] != 3 or array.dtype.kind not in "uif":
        return None
    pixels = array.reshape(-1, 3)
    pixels = pixels[:: max(1, len(pixels) // 40_000)].astype("float64")
    if not len(pixels) or not np.isfinite(pixels).all():
        return None
    pixels = pixels * 255 if 0 < pixels.max() <= 1 else pixels
    whole = np.rint(pixels)
    if np.abs(pixels - whole).max() > 0.02 or whole.min() < 0 or whole.max() > 255:
        return None
    whole = whole[((whole > 0) & (whole < 255)).all(axis=1)].astype(int)
    if len(whole) < 300:
        return None
    differences = (whole[:, 0] - whole[:, 1] + 512) * 1024 + whole[:, 2] - whole[:, 1] + 512
    pairs, counts = np.unique(differences, return_counts=True)
    if len(pairs) < 40:
        return None
    made = _made_by_jpeg()
    first, last = np.divmod(pairs, 1024)
    total = counts.sum()
    return Order(
        float((counts * made[first, last]).sum() / total), float((counts * made[last, first]).sum() / total), len(whole)
    )


def cut_from(picture: Any, floats: Any) -> float:
    """Largest share of a picture's values that an array of floats, or one slice of it, gives when cut to integers."""
    floats = np.asarray(floats)
    if floats.size < picture.size or floats.size > 20_000_000:
        return 0.0
    extra = floats.ndim - picture.ndim
    if extra == 0:
        return same_after(picture, _cut(floats, picture.dtype))
    if extra == 1 and floats.shape[1:] == picture.shape:
        return max(same_after(picture, _cut(part, picture.dtype)) for part in floats[:256])
    if extra == 1 and floats.shape[:-1] == picture.shape:
        return max(same_after(picture, _cut(floats[..., c], picture.dtype)) for c in range(min(256, floats.shape[-1])))
    if extra == 2 and floats.shape[1:-1] == picture.shape and floats.shape[0] * floats.shape[-1] <= 1024:
        parts = (floats[n, ..., c] for n in range(floats.shape[0]) for c in range(floats.shape[-1]))
        return max(same_after(picture, _cut(part, picture.dtype)) for part in parts)
    return 0.0


def _cut(floats: Any, dtype: Any) -> Any:
    with np.errstate(all="ignore"):
        return floats.astype(dtype)


def tint(values: Any) -> str:
    """'red', 'green' or 'blue' when the saturated pixels of a picture are clearly that; else ''."""
    pixels = np.asarray(values, dtype="float64")[..., :3].reshape(-1, 3)
    if not np.isfinite(pixels).all() or pixels.max() <= 0:
        return ""
    pixels = pixels / pixels.max()
    strong = pixels[np.ptp(pixels, axis=1) > 0.4]
    if len(strong) < 8:
        return ""
    mean = strong.mean(axis=0)
    first, second = np.argsort(mean)[::-1][:2]
    return ("red", "green", "blue")[first] if mean[first] > mean[second] + 0.25 else ""


def map_runs(picture: Any, values: Any) -> float:
    """Correlation of red minus blue with the values under a picture, of any size: maps run from blue to red."""
    colours, values = np.asarray(picture, dtype="float64"), np.asarray(values, dtype="float64")
    height, width = colours.shape[:2]
    if min(values.shape) < 3 or abs(width / height - values.shape[1] / values.shape[0]) > 0.1 * width / height:
        return 0.0
    rows, columns = np.arange(height) * values.shape[0] // height, np.arange(width) * values.shape[1] // width
    under = values[rows][:, columns].ravel()
    over = (colours[..., 0] - colours[..., 2]).ravel()
    if under.std() == 0 or over.std() == 0 or not np.isfinite(over).all():
        return 0.0
    return float(np.corrcoef(under, over)[0, 1])


def levels_left(values: Any) -> dict[int, int]:
    """How often each whole number comes, of what is left when fractions are cut off."""
    whole, counts = np.unique(np.trunc(np.asarray(values, dtype="float64")), return_counts=True)
    return {int(v): int(n) for v, n in zip(whole, counts, strict=True) if np.isfinite(v)}
