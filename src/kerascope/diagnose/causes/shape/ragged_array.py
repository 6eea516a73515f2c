"""Arrays of differing shapes forced into one.

What it does: reports arrays of differing shapes that were to become one array, also a model's several outputs, or an
array of dtype object that holds them, where a plot needs numbers.
Why it is wrong: an array has one length along each axis. Pictures or maps of differing size stay in a list, and each is
drawn by itself.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    maps = [np.ones((1, 32, 32, 4)), np.ones((1, 16, 16, 4))]
    stack = np.asarray(maps)
    plt.imshow(stack[0, 0, :, :, 0])
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    yy, xx = np.mgrid[:32, :32] / 32
    maps = [(xx * yy)[None, :, :, None], (xx * yy)[None, ::2, ::2, None]]
    for n, one in enumerate(maps):
        plt.subplot(1, 2, n + 1)
        plt.imshow(one[0, :, :, 0], vmin=0, vmax=1)
    plt.savefig("maps.png")
What it does not see: which of the shapes was the one that was meant.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from kerascope.diagnose.arrays.shapes import called_function
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import subject
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.script.windows import cut_short
from kerascope.evidence import Call, Failure, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of

_TEXTS = (
    "inhomogeneous shape",
    "all input arrays must have the same shape",
    "expected size",
    "setting an array element with a sequence",
    "could not be cast to an at-least-1d",
    "expects each tensor to be equal size",
    "shapes of all inputs must match",
    "non-rectangular",
    "expected sequence of length",
    "all arrays must be of the same length",
    "dtype object cannot be converted",
)
_JOINED = "must match exactly"
"""Of `vstack` and `column_stack`; pictures that don't fit are tiles of a grid, and rows are none."""
_MAKERS = ("asarray", "array", "stack", "mean", "std", "max", "min", "sum", "median", "vstack", "hstack", "concatenate")


_WHOLE = ("asarray", "array", "stack")
"""They make an array of a list and do nothing else."""


@cause(
    "ragged-array",
    family="shape",
    sees=(Call, Failure),
    outranks=("unsupported-dtype", "flattened-image", "length-mismatch"),
)
def ragged_array(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Call):
        return _object_array(evidence)
    text = evidence.message.lower()
    if not any(t in text for t in (*_TEXTS, _JOINED)) or (evidence.call is not None and _object_array(evidence.call)):
        return None
    value, shapes = _ragged((*evidence.handed, *evidence.values))
    if value is None and "inhomogeneous" in text:
        value, shapes = _returned(evidence)
    if value is None or (_JOINED in text and any(len(s) != 1 for s in shapes)):
        table = "must be of the same length" in text and _makes_table(evidence)
        return _columns(evidence) if table else _unread(evidence, run)
    return _failed(evidence, value, shapes, run)


def _ragged(values: Iterable[Value]) -> tuple[Value | None, list[tuple[int, ...]]]:
    """The first value that holds arrays of more than one shape, lists of more than one length, or pairs of such."""
    for value in values:
        shapes = [tuple(s) for s in value.about.get("shapes") or () if None not in s]
        lengths = value.about.get("lengths") or ()
        shapes = shapes or [(n,) for n in (lengths.values() if isinstance(lengths, dict) else lengths)]
        inner = [tuple(s) for s in value.about.get("inner_shapes") or ()]
        for each in (shapes, inner):
            if len(set(each)) > 1:
                return value, each
    return None, []


def _returned(failure: Failure) -> tuple[Value | None, list[tuple[int, ...]]]:
    """The model whose outputs of differing shapes a comprehension or the call itself was to put into one array."""
    given = next((v.facts.shape[0] for v in failure.values if v.facts is not None and v.facts.ndim > 1), None)
    for value in failure.values:
        outputs = value.about.get("outputs") or ()
        if len({tuple(s) for s in outputs}) > 1 and re.search(
            rf"\b{re.escape(value.source)}(?:\.predict(?:_on_batch)?)?\(", failure.place.expression
        ):
            return value, [(given or 0, *s[1:]) for s in outputs]
    return None, []


_DETECTED = re.compile(r"detected shape was \(([\d, ]+?),?\) \+ inhomogeneous part")
_SIZES = re.compile(r"\[([\d, ]*)\](?: at entry| != | \[Op|$)")


