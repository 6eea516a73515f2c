"""Every value the same: one flat colour.

What it does: reports a picture, or a line, histogram or colouring of predictions, that a network or a gradient gave and
that holds one single value; whatever is made of a softmax over one unit or channel (always 1) or of an argmax over one
(always 0); a map that a loop fills with a network's answers, when there is but one; a mask cut at a threshold that no
score reaches beside one that is not empty; and a kernel that is still 0 after training. One constant panel among others
that are not is a dead channel, and only noted; of a network's whole answer only its other answers count as such others.
Why it is wrong: a flat colour says nothing of what was asked. A saturated activation, a ReLU that is never active, an
input on another scale than in training, or a gradient through a saturated softmax give it.
Example:
    import keras
    import matplotlib.pyplot as plt
    import numpy as np

    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(1, 3, activation="sigmoid")])
    model.set_weights([np.ones((3, 3, 1, 1)), np.array([200.0])])
    mask = model.predict(np.ones((1, 8, 8, 1)), verbose=0)[0, :, :, 0]
    plt.imshow(mask)
    plt.savefig("mask.png")
Use instead:
    import keras
    import matplotlib.pyplot as plt
    import numpy as np

    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(1, 3, activation="sigmoid")])
    mask = model.predict(np.random.default_rng(0).random((1, 8, 8, 1)), verbose=0)[0, :, :, 0]
    plt.imshow(mask)
    plt.savefig("mask.png")
What it does not see: a flat picture that the code itself filled with one value, such as a background or a swatch; an
empty mask without the true one beside it, which may be right.
"""

from __future__ import annotations

import re

from kerascope.diagnose.arrays.crossed import Cut, never_reached, two_valued_beside
from kerascope.diagnose.arrays.one_unit import Largest, argmax_over_one, from_network, softmax_over_one
from kerascope.diagnose.arrays.raw import raw_output
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import number, subject
from kerascope.diagnose.script.cells_asked import Answers, answers_of
from kerascope.diagnose.tell import PREDICTS, called, direct, elsewhere, everywhere, known, level, measured, tied
from kerascope.evidence import Argument, Assignment, Call, Facts, Provenance, Run
from kerascope.findings import Finding, Fix
from kerascope.parsed import words_in

_FILLED = re.compile(r"\b(?:np|numpy|tf|torch|ops|jnp)\.(?:zeros|ones|full|empty|eye|fill)\w*\(|Image\.new\(")
_CHOSEN = re.compile(r"[<>]=?|\bround\(|argmax|\.astype\(bool\)|==")
_ZEROS = re.compile(r"\bkernel_initializer\s*=\s*(?:['\"]zeros?['\"]|[\w.]*Zeros\(\))")
_ONE_UNIT = re.compile(
    r"""\b(?:Dense|(?:Separable)?Conv[123]D(?:Transpose)?)\(\s*(?:(?:units|filters)\s*=\s*)?1\s*,"""
    r"""(?:[^()]|\([^()]*\))*\bactivation\s*=\s*(["'])softmax\1"""
)
_FAR = 1000.0
_LATEST = 24
"""Outputs that are looked through, the newest ones."""
_UNCONNECTED = re.compile(r"""unconnected_gradients\s*=\s*(?:["']zero|[\w.]*\bZERO)""")
_GRADIENT = re.compile(r"\bgradient\(|\bgrad\(|\.grad\b|value_and_grad|gradients\(")


