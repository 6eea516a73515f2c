"""
NaN, infinities, masked cells
=============================

What is not a finite number has a colour of its own that the colour map does not hold, and is counted. Gaps between
tiles are neither.
"""

import numpy as np

from kerascope import draw_image, draw_mosaic

rng = np.random.default_rng(3)
maps = rng.random((10, 10, 8))
maps[2:5, 3:6, 1] = np.nan
maps[7, 7, 2] = np.inf
maps[1, 1, 3] = -np.inf
maps[..., 6] = np.nan
maps[..., 7] = 0.5
drawing = draw_mosaic(maps, dims=("height", "width", "channel"))

# %%
# The colours are chosen against the colour map in force.

hot = draw_mosaic(maps, dims=("height", "width", "channel"), cmap="spring")

# %%
# Masked arrays keep their holes.

masked = draw_image(np.ma.masked_greater(rng.normal(size=(12, 20)), 1.2))

# %%
# Nothing finite at all is a picture as well.

nothing = draw_image(np.full((6, 10), np.nan))
