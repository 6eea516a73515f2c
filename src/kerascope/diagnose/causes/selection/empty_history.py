"""A training that left nothing to plot.

What it does: reports lines of a history without a single epoch, a History that was made by hand and given to no `fit`,
and a training log that is an empty file or holds no epoch: a table, an array, or rows read one by one.
Why it is wrong: `epochs` is the number of the last epoch, not a count: `fit(initial_epoch=6, epochs=6)` runs none,
returns an empty history and raises nothing. CSVLogger writes its header with the first epoch, so its file stays empty.
Example:
    import matplotlib.pyplot as plt

    history = {"loss": [], "val_loss": []}
    plt.plot(history["loss"], label="loss")
    plt.plot(history["val_loss"], label="val_loss")
    plt.savefig("loss.png")
Use instead:
    import matplotlib.pyplot as plt

    history = {"loss": [0.9, 0.6], "val_loss": [1.0, 0.8]}
    plt.plot(history["loss"], label="loss")
    plt.plot(history["val_loss"], label="val_loss")
    plt.savefig("loss.png")
What it does not see: the History of an earlier run that was kept by mistake.
"""

from __future__ import annotations

import ast
import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import epochs_asked, shape_words, subject
from kerascope.diagnose.script.source import drawing_loop, resumed_fit, text_of
from kerascope.evidence import Call, Failure, Run, Sheet, Value
from kerascope.findings import Finding, Fix, Location
from kerascope.parsed import called, nodes_of, single_quoted, tree_of

_METRIC = re.compile(r"""["'.](?:val_)?(?:loss|acc|accuracy|mae|mse|auc|epoch|learning_rate|precision|recall)\b""")
_EMPTY = (
    "list index out of range",
    "iterable argument is empty",
    "empty sequence",
    "arg is an empty",
    "zero-size array",
    "of empty",
    "cannot be empty",
    "is empty",
    "non-empty",
)
"""Of an IndexError or ValueError: there was nothing in it."""
_LOSSES = re.compile(r"\bepochs?\b|\bloss(?:es)?\b|\baccuracy\b|histor", re.IGNORECASE)
_READ = r"[\w.]*(?:loadtxt|genfromtxt|load|loads|read_\w+)\("
_WHY = (
    "epochs is the number of the last epoch: with initial_epoch at or beyond it fit runs none, records "
    "nothing and raises nothing."
)
_ASIDE = " The History that the code made itself was given to no fit, so that nothing was written to it."
_WHY_ASIDE = (
    "fit fills a History of its own and returns it; one that is made by hand is filled only when it is among the "
    "callbacks."
)


@cause(
    "empty-history",
    family="selection",
    sees=(Call, Failure, Sheet),
    outranks=("empty-axes", "single-point-line", "length-mismatch", "subplot-overflow"),
)
def empty_history(evidence: Call | Failure | Sheet, run: Run) -> Finding | None:
    if isinstance(evidence, Sheet):
        return _walked(evidence, run)
    return _failed(evidence, run) if isinstance(evidence, Failure) else _drawn(evidence, run)


def _drawn(call: Call, run: Run) -> Finding | None:
    y = call.argument("y", "height")
    if y is None or call.exception or y.facts.size or y.facts.shape[:1] != (0,) or not y.expression:
        return None
    if call.via == "seaborn" and any(c.place == call.place and c.data and c.data.facts.size for c in run.calls):
        return None  # the line of no points from which it learns the next colour
    names = " ".join([y.expression, *(a.value for a in y.lineage)])
    other = [h for h in run.histories if not _epochs(h)]
    none = bool(other) and len(other) == len(run.histories)
    aside = bool(run.unfilled) and not other
    read = re.search(rf"(?:^| ){_READ}", names) is not None and _LOSSES.search(names) is not None
    if not (_METRIC.search(names) or "history" in names.lower() or none or read):
        return None
    if run.histories and not other and not aside:
        return None
    return found(
        call.place,
        "error",
        f"{subject(y)} has shape (0,): the history holds 0 epochs, so that the line has 0 points."
        + (_ASIDE if aside else ""),
        why=_WHY_ASIDE if aside else _WHY,
        evidence={"shape": [0], "epochs": 0},
        fix=None if aside else _fix(call.place, text_of(call.place, run)),
    )


