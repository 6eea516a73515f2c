"""Floats cut to integers: levels lost.

What it does: reports an integer picture, line, histogram or bars made of floats of a small range: by a cast, or by
writing floats into an integer array. Where the floats still live, the cast is verified value by value; where the
picture was resized, framed or pasted on a sheet since, by nothing but 0 and a few ones being left of them. And colours
taken from a table by an index that a cast cut to 0 and 1, and floats below 1 written into a sheet of bytes.
Why it is wrong: a cast to integers cuts off what stands behind the point. Of values between 0 and 1 only 0 and 1 are
left: a black or a black-and-white picture.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:32, 0:32]
    activation = np.sin(rows / 5) * np.cos(columns / 7) * 0.5 + 0.5
    plt.imshow(activation.astype("uint8"), cmap="gray")
    plt.savefig("map.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    rows, columns = np.mgrid[0:32, 0:32]
    activation = np.sin(rows / 5) * np.cos(columns / 7) * 0.5 + 0.5
    plt.imshow((activation * 255).astype("uint8"), cmap="gray")
    plt.savefig("map.png")
What it does not see: rounding that the code asks for by name (`round`, `floor`, `digitize`), which is taken as meant;
numbers of classes, which the code uses as an index or draws in the colours of classes.
A floor division is, too, unless it divides a picture by its own largest value.
"""

from __future__ import annotations

import ast
import re

import numpy as np

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.pixels.blackened import black_part
from kerascope.diagnose.pixels.encoded import bare_ground, cut_from, levels_left
from kerascope.diagnose.pixels.floored import floored
from kerascope.diagnose.pixels.mapped import cut_colours
from kerascope.diagnose.pixels.paper import on_paper
from kerascope.diagnose.replay.scored import cut_scores
from kerascope.diagnose.replay.unrounded import replay
from kerascope.diagnose.say import range_words, subject
from kerascope.diagnose.script.classes import are_classes
from kerascope.diagnose.script.cut import masked_in_place, rounds_half
from kerascope.diagnose.script.floating import AVERAGES, fractions_of, returned
from kerascope.diagnose.script.source import text_of
from kerascope.diagnose.tell import elsewhere, measured, tied, wrapped
from kerascope.evidence import Argument, Assignment, Call, Facts, Run, Value
from kerascope.findings import Finding, Fix
from kerascope.parsed import called, expression_of

_MEANT = re.compile(
    r"\b(?:floor|ceil|round|rint|trunc|digitize|argmax|argmin|quanti\w*|posteri\w*|threshold\w*|where|label\w*)\b|//|[<>]=?"
)
_CAST = re.compile(
    r"\.astype\(|np\.u?int\d*\(|\.byte\(\)|\.int\(\)|\.long\(\)|\.to\(|\bcast\(|dtype=|ubyte|convert_image_dtype|scale=False"
)
_BARE_CAST = re.compile(
    r"""\b([A-Za-z_]\w*)(?:\[[^\]]*\]|\.squeeze\([^)]*\))*\.astype\((?:["']u?int\d*["']|np\.u?int\d*|int)\)"""
    r"|np\.u?int\d*\(([A-Za-z_]\w*)(?:\[[^\]]*\])*\)"
)
_TO_INTEGERS = re.compile(
    r"""(?:\.astype|\.to|\bcast|\.type)\([^()]*\bu?int\d*\b|\bnp\.u?int\d*\(|\.(?:byte|int|long)\(\)|img_as_ubyte"""
    r"""|\b(?:array_to_img|save_img)\([^()]*(?:\([^()]*\)[^()]*)*\bscale\s*=\s*False"""
)
_COLOURS = re.compile(
    r"(?:\bapplyColorMap|\bcm\.\w+|\bget_cmap\([^()]*\)|\bcolormaps\[[^\]]*\]|\b\w*(?:cmap|colormap)\w*)"
    r"\(\s*((?:[^(),]|\([^()]*\))+)"
)
"""What turns numbers into colours, and what it is given: of whole numbers it takes rows of a table of 256."""
_PART = re.compile(r"[A-Za-z_][\w.]*(?:\[[^\]]*\])*")
_SPREAD = re.compile(r"\*=?\s*\(?25[56]|25[56](?:\.\d*)?\)?\s*\*|normalize|rescale|interp")
_INDEX = re.compile(r"\[[^\[\]]*\]")
_SHAPES = re.compile(r"[\w.]+\.shape\b|\w+_like\([^)]*\)")
_DTYPE = re.compile(r"""dtype\s*=\s*(?:["']u?int\d*["']|(?:np|numpy)\.u?int\d*|int\b)""")
_FEW = 9


