"""Integers that wrapped round.

What it does: reports a picture, line or bars made by arithmetic of small integers, or by a cast to them, whose values
do not fit: the making is replayed with wide numbers, and the two are compared on every value, also where the picture
was brought to 0..1 since. So is 255 times what a model
gave, wherever it was cast, floats rounded to steps of 8 bits (and made floats of again), and 32767 times a wave beyond
-1..1; a counter of bytes that a loop adds to, and a picture of bytes from wherever, by leaps from nearly 255 to nearly
0 that no picture has so many of.
Why it is wrong: uint8 holds 0 to 255 and counts modulo 256. A difference of -1 becomes 255, a sum of 256 becomes 0: the
smallest changes turn into the brightest spots.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:40, 0:40]
    first = (100 + 2 * columns).astype("uint8")
    second = (101 + 2 * columns - rows % 3).astype("uint8")
    change = np.abs(first - second)
    plt.imshow(change)
    plt.savefig("change.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:40, 0:40]
    first = (100 + 2 * columns).astype("uint8")
    second = (101 + 2 * columns - rows % 3).astype("uint8")
    change = np.abs(first.astype("int16") - second.astype("int16"))
    plt.imshow(change)
    plt.savefig("change.png")
What it does not see: other arithmetic inside libraries, and statements whose inputs no longer live when the run ends.
Multiples of label numbers that make colours of them, and phases under a cyclic colour map, are wrapped on purpose.
"""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.hashed import goes_round, hashed
from kerascope.diagnose.pixels.modulo import (
    jumps,
    leaps,
    scaled_output,
    scaled_wave,
    stepped,
    wrapped_piece,
    wrapped_round,
)
from kerascope.diagnose.replay.arithmetic import NARROW
from kerascope.diagnose.replay.overflown import overflown
from kerascope.diagnose.replay.unrounded import Replayed, replay
from kerascope.diagnose.say import number, percent, subject
from kerascope.diagnose.script.collected import made_of
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import computed, elsewhere, measured, wrapped
from kerascope.evidence import Argument, Assignment, Call, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import expression_of

_SMALL_CAST = re.compile(r"\b(u?int8|byte)\b")
_LAST_CAST = re.compile(r"""(?:\.astype\(\s*["']?(?:np\.)?(u?int(?:8|16))["']?\s*\)$)|^np\.(u?int(?:8|16))\(""")
_NAMES = re.compile(r"self\.\w+|[A-Za-z_]\w*")
_OUTPUTS = 12
"""Newest outputs of models that are compared."""


@cause(
    "integer-wraparound",
    family="range",
    sees=Call,
    kinds=("image", "mesh", "line", "hist", "scatter", "bar"),
    outranks=("integer-truncation", "clipped-rgb", "constant-image", "outlier-dominated"),
)
def integer_wraparound(call: Call, run: Run) -> Finding | None:
    data = call.data
    if data is None or data.facts.kind not in "iuf" or data.facts.constant or goes_round(call):
        return None
    played = replay(call, data, run.outputs, text_of(call.place, run))
    if played is None:
        told = _by_values(call, data) or _collected(call, data, run)
        told = told or _of_an_output(call, data, run) or _counted(call, data, run)
        told = told or _of_a_wave(call, data, run) or _on_the_way(call, data, run)
        return told or _in_steps(call, data, run) or _leaping(call, data)
    off = np.abs(played.meant - played.drawn) > _least(played)
    share = float(off.mean())
    if share < 0.01 or not played.left or hashed(call, data, played.meant):
        return None
    cast = _LAST_CAST.search(played.casts[0])
    small = next(
        (v.facts.dtype for v in data.near if v.facts and v.facts.kind == "u" and v.source in played.casts[0]), ""
    )
    dtype = (cast[1] or cast[2] if cast else small) or (data.facts.dtype if data.facts.is_integer else "uint8")
    line = min(played.lines[0], call.place.end_line or call.place.line or 0)
    how = f": `{played.casts[0]}` (line {line}) is {dtype}"
    evidence = {"statement": played.casts[0], "replayed": "verified on every value"}
    return _said(call, data, (off, played.meant), dtype, how, evidence, _fix(call, run, data, played))


