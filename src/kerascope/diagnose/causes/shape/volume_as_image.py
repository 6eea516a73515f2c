"""A volume or a clip where one picture was due.

What it does: reports an image call that got `(depth, height, width)`, `(time, height, width, channel)` or such an array
with a batch axis before it, and one whose three slices are read as red, green and blue.
Why it is wrong: an image has rows and columns. The axis before them is depth or time, and one slice or frame of it is a
picture.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    z, y, x = np.mgrid[-1:1:20j, -1:1:32j, -1:1:32j]
    volume = np.exp(-3 * (x**2 + y**2 + z**2))
    plt.imshow(volume)
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    z, y, x = np.mgrid[-1:1:20j, -1:1:32j, -1:1:32j]
    volume = np.exp(-3 * (x**2 + y**2 + z**2))
    plt.imshow(volume[10])
    plt.savefig("slice.png")
What it does not see: a volume whose slices have nothing in common, which is taken for a batch of pictures; one of
unknown origin whose depth stands last, which is taken for channels.
"""

from __future__ import annotations

from kerascope.diagnose.arrays.shapes import Picture, one_picture, picture_of, roles
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import indexed, origin, range_words, shape_words, subject
from kerascope.evidence import Call, Failure, Run
from kerascope.findings import Finding, Fix


@cause(
    "volume-as-image",
    family="shape",
    sees=(Call, Failure),
    outranks=("batch-axis", "too-many-channels", "channels-first", "channels-as-colour"),
)
def volume_as_image(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence)
    if picture is None or picture.data.facts.kind not in "biufV":
        return None
    if not picture.exception:
        return _slices_as_colours(picture)
    data, shape = picture.data, picture.shape
    axes, known = roles(data, run)
    extra = [a for a, name in enumerate(axes) if name in ("depth", "time")]
    if len(shape) not in (3, 4, 5) or len(extra) != 1 or "height" not in axes or "width" not in axes:
        return None
    axis = extra[0]
    unit = "frames in time" if axes[axis] == "time" else "slices in depth"
    seen = "" if known else "; neighbours along it are nearly alike"
    made = one_picture(data, axes)
    fix = Fix("draw one from the middle", data.expression, made[1]) if made else None
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, axes)}: axis {axis} holds {shape[axis]} {unit}{seen}.",
        why=f"`{picture.function}` draws one picture, and depth and time have no place in it. It "
        f"raised {picture.exception}.",
        evidence={
            "shape": list(shape),
            "axes": list(axes),
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )


def _slices_as_colours(picture: Picture) -> Finding | None:
    """Three or four slices of a volume, whose axes are known, read as red, green and blue."""
    data, shape, axes = picture.data, picture.shape, picture.data.axes or ()
    if (
        len(shape) != 3
        or shape[-1] not in (3, 4)
        or sorted(axes) not in (["depth", "height", "width"], ["height", "time", "width"])
    ):
        return None
    name, reading = data.expression, "red, green and blue" if shape[-1] == 3 else "red, green, blue and opacity"
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, axes)}: the {shape[-1]} slices along its last axis, the "
        f"{axes[-1]}, are read as {reading}.",
        why=f"`{picture.function}` reads a last axis of 3 or 4 as colours, and then ignores `cmap`; a volume has one "
        "value in each place.",
        evidence={
            "shape": list(shape),
            "axes": list(axes),
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=Fix("draw one slice", name, indexed(name, f":, :, {shape[-1] // 2}")) if name else None,
    )
