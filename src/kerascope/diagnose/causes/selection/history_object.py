"""The History itself, or its whole dict, handed to a plotting call.

What it does: reports a call that was given a `History`, its dict, or the dict's keys, instead of one key's list.
Why it is wrong: `fit` returns a History; its `.history` maps a name to a list with one number per epoch. The dict
can't be drawn, and walking over it gives its keys: words on the y axis.
Example:
    import matplotlib.pyplot as plt

    history = {"loss": [0.9, 0.6, 0.5], "val_loss": [1.0, 0.8, 0.7]}
    plt.plot(history)
Use instead:
    import matplotlib.pyplot as plt

    history = {"loss": [0.9, 0.6, 0.5], "val_loss": [1.0, 0.8, 0.7]}
    plt.plot(history["loss"])
    plt.savefig("loss.png")
What it does not see: a list of several histories of a class of one's own.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, subject
from kerascope.evidence import Argument, Call, Failure, Run, Value
from kerascope.findings import Finding, Fix

_OF_A_DICT = ("keys", "values", "items", "get", "pop", "copy")


@cause(
    "history-object",
    family="selection",
    sees=(Call, Failure),
    outranks=("ragged-array", "unsupported-dtype", "length-mismatch"),
)
def history_object(evidence: Call | Failure, run: Run) -> Finding | None:
    return _failed(evidence, run) if isinstance(evidence, Failure) else _drawn(evidence, run)


def _drawn(call: Call, run: Run) -> Finding | None:
    """The names of the metrics drawn as values."""
    y = call.argument("y", "height", "x")
    if y is None or call.exception or y.facts.kind not in "US" or y.values is None:
        return None
    words = [str(w) for w in y.values.reshape(-1)[:64].tolist()]
    history = next((h for h in run.histories if words and set(words) == set(h.about.get("keys", ()))), None)
    if history is None:
        return None
    return found(
        call.place,
        "error",
        f"{subject(y)} gives the keys of the history, {count(len(words), 'word')} such as '{words[0]}': the y axis is "
        f"categorical with {count(len(words), 'word')}, and no value of any epoch is drawn.",
        why="Walking over a dict gives its keys. Each key's list holds the numbers, one per epoch.",
        evidence={"keys": words, "lengths": dict(history.about.get("lengths", {}))},
        fix=_key_of(y.expression, words),
    )


def _failed(failure: Failure, run: Run) -> Finding | None:
    held = next(
        (v for v in (*_argument_values(failure), *failure.handed, *failure.values) if _is_history(v, run)), None
    )
    if held is None or not _handed_over(failure, held):
        return None
    keys = [str(k) for k in held.about.get("keys", ())]
    dict_ = "" if held.type == "History" else " a dict of lists"
    name = held.source + (".history" if held.type == "History" else "")
    one = f"{name}['{_liked(keys)}']" if keys else name
    return found(
        failure.place,
        "error",
        f"`{held.source}` is {'the History object' if held.type == 'History' else 'the history,' + dict_}: keys "
        f"{', '.join(keys)}. A curve is one key's list: {one}.",
        why=f"A line call takes numbers, one per epoch; it was given all metrics at once. It raised "
        f"{failure.type}: {failure.message}",
        evidence={"keys": keys, "lengths": dict(held.about.get("lengths", {})), "type": held.type},
        fix=_fix(failure, held, keys),
    )


def _argument_values(failure: Failure) -> tuple[Value, ...]:
    arguments: tuple[Argument, ...] = failure.call.arguments if failure.call is not None else ()
    return tuple(v for a in arguments for v in a.names[:1])


def _is_history(value: Value, run: Run) -> bool:
    if value.about.get("history"):
        return True
    keys, lengths = set(value.about.get("keys", ())), value.about.get("lengths")
    if value.type != "dict" or not keys or not lengths:
        return False
    known = any(keys == set(h.about.get("keys", ())) for h in run.histories)
    return known or "loss" in keys


def _handed_over(failure: Failure, held: Value) -> bool:
    """The whole of it went into a plotting call, or was subscripted as if it were its dict."""
    plotted = (
        any(w.startswith(("matplotlib:", "seaborn:", "pandas:")) for w in failure.where) or failure.call is not None
    )
    if failure.type in ("TypeError", "ValueError") and plotted and failure.call is not None:
        expression = next((a.expression for a in failure.call.arguments), "")
        return held.source in (expression, *(a.expression for a in failure.call.arguments)) or "history" in expression
    if failure.type == "AttributeError":
        return _asked_for(failure, held)
    if failure.type == "TypeError" and "no numeric data to plot" in failure.message:
        return bool(re.search(rf"\b(?:Series|DataFrame)\([\[(]?{re.escape(held.source)}[,\])]", failure.place.source))
    drawn = any(w.startswith(("pandas:", "seaborn:", "numpy:")) for w in failure.where)
    if failure.type in ("TypeError", "ValueError") and drawn and held.type == "History":
        return any(v.source == held.source for v in failure.handed)  # pd.DataFrame(history), sns.lineplot(data=history)
    return failure.type == "TypeError" and bool(
        re.search(r"'History' object is not|'History' has no len", failure.message)
    )


def _asked_for(failure: Failure, held: Value) -> bool:
    """The dict was asked for what a History has, or either for a key or a method of the other as an attribute."""
    match = re.search(r"'(\w+)' object has no attribute '(\w+)'", failure.message)
    if match is None or match[1] != held.type:
        return False
    keys = set(held.about.get("keys", ()))
    if held.type == "dict":
        return match[2] in ("history", "plot") or match[2] in keys
    return match[2] in _OF_A_DICT or match[2] == "plot" or match[2] in keys


def _liked(keys: list[str]) -> str:
    return "loss" if "loss" in keys else keys[0]


def _fix(failure: Failure, held: Value, keys: list[str]) -> Fix | None:
    if not keys or not held.source:
        return None
    if "not subscriptable" in failure.message or "not iterable" in failure.message:
        return Fix("the dict is its .history", held.source + "[", held.source + ".history[")
    if "has no attribute 'history'" in failure.message:
        return Fix("it is the dict already", f"{held.source}.history", held.source)
    if held.type == "History" and failure.call is None:
        return Fix("the dict is its .history", held.source, f"{held.source}.history")
    inner = held.source + (".history" if held.type == "History" else "")
    return Fix("draw one key's list", held.source, f'{inner}["{_liked(keys)}"]')


def _key_of(expression: str, words: list[str]) -> Fix | None:
    match = re.fullmatch(r"(?:list|sorted|tuple)\((.+?)(?:\.keys\(\))?\)", expression)
    inner = match[1] if match else expression
    return Fix("draw one key's list", expression, f'{inner}["{_liked(words)}"]') if expression else None