def _least(played: Replayed) -> float:
    """How far a value must be off: more than rounding makes it, also where the picture was brought to 0..1 since."""
    if played.drawn.dtype.kind in "iu":
        return 1.5
    both = np.stack([np.asarray(played.drawn, dtype="float64"), played.meant])
    both = both[np.isfinite(both)]
    return min(1.5, 0.1 * float(np.ptp(both))) if both.size else 1.5


def _by_values(call: Call, data: Argument) -> Finding | None:
    """Made where the source can't be followed; the arrays in reach tell what it is, on every value."""
    told = wrapped_round(np.asarray(data.values), _made_of(data)) if data.values is not None else None
    if told is None or hashed(call, data, told.meant) or _back_again(data, told.words):
        return None
    off = (told.meant < 0) | (told.meant > 255)
    how = f": uint8, it is `{told.words}` modulo 256"
    return _said(call, data, (off, told.meant), "uint8", how, {"is": told.words})


def _collected(call: Call, data: Argument, run: Run) -> Finding | None:
    """Piece by piece in a loop over what can't be walked again, such as a DataLoader: its last turn is still alive."""
    words = made_of(data.expression, text_of(call.place, run))
    parts = [v for v in data.near if v.source in words]
    told = wrapped_piece(np.asarray(data.values), parts) if parts and data.values is not None else None
    if told is None:
        return None
    off, last = (told.meant < 0) | (told.meant > 255), told.meant.size
    of = "it is" if last == data.facts.size else f"its last {last} values are"
    return _said(call, data, (off, told.meant), "uint8", f": uint8, {of} `{told.words}` modulo 256", {"is": told.words})


def _back_again(data: Argument, words: str) -> bool:
    """Whether it was made of what itself was made of the very same values: added and taken off again, modulo 256."""
    operands = set(_NAMES.findall(words))
    before = {w for a in data.lineage if a.target in operands for w in _NAMES.findall(a.value)}
    same = [v.values for v in data.near if v.source in before - operands and v.values is not None]
    return any(a.shape == data.facts.shape and bool((a == data.values).all()) for a in same)


def _made_of(data: Argument) -> list[Value]:
    """The arrays in reach that the data was made of, and not what was made of it in its turn."""
    words = set(_NAMES.findall(computed(data)))
    return [v for v in data.near if v.source in words]


def _of_an_output(call: Call, data: Argument, run: Run) -> Finding | None:
    """255 times what a model gave, negative values and all, modulo 256: cast in a library, where no source shows it."""
    if data.values is None:
        return None
    told = scaled_output(np.asarray(data.values), [v.values for v in run.outputs[-_OUTPUTS:]])
    if told is None:
        return None
    off = (told.meant < 0) | (told.meant >= 256)
    return _said(call, data, (off, told.meant), "uint8", f": uint8, it is {told.words} modulo 256", {"is": told.words})


def _of_a_wave(call: Call, data: Argument, run: Run) -> Finding | None:
    """Sound of 16 bits made of floats beyond -1..1, by a function of the script or of a library."""
    if data.values is None:
        return None
    floats = [(f"`{v.source}`", v.values) for v in _made_of(data) if v.values is not None]
    outputs = [("the model's output", v.values) for v in reversed(run.outputs[-_OUTPUTS:]) if v.values is not None]
    told = scaled_wave(np.asarray(data.values), [*floats, *outputs])
    if told is None:
        return None
    off = (np.trunc(told.meant) < -32768) | (np.trunc(told.meant) > 32767)
    how = f": int16, it is {told.words} modulo 65536, and floats beyond -1..1 give more than 32767 or less than -32768"
    return _said(call, data, (off, told.meant), "int16", how, {"is": told.words})


def _in_steps(call: Call, data: Argument, run: Run) -> Finding | None:
    """Floats that were rounded to 8 bits, and mostly made floats of again: compared with those that they were."""
    made, cast = next(((a, c) for a in data.lineage for c in _SMALL_CAST.findall(a.value)), (None, ""))
    if not cast:
        cast = next(iter(_SMALL_CAST.findall(data.expression)), "")
    whole, part = _whole(data)
    if whole is None or not (cast or whole.dtype.itemsize == 1):
        return None
    floats = [(v.source, v.values) for v in _made_of(data) if v.values is not None and v.values is not whole]
    outputs = [("the model's output", v.values) for v in reversed(run.outputs[-_OUTPUTS:]) if v.values is not None]
    told = stepped(whole, [*floats, *outputs])
    if told is None:
        return None
    off = (np.abs(told.meant - whole) > 1e-6 * np.ptp(whole))[part]
    if not off.any():
        return None
    dtype = "uint8" if (cast or whole.dtype.name) in ("uint8", "byte") else "int8"
    how = f": rounded to {dtype}, it is {told.words} modulo 256, and values beyond {_holds(dtype)} started again"
    fix = _clipped(call, run, made, dtype) if made is not None else None
    return _said(call, data, (off, told.meant[part]), dtype, how, {"is": told.words}, fix)