@cause(
    "constant-image",
    family="range",
    sees=Call,
    kinds=("image", "mesh", "contour", "line", "bar", "scatter", "hist"),
    outranks=("uneven-scales",),
)
def constant_image(call: Call, run: Run) -> Finding | None:
    data = _along(call)
    if data is None or not level(data.facts) or data.facts.kind not in "fiuV" or data.facts.size < 8:
        return None
    series = call.kind in ("line", "bar", "scatter", "hist")
    maker, text = _predicted_by(call, data, run) if series else known(data), tied(data)
    gradient = bool(_GRADIENT.search(text)) and not series
    one, sole = argmax_over_one(data, run), softmax_over_one(data, run)
    if one is not None:
        return _always_first(call, run, data, *one)
    if sole is not None:
        return _always_one(call, run, data, sole)
    cut = None if series else never_reached(call, data, run)
    beside = two_valued_beside(call, run) if cut is not None else None
    if cut is not None and beside is not None:
        return _cut_away(call, data, cut, beside)
    if maker is None and not series:
        maker = _returned(data, run)
    answers = answers_of(call, data, run) if maker is None and not (series or gradient) else None
    if answers is not None and all(level(f) for f in everywhere(call, run)):
        return _asked_the_same(call, data, answers)
    network = maker is not None and maker.kind == "output" and not (series and not maker.final)
    dead = _zero_after_training(data, maker, run)
    if not (network or dead or gradient or (from_network(data) and not series)) or _CHOSEN.search(direct(data)):
        return None
    if not network and _FILLED.search(data.lineage[0].value if data.lineage else ""):
        return None
    lone = all(level(f) for f in (_beside(call, run) if series else _panels(call, run, data, maker)))
    value = number(data.facts.maximum)
    what = "every prediction is" if series else "every value is the same,"
    return found(
        call.place,
        "warning" if lone else "note",
        f"{called(call, data)}: {what} {value} ({data.facts.size} values).{_reason(data, maker, gradient, run)}"
        f"{_below_zero(call, data, maker, run)}",
        why="One flat colour or a level line is all that can be seen of one value.",
        evidence={**measured(data), "value": data.facts.minimum, "values": data.facts.size, **_ranges(maker)},
        fix=_fix(call, run, data, maker) if lone else None,
    )


def _asked_the_same(call: Call, data: Argument, answers: Answers) -> Finding:
    """A map whose every cell the network was asked for, with one answer."""
    value, line = number(data.facts.maximum), answers.made.line
    unused = f"; {' and '.join(f'`{n}`' for n in answers.unused)} is not handed over" if answers.unused else ""
    why = f" What `{answers.asked}` is given is the same at every place{unused}." if answers.same else ""
    return found(
        call.place,
        "warning",
        f"{called(call, data)}: every value is the same, {value} ({data.facts.size} values)."
        f" `{answers.made.source}` (line {line}) asks the network for each, and has one answer.{why}",
        why="One flat colour is all that can be seen of one value; a map of answers is to show where they differ.",
        evidence={**measured(data), "value": data.facts.minimum, "values": data.facts.size, "line": line},
    )


def _along(call: Call) -> Argument | None:
    """What a series is drawn of: its heights, the colours of its points, or the values across of an upright profile."""
    data, across, colours = call.data, call.argument("x"), call.argument("c")
    if data is not None and colours is not None and not level(data.facts) and level(colours.facts):
        return colours if colours.facts.size == data.facts.size else data
    upright = call.kind in ("line", "scatter") and data is not None and across is not None
    if upright and data is not None and across is not None and not level(data.facts) and level(across.facts):
        return across if across.facts.is_float else None
    return data


def _below_zero(call: Call, data: Argument, maker: Provenance | None, run: Run) -> str:
    """What a ReLU should have given, when all of it is drawn beside and is negative."""
    if maker is None or maker.activation != "relu" or data.facts.maximum != 0:
        return ""
    beside = [c.argument(data.name) for c in run.calls_in(call.sheet, call.panel) if c.number != call.number]
    truths = [d for d in beside if d is not None and d.facts.size == data.facts.size and d.facts.kind in "iuf"]
    for truth in truths:
        if truth.facts.maximum is not None and truth.facts.maximum < 0:
            low, high = number(truth.facts.minimum), number(truth.facts.maximum)
            return f" What it should give is all negative, {low} to {high}, which no ReLU reaches: leave it out there."
    return ""


def _predicted_by(call: Call, data: Argument, run: Run) -> Provenance | None:
    """The model that a series came from: as known, or the one that returned these very numbers under a call of it."""
    maker = known(data)
    whole = data.facts.minimum is not None and data.facts.minimum % 1 == 0
    if maker is not None or (whole and "predict" not in tied(data) and not _handed_over(call, data)):
        return maker
    made = raw_output(data.values, run.outputs)
    return made.provenance if made is not None else None


