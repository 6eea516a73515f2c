"""
A hundred thousand tiles
========================

More kernels than a picture can show: each as one cell, or page by page.
"""

import numpy as np

from kerascope.draw import draw_pages, draw_summary

rng = np.random.default_rng(11)
KERNEL = ("kernel_height", "kernel_width", "in_channel", "out_channel")
kernels = rng.normal(size=(3, 3, 250, 400)).astype("float32") * np.linspace(0.2, 1, 400, dtype="float32")
kernels[:, :, 90:95, :] = 0

summary = draw_summary(kernels, dims=KERNEL, statistic="std")

# %%
# Pages are drawn one at a time, when they are asked for.

pages = draw_pages(kernels, dims=KERNEL, at_most=800)
first = next(pages)
