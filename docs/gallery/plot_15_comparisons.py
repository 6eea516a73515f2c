"""
Two arrays and their difference
===============================

A kernel before and after training on one scale, and the change on its own.
"""

import numpy as np

from kerascope.draw import draw_comparison

rng = np.random.default_rng(10)
before = rng.normal(size=(3, 3, 3, 8))
after = before + 0.1 * rng.normal(size=before.shape)
after[..., 5] += 1
drawing = draw_comparison(
    before, after, dims=("kernel_height", "kernel_width", "in_channel", "out_channel"), names=("before", "after")
)