@cause(
    "integer-truncation",
    family="range",
    sees=Call,
    kinds=("image", "mesh", "contour", "hist", "line", "bar"),
    outranks=("constant-image", "fixed-limits", "uneven-scales", "double-scaled"),
)
def integer_truncation(call: Call, run: Run) -> Finding | None:
    data = call.data
    if data is None or data.values is None or data.facts.size < _least(call, data):
        return None
    if (coloured := _coloured(call, data, run)) is not None or not data.facts.is_integer:
        return coloured or _looked_up(call, data, run)
    source, how = floored(data) or (None, "")
    if source is None and (_meant(data.expression) or are_classes(call, data, run)):
        return None
    few = data.facts.size < _FEW
    if source is None and (few or call.kind in ("hist", "line", "bar")):
        source, how = _written(data) or (_cast_of(data) if data.facts.distinct == 1 else None) or (None, "")
    elif source is None:
        source, how = (
            _cast_of(data) or _replayed(call, data, run) or _written(data) or _predicted(data, run) or (None, "")
        )
    if source is None:
        return black_part(call, data, run) if call.kind == "image" and not few else None
    facts = data.facts
    left = facts.distinct or 0
    values = np.unique(data.values)[:3]
    kept = (
        "all are " + str(int(values[0])) if left == 1 else f"only {' and '.join(str(int(v)) for v in values)} are left"
    )
    if left > 3:
        kept = f"{left} levels are left"
    room = "of the 0 to 255 that uint8 has" if facts.dtype == "uint8" else f"of {source.distinct or 'over 256'} levels"
    return found(
        call.place,
        "error",
        f"{subject(data)} is {facts.dtype}; {how} ({range_words(source)},"
        f" between {np.floor(source.minimum or 0):.0f} and {np.ceil(source.maximum or 0):.0f}) and {kept} {room}.",
        why="Integers have no place for what stands behind the point: NumPy cuts it off without a word, "
        "also when floats are written into an integer array. Fractions below 1 become 0.",
        evidence={
            **measured(data),
            "levels": left,
            "source_dtype": source.dtype,
            "source_range": [source.minimum, source.maximum],
            "source_levels": source.distinct or "over 256",
        },
        fix=_fix(call, run, data, source),
    )


def _least(call: Call, data: Argument) -> int:
    """Values that say enough: three bars or points will do, and four cells of a table with little but 0 in it."""
    emptied = data.facts.is_integer and data.facts.ndim == 2 and np.count_nonzero(data.values) <= data.facts.size / 4
    return 3 if call.kind in ("bar", "line") else 4 if emptied else _FEW


def _looked_up(call: Call, data: Argument, run: Run) -> Finding | None:
    """Colours taken from a table, of which an index that was cut to 0 and 1 reaches the first two alone."""
    shown = np.asarray(data.values)
    if shown.ndim != 3 or shown.shape[-1] not in (3, 4) or not _TO_INTEGERS.search(tied(data)):
        return None
    if _MEANT.search(tied(data)):
        return None
    colours = np.unique(shown.reshape(-1, shown.shape[-1]), axis=0)
    tables = [v for v in data.near if v.values is not None and v.values.ndim == 2 and len(v.values) >= 16]
    taken = [(data.expression, call.place.line or 0), *((a.value, a.line) for a in data.lineage)]
    for table in tables:
        rows = np.asarray(table.values, dtype="float64")
        made = next((t for t in taken if re.search(rf"\b{re.escape(table.source)}\[", t[0])), None)
        if made is None or not _TO_INTEGERS.search(made[0]) or rows.shape[1] != shown.shape[-1]:
            continue
        ramp = np.abs(np.diff(rows, axis=0)).max() < 0.2 * np.ptp(rows)  # a palette of classes leaps
        if not ramp or len(colours) > 2 or not all((rows[:2] == c).all(axis=1).any() for c in colours):
            continue
        floats = Facts("", shown.shape[:2], "float32", "f", shown[..., 0].size, minimum=0.0, maximum=1.0)
        return found(
            call.place,
            "error",
            f"{subject(data)} shows {len(colours)} of the {len(rows)} colours of `{table.source}`:"
            f" `{made[0].strip()}` (line {made[1]}) cuts its index to integers, which leaves 0 and 1 of floats"
            " between 0 and 1.",
            why="An index into a table of colours runs over all its rows: scale 0..1 to 0..255 before the cast.",
            evidence={**measured(data), "colours": len(colours), "of": len(rows), "statement": made[0].strip()},
            fix=_fix(call, run, data, floats),
        )
    return None


