"""A training that left nothing to plot.

What it does: reports lines of a history without a single epoch, a History that was made by hand and given to no `fit`,
and a training log that is an empty file, of a table or of rows read one by one.
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
from kerascope.diagnose.say import epochs_asked, subject
from kerascope.diagnose.script.source import drawing_loop, resumed_fit, text_of
from kerascope.evidence import Call, Failure, Run, Sheet, Value
from kerascope.findings import Finding, Fix, Location
from kerascope.parsed import nodes_of, single_quoted

_METRIC = re.compile(r"""["'.](?:val_)?(?:loss|acc|accuracy|mae|mse|auc|epoch|learning_rate|precision|recall)\b""")
_EMPTY = (
    "list index out of range",
    "iterable argument is empty",
    "empty sequence",
    "arg is an empty",
    "zero-size array",
    "of empty",
)
"""Of an IndexError or ValueError: there was nothing in it."""
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
    outranks=("empty-axes", "single-point-line", "length-mismatch"),
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
    if not (_METRIC.search(names) or "history" in names.lower() or none):
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
    if not empty or not seen or not panels or run.calls_in(sheet.key) or any(p.has_data for p in panels):
        return None
    near = (*(event.place for event in sheet.events), sheet.place)  # what shows a notebook's figure has no line
    place = next((p for one in near if (p := drawing_loop(one, run, "history"))), None)
    if place is None:
        return None
    aside = not any(h in run.histories for h in empty)
    return found(
        place,
        "error",
        f"the figure has 0 lines: `{place.expression}` walks over a history of 0 epochs and 0 keys."
        + (_ASIDE if aside else ""),
        why=_WHY_ASIDE if aside else _WHY,
        evidence={"lines": 0, "epochs": 0, "histories": len(run.histories), "unfilled": len(run.unfilled)},
        fix=None if aside else _fix(place, text_of(place, run)),
    )


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
        bare = any(v.facts is not None and v.facts.shape == (0, 0) for v in (*failure.values, *failure.handed))
        if unfilled or (bare and re.search(r"histor|epoch", text, re.IGNORECASE)):
            return _said(failure, "the table of the history has no columns: the history holds 0 epochs", run)
        return None
    read = _nothing_read(failure, text)
    if read:
        return _said(failure, f"{read}: fit ran no epoch, so that its callback wrote nothing", run)
    if failure.type not in ("IndexError", "ValueError"):
        return None
    if "too many indices" in failure.message:
        return _read_empty(failure, run)
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


def _read_empty(failure: Failure, run: Run) -> Finding | None:
    """A log of numbers, a line for each epoch, that was read from a file without one."""
    text = text_of(failure.place, run)
    held = next((v for v in failure.values if v.facts is not None and v.facts.shape == (0,)), None)
    if held is None or not re.search(rf"\b{re.escape(held.source)}\s*=\s*[\w.]*(?:loadtxt|genfromtxt)\(", text):
        return None
    if not re.search(r"\bepochs?\b|\bloss\b|\baccuracy\b", text, re.IGNORECASE):
        return None
    what = f"`{held.source}` has shape (0,): the file that it was read from holds no numbers, a line for no epoch"
    return _said(failure, f"{what}: fit ran none, so that its callback wrote nothing", run)


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
