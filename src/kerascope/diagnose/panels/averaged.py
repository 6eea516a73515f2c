"""Words that promise a mean of several, over one entry of an array or a list that holds just as many."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kerascope.diagnose.meant import promises_mean, words_of
from kerascope.evidence import Argument, Call, Run
from kerascope.findings import Fix
from kerascope.parsed import expression_of

__all__ = ["Entry", "entry_for_mean", "mean_of_entries"]

Entry = tuple[str, int, int, int, tuple[int, ...]]
"""Root, axis, position, length of the axis, shape of the root as far as known."""

_AVERAGES = re.compile(
    r"mean|average|avg|median|(?<!cum)sum|total|reduce|smooth|rolling|ewm|convolve|dot|einsum|matmul|^add|quantile",
    re.IGNORECASE,
)
_ERRORS = re.compile(r"\bmean[ -](?:absolute|squared?|relative|percentage|square)\b", re.IGNORECASE)
"""Names of losses, whose mean runs over the points of one run."""
_UNCHANGED = {"squeeze", "ravel", "flatten", "numpy", "copy", "reshape", "asarray", "array", "convert_to_numpy"}
_UNCHANGED |= {"detach", "cpu", "tolist", "astype", "float", "item", "to_numpy"}
_LIBRARIES = ("np", "numpy", "ops", "keras.ops")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = dict(enumerate(_WORDS, 2))
_ONE = r"first|last|one|single|only|example"
_SAMPLES = r"(?:image|picture|photo|digit|sample|sentence|sequence|recording|beat|input)"
_MOST = rf"(?:(?!\d|(?:{'|'.join(_WORDS)}|a|of|in|on|per|for|from|by|and|with|{_ONE})\b)[\w-]+\s+){{0,3}}?"
_OVER = r"(?:[^|]*?\b(?:over|across)\s+|\s+(?:(?!(?:over|across|of)\b)[\w-]+\s+){0,2}?of\s+all\s+)"
_OVER_SAMPLES = re.compile(
    rf"\b(?:averaged?|means?)\b{_OVER}(?:{_MOST}{_SAMPLES}s|(?:every|each)\s+{_MOST}{_SAMPLES})\b", re.IGNORECASE
)
_FEWEST = 12
"""Samples: as many networks, classes or layers as a smaller batch has are nothing rare."""


def entry_for_mean(call: Call, data: Argument, run: Run) -> Entry | None:
    """The one entry that is drawn where the words promise the mean of all, and nothing on its way took a mean."""
    label = call.options.get("label")
    own = label if isinstance(label, str) and promises_mean(label) else ""
    words = own or words_of(call, run)
    if not promises_mean(words) or _taken(data):
        return None
    for entry in _entries(data):
        promised = _promised(words, entry) or _over_samples(words, entry, run)
        if promised and (own or _alone(call, entry, run)) and _only(call, entry, run):
            return entry
    return None


def mean_of_entries(expression: str, entry: Entry) -> Fix | None:
    """`passes[0, :, 0]` becomes `passes.mean(axis=0)[:, 0]`; of a list `np.mean(runs, axis=0)`."""
    root, axis, _, _, shape = entry
    match = re.fullmatch(rf"{re.escape(root)}\[([^\[\]]+)\]", expression)
    parts = [p.strip() for p in match[1].split(",")] if match else []
    if not parts or (len(shape) < 2 and len(parts) > 1):
        return None
    if len(shape) < 2:
        return Fix("average over all entries", expression, f"np.mean({root}, axis=0)")
    del parts[axis]
    while parts and parts[-1] == ":":
        parts.pop()
    rest = f"[{', '.join(parts)}]" if parts else ""
    return Fix(f"average over axis {axis}", expression, f"{root}.mean(axis={axis}){rest}")


def _promised(words: str, entry: Entry) -> bool:
    """'mean of 50 passes', 'averaged over all five folds', 'mean of the passes' of `passes`: in one text of several."""
    root, _, position, size, _ = entry
    words = _ERRORS.sub("", words)
    number = rf"(?:{size}|{_NUMBERS[size]})" if size in _NUMBERS else str(size)
    some = rf"(?:the\s+|all\s+|its\s+|our\s+)*(?:{number}\b(?!\s*[%.:/-])|(?:\w+\s+){{0,2}}?{re.escape(root)}\b)"
    over = rf"\b(?:averaged?|means?)\b[^|]*?\b(?:of|over|across|from)\s+{some}"
    count = rf"\b{number}[\s-](?:\w+[\s-]){{0,2}}?(?:averaged?|mean)\b"
    said = re.search(f"{over}|{count}", words, re.IGNORECASE)
    return said is not None and not _of_one(words[: said.start()] + words[said.end() :], position)


def _of_one(words: str, position: int) -> bool:
    """Whether words speak of one thing, or of the position that an entry holds."""
    return re.search(rf"\b(?:{_ONE}|{position}|{position + 1})\b", words, re.IGNORECASE) is not None


def _over_samples(words: str, entry: Entry, run: Run) -> bool:
    """'Mean loss over the test digits', of an array with an entry for each sample that a model answered."""
    _, axis, position, size, _ = entry
    said = _OVER_SAMPLES.search(_ERRORS.sub("", words))
    if said is None or _of_one(words, position) or axis or size < _FEWEST:
        return False
    answers = (o.values for o in run.outputs if o.values is not None)
    return any(a.ndim > 1 and a.shape[0] == size for a in answers)


def _entries(data: Argument) -> Iterator[Entry]:
    """Each axis that a selection holds at one position: `passes[0, :, 0]`, `runs[-1]`, a name bound to such a piece."""
    piece, seen = data.expression, set[str]()
    while piece and piece not in seen:
        seen.add(piece)
        node = _plain(piece)
        if node is None:
            return
        yield from _fixed(node, data)
        root = node.value if isinstance(node, ast.Subscript) else node
        name = root.id if isinstance(root, ast.Name) else ""
        piece = next((a.value for a in data.lineage if a.target == name and not a.augmented), "")


def _plain(piece: str) -> ast.expr | None:
    """The innermost `name` or `name[…]` of a piece that selects and casts, and does nothing else."""
    node = expression_of(piece)
    while isinstance(node, ast.Call | ast.Subscript | ast.Attribute):
        if isinstance(node, ast.Subscript):
            if isinstance(node.value, ast.Name) and not _whole(node):
                return node
            node = node.value
            continue
        if isinstance(node, ast.Attribute):
            node = node.value
            continue
        owner, _, name = ast.unparse(node.func).rpartition(".")
        if name not in _UNCHANGED:
            return None
        method = isinstance(node.func, ast.Attribute) and owner not in _LIBRARIES
        node = node.func.value if method and isinstance(node.func, ast.Attribute) else next(iter(node.args), None)
    return node if isinstance(node, ast.Name) else None


def _whole(node: ast.Subscript) -> bool:
    return isinstance(node.slice, ast.Slice) and node.slice.lower is None and node.slice.upper is None


def _fixed(node: ast.expr, data: Argument) -> Iterator[Entry]:
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return
    root = node.value.id
    shape = _shape(root, data)
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for axis, (part, size) in enumerate(zip(parts, shape, strict=False)):
        position = _position(part, data)
        if position is not None and -size <= position < size and size > 1:
            yield root, axis, position % size, size, shape


def _shape(name: str, data: Argument) -> tuple[int, ...]:
    """Shape of an array, length of a list, as the name stood at the call."""
    for value in (*data.names, *data.near):
        if value.source == name and value.facts is not None:
            return value.facts.shape
        if value.source == name and isinstance(value.about.get("length"), int) and "keys" not in value.about:
            return (value.about["length"],)
    return ()


def _position(part: ast.expr, data: Argument) -> int | None:
    """A position that the code states: a number, or a name that holds one."""
    try:
        value = ast.literal_eval(part)
    except ValueError:
        name = part.id if isinstance(part, ast.Name) else ""
        value = next((v.about.get("value") for v in data.names if v.source == name), None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _taken(data: Argument) -> bool:
    """Something on the way adds up or averages, or may: the entry could be a mean itself. Layers are none of it."""
    called = [c.rpartition(".")[2] for a in data.lineage for c in a.calls]
    counted = any(a.augmented or " @ " in a.value for a in data.lineage)
    named = [*(n for n in called if not n[:1].isupper()), data.expression, *(a.target for a in data.lineage)]
    reduced = data.derivation is not None and bool(data.derivation.reduced)
    return counted or reduced or any(_AVERAGES.search(n) for n in named)


def _only(call: Call, entry: Entry, run: Run) -> bool:
    """No other call of the same line draws another entry: what a loop walks over are means one by one."""
    here = [c for c in run.calls if c.place.line == call.place.line and c.data is not None]
    others = [next((e for e in _entries(c.data) if e[:2] == entry[:2]), None) for c in here if c.data is not None]
    return all(o is None or o == entry for o in others)


def _alone(call: Call, entry: Entry, run: Run) -> bool:
    """Nothing else in the figure is made of the same root: the words of a panel may speak of another curve."""
    for other in run.calls_in(call.sheet):
        for argument in other.arguments if other is not call else ():
            made = " ".join([argument.expression, *(a.value for a in argument.lineage)])
            if re.search(rf"\b{re.escape(entry[0])}\b", made):
                return False
    return True