def _coloured(call: Call, data: Argument, run: Run) -> Finding | None:
    """Colours of a map that was cut to 0 and 1 before a colour map made them, also where they lie over a photo."""
    if data.facts.ndim != 3 or data.facts.shape[-1] not in (3, 4):
        return None
    after = cut_colours(call, data, run)
    if after is not None:
        return after
    for text, line in [(data.expression, call.place.line or 0), *((a.source, a.line) for a in data.lineage)]:
        for given in _COLOURS.finditer(text):
            cut, at = given[1].strip(), line
            if cut.isidentifier():
                casts = [a for a in data.lineage if a.target == cut and a.line <= line and _TO_INTEGERS.search(a.value)]
                cut, at = (casts[0].value.strip(), casts[0].line) if casts else ("", 0)
            bare = _BARE_CAST.fullmatch(cut)
            if bare is None or not _cut_to_two(data, given[1].strip(), bare[1] or bare[2]) or _plainer(data, at, run):
                continue
            name = bare[1] or bare[2]
            floats = Facts("", data.facts.shape[:2], "float32", "f", data.facts.size, minimum=0.0, maximum=1.0)
            return found(
                call.place,
                "error",
                f"{subject(data)} shows one or two of the 256 colours of its map: `{cut}` (line {at}) cut `{name}`,"
                " floats between 0 and 1, to integers: 0 is left nearly everywhere, and 1.",
                why="A colour map takes whole numbers as rows of its table: scale 0..1 to 0..255 before the cast.",
                evidence={**measured(data), "of": 256, "statement": cut},
                fix=_fix(call, run, data, floats),
            )
    return None


def _plainer(data: Argument, cast: int, run: Run) -> bool:
    """Whether another call shows nothing but the colours of this cast: the plainest place to say it."""
    others = [c.data for c in run.calls if c.kind == "image" and c.data is not None]
    if (data.facts.distinct or 99) <= 8:
        return False
    return any((o.facts.distinct or 99) <= 8 and any(a.line == cast for a in o.lineage) for o in others)


def _cut_to_two(data: Argument, index: str, name: str) -> bool:
    """Whether a name held fractions up to 1 when it was cut, by what lives of it or of the index it was cut to."""
    chain = [a for a in data.lineage if a.target in (index, name) and not _BARE_CAST.fullmatch(a.value.strip())]
    if any(_MEANT.search(a.value) or _SPREAD.search(a.source) for a in chain):
        return False
    alive = {v.source: v.facts for v in data.near if v.facts is not None}
    floats, whole = alive.get(name), alive.get(index)
    if floats is not None and floats.is_float:
        return 0.3 * floats.finite < floats.fractional and (floats.maximum or 9) <= 1 and (floats.minimum or 0) >= 0
    told = fractions_of(name, chain)
    return (
        bool(told) and whole is not None and whole.is_integer and (whole.distinct or 9) <= 2 and whole.maximum in (0, 1)
    )


def _meant(source: str) -> bool:
    return bool(_MEANT.search(source)) or rounds_half(source)


def _few(levels: int | None, before: int | None) -> bool:
    return levels is not None and levels <= 16 and (before is None or before >= 6 * levels)


