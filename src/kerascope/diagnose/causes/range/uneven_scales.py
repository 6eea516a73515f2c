"""Panels to be compared, each on a scale of its own.

What it does: reports panels of one call in a loop that are autoscaled one by one, without a colour bar, when the words
of the figure compare them, or their titles are the settings of a sweep, and their ranges differ by a factor of 3 or
more (1.5 when the heading compares). Without such words: maps of what has one scale by its nature (errors of a
prediction, by a factor of 3 where each title gives its size or says what it is, or where titles set what is sound
against what is not, else of 5; far more apart: kernels of one layer, attention, probabilities), and a truth beside its
prediction.
Points of a scatter at the same places in every panel count as a map.
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
from collections.abc import Collection

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number
from kerascope.diagnose.tell import known, measured
from kerascope.evidence import Argument, Artist, Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix

_COMPARES = re.compile(
    r"\?|\b(?:compar\w*|versus|vs\.?|against|which|better|worse|best|larger|smaller|stronger|weaker|grow\w*|shrink\w*|vanish\w*"
    r"|explod\w*|decay\w*|fade\w*|more|less|differ\w*|change[sd]?|error|errors|residual\w*|loss|before|after|deeper"
    r"|with depth|across|between|over (?:epochs|training|depth|time|layers)|strength|magnitude|energy)\b",
    re.IGNORECASE,
)

_SETTING = re.compile(r"[^\W\d][\w $\\{}]*=\s*[-+.\deE$]+", re.IGNORECASE)
"""A title that is one setting of a sweep: 'L2 = 0.01'."""
_ERROR = re.compile(
    r"(?:^|_)(?:err|error|mse|mae|rmse|residual|resid|diff|difference|anomaly|uncertainty)s?(?:_|\d|$)|uncertainties|anomalies",
    re.IGNORECASE,
)
"""Names of what is small when all is well, so that its size is what the picture is about."""
_RATED = re.compile(r"\b(?:r?mse|mae|err(?:or)?|score|loss|residual)\b[^\w.-]*\d", re.IGNORECASE)
"""A title that gives the panel's error as a number, to be compared with the others'."""
_CALLED = re.compile(
    r"\banomal(?:y|ies)\b|\bdeviations?\b|\bdiscrepanc(?:y|ies)\b|\buncertaint(?:y|ies)\b|\|[^|]+\s[-−–]\s[^|]+\|",
    re.IGNORECASE,
)
"""A title that says that the map is of what should be small, and gives no number."""
_SOUND = re.compile(r"\b(?:normal|good|healthy|intact|undamaged|in[- ]distribution|seen)\b", re.IGNORECASE)
_FAULTY = re.compile(
    r"\b(?:ab-?normal|anomalous|defect\w*|bad|fault[ys]?|damaged?|broken|scratch\w*|crack\w*|unseen|tampered"
    r"|out[- ]of[- ]distribution|ood)\b",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"\d+\.\d{2,}(?:[eE][-+]?\d+)?|\d\.\d+[eE][-+]?\d+")
"""Numbers of a title that are printed fine enough to be told from a chance hit."""
_SIZE_OF = re.compile(r"\*\*\s*2|\b(?:np|numpy|ops|tf|torch|jnp)\.(?:\w+\.)*(?:abs|absolute|fabs|square)\(|\babs\(")
_PREDICTED = re.compile(r"\.predict(?:_on_batch)?\(|\b\w*(?:pred|recon|decoded|forecast|y_hat|yhat)\w*")
_TRUTH = re.compile(
    r"\b(?:truth|true|targets?|ground|simulat\w+|observ\w+|measured|actual|reference|exact|expected|originals?|y_(?:true|test|val))\b",
    re.IGNORECASE,
)
_GUESS = re.compile(
    r"\b(?:pred\w*|y_pred|network|forecast\w*|reconstruct\w*|outputs?|estimat\w+|surrogate|emulat\w+|decoded|model)\b",
    re.IGNORECASE,
)
_POINTS = 16
"""Points of a panel whose colours are looked at."""
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
        if call.panel in panels and (contours or _alone(call, beside) or _dots_alone(call, panels, run)):
            groups.setdefault(call.place.spot, []).append(call)
            alike = re.sub(r"\d+(?:\.\d+)?|\b[a-zA-Z]\b", "#", panels[call.panel].title)
            groups.setdefault((alike, call.function), []).append(call) if "#" in alike else None
            if run.has_network and call.data is not None:
                told = beside or bool(_COMPARES.search(panels[call.panel].title))
                groups.setdefault((told, call.function, call.data.facts.shape), []).append(call) if told else None
    for calls in groups.values():
        finding = _uneven(sheet, calls, panels, run) if len(calls) > 1 and _one_map(calls) else None
        if finding is not None:
            return finding
    return _by_nature(sheet, panels, run)


def _by_nature(sheet: Sheet, panels: dict[int, Panel], run: Run) -> Finding | None:
    """Panels that no word compares, but whose values have one scale."""
    groups: dict[tuple[object, ...], list[Call]] = {}
    shapes: dict[tuple[object, ...], list[Call]] = {}
    contrast = _set_apart([w for p in panels.values() for w in (p.title, p.ylabel)])
    for call in run.calls_in(sheet.key):
        if call.panel not in panels or call.data is None or not _alone(call, True):
            continue
        shapes.setdefault((call.function, call.data.facts.shape), []).append(call)
        kind, least = _nature(call)
        title = panels[call.panel].title
        if kind == "errors" and (_RATED.search(title) or _CALLED.search(title) or _gives_its_size(title, call.data)):
            least = 3
        if kind and (run.has_network or kind != "errors"):
            groups.setdefault((kind, call.function, call.data.facts.shape, least), []).append(call)
    for key, calls in groups.items():
        least = 3 if contrast and key[0] == "errors" else float(str(key[-1]))
        finding = _apart(calls, least) if _alike(calls, panels) else None
        if finding is not None:
            return finding
    for calls in shapes.values() if run.has_network else ():
        says = [_says(c, panels) for c in calls]
        truths = [c for c, s in zip(calls, says, strict=True) if s == (True, False)]
        guesses = [c for c, s in zip(calls, says, strict=True) if s == (False, True)]
        pairs = zip(truths, guesses, strict=True) if len(truths) == len(guesses) else ()
        for pair in pairs:  # the n-th prediction is that of the n-th truth, side by side or in rows
            one_map = len({a.cmap for c in pair for a in c.artists}) == 1
            finding = _apart(list(pair), 4) if one_map else None
            if finding is not None:
                return finding
    return None


def _nature(call: Call) -> tuple[str, float]:
    """What panels have one scale with this one, and the factor from which that is certain to mislead; '' for none."""
    data = call.data
    if data is None:
        return "", 0
    came, maker = data.derivation, known(data)
    root = came.root if came is not None else ""
    if "query" in (data.axes or ()) and "key" in (data.axes or ()):
        return "attention", 30
    if any(a.startswith("kernel_") for a in data.axes or ()):
        return f"kernels {root}", 30
    if maker is not None and maker.kind == "output" and maker.final and maker.activation == "softmax":
        return "probabilities", 30
    made = next((a.value for a in data.lineage if a.target == root and not a.into), "")
    told = _ERROR.search(root) or (not root and _ERROR.search(data.expression.partition("[")[0]))
    if told or (_SIZE_OF.search(made) and re.search(r"\s-\s|subtract\(", made) and _PREDICTED.search(made)):
        return "errors", 5
    return "", 0


def _gives_its_size(title: str, data: Argument) -> bool:
    """Whether a number in the title is this panel's maximum, mean or norm, as far as it is printed."""
    values = np.asarray(data.values, "float64") if data.values is not None else np.empty(0)
    if not values.size or not np.isfinite(values).all():
        return False
    size = np.abs(values)
    sizes = (size.max(), size.mean(), np.median(size), np.sqrt((size**2).mean()), np.sqrt((size**2).sum()))
    printed = [n for n in _DECIMALS.findall(title) if len(re.sub(r"[eE].*|\.", "", n).lstrip("0")) > 1]
    return any(float(f"{s:{_printed(n)}}") == float(n) for n in printed for s in sizes)


