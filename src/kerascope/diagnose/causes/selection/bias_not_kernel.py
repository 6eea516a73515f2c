"""A bias, or another wrong entry of `get_weights()`, drawn as the kernel.

What it does: reports a picture of weights that are no kernel: a bias handed to an image call, or any entry (gamma,
mean, recurrent kernel …) under words that speak of kernels, filters, weights or coefficients, and a recurrent kernel
whose ticks or colour bar name the inputs. Of a layer with two kernels, as SeparableConv2D has, it reports the one that
is drawn where the words or the picture mean the other.
Why it is wrong: `get_weights()` is a flat list in the order of creation: kernel, bias for most layers; gamma, beta,
moving mean and variance for BatchNormalization; mean, variance, count for Normalization; kernel, recurrent kernel,
bias for LSTM.
Example:
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3)])
    kernels = model.layers[0].get_weights()[1]
    plt.imshow(kernels)
Use instead:
    import keras
    import matplotlib.pyplot as plt

    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3)])
    kernels = model.layers[0].get_weights()[0]
    plt.imshow(kernels[:, :, 0, 0])
    plt.title("kernel of filter 0")
    plt.savefig("kernel.png")
What it does not see: a picture of weights after other arithmetic than a mean, a largest magnitude or a norm of their
rows; where indexing fails, any arithmetic on an entry is followed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod

from kerascope.diagnose.arrays.raw import constant_weight, named_weight, raw_weight
from kerascope.diagnose.arrays.summed import summed_up
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.meant import bar_words, words_of
from kerascope.diagnose.panels.tick_names import rows_named
from kerascope.diagnose.say import subject
from kerascope.diagnose.script.entry_taken import entry_taken
from kerascope.diagnose.script.source import indices_of, text_of
from kerascope.evidence import Argument, Call, Derivation, Failure, Provenance, Run, Value
from kerascope.findings import Finding, Fix, Location

_KERNELS = ("kernel", "embeddings", "depthwise_kernel", "pointwise_kernel")
_SPEAKS = re.compile(r"kernel|filter|weight|coefficient|importance|connection|drives", re.IGNORECASE)
_OTHER = re.compile(r"bias|gamma|beta|mean|variance|recurrent|hidden|norm|offset|scale", re.IGNORECASE)
_INPUTS = re.compile(r"kernel|input|feature|sensor|variable|importance", re.IGNORECASE)
"""What a recurrent kernel says nothing of: it stands between the units, and not before them."""
_BEFORE = re.compile(r"input|feature|sensor|importance", re.IGNORECASE)
"""The same on a colour bar, where 'kernel' may name either one."""
_BETWEEN = re.compile(r"recurrent|hidden.to.hidden|units?\W+(?:to|x|×)\W+units?", re.IGNORECASE)
"""Words for a recurrent kernel alone: 'hidden unit' is said of the columns of both."""
_NAMES = {
    "recurrent": r"recurrent|hidden|memory|state|units?\W+(?:to|x|×)\W+units?",
    "bias": r"bias|offset|intercept|threshold|norm\b|gamma|beta",
    "gamma": r"gamma|scal|norm|beta",
    "beta": r"beta|offset|shift|norm|gamma",
    "mean": r"mean|norm",
    "variance": r"varian|norm|std|deviation",
}
"""Part of an entry's name: words for it."""
_WEIGHTS = re.compile(r"\bget_weights\(|\.(?:\w*weights|\w*variables|bias)\b")
"""Code that takes weights from a layer or model."""
_FILED = re.compile(r"\bsavez?\w*\([^\n]*(?:\bget_weights\(|\.(?:\w*weights|\w*variables)\b)")
"""Code that writes weights to a file, from which it may read them again."""
_PAIRS = (
    ("pointwise_kernel", "depthwise_kernel", re.compile(r"depth_?wise|spatial", re.IGNORECASE)),
    ("depthwise_kernel", "pointwise_kernel", re.compile(r"point_?wise|1 ?[x\u00d7] ?1\b", re.IGNORECASE)),
    (
        "kernel",
        "recurrent_kernel",
        re.compile(r"\brecurrent[_ ](?:kernel|weight|matri)|hidden.to.hidden", re.IGNORECASE),
    ),
)
"""(The kernel drawn, another one of the same layer, words for that other one)."""
_OWN = {
    "pointwise_kernel": re.compile(r"point_?wise|mix|combin|1 ?[x\u00d7] ?1\b", re.IGNORECASE),
    "depthwise_kernel": re.compile(r"depth_?wise|spatial|separable", re.IGNORECASE),
    "kernel": re.compile(r"input|(?<!recurrent[_ ])kernel", re.IGNORECASE),
}
"""Words by which what is drawn is called by its own name."""
_OUTRANKS = (
    "flattened-image",
    "constant-image",
    "kernel-layout",
    "too-small-to-see",
    "dense-as-image",
    "length-mismatch",
    "partial-view",
    "single-point-line",
)


