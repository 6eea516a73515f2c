"""What the panels or lines of one loop over a kernel are numbered as: 'filter 3', or 'lead 3' of '4 leads'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kerascope.diagnose.arrays.shapes import words_of_panel
from kerascope.evidence import Call, Derivation, Run

__all__ = ["beside", "counted_as_filters", "named_as_outputs", "numbered_alone", "said_of_inputs"]

_Index = tuple[int | tuple[int, int, int] | None, ...]

_FILTERS = re.compile(r"\b(filters?|out\w*)\b")
_INPUT = re.compile(r"\bin(put)?s?([ _]channels?)?\b")
_ALL = r"(?:(?:the|all|its|their|of|\d+)\s+)*"
_OVER_INPUTS = re.compile(
    rf"\b(?:mean|averaged?|sum|summed|max(?:imum)?|norm)\s+(?:over|across|of)\s+{_ALL}in(?:put)?s?(?:[ _]channels?)?\b"
)
"""Says that the inputs are taken together, so that what is drawn is of a filter."""
_OVER_FILTERS = re.compile(
    rf"\b(?:over|across)\s+{_ALL}(?:filters?|kernels?|out(?:put)?s?)\b|"
    r"\b(?:filters|kernels|outputs)\s+(?:averaged|summed)\b|\b(?:per|each|every)\s+in(?:put)?\b"
)
_COLOURS = re.compile(r"\bchannels?\b|\bmultipliers?\b|\brgb\b|\bcolou?rs?\b|\bcomposite\b|\bred\b|\bgreen\b|\bblue\b")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def beside(call: Call, root: Derivation, run: Run) -> list[tuple[Call, _Index]]:
    """Calls at the same line that draw the same kernel, each with the index that it takes of it."""
    return [
        (c, c.data.derivation.index)
        for c in run.calls
        if c.place.line == call.place.line
        and c.data is not None
        and c.data.derivation is not None
        and c.data.derivation.shape == root.shape
    ]


def _texts(calls: Sequence[tuple[Call, _Index]], run: Run) -> list[str]:
    texts = (f"{words_of_panel(run, c)} {c.options.get('label') or ''}".lower() for c, _ in calls)
    return [_OVER_INPUTS.sub("", t) for t in texts]


def counted_as_filters(call: Call, root: Derivation, run: Run, along: int, held: int) -> int:
    """How many positions of one axis a line of the source draws under the filters' numbers, or 0."""
    calls = beside(call, root, run)
    positions, fixed = [index[along] for _, index in calls], {index[held] for _, index in calls}
    drawn = {p for p in positions if isinstance(p, int)}
    if len(drawn) < 2 or len(fixed) != 1 or not all(isinstance(p, int) for p in positions):
        return 0
    texts = _texts(calls, run)
    if any(_INPUT.search(t) or re.search("channel|multiplier", t) for t in texts):
        return 0
    of_count = len(drawn) == root.shape[held] != root.shape[along] and all(_FILTERS.search(t) for t in texts)
    numbered = any(
        all(_numbered(t, int(p) + first) for t, p in zip(texts, positions, strict=True) if isinstance(p, int))
        for first in (0, 1)
    )
    return len(drawn) if of_count or numbered else 0


def numbered_alone(call: Call, run: Run, position: int) -> bool:
    """One picture that is called a filter by number, and whose words speak neither of inputs nor of colours."""
    (text,) = _texts([(call, ())], run)
    if _INPUT.search(text) or _COLOURS.search(text):
        return False
    return _numbered(text, position) or _numbered(text, position + 1)


def _numbered(text: str, position: int) -> bool:
    """'filter 3', 'output track 3', 'filter #3'."""
    return bool(re.search(rf"\b(?:filters?|out\w*)(?:\W+[a-z]+)?\W{{0,3}}{position}\b", text))


def said_of_inputs(call: Call, root: Derivation, run: Run, ins: int, outs: int) -> bool:
    """Whether each drawing of a loop is called input 3 of a filter, or what the inputs give to all filters together."""
    calls = beside(call, root, run)
    texts = [(words_of_panel(run, c), str(c.options.get("label") or "").lower()) for c, _ in calls]
    if outs in root.reduced and any(_OVER_FILTERS.search(t) for pair in texts for t in pair):
        return True

    def all_numbered(noun: str) -> bool:
        each = zip(texts, calls, strict=True)
        return all(any(re.search(rf"\b{noun}\D{{0,3}}{index[ins]}\b", t) for t in pair) for pair, (_, index) in each)

    return all_numbered(r"in(?:put)?s?(?:[ _]channels?)?") and not all_numbered(r"(?:filter|kernel|out\w*)")


def named_as_outputs(call: Call, root: Derivation, run: Run, outs: int, ins: int) -> str:
    """'lead', where each position of the inputs' axis is called a lead by number and leads are what comes out; or ''.

    The words over the plot say so, which count as many leads as the kernel has outputs and not inputs; or the name of
    a layer that turns a code back into leads.
    """
    calls = beside(call, root, run)
    whole = [p for p in (index[ins] for _, index in calls) if isinstance(p, int)]
    if len(set(whole)) < 2 or len(whole) < len(calls):
        return ""
    texts, maker = _texts(calls, run), root.provenance
    words = words_of_panel(run, call)
    for noun in sorted(_nouns(texts, whole)):
        counts = _counts(noun, words)
        if root.shape[outs] in counts and root.shape[ins] not in counts:
            return noun
        turned = maker is not None and "Transpose" in maker.layer_class
        if turned and not counts and maker is not None and maker.layer.lower() in (f"{noun}s", f"{noun}es"):
            return noun
    return ""


def _nouns(texts: Sequence[str], positions: Sequence[int]) -> set[str]:
    """Words that stand before the position's own number in each of the texts, counted from 0 or from 1."""
    for first in (0, 1):
        sets = [
            {m[1] for m in re.finditer(r"([a-z]{3,})[ _#:=-]{0,3}(\d+)\b", text) if int(m[2]) == position + first}
            for text, position in zip(texts, positions, strict=True)
        ]
        common = set.intersection(*sets)
        if common:
            return common - {"input", "inputs"}
    return set()


def _counts(noun: str, words: str) -> set[int]:
    """The numbers that stand before the plural of a noun: 4 of 'the 4 leads', 'four leads', '4 ECG leads'."""
    found = re.findall(rf"\b(\d+|{'|'.join(_NUMBERS)})\s+(?:[a-z]+\s+)?{noun}e?s\b", words)
    return {int(n) if n.isdigit() else _NUMBERS.index(n) + 2 for n in found}
