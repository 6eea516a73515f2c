"""The array from `subplots` used as one Axes, or indexed with the wrong number of indices.

What it does: explains an AttributeError, IndexError, TypeError or ValueError at what `plt.subplots` (or pandas)
returned: an array of Axes, or a row of one, where one Axes was expected (`ax = ax or plt.gca()` asks it for its truth),
one Axes where an array was expected, a row of Axes indexed as a grid, or the pair of Figure and Axes that was not
taken apart.
Why it is wrong: `subplots(1, 1)` gives one Axes, `subplots(1, n)` and `subplots(n, 1)` a 1-D array, others a 2-D one.
With `squeeze=False` it is always 2-D.
Example:
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3)
    axes[0, 1].plot([1, 2, 3])
Use instead:
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3, squeeze=False)
    for ax in axes.flat:
        ax.plot([1, 2, 3])
    fig.savefig("three.png")
What it does not see: a list of Axes made by hand.
"""

from __future__ import annotations

import math
import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import count
from kerascope.diagnose.script.pairs import asks_for_several, names_of_pair, taken_as_array
from kerascope.diagnose.script.source import indented_under, maker_of, text_of, walked_loop
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix

_ARRAY_ONLY = ("flat", "flatten", "ravel", "shape", "reshape", "size", "T", "tolist", "ndim", "transpose")
_OF_AXES = re.compile(
    r"plot|imshow|matshow|scatter|barh?|hist(?:2d)?|boxplot|violinplot|fill_between|pcolor(?:mesh)?|contourf?|errorbar|step"
    r"|stem|semilog[xy]|loglog|pie|ax[hv](?:line|span)|twin[xy]|annotate|axis|grid|plot_surface|[xyz]axis|get_[xyz]axis"
    r"|[sg]et_(?:title|[xyz](?:label|lim|ticks|ticklabels|scale))|invert_[xy]axis|spines|tick_params"
)
"""What an Axes has and a Figure has not."""
_WHY = (
    "`subplots` returns one Axes for 1 x 1, a 1-D array for one row or column, and a 2-D array else; "
    "squeeze=False keeps it 2-D."
)


@cause("axes-array", family="figure", sees=Failure, outranks=("subplot-overflow",))
def axes_array(failure: Failure, run: Run) -> Finding | None:
    pair = _pair(failure, run)
    if pair is not None:
        return pair
    several = [v for v in (*failure.values, *failure.handed) if v.about.get("axes_array") and v.facts is not None]
    single = [v for v in (*failure.values, *failure.handed) if v.about.get("axes")]
    if failure.type == "AttributeError" and "'numpy.ndarray' object has no attribute" in failure.message and several:
        return _array_as_one(failure, several[0], run)
    if failure.type == "ValueError" and "truth value of an array" in failure.message:
        asked = [v for v in several if _asked(v.source, failure)]
        return _array_as_one(failure, asked[0], run) if asked else None
    if failure.type == "IndexError" and several:
        indexed = [v for v in several if _is_indexed(v.source, failure.place.expression)]
        return _wrong_indices(failure, indexed[0], run) if indexed else None
    if failure.type in ("TypeError", "ValueError") and "unpack" in failure.message and several:
        return _unpacked(failure, several[0], run)
    if failure.type in ("AttributeError", "TypeError", "ValueError") and single:
        return _one_as_array(failure, single, run)
    if (
        failure.type in ("ValueError", "TypeError")
        and "unpack" in failure.message
        and "subplots(" in failure.place.source
    ):
        return _said(failure, f"the names on the left do not match the grid: {failure.message}.", (), None)
    return None


