"""NaN or infinity in the data.

What it does: reports a plotted array without a single finite value; NaN or infinity in what a network returned or
recorded, or in what a script with a network computed of it (a logarithm of 0, a division by 0, the correlation of a
dead unit, the root of a difference that rounding took below 0, the mean of nothing); and infinity from an overflow in
half precision or of an exponential.
Why it is wrong: matplotlib leaves out what is not finite, without a word: a blank panel, a line that ends, white holes.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    loss = [float("nan")] * 5
    plt.plot(loss)
    plt.savefig("loss.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    loss = [2.5, 1.25, 0.8, 0.6, 0.55]
    plt.plot(loss)
    plt.savefig("loss.png")
What it does not see: NaN among other values that no network made, or that the script wrote into what one made; they are
taken for a mask or a gap that is meant.
"""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.replay.exponents import overflow_in
from kerascope.diagnose.say import count, number, subject
from kerascope.diagnose.tell import PREDICTS, holes, known, leaves_gaps, measured
from kerascope.evidence import Argument, Call, Facts, Provenance, Run, Value, Warned
from kerascope.findings import Finding
from kerascope.parsed import words_in

_ARGUMENT = r"[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_LOG = re.compile(rf"(?:\w+\.)?log(?:10|2)?\((?:{_ARGUMENT})*\)")
_QUIET = re.compile(
    r"\b(?:tf|tensorflow|torch|jnp|jax|ops|keras|K)\.(?:\w+\.)*(?:r?sqrt|log(?:10|2)?)\(|[\w)\]]\.(?:sqrt|log(?:10|2)?)\(\)"
)
"""Roots and logarithms of libraries that make NaN of negative numbers without a warning."""
_OTHERWISE = re.compile(r"nan\b|\bwhere\(|mask|a(?:rc)?(?:cos|sin)\(|corr|divide|\bnp\.(?:sqrt|log)")
"""What else brings NaN, and may be meant to."""
_NEGATIVE = {
    "sqrt": " The square root of a negative number is NaN.",
    "log": " The logarithm of a negative number is NaN.",
}
_NOTHING_OF_IT = " The logarithm of 0 is -inf, and 0 * log(0) is NaN: `scipy.special.xlogy` gives 0 there."
_BELOW = " Rounding takes a difference of nearly equal squares below 0: compute in float64, or clip at 0 first."
_KINDS = ("image", "mesh", "line", "bar", "scatter", "hist", "contour")


@cause(
    "not-finite",
    family="range",
    sees=Call,
    kinds=_KINDS,
    outranks=("constant-image", "outlier-dominated", "single-point-line"),
)
def not_finite(call: Call, run: Run) -> Finding | None:
    data = call.data
    if data is None or data.facts.kind not in "fV":
        return None
    facts = holes(call, data)
    bad = facts.nan + facts.posinf + facts.neginf
    if not bad or facts.size < 2 or any(a.finite for a in call.artists if facts.finite == 0):
        return None
    if call.artists and all(a.holes_seen for a in call.artists):
        return None
    if call.via and call.kind == "line" and facts.size <= 2:
        return None  # a library's own empty stroke, such as an error bar that does not exist
    reason = _reason(call, data, facts, run)
    if not reason:
        return None
    kinds = [f"{n} {w}" for n, w in ((facts.nan, "nan"), (facts.posinf, "inf"), (facts.neginf, "-inf")) if n]
    what = f"all {facts.size} values" if bad == facts.size else f"{bad} of {count(facts.size, 'value')}"
    return found(
        call.place,
        "error",
        f"{what} of {subject(data)} ({facts.dtype}) are not finite ({', '.join(kinds)}). {reason}",
        why="matplotlib skips NaN and infinity without a word, so that nothing is drawn there.",
        evidence={
            **measured(data),
            "nan": facts.nan,
            "posinf": facts.posinf,
            "neginf": facts.neginf,
            "of": facts.size,
            **_input(data),
        },
    )


