"""Colours that a map gave to values, and that lie over them the wrong way round."""

from __future__ import annotations

import re

from kerascope.diagnose.pixels.encoded import map_runs
from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument
from kerascope.parsed import words_in

__all__ = ["MAPPED", "against_its_map"]

MAPPED = re.compile(r"applyColorMap|colormaps?\b|get_cmap|plt\.cm\.|\bcm\.\w+\(")
_TURNED = re.compile(
    r",\s*2?::\s*-1\s*\]|BGR2RGB|RGB2BGR|\[\s*2\s*,\s*1\s*,\s*0\s*\]|np\.flip\(|np\.fliplr\(|tf\.reverse\("
)
_TO_RED = r"jet|turbo|rainbow|coolwarm|bwr|seismic|plasma|inferno|magma|gnuplot2?|RdBu_r|RdYlBu_r|Spectral_r"
_RISES = re.compile(rf"(?<![A-Za-z_])(?:{_TO_RED})\b(?!_r)")
"""Maps that end redder than they begin."""
_FALLS = re.compile(r"COLORMAP_(?:OCEAN|RAINBOW|BONE)\b")
"""Of OpenCV's, those that end bluer than they begin."""


def against_its_map(data: Argument) -> tuple[str, dict[str, object]] | None:
    """Colours of a map from blue to red that lie over its values the wrong way round.

    Many maps end in blue as they are: it must be known to end in red, and its channels to have been turned or to be
    OpenCV's.
    """
    text = tied(data)
    opencv = "applyColorMap" in text and not _FALLS.search(text)
    if not opencv and not (MAPPED.search(text) and _RISES.search(text) and _TURNED.search(text)):
        return None
    names = set(words_in(text))
    runs = {}
    for value in data.near:
        facts = value.facts
        if value.source in names and facts is not None and facts.ndim == 2 and facts.distinct != 1 and facts.nan == 0:
            if re.search(rf"\b(?:255|1(?:\.0?)?)\s*-\s*{re.escape(value.source)}\b", text):
                return None
            runs[value.source] = map_runs(data.values, value.values)
    if not runs or min(runs.values()) > -0.6 or max(runs.values()) > 0.6:
        return None
    name = min(runs, key=lambda n: runs[n])
    why = f"the colour map is B, G, R, and high values of `{name}` come out blue;"
    return why, {"map": name, "red_minus_blue_against_map": round(runs[name], 3)}