def _pair(failure: Failure, run: Run) -> Finding | None:
    """The pair of Figure and Axes itself, or its first half, where one Axes or the array of them was expected."""
    values, message = (*failure.values, *failure.handed), failure.message
    missing = re.search(r"'(tuple|Figure)' object has no attribute '(\w+)'", message)
    if missing is None and "tuple indices must be integers" not in message:
        return None
    both = next((v for v in values if v.type == "tuple" and _is_pair(v)), None)
    first = next((v for v in values if v.type == "Figure"), None)
    if both is not None and missing is None and f"{both.source}[" not in failure.place.source:
        return None
    if both is not None and (missing is None or missing[1] == "tuple" or _OF_AXES.fullmatch(missing[2])):
        made = names_of_pair(text_of(failure.place, run), failure.place, both.source)
        what = f"`{both.source}` is the pair that subplots returned, of a Figure and {_second(both)}, not one Axes."
        if made is None or made[1] != (both.source,):
            return _of_pair(failure, what, None)
        after = f"fig, {both.source} = {made[2]}"
        return _of_pair(failure, what, Fix("take the pair apart", made[0].source, after, location=made[0]))
    if first is None or missing is None or missing[1] != "Figure" or not _OF_AXES.fullmatch(missing[2]):
        return None
    return _first_half(failure, first.source, missing[2], run)


def _first_half(failure: Failure, name: str, asked: str, run: Run) -> Finding | None:
    """`left, right = plt.subplots(1, 2)`: the first name is the Figure, the second the array of both Axes."""
    text = text_of(failure.place, run)
    made = names_of_pair(text, failure.place, name)
    if made is None or len(made[1]) != 2 or not asks_for_several(made[2]) or taken_as_array(text, made[1][1]):
        return None
    what = (
        f"`{name}` is the Figure, which has no `{asked}`: subplots returned a pair, and `{made[1][1]}`, its second "
        "half, is the array of Axes."
    )
    after = f"fig, ({', '.join(made[1])}) = {made[2]}"
    return _of_pair(failure, what, Fix("name the Figure too", made[0].source, after, location=made[0]))


def _is_pair(value: Value) -> bool:
    kinds = list(value.about.get("types", ()))
    rest = [k for k in kinds if k != "matplotlib.Figure"]
    alike = len(rest) == 1 and re.fullmatch(r"numpy\.ndarray|matplotlib\.\w*Axes\w*", rest[0]) is not None
    return value.about.get("length") == 2 and len(kinds) == 2 and alike


def _second(pair: Value) -> str:
    shape = next(iter(pair.about.get("shapes", ())), None)
    return f"an array of Axes, shape {tuple(shape)}" if shape else "its Axes"


def _of_pair(failure: Failure, what: str, fix: Fix | None) -> Finding:
    return found(
        failure.place,
        "error",
        what,
        why="`plt.subplots` returns two things, the Figure first and then the Axes, or an array of them: "
        "`fig, ax = plt.subplots()`.",
        evidence={"raised": failure.message},
        fix=fix,
    )


def _said(failure: Failure, what: str, shape: tuple[int, ...], fix: Fix | None) -> Finding:
    return found(
        failure.place, "error", what, why=_WHY, evidence={"shape": list(shape), "raised": failure.message}, fix=fix
    )


def _asked(source: str, failure: Failure) -> bool:
    """Whether a statement asks a name itself for its truth: `ax or plt.gca()`, `if not ax:`."""
    name, statement = re.escape(source), failure.place.source
    before = rf"\b(?:if|while|not|and|or)\s+{name}\s*(?:[!=]=\s*None\s*)?(?=:|\)|$|\s(?:and|or|else)\b)"
    return bool(
        re.fullmatch(r"[\w.\[\]]+", source)
        and re.search(rf"{before}|(?<![\w.]){name}\s+(?:and|or)\b", statement, re.MULTILINE)
    )


