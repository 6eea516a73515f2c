"""One filter, channel or head stands for all of them.

What it does: reports an image of one position of an axis (one filter of 12, one head of 4) when no other position is
drawn anywhere in the run: as a warning when the figure's words promise all of them or their mean, or when every panel
of a loop draws the very same slice, or when the image is one colour of a gradient by the picture; else as a note.
So is one unit of a Dense kernel whose weights were folded into a picture, under words for the units.
Why it is wrong: an index that was typed once, or a loop variable that is not used, leaves out the rest without a word.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    maps = np.random.default_rng(0).random((1, 8, 8, 6))
    fig, axes = plt.subplots(2, 3)
    for i, ax in enumerate(axes.flat):
        ax.imshow(maps[0, :, :, 0])
        ax.set_title(f"map {i}")
    fig.savefig("maps.png")
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    maps = np.random.default_rng(0).random((1, 8, 8, 6))
    fig, axes = plt.subplots(2, 3)
    for i, ax in enumerate(axes.flat):
        ax.imshow(maps[0, :, :, i], vmin=0, vmax=1)
        ax.set_title(f"map {i}")
    fig.savefig("maps.png")
What it does not see: which one of several was meant to be shown, and samples of a data set: one image is often enough.
Nor a slice repeated beside panels that each show something else, unless these go through the entries that belong to it.
Nor a curve that every panel repeats, unless it is a model's output for one sample, or there is a panel for each entry.
"""

from __future__ import annotations

import re

from kerascope.diagnose.arrays.folded import dense_kernels, unit_folded, units_among
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import counts, names_one, promises_all, promises_mean, promises_units, words_of
from kerascope.diagnose.panels.averaged import Entry, entry_for_mean, mean_of_entries
from kerascope.diagnose.panels.facets import one_in_all_facets
from kerascope.diagnose.panels.repeated import same_in_every_panel
from kerascope.diagnose.say import count, origin, shape_words, subject
from kerascope.diagnose.script.left_over import drawn_after_loop
from kerascope.diagnose.script.source import names_in
from kerascope.evidence import Argument, Call, Derivation, Run
from kerascope.findings import Finding, Fix

_PARTS = ("out_channel", "channel", "head", "multiplier", "in_channel")
_COUNTED = ("unit", "feature", "batch")
"""Parts that are often shown alone: reported only where the words count or call for all of them."""

_STATE = re.compile(r"\b(?:hidden|cell|internal|recurrent) states?\b|\bstates? of\b", re.IGNORECASE)
_GRADIENTS = ("gradient", "grad", "value_and_grad", "vjp")
_FILTERS = re.compile(r"\b(?:np|numpy|rank|filters|ndimage|morphology|cv2)\b")
"""Their `gradient` is one over the pixels of a picture, not one of a score by them."""
_COLOUR = re.compile(r"\b(?:red|green|blue|channel|[rgb])\b", re.IGNORECASE)


@cause("partial-view", family="selection", sees=Call, kinds=("image", "mesh", "line", "bar"))
def partial_view(call: Call, run: Run) -> Finding | None:
    data = call.data
    if data is None or call.exception:
        return None
    entry = entry_for_mean(call, data, run) if call.kind in ("line", "bar", "image", "mesh") else None
    if entry is not None and (data.derivation is None or not _named(data.derivation)):
        return _not_averaged(call, data, entry, run)
    facets = _in_facets(call, data, run)
    if facets is not None:
        return facets
    left = drawn_after_loop(call, data, run, _PARTS, _COUNTED)
    if left is not None:
        return left
    picked = data.derivation is not None and data.derivation.fixed and call.kind != "bar"
    one = _of_gradient(call, data, data.derivation, run) if picked and data.derivation is not None else None
    if one is not None:
        return one
    repeated = same_in_every_panel(call, data, run) or _one_unit(call, data, run)
    if repeated is not None or not picked or data.derivation is None:
        return repeated
    for axis in (*_PARTS, *_COUNTED):
        if axis in data.derivation.fixed:
            said = _one_of_many(call, data, data.derivation, axis, run)
            if said is not None:
                return said
    return None


def _named(derivation: Derivation) -> bool:
    """Parts of a layer, whose own rule says more."""
    return any(a in derivation.fixed for a in ("head", "channel", "out_channel"))


def _not_averaged(call: Call, data: Argument, entry: Entry, run: Run) -> Finding:
    root, axis, position, size, shape = entry
    of = f"entry {position} of {size} of `{root}`" + (f" {shape_words(shape)}" if len(shape) > 1 else "")
    along = f" along axis {axis}" if axis else ""
    return found(
        call.place,
        "warning",
        f"{subject(data)} is {of}{along}: one of {size} is drawn and nothing is averaged, while the figure says "
        f'"{words_of(call, run)[:80]}".',
        why="An index picks one entry. A mean takes all of them together: `mean(axis=…)` over that axis.",
        evidence={"shape": list(data.facts.shape), "drawn": 1, "of": size, "root": root, "axis": axis},
        fix=mean_of_entries(data.expression, entry),
    )


