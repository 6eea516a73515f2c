"""Colours that the code writes as 0xRRGGBB or '#RRGGBB', looked for in what is drawn."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from kerascope.parsed import nodes_of

__all__ = ["written_colours"]

_HEX = re.compile(r"(?:0x|#)([0-9a-f]{6})", re.IGNORECASE)
_LEAST = 2
"""Written colours that must be in the picture the wrong way round."""
_PIXELS = 250_000


def written_colours(drawn: Any, beside: Sequence[Any], text: str) -> tuple[str, dict[str, object]] | None:
    """What says that blue is first: the written colours are in the pictures, each with red and blue exchanged.

    drawn : the picture, which has one such colour at least
    beside : all pictures that the same line draws; tiles hold few colours each
    """
    colours = _written(text)
    if len(colours) < _LEAST or {_turned(c) for c in colours}.isdisjoint(_shown(drawn)):
        return None
    shown = set().union(*map(_shown, beside))
    turned = sorted(c for c in colours if _turned(c) in shown and _turned(c) not in colours)
    straight = [c for c in colours if c in shown]
    if len(turned) < _LEAST or straight:
        return None
    first = turned[0]
    why = (
        f"{len(turned)} colours that the code writes as 0xRRGGBB are in it as 0xBBGGRR, as {first:#08x} is "
        f"{_turned(first):#08x}: the bytes of such a number stand in memory as B, G, R;"
    )
    return why, {"written": [f"{c:#08x}" for c in turned[:6]], "exchanged": len(turned)}


@lru_cache(maxsize=16)
def _written(text: str) -> frozenset[int]:
    """Colours in numbers and strings of the code, but for those that are the same with red and blue exchanged."""
    found = set()
    for node in nodes_of(text):
        if not isinstance(node, ast.Constant) or type(node.value) not in (int, str):
            continue
        written = node.value if isinstance(node.value, str) else ast.get_source_segment(text, node) or ""
        match = _HEX.fullmatch(written)
        if match is not None:
            found.add(int(match[1], 16))
    return frozenset(c for c in found if _turned(c) != c)


def _turned(colour: int) -> int:
    return (colour & 0xFF) << 16 | colour & 0xFF00 | colour >> 16


def _shown(values: Any) -> set[int]:
    """The colours of a picture as numbers; none when it is not one of bytes."""
    if values.dtype.kind not in "uf":
        return set()
    pixels = values.reshape(-1, values.shape[-1])[:, :3]
    pixels = pixels[:: max(1, len(pixels) // _PIXELS)].astype("float64")
    if not len(pixels) or not np.isfinite(pixels).all():
        return set()
    whole = np.rint(pixels * 255 if values.dtype.kind == "f" and pixels.max() <= 1 else pixels)
    if whole.min() < 0 or whole.max() > 255:
        return set()
    red, green, blue = whole.astype("int64").T
    return set(np.unique(red << 16 | green << 8 | blue).tolist())