@cause("bias-not-kernel", family="selection", sees=(Call, Failure), outranks=_OUTRANKS)
def bias_not_kernel(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Failure):
        return _indexed(evidence, run)
    for name in ("X", "Z", "C", "height", "width", "y", "x", "dataset"):
        data = evidence.argument(name)
        if data is not None and data.derivation is not None and data.derivation.provenance is not None:
            return _drawn(evidence, data, data.derivation.provenance, run)
    return _summed(evidence, run) or _copied(evidence, run) or _one_number(evidence, run)


def _summed(call: Call, run: Run) -> Finding | None:
    """Bars or a line of what the rows of an entry come to: their mean magnitude, their norm."""
    data = call.data
    if data is None or call.kind not in ("line", "bar") or data.values is None or not run.weights:
        return None
    if call.exception or not _SPEAKS.search(words_of(call, run)):
        return None
    entry = summed_up(data.values, run.weights)
    if entry is None or entry.provenance is None or entry.provenance.weight in _KERNELS:
        return None
    return _drawn(call, replace(data, derivation=_whole(entry)), entry.provenance, run, " is made of what")


def _copied(call: Call, run: Run) -> Finding | None:
    """A copy of an entry, or a view with one axis more: known by its numbers alone, so that words must promise more."""
    data = call.data
    if data is None or call.exception or not run.weights:
        return None
    entry = raw_weight(data.values, run.weights)
    code = " ".join((data.expression, *(a.value for a in data.lineage)))
    filed = re.search(r"\bload\(", code) and _FILED.search(text_of(call.place, run))
    if entry is None and (_WEIGHTS.search(code) or filed):
        entry = constant_weight(data.values, run.weights, words_of(call, run), code)
    entry = entry or named_weight(data)
    if entry is None or entry.provenance is None or entry.provenance.weight in ("", *_KERNELS):
        return None
    called = f"{words_of(call, run)} | {data.expression}"
    if not _SPEAKS.search(called) or _own_words(entry.provenance.weight).search(called) or _in_turn(call, run):
        return None
    return _drawn(call, replace(data, derivation=_whole(entry)), entry.provenance, run)


def _one_number(call: Call, run: Run) -> Finding | None:
    """A picture of a single number: what is left of a bias where one filter of a kernel was to be taken."""
    data = call.data
    if data is None or call.kind != "image" or not call.exception or data.facts.shape != () or not run.weights:
        return None
    if not _WEIGHTS.search(" ".join((data.expression, *(a.value for a in data.lineage)))):
        return None
    walked = [a.value for a in data.lineage if a.target == data.expression] or [data.expression]
    whole = next(
        (v for v in data.near if v.values is not None and re.search(rf"\b{re.escape(v.source)}\b", walked[0])), None
    )
    rows = [e for e in run.weights if e.values is not None and e.values.ndim == 1 and data.values in e.values]
    entry = None
    if whole is not None:
        entry = raw_weight(whole.values, rows) or constant_weight(whole.values, rows, words_of(call, run))
    elif len({e.source for e in rows}) == 1:
        entry = rows[-1]
    if entry is None or entry.provenance is None or entry.provenance.weight in ("", *_KERNELS):
        return None
    one = replace(data, derivation=_whole(entry))
    return _drawn(
        call,
        one,
        entry.provenance,
        run,
        f" is one number of `{whole.source}`, which" if whole else " is one number of what",
    )


def _in_turn(call: Call, run: Run) -> bool:
    """The same line draws one entry of a list after the other and leaves none out between them: all were meant."""
    kin = [c.data for c in run.calls if c.place == call.place and c.data is not None]
    drawn = (raw_weight(d.values, run.weights) or named_weight(d) for d in kin)
    places = {e.provenance.position for e in drawn if e is not None and e.provenance is not None} - {None}
    return len(places) > 1 and len(places) == max(p or 0 for p in places) - min(p or 0 for p in places) + 1


def _whole(entry: Value) -> Derivation:
    shape = tuple(int(n) for n in entry.values.shape)
    axes = entry.provenance.axes if entry.provenance is not None else None
    return Derivation(entry.source, shape, (None,) * len(shape), (), axes, provenance=entry.provenance)


