"""A kernel read in another layer's order of axes.

What it does: reports pictures, lines and bars of kernels in which the index for the filter fell on another axis: of
Conv2DTranspose `(height, width, out, in)`, of DepthwiseConv2D `(height, width, in, multiplier)`, of Conv1D and
Conv3D, read as Conv2D's `(height, width, in, out)`, or any of them read as `(out, in, height, width)`;
colour pictures of all inputs of a depthwise kernel that are numbered as filters; squares of likenesses "between
filters" that compare the inputs; boxes and histograms "of each filter" that are of each input; and spectra taken along
the filters or inputs.
Why it is wrong: what is drawn under a filter's name is a slice across all filters, or one input of one filter.
Example:
    import keras
    import matplotlib.pyplot as plt

    layer = keras.layers.Conv1D(16, 9)
    layer.build((None, 100, 1))
    kernel = layer.get_weights()[0]
    for i in range(9):
        plt.plot(kernel[i, 0], label=f"filter {i}")
    plt.savefig("filters.png")
Use instead:
    import keras
    import matplotlib.pyplot as plt

    layer = keras.layers.Conv1D(9, 9)
    layer.build((None, 100, 1))
    kernel = layer.get_weights()[0]
    for i in range(9):
        plt.plot(kernel[:, 0, i], label=f"filter {i}")
    plt.savefig("filters.png")
What it does not see: kernels whose origin is not known. A line over the filters that says so in its axis label, and
`(in, out)` of a 1 × 1 kernel, are right.
"""

from __future__ import annotations

import re

from kerascope.diagnose.arrays.alike import inputs_compared
from kerascope.diagnose.arrays.reindexed import depth_first, exchanged, one_input, reordered
from kerascope.diagnose.arrays.shapes import KERNEL_AXES, words_of_panel
from kerascope.diagnose.arrays.spectra import spectrum_across
from kerascope.diagnose.arrays.strengths import by_inputs
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.panels.numbered import (
    beside,
    counted_as_filters,
    named_as_outputs,
    numbered_alone,
    said_of_inputs,
)
from kerascope.diagnose.say import indexed, origin, range_words, shape_words, subject
from kerascope.diagnose.tell import tied
from kerascope.evidence import Argument, Call, Derivation, Failure, Provenance, Run
from kerascope.findings import Finding, Fix

_SOUGHT = "the kernel"
"""The root of what only the values told: its expression holds no index of the kernel."""
_DRAWN = ("image", "line", "mesh", "bar")
_CHANNELS = ("in_channel", "out_channel", "multiplier")
_FILTER = re.compile(r"\b(filters?|kernels?|out(put)?s?( channels?)?)\b")
_DEPTH = re.compile(r"\b(depth|frames?|time|steps?|z|t|slices?)\b")
_SIDE_VIEW = re.compile(
    r"\b(side|sagittal|coronal|profile|column|width|through|[xyzt]\s?[-x×/]\s?[xyzt]|[xw]\s?=)\b|[xw]\s?="
)
_INPUT = re.compile(r"\bin(put)?s?([ _]channels?)?\b")


@cause(
    "kernel-layout",
    family="shape",
    sees=(Call, Failure),
    outranks=(
        "too-many-channels",
        "partial-view",
        "time-axis",
        "channels-as-colour",
        "too-small-to-see",
        "uneven-scales",
    ),
)
def kernel_layout(evidence: Call | Failure, run: Run) -> Finding | None:
    if isinstance(evidence, Failure):
        return _out_of_bounds(evidence) if evidence.call is None and evidence.type == "IndexError" else None
    data = evidence.data or (evidence.argument("dataset", "group") if evidence.kind == "box" else None)
    summed = by_inputs(evidence, run)
    if data is not None and summed is not None:
        ins, outs = summed.size("in_channel"), summed.size("out_channel")
        drawn = {"box": "boxes", "hist": "groups"}.get(evidence.kind, "numbers")
        return _said(evidence, data, summed, f"its {ins} {drawn} are one for each input, of {outs} filters")
    compared = inputs_compared(evidence, run)
    if data is not None and compared is not None:
        n = data.facts.shape[0]
        outs = compared.size("out_channel")
        return _said(evidence, data, compared, f"it compares the {n} inputs with each other, not the {outs} filters")
    spectrum = _spectrum(evidence, run)
    if data is not None and spectrum is not None:
        over = " and ".join(_along(spectrum, s) for s in spectrum.steps)
        return _said(evidence, data, spectrum, f"its spectrum was taken along {over}, not along the taps of a filter")
    root = data.derivation if data is not None else None
    if (
        data is None
        or root is None
        or root.axes is None
        or root.provenance is None
        or root.provenance.kind != "weights"
    ):
        return None
    if evidence.kind not in _DRAWN or "reshape" in root.steps or root.axes[0] not in KERNEL_AXES:
        return None
    window_fixed = [
        a for a, n in enumerate(root.axes) if n in KERNEL_AXES and isinstance(root.index[a], int) and root.shape[a] > 1
    ]
    across = root.order and any(root.name(a) in _CHANNELS and root.shape[a] > 1 for a in root.order)
    if window_fixed and across and evidence.kind != "bar":  # bars side by side may well be one for each filter
        return _across(evidence, data, root, window_fixed, run)
    return (
        _depth_as_side(evidence, data, root, window_fixed, run)
        or _transposed(evidence, data, root, run)
        or _inputs_as_filters(evidence, data, root, run)
    )