def _printed(number: str) -> str:
    """The format that a number was printed in: '0.0123' came of '.4f', '1.2e-03' of '.1e'."""
    digits, power, _ = number.lower().partition("e")
    return f".{len(digits.partition('.')[2])}{power or 'f'}"


def _alike(calls: list[Call], panels: dict[int, Panel]) -> bool:
    """Whether the panels are of one kind: not one variable each, which has units of its own."""
    titles = {re.sub(r"\d+(?:\.\d+)?|\b[a-zA-Z]\b", "#", panels[c.panel].title) for c in calls if c.panel is not None}
    if len(titles) == 1 or _set_apart(titles):
        return True
    came = [c.data.derivation for c in calls if c.data is not None]
    return all(d is not None and d.index and (d.axes is not None or isinstance(d.index[0], int)) for d in came)


def _set_apart(words: Collection[str]) -> bool:
    """Whether what is sound is set against what is not: their errors are to be compared."""
    faulty = [w for w in words if _FAULTY.search(w)]
    return bool(faulty) and any(_SOUND.search(w) for w in words if w not in faulty)


def _says(call: Call, panels: dict[int, Panel]) -> tuple[bool, bool]:
    """Whether a panel says that it is what was to be met, and that it is a prediction."""
    panel = panels[call.panel or 0]
    words = panel.title or panel.ylabel or (call.data.expression if call.data is not None else "")
    return bool(_TRUTH.search(words)), bool(_GUESS.search(words))


