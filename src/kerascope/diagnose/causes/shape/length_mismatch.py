"""x and y differ in length.

What it does: reports a line, scatter or bar chart whose x and y do not hold as many values, or whose errors, weights or
labels are more or fewer; and series of differing length that are subtracted or become columns of one table.
Why it is wrong: each point needs both. Usually x was written by hand, from the epochs that were asked for, and y has
what the training really recorded.
Example:
    import matplotlib.pyplot as plt

    losses = [0.9, 0.5, 0.4]
    plt.plot(range(20), losses)
Use instead:
    import matplotlib.pyplot as plt

    losses = [0.9, 0.5, 0.4]
    plt.plot(range(len(losses)), losses)
    plt.savefig("losses.png")
What it does not see: which of the two is right, where neither comes from a training history, and y is no prediction
that is fewer than x by the window which its model reads.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise

from kerascope.diagnose.arrays.shapes import called_function
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import shape_words, subject
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import rewritten, tied
from kerascope.evidence import Argument, Assignment, Call, Failure, Location, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of, names_of, nodes_of

_WORDS = (
    "same first dimension",
    "same size",
    "shape mismatch",
    "same length",
    "broadcast",
    "incompatible",
    "inconsistent with",
    "unequal size",
    "whose shape matches",
    "does not match",
    "should have the same shape",
    "arrays must be of the same length",
    "must be of length",
)
_OTHERS = (
    "lineplot",
    "scatterplot",
    "barplot",
    "pointplot",
    "stripplot",
    "stem",
    "step",
    "errorbar",
    "fill_between",
    "fill_betweenx",
    "pie",
    "quiver",
    "vlines",
    "hlines",
    "stackplot",
    "plot",
    "scatter",
    "bar",
    "barh",
    "hist",
)
_WITH_MORE = ("errorbar", "bar", "barh", "hist", "fill_between", "fill_betweenx", "scatter")
"""Calls that take more arrays than the record of a call holds: errors, weights, labels."""
_BY_VALUE = (
    "x",
    "y",
    "y1",
    "y2",
    "height",
    "width",
    "xerr",
    "yerr",
    "weights",
    "labels",
    "tick_label",
    "s",
    "c",
    "ymax",
)
_COLUMN = re.compile(r"Length of values \((\d+)\) does not match length of index \((\d+)\)")
_ARITHMETIC = re.compile(r"operands could not be broadcast together with shapes \((\d+),\) \((\d+),\)")


@cause("length-mismatch", family="shape", sees=(Call, Failure), outranks=("missing-history-key",))
def length_mismatch(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Call):
        return _of_call(evidence, run)
    column, terms = _COLUMN.search(evidence.message), _ARITHMETIC.search(evidence.message)
    if column:
        return _unlike(evidence, "the new column", int(column[1]), "the table", int(column[2]))
    if terms and isinstance(expression_of(evidence.place.expression), ast.BinOp):
        return _terms(evidence, int(terms[1]), int(terms[2]))
    function = called_function(evidence.place.expression)
    if function not in _OTHERS or not any(w in evidence.message for w in _WORDS):
        return None
    if evidence.call is not None and (function not in _WITH_MORE or _of_call(evidence.call, run)):
        return None
    return _differing(_given(evidence, function), evidence.place, function, _raised(evidence), run)


def _of_call(call: Call, run: Run) -> Finding | None:
    if not call.exception or not any(w in call.exception for w in _WORDS):
        return None
    return _differing(call.arguments, call.place, call.function, call.exception, run)


def _raised(failure: Failure) -> str:
    return f"{failure.type}: {failure.message}"


def _given(failure: Failure, function: str) -> tuple[Argument, ...]:
    """What the call reads value by value: its positions (of `hist` the first alone) and some of its keywords."""
    positions = ("0",) if function == "hist" else tuple("01234")
    return tuple(a for a in failure.arguments if a.facts.ndim == 1 and (a.name in positions or a.name in _BY_VALUE))


def _terms(failure: Failure, n: int, m: int) -> Finding | None:
    """Two series of one sum or difference."""
    sized = {v.facts.shape: v.source for v in failure.values if v.facts is not None and v.facts.ndim == 1}
    if min(n, m) < 2 or (n,) not in sized or (m,) not in sized:
        return None
    return _unlike(failure, f"`{sized[n,]}`", n, f"`{sized[m,]}`", m)


def _unlike(failure: Failure, one: str, n: int, other: str, m: int) -> Finding:
    return found(
        failure.place,
        "error",
        f"{one} has shape ({n},) and {other} has shape ({m},): {n} and {m} values.",
        why=f"Each value needs its counterpart. It raised {_raised(failure)}",
        evidence={"shape": [n], "other": [m]},
    )


def _differing(
    arguments: tuple[Argument, ...], place: Location, function: str, exception: str, run: Run
) -> Finding | None:
    """The first pair of arguments whose lengths differ."""
    sized = [a for a in arguments if a.facts.ndim and (a.name != "s" or "s (size" in exception)]
    for x, y in pairwise(sized):
        if x.facts.shape[0] == y.facts.shape[0] or (y.name == "c" and y.facts.ndim == 2):
            continue
        if (
            function in ("bar", "barh", "scatter", "fill_between", "errorbar", "vlines", "hlines")
            and 1 in (x.facts.size, y.facts.size)
            and x.facts.size != y.facts.size
        ):
            continue
        return _said(x, y, place, function, exception, run)
    return None


def _said(x: Argument, y: Argument, place: Location, function: str, exception: str, run: Run) -> Finding:
    n, m = x.facts.shape[0], y.facts.shape[0]
    about, told = _history_of(m, n, run)
    window = 0 if told else _window(n, m, y, run)
    if window:
        about = {"window": window}
        told = (
            f" The model reads windows of {window} steps: y has {window} fewer, "
            f"as the first {window} of x come before the first prediction."
        )
    return found(
        place,
        "error",
        f"{subject(x, 'x')} has shape {shape_words(x.facts.shape)} and {subject(y, 'y')} has shape "
        f"{shape_words(y.facts.shape)}: "
        f"{n} and {m} values.{told}",
        why=f"`{function}` needs one x for each y. It raised {exception}.",
        evidence={"x_shape": list(x.facts.shape), "y_shape": list(y.facts.shape), **about},
        fix=_fix(x, y, window, place, run) if x.expression and y.expression and function != "pie" else None,
    )


def _fix(x: Argument, y: Argument, window: int, place: Location, run: Run) -> Fix:
    n, m = x.facts.shape[0], y.facts.shape[0]
    if window:
        return Fix("take the x of the predictions", x.expression, f"{_brackets(x.expression)}[-len({y.expression}):]")
    start = "1, " if x.facts.is_integer and x.facts.minimum == 1 else ""
    end = f"len({y.expression}) + 1" if start else f"len({y.expression})"
    if x.facts.is_integer and x.facts.minimum in (0, 1) and (x.facts.maximum or 0) - (x.facts.minimum or 0) == n - 1:
        counted = f"range({start}{end})"
        shared = _shared(x, y, place, run)
        edit = rewritten(place, run, shared, "count what y holds", shared.value, counted) if shared else None
        return edit or Fix("count what y holds", x.expression, counted)
    if n > m:
        return Fix("cut x to what y holds", x.expression, f"{_brackets(x.expression)}[:len({y.expression})]")
    return Fix("cut y to what x holds", y.expression, f"{_brackets(y.expression)}[:len({x.expression})]")


def _shared(x: Argument, y: Argument, place: Location, run: Run) -> Assignment | None:
    """The one statement that made the x of several lines, where all that y is made of was there before it."""
    made = [a for a in x.lineage if a.target == x.expression]
    text = text_of(place, run)
    uses = [n for n in nodes_of(text) if isinstance(n, ast.Name) and n.id == x.expression]
    if len(made) != 1 or made[0].into or made[0].augmented or len(uses) < 3 or made[0].source.startswith("for "):
        return None
    node = expression_of(y.expression)
    known = {a.target: a.line for a in reversed(y.lineage)}
    before = node is not None and all(known.get(n, made[0].line) < made[0].line for n in names_of(node))
    return made[0] if before else None


def _window(n: int, m: int, y: Argument, run: Run) -> int:
    """The steps of the windows that a model reads, where its predictions are fewer than x by as many; or 0."""
    made = y.derivation.provenance if y.derivation is not None else y.provenance
    if not (made is not None and made.kind == "output") and not re.search(r"\bpredict\w*\(", tied(y)):
        return 0
    shapes = [s for model in run.models for s in model.about.get("inputs") or ()]
    return next((n - m for s in shapes if len(s) == 3 and s[1] == n - m > 1), 0)


def _brackets(expression: str) -> str:
    return (
        expression
        if expression.replace(".", "").replace("_", "").isalnum() or expression.endswith(("]", ")"))
        else f"({expression})"
    )


def _history_of(m: int, n: int, run: Run) -> tuple[dict[str, object], str]:
    """What the training that recorded y says of its length."""
    for history in reversed(run.histories):
        epochs = history.about.get("epochs")
        if isinstance(epochs, list) and len(epochs) == m and m != n:
            return _epochs(epochs, history, n)
    return {}, ""


def _epochs(epochs: list[int], history: Value, n: int) -> tuple[dict[str, object], str]:
    m, asked = len(epochs), history.about.get("requested")
    evidence: dict[str, object] = {"epochs_recorded": m}
    if isinstance(asked, int):
        evidence["epochs_requested"] = asked
    if epochs and epochs[0] > 0:
        first, last = epochs[0] + 1, epochs[-1] + 1
        return (
            evidence,
            f" That history holds only the {m} epochs of its own fit ({first} to {last}, as it had initial_epoch="
            f"{epochs[0]}), not the {n} of the whole training.",
        )
    if isinstance(asked, int) and asked > m:
        return evidence, f" The training ended after {m} of {asked} epochs (EarlyStopping, or an interruption)."
    return evidence, f" The training recorded {m} epochs, and x counts {n}."