_SPECTRAL = re.compile(r"\bi?r?fft[2n]?\b|\bperiodogram\b|\bfreqz\b")


def _spectrum(call: Call, run: Run) -> Derivation | None:
    """A spectrum over the filters or inputs of a kernel; sought only where the script takes one."""
    data = call.data
    if data is None or call.kind not in ("line", "image", "mesh", "bar") or not _SPECTRAL.search(tied(data)):
        return None
    return spectrum_across(data.values, run.weights)


def _along(root: Derivation, step: str) -> str:
    axis = int(step.rsplit(" ", 1)[1])
    return f"the {root.name(axis)} (axis {axis})"


def _depth_as_side(call: Call, data: Argument, root: Derivation, fixed: list[int], run: Run) -> Finding | None:
    """`kernel[:, :, t, 0, f]` of Conv3D: t was meant for the depth, and picks a column; the depth is a side."""
    axes = root.axes or ()
    if axes[:3] != ("kernel_depth", "kernel_height", "kernel_width") or call.kind == "line" or len(fixed) != 1:
        return None
    if fixed == [0] or 0 not in root.order or len(root.order) != 2 or root.shape[0] < 2:
        return None
    panel, text = run.panel_of(call), words_of_panel(run, call)
    sides = f"{panel.xlabel} {panel.ylabel}".lower() if panel is not None else ""
    if _SIDE_VIEW.search(text) or _DEPTH.search(sides):
        return None
    depth, own = root.shape[0], root.shape[fixed[0]]
    taken = [(c, index[fixed[0]]) for c, index in beside(call, root, run)]
    positions = {p for _, p in taken if isinstance(p, int)}
    counted = positions == set(range(depth)) and depth != own
    numbered = bool(positions) and any(
        all(_numbered_in_depth(words_of_panel(run, c), p + first) for c, p in taken if isinstance(p, int))
        for first in (0, 1)
    )
    # Whoever wants a cut along the depth takes its middle; at the edge stands the 0 of `[:, :, 0, 0, f]`.
    alone = positions == {0} and len(set(root.shape[:3])) > 1 and len(taken) > 1 and not _DEPTH.search(text)
    if not counted and not numbered and not alone:
        return None
    return _said(
        call,
        data,
        root,
        f"the index {root.index[fixed[0]]} picks one of {own} positions of the {axes[fixed[0]]}, and the picture "
        f"{tuple(data.facts.shape)} runs over {' and '.join(root.kept)}",
        fix=depth_first(data, fixed[0]),
    )


def _numbered_in_depth(text: str, position: int) -> bool:
    """'frame 2', 'depth = 2', 't=2', and 'first frame' for 0 and 1."""
    if position in (0, 1) and re.search(r"\b(?:first|1st) (?:frame|slice|time step|step)\b", text):
        return True
    return bool(re.search(rf"\b(?:frame|depth|time|step|t|z)(?:\W+step)?\W{{0,3}}{position}\b", text))


def _inputs_as_filters(call: Call, data: Argument, root: Derivation, run: Run) -> Finding | None:
    """Panels or lines that each take one input, and count them, in number or in words, as the filters."""
    axes = root.axes or ()
    if "in_channel" in axes and axes[-1] == "multiplier" and data.facts.ndim == 3:
        return _inputs_as_colours(call, data, root, run)
    if "in_channel" not in axes or data.facts.ndim > 2:
        return None
    if axes[-1] == "multiplier":
        return _multipliers_as_filters(call, data, root, run)
    if "out_channel" not in axes:
        return None
    outs, ins = axes.index("out_channel"), axes.index("in_channel")
    drawn = counted_as_filters(call, root, run, ins, outs)
    noun = "" if drawn else named_as_outputs(call, root, run, outs, ins)
    if noun:
        return _said(call, data, root, _called(noun, root, outs, ins), swapped=(ins, outs))
    if not drawn:
        return None
    return _said(
        call,
        data,
        root,
        f"what is numbered as filters are {drawn} of the {root.shape[ins]} inputs (axis {ins}), and "
        f"{_of_filters(root, outs)}",
        swapped=(ins, outs),
    )


