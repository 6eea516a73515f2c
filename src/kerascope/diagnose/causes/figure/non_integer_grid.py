"""Rows or columns of a grid that are no whole numbers.

What it does: explains an error of `subplot`, `subplots` or GridSpec that was given a float for rows, columns or number.
Why it is wrong: `/` gives a float in Python 3, also where it comes out even: `8 / 4` is 2.0, which counts no rows.
Example:
    import matplotlib.pyplot as plt

    n = 8
    plt.subplot(n / 4, 4, 1)
Use instead:
    import matplotlib.pyplot as plt

    n = 8
    plt.subplot(n // 4, 4, 1)
    plt.plot([1, 2, 3])
    plt.savefig("grid.png")
What it does not see: a float that was worked out in another function than the one that makes the grid.
"""

from __future__ import annotations

import re

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number
from kerascope.evidence import Failure, Run, Value
from kerascope.findings import Finding, Fix

_MAKERS = (
    "subplot",
    "subplots",
    "add_subplot",
    "subplot2grid",
    "GridSpec",
    "add_gridspec",
    "_from_subplot_args",
    "subplot_mosaic",
)


@cause("non-integer-grid", family="figure", sees=Failure, outranks=("subplot-overflow", "axes-array"))
def non_integer_grid(failure: Failure, run: Run) -> Finding | None:
    if failure.type not in ("ValueError", "TypeError") or not _of_a_grid(failure):
        return None
    floats = [v for v in failure.handed if _is_float(v)]
    if not floats:
        return None
    one = floats[0]
    value = one.about.get("value", one.facts.minimum if one.facts is not None else None)
    shown = f"{value}" if isinstance(value, float) else number(value)
    return found(
        failure.place,
        "error",
        f"`{one.source}` is {shown}, a float{_made(one, failure)}: rows, columns and number of a grid must be whole "
        "numbers.",
        why="`/` gives a float, also where it comes out even; `//` rounds down to a whole number, math.ceil up. "
        f"It raised {failure.type}: {failure.message}",
        evidence={v.source: v.about.get("value") for v in floats},
        fix=_fix(one),
    )


def _made(value: Value, failure: Failure) -> str:
    """', made by `np.ceil(len(maps) / columns)` (maps holds 14, columns = 5)'."""
    made = next((a for a in failure.lineage if a.target == value.source and not a.augmented), None)
    if made is None or len(made.value) > 80:
        return ""
    parts = []
    for part in (v for v in made.values if re.search(rf"\b{re.escape(v.source)}\b", made.value)):
        length = part.facts.shape[0] if part.facts is not None and part.facts.shape else part.about.get("length")
        if isinstance(part.about.get("value"), int | float):
            parts.append(f"{part.source} = {part.about['value']}")
        elif isinstance(length, int):
            parts.append(f"{part.source} holds {length}")
    told = ", ".join(p for p in dict.fromkeys(parts) if not p.startswith(f"{value.source} "))
    return f", made by `{made.value}`" + (f" ({told})" if told else "")


def _of_a_grid(failure: Failure) -> bool:
    last = re.findall(r"(\w+)\(", failure.place.expression or failure.place.source)
    return any(name in _MAKERS for name in last[:2]) and any(w.startswith("matplotlib:") for w in failure.where)


def _is_float(value: Value) -> bool:
    if isinstance(value.about.get("value"), float):
        return True
    return value.facts is not None and value.facts.shape == () and value.facts.kind == "f" and value.type != "list"


def _fix(value: Value) -> Fix | None:
    source = value.source
    if not source or re.fullmatch(r"[\d.]+", source):
        return None
    if source.count("/") == 1 and "//" not in source:
        return Fix("divide to a whole number", source, source.replace("/", "//"))
    return Fix("make it a whole number", source, f"int({source})")