def _array_as_one(failure: Failure, value: Value, run: Run) -> Finding:
    shape = value.facts.shape if value.facts else ()
    maker = (
        "with subplots=True pandas returns" if "subplots=True" in text_of(failure.place, run) else "subplots returned"
    )
    panels, whole = math.prod(shape), tuple(n for n in value.about.get("part_of", ()) if n != 1)
    if whole:
        what = (
            f"`{value.source}` holds {panels} of the {math.prod(whole)} Axes of an array, shape {whole}, and is not one"
            f" Axes: {count(len(whole), 'index', 'indices')} or one of `.flat` take one panel."
        )
        return _said(failure, what, shape, _one_of(failure, value, whole, run))
    what = f"`{value.source}` is an array of Axes, shape {shape}, not one Axes: {maker} {count(panels, 'panel')}."
    return _said(failure, what, shape, _each(failure, value, run))


def _one_of(failure: Failure, value: Value, whole: tuple[int, ...], run: Run) -> Fix | None:
    """Count panels where rows were counted, walk over them where rows were walked over."""
    index = re.fullmatch(r"([\w.]+)\[([^\[\],:]+)\]", value.source)
    if index and len(whole) == 2 and value.source in failure.place.source:
        return Fix("count panels", value.source, f"{index[1]}.flat[{index[2]}]")
    loop = walked_loop(failure.place, value.source, run)
    return Fix("walk over every panel", loop[1], loop[2], location=loop[0]) if loop is not None else None


def _each(failure: Failure, value: Value, run: Run) -> Fix | None:
    """Walk over `axes.flat` where a row was walked over; else do it for every panel."""
    loop = walked_loop(failure.place, value.source, run)
    if loop is not None:
        return Fix("walk over every panel", loop[1], loop[2], location=loop[0])
    statement, source = failure.place.source, value.source
    if re.match(rf"{re.escape(source)}\.\w+\(", statement):
        pad = indented_under(failure.place, run)
        return Fix(
            "do it for every panel",
            statement,
            f"for panel in {source}.flat:\n{pad}    panel" + statement[len(source) :],
        )
    return Fix("take one panel", source, f"{source}.flat[0]") if source and source in statement else None


def _squeezed(failure: Failure, name: str, run: Run) -> Fix | None:
    made = maker_of(text_of(failure.place, run), failure.place, name, "subplots")
    if made is None or "squeeze" in made[1] or not made[1].endswith(")"):
        return None
    given = made[1][:-1].rstrip(", \n")
    return Fix(
        "keep the array 2-D", made[1], f"{given}{'' if given.endswith('(') else ', '}squeeze=False)", location=made[0]
    )


def _is_indexed(source: str, expression: str) -> bool:
    """Whether what raised is an index of this very array, and not of a picture that is drawn in a panel of it."""
    return not expression.endswith("]") or expression.startswith(f"{source}[")


def _wrong_indices(failure: Failure, value: Value, run: Run) -> Finding | None:
    shape = value.facts.shape if value.facts else ()
    if "too many indices" in failure.message:
        what = (
            f"`{value.source}` is a {len(shape)}-D array of Axes, shape {shape}, and is indexed with more indices: "
            f"one row or column is squeezed away; squeeze=False keeps {(1, *shape)} or {(*shape, 1)}."
        )
        return _said(failure, what, shape, _squeezed(failure, value.source, run) if len(shape) == 1 else None)
    over = re.search(r"index (\d+) is out of bounds for axis 0 with size (\d+)", failure.message)
    single_index = "," not in failure.place.expression.split("[")[-1] and not _as_row(failure)
    if over and len(shape) == 2 and single_index and int(over[1]) < shape[0] * shape[1]:
        what = (
            f"`{value.source}` is a 2-D array of Axes, shape {shape}: index {over[1]} counts rows, of which "
            f"there are {over[2]}, not panels."
        )
        fix = Fix("count panels", f"{value.source}[", f"{value.source}.flat[")
        return _said(failure, what, shape, fix)
    return None


