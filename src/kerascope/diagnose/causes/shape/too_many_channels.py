"""More channels than an image can show in colours.

What it does: reports an image call that got `(height, width, channels)` with 2, or more than 4, channels, or a whole
kernel.
Why it is wrong: an image has one value per pixel, or red, green and blue with perhaps an alpha. Many channels are many
pictures: one panel each, or three of them chosen as colours.
Example:
    import matplotlib.pyplot as plt
    import numpy as np

    maps = np.random.default_rng(0).random((14, 14, 12))
    plt.imshow(maps)
Use instead:
    import matplotlib.pyplot as plt
    import numpy as np

    maps = np.random.default_rng(0).random((14, 14, 12))
    for channel in range(12):
        plt.subplot(3, 4, channel + 1)
        plt.imshow(maps[:, :, channel], vmin=0, vmax=1)
    plt.savefig("maps.png")
What it does not see: 3 or 4 channels that are no colours; see `channels-as-colour`.
"""

from __future__ import annotations

from kerascope.diagnose.arrays.shapes import COLOURS, KERNEL_AXES, Picture, picture_of, roles
from kerascope.diagnose.cause import cause, found
from kerascope.diagnose.say import indexed, origin, range_words, shape_words, subject
from kerascope.evidence import Call, Failure, Run
from kerascope.findings import Finding, Fix


@cause("too-many-channels", family="shape", sees=(Call, Failure), outranks=("unsupported-dtype",))
def too_many_channels(evidence: Call | Failure, run: Run) -> Finding | None:
    picture = picture_of(evidence)
    if picture is None or not picture.exception or picture.data.facts.kind not in "biufV":
        return None
    shape = picture.shape
    axes, _ = roles(picture.data, run)
    if len(shape) == 4 and axes and axes[0] in KERNEL_AXES:
        return _said(
            picture,
            axes,
            f"{shape[2]} x {shape[3]} kernels of {shape[0]} x {shape[1]}",
            ":, :, 0, 0",
            shape[2] * shape[3],
        )
    if len(shape) != 3 or axes[0] in ("batch", "depth", "time") or axes[0] == "channel" or shape[-1] in COLOURS:
        return None
    what = {"in_channel": "input channels", "out_channel": "filters", "multiplier": "filters"}.get(axes[-1], "channels")
    bands = f"{shape[-1]} {what}"
    return _said(picture, axes, bands, ":, :, 0", shape[-1])


def _said(picture: Picture, axes: tuple[str, ...], what: str, index: str, count: int) -> Finding:
    data, shape = picture.data, picture.shape
    name = data.expression
    wanted = "one of (height, width), (height, width, 1), (height, width, 3) or (height, width, 4)"
    fix = None
    if name and len(shape) == 3 and picture.function in ("array_to_img", "save_img"):
        fix = Fix("choose three channels as colours", name, indexed(name, "..., [0, 1, 2]" if count > 2 else "..., :1"))
    elif name:
        fix = Fix(f"draw one of {count}", name, indexed(name, index))
    return found(
        picture.place,
        "error",
        f"{subject(data)} has shape {shape_words(shape, axes)}: {what} in one picture.",
        why=f"`{picture.function}` takes {wanted}. It raised {picture.exception}.",
        evidence={
            "shape": list(shape),
            "channels": f"{what} ({count} channels or bands)",
            "axes": list(axes),
            "values": range_words(data.facts),
            **origin(data.derivation),
        },
        fix=fix,
    )