def _reason(call: Call, data: Argument, facts: Facts, run: Run) -> str:
    maker = known(data)
    if facts.posinf and facts.dtype == "float16":
        given = f" The input was {number(maker.given[0])} to {number(maker.given[1])}." if maker and maker.given else ""
        return f"float16 overflows above 65504.{given} Scale the input to 0..1, or compute in float32."
    beyond = overflow_in(call, data, run) if facts.nan or facts.posinf else None
    if beyond is not None:
        return beyond.words(nan=bool(facts.nan))
    spread = _spread(data, trained=bool(run.histories) or maker is not None)
    history = _recorded(call, data, run)
    if history and call.kind == "line":
        what = "broke down" if facts.finite else "gave nan in every epoch"
        return f"The training {what}.{spread}{_put_in(call, data, run)}"
    if maker is not None and maker.kind in ("output", "weights") and not _hidden(data, maker):
        name = f"the {maker.layer_class} layer '{maker.layer}'" if maker.layer else "the network"
        return f"This is what {name} gave: its weights or its input hold such values.{spread}"
    if call.exception and "finite" in call.exception:
        return f"`{call.function}` raised {call.exception}{spread}"
    if facts.finite == 0:
        return f"Nothing of it can be drawn.{spread}"
    lines = {a.line for a in data.lineage} | {call.place.line}
    told = [w for w in run.warned if w.place.line in lines and w.place.file == call.place.file]
    if run.has_network:
        made = _born(data, facts, tuple(told), run) or _divided(data, facts)
        if made:
            return made
    told = [w for w in told if re.search(r"overflow|divide by zero", w.message)]
    if told and facts.posinf:
        return f"NumPy warned at line {told[0].place.line}: {told[0].message}."
    logs = _LOG.search("\n".join([data.expression, *_values(data)]))
    zeros = facts.neginf and call.kind in ("image", "mesh") and logs
    return f"`{logs[0]}` is -inf wherever its argument is 0." if logs and zeros else ""


def _hidden(data: Argument, maker: Provenance) -> bool:
    """Whether the script itself took values away from what a network gave: scores that are too low, the background."""
    given = [a.line for a in data.lineage if any(c.split(".")[-1] in PREDICTS for c in a.calls)]
    return not maker.missing and leaves_gaps(data, since=max(given, default=0))


def _put_in(call: Call, data: Argument, run: Run) -> str:
    """The division that made NaN of what a network learned from, where NumPy warned of it."""
    for made in data.lineage:
        at = (call.place.file, made.line)
        if any("value encountered in divide" in w.message and (w.place.file, w.place.line) == at for w in run.warned):
            return f" `{made.source.strip()[:80]}` (line {made.line}) made them: 0 / 0 is NaN."
    return ""


def _born(data: Argument, facts: Facts, told: tuple[Warned, ...], run: Run) -> str:
    """Why arithmetic on finite values of the script made NaN: told by NumPy, or by the operand itself."""
    if not facts.nan:
        return ""
    warned = next((w for w in told if re.search(r"Mean of empty|invalid value|divide by zero", w.message)), None)
    if warned is not None:
        return f"NumPy warned at line {warned.place.line}: {warned.message}.{_rule(warned, run)}"
    for text in (data.expression, *_values(data)):
        for pattern, reason in _OPERATIONS:
            for match in re.finditer(pattern, text):
                operand = next((v for v in data.near if v.source == match[1]), None)
                why = reason(operand) if operand is not None else ""
                if why:
                    return f"`{match[0]})`: {why}"
    return _by_elimination(data, facts)


def _rule(warned: Warned, run: Run) -> str:
    """What gave NaN there, where the warning names the function."""
    named = re.search(r"encountered in (sqrt|log\w*)", warned.message)
    if named is None or "divide" in warned.message:
        beside = [
            w.message for w in run.warned if w.place.file == warned.place.file and w.place.line == warned.place.line
        ]
        times = named is not None and any("invalid value encountered in multiply" in m for m in beside)
        return _NOTHING_OF_IT if times else ""
    lines = run.sources.get(warned.place.file or "", "").splitlines()
    number = warned.place.line or 0
    text = lines[number - 1] if 0 < number <= len(lines) else ""
    return _NEGATIVE["sqrt" if named[1] == "sqrt" else "log"] + (_BELOW if _squares_apart(text) else "")


def _squares_apart(text: str) -> bool:
    """The mean of squares less the square of the mean, under a root."""
    return bool(re.search(r"sqrt\(.*-.*(?:\*\*\s*2|square\()", text))


def _by_elimination(data: Argument, facts: Facts) -> str:
    """TensorFlow, PyTorch and JAX do not warn: the one function on the way that makes NaN of finite numbers."""
    texts = [data.expression, *_values(data)]
    made = [(t, m) for t in texts for m in _QUIET.finditer(t)]
    if facts.posinf or not made or any(_OTHERWISE.search(t) for t in texts):
        return ""
    text, match = made[0]
    names = set(words_in(text))
    if len({_kind(m) for _, m in made}) > 1 or any(v.facts and v.facts.nan for v in data.near if v.source in names):
        return ""
    return f"`{text.strip()}`:{_NEGATIVE[_kind(match)]}{_BELOW if _squares_apart(text) else ''}"


def _kind(match: re.Match[str]) -> str:
    return "sqrt" if "sqrt" in match[0] else "log"


