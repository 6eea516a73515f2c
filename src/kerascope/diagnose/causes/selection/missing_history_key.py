"""A history has no such key.

What it does: explains a KeyError on `History.history` (or a log of it), an AttributeError on a table of it
(`log.val_loss`), or a plotting call that refuses the None which `history.get("acc")` gives: which keys there are, which
one was probably meant, or that there was no validation data, or that no epoch ran.
Why it is wrong: Keras records each metric under its own name: `accuracy` stays `accuracy`, a `BinaryAccuracy()`
object is `binary_accuracy`, a second `AUC()` is `auc_1`, outputs put their name before it, and `val_…` needs
validation data.
Example:
    import matplotlib.pyplot as plt

    history = {"accuracy": [0.5, 0.7], "loss": [0.9, 0.6]}
    plt.plot(history["acc"])
Use instead:
    import matplotlib.pyplot as plt

    history = {"accuracy": [0.5, 0.7], "loss": [0.9, 0.6]}
    plt.plot(history["accuracy"], "o-")
    plt.savefig("accuracy.png")
What it does not see: `history.get("acc", [])`, which gives an empty curve.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import epochs_asked
from kerascope.diagnose.script.source import resumed_fit, text_of, whole_fit
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of

_ALIASES = {
    "acc": "accuracy",
    "lr": "learning_rate",
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
    "mape": "mean_absolute_percentage_error",
    "rmse": "root_mean_squared_error",
    "f1": "f1_score",
}
_METRICS = ("loss", "acc", "mae", "mse", "auc", "precision", "recall", "lr", "error", "learning_rate", "iou", "f1")


@cause("missing-history-key", family="selection", sees=Failure, outranks=("history-object",))
def missing_history_key(failure: Failure, run: Run) -> Finding | None:
    key = _asked(failure)
    expression = failure.place.expression or failure.place.source
    if any(v.about.get("holds_axes") and expression.startswith(f"{v.source}[") for v in failure.values):
        return None  # a panel of a mosaic, `panel[key].plot(log[key])`: `subplot-overflow`
    known = (*failure.values, *(v for a in failure.lineage for v in a.values))
    holder = next((v for v in known if isinstance(key, str) and _is_history(v, key, run)), None)
    if holder is None or not isinstance(key, str):
        return None
    keys = _keys(holder.about)
    guess = nearest(key, keys)
    reason, fix = _reason(key, keys, guess, failure, run)
    listed = ", ".join(keys) if keys else "none: it is an empty dict"
    return found(
        failure.place,
        "error",
        f"`{holder.source}` has no key '{key}': {reason} The keys recorded are {listed}.",
        why="`fit` records one list per metric, under the metric's own name; `val_` keys only with validation "
        "data, and "
        "nothing at all when no epoch ran.",
        evidence={"key": key, "keys": list(keys), "epochs": _epochs(holder.about), "nearest": guess or None},
        fix=fix,
    )


_REFUSED = (
    ("KeyError", r"'([^']+)'\](?:, dtype=.*)? (?:not in index|are in the \[)"),
    ("KeyError", r"\[Index\(\['([^']+)'"),
    ("ValueError", r"^Could not interpret value `([^`]+)` for"),
    ("ValueError", r"^'(\w+)' is neither a data key nor"),
)
"""How pandas, seaborn and matplotlib say that a table has no column of a name."""


def _asked(failure: Failure) -> Any:
    """The key that was asked for."""
    for kind, said in _REFUSED:
        match = re.search(said, failure.message) if failure.type == kind else None
        if match:
            return match[1]
    return _literal(failure.message) if failure.type == "KeyError" else _attribute(failure) or _got(failure)


def _attribute(failure: Failure) -> str | None:
    """The column that was asked of a table as an attribute, `log.val_loss`, and not a method that pandas has not."""
    match = re.search(r"^'DataFrame' object has no attribute '(\w+)'", failure.message)
    if failure.type != "AttributeError" or match is None or not _metric(match[1]):
        return None
    return None if re.search(rf"\.{match[1]}\s*\(", failure.place.source) else match[1]


def _got(failure: Failure) -> str | None:
    """The key that `get` was asked for on the way into a plotting call, which refused what it was given."""
    if failure.type not in ("ValueError", "TypeError") or not any(w.startswith("matplotlib:") for w in failure.where):
        return None
    drawn = expression_of(failure.place.expression or failure.place.source)
    given = [*drawn.args, *(k.value for k in drawn.keywords)] if isinstance(drawn, ast.Call) else []
    made = {a.target: expression_of(a.value) for a in failure.lineage if not a.augmented}
    for node in (made.get(g.id) if isinstance(g, ast.Name) else g for g in given):
        asked = node.args[0] if isinstance(node, ast.Call) and called(node) == "get" and node.args else None
        if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            return asked.value
        if isinstance(asked, ast.Name):
            value = next((v.about.get("value") for v in failure.values if v.source == asked.id), None)
            return value if isinstance(value, str) else None
    return None


def _literal(message: str) -> Any:
    try:
        return ast.literal_eval(message)
    except (SyntaxError, ValueError):
        return None


def _keys(about: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(about.get("keys") or about.get("columns") or ())


def _epochs(about: Mapping[str, Any]) -> int:
    return max(about.get("lengths", {}).values(), default=0) if about.get("lengths") else len(about.get("epochs", ()))


def _is_history(value: Value, key: str, run: Run) -> bool:
    """A History, its dict, or a table of it: known by the run's own histories, or by keys as metrics are called."""
    about = value.about
    if ("keys" not in about and "columns" not in about) or about.get("holds_axes"):
        return False
    keys = _keys(about)
    if key in keys:
        return False
    if about.get("history") or any(set(keys) == set(h.about.get("keys", ())) for h in run.histories):
        return True
    if not keys:
        return value.type == "dict" and _metric(key)
    return _metric(key) and any(k == "loss" or k.startswith("val_") or k.endswith("_loss") for k in keys)