def _of_gradient(call: Call, data: Argument, derivation: Derivation, run: Run) -> Finding | None:
    """One colour channel of a gradient by the picture, which has as many channels as the model's input."""
    last = len(derivation.shape) - 1
    sample = derivation.shape[-3:]
    position = derivation.index[-1] if derivation.index else None
    if last < 2 or not isinstance(position, int) or call.kind == "line" or sample[-1] not in (2, 3, 4):
        return None
    taken = {tuple(s[1:]) for m in run.models for s in m.about.get("inputs") or () if len(s) == 4}
    fits = any(all(n in (None, k) for n, k in zip(t, sample, strict=True)) for t in taken)
    if not fits or not _differentiated(data) or _COLOUR.search(words_of(call, run)):
        return None
    others = (a.derivation for c in run.calls for a in c.arguments if a.derivation is not None)
    drawn = {o.index[-1] for o in others if o.root == derivation.root and o.shape == derivation.shape}
    if drawn != {position}:
        return None
    match = re.fullmatch(r"(.+)\[(?:\.\.\.|:, ?:), ?-?\d\]", data.expression)
    return found(
        call.place,
        "warning",
        f"{subject(data)} is channel {position} of {sample[-1]} of a gradient {shape_words(derivation.shape)} by the "
        f"model's input: what the other {sample[-1] - 1} channels say is drawn nowhere. Take the largest magnitude "
        "over the channel axis.",
        why="The gradient by a colour picture has a value for each colour of each pixel. One channel shows only how "
        "the score depends on that colour.",
        evidence={"shape": list(data.facts.shape), "drawn": 1, "of": sample[-1], **origin(derivation)},
        fix=Fix("the largest over the channels", data.expression, f"abs({match[1]}).max(axis=-1)") if match else None,
    )


def _differentiated(data: Argument) -> bool:
    """A gradient is among what the array was made by."""
    called = [c.rpartition(".") for a in data.lineage for c in a.calls]
    return any(name in _GRADIENTS and not _FILTERS.search(owner) for owner, _, name in called) or any(
        re.search(r"\.grad\b", a.value) for a in data.lineage
    )


def _drawn(derivation: Derivation, axis: str, run: Run) -> set[int]:
    """Positions of an axis of this root that any picture of the run shows; every one when a picture keeps the axis."""
    found: set[int] = set()
    for call in run.calls:
        for argument in call.arguments:
            other = argument.derivation
            if other is None or other.shape != derivation.shape or other.root != derivation.root:
                continue
            if axis in other.fixed:
                found.add(other.fixed[axis])
            else:
                found.update(range(derivation.size(axis) or 0))
    return found


def _untraced(call: Call, data: Argument, run: Run) -> int:
    """Turns of the same line whose arrays nobody could trace: the search is bounded. They may be any part."""
    turns = [c.data for c in run.calls if c.place.spot == call.place.spot and c.function == call.function]
    return sum(d is not None and d.derivation is None and d.facts.shape == data.facts.shape for d in turns)


def _one_of_many(call: Call, data: Argument, derivation: Derivation, axis: str, run: Run) -> Finding | None:
    size = derivation.size(axis) or 1
    if size < 2:
        return None
    shown, words = _drawn(derivation, axis, run), words_of(call, run)
    mean = axis in ("head", "channel", "out_channel") and promises_mean(words) and not derivation.reduced
    promised = mean or (promises_all(words, axis, size) if len(shown) == 1 else counts(words, axis, size))
    if call.kind == "line" or axis in _COUNTED:
        promised, mean = counts(words, axis, size), False
        if not promised and not (call.kind == "line" and _one_of_state(derivation, axis, words)):
            return None
    if len(shown) + _untraced(call, data, run) >= size or (len(shown) > 1 and not promised):
        return None
    if not promised and (names_one(words, axis) or _is_data(derivation)):
        return None
    if promised and not mean and names_one(words, axis) and not counts(words, axis, size):
        return None
    loud = f', while the figure says "{words[:80]}"' if promised else ""
    lost = "nothing is averaged" if mean else f"{size - len(shown)} of {size} are drawn nowhere"
    return found(
        call.place,
        "warning" if promised else "note",
        f"{subject(data)} is {derivation.words()} of `{derivation.root}` "
        f"{shape_words(derivation.shape, derivation.axes)}: "
        f"only {axis} {derivation.fixed[axis]} is drawn; {lost}{loud}.",
        why=f"An index picks one position of the {axis} axis, and the others leave no trace in the picture.",
        evidence={"shape": list(data.facts.shape), "drawn": len(shown), "of": size, **origin(derivation)},
        fix=_mean(data, derivation, axis) if mean else _grid(call, data, derivation, axis, size),
    )