def _cast_of(data: Argument) -> tuple[Facts, str] | None:
    """Floats still alive that give this picture when cut to integers."""
    text = _SHAPES.sub("", tied(data))
    casts, bare = [t for t, _ in _casts(data)], [t for t, _ in _casts(data) if not _meant(t)]
    named = _words(text) if (bare or not casts) and _CAST.search(text.replace("dtype=", "")) else set()
    if bare_ground(np.asarray(data.values)):  # then any floats fit: only those that the cast itself names
        named = _handed(data, {w for t in bare for w in _words(t)})
    for value in data.near:
        facts = value.facts
        if facts is None or not facts.is_float or facts.maximum is None or value.source not in named:
            continue
        if facts.fractional < 0.3 * facts.finite or max(abs(facts.maximum), abs(facts.minimum or 0)) > 16:
            continue
        fewer = int(facts.maximum) < (data.facts.maximum or 0) <= 16 and (facts.minimum or 0) > -1
        if fewer or masked_in_place(data.lineage, value.source):
            continue  # a mask with a few ones: these floats have none; a pen that draws over them has 255
        share = cut_from(data.values, value.values)
        if share > 0.9 and _few(min(data.facts.distinct or 99, int(facts.maximum) + 2), facts.distinct):
            return facts, f"the floats of `{value.source}` were cut to integers"
    return None


def _replayed(call: Call, data: Argument, run: Run) -> tuple[Facts, str] | None:
    played = replay(call, data, run.outputs, text_of(call.place, run))
    if played is None or any(_meant(c) for c in played.casts) or _MEANT.search(tied(data)):
        return None
    if np.abs(played.meant - played.drawn).max() > 1.001 or not np.isfinite(played.meant).all():
        return None
    levels = len(np.unique(played.meant))
    if (played.meant % 1 != 0).mean() < 0.2 or not _few(data.facts.distinct, levels):
        return None
    low, high = float(played.meant.min()), float(played.meant.max())
    facts = Facts("numpy.ndarray", played.meant.shape, "float", "f", played.meant.size, minimum=low, maximum=high)
    return facts, f"`{played.casts[0]}` cut floats to integers"


def _written(data: Argument) -> tuple[Facts, str] | None:
    """Floats written into an integer array: `grid[...] = maps[i]`."""
    paper = on_paper(data)
    if not paper and (not _few(data.facts.distinct, None) or (data.facts.maximum or 0) > 64):
        return None
    mask = paper or ((data.facts.distinct or 0) <= 3 and (data.facts.maximum or 0) <= 1)
    for made in data.lineage:
        plain = _INDEX.sub("", returned(made.value, data.lineage))  # what an index rounds or compares is a place
        meant = _MEANT.search(plain) or _CAST.search(plain)
        if made.in_place and (not meant or _fractions(made.value)):  # a share of what passes a threshold is a fraction
            written = (
                (_floats_in(made, data) if mask else None) or _prediction_in(made, data) or _mixed(made, data, mask)
            )
            if written is not None:
                what = f"{written[1]}, floats," if written[1] else "floats"
                return written[0], f"`{made.source[:80]}` (line {made.line}) writes {what} into it"
    return None


def _mixed(made: Assignment, data: Argument, mask: bool) -> tuple[Facts, str] | None:
    """What sums and products made of fractions, under a name of its own: `last = a * v + b * last`, `out[i] = last`."""
    told = fractions_of(made.value, data.lineage)
    if not told or not (mask or ".history[" in told):  # of others, larger ones may be whole
        return None
    low, high = data.facts.minimum, (data.facts.maximum or 0.0) + 1
    facts = Facts("", data.facts.shape, "float64", "f", data.facts.size, minimum=low, maximum=high)
    return facts, f"`{made.value}`"


def _prediction_in(made: Assignment, data: Argument) -> tuple[Facts, str] | None:
    """What a network predicted, under a name of its own, written as it is."""
    names = _handed(data, _words(made.value))
    for maker in data.lineage:
        if maker.target in names and re.search(r"\.predict(?:_on_batch)?\(", maker.value):
            if _MEANT.search(maker.value) or _CAST.search(maker.value):
                return None
            high = (data.facts.maximum or 0.0) + 1
            low = data.facts.minimum
            facts = Facts("", data.facts.shape, "float32", "f", data.facts.size, minimum=low, maximum=high)
            return facts, f"`{maker.target}`"
    return None