def _walked(sheet: Sheet, run: Run) -> Finding | None:
    """A figure that a loop over the keys of an empty history left without a line."""
    empty = [h for h in (*run.histories, *run.unfilled) if not _epochs(h)]
    panels = sheet.last
    seen = run.notebook or sheet.seen
    if not seen or not panels or run.calls_in(sheet.key) or any(p.has_data for p in panels):
        return None
    near = (*(event.place for event in sheet.events), sheet.place)  # what shows a notebook's figure has no line
    place = next((p for one in near if (p := drawing_loop(one, run, "history"))), None)
    if place is None or any(_inside(c.place, place) for c in run.calls):
        return None
    if not empty and (run.histories or not _of_file(place, text_of(place, run))):
        return None
    aside = bool(empty) and not any(h in run.histories for h in empty)
    return found(
        place,
        "error",
        f"the figure has 0 lines: `{place.expression}` walks over a history of 0 epochs and 0 keys."
        + (_ASIDE if aside else ""),
        why=_WHY_ASIDE if aside else _WHY,
        evidence={"lines": 0, "epochs": 0, "histories": len(run.histories), "unfilled": len(run.unfilled)},
        fix=None if aside else _fix(place, text_of(place, run)),
    )


def _inside(place: Location, loop: Location) -> bool:
    same = (place.file, place.cell) == (loop.file, loop.cell)
    return same and (loop.line or 0) <= (place.line or 0) <= (loop.end_line or 0)


def _of_file(loop: Location, text: str) -> bool:
    """Whether a loop of the file's top level draws in every turn, over what was read: then it was of nothing."""
    named = re.match(r"(\w+)(?:\.items\(\)|\.values\(\))?$", loop.expression)
    top = next((n for n in tree_of(text).body if isinstance(n, ast.For) and n.lineno == loop.line), None)
    if named is None or top is None or not _last_read(named[1], text):
        return False
    plain = [n.value for n in top.body if isinstance(n, ast.Expr | ast.Assign)]
    return any(isinstance(n, ast.Call) and called(n) == "plot" for n in plain)


def _epochs(history: Value) -> int:
    return max(history.about.get("lengths", {}).values(), default=0)


def _failed(failure: Failure, run: Run) -> Finding | None:
    text = text_of(failure.place, run)
    if failure.type == "EmptyDataError" and _METRIC.search(text):
        path = next((v.about["value"] for v in failure.handed if isinstance(v.about.get("value"), str)), "the log")
        return _said(
            failure,
            f"'{path}' is empty (0 bytes, no header): fit ran no epoch, so that CSVLogger wrote nothing",
            run,
        )
    unfilled = [h for h in (*run.histories, *run.unfilled) if not _epochs(h)]
    if failure.type == "TypeError" and "no numeric data to plot" in failure.message:
        return _no_table(failure, bool(unfilled), run)
    read = _nothing_read(failure, text)
    if read:
        return _said(failure, f"{read}: fit ran no epoch, so that its callback wrote nothing", run)
    if failure.type not in ("IndexError", "ValueError"):
        return None
    if "positive integer, not 0" in failure.message:
        return _no_panels(failure, run)
    empty = _read_empty(failure, run)
    if empty is not None or "too many indices" in failure.message:
        return empty
    held = next(
        (
            v
            for v in failure.values
            if v.about.get("length") == 0 and v.type == "list" and (unfilled or _METRIC.search(v.source))
        ),
        None,
    )
    if held is None or not any(r in failure.message for r in _EMPTY):
        return None
    return _said(failure, f"{_which(held, failure, text)}: the history holds 0 epochs", run)


def _nothing_read(failure: Failure, text: str) -> str:
    """What says that a log of metrics, written by hand a line an epoch, is a file without a single one."""
    files = [v for v in failure.values if v.about.get("bytes") == 0]
    if not _METRIC.search(text):
        return ""
    unread = failure.type in ("StopIteration", "EOFError", "JSONDecodeError")
    if unread and len(files) == 1:
        return f"'{files[0].about['file']}' is empty (0 bytes)"
    if failure.type not in ("IndexError", "ValueError"):
        return ""
    if not any(r in failure.message for r in (*_EMPTY, "got 0)")):
        return ""
    for held in (v for v in failure.values if v.about.get("length") == 0 and v.type == "list"):
        made = _reading(single_quoted(held.source), text, failure.place)
        file = next((v for v in files if v.source in made), None)
        if file is not None:
            return f"'{file.about['file']}' is empty (0 bytes), so that `{held.source}` holds no entry"
        path = next((m for part in made if (m := re.fullmatch(r"""["']([^"'\n]+\.\w+)["']""", part))), None)
        if path is not None:
            return f"`{held.source}`, read from '{path[1]}', is an empty list"
    return ""


def _reading(name: str, text: str, place: Location) -> list[str]:
    """Names and quoted texts in the last statement that made a list of the lines or rows of a file."""
    made = [
        n.value
        for n in nodes_of(text)
        if isinstance(n, ast.Assign) and n.lineno <= (place.line or 0) and [ast.unparse(t) for t in n.targets] == [name]
    ]
    last = made[-1] if made else ast.Constant(None)
    if not isinstance(last, ast.ListComp) and not re.search(r"readlines|splitlines|[rR]eader\(", ast.unparse(last)):
        return []
    parts = (n for n in ast.walk(last) if isinstance(n, ast.Name | ast.Constant))
    return [n.id if isinstance(n, ast.Name) else repr(n.value) for n in parts]