def _metric(key: str) -> bool:
    plain = key.removeprefix("val_").lower()
    return any(plain == m or m in plain.split("_") or plain.startswith(m) for m in _METRICS)


def nearest(key: str, keys: tuple[str, ...]) -> str:
    """The recorded key that a wrong one probably means, or ''."""
    from difflib import get_close_matches

    prefix, plain = ("val_", key[4:]) if key.startswith("val_") else ("", key)
    mine = [k for k in keys if k.startswith("val_") == bool(prefix)]
    aliases = {v: k for k, v in _ALIASES.items()} | _ALIASES
    for wanted in (plain, aliases.get(plain, plain)):
        if prefix + wanted in mine:
            return prefix + wanted
        ends = [k for k in mine if k.endswith("_" + wanted)]
        if ends:
            return ends[0]
        numbered = [k for k in mine if k.startswith(prefix + wanted + "_")]
        if numbered:
            return numbered[0]
    low = [k for k in mine if k.lower().replace(" ", "_") == key.lower().replace(" ", "_")]
    close = low or get_close_matches(key, mine, n=1, cutoff=0.7)
    return close[0] if close else ""


def _reason(key: str, keys: tuple[str, ...], guess: str, failure: Failure, run: Run) -> tuple[str, Fix | None]:
    text = text_of(failure.place, run)
    if not keys:
        place = resumed_fit(text, failure.place)
        fix = Fix("train on: epochs is the number of the last epoch", *place[1:], location=place[0]) if place else None
        asked = epochs_asked(run)
        told = f"was asked for {asked}" if asked else "got an initial_epoch that doesn't lie below epochs"
        return f"fit ran no epoch: it {told}, and epochs is the last epoch's number, no count of further ones.", fix
    if key.startswith("val_") and not any(k.startswith("val_") for k in keys):
        fit = whole_fit(text, failure.place)
        fix = Fix("hold out validation data", fit[1], fit[2], location=fit[0]) if fit else None
        return "no validation data was given to fit, so that nothing was validated.", fix
    if not key.startswith("val_") and all(k.startswith("val_") for k in keys):
        return "fit was given no sample to train on, so that only the validation was recorded.", None
    if key.removeprefix("val_") == "compile_metrics":
        return "it is no key: metrics_names of Keras 3 groups all metrics of compile under that name.", _listing(
            key, text, failure, run
        )
    if not guess:
        return "no metric of that name was compiled.", None
    expression = failure.place.expression or failure.place.source
    before = next((q + key + q for q in ("'", '"') if q + key + q in expression), "")
    after = before[:1] + guess + before[:1]
    if expression.endswith(f".{key}") and guess.isidentifier():
        before, after = expression, expression.removesuffix(key) + guess
    fix = Fix(f"use the recorded key '{guess}'", before, after) if before else None
    return f"it is recorded as '{guess}'.", fix


def _listing(key: str, text: str, failure: Failure, run: Run) -> Fix | None:
    """`model.metrics_names`, where the names of a history's keys were to be walked over."""
    asked = re.search(r"\b[\w.]+\.metrics_names\b", text)
    holder = next((v.source for v in failure.values if _is_history(v, key, run)), "")
    if asked is None or not holder:
        return None
    line = text[: asked.start()].count("\n") + 1
    place = replace(failure.place, line=line, end_line=line, source=asked[0], expression=asked[0])
    names = f'[k for k in {holder} if not k.startswith("val_")]'
    return Fix("walk over the keys that were recorded", asked[0], names, location=place)