def _whole(data: Argument) -> tuple[Any, Any]:
    """The array that the drawn one is an entry of, where it is alive, and which one."""
    came, shown = data.derivation, None if data.values is None else np.asarray(data.values)
    alive = next((v.values for v in data.near if came is not None and v.source == came.root), None)
    if came is not None and alive is not None and shown is not None and alive.shape == came.shape:
        every = slice(None)
        part = tuple(every if i is None else slice(*i) if isinstance(i, tuple) else i for i in came.index)
        if np.array_equal(alive[part], shown):
            return alive, part
    return shown, ...


def _clipped(call: Call, run: Run, made: Assignment, dtype: str) -> Fix | None:
    tree = expression_of(made.value)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
            before = ast.get_source_segment(made.value.strip(), node) or ""
            after = _mended(before) if dtype in before else ""
            return elsewhere(call, run, made, "clip before the cast", before, after) if after else None
    return None


def _counted(call: Call, data: Argument, run: Run) -> Finding | None:
    """Bytes that a loop adds to, of which neighbours leap from 255 to 0."""
    added = next((a for a in data.lineage if a.augmented and re.search(r"\+=", a.source)), None)
    made = next((a for a in data.lineage if re.search(r"uint8", a.value) and re.search(r"zeros|empty", a.value)), None)
    if added is None or made is None or made.target != added.target or data.facts.dtype != "uint8":
        return None
    over = jumps(np.asarray(data.values)) if data.values is not None else 0
    if not over:
        return None
    return found(
        call.place,
        "error",
        f"{subject(data)} is uint8, and `{added.source.strip()}` (line {added.line}) counted beyond 255: at {over}"
        " places it leaps between about 0 and about 255 from one pixel to the next.",
        why="uint8 holds 0 to 255 and counts modulo 256: after 255 comes 0. A counter needs int32 or wider.",
        evidence={**measured(data), "leaps": over, "statement": added.source.strip(), "made": made.source.strip()},
        fix=elsewhere(call, run, made, "count in a wider type", "uint8", "int32"),
    )


def _leaping(call: Call, data: Argument) -> Finding | None:
    """A picture of bytes, made out of sight, that leaps from nearly white to nearly black as no picture does."""
    over = leaps(np.asarray(data.values)) if call.kind == "image" and data.values is not None else 0
    if not over:
        return None
    return found(
        call.place,
        "error",
        f"{subject(data)} is uint8 and wrapped round: at {over} places it leaps between nearly 255 and nearly 0 from "
        "one pixel to the next, where modulo 256 the step is small. Values above 255 started again at 0, or those "
        "below 0 at 255.",
        why="uint8 plus uint8 stays uint8, which holds 0 to 255 and counts modulo 256. Add in a wider type and clip "
        "before the cast.",
        evidence={**measured(data), "leaps": over},
    )


def _on_the_way(call: Call, data: Argument, run: Run) -> Finding | None:
    """A sum of small integers that wrapped before more was made of it: what it was made of is still alive."""
    told = overflown(data, text_of(call.place, run))
    if told is None or hashed(call, data, told.wide):
        return None
    low, high = float(told.wide.min()), float(told.wide.max())
    made = next((a for a in data.lineage if a.line == told.line and told.source in a.source), None)
    wider = "int32" if "16" in told.dtype or high > 32767 else "int16"
    after = _mended(told.source).replace("int16", wider)
    fix = elsewhere(call, run, made, "widen before the arithmetic", told.source, after) if made and after else None
    return found(
        call.place,
        "error",
        f"{subject(data)} is made of `{told.source}` (line {told.line}), which is {told.dtype}:"
        f" {percent(float(told.off.mean()))} of its values wrapped round. In a wider type they run from"
        f" {number(low)} to {number(high)}.",
        why=f"{told.dtype} holds {_holds(told.dtype)}: a sum or difference beyond that comes in again at the other"
        " end. Widen before the arithmetic.",
        evidence={
            **measured(data),
            "wrapped": int(told.off.sum()),
            "of": int(told.off.size),
            "meant_range": [float(number(low)), float(number(high))],
            "statement": told.source,
        },
        fix=fix,
    )