def _handed_over(call: Call, data: Argument) -> bool:
    """Whether seaborn was given this very array by a name, of which it hands on a copy without a source."""
    if call.via != "seaborn" or data.expression:
        return False
    words = set(words_in(call.place.source))
    same = [v for v in data.near if v.source in words and v.values is not None and v.values.size == data.facts.size]
    return any(v.values.dtype.kind == "f" and (v.values.ravel() == data.values.ravel()).all() for v in same)


def _returned(data: Argument, run: Run) -> Provenance | None:
    """The model that returned the float array that is drawn or that this was picked from, whole and as it is.

    What is one value everywhere can't be found by its values alone: the code must ask a network for it.
    """
    picked = data.derivation
    root = picked.root if picked is not None and picked.steps in ((), ("index",)) else ""
    whole = next((v.values for v in data.near if root and v.source == root), data.values)
    if whole is None or whole.dtype.kind != "f" or not _asks_a_network(data, run):
        return None
    size = [n for n in whole.shape if n != 1]
    for output in reversed(run.outputs[-_LATEST:]):
        made = output.values
        if made is not None and [n for n in made.shape if n != 1] == size and (made.ravel() == whole.ravel()).all():
            return output.provenance
    return None


def _asks_a_network(data: Argument, run: Run) -> bool:
    """Whether the statement that made it predicts, or calls what the code set to a model or layer."""
    names = set(words_in(data.expression))
    asked = {c for a in data.lineage if a.target in names for c in a.calls}
    asked |= set(re.findall(r"([A-Za-z_][\w.]*)\(", data.expression))
    source = "\n".join(run.sources.values())
    return any(
        c.rsplit(".", 1)[-1] in PREDICTS
        or re.search(rf"(?<![\w.]){re.escape(c)}\s*=\s*[\w.]*(?:Model|Sequential|load_model|layers\.\w+)\(", source)
        for c in asked
    )


def _zero_after_training(data: Argument, maker: Provenance | None, run: Run) -> bool:
    """Whether it is a kernel of zeros that training has not moved: no picture of the run shows it otherwise."""
    if maker is None or maker.kind != "weights" or data.facts.ndim < 2 or data.facts.maximum != 0 or not run.histories:
        return False
    drawn = [c.data for c in run.calls if c.data is not None]
    same = [d for d in drawn if (m := known(d)) is not None and (m.layer, m.weight) == (maker.layer, maker.weight)]
    return "kernel" in maker.weight and all(level(d.facts) for d in same)


def _beside(call: Call, run: Run) -> tuple[Facts, ...]:
    """Facts of the other predictions that this place in the source draws; what was measured says nothing of them."""
    same = [_along(c) for c in run.calls if c.place == call.place and c.function == call.function]
    return tuple(d.facts for d in same if d is not None and (level(d.facts) or _predicted_by(call, d, run) is not None))


def _panels(call: Call, run: Run, data: Argument, maker: Provenance | None) -> tuple[Facts, ...]:
    """Facts of the panels that this place in the source draws, of which one may be flat without harm.

    Of a network's whole answer only its other answers are: the picture and the truth beside it say nothing of it,
    unless the truth is that value too. One channel of several is among all.
    """
    picked = data.derivation
    one = picked is not None and len(picked.shape) == 4 and picked.shape[3] == 1 and picked.provenance == maker
    if maker is None or not maker.final or not one or not data.facts.is_float:
        return everywhere(call, run)
    drawn = [c.data for c in run.calls if c.place.spot == call.place.spot and c.function == call.function]
    shown = [d for d in drawn if d is not None]
    others = [d.facts for d in shown if known(d) != maker]
    if any(f.size == data.facts.size and level(f) and f.minimum == data.facts.minimum for f in others):
        return everywhere(call, run)
    return tuple(d.facts for d in shown if known(d) == maker)