def _multipliers_as_filters(call: Call, data: Argument, root: Derivation, run: Run) -> Finding | None:
    """The multipliers of one input of a depthwise kernel, numbered as the layer's filters."""
    ins, last = len(root.shape) - 2, len(root.shape) - 1
    inputs, multipliers = root.shape[ins], root.shape[last]
    if inputs == 1 or not isinstance(root.index[ins], int) or multipliers == inputs:
        return None
    drawn = counted_as_filters(call, root, run, last, ins)
    if not drawn:
        return None
    return _said(
        call,
        data,
        root,
        f"what is numbered as filters are {drawn} of the {multipliers} multipliers of input {root.index[ins]}, and "
        f"each of the {inputs} inputs has its own: {inputs * multipliers} filters",
        swapped=(ins, last),
    )


def _inputs_as_colours(call: Call, data: Argument, root: Derivation, run: Run) -> Finding | None:
    """All inputs of one multiplier of a depthwise kernel in one colour picture, numbered as a filter of Conv2D."""
    ins, last = len(root.shape) - 2, len(root.shape) - 1
    inputs, multipliers = root.shape[ins], root.shape[last]
    if call.kind != "image" or root.order[-1:] != (ins,) or inputs not in (3, 4):
        return None
    alone = multipliers == 1 and numbered_alone(call, run, 0)
    if not alone and not counted_as_filters(call, root, run, last, ins):
        return None
    return _said(
        call,
        data,
        root,
        f"the picture takes multiplier {root.index[last]} of all {inputs} inputs (axis {ins}) as its colours, and no "
        f"filter sees more than one input channel: {inputs} inputs of {multipliers} "
        f"multiplier{'s' * (multipliers > 1)} each are {inputs * multipliers} filters",
        fix=one_input(data, root, ins),
    )


def _called(noun: str, root: Derivation, outs: int, ins: int) -> str:
    return (
        f"what is numbered as {noun}s runs over the {root.shape[ins]} inputs (axis {ins}, the input channel), and "
        f"{noun}s are the {root.shape[outs]} outputs (axis {outs}); {_of_filters(root, outs)}"
    )


def _of_filters(root: Derivation, outs: int) -> str:
    position = root.index[outs]
    count = root.shape[outs]
    return (
        f"all are of filter {position} of {count}" if isinstance(position, int) else f"each holds all {count} filters"
    )


def _across(call: Call, data: Argument, root: Derivation, fixed: list[int], run: Run) -> Finding | None:
    """The kernel's own position is fixed, and the values run over filters or inputs."""
    panel = run.panel_of(call)
    labels = f"{panel.xlabel} {panel.ylabel}".lower() if panel is not None else ""
    title = panel.title.lower() if panel is not None else ""
    if (
        _FILTER.search(labels)
        or "channel" in labels
        or "unit" in labels
        or re.search(r"\b(tap|position|offset)\b", title)
    ):
        return None
    return _said(
        call, data, root, f"position {root.words()} is fixed, and the values run over {' and '.join(root.kept)}"
    )


def _transposed(call: Call, data: Argument, root: Derivation, run: Run) -> Finding | None:
    """Filters of a transposed convolution, taken from the axis of its inputs."""
    maker = root.provenance
    if (
        maker is None
        or "Transpose" not in maker.layer_class
        or root.axes is None
        or root.axes[-2:] != ("out_channel", "in_channel")
    ):
        return None
    outs, ins = len(root.axes) - 2, len(root.axes) - 1
    one_out = isinstance(root.index[outs], int) or outs in root.reduced or root.shape[outs] == 1
    if not one_out or not isinstance(root.index[ins], int) or root.shape[ins] == 1:
        return None
    indices = [index for _, index in beside(call, root, run)]
    drawn, chosen = {index[ins] for index in indices}, {index[outs] for index in indices}
    if len(drawn) < 2 or len(chosen) > 1:
        return None
    text = words_of_panel(run, call)
    of_count = len(drawn) == root.shape[outs] != root.shape[ins]
    if said_of_inputs(call, root, run, ins, outs):
        return None
    together = len({c.panel for c, _ in beside(call, root, run)}) == 1
    if together and not of_count and re.search(rf"\b(filter|kernel|out\w*)\W{{0,3}}{root.index[outs]}\b", text):
        return None  # lines of one panel, and its words number the one output that was chosen
    if not (_FILTER.search(text) or of_count) or ("filter" not in text and _INPUT.search(text) and not of_count):
        return None
    mean = (
        f"; the {_reduction(root)} runs over the {root.shape[outs]} filters instead of the inputs"
        if outs in root.reduced
        else ""
    )
    return _said(
        call, data, root, f"its panels run over the {root.shape[ins]} inputs (axis {ins}), not the filters{mean}"
    )


