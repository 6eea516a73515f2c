"""A volume or a clip where one picture was due.

What it does: reports an image call that got `(depth, height, width)`, `(time, height, width, channel)` or such an array
with a batch axis before it.
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
What it does not see: a volume whose slices have nothing in common, which is taken for a batch of pictures; one whose
depth stands last, which is taken for channels.
"""

from __future__ import annotations

from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import origin, range_words, shape_words, subject
from kerascope.diagnose.shapes import one_picture, picture_of, roles
from kerascope.evidence import Call, Failure, Run
from kerascope.findings import Finding, Fix


@cause(
    "volume-as-image",
    family="shape",
    sees=(Call, Failure),
    outranks=("batch-axis", "too-many-channels", "channels-first"),
)
def volume_as_image(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence)
    if picture is None or not picture.exception or picture.data.facts.kind not in "biufV":
        return None
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
