"""What a figure's own words say that it shows: titles, labels, legends. Evidence of what was meant, never proof."""

from __future__ import annotations

import re

from kerascope.evidence import Call, Panel, Run

__all__ = [
    "CONFUSION",
    "along_time",
    "bar_words",
    "counts",
    "names_one",
    "promises_all",
    "promises_mean",
    "promises_units",
    "says",
    "words_of",
    "xlabel_of",
]

CONFUSION = re.compile(
    r"confusion|\b(?:bincount|crosstab)\(|\b(?:preds?|y_pred|y_hat)\b|\b(?:predicted|prediction|truth|true|actual)\b",
    re.IGNORECASE,
)
"""Of a square table of counts, in its source or its words: it is a confusion matrix."""
_NOUNS: dict[str, str] = {
    "channel": r"(?:channel|map|feature|filter|activation|kernel)",
    "out_channel": r"(?:filter|kernel|map|channel|output)",
    "in_channel": r"(?:channel|input|slice)",
    "multiplier": r"(?:multiplier|filter|kernel|map|channel)",
    "head": r"(?:head)",
    "unit": r"(?:unit|neuron|cell|state)",
    "feature": r"(?:feature|sensor|variable|channel|dimension)",
    "time": r"(?:step|timestep|time|frame|hour|day|moment)",
    "batch": r"(?:image|sample|digit|example|picture|series|window|input|sentence|sequence)",
}
_TIME = re.compile(
    r"\b(?:time|times|timesteps?|steps?|hours?|days?|minutes?|seconds?|weeks?|months?|years?|dates?|frames?|"
    r"ticks?|lags?|"
    r"over the (?:sequence|sentence|series|window)|t)\b|time",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\b(?:all|every|each)\b[^|]*\b(?:unit|neuron|class|template)(?:s|es)?\b|\b(?:neurons|templates)\b|"
    r"\b(?:hidden|output|dense|the|its|these|\d+)\s+(?:\w+\s+)?units\b",
    re.IGNORECASE,
)
"""'Units' alone may be those of a measure."""
_ONE_CLASS = re.compile(r"\b(?:class|digit|template|label|node|output)\s*(?:no\.?|[=:#])?\s*#?\d+\b", re.IGNORECASE)
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|one|single|only|a|an|best|same|example|sample|strongest)"


def words_of(call: Call, run: Run) -> str:
    """Suptitle, title, axis labels and the call's own label, in one line."""
    panel, sheet = run.panel_of(call), run.sheet_of(call)
    parts = [sheet.title if sheet else ""]
    if panel is not None:
        parts += [panel.title, panel.xlabel, panel.ylabel]
    label = call.options.get("label")
    return " | ".join(p for p in [*parts, label if isinstance(label, str) else ""] if p)


def bar_words(call: Call, run: Run) -> str:
    """What the only colour bar of the figure says of a panel that it belongs to."""
    panel, sheet = run.panel_of(call), run.sheet_of(call)
    bars = [p for p in sheet.last if p.colorbar] if sheet is not None else []
    if panel is None or not panel.has_colorbar or len(bars) != 1:
        return ""
    return " | ".join(w for w in (bars[0].title, bars[0].xlabel, bars[0].ylabel) if w)


def says(panel: Panel | None, title: str = "") -> str:
    return " | ".join(p for p in (title, *((panel.title, panel.xlabel, panel.ylabel) if panel else ())) if p)


def xlabel_of(call: Call, run: Run) -> str:
    """The label of a panel's x axis: its own, or what stands below the lowest panel of a column with shared limits."""
    panel, sheet = run.panel_of(call), run.sheet_of(call)
    if panel is None or sheet is None or panel.xlabel or panel.grid is None:
        return panel.xlabel if panel is not None else ""
    rows, columns, place = panel.grid
    below = [
        (p.grid[2], p.xlabel)
        for p in sheet.last
        if p.grid is not None
        and p.grid[:2] == (rows, columns)
        and (p.grid[2] - place) in range(columns, rows * columns, columns)
        and p.xlim == panel.xlim
    ]
    return max(below, default=(0, ""))[1]


def along_time(text: str) -> bool:
    """Whether a label or title speaks of time."""
    return bool(_TIME.search(text))


def _noun(axis: str) -> str:
    return _NOUNS.get(axis, re.escape(axis))


def names_one(text: str, axis: str) -> bool:
    """'filter 3', 'channel #0', 'the first head', 'strongest of 6 maps': the words themselves say that it is one."""
    noun = _noun(axis)
    numbered = rf"\b{noun}\s*(?:no\.?|number|index|idx|=|:|#)?\s*#?\d+\b"
    chosen = rf"\b{_ORDINAL}\s+(?:\w+\s+){{0,2}}?{noun}\b(?!s)"
    out_of = rf"\b(?:{_ORDINAL}|(?!t|r)\w+est|most\s+\w+)\s+of\s+(?:(?:the|all|its)\s+)?(?:\w+\s+){{0,2}}?{noun}s\b"
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in (numbered, chosen, out_of))


def counts(text: str, axis: str, size: int) -> bool:
    """'the 16 feature maps'."""
    if re.search(rf"\bof\s+(?:the\s+|all\s+)?{size}\b", text, re.IGNORECASE):  # 'nine of 16 filters'
        return False
    return bool(re.search(rf"\b{size}\s+(?:\w+\s+){{0,2}}?{_noun(axis)}s\b", text, re.IGNORECASE))


def promises_all(text: str, axis: str, size: int) -> bool:
    """'all filters', 'every head', 'the 16 maps', 'filters of conv1'."""
    noun = _noun(axis)
    every = rf"\b(?:all|every|each|whole|complete)\b[^|]*\b{noun}s?\b"
    plural = rf"\b{noun}s\b"
    return counts(text, axis, size) or bool(
        re.search(every, text, re.IGNORECASE) or re.search(plural, text, re.IGNORECASE)
    )


def promises_units(text: str) -> bool:
    """'what the hidden units look for', 'templates of all classes'; not 'hidden unit 3', 'template of class 3'."""
    return bool(_UNITS.search(text)) and not (names_one(text, "unit") or _ONE_CLASS.search(text))


def promises_mean(text: str) -> bool:
    """'averaged over heads', 'mean of the channels'."""
    return bool(re.search(r"\b(?:averaged?|means?)\b", text, re.IGNORECASE))