def _as_row(failure: Failure) -> bool:
    """Whether a statement takes it for a row: `axes[r][c]`, `left, right = axes[r]`, a loop over `axes[r]`."""
    row = re.escape(failure.place.expression)
    return not row or bool(re.search(rf"{row}\[|^[^=\n]+,[^=\n]+=\s*{row}|\bin\b[^\n]*{row}", failure.place.source))


def _unpacked(failure: Failure, value: Value, run: Run) -> Finding | None:
    """A loop that takes each entry of an array of Axes apart, as if it had one more axis or other rows."""
    shape = value.facts.shape if value.facts else ()
    if "non-iterable Axes" in failure.message and len(shape) == 1:
        what = (
            f"`{value.source}` is a 1-D array of Axes, shape {shape}: each entry is a single Axes, and there is "
            f"nothing to unpack; one row or column is squeezed away; squeeze=False keeps it 2-D, {(1, *shape)} or "
            f"{(*shape, 1)}."
        )
        return _said(failure, what, shape, _squeezed(failure, value.source, run))
    expected = re.search(r"values to unpack \(expected (\d+)", failure.message)
    if expected and len(shape) == 1 and expected[1] == "2" and "ndenumerate(" in failure.place.source:
        what = (
            f"`{value.source}` is a 1-D array of Axes, shape {shape}, so that ndenumerate gives one index for each, "
            f"and two names wait for it: one row or column is squeezed away; squeeze=False keeps it 2-D, "
            f"{(1, *shape)} or {(*shape, 1)}."
        )
        return _said(failure, what, shape, _squeezed(failure, value.source, run))
    if expected and len(shape) == 2 and shape[1] != int(expected[1]) and failure.place.source.startswith("for "):
        what = (
            f"`{value.source}` is a 2-D array of Axes, shape {shape}: each row holds "
            f"{count(shape[1], 'Axes', 'Axes')}, and {expected[1]} names wait for them."
        )
        return _said(failure, what, shape, None)
    return None


def _one_as_array(failure: Failure, single: list[Value], run: Run) -> Finding | None:
    missing = re.search(r"'?Axes(?:Subplot)?'? object has no attribute '(\w+)'", failure.message)
    unfit = re.search(
        r"Axes(?:Subplot)?'? object is not (?:subscriptable|iterable)|non-iterable Axes|object of type "
        r"'Axes\w*' has no len",
        failure.message,
    )
    if not unfit and not (missing and missing[1] in _ARRAY_ONLY):
        return None
    row = _row_of(failure, single, run)
    if row is not None:
        return row
    value = next((v for v in single if failure.place.expression.startswith(v.source)), single[0])
    what = f"`{value.source}` is a single Axes, no array: subplots(1, 1) returned 1 panel squeezed out of its array."
    return _said(failure, what, (), _squeezed(failure, value.source, run))


def _row_of(failure: Failure, single: list[Value], run: Run) -> Finding | None:
    """One entry of a row of Axes, taken for a row of a grid: `for row in axes: for ax in row`, `axes[0][1]`."""
    arrays = (*failure.values, *failure.handed, *failure.turns)
    rows = [v for v in arrays if v.about.get("axes_array") and v.facts is not None and v.facts.ndim == 1]
    for one, whole in ((one, whole) for one in single for whole in rows):
        shape, name = whole.facts.shape if whole.facts else (), re.escape(whole.source)
        walks = rf"\bfor\b[^\n]*(?<![\w.]){re.escape(one.source)}\b[^\n]*\bin\b[^\n]*(?<![\w.]){name}\b"
        if not one.source.startswith(f"{whole.source}[") and not re.search(walks, text_of(failure.place, run)):
            continue
        what = (
            f"`{one.source}` is a single Axes, no row of them: `{whole.source}` is a 1-D array of Axes, shape {shape}; "
            f"one row or column is squeezed away; squeeze=False keeps it 2-D, {(1, *shape)} or {(*shape, 1)}."
        )
        return _said(failure, what, shape, _squeezed(failure, whole.source, run))
    return None
