"""Channels come first, and the call reads them last.

What it does: reports an image call that got `(channel, height, width)`, and pictures in which the index meant for the
channel took a row or column instead, so that one axis of the picture is the channel; and means, maxima and argmaxes
that ran over the height or width in the channel's place.
Why it is wrong: matplotlib and `array_to_img` read colours, and people's indices read channels, from the last axis.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    picture = np.random.default_rng(0).random((3, 32, 48))
    plt.imshow(picture)
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    picture = np.random.default_rng(0).random((3, 32, 48))
    plt.imshow(picture.transpose(1, 2, 0))
    plt.savefig("picture.png")
What it does not see: `(3, height, 3)` of unknown origin, which is drawn without a word.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.diagnose.arrays.joined import first_piece
from kerascope.diagnose.arrays.largest import argmax_across
from kerascope.diagnose.arrays.shapes import COLOURS, Picture, drawn, one_picture, picture_of, roles, words_of_panel
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import indexed, origin, range_words, shape_words, subject
from kerascope.diagnose.script.filled import syntax_of
from kerascope.diagnose.tell import elsewhere
from kerascope.evidence import Argument, Call, Derivation, Failure, Run
from kerascope.findings import Finding, Fix

_COLOUR_NAMES = ("red", "green", "blue")
_MEANT = re.compile(r"\bchannels?\b|\bbands?\b|\brow\b|\bcolumn\b|\bslice\b|\bprofile\b")


@cause(
    "channels-first",
    family="shape",
    sees=(Call, Failure),
    outranks=(
        "too-many-channels",
        "partial-view",
        "too-small-to-see",
        "channels-as-colour",
        "single-timestep",
        "uneven-scales",
    ),
)
def channels_first(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence) or _contoured(evidence)
    if picture is None:
        return None
    axes, known = roles(picture.data, run)
    if len(axes) == 3 and axes[0] == "channel" and (picture.exception or known):
        return _whole(picture, axes, known)
    if picture.exception or picture.call is None:
        return None
    if picture.call.kind in ("mesh", "contour"):
        told = _row_of_channels(picture, run) if _counted_as_maps(picture.call, picture.data) else None
        return told or (_over_a_side(picture, run) if picture.data.facts.is_integer else None)
    if picture.call.kind != "image":
        return None
    told = _joined_rows(picture, picture.call, run) or _row_of_channels(picture, run)
    return told or _over_a_side(picture, run) or _named_as_colour(picture, run)


def _contoured(evidence: Call | Failure) -> Picture | None:
    if not isinstance(evidence, Call) or evidence.kind != "contour" or evidence.exception or evidence.data is None:
        return None
    return Picture(evidence.data, evidence.place, evidence.function, "", evidence)


def _counted_as_maps(call: Call, data: Argument) -> bool:
    """A mesh without places of its own for its cells, taken by a number that a channel has: one map was meant."""
    root, written = data.derivation, syntax_of(call)
    placed = written is not None and len(written.args) > 2 and not call.via
    if placed or root is None or root.axes is None or "channel" not in root.axes:
        return False
    channels = root.size("channel") or 0
    return all(i < channels for name, i in root.fixed.items() if name in ("height", "width"))


def _joined_rows(picture: Picture, call: Call, run: Run) -> Finding | None:
    """Pieces put side by side, each with the channel along one side."""
    piece = first_piece(picture.data, run)
    told = _row_of_channels(replace(picture, data=piece), run) if piece is not None else None
    made = next((a for a in picture.data.lineage if a.target == picture.data.expression), None)
    if told is None or told.fix is None or made is None:
        return told
    return replace(told, fix=elsewhere(call, run, made, told.fix.summary, told.fix.before, told.fix.after))


def _named_as_colour(picture: Picture, run: Run) -> Finding | None:
    """`picture[:, :, 0]` called red, of (3, height, width): the index took a column, and the colours are the rows."""
    root, data = picture.data.derivation, picture.data
    if root is None or len(root.shape) < 3 or len(root.order) != 2 or root.reduced or "reshape" in root.steps:
        return None
    colours, last = len(root.shape) - 3, len(root.shape) - 1
    taken = root.index[last]
    if root.order != (colours, last - 1) or root.shape[colours] != 3 or root.shape[last] < 5:
        return None
    if not isinstance(taken, int) or taken > 2 or picture.shape[0] != 3 or picture.shape[1] < 5:
        return None
    name = _COLOUR_NAMES[taken]
    cmap = str(picture.call.options.get("cmap") or "") if picture.call is not None else ""
    if not re.search(rf"\b({name}|{name[0]})\b", words_of_panel(run, picture.call)) and cmap != f"{name.title()}s":
        return None
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {picture.shape} and is called {name}: one column ({taken} of {root.shape[last]}) "
        f"of all 3 channels of {root.shape}; axis {colours} is the channel.",
        why="The index was written for channels last, and the array holds them first.",
        evidence={"shape": list(picture.shape), "values": range_words(data.facts), **origin(root)},
        fix=_first(data.expression, len(root.shape)),
    )


def _first(expression: str, axes: int) -> Fix | None:
    """`picture[0]` of `picture[:, :, 0]`."""
    match = re.fullmatch(r"(.+)\[:, ?:, ?([^\[\],]+)\]", expression)
    return Fix("index the channel first", expression, indexed(match[1], match[2])) if match and axes == 3 else None


def _over_a_side(picture: Picture, run: Run) -> Finding | None:
    """A mean, maximum or argmax over the axis that is the channel's in the other order: over the height or width."""
    largest = argmax_across(picture.data.values, run.outputs)
    root = largest or picture.data.derivation
    if root is None or root.axes is None or len(root.reduced) != 1 or "reshape" in root.steps:
        return None
    side, tail = root.name(root.reduced[0]), root.axes[-3:]
    last = tail == ("height", "width", "channel")
    if side not in ("height", "width") or not (last or tail == ("channel", "height", "width")):
        return None
    if len(root.kept) != 2 or "channel" not in root.kept or _MEANT.search(words_of_panel(run, picture.call)):
        return None
    if largest is None and last and _as_a_profile(picture, root, run):
        return None
    return _of_a_side(picture, root, side, last)


