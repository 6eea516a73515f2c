"""
Ugly inputs
===========

One channel, two thousand channels, a single value, constant and broken data, and long names are drawn like the rest.
"""

import numpy as np
import xarray as xr

from kerascope import draw, draw_mosaic

rng = np.random.default_rng(13)
MAPS = ("batch", "height", "width", "channel")

one_channel = draw(rng.random((1, 12, 12, 1)), dims=MAPS, title="one channel")

# %%
two_thousand = draw_mosaic(rng.random((1, 7, 7, 2000)), dims=MAPS, at_most=2048, title="two thousand channels")

# %%
constant = draw_mosaic(np.full((1, 6, 6, 4), 0.3), dims=MAPS, title="all constant")

# %%
broken = draw_mosaic(np.full((1, 6, 6, 4), np.nan), dims=MAPS, title="all NaN")

# %%
long_name = "encoder/" + "_".join(f"residual_block_{i}" for i in range(12)) + "/$conv$_2d"
named = draw(
    xr.DataArray(
        rng.normal(size=(3, 3, 1, 2)),
        dims=("kernel_height", "kernel_width", "in_channel", "out_channel"),
        attrs={"layer": long_name, "layer_class": "Conv2D", "weight": "kernel"},
    )
)

# %%
huge = draw_mosaic(rng.normal(size=(1, 6, 6, 4)) * 1e305, dims=MAPS, title="near the end of float64")

# %%
single = draw(np.array([[[[0.7]]]]), dims=MAPS, title="a single value")

# %%
strip = draw(rng.random((1, 784)), dims=("batch", "feature"), title="784 features of one sample")
