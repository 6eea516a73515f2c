"""The History itself, or its whole dict, handed to a plotting call.

What it does: reports a call that was given a `History`, its dict, or the dict's keys, all at once or one by one,
instead of one key's list, and sums or means of several histories.
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

import ast
import re
from collections.abc import Mapping

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count, subject
from kerascope.diagnose.script.key_taken import key_for_number
from kerascope.diagnose.script.source import loops_around
from kerascope.evidence import Argument, Call, Failure, Run, Value
from kerascope.findings import Finding, Fix

_OF_A_DICT = ("keys", "values", "items", "get", "pop", "copy")
_NO_NUMBER = re.compile(
    r"(?:unsupported operand type\(s\) for|not supported between instances|a real number, not|unhashable type).*"
)
_NO_FUNCTION = re.compile(
    r"(?:loop of ufunc does not support argument \d+ of type (?P<ufunc>\w+) which|"
    r"bad operand type for .+: '(?P<sign>\w+)'|type (?P<rounded>\w+) doesn't define __)"
)
"""What `np.log10(h.history)`, `-h.history` and `round(h.history)` raise: a function of one value, given the dict."""
_METRIC = re.compile(r"^(?:val_)?(?:\w*loss|acc|\w*accuracy|mae|mse|rmse|auc|precision|recall|learning_rate|lr)$")
"""Keys as Keras gives them: of a history that was read from a file, nothing else is known."""


@cause(
    "history-object",
    family="selection",
    sees=(Call, Failure),
    outranks=(
        "ragged-array",
        "unsupported-dtype",
        "length-mismatch",
        "single-point-line",
        "accumulated-lines",
        "legend-mismatch",
        "covered-image",
    ),
)
def history_object(evidence: Call | Failure, run: Run) -> Finding | None:
    return _failed(evidence, run) if isinstance(evidence, Failure) else _drawn(evidence, run)


def _drawn(call: Call, run: Run) -> Finding | None:
    """The names of the metrics drawn as values."""
    y, alike = _words_drawn(call), key_for_number(call, run)
    if y is None or alike is not None:
        return alike or _all_lists(call, run)
    words = _words(y)
    several = y.facts.ndim > 0
    drawn = (
        words if several else [w for c in _sisters(call, run) if (o := _words_drawn(c)) is not None for w in _words(o)]
    )
    history = _named_after(drawn, several, run)
    if history is None:
        return None
    lengths = history.about.get("lengths", {})
    return found(
        call.place,
        "error",
        _words_said(y, words, lengths),
        why="Walking over a dict gives its keys. Each key's list holds the numbers, one per epoch.",
        evidence={"keys": drawn, "lengths": dict(lengths)},
        fix=_key_of(y.expression, words) if several else _value_of(call, y.expression, run),
    )


def _words_drawn(call: Call) -> Argument | None:
    """Words that stand where the values of a line or bars should; names beside numbers are categories, as meant."""
    y = call.argument("y", "height") if call.function != "barh" else call.argument("width")
    if y is None or call.exception or call.via or call.kind not in ("line", "bar", "scatter"):
        return None
    x = call.argument("x")
    counted = x is not None and x.facts.kind in "fiu" and call.kind != "bar" and not _counts_up(x)
    return None if counted or not _words(y) or "data" in call.options else y


def _counts_up(x: Argument) -> bool:
    """0, 1, 2 … or 1, 2, 3 …: numbers of epochs rather than values of their own."""
    values = [] if x.values is None else x.values.reshape(-1)[:64].tolist()
    return len(values) > 1 and values in (list(range(len(values))), list(range(1, len(values) + 1)))


def _words(y: Argument) -> list[str]:
    if y.values is not None:
        return [str(w) for w in y.values.reshape(-1)[:64].tolist()] if y.facts.kind in "US" else []
    return [str(v.about["value"]) for v in y.names[:1] if v.type == "str" and "value" in v.about and not y.facts.ndim]


def _all_lists(call: Call, run: Run) -> Finding | None:
    """`plot(history.values())`: all metrics at once, one line for each epoch."""
    y = call.argument("y")
    match = (
        re.fullmatch(r"(?:list\(|np\.array\(list\()?([\w.]+)\.values\(\)\)*", y.expression) if y is not None else None
    )
    if y is None or match is None or call.kind != "line" or call.exception or y.facts.ndim != 2:
        return None
    for history in run.histories:
        keys, lengths = list(history.about.get("keys", ())), dict(history.about.get("lengths", {}))
        if y.facts.shape[0] == len(keys) and set(lengths.values()) == {y.facts.shape[1]}:
            return found(
                call.place,
                "error",
                f"{subject(y)} holds the lists of all {count(len(keys), 'key')} of the history, {', '.join(keys)}: "
                f"{count(y.facts.shape[1], 'line')} are drawn, one an epoch, and the metrics run along x. A curve "
                f"is one key's list: {match[1]}['{_liked(keys)}'].",
                why="`plot` makes one line of each column, and a column of these lists is one epoch.",
                evidence={"keys": keys, "lengths": lengths, "shape": list(y.facts.shape)},
                fix=Fix("draw one key's list", y.expression, f'{match[1]}["{_liked(keys)}"]'),
            )
    return None


def _sisters(call: Call, run: Run) -> list[Call]:
    """The calls of one figure: a loop, or an unpacked dict, draws its keys one by one."""
    return [c for c in run.calls_in(call.sheet) if c.function == call.function and not c.exception]


def _named_after(drawn: list[str], several: bool, run: Run) -> Value | None:
    """The history that has these words, all of them, as its keys."""
    for history in run.histories:
        keys = set(history.about.get("keys", ()))
        if drawn and (set(drawn) == keys if several else set(drawn) <= keys):
            return history
    read = not run.histories and not several and "loss" in drawn and all(_METRIC.search(w) for w in drawn)
    return Value("", "dict", about={}) if read else None


def _words_said(y: Argument, words: list[str], lengths: Mapping[str, int]) -> str:
    if y.facts.ndim:
        return (
            f"{subject(y)} gives the keys of the history, {count(len(words), 'word')} such as '{words[0]}': the y axis "
            f"is categorical with {count(len(words), 'word')}, and no value of any epoch is drawn."
        )
    epochs = f" of {count(lengths[words[0]], 'epoch')}" if words[0] in lengths else ""
    return (
        f"{subject(y)} is the word '{words[0]}', a key of the history and not its list: one place of a "
        f"categorical y axis, and no value{epochs} is drawn."
    )


def _value_of(call: Call, expression: str, run: Run) -> Fix | None:
    """`for key in h.history: plot(key)` becomes `plot(h.history[key])`."""
    for loop in reversed(loops_around(call.place, run)):
        if not isinstance(loop, ast.For):
            continue
        target, walked = loop.target, loop.iter
        for wrapper in ("enumerate", "zip", "sorted", "list"):
            target, walked = _unwrapped(wrapper, target, walked, expression)
        inner = walked
        if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Attribute) and walked.func.attr == "keys":
            inner = walked.func.value
        plain = isinstance(inner, ast.Name | ast.Attribute)
        if plain and isinstance(target, ast.Name) and target.id == expression and expression.isidentifier():
            return Fix("draw the list of each key", expression, f"{ast.unparse(inner)}[{expression}]")
    return None


def _unwrapped(wrapper: str, target: ast.expr, walked: ast.expr, name: str) -> tuple[ast.expr, ast.expr]:
    """The part of `for i, key in enumerate(d)` that binds a name, and what that part walks over."""
    if not isinstance(walked, ast.Call) or not isinstance(walked.func, ast.Name) or walked.func.id != wrapper:
        return target, walked
    if wrapper in ("sorted", "list"):
        return target, walked.args[0] if walked.args else walked
    parts = target.elts if isinstance(target, ast.Tuple) else []
    given = [ast.Constant(0), *walked.args[:1]] if wrapper == "enumerate" else walked.args
    for part, arg in zip(parts, given, strict=False):
        if isinstance(part, ast.Name) and part.id == name:
            return part, arg
    return target, walked


def _failed(failure: Failure, run: Run) -> Finding | None:
    return _key_given(failure, run) or _whole_given(failure, run) or _reckoned_with(failure, run)


def _key_given(failure: Failure, run: Run) -> Finding | None:
    """A key of the history went into a line call beside numbers, or with its list as a pair: matplotlib refused it."""
    if failure.type != "ValueError" or failure.call is None or failure.call.kind != "line":
        return None
    fits = (
        _taken_as_format(failure)
        or ("same first dimension" in failure.message and _first_word(failure))
        or ("at-least-1D" in failure.message and next((v.source for v in failure.handed if v.type == "tuple"), ""))
    )
    dicts = [v for v in (*failure.turns, *failure.values) if v.type == "dict" and v.about.get("lengths")]
    held = next((v for v in dicts if _is_history(v, run)), None)
    if not fits or held is None:
        return None
    keys, lengths = [str(k) for k in held.about.get("keys", ())], dict(held.about.get("lengths", {}))
    word = next((str(v.about["value"]) for v in failure.values if v.source == fits and "value" in v.about), "")
    if "at-least-1D" not in failure.message and word not in keys:
        return None
    what = f"the word '{word}', a key" if word else "a pair of a key and its list, out of the items"
    return found(
        failure.place,
        "error",
        f"`{fits}` is {what} of the history {held.source}: keys {', '.join(keys)}. What can be drawn is the list of a "
        f"key: {held.source}[{fits if word else repr(_liked(keys))}].",
        why="Walking over a dict gives its keys. Each key's list holds the numbers, one per epoch. It raised "
        f"{failure.type}: {failure.message}",
        evidence={"keys": keys, "lengths": lengths, "type": "str" if word else "tuple"},
    )


def _taken_as_format(failure: Failure) -> str:
    match = re.match(r"'(.+)' is not a valid format string", failure.message)
    return next((v.source for v in failure.handed if match and v.type == "str"), "")


def _first_word(failure: Failure) -> str:
    return failure.handed[0].source if failure.handed and failure.handed[0].type == "str" else ""


def _whole_given(failure: Failure, run: Run) -> Finding | None:
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


def _reckoned_with(failure: Failure, run: Run) -> Finding | None:
    """A sum, mean, comparison or array of Historys (or of their dicts) as if they were curves: `np.mean(runs)`."""
    kind, of_one = _refused(failure)
    fits = [v for v in (*_argument_values(failure), *failure.handed, *failure.values) if _holds(v, kind, run)]
    fits = [v for v in fits if not of_one or _as_a_whole(v, failure)]
    if not kind or not run.histories or not (fits or kind == "History"):
        return None
    held = fits[0] if fits else run.histories[-1]
    keys = [str(k) for k in held.about.get("holds_keys") or held.about.get("keys") or ()]
    keys = keys or [str(k) for k in run.histories[-1].about.get("keys", ())]
    if not keys:
        return None
    many = held.type not in ("History", "dict")
    thing = "History object" if kind == "History" else "history dict"
    what = f"a {held.type} of {count(int(held.about.get('length', 0)), thing)}, not of curves" if many else f"a {thing}"
    inner = f"{'run' if many else held.source or 'run'}{'.history' * (kind == 'History')}['{_liked(keys)}']"
    return found(
        failure.place,
        "error",
        f"`{held.source or failure.place.expression}` is {what}: the numbers, one per epoch, are in {inner} (keys"
        f" {', '.join(keys)}).",
        why=f"A {kind} is no number, and has no sum, mean or order. Reckon with one key's lists. It raised "
        f"{failure.type}: {failure.message}",
        evidence={"keys": keys, "type": held.type, "length": held.about.get("length")},
        fix=_lists_of(failure, held, kind, keys) if many else _list_of(failure, held, keys) if of_one else None,
    )


def _refused(failure: Failure) -> tuple[str, bool]:
    """The type that was no number, if a history may be of it, and whether a function of one value refused it."""
    asked = _NO_NUMBER.search(failure.message) if failure.type == "TypeError" else None
    if asked is not None:
        return next((k for k in ("History", "dict") if f"'{k}'" in asked[0]), ""), False
    named = _NO_FUNCTION.search(failure.message) if failure.type == "TypeError" else None
    kind = "" if named is None else named["ufunc"] or named["sign"] or named["rounded"]
    return (kind, True) if kind in ("History", "dict") else ("", False)


def _as_a_whole(value: Value, failure: Failure) -> bool:
    """The line names it without asking it for a key: beside `h.history["loss"]`, it was another dict that failed."""
    return bool(re.search(rf"(?<![\w.]){re.escape(value.source)}(?!\w|\s*[.\[])", failure.place.source))


def _list_of(failure: Failure, held: Value, keys: list[str]) -> Fix | None:
    """`np.log10(h.history)` becomes `np.log10(h.history["loss"])`; a list has no sign and can't be rounded."""
    if (
        "ufunc" not in failure.message
        or failure.place.source.count(held.source) != 1
        or held.source not in (a for a in re.findall(r"[\w.]+", failure.place.source))
    ):
        return None
    inner = held.source + ".history" * (held.type == "History")
    return Fix("take one key's list", held.source, f'{inner}["{_liked(keys)}"]')


