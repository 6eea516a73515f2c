"""Into which bins a histogram sorts its values."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerascope.evidence import Argument, Call, Run

__all__ = ["bins_of"]


def bins_of(call: Call, data: Argument, run: Run) -> Any:
    """How many bins, or their edges where all values lie between them; None where that can't be told.

    The edges are known by a name, by how the call makes them of all values, or as pandas makes them.
    """
    given = call.options.get("bins", 10)
    if given != "ndarray":
        return given if isinstance(given, int) else None
    if call.via == "pandas":
        return _of_a_table(call, run)
    x = re.escape(data.expression or "?")
    least, last = (rf"(?:{x}\.{m}\(\)|(?:np\.)?{m}\({x}\))" for m in ("min", "max"))
    even = re.search(rf"linspace\(\s*{least}\s*,\s*{last}\s*,\s*(\d+)\s*\)", call.place.source)
    if even is not None:
        return int(even[1]) - 1
    named = re.search(r"\bbins\s*=\s*([A-Za-z_]\w*)\s*[,)]", call.place.source)
    edges = next((v.values for v in data.near if named is not None and v.source == named[1]), None)
    if edges is None or edges.ndim != 1 or edges.dtype.kind not in "iuf" or not (np.diff(edges) > 0).all():
        return None
    low, high = data.facts.minimum or 0.0, data.facts.maximum or 0.0
    return edges if edges[0] <= low and high <= edges[-1] else None


def _of_a_table(call: Call, run: Run) -> Any:
    """The edges that pandas has made of all the columns together, where the source says how many bins, or nothing."""
    said = re.search(r"\bbins\s*=\s*(\d+)\s*[,)]", call.place.source)
    if re.search(r"\brange\s*=|\*\*" if said else r"\brange\s*=|\*\*|\bbins\b", call.place.source):
        return None
    beside = [c.data for c in run.calls if (c.place, c.panel, c.via) == (call.place, call.panel, "pandas")]
    columns = [d.values for d in beside if d is not None and d.values is not None and d.facts.kind in "iuf"]
    every = np.concatenate([np.asarray(c, dtype="float64").ravel() for c in columns or [[]]])
    every = every[np.isfinite(every)]
    return np.histogram_bin_edges(every, int(said[1]) if said else 10) if every.size else None