def _which(held: Value, failure: Failure, text: str) -> str:
    """Which list is empty, the others of its dict that are as well, and the file that they were read from."""
    root = re.match(r"(\w+)(\[)?", held.source)
    file = _file_of(root[1], text) if root is not None else ""
    whole = next((v for v in failure.values if root and root[2] and v.source == root[1]), None)
    lengths = whole.about.get("lengths") if whole is not None else None
    from_file = f", read from '{file}'," if file else ""
    if isinstance(lengths, dict) and len(lengths) > 1 and not any(lengths.values()):
        return f"`{held.source}`{from_file} is an empty list, as all of them are ({', '.join(lengths)})"
    return f"`{held.source}`{from_file} is an empty list"


def _file_of(name: str, text: str) -> str:
    """'log.json' of `log = json.load(file)` under `with open("log.json") as file`, or of `log = load("log.json")`."""
    read = re.search(rf"^\s*{name}\s*=\s*[\w.]*(?:load|loads|read_\w+)\(([^\n]*)", text, re.MULTILINE)
    if read is None:
        return ""
    handle = re.match(r"(\w+)(?:\.read\(\))?\)", read[1])
    opened = re.search(rf"\bopen\(([^\n]*)\) as {handle[1]}\b", text) if handle else None
    path = re.search(r"""["']([^"'\n]+\.\w+)["']""", opened[1] if opened is not None else read[1])
    return path[1] if path is not None else ""


def _no_table(failure: Failure, unfilled: bool, run: Run) -> Finding | None:
    """A table of a history that has no column or, as it was read from a file, no row."""
    text = text_of(failure.place, run)
    known = [v for v in (*failure.values, *failure.handed) if v.facts is not None and v.facts.ndim == 2]
    bare = any(v.facts.shape == (0, 0) for v in known if v.facts is not None)
    if unfilled or (bare and _LOSSES.search(text)):
        return _said(failure, "the table of the history has no columns: the history holds 0 epochs", run)
    rows = next((v for v in known if v.facts is not None and v.facts.shape[0] == 0 and _is_read(v, text)), None)
    if rows is None or rows.facts is None or not _LOSSES.search(text):
        return None
    what = (
        f"`{rows.source}`, as it was read from its file, has shape {shape_words(rows.facts.shape)}: names, and no row"
    )
    return _said(failure, f"{what}: fit ran no epoch", run)


def _is_read(value: Value, text: str) -> bool:
    """Whether a name, or what is indexed, was last given what a file holds."""
    name = re.match(r"\w+", value.source)
    return name is not None and _last_read(name[0], text)


def _last_read(name: str, text: str) -> bool:
    made = re.findall(rf"^\s*{name}\s*=\s*([^\n]*)", text, re.MULTILINE)
    return bool(made) and re.match(_READ, made[-1]) is not None


def _no_panels(failure: Failure, run: Run) -> Finding | None:
    """`subplots(1, len(history))` of a history without a key."""
    text = text_of(failure.place, run)
    for held in failure.values:
        if held.about.get("length") == 0 and held.type == "dict" and _LOSSES.search(held.source):
            file = _file_of(held.source, text)
            from_file = f", read from '{file}'," if file else ""
            return _said(failure, f"`{held.source}`{from_file} has no key: the history holds 0 epochs", run)
    return None


def _read_empty(failure: Failure, run: Run) -> Finding | None:
    """A log of numbers, an entry for each epoch, that was read from a file without one."""
    text = text_of(failure.place, run)
    held = next((v for v in failure.values if v.facts is not None and v.facts.shape == (0,)), None)
    if held is None or not _is_read(held, text):
        return None
    line = re.search(r"(?:loadtxt|genfromtxt)\(", text) is not None
    if not _LOSSES.search(text if line else held.source):
        return None
    what = f"`{held.source}` has shape (0,): the file that it was read from holds no numbers"
    return _said(
        failure, f"{what}{', a line' if line else ''} for no epoch: fit ran none, so that nothing was kept", run
    )


def _said(failure: Failure, what: str, run: Run) -> Finding:
    asked = epochs_asked(run)
    return found(
        failure.place,
        "error",
        f"{what}. " + (f"fit was asked for {asked}." if asked else "Was initial_epoch equal to epochs?"),
        why=_WHY + f" It raised {failure.type}: {failure.message}",
        evidence={"epochs": 0, "raised": failure.message},
        fix=_fix(failure.place, text_of(failure.place, run)),
    )


def _fix(near: Location, text: str) -> Fix | None:
    place = resumed_fit(text, near)
    return Fix("train on: epochs is the number of the last epoch", *place[1:], location=place[0]) if place else None