def _holds(value: Value, kind: str, run: Run) -> bool:
    """Whether a value is a history of this kind, or a list of such."""
    if value.type == kind:
        return _is_history(value, run)
    types, keys = [str(t).split(".")[-1] for t in value.about.get("types", ())], value.about.get("holds_keys")
    known = any(list(h.about.get("keys", ())) == keys for h in run.histories)
    return types == [kind] and (kind == "History" or known)


def _lists_of(failure: Failure, held: Value, kind: str, keys: list[str]) -> Fix | None:
    """`runs` becomes `[run.history["loss"] for run in runs]`, where NumPy is given it: that makes rows of lists."""
    one = "run" if held.source != "run" else "one"
    given = re.findall(rf"\b{re.escape(held.source)}\b", failure.place.source)
    numpy = re.search(rf"\b(?:np|numpy)\.\w+\({re.escape(held.source)}\s*[,)]", failure.place.source)
    if not held.source.isidentifier() or numpy is None or len(given) != 1:
        return None
    after = f'[{one}{".history" * (kind == "History")}["{_liked(keys)}"] for {one} in {held.source}]'
    return Fix("take one key's list of each", held.source, after)


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
    inner = match[1] if match else expression.removesuffix(".keys()")
    return Fix("draw one key's list", expression, f'{inner}["{_liked(words)}"]') if expression else None
