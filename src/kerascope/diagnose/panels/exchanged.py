"""Names of a legend that mean another line than the one beside them: by the words of both."""

from __future__ import annotations

import re

from kerascope.diagnose.arrays.recorded import meant
from kerascope.diagnose.cause import found
from kerascope.diagnose.panels.entries import key_of
from kerascope.evidence import Call, Panel, Run, Sheet
from kerascope.findings import Finding, Location

__all__ = ["exchanged", "renamed"]

_TRAIN = re.compile(r"\btrain", re.IGNORECASE)
_HELD = re.compile(r"\b(?:val|valid|test|dev)", re.IGNORECASE)
_SAYS_GUESS = re.compile(r"(?<![a-z])(?:pred|forecast|guess|y_?hat)", re.IGNORECASE)
_SAYS_TRUTH = re.compile(r"(?<![a-z])(?:true|truth|actual|real|observed|measured|ground|y_?test|y_?val)", re.IGNORECASE)


def exchanged(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """'train' beside the validation curve or 'predicted' beside the truth, and the other way round."""
    texts = panel.legend or ()
    calls = [c for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception]
    if len(texts) != 2 or len(calls) != 2 or any(len(c.artists) != 1 for c in calls):
        return None
    sources = [y.expression if (y := c.argument("y")) is not None else "" for c in calls]
    if not (_sets(sources, texts) or _sides(sources, texts)):
        return None
    labelled = all(c.options.get("label") for c in calls)
    return found(
        calls[0].place if labelled else panel.legend_set or Location(),
        "error",
        f"the legend calls `{sources[0]}` '{texts[0]}' and `{sources[1]}` '{texts[1]}': the 2 names are exchanged.",
        why="legend([...]) hands its names out in the order in which the lines were drawn; label= names the line of "
        "its own call.",
        evidence={"lines": sources, "names": list(texts)},
    )


def _sets(sources: list[str], texts: tuple[str, ...]) -> bool:
    held = [bool(re.search(r"val_|valid|test", s)) for s in sources]
    said = [bool(_HELD.search(t)) and not _TRAIN.search(t) for t in texts]
    return sum(held) == 1 and said == [not h for h in held] and any(_TRAIN.search(t) for t in texts)


def _sides(sources: list[str], texts: tuple[str, ...]) -> bool:
    """One line's source speaks of a prediction alone and the other's of the truth alone, and the names say reverse."""
    drawn, named = [_side(s) for s in sources], [_side(t) for t in texts]
    return sorted(drawn) == ["guess", "truth"] and named == drawn[::-1]


def _side(text: str) -> str:
    guess, truth = bool(_SAYS_GUESS.search(text)), bool(_SAYS_TRUTH.search(text))
    return "" if guess == truth else "guess" if guess else "truth"


def renamed(panel: Panel, sheet: Sheet, run: Run) -> Finding | None:
    """Each name means one recorded curve, and some stand at another: 'train loss' beside `accuracy`."""
    texts = panel.legend or ()
    keys = _keys(panel, [c for c in run.calls_in(sheet.key, panel.key) if c.kind == "line" and not c.exception])
    if not 2 <= len(texts) == len(keys) == len(set(keys)):
        return None
    said = [meant(t, set(keys)) for t in texts]
    if sorted(said) != sorted(keys) or said == keys:
        return None
    wrong = [n for n, key in enumerate(keys) if said[n] != key]
    first = wrong[0]
    return found(
        panel.legend_set or Location(),
        "error",
        f"the legend calls the line '{keys[first]}' by the name '{texts[first]}': the lines are {', '.join(keys)}, in "
        f"this order, and the names typed are {', '.join(texts)}; {len(wrong)} of {len(texts)} names sit at another "
        "line.",
        why="legend([...]) hands its names out in the order of the lines, whatever they hold.",
        evidence={"lines": keys, "names": list(texts), "wrong": len(wrong)},
    )


def _keys(panel: Panel, calls: list[Call]) -> list[str]:
    """Keys of the curves in the legend's order: the lines' own names, or what the code took out of a dict."""
    own = [h for h in panel.legend_handles if h and not h.startswith("_")]
    if len(own) == len(panel.legend or ()):
        return own
    return [key_of(c.argument("y")) for c in calls] if all(len(c.artists) == 1 and not c.via for c in calls) else []