def _divided(data: Argument, facts: Facts) -> str:
    """pandas divides by 0 without a warning; nothing but that makes infinity of moderate numbers beside a division."""
    infinite = facts.posinf + facts.neginf
    if not infinite or not facts.finite or max(abs(facts.minimum or 0.0), abs(facts.maximum or 0.0)) > 1e12:
        return ""
    for text in (data.expression, *_values(data)):
        by = re.search(r"(?<!/)/\s*([A-Za-z_][\w.]*(?:\[[^\]]*\])?)(?![\w.(])", text)
        if by is not None and not re.search(r"\b(?:exp|log\w*)\(", text):
            return f"`{text.strip()}` divides by `{by[1]}`, which is 0 there."
    return ""


def _log(operand: Value) -> str:
    facts = operand.facts
    if facts is None or facts.nan or facts.minimum is None or facts.minimum > 0 or operand.values is None:
        return ""
    zeros = int((operand.values == 0).sum())
    if facts.negative:
        return f"`{operand.source}` holds {count(facts.negative, 'negative value')}, and their logarithm is NaN."
    return f"`{operand.source}` holds {count(zeros, 'zero')}: the logarithm is -inf there, and 0 * -inf is NaN."


def _root(operand: Value) -> str:
    if operand.facts is None or operand.facts.nan or not operand.facts.negative:
        return ""
    return f"`{operand.source}` holds {count(operand.facts.negative, 'negative value')}, and their root is NaN."


def _correlation(operand: Value) -> str:
    """A row or column without variance has no correlation."""
    if operand.facts is None or operand.facts.nan or operand.facts.ndim != 2 or operand.values is None:
        return ""
    lines = [[n for n, s in enumerate(operand.values.std(axis=axis)) if s == 0] for axis in (0, 1)]
    flat = min((x for x in lines if x), key=len, default=[])
    which = ", ".join(str(n) for n in flat[:6])
    where = "column" if flat is lines[0] else "row"
    return f"{where} {which} of `{operand.source}` is constant, so its correlation is 0 / 0." if flat else ""


def _flat(operand: Value) -> str:
    """Scores by the deviation of each column."""
    if operand.facts is None or operand.facts.nan or operand.facts.ndim != 2 or operand.values is None:
        return ""
    if operand.values.dtype.kind not in "iuf":
        return ""
    flat = [n for n, s in enumerate(np.ptp(operand.values, axis=0)) if s == 0]
    which = ", ".join(str(n) for n in flat[:6])
    return f"column {which} of `{operand.source}` is constant: its deviation is 0, and 0 / 0 is NaN." if flat else ""


def _steps(operand: Value) -> str:
    """Relative changes from one value to the next."""
    if operand.facts is None or operand.facts.nan or operand.values is None or operand.values.dtype.kind not in "iuf":
        return ""
    zeros = int((operand.values == 0).sum())
    return f"`{operand.source}` holds {count(zeros, 'zero')}, and a change from 0 divides by 0." if zeros else ""


_OPERATIONS = (
    (r"\b(?:\w+\.)*log(?:10|2|1p)?\((\w+)", _log),
    (r"\b(?:\w+\.)*sqrt\((\w+)", _root),
    (r"\b(?:\w+\.)*corrcoef\((\w+)", _correlation),
    (r"\b(?:\w+\.)*DataFrame\((\w+)[^\n]*\.corr\(", _correlation),
    (r"\b(\w+)\.corr\(", _correlation),
    (r"\bzscore\((\w+)(?!.*axis\s*=\s*(?:1|None))", _flat),
    (r"\b(\w+)\.pct_change\(", _steps),
)
"""How finite values become NaN: the source with its operand, and what the operand's values say."""


def _values(data: Argument) -> list[str]:
    """What the names of the expression were made from."""
    return [a.value for a in data.lineage[:6]]


def _recorded(call: Call, data: Argument, run: Run) -> bool:
    text = data.expression + " ".join(a.source for a in data.lineage[:6]) + call.place.source
    return bool(run.histories) and bool(re.search(r"\bhist|\.history\b", text))


def _first_hole(data: Argument) -> Value | None:
    """The array near the call that holds the fewest NaN: where they came from."""
    fewer = [v for v in data.near if v.facts is not None and 0 < v.facts.nan < 0.2 * v.facts.size]
    return min(fewer, key=lambda v: v.facts.nan if v.facts else 0) if fewer else None


def _spread(data: Argument, *, trained: bool) -> str:
    hole = _first_hole(data)
    if hole is None or hole.facts is None:
        return ""
    missing = count(hole.facts.nan, "missing value")
    spreads = "; one NaN in a batch spreads to all weights" if trained else ""
    return f" `{hole.source}` holds {missing} (nan) among {hole.facts.size}{spreads}."


def _input(data: Argument) -> dict[str, object]:
    maker, hole = known(data), _first_hole(data)
    found: dict[str, object] = {}
    if maker is not None and maker.given is not None:
        found["input_range"] = list(maker.given)
        found["input_not_finite"] = maker.missing
    if hole is not None and hole.facts is not None:
        found["first_nan_in"] = {hole.source: hole.facts.nan}
    return found
