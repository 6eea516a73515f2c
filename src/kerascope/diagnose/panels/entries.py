"""Entries of a legend beside the keys of the curves behind them: whose name stands where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kerascope.diagnose.cause import found
from kerascope.diagnose.say import count
from kerascope.evidence import Argument, Call, Panel, Run, Sheet
from kerascope.findings import Finding, Fix, Location

__all__ = ["key_of", "misplaced"]

_HELD = {"val", "valid", "validation"}
_TRAIN = {"train", "training"}
_SAYS_HELD = re.compile(r"val|test|dev|held|hold|eval|unseen", re.IGNORECASE)
_REFERENCE = re.compile(
    r"limit|thresh|base|mean|median|average|target|goal|zero|chance|random|opti|best|start|stop|refer|ideal|cut|level"
    r"|true|truth|bound|min|max|epoch|line|event|split|now",
    re.IGNORECASE,
)
"""What a line across the panel may be called."""
_BAND = re.compile(
    r"σ|\bsigmas?\b|\bstd\b|±|\+/-|interval|\bconfidence\b|\bcredib|\bci\b|uncertaint|\bspread\b|\bdeviation\b|\bband\b",
    re.IGNORECASE,
)
"""What a band about a curve is called."""
_SAYS_TRAIN = re.compile(r"train|fit|learn|seen", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    call: Call | None
    key: str


def key_of(argument: Argument | None) -> str:
    """`val_loss` of `log["val_loss"]`, of a name bound to it, and of `log[key]` or `log["val_" + key]` in a loop."""
    if argument is None:
        return ""
    source = argument.expression
    if source.isidentifier():
        source = next((a.value for a in argument.lineage if a.target == source and not a.augmented), "")
    match = re.search(r"""\[\s*(?:f?(["'])(\w*)(?:\{(\w+)\})?\1)?\s*(\+)?\s*(\w+)?\s*\]$""", source)
    if match is None or bool(match[4]) != bool(match[1] is not None and match[5]):
        return ""
    name = match[3] or match[5]
    if not name:
        return match[2] or ""
    value = next((v.about.get("value") for v in argument.names if v.source == name), None)
    return (match[2] or "") + value if isinstance(value, str) else ""


def misplaced(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """The name of a curve stands beside a reference line, a band or the curve of another key."""
    texts = panel.legend or ()
    calls = [c for c in run.calls_in(sheet.key, panel.key) if not c.exception]
    lines = [c for c in calls if c.kind == "line" and len(c.artists) == 1]
    keyed = [(k, c) for c in lines if (k := key_of(c.argument("y")))]
    keys = {k: c.number for k, c in keyed}
    if panel.twin or len(panel.legend_calls) != len(texts) or len(keys) != len(keyed):
        return None
    by_number = {c.number: c for c in calls}
    names = {c.number: k for k, c in keyed}
    entries = [
        _Entry(t, by_number.get(n) if n is not None else None, names.get(n, "") if n is not None else "")
        for t, n in zip(texts, panel.legend_calls, strict=True)
    ]
    if any(c.via for c in calls):  # other names than by position can't be told from what a library drew
        shaded = [e.call for e in entries if e.call is not None and e.call.function == "fill_between"]
        about = all(not band.via or _about(band, by_number) for band in shaded)
        return _among_bands(panel, entries, [c for c in lines if c.artists[0].points]) if about else None
    wrong = [(e, k) for e in entries if (k := _belongs(e.text, list(keys))) and k != e.key and _no_other(e)]
    wrong = [(e, k) for e, k in wrong if not _named_well(k, entries)]
    if wrong:
        return _said(panel, entries, wrong, keys, run)
    return (
        _behind_a_reference(panel, entries, lines)
        or _among_bands(panel, entries, lines)
        or _band_and_line(panel, entries)
    )


def _nameless(entries: list[_Entry], lines: list[Call]) -> list[Call]:
    """Curves that have neither an entry nor a label."""
    drawn = {e.call.number for e in entries if e.call is not None}
    return [c for c in lines if c.number not in drawn and not c.options.get("label")]


def _curves(calls: list[Call]) -> str:
    return ", ".join(f"`{y.expression}`" for c in calls if (y := c.argument("y")) is not None and y.expression)


def _behind_a_reference(panel: Panel, entries: list[_Entry], lines: list[Call]) -> Finding | None:
    """As many names as curves, and the first of them at a line of axhline or the like: the last curves get none."""
    ahead = next((n for n, e in enumerate(entries) if e.call is not None), len(entries))
    bare = _nameless(entries, lines)
    if not panel.legend_given:  # each entry has a name of its own
        return None
    if not ahead or len(entries) != len(lines) or len(lines) < 2 or len(bare) != ahead or lines[-ahead:] != bare:
        return None
    if any(_REFERENCE.search(e.text) for e in entries[:ahead]):
        return None
    return found(
        panel.legend_set or Location(),
        "error",
        f"{count(len(entries), 'label')} for {count(len(lines) + ahead, 'line')}: axvline, axhline and the like are"
        f" lines as well and come first, so that '{entries[0].text}' names a reference line, each name sits one"
        f" curve too early, and {_curves(bare) or 'the last curve'} has no entry.",
        why="legend([...]) hands its names out in the order in which things were drawn, reference lines among them.",
        evidence={"lines": len(lines) + ahead, "labels": [e.text for e in entries], "without": len(bare)},
    )


def _among_bands(panel: Panel, entries: list[_Entry], lines: list[Call]) -> Finding | None:
    """As many names as curves, and the bands that were drawn between them have taken some."""
    bands = [e for e in entries if e.call is not None and e.call.function == "fill_between"]
    bare = _nameless(entries, lines)
    curves = f" ({named})" if (named := _curves(bare)) else ""
    if not panel.legend_given or not bands or len(entries) != len(lines) or len(bare) != len(bands):
        return None
    if any(_BAND.search(e.text) for e in entries) or any(b.call and b.call.options.get("label") for b in bands):
        return None
    return found(
        panel.legend_set or Location(),
        "error",
        f"{count(len(entries), 'label')} for {count(len(lines), 'line')} and their bands: '{bands[0].text}' names a "
        f"band of fill_between, and {count(len(bare), 'line')}{curves} got no entry.",
        why="legend([...]) hands its names out in the order in which things were drawn, bands among them; label= in "
        "the call that draws a line names that line.",
        evidence={"labels": [e.text for e in entries], "lines": len(lines), "bands": len(bands), "without": len(bare)},
    )


def _about(band: Call, by_number: dict[int, Call]) -> bool:
    """A library shades what it has just drawn as a line; a histogram's area is no band."""
    before = by_number.get(band.number - 1)
    return before is not None and before.kind == "line" and before.place == band.place


def _band_and_line(panel: Panel, entries: list[_Entry]) -> Finding | None:
    """What only a band can be called stands beside a line, and the band has a name without such words."""
    bands = [e for e in entries if e.call is not None and e.call.function == "fill_between"]
    called = [e for e in entries if _BAND.search(e.text)]
    if len(bands) != 1 or len(called) != 1 or called[0] is bands[0]:
        return None
    line = called[0].call
    if line is None or line.kind != "line":
        return None
    order = ", ".join("the band" if e is bands[0] else "a line" for e in entries)
    return found(
        panel.legend_set or Location(),
        "error",
        f"the legend calls a line '{called[0].text}' and the band of fill_between '{bands[0].text}': they were drawn in"
        f" the order {order}, and the names are {', '.join(e.text for e in entries)}.",
        why="legend([...]) hands its names out in the order in which things were drawn, bands among them.",
        evidence={"labels": [e.text for e in entries], "band": entries.index(bands[0])},
    )


def _no_other(entry: _Entry) -> bool:
    """What stands at the entry is known to be no curve of an unknown name."""
    return bool(entry.key) or entry.call is None or entry.call.function == "fill_between"


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _belongs(text: str, keys: list[str]) -> str:
    """The key that a text means: its own words, or 'validation' beside one pair of `loss` and `val_loss`."""
    said = _words(text)
    exact = [k for k in keys if _words(k.replace("_", " ")) == said or k.lower() == text.strip().lower()]
    if exact:
        return exact[0]
    pairs = [k for k in keys if "val_" + k in keys]
    if len(pairs) != 1 or not said:
        return ""
    rest = {"loss", "acc", "accuracy", "error", "set", "data", "curve", "score", *_words(pairs[0].replace("_", " "))}
    if not (set(said) - rest) or len(said) > 3:
        return ""
    if set(said) - rest <= _HELD:
        return "val_" + pairs[0]
    return pairs[0] if set(said) - rest <= _TRAIN else ""


def _named_well(key: str, entries: list[_Entry]) -> bool:
    """The curve itself has a name that may mean it."""
    text = next((e.text for e in entries if e.key == key), "")
    says = _SAYS_HELD if key.startswith("val_") else _SAYS_TRAIN
    return bool(says.search(text)) or _words(text) == _words(key.replace("_", " "))


def _said(
    panel: Panel, entries: list[_Entry], wrong: list[tuple[_Entry, str]], keys: dict[str, int], run: Run
) -> Finding:
    entry, key = wrong[0]
    own = next((e.text for e in entries if e.key == key), None)
    called = f"is called '{own}'" if own is not None else "has no entry"
    order = ", ".join(_thing(e) for e in entries)
    more = f" for {count(len(keys), 'curve')}" if len(keys) > len(entries) else ""
    return found(
        panel.legend_set or Location(),
        "error",
        f"{count(len(entries), 'label')}{more} by position: the name '{entry.text}' goes to {_thing(entry)}, and the"
        f" curve '{key}' {called}. They were drawn in the order {order}; the names typed are "
        f"{', '.join(e.text for e in entries)}.",
        why="legend([...]) hands its names out in the order in which things were drawn, reference lines and bands "
        "among them.",
        evidence={"order": [_thing(e) for e in entries], "names": [e.text for e in entries], "wrong": len(wrong)},
        fix=_in_order(panel, entries, keys),
    )


def _thing(entry: _Entry) -> str:
    if entry.key:
        return f"'{entry.key}'"
    return "a line of axvline, axhline or the like" if entry.call is None else f"`{entry.call.function}`"


def _in_order(panel: Panel, entries: list[_Entry], keys: dict[str, int]) -> Fix | None:
    """The typed names beside the curves they mean, and the one that is left at the one place that is left."""
    source = panel.legend_set.source if panel.legend_set is not None else ""
    typed = re.search(r"\[[^\[\]]*\]", source)
    meant = {k: e.text for e in entries if (k := _belongs(e.text, list(keys)))}
    rest = [e.text for e in entries if e.text not in meant.values()]
    new = [meant[e.key] if e.key in meant else (rest.pop(0) if len(rest) == 1 else "") for e in entries]
    if typed is None or rest or not all(new) or len(set(new)) != len(new):
        return None
    return Fix("name them in the order of drawing", typed[0], "[" + ", ".join(f'"{t}"' for t in new) + "]")