def _drawn(call: Call, data: Argument, provenance: Provenance, run: Run, part: str = "") -> Finding | None:
    if provenance.kind != "weights" or not provenance.weight:
        return None
    words = words_of(call, run)
    if provenance.weight in _KERNELS:
        return _other_kernel(call, data, provenance, words, run)
    own, bar = _own_words(provenance.weight), bar_words(call, run)
    if own.search(bar):
        return None
    named = ""
    if provenance.weight == "recurrent_kernel":
        named = _inputs_named(call, data, provenance, run)
        words = " | ".join(w for w in (words, bar) if w)
        meant = _INPUTS.search(words_of(call, run)) or _BEFORE.search(bar)
        if (_BETWEEN if named else own).search(words) or not (named or meant):
            return None
    elif call.kind in ("image", "mesh"):
        if _OTHER.search(words) and not re.search(r"kernel|filter", words, re.IGNORECASE):
            return None
    elif not _SPEAKS.search(words) or own.search(words) or _entry_by_entry(call, provenance, run):
        return None
    said = f', while the figure says "{words[:80]}"' if _SPEAKS.search(words) else ""
    return _said(
        call.place,
        subject(data) + part,
        provenance,
        tuple(data.derivation.shape if data.derivation else ()),
        said + named,
        data,
        run,
    )


def _inputs_named(call: Call, data: Argument, provenance: Provenance, run: Run) -> str:
    """Ticks that name as many rows as the kernel has inputs, one beside the other, and not all that are drawn."""
    derivation, kernel = data.derivation, _entry(provenance, "kernel")
    if derivation is None or kernel is None or derivation.order not in ((0, 1), (1, 0)) or derivation.reduced:
        return ""
    inputs, units = re.findall(r"\d+", kernel[1])[:1], derivation.shape[0]
    names = rows_named(call, run, derivation.order.index(0))
    if inputs != [str(len(names))] or len(names) == units or derivation.index[0] is not None:
        return ""
    return f"; the ticks name {len(names)} inputs: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"


def _own_words(weight: str) -> re.Pattern[str]:
    """Words that call an entry by its own name. 'Mean' names a moving mean, and elsewhere how weights are summed up."""
    kin = next((k for k in _NAMES if k in weight), "")
    return re.compile(_NAMES[kin], re.IGNORECASE) if kin else _OTHER


def _entry_by_entry(call: Call, provenance: Provenance, run: Run) -> bool:
    """The same line draws every entry of the list: all weights were meant."""
    kin = [a.derivation.provenance for c in run.calls if c.place == call.place for a in c.arguments if a.derivation]
    drawn = {p.position for p in kin if p is not None and p.siblings == provenance.siblings}
    return len(provenance.siblings) > 1 and drawn == set(range(len(provenance.siblings)))


def _other_kernel(call: Call, data: Argument, provenance: Provenance, words: str, run: Run) -> Finding | None:
    """One of a layer's two kernels, where its other one was due: by the words, or as a picture of a single value."""
    derivation = data.derivation
    for mine, other, named in _PAIRS:
        if provenance.weight != mine or derivation is None or _entry(provenance, other) is None:
            continue
        called = " ".join((words, data.expression))
        pixel = mine == "pointwise_kernel" and call.kind in ("image", "mesh", "line", "bar") and data.facts.size == 1
        promised = named.search(called) and not _OWN[mine].search(called)
        if not promised and not (pixel and not _OWN[mine].search(called)):
            continue
        said = f', while the code or figure says "{called[:80]}"' if promised else ", so that a single value is drawn"
        return _said(call.place, subject(data), provenance, tuple(derivation.shape), said, data, run, other)
    return None


def _entry(provenance: Provenance, weight: str) -> tuple[int, str] | None:
    """The nearest entry of a name among those of the same list."""
    at = provenance.position or 0
    found = [(abs(n - at), n) for n, s in enumerate(provenance.siblings) if s.split(" ")[0] == weight]
    return (min(found)[1], provenance.siblings[min(found)[1]]) if found else None


def _indexed(failure: Failure, run: Run) -> Finding | None:
    """`bias[:, :, 0, 0]`: too many indices, of an entry that is no kernel, or of what was computed from it."""
    if failure.type != "IndexError" or "too many indices" not in failure.message:
        return None
    for value in failure.values:
        if not failure.place.expression.startswith(value.source + "["):
            continue
        made = value.provenance
        if made is None:
            made = _computed(failure, value, run)
        if made is not None and made.kind == "weights" and made.weight not in ("", *_KERNELS):
            shape = value.facts.shape if value.facts is not None else ()
            part = "" if value.provenance is not None else " is made of what"
            return _said(failure.place, f"`{value.source}`{part}", made, shape, "", value, run)
    return None