def _predicted(data: Argument, run: Run) -> tuple[Facts, str] | None:
    """Scores, gradients, fractions that live, cut as they are: `masks = model.predict(x)`, `masks.astype("uint8")`."""
    meant = any(_meant(a.value) for a in data.lineage if not a.source.startswith("for "))
    return None if meant or masked_in_place(data.lineage) else cut_scores(data, run.outputs)


def _casts(data: Argument) -> list[tuple[str, int]]:
    """Source and line of the casts to integers on the way: of the argument itself (line 0), of statements."""
    texts = [(data.expression, 0), *((a.source, a.line) for a in data.lineage)]
    return [(t, n) for t, n in texts if _TO_INTEGERS.search(t)]


def _words(text: str) -> set[str]:
    return set(re.findall(r"self\.\w+|[A-Za-z_]\w*", text))


def _handed(data: Argument, names: set[str]) -> set[str]:
    """Names, and those that loops and calls hand on to them unchanged, or one entry of them."""
    ways = [
        a for a in data.lineage if a.source.startswith("for ") or (a.source != a.value and _PART.fullmatch(a.value))
    ]
    for _ in range(4):
        names = names | {w for a in ways if a.target in names for w in _words(a.value)}
    return names


def _floats_in(made: Assignment, data: Argument) -> tuple[Facts, str] | None:
    """The floats that a statement writes into an array, and what they are called."""
    names = _handed(data, _words(made.value)) if returned(made.value, data.lineage) == made.value else set()
    near: list[Value] = [v for v in data.near if v.source in names and v.facts is not None]
    for value in near:
        facts = value.facts
        if facts is None or not facts.is_float or facts.fractional <= 0.3 * facts.finite or (facts.maximum or 9) >= 3:
            continue
        if len(near) == 1 or levels_left(value.values) == levels_left(data.values):
            return facts, f"`{value.source}`"
    if re.search(r"\.predict(?:_on_batch)?\(", made.value):  # it gives floats, whatever the network
        high = (data.facts.maximum or 0.0) + 1
        return Facts(
            "", data.facts.shape, "float32", "f", data.facts.size, minimum=data.facts.minimum, maximum=high
        ), ""
    divides = re.search(r"(?<!/)/(?!/)", made.value) and "*" not in made.value
    if divides or _fractions(made.value):
        return Facts("", data.facts.shape, "float64", "f", data.facts.size, minimum=0.0, maximum=1.0), ""
    return None


def _fractions(value: str) -> bool:
    """Whether an expression is the result of a function that gives floats, or one subtracted from a number."""
    node = expression_of(value)
    while True:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Constant):
            node = node.right
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float" and node.args:
            node = node.args[0]
        else:
            break
    name = called(node)
    return bool(AVERAGES.fullmatch(name))


def _fix(call: Call, run: Run, data: Argument, source: Facts) -> Fix | None:
    cast = re.compile(r"""^(.*)\.astype\((["']u?int\d*["']|np\.u?int\d*|int)\)$""", re.S).match(data.expression)
    if cast and (source.maximum or 0) <= 1:
        return Fix(
            "bring it to 0..255 before the cast", data.expression, f"({wrapped(cast[1])} * 255).astype({cast[2]})"
        )
    for made in data.lineage:
        inner = re.search(r"""([\w.\[\]]+)\.astype\((["']uint8["']|np\.uint8)\)""", made.source)
        if inner and (source.maximum or 0) <= 1:
            after = f"({inner[1]} * 255).astype({inner[2]})"
            return elsewhere(call, run, made, "bring it to 0..255 before the cast", inner[0], after)
        short = re.search(r"np\.uint8\(([\w.\[\]]+)\)", made.source)
        if short and (source.maximum or 0) <= 1:
            return elsewhere(
                call, run, made, "bring it to 0..255 before the cast", short[0], f"np.uint8(255 * {short[1]})"
            )
        dtype = _DTYPE.search(made.source)
        if dtype and not made.into:
            return elsewhere(call, run, made, "make it an array of floats", dtype[0], 'dtype="float32"')
    into = {a.target for a in data.lineage if a.in_place}
    made_at = [a for a in data.lineage if a.target in into and not a.into and not a.augmented]
    if made_at:
        value = made_at[0].value
        return elsewhere(call, run, made_at[0], "make it an array of floats", value, f"{wrapped(value)}.astype(float)")
    return None
