"""Drawings beside what people write by hand: a subplot per map, a bare `imshow`, and `plt.plot`."""

from __future__ import annotations

import io
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from benchmarks.measure import Row, beyond, paired, ratio, said, told, within

__all__ = ["rows"]

_POINTS = 10_000_000


def rows(pairs: int) -> list[Row]:
    """Measure from the array in memory to the bytes of a PNG."""
    return [*_maps(pairs), *_line(pairs)]


def _png(figure: Any) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _maps(pairs: int) -> list[Row]:
    import matplotlib.pyplot as plt

    from kerascope import draw_mosaic

    maps = np.random.default_rng(0).random((28, 28, 512), "float32")
    ready = draw_mosaic(maps, dims=("height", "width", "channel")).figure
    size, dpi = ready.get_size_inches(), ready.dpi
    (largest,) = sorted((image for axes in ready.axes for image in axes.images), key=lambda one: one.get_array().size)[
        -1:
    ]
    mosaic = np.asarray(largest.get_array())

    def ours() -> bytes:
        return draw_mosaic(maps, dims=("height", "width", "channel")).to_bytes()

    def subplots() -> None:
        figure = plt.figure(figsize=size, dpi=dpi)
        for channel in range(maps.shape[-1]):
            plt.subplot(16, 32, channel + 1)
            plt.imshow(maps[:, :, channel], cmap="gray")
            plt.axis("off")
        _png(figure)
        plt.close(figure)

    def bare() -> None:
        figure, panel = plt.subplots(figsize=size, dpi=dpi)
        panel.imshow(mosaic)
        _png(figure)
        plt.close(figure)

    return [
        beyond(
            "512 maps of 28 × 28 to a PNG, beside a subplot per map", paired(ours, subplots, max(1, pairs // 2)), 30
        ),
        within(
            "512 maps of 28 × 28 to a PNG, beside one bare `imshow` of the same mosaic", paired(ours, bare, pairs), 1.5
        ),
    ]


def _line(pairs: int) -> list[Row]:
    import matplotlib.pyplot as plt

    from kerascope import draw_lines

    noise = np.random.default_rng(0).standard_normal(_POINTS)
    size, dpi = (ready := draw_lines(noise[:1000], dims=("time",)).figure).get_size_inches(), ready.dpi

    def plain(values: Any) -> None:
        figure, axes = plt.subplots(figsize=size, dpi=dpi)
        axes.plot(values)
        _png(figure)
        plt.close(figure)

    found = []
    for what, values in (("a random walk of 10 million points", noise.cumsum()), ("noise of 10 million points", noise)):
        timed = paired(
            lambda values=values: draw_lines(values, dims=("time",)).to_bytes(),
            partial(plain, values),
            max(1, pairs // 2),
        )
        found.append(beyond(f"{what}, beside `plt.plot` of it", timed, 20))
    floor = paired(partial(plain, noise[:2]), partial(plain, noise.cumsum()), max(1, pairs // 2))
    own, other = (median(side) for side in zip(*floor, strict=True))
    what = "`plt.plot` of 2 points, which is the least that matplotlib takes, beside that of the random walk"
    return [*found, told(what, said(own), said(other), ratio(floor))]