def _one_of_state(derivation: Derivation, axis: str, words: str) -> bool:
    """A course of one unit under words for the state of a whole layer, as it came from a model: worth a note."""
    made = derivation.provenance
    given = made is not None and made.kind == "output" and axis == "unit" and (derivation.size(axis) or 0) >= 8
    return given and "time" in derivation.kept and bool(_STATE.search(words))


def _one_unit(call: Call, data: Argument, run: Run) -> Finding | None:
    """The weights of one unit as a picture of the inputs, under words for the units."""
    words = words_of(call, run)
    if call.kind not in ("image", "mesh") or data.values is None or not promises_units(words):
        return None
    fit = unit_folded(data.values, dense_kernels(data, run))
    if fit is None or fit[0].provenance is None:
        return None
    kernel, unit, made = fit[0].values, fit[1], fit[0].provenance
    named = {v.source for v in data.near if v.values is not None and v.values.shape == kernel.shape}
    for other in (a for c in run.calls if c is not call for a in c.arguments):
        seen = units_among(other.values, kernel) if other.values is not None else set()
        code = " ".join((other.expression, *(a.value for a in other.lineage)))
        if seen - {unit} or (not seen and named & set(names_in(code))):
            return None
    inputs, size = kernel.shape
    return found(
        call.place,
        "warning",
        f"{subject(data)} is unit {unit} of {size} of the {made.layer_class} '{made.layer}', its {inputs} weights "
        f"folded into a picture; the kernel is {shape_words(kernel.shape)}, and what the other {size - 1} hold is "
        f'drawn nowhere, while the figure says "{words[:80]}".',
        why="Each column of a Dense kernel holds one unit's weights. An index picks one column, and the others leave "
        "no trace in the picture.",
        evidence={"shape": list(data.facts.shape), "drawn": 1, "of": size, "unit": unit, "kernel": list(kernel.shape)},
    )


def _is_data(derivation: Derivation) -> bool:
    return derivation.provenance is not None and derivation.provenance.kind == "input"


def _mean(data: Argument, derivation: Derivation, axis: str) -> Fix | None:
    text = data.expression
    match = re.fullmatch(r"(\w+)\[([^\[\]]+)\]", text)
    parts = [p.strip() for p in match[2].split(",")] if match else []
    place = (derivation.axes or ()).index(axis)
    if not match or place >= len(parts) or not re.fullmatch(r"-?\d+|\w+", parts[place]):
        return None
    kept = [":" if n == place else p for n, p in enumerate(parts)]
    gone = sum(":" not in p for p in kept[:place])
    while kept and kept[-1] == ":":
        kept.pop()
    after = f"{match[1]}[{', '.join(kept)}].mean(axis={place - gone})" if kept else f"{match[1]}.mean(axis={place})"
    return Fix(f"average over the {axis} axis", text, after)


def _grid(call: Call, data: Argument, derivation: Derivation, axis: str, size: int) -> Fix | None:
    """The whole call in a loop over the axis, one panel each."""
    axes, text = derivation.axes or (), data.expression
    match = re.fullmatch(r"(\w+)\[([^\[\]]+)\]", text)
    parts = [p.strip() for p in match[2].split(",")] if match else []
    place = axes.index(axis) if axis in axes else -1
    if not match or not 0 <= place < len(parts) or size > 256 or not call.place.source.startswith("plt."):
        return None
    parts[place] = "k"
    rows = next(r for r in range(int(size**0.5), 0, -1) if size % r == 0)
    loop = f"for k in range({size}): plt.subplot({rows}, {size // rows}, k + 1); "
    return Fix(
        f"draw all {size}",
        call.place.source,
        loop + call.place.source.replace(text, f"{match[1]}[{', '.join(parts)}]", 1),
    )


def _in_facets(call: Call, data: Argument, run: Run) -> Finding | None:
    """A long table that holds one entry under the name of each: seaborn draws it in every panel."""
    repeated = one_in_all_facets(call, data, run)
    if repeated is None:
        return None
    derivation, axis = repeated
    size = derivation.shape[axis]
    return found(
        call.place,
        "error",
        f"every one of {count(size, 'panel')} draws {derivation.words()} of `{derivation.root}` "
        f"{shape_words(derivation.shape, derivation.axes)}: one of {size} is shown {size} times, and the table holds "
        "the same numbers under each name.",
        why="The index does not change from part to part of the table, so that every panel shows the same.",
        evidence={"panels": size, "axis": derivation.name(axis), "of": size, **origin(derivation)},
    )