def _apart(calls: list[Call], least: float) -> Finding | None:
    """A finding on panels of one nature whose ranges lie apart by a factor."""
    data = [c.data for c in calls if c.data is not None]
    factor = max(map(_span, data)) / min(map(_span, data))
    grey = any(a.cmap.lower().startswith(("gray", "grey", "binary")) for c in calls for a in c.artists)
    bytes_beside = 200 < factor < 300 and max(_span(d) for d in data) > 100  # 0 to 255 beside 0 to 1: units, not sizes
    if len({c.panel for c in calls}) < 2 or factor < least or (grey and least < 30) or bytes_beside:
        return None
    return _finding(calls, data, factor)


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


def _dots_alone(call: Call, panels: dict[int, Panel], run: Run) -> bool:
    """Points in the colours of measured values, fitted to their own range, and no key that tells them."""
    values = call.argument("c") if call.kind == "scatter" and run.has_network else None
    if values is None or values.values is None or panels[call.panel or 0].legend is not None:
        return False
    artist = next((a for a in call.artists if a.clim is not None), None)
    fitted = artist is not None and _fitted(artist) and artist.norm in ("Normalize", "")
    return fitted and values.facts.is_float and values.facts.fractional > 0 and values.facts.finite >= _POINTS


def _one_map(calls: list[Call]) -> bool:
    """Of points: whether they stand at the same places in every panel, so that only their colours differ."""
    if calls[0].kind != "scatter":
        return True
    places = [[a.values for n in "xy" if (a := c.argument(n)) is not None] for c in calls]
    return all(len(p) == 2 and all(map(np.array_equal, p, places[0])) for p in places)


def _coloured(calls: list[Call]) -> list[Argument]:
    """The values that the colours stand for."""
    drawn = [c.argument("c") if c.kind == "scatter" else c.data for c in calls]
    return [d for d in drawn if d is not None]


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
    data = _coloured(calls)
    factor = max(map(_span, data)) / min(map(_span, data))
    grey = any(a.cmap.lower().startswith(("gray", "grey", "binary")) for c in calls for a in c.artists)
    if factor < (1.5 if _COMPARES.search(sheet.title) and not grey else 3):
        return None
    return _finding(calls, data, factor)


def _span(data: Argument) -> float:
    return (data.facts.maximum or 0) - (data.facts.minimum or 0)


def _finding(calls: list[Call], data: list[Argument], factor: float) -> Finding:
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