def _as_a_profile(picture: Picture, root: Derivation, run: Run) -> bool:
    """Turned, stretched or labelled: a table of what every column of the picture has in every channel."""
    panel = drawn(run, picture.call)
    labelled = panel is not None and bool(panel.xlabel or panel.ylabel)
    options = picture.call.options if picture.call is not None else {}
    asked = options.get("aspect") not in (None, "equal") or options.get("extent") is not None
    return labelled or asked or list(root.order) != sorted(root.order) or root.provenance is None


def _of_a_side(picture: Picture, root: Derivation, side: str, last: bool) -> Finding:
    assert root.axes is not None
    data, axis = picture.data, root.axes.index("channel")
    sizes = shape_words(picture.shape, root.kept)
    what = next((s.split()[0] for s in root.steps if " axis " in s), "mean")
    lines = "columns" if root.kept[-1] == "channel" else "rows"
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {sizes}: the {what} ran over the {side} of {shape_words(root.shape, root.axes)}, "
        f"and its {root.shape[axis]} channels, on axis {axis}, are the {lines} of the picture.",
        why=f"The axis was chosen for channels {'first' if last else 'last'}, and the array holds them "
        f"{'last' if last else 'first'}.",
        evidence={
            "shape": list(picture.shape),
            "axes": list(root.kept),
            "sample_shape": [n for name, n in zip(root.axes, root.shape, strict=True) if name != "batch"],
            "averaged" if what == "mean" else "reduced": side,
            **origin(root),
        },
    )


def _whole(picture: Picture, axes: tuple[str, ...], known: bool) -> Finding | None:
    data, shape = picture.data, picture.shape
    if not picture.exception and shape[-1] not in COLOURS:
        return None
    made = one_picture(data, axes)
    fix: Fix | None
    if picture.function in ("array_to_img", "save_img") and shape[0] in COLOURS and data.expression:
        fix = Fix("say that channels come first", data.expression, f'{data.expression}, data_format="channels_first"')
    else:
        words = "move the channels to the end" if shape[0] in COLOURS and shape[0] != 1 else "draw one channel"
        fix = Fix(words, data.expression, made[1]) if made else None
    raised = (
        f" It raised {picture.exception}."
        if picture.exception
        else " The last axis happens to be as long as a pixel's colours."
    )
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, axes)}: axis 0 is the channel ({shape[0]}), axis "
        f"{len(shape) - 1} is the "
        f"width ({shape[-1]}), read as {shape[-1]} channels.",
        why=f"`{picture.function}` reads colours from the last axis.{raised}",
        evidence={
            "shape": list(shape),
            "axes": list(axes),
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )


def _row_of_channels(picture: Picture, run: Run) -> Finding | None:
    """A picture with the channel along one side, because the index was written for the other order."""
    root = picture.data.derivation
    if root is None or root.axes is None or "reshape" in root.steps or len(root.order) != 2:
        return None
    axes = root.axes
    if (
        len(axes) != 4
        or not {"channel", "height", "width"} <= set(axes)
        or not {"height", "width"} - set(root.kept)
        or root.reduced
    ):
        return None
    if "channel" not in root.kept or len(root.fixed) != 2 or "channel" in root.fixed:
        return None
    first = axes[1] == "channel"
    position = 3 if first else 1
    if not isinstance(root.index[position], int) or _MEANT.search(words_of_panel(run, picture.call)):
        return None
    return _one_row(picture, root, position, first)


def _whole_maps(name: str, data: Argument, root: Derivation) -> bool:
    """Whether a name stands for the maps themselves, and for no piece that was split off them."""
    held = next((v.facts for v in (*data.names, *data.near) if v.source == name and v.facts is not None), None)
    return held is None or held.shape == root.shape[1:]


def _one_row(picture: Picture, root: Derivation, position: int, first: bool) -> Finding:
    data = picture.data
    channel = 1 if first else 3
    expression = data.expression
    taken = root.fixed[root.name(position)]
    fix = None
    match = re.fullmatch(r"(.+)\[(.+)\]", expression)
    inner = [p.strip() for p in match[2].split(",")] if match and "[" not in match[2] and "(" not in match[2] else []
    if match and first and len(inner) == 4 and inner[1] == inner[2] == ":":
        fix = Fix("index the channel on axis 1", expression, indexed(match[1], f"{inner[0]}, {inner[3]}"))
    elif match and not first and len(inner) in (2, 3, 4):
        fix = Fix("index the channel on the last axis", expression, indexed(match[1], f"{inner[0]}, :, :, {inner[1]}"))
    elif match and len(inner) == 3 and first and inner[0] == inner[1] == ":" and _whole_maps(match[1], data, root):
        fix = Fix("index the channel first", expression, indexed(match[1], inner[2]))
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(picture.shape, root.kept)}: one {root.name(position)} "
        f"({taken} of {root.shape[position]}) of all {root.shape[channel]} channels of "
        f"{shape_words(root.shape, root.axes)}; "
        f"axis {channel} is the channel.",
        why=f"The index was written for channels {'last' if first else 'first'}, and the array holds "
        f"them {'first' if first else 'last'}.",
        evidence={
            "shape": list(picture.shape),
            "axes": list(root.kept),
            "values": range_words(data.facts),
            **origin(root),
        },
        fix=fix,
    )
