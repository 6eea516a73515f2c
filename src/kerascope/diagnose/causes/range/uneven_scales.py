"""Panels to be compared, each on a scale of its own.

What it does: reports panels of one call in a loop that are autoscaled one by one, without a colour bar, when the words
of the figure compare them, or their titles are the settings of a sweep, and their ranges differ by a factor of 3 or
more (1.5 when the heading compares).
Why it is wrong: each panel's largest value gets the brightest colour. Equal colours then stand for values far apart,
and what is small looks as strong as what is large.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:24, 0:24]
    errors = {"small": np.abs(np.sin(rows / 3)), "large": np.abs(np.sin(columns / 5)) / 40}
    fig, axes = plt.subplots(1, 2)
    for ax, (name, error) in zip(axes, errors.items()):
        ax.imshow(error, cmap="magma")
        ax.set_title(name)
    fig.suptitle("Which model is better?")
    fig.savefig("errors.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:24, 0:24]
    errors = {"small": np.abs(np.sin(rows / 3)), "large": np.abs(np.sin(columns / 5)) / 40}
    fig, axes = plt.subplots(1, 2)
    for ax, (name, error) in zip(axes, errors.items()):
        ax.imshow(error, cmap="magma", vmin=0, vmax=1)
        ax.set_title(name)
    fig.suptitle("Which model is better?")
    fig.savefig("errors.png")
What it does not see: panels that the figure's words do not compare; digit pictures and photographs, one by one, are
fine.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number
from kerascope.diagnose.tell import known, measured
from kerascope.evidence import Artist, Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix

_COMPARES = re.compile(
    r"\?|\b(?:compar\w*|versus|vs\.?|against|which|better|worse|best|larger|smaller|stronger|weaker|grow\w*|shrink\w*|vanish\w*"
    r"|explod\w*|decay\w*|fade\w*|more|less|differ\w*|change[sd]?|error|errors|residual\w*|loss|before|after|deeper"
    r"|with depth|across|between|over (?:epochs|training|depth|time|layers)|strength|magnitude|energy)\b",
    re.IGNORECASE,
)

_SETTING = re.compile(r"[^\W\d][\w $\\{}]*=\s*[-+.\deE$]+", re.IGNORECASE)
"""A title that is one setting of a sweep: 'L2 = 0.01'."""
_BESIDE = re.compile(r"\b(?:compar\w*|versus|vs\.?|against)\b", re.IGNORECASE)


@cause("uneven-scales", family="range", sees=Sheet)
def uneven_scales(sheet: Sheet, run: Run) -> Finding | None:
    panels = {p.key: p for p in sheet.last}
    if any(p.colorbar or p.has_colorbar for p in panels.values()):
        return None
    groups: dict[object, list[Call]] = {}
    beside = bool(_BESIDE.search(sheet.title))
    for call in run.calls_in(sheet.key):
        contours = run.has_network and _levels_of_its_own(call)
        if call.panel in panels and (contours or _alone(call, beside)):
            groups.setdefault((call.place.file, call.place.cell, call.place.line), []).append(call)
            alike = re.sub(r"\d+(?:\.\d+)?|\b[a-zA-Z]\b", "#", panels[call.panel].title)
            groups.setdefault((alike, call.function), []).append(call) if "#" in alike else None
            if run.has_network and call.data is not None:
                told = beside or bool(_COMPARES.search(panels[call.panel].title))
                groups.setdefault((told, call.function, call.data.facts.shape), []).append(call) if told else None
    for calls in groups.values():
        finding = _uneven(sheet, calls, panels, run) if len(calls) > 1 else None
        if finding is not None:
            return finding
    return None


def _alone(call: Call, beside: bool) -> bool:
    """A map of floats, fitted to its own range, without numbers in its cells."""
    data = call.data
    if call.kind not in ("image", "mesh") or data is None or not data.facts.is_float or data.facts.ndim != 2:
        return False
    artist = next((a for a in call.artists if a.clim is not None), None)
    fitted = artist is not None and _fitted(artist) and artist.norm in ("Normalize", "")
    maker = known(data)
    picture = maker is not None and maker.kind == "input" and not beside
    return fitted and not picture and "annot" not in call.place.source and not data.facts.constant


def _levels_of_its_own(call: Call) -> bool:
    """Filled contours whose levels matplotlib chose over the panel's own range."""
    data, chosen = call.data, call.options
    if call.function != "contourf" or data is None or data.facts.ndim != 2 or data.facts.constant:
        return False
    return isinstance(chosen.get("levels", 7), int) and not {"vmin", "vmax", "norm", "colors"} & set(chosen)


def _fitted(artist: Artist) -> bool:
    if artist.clim is None or artist.data_range is None:
        return False
    slack = 1e-6 * (artist.clim[1] - artist.clim[0])
    return all(abs(a - b) <= slack for a, b in zip(artist.clim, artist.data_range, strict=True))


def _steps(low: float, high: float) -> list[float]:
    return [float(f"{low + (high - low) * n / 8:.4g}") for n in range(9)]


def _uneven(sheet: Sheet, calls: list[Call], panels: dict[int, Panel], run: Run) -> Finding | None:
    titles = [panels[c.panel].title for c in calls if c.panel is not None]
    if len({c.panel for c in calls}) < 2:
        return None
    swept = (
        bool(run.models)
        and len(set(titles)) == len(titles)
        and all(_SETTING.fullmatch(t.partition("\n")[0]) for t in titles)
    )
    if not swept and not _COMPARES.search(" | ".join([sheet.title, *titles])):
        return None
    data = [c.data for c in calls if c.data is not None]
    spans = [(d.facts.maximum or 0) - (d.facts.minimum or 0) for d in data]
    factor = max(spans) / min(spans)
    grey = any(a.cmap.lower().startswith(("gray", "grey", "binary")) for c in calls for a in c.artists)
    if factor < (1.5 if _COMPARES.search(sheet.title) and not grey else 3):
        return None
    low, high = min(d.facts.minimum or 0 for d in data), max(d.facts.maximum or 0 for d in data)
    tops = ", ".join(number(d.facts.maximum) for d in data[:8])
    source = calls[0].place.source
    colours = re.search(r"cmap\s*=\s*[\w.\"']+", source)
    shared = f"vmin={number(low)}, vmax={number(high)}"
    if calls[0].function == "contourf":  # a number of levels does not say which
        colours, shared = re.search(r"levels\s*=\s*\d+", source), ""
        fix = Fix("the same levels for all panels", colours[0], f"levels={_steps(low, high)}") if colours else None
    else:
        fix = Fix("one scale for all panels", colours[0], f"{colours[0]}, {shared}") if colours else None
    return found(
        calls[0].place,
        "warning",
        f"{len(calls)} panels that are to be compared are each autoscaled on their own, without a colour bar: their"
        f" ranges differ by a factor of {number(round(factor, 1))} (maxima {tops}), and yet each reaches the brightest"
        " colour.",
        why="Without vmin and vmax every picture is stretched to its own range, so that colours can't be compared.",
        evidence={**measured(data[0]), "maxima": [d.facts.maximum for d in data], "factor": round(factor, 3)},
        fix=fix,
    )