def _always_first(
    call: Call, run: Run, data: Argument, shape: tuple[int | None, ...], asked: Largest | None
) -> Finding:
    one, whose = ("channel", "A mask of one channel") if len(shape) == 4 else ("unit", "The class of one unit")
    fix = None
    if asked is not None:
        cut = f"({asked.of} > 0.5)" if one == "channel" else f"({asked.of}[:, 0] > 0.5).astype(int)"
        summary = "cut the scores at a threshold"
        fix = elsewhere(call, run, asked.made, summary, asked.source, cut) if asked.made.line else None
        fix = fix or (Fix(summary, asked.source, cut, False) if not asked.made.line else None)
    return found(
        call.place,
        "error",
        f"{called(call, data)} is 0 everywhere ({data.facts.size} values): the network's output is {shape}, one {one},"
        f" and argmax over one {one} is always 0.",
        why=f"argmax tells which of several {one}s is the largest; of one (a sigmoid's) it says nothing. {whose} is"
        " made by a threshold, such as `> 0.5`.",
        evidence={**measured(data), "value": 0, "values": data.facts.size, "output_shape": list(shape)},
        fix=fix,
    )


def _always_one(call: Call, run: Run, data: Argument, maker: Provenance) -> Finding:
    value = number(data.facts.maximum)
    one, place = ("channel", "pixel") if (maker.axes or ("",))[-1] == "channel" else ("unit", "sample")
    return found(
        call.place,
        "warning",
        f"{called(call, data)}: every value is the same, {value} ({data.facts.size} values). '{maker.layer}' gave 1"
        f" for every {place}: a softmax over one {one} is always 1; one {one} needs a sigmoid.",
        why=f"A softmax shares 1 out among the {one}s of a layer. Where there is one {one} it gets all of it, whatever"
        " the input is, and training changes nothing.",
        evidence={**measured(data), "value": data.facts.minimum, "values": data.facts.size, **_ranges(maker)},
        fix=_sigmoid(call, run),
    )


def _sigmoid(call: Call, run: Run) -> Fix | None:
    """An edit of the one line that gives a single unit or channel a softmax."""
    lines = run.sources.get(call.place.file or "", "").splitlines()
    hits = [(n, m) for n, line in enumerate(lines, 1) if (m := _ONE_UNIT.search(line))]
    if len(hits) != 1:
        return None
    line, hit = hits[0]
    stated = Assignment("", lines[line - 1], line, "")
    return elsewhere(call, run, stated, "give the one unit a sigmoid", hit[0], hit[0].replace("softmax", "sigmoid"))


def _cut_away(call: Call, data: Argument, cut: Cut, beside: Argument) -> Finding:
    """A mask that is empty or full for every score there is, beside one that is neither."""
    low, high = number(cut.low), number(cut.high)
    line = f" (line {cut.line})" if cut.line is not None else ""
    answer = "false" if data.facts.maximum == 0 else "true"
    return found(
        call.place,
        "warning",
        f"{subject(data)} is {number(data.facts.maximum)} everywhere ({data.facts.size} values): `{cut.source}`{line}"
        f" is {answer} for every score, all of which lie between {low} and {high}. {subject(beside)}, drawn beside it,"
        " has both values.",
        why="A mask shows which scores lie above the threshold; where all lie on one side of it, nothing that the"
        " network has found is seen. Draw the scores themselves, or choose the threshold by them.",
        evidence={
            **measured(data),
            "value": data.facts.maximum,
            "values": data.facts.size,
            "threshold": cut.threshold,
            "scores": [cut.low, cut.high],
        },
    )


def _from_network(data: Argument) -> bool:
    """Whether it was computed of what a network returned."""
    names = set(words_in(tied(data)))
    used = [v for v in data.near if v.source in names and v.provenance is not None]
    return any(v.provenance is not None and v.provenance.kind == "output" for v in used)