def _said(
    call: Call,
    data: Argument,
    meant: tuple[Any, Any],
    dtype: str,
    how: str,
    evidence: dict[str, Any],
    fix: Fix | None = None,
) -> Finding:
    """meant : which values wrapped, and what all would have been"""
    off, wide = meant
    low, high = float(np.nanmin(wide)), float(np.nanmax(wide))
    came = "wrapped" if data.facts.dtype == dtype else "come of what wrapped"
    return found(
        call.place,
        "error",
        f"{percent(float(off.mean()))} of the values of {subject(data)} {came} round{how}. Without that the values run"
        f" from {number(low)} to {number(high)}; drawn are {number(data.facts.minimum)} to"
        f" {number(data.facts.maximum)}.",
        why=f"{dtype} holds {_holds(dtype)}{_comes_back(dtype)}",
        evidence={
            **measured(data),
            "wrapped": int(off.sum()),
            "of": int(off.size),
            "meant_range": [float(number(low)), float(number(high))],
            **evidence,
        },
        fix=fix,
    )


def _comes_back(dtype: str) -> str:
    if dtype != "uint8":
        limits = np.iinfo(dtype)
        return (
            f" and counts modulo {2**limits.bits}: {limits.max + 1} becomes {limits.min}. Widen before the arithmetic,"
            " or clip before the cast."
        )
    return (
        ": a difference of -1 becomes 255, a sum of 256 becomes 0; `abs` afterwards comes too late. Widen to int16 or"
        " float before the arithmetic, or clip before the cast."
    )


def _holds(dtype: str) -> str:
    return "0 to 255 and counts modulo 256" if dtype == "uint8" else f"{np.iinfo(dtype).min} to {np.iinfo(dtype).max}"


def _fix(call: Call, run: Run, data: Argument, played: Replayed) -> Fix | None:
    before, line = played.casts[0], played.lines[0]
    after, summary = _mended(before), "widen before the arithmetic"
    if not after:
        return None
    made = next((a for a in data.lineage if a.line == line and before in a.source), None)
    if _is_brighter(call, data, played, made) and 'astype("int16")' in after:
        after, summary = f'np.clip({after}, 0, 255).astype("uint8")', f"{summary}, and clip"
    if before in data.expression:
        return Fix(summary, data.expression, data.expression.replace(before, after))
    return elsewhere(call, run, made, summary, before, after) if made else None


def _is_brighter(call: Call, data: Argument, played: Replayed, made: Assignment | None) -> bool:
    """A picture in colours that is this sum itself, beyond 255 at places: widened alone it would be clipped at draw."""
    if call.kind != "image" or data.facts.dtype != "uint8" or data.facts.ndim != 3 or float(played.meant.min()) < 0:
        return False
    taken = re.fullmatch(r"([A-Za-z_]\w*)(?:\[[^\]]*\])*", data.expression)
    whole = made is not None and taken is not None and taken[1] == made.target and made.value.strip() == played.casts[0]
    return whole or data.expression == played.casts[0]


def _mended(source: str) -> str:
    cast = re.fullmatch(r"(?:np|numpy)\.(u?int\d+)\((.*)\)", source, re.S)
    if cast:
        return f'np.clip({cast[2]}, 0, 255).astype("{cast[1]}")' if cast[1] == "uint8" else ""
    method = re.fullmatch(r"(.*)\.astype\((['\"](u?int8)['\"]|np\.(u?int8))\)", source, re.S)
    if method:
        limits = np.iinfo(method[3] or method[4])
        return f"np.clip({method[1]}, {limits.min}, {limits.max}).astype({method[2]})"
    function = re.match(rf"((?:\w+\.)*(?:{'|'.join(sorted(NARROW))})\()([\w.]+(?:\[[^\]]*\])?)", source)
    if function:
        return f'{function[1]}{wrapped(function[2])}.astype("int16"){source[function.end() :]}'
    left = re.match(r"([\w.]+(?:\[[^\]]*\])?) [-+*] ", source)
    return f'{left[1]}.astype("int16"){source[len(left[1]) :]}' if left else ""
