"""
Colour scales
=============

One scale for all tiles unless another is asked for, and the figure says which.
"""

import numpy as np

from kerascope import draw_mosaic

rng = np.random.default_rng(2)
AXES = ("height", "width", "channel")
maps = rng.gamma(2.0, 1.0, size=(12, 12, 8)) * np.array([1, 1, 2, 2, 5, 5, 20, 20])
maps[3, 4, 0] = 900

shared = draw_mosaic(maps, dims=AXES)

# %%
# One outlier has taken the scale. ``"robust"`` uses percentiles 1 to 99; the arrows on the colour bar and the heading
# say that values are cut, and how many.

robust = draw_mosaic(maps, dims=AXES, scale="robust")

# %%
# ``"each"`` scales every tile by itself. Then tiles can't be compared, which heading and colour bar say.

each = draw_mosaic(maps, dims=AXES, scale="each")

# %%
# Data of both signs diverge evenly about 0. Limits that are given are kept, with 0 still in the middle of the colours.

signed = draw_mosaic(rng.normal(size=(12, 12, 8)), dims=AXES)
given = draw_mosaic(rng.normal(size=(12, 12, 8)), dims=AXES, scale=(-1, 3))