def _reason(data: Argument, maker: Provenance | None, gradient: bool, run: Run) -> str:
    if maker is not None and maker.kind == "weights":
        zeros = _ZEROS.search("\n".join(run.sources.values()))
        begun = f" `{zeros[0]}` gives no gradient: a ReLU of 0 passes nothing back." if zeros else ""
        return f" The {maker.weight} of '{maker.layer}' is still 0 after training.{begun}"
    if gradient:
        full = [v for v in data.near if v.facts and v.facts.maximum is not None and abs(v.facts.maximum - 1) < 1e-6]
        full = [v for v in full if v.provenance is not None and v.provenance.activation in ("softmax", "sigmoid")]
        of = (
            f" `{full[0].source}` is the {full[0].provenance.activation} output and saturated at 1.0."
            if full and full[0].provenance
            else _saturated(run)
            if data.facts.maximum == 0
            else ""
        )
        if data.facts.maximum == 0 and _UNCONNECTED.search(tied(data)):
            return (
                " The gradient is 0 everywhere: `unconnected_gradients` put zeros where no path leads back. Compute"
                " what is differentiated from the very tensor that is watched."
            )
        return f" The gradient is {number(data.facts.minimum)} everywhere.{of} Take the gradient of the logits."
    if maker is None:
        return ""
    if maker.given and maker.trained and maker.given[1] > 8 * max(maker.trained[1], 1e-9):
        low, high = (number(v) for v in maker.given)
        first, last = (number(v) for v in maker.trained)
        told = f" The input is {low} to {high}, the training data was {first} to {last}:"
        return f"{told} the {maker.activation or 'network'} is a saturated activation here."
    if maker.activation == "relu" and data.facts.maximum == 0:
        return f" The ReLU of '{maker.layer}' is never active: its input is negative everywhere."
    if maker.layer_class == "Softmax" and (data.facts.minimum or 0) > 0.999999:
        return (
            f" The softmax of '{maker.layer}' runs over an axis of size 1, of which it always makes 1; give it the axis"
            " that the weights are to be shared out along, as in `Softmax(axis=1)`."
        )
    if maker.activation == "softmax" and (data.facts.minimum or 0) > 0.999999:
        return " A softmax over one unit is always 1; one unit needs a sigmoid."
    if maker.activation in ("sigmoid", "tanh", "softmax"):
        return f" The {maker.activation} of '{maker.layer}' is saturated."
    return _far_from_zero(maker, run)


def _saturated(run: Run) -> str:
    """What made the newest probabilities that a model gave, when one of each row is 1."""
    for output in reversed(run.outputs[-_LATEST:]):
        made = output.provenance
        if made is None or made.activation not in ("softmax", "sigmoid") or not made.final or output.values is None:
            continue
        top = output.values.reshape(-1, output.values.shape[-1]).max(axis=-1) if output.values.ndim else output.values
        full = bool((abs(top - 1) < 1e-6).all())
        return f" The {made.activation} of '{made.layer}' is saturated at 1.0." if full else ""
    return ""


def _far_from_zero(maker: Provenance, run: Run) -> str:
    """Inputs such as time stamps or pascals: each unit sees one large number, whatever the sample."""
    low, high = maker.given or (0.0, 0.0)
    least = min(abs(low), abs(high))
    if low * high <= 0 or least < _FAR or high - low > least:
        return ""
    inside = {a for m in run.models if m.about.get("layer") == maker.model for a in m.about.get("activations", ())}
    bounded = sorted(inside & {"tanh", "sigmoid", "hard_sigmoid", "softsign"})
    units = f"all {' and '.join(bounded)} units are saturated" if bounded else "the units see hardly any difference"
    about = f"{low:.1e}".replace("e+0", "e").replace("e+", "e")
    return f" The inputs are about {about}, far from 0: {units}. Standardise them."


def _ranges(maker: Provenance | None) -> dict[str, object]:
    if maker is None or maker.given is None:
        return {}
    return {"input_range": list(maker.given), "trained_range": list(maker.trained) if maker.trained else None}


def _fix(call: Call, run: Run, data: Argument, maker: Provenance | None) -> Fix | None:
    if maker is None or not maker.given or not maker.trained or maker.trained[1] <= 0:
        return None
    factor = maker.given[1] / maker.trained[1]
    if not 200 < factor < 300:
        return None
    for made in data.lineage:
        given = re.search(r"\.predict\(([\w.]+(?:\[[^\]]*\])*)", made.source)
        if given:
            return elsewhere(call, run, made, "scale the input as in training", given[1], f"{given[1]} / 255.0")
    return None