def _unread(failure: Failure, run: Run) -> Finding | None:
    """Arrays made in the call itself, which are gone: what the error says of them."""
    function = called_function(failure.place.expression)
    if function not in (*_MAKERS, "tensor", "constant", "convert_to_tensor", "convert_to_numpy"):
        return None
    detected, sizes = _DETECTED.search(failure.message), _SIZES.findall(failure.message)
    if detected is not None:
        held = detected[1].replace(", ", " x ")
        shapes, said = [], f"{held} of them could be counted, and they differ along the next axis"
    elif len(set(sizes)) > 1:
        shapes = [tuple(int(n) for n in s.split(",") if n.strip()) for s in sizes]
        said = _listed(shapes)
    else:
        return None
    expression = failure.place.expression
    inner = _made_of(expression)
    return found(
        failure.place,
        "error",
        f"`{function}` was handed arrays of differing shapes: {said}. They do not fit into one array."
        f"{_at_the_border(failure, inner, [], run)}",
        why=f"An array has one length along each axis. It raised {failure.type}: {failure.message}",
        evidence={"shapes": [list(s) for s in shapes]} if shapes else {"counted": detected[1] if detected else ""},
        fix=Fix("keep the list as it is", expression, inner) if inner.startswith("[") else None,
    )


def _listed(shapes: list[tuple[int, ...]]) -> str:
    kinds = [str(s) for s in dict.fromkeys(shapes)]
    return ", ".join(kinds[:6]) + (" …" if len(kinds) > 6 else "")


def _at_the_border(failure: Failure, expression: str, shapes: list[tuple[int, ...]], run: Run) -> str:
    """Why the last windows of an array are smaller than the others."""
    largest = tuple(map(max, zip(*shapes, strict=False)))
    made = cut_short(expression, text_of(failure.place, run)) if not shapes or largest in shapes else ""
    cut = made.partition("[")[0]
    whole = next((f" of {v.facts.shape}" for v in failure.near if v.source == cut and v.facts is not None), "")
    return f" A slice ends where its array does: `{made}` is smaller at the border{whole}." if made else ""


def _failed(failure: Failure, value: Value, shapes: list[tuple[int, ...]], run: Run) -> Finding:
    expression = failure.place.expression or failure.place.source
    fix = None
    inner = _made_of(expression)
    if value.about.get("model"):
        fix = Fix("keep the list as it is", expression, inner) if inner.startswith("[") else None
    elif called_function(expression) in _WHOLE and len(failure.handed) and value.source in expression:
        fix = Fix("keep the list as it is", expression, value.source)
    elif called_function(expression) in ("plot", "imshow"):
        fix = Fix("take one of them", value.source, f"{value.source}[0]")
    holds = "returns" if value.about.get("model") else "holds"
    return found(
        failure.place,
        "error",
        f"`{value.source}` {holds} {len(shapes)} arrays of differing shapes: {_listed(shapes)}. They do not "
        f"fit into one array.{_at_the_border(failure, value.source, shapes, run)}",
        why=f"An array has one length along each axis. It raised {failure.type}: {failure.message}",
        evidence={"shapes": [list(s) for s in dict.fromkeys(shapes)][:8], "count": len(shapes)},
        fix=fix,
    )


def _made_of(expression: str) -> str:
    """The list or comprehension that `np.array(…)` was handed, as the source has it."""
    node = expression_of(expression)
    if not isinstance(node, ast.Call) or called(node) not in ("asarray", "array"):
        return ""
    return ast.get_source_segment(expression.strip(), node.args[0]) or "" if node.args else ""


def _makes_table(failure: Failure) -> bool:
    """`pd.DataFrame({…})`; of `sns.barplot(x=…, y=…)` the lengths of x and y are what differs."""
    return called_function(failure.place.expression) in ("DataFrame", "from_dict", "QTable", "Table")


def _columns(failure: Failure) -> Finding | None:
    """Named columns of one table that differ in length."""
    columns = [v for v in failure.values if v.facts is not None and v.facts.ndim == 1]
    sizes = {v.source: v.facts.shape for v in columns if v.facts is not None}
    if len(set(sizes.values())) < 2:
        return None
    return found(
        failure.place,
        "error",
        f"The columns of one table differ in length: {', '.join(f'`{name}` {shape}' for name, shape in sizes.items())}."
        " They do not fit into one array.",
        why=f"A table has one length along each axis. It raised {failure.type}: {failure.message}",
        evidence={"shapes": {name: list(shape) for name, shape in sizes.items()}},
    )


def _object_array(call: Call) -> Finding | None:
    """dtype object, or a list of arrays that differ, handed to a plotting call."""
    if not call.exception or not re.search(
        r"dtype object|inhomogeneous|sequence|be cast|values to unpack", call.exception
    ):
        return None
    for data in call.arguments:
        value, shapes = _ragged(data.names)
        if value is None or data.facts.kind != "O":
            continue
        kind = "has dtype object and holds" if data.facts.shape else "holds"
        name = data.expression
        return found(
            call.place,
            "error",
            f"{subject(data)} {kind} {len(shapes)} arrays of differing shapes: {_listed(shapes)}.",
            why=f"`{call.function}` needs one array of numbers. It raised {call.exception}.",
            evidence={"shapes": [list(s) for s in dict.fromkeys(shapes)][:8], "dtype": "object", "count": len(shapes)},
            fix=Fix("draw one of them", name, f"{name}[0]") if name else None,
        )
    return None
