"""A dtype that can't be drawn.

What it does: explains the exception of a plotting call that was handed bfloat16, complex numbers, text or objects, and
reports complex values and numbers kept as text where a call takes them without an exception, and columns of
bfloat16 or of tensors that pandas leaves out of a plot.
Why it is wrong: matplotlib draws real numbers. bfloat16 has no NumPy ufuncs for a maximum; of complex numbers the
imaginary part is dropped; words become categories in the order in which they come.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    table = np.array([["a", 0.25], ["b", 0.75]], dtype=object)
    plt.imshow(table)
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    table = np.array([["a", 0.25], ["b", 0.75]], dtype=object)
    plt.imshow(table[:, 1:].astype(float))
    plt.savefig("table.png")
What it does not see: a dtype that fails inside a library before any plotting call was made,
but for text that seaborn or pandas is to draw as numbers, and for tables without a numeric column.
"""

from __future__ import annotations

import re

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import shape_words, subject
from kerascope.diagnose.tell import measured, wrapped
from kerascope.evidence import Argument, Call, Failure, Run, Value
from kerascope.findings import Finding, Fix

_SAID = re.compile(
    r"Unsuitable type|cannot be converted to float|not supported for the input types|bfloat16|float8|complex"
    r"|could not convert string|no ufunc|Cannot cast|unsupported operand|must be (?:a )?real number|float\(\) argument",
    re.IGNORECASE,
)
_NO_NUMBERS = re.compile(r"no numeric data to plot|requires numerical or datetime columns")
"""Of pandas, before it draws."""
_SHORT = re.compile(r"bfloat16|float8")
_LENGTHS = {"line": "y", "bar": "height", "scatter": "y", "hist": "x", "contour": "Z"}
"""Arguments that are measured off along an axis, or cut at levels; of others words may be the names."""
_TENSOR = re.compile(r"^(?:torch|tensorflow|jax|jaxlib)\.")
_FORMATS = re.compile(
    r"\bf['\"]|\.format\b|astype\(\s*(?:str|['\"](?:str|U|<U|object))|\bstr\(|['\"]\s*%|\bmap\(str\b|_string\("
)
_EMPTY_FRAME = re.compile(r"\bDataFrame\(\s*(?:(?:index|columns)\s*=(?!.*\b(?:data|dtype)\s*=)|\))", re.S)
"""A table of pandas that is made without data, to be filled later."""


@cause("unsupported-dtype", family="range", sees=(Failure, Call), outranks=("ragged-array",))
def unsupported_dtype(evidence: Failure | Call, run: Run) -> Finding | None:
    if isinstance(evidence, Call):
        return None if evidence.exception else _silent(evidence) or _left_out(evidence)
    if _NO_NUMBERS.search(evidence.message):
        return _no_numbers(evidence)
    if not _SAID.search(evidence.message):
        return None
    calls = [evidence.call] if evidence.call is not None else list(reversed(run.calls))[:24]
    for call in calls:
        for data in call.arguments:
            if data.name in ("X", "y", "Z", "C", "height", "width") and _odd(data):
                return _said(call, data, evidence)
    written = _as_text(evidence) if evidence.call is None else None
    if written is not None:
        return written
    return _torch(evidence) if "ScalarType BFloat16" in evidence.message else None


def _torch(failure: Failure) -> Finding:
    """`.numpy()` of a bfloat16 tensor: NumPy has no such dtype."""
    before = failure.place.expression or failure.place.source
    fix = Fix("convert it to float32 first", ".numpy()", ".float().numpy()") if before.count(".numpy()") == 1 else None
    return found(
        failure.place,
        "error",
        f"`{before}` has dtype bfloat16, which NumPy and matplotlib do not have: convert it to float32 first.",
        why=f"It raised {failure.type}: {failure.message}",
        evidence={"dtype": "bfloat16"},
        fix=fix,
    )


def _as_text(failure: Failure) -> Finding | None:
    """A table or array of text that a plotting library refuses before it draws: seaborn's heat maps, say."""
    said = re.search(r"could not convert string to float: (?:np\.str_\()?(['\"].*['\"])", failure.message)
    if said is None or not any(w.startswith(("seaborn", "matplotlib", "pandas.plotting")) for w in failure.where[:1]):
        return None
    given = [v for v in (*failure.values, *failure.handed) if v.facts is not None and v.facts.ndim == 2]
    texts = (v for v in given if v.about.get("object_columns") or (v.facts is not None and v.facts.kind in "OUS"))
    held = next(texts, None)
    if held is None or held.facts is None:
        return None
    columns = [str(c) for c in held.about.get("object_columns", ())]
    whole = len(columns) in (0, held.facts.shape[-1])
    where = "" if whole else f" in {'column' if len(columns) == 1 else 'columns'} {', '.join(columns)}"
    made = next((a for a in failure.lineage if a.target == held.source and _FORMATS.search(a.value)), None)
    formatted = f" Line {made.line} writes the numbers as text; draw them as they were before." if made else ""
    fix = None
    if not whole and re.fullmatch(r"\w+", held.source) and failure.place.source.count(held.source) == 1:
        fix = Fix("leave out the text", held.source, f"{held.source}.drop(columns={columns!r})")
    return found(
        failure.place,
        "error",
        f"`{held.source}`, shape {shape_words(held.facts.shape)}, holds text{where}, such as {said[1]}: a picture is"
        f" drawn of numbers.{formatted}",
        why=f"Text has no colour, also where it looks like a number. It raised {failure.type}: {failure.message}",
        evidence={"shape": list(held.facts.shape), "text_columns": columns, "example": said[1].strip("'\"")},
        fix=fix,
    )