def _reduction(root: Derivation) -> str:
    return next(
        (s.split()[0] for s in root.steps if s.split()[0] in ("mean", "max", "min", "sum", "maximum", "minimum")),
        "mean",
    )


def _said(
    call: Call,
    data: Argument,
    root: Derivation,
    what: str,
    swapped: tuple[int, int] | None = None,
    fix: Fix | None = None,
) -> Finding:
    maker = root.provenance
    assert maker is not None
    assert root.axes is not None
    filters = root.axes.index("out_channel") if "out_channel" in root.axes else len(root.axes) - 1
    window = {"kernel_time": "tap", "kernel_depth": "frame, or the slice in depth"}.get(root.axes[0], "window")
    return found(
        call.place,
        "error",
        f"{subject(data)} is no filter: '{maker.layer}' is a {maker.layer_class}, its kernel is "
        f"{shape_words(root.shape, root.axes)}; "
        f"axis {filters} is the {'filter' if 'out_channel' in root.axes else 'multiplier'}, axis 0 is the {window}; "
        f"{what}.",
        why=f"A {maker.layer_class} keeps its kernel as ({', '.join(root.axes)}); an index in "
        "another order cuts across the filters.",
        evidence={
            "shape": list(data.facts.shape),
            "kernel_shape": list(root.shape),
            "kernel_axes": list(root.axes),
            "filters": root.shape[filters],
            "inputs": root.size("in_channel"),
            "values": range_words(data.facts),
            **origin(root),
        },
        fix=fix or (None if root.root == _SOUGHT else _fix(data, root, maker, swapped)),
    )


def _fix(data: Argument, root: Derivation, maker: Provenance, swapped: tuple[int, int] | None) -> Fix | None:
    return reordered(data, root, maker) if swapped is None else exchanged(data, root, *swapped)


def _out_of_bounds(failure: Failure) -> Finding | None:
    """`kernel[:, :, 0, 3]` of a kernel that has no fourth axis, or no filter 3 there."""
    text = failure.place.expression or failure.place.source
    value = next((v for v in failure.values if v.facts is not None and text.startswith(v.source + "[")), None)
    if value is None or value.facts is None or value.provenance is None or value.provenance.kind != "weights":
        return None
    maker, shape, axes = value.provenance, value.facts.shape, value.provenance.axes
    if "kernel" not in maker.weight or axes is None or (len(shape) < 3 and maker.layer_class != "Dense"):
        return None
    if maker.layer_class in ("Conv2D", "Convolution2D") and "too many" not in failure.message:
        return None
    fix = None
    match = re.fullmatch(r"(.+?)\[([^\[\]()]+)\]", text)
    parts = [p.strip() for p in match[2].split(",")] if match else []
    if match and len(parts) == 4 and len(shape) == 4 and parts[:2] == [":", ":"]:
        fix = Fix("index the filter on its own axis", text, indexed(match[1], f":, :, {parts[3]}, {parts[2]}"))
    elif match and len(parts) == 4 and len(shape) == 3 and parts[:2] == [":", ":"]:
        fix = Fix("this kernel has one axis less", text, indexed(match[1], f":, {parts[2]}, {parts[3]}"))
    return found(
        failure.place,
        "error",
        f"`{value.source}` is the {maker.weight} of '{maker.layer}', a {maker.layer_class}: "
        f"{shape_words(shape, axes)}; "
        f"`{text}` reads it as (height, width, in, out).",
        why=f"Only Conv2D keeps its kernel as (height, width, in, out). It raised {failure.type}: {failure.message}",
        evidence={
            "kernel_shape": list(shape),
            "kernel_axes": list(axes),
            "layer": f"{maker.layer} ({maker.layer_class})",
        },
        fix=fix,
    )
