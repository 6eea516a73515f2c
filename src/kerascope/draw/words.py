"""What a drawing says of itself: headings in plain words, with the numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from kerascope.draw.arrays import Named, name_axes
from kerascope.draw.scales import Limits
from kerascope.draw.values import Counts, measure

__all__ = [
    "alt_text",
    "clean",
    "counts_words",
    "describe",
    "fixed_words",
    "left_out_words",
    "number",
    "outside_words",
    "plural",
    "spans",
    "title_of",
]

_LONGEST = 90


def clean(text: object, longest: int = _LONGEST) -> str:
    """Text of a model's own names, fit for a figure: no control characters, and its middle left out when too long."""
    raw = str(text).encode("utf-8", "replace").decode("utf-8")
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"} else c for c in raw).strip()
    if len(shown) <= longest:
        return shown
    head = (longest - 1) * 2 // 3
    return f"{shown[:head]}…{shown[-(longest - 1 - head) :]}"


def number(value: float | int) -> str:
    """A number as people read it: integers whole, floats with four significant digits."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e6):
        return f"{int(value):,}" if abs(value) < 10**15 else f"{float(value):.4g}"
    return f"{value:.4g}"


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def spans(indices: Iterable[int], labels: Sequence[str] | None = None, most: int = 6) -> str:
    """Indices in short: `0, 3–5, 9`."""
    runs: list[list[int]] = []
    for i in indices:
        if runs and i == runs[-1][1] + 1:
            runs[-1][1] = i
        else:
            runs.append([i, i])

    def name(i: int) -> str:
        return labels[i] if labels else str(i)

    text = [name(a) if a == b else f"{name(a)}–{name(b)}" for a, b in runs[:most]]
    return ", ".join(text) + (f" and {len(runs) - most} more" if len(runs) > most else "")


def title_of(named: Named, title: str | None = None) -> str:
    """What is drawn: weight or output, of which layer and model, as far as the array says."""
    if title is not None:
        return clean(title)
    attrs = {
        key: clean(named.attrs.get(key) or "") for key in ("model", "layer", "layer_class", "weight", "path", "part")
    }
    place = attrs["path"] or attrs["layer"]
    what = attrs["weight"] or clean(named.name)
    if not place:
        return what or "array"
    if named.attrs.get("kind") == "activation":
        what = attrs["part"] or "output"
    elif what == place:
        what = ""
    calls = named.attrs.get("calls", 1)
    text = f"{what} of {place}" if what else place
    text += f" ({attrs['layer_class']})" if attrs["layer_class"] else ""
    text += f", call {named.attrs.get('call', 1)} of {calls}" if isinstance(calls, int) and calls > 1 else ""
    return text + (f" in {attrs['model']}" if attrs["model"] else "")


def fixed_words(named: Named) -> str:
    return ", ".join(f"{clean(k, 30)} = {clean(v, 30)}" for k, v in named.fixed.items())


def counts_words(counts: Counts, whole: bool = True) -> str:
    """`784 values from -1.2 to 3.4, all finite`, or the counts of what is not; not `whole`: of those drawn."""
    noun = "value" if counts.size == 1 else "values"
    values = noun if whole else f"{noun} drawn"
    if counts.finite == counts.size and counts.low is not None and counts.high is not None:
        if counts.low == counts.high:
            return f"{counts.size:,} {values}, all {number(counts.low)}"
        return f"{counts.size:,} {values} from {number(counts.low)} to {number(counts.high)}, all finite"
    parts = [(counts.nan, "NaN"), (counts.plus, "+inf"), (counts.minus, "-inf"), (counts.masked, "masked")]
    said = ", ".join(f"{n:,} {word}" for n, word in parts if n)
    if counts.low is None or counts.high is None:
        return f"none of {counts.size:,} {values} finite ({said})"
    reach = f"from {number(counts.low)} to {number(counts.high)}"
    return f"{counts.finite:,} of {counts.size:,} {values} finite, {reach} ({said})"


def outside_words(limits: Limits) -> str:
    """Which finite values the colour limits cut; empty when none."""
    parts = []
    if limits.below:
        parts.append(f"{plural(limits.below, 'value')} below {number(limits.low)}")
    if limits.above:
        parts.append(f"{plural(limits.above, 'value')} above {number(limits.high)}")
    return f"cut by the limits: {', '.join(parts)}" if parts else ""


def left_out_words(named: Named, left_out: Mapping[str, int]) -> str:
    """`left out: 24 of 32 batch`; empty when nothing is."""
    sizes = named.sizes
    parts = [f"{n:,} of {sizes[k]:,} in {clean(k, 30)}" for k, n in left_out.items() if k in sizes]
    parts += [f"{n:,} {k}" for k, n in left_out.items() if k not in sizes]
    return f"left out: {', '.join(parts)}" if parts else ""


def alt_text(kind: str, heading: Sequence[str]) -> str:
    """Alternative text: the kind of drawing, then what its heading says."""
    return ". ".join(part.rstrip(".") for part in (f"{kind}: {heading[0]}", *heading[1:]) if part) + "."


def describe(array: object, dims: Iterable[str] | str | None = None) -> str:
    """One line of an array: its shape with names, dtype, range, and what is not finite.

    array : a named array, or any other; without `dims` a plain array's axes are shown without names

    Raises DataError when it holds no real numbers, AxisError when `dims` do not fit.
    """
    plain = {n: tuple(f"axis_{i}" for i in range(n)) for n in range(65)}
    named = name_axes(array, dims, usual=plain)
    shape = named.shape_words()
    if dims is None and named.dims == plain.get(named.values.ndim) and named.dims:
        shape = " × ".join(str(n) for n in named.values.shape)
    counts = measure(named.values, named.mask)
    said = counts_words(counts) if counts.size else "no values"
    return " · ".join(part for part in (shape, named.dtype or str(named.values.dtype), said) if part)