def _no_numbers(failure: Failure) -> Finding | None:
    """A table or column that `plot` or `hist` of pandas refuses: bfloat16, text or tensors are no numbers to pandas."""
    if not any(w.startswith("pandas:") for w in failure.where[:1]):
        return None
    given = [v for v in (*failure.values, *failure.handed) if v.facts is not None and v.facts.size]
    short = next((v for v in given if v.facts is not None and _SHORT.match(v.facts.dtype)), None)
    if short is not None and short.facts is not None:
        dtype = short.facts.dtype
        model = " A model or layer whose dtype policy says so gives it." if dtype == "bfloat16" else ""
        what, kind = f"has dtype {dtype}, which pandas does not count as numeric.{model}", 'astype("float32")'
        return _refused(failure, short, what, kind)
    tables = [v for v in given if v.module == "pandas" and v.about.get("cells")]
    held = next((v for v in tables if v.about["cells"] == ["str"]), None)
    if held is not None:
        shown, kind = str(held.about.get("example", "")), ""
        comma = bool(re.fullmatch(r"[-+]?\d+,\d+", shown))
        if re.fullmatch(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", shown) and held.facts and held.facts.ndim == 1:
            kind = "astype(float)"
        read = ' `decimal=","` of `read_csv` reads a comma for a point.' if comma else ""
        return _refused(failure, held, f"holds text, such as {shown!r}: pandas draws numbers only.{read}", kind)
    lists = [v for v in (*failure.values, *failure.handed) if v.type in ("list", "tuple") and v.about.get("types")]
    kept = [*((v, v.about["cells"]) for v in tables), *((v, v.about["types"]) for v in lists)]
    tensors = next(((v, t) for v, t in kept if all(_TENSOR.match(n) for n in t)), None)
    if tensors is None:
        return None
    what = f"holds {' and '.join(tensors[1])} objects, which pandas keeps as they are: make each of them a `float`."
    return _refused(failure, tensors[0], what, "")


def _refused(failure: Failure, held: Value, what: str, convert: str) -> Finding:
    shape, dtype = (held.facts.shape, held.facts.dtype) if held.facts is not None else ((), "object")
    x, once = held.source, failure.place.source.count(held.source) == 1
    cells = list(held.about.get("cells", ()))
    free = bool(convert and once and re.fullmatch(r"[\w.]+(?:\[['\"]\w+['\"]\])?", x))
    return found(
        failure.place,
        "error",
        f"`{x}`, shape {shape_words(shape)}, {what}",
        why=f"pandas leaves out each column that is not numeric, and none is left. It raised {failure.type}:"
        f" {failure.message}",
        evidence={"shape": list(shape), "dtype": dtype, **({"cells": cells} if cells else {})},
        fix=Fix("convert it to numbers", x, f"{x}.{convert}") if free else None,
    )


def _odd(data: Argument) -> bool:
    """A dtype without real numbers; arrays of arrays are another cause's."""
    if _SHORT.match(data.facts.dtype) or data.facts.kind in "cUS":
        return True
    about = next((v.about for v in data.names if v.source == data.expression), {})
    tensors = any("KerasTensor" in t or "ndarray" in t or "list" in t for t in about.get("types", []))
    arrays = any(about.get("shapes", ()))  # NumPy's numbers have a shape, too, which is empty
    return data.facts.kind == "O" and data.facts.dtype == "object" and not tensors and not arrays


def _said(call: Call, data: Argument, failure: Failure) -> Finding:
    about = next((v.about for v in data.names if v.source == data.expression), {})
    empty = next((a for a in data.lineage if _EMPTY_FRAME.search(a.value) and not a.into), None)
    numbers = bool(about.get("types")) and not any(str(t).split(".")[-1].startswith("str") for t in about["types"])
    columns = [c for v in data.names for c in v.about.get("object_columns", [])] if not (numbers or empty) else []
    made = ""
    if empty is not None and numbers:
        made = (
            f" `{empty.source.strip()[:90]}` (line {empty.line}) has no data, so its columns are object, and the"
            " numbers written into them later stay objects: give it dtype=float."
        )
    held = f"; it holds {', '.join(about.get('types', []))}" if about.get("types") else ""
    if about.get("none"):
        held += f", and {about['none']} of its {data.facts.size} entries are None"
    text = f"; the text column {', '.join(columns)} is among them" if columns else ""
    weights = data.provenance is not None and data.provenance.kind == "weights"
    kept = " get_weights keeps the dtype of the variable." if weights else ""
    return found(
        call.place,
        "error",
        f"{subject(data)} has dtype {data.facts.dtype}, shape {shape_words(data.facts.shape, data.axes)}{held}{text}:"
        f" `{call.function}` draws real numbers.{kept}{made}",
        why=f"matplotlib can't draw {data.facts.dtype}. It raised {failure.type}: {failure.message}",
        evidence={**measured(data), "types": list(about.get("types", [])), "text_columns": columns},
        fix=_fix(data, columns),
    )


def _fix(data: Argument, columns: list[str]) -> Fix | None:
    x = data.expression
    if not x:
        return None
    if data.facts.kind == "c":
        return Fix("draw the magnitude", x, f"np.abs({x})")
    table = re.fullmatch(r"(\w+)(\.values|\.to_numpy\(\))?", x)
    if columns and table:
        kept = f"{columns[0]!r}" if len(columns) == 1 else repr(columns)
        return Fix("leave out the text", x, f"{table[1]}.drop(columns={kept}).to_numpy(float)")
    if data.facts.type.startswith("torch"):
        return Fix("convert it to float32", x, f"{wrapped(x)}.float()")
    if data.facts.type in ("list", "tuple"):
        return Fix("convert it to numbers", x, f"[float(v) for v in {x}]")
    return Fix("convert it to float32", x, f'{wrapped(x)}.astype("float32")')


def _silent(call: Call) -> Finding | None:
    """Complex values and numbers as text, which some calls take without a word or with a warning."""
    data = call.argument("width" if call.function == "barh" else _LENGTHS.get(call.kind, ""))
    if data is None or data.facts.size < 2:
        return None
    text = _texts(data)
    numbers = bool(text) and all(map(_number, text))
    if data.facts.kind == "c":
        what = "is complex, and only its real part is drawn"
    elif numbers and (call.kind in ("line", "bar") or any("." in t for t in text)):  # "7" may be the name of a class
        what = "holds numbers as text, which are drawn as categories in the order in which they come"
    elif text and call.kind == "bar":
        what = f"holds text, such as {text[0]!r}: the bars are as long as its place among the words that came before"
    else:
        return None
    return found(
        call.place,
        "warning",
        f"{subject(data)} has dtype {data.facts.dtype}, shape {shape_words(data.facts.shape, data.axes)}: it {what}.",
        why=f"`{call.function}` draws real numbers.",
        evidence=measured(data),
        fix=_fix(data, []) if numbers or not text else None,
    )


def _texts(data: Argument) -> list[str]:
    """The first entries, when they are text."""
    if data.values is None or data.facts.kind not in "USO":
        return []
    first = np.asarray(data.values).reshape(-1)[:200].tolist()
    return first if all(isinstance(t, str) for t in first) else []


def _left_out(call: Call) -> Finding | None:
    """Columns of bfloat16 or of tensors beside others, which `plot` of pandas leaves out without a word."""
    tables = call.data.names if call.data is not None and call.via == "pandas" else ()
    for table in tables:
        short, kept = ([str(c) for c in table.about.get(k, ())] for k in ("short_columns", "tensor_columns"))
        short, kept = ([c for c in columns if _asked(call, table, c)] for columns in (short, kept))
        if not (short or kept):
            continue
        columns, many = ", ".join(short or kept), len(short or kept) > 1
        one = "each holds tensors" if many else "holds tensors"
        dtype = "have dtype bfloat16 or float8" if many else "has dtype bfloat16 or float8"
        x = f"{table.source}.plot"
        changed = [f"{c!r}: {table.source}[{c!r}].map(float)" for c in kept]
        after = f"astype({dict.fromkeys(short, 'float32')})" if short else f"assign(**{{{', '.join(changed)}}})"
        policy = (
            " A layer whose dtype policy says so gives bfloat16." if short else " `.item()` gives a tensor's number."
        )
        return found(
            call.place,
            "error",
            f"{'columns' if many else 'column'} {columns} of `{table.source}` {dtype if short else one}, which"
            " pandas does not count as numeric: `plot` leaves out what is not numeric, without a word.",
            why="The picture shows the other columns alone." + policy,
            evidence={"left_out": short or kept, "columns": list(table.about.get("columns", ()))},
            fix=Fix("convert it to float32" if short else "take their numbers", x, f"{table.source}.{after}.plot"),
        )
    return None


def _asked(call: Call, table: Value, column: str) -> bool:
    """Whether a table was plotted as a whole, or that column by its name."""
    plotted = rf"(?<![\w.]){re.escape(table.source)}\.plot(?:\.\w+)?\("
    by_name = rf"\by\s*=[^=]*['\"]{re.escape(column)}['\"]"
    return re.search(rf"{plotted}(?:(?!.*\by\s*=)|.*{by_name})", call.place.source, re.DOTALL) is not None


def _number(text: object) -> bool:
    try:
        float(str(text))
    except ValueError:
        return False
    return True