def _computed(failure: Failure, value: Value, run: Run) -> Provenance | None:
    """Of the entry that the source leads to, where the one entry seen at that index has the very shape."""
    if value.facts is None or not value.source.isidentifier() or not value.facts.is_float:
        return None
    index = entry_taken(text_of(failure.place, run), value.source, failure.place.line or 0)
    made = [e.provenance for e in run.weights if e.values is not None and e.values.shape == value.facts.shape]
    seen = [p for p in made if p is not None and index is not None and p.position == index % max(1, len(p.siblings))]
    listed = [p for p in seen if any(s.split(" ")[0] in _KERNELS for s in p.siblings)]
    return listed[-1] if len({(p.layer, p.weight) for p in listed}) == 1 else None


def _said(
    place: Location,
    what: str,
    provenance: Provenance,
    shape: tuple[int, ...],
    said: str,
    data: Argument | Value,
    run: Run,
    other: str = "",
) -> Finding:
    kernel = _entry(provenance, other) if other else _kernel(provenance)
    entry = f"entry {_counted(place, provenance, run)}" if provenance.position is not None else "an entry"
    text = text_of(place, run)
    listed = "the layer's weights" if text and "get_weights" not in text else "get_weights()"
    name = (other or "kernel").replace("_", " ")
    back = f", [{kernel[0] - len(provenance.siblings)}]" if kernel and "from the end" in entry else ""
    where = f"; the {name} is entry {kernel[0]}{back}: {kernel[1]}" if kernel else ""
    holds = (
        f" The list holds {', '.join(f'{n}: {s}' for n, s in enumerate(provenance.siblings[:12]))}."
        if provenance.siblings
        else ""
    )
    return found(
        place,
        "error",
        f"{what} is the {provenance.weight.replace('_', ' ')} of the {provenance.layer_class} "
        f"'{provenance.layer}', shape {shape}, "
        f"{entry} of {listed}{where}{said}.{holds}",
        why=f"get_weights() is a flat list in the order in which a layer made its weights; the {name} is not at "
        "this index.",
        evidence={
            "weight": provenance.weight,
            "layer": provenance.layer,
            "class": provenance.layer_class,
            "position": provenance.position,
            "shape": list(shape),
            "kernel": list(kernel) if kernel else None,
            "siblings": list(provenance.siblings),
        },
        fix=_fix(place, provenance, kernel, data, run),
    )


def _kernel(provenance: Provenance) -> tuple[int, str] | None:
    """The kernel of the same layer, or of the next layer in a model's flat list."""
    at = provenance.position or 0
    kernels = [n for n, s in enumerate(provenance.siblings) if s.split(" ")[0] in _KERNELS]
    if not kernels:
        return None
    before, after = [n for n in kernels if n < at], [n for n in kernels if n > at]
    own = before[-1:] if provenance.weight in ("bias", "recurrent_kernel") else []
    alike = [n for n in kernels if own and _numbers(provenance.siblings[n]) == _numbers(provenance.siblings[at])]
    best = (alike[:1] or own or after or before)[0]  # a vector was drawn: the kernel of one output is one as well
    return best, provenance.siblings[best]


def _numbers(entry: str) -> int:
    """How many numbers an entry holds: 8 of 'kernel (8, 1)'."""
    return prod(int(n) for n in re.findall(r"\d+", entry.partition(" ")[2]))


def _subscripts(place: Location, provenance: Provenance, new: int, run: Run) -> list[tuple[Location, str, str]]:
    """Where the source takes this entry, counted from either end, and what takes another one."""
    at = provenance.position or 0
    return indices_of(place, run, at, new) or indices_of(place, run, at - len(provenance.siblings), new)


def _counted(place: Location, provenance: Provenance, run: Run) -> str:
    """'1', or '1, in the code -2,' where that counts from the end."""
    at = provenance.position or 0
    back = at - len(provenance.siblings)
    told = back < 0 and not indices_of(place, run, at, 0) and indices_of(place, run, back, 0)
    return f"{at}, counted {back} from the end," if told else str(at)


def _fix(
    place: Location, provenance: Provenance, kernel: tuple[int, str] | None, data: Argument | Value, run: Run
) -> Fix | None:
    """`get_weights()[1]` becomes `get_weights()[0]`, where that stands in the source."""
    if kernel is None or provenance.position is None:
        return None
    for line, before, after in _subscripts(place, provenance, kernel[0], run):
        return Fix(
            f"take entry {kernel[0]}, the {kernel[1].split(' ')[0].replace('_', ' ')}", before, after, location=line
        )
    return None
