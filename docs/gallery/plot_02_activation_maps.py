"""
Activation maps
===============

All maps of a layer for one sample, in one picture with one colour scale. A dead channel is called constant, and marked.
"""

import numpy as np
import xarray as xr

from kerascope import draw, draw_mosaic

rng = np.random.default_rng(1)
y, x = np.mgrid[-1:1:24j, -1:1:24j]
angle = np.linspace(0, np.pi, 32, endpoint=False)
waves = np.cos(6 * (x[..., None] * np.cos(angle) + y[..., None] * np.sin(angle)) + np.arange(32))
ring = np.exp(-(((x**2 + y**2) ** 0.5 - 0.6) ** 2) / 0.05)[..., None]
values = np.maximum(waves * ring + rng.normal(0, 0.05, (24, 24, 32)), 0)
values[..., [5, 17]] = 0

maps = xr.DataArray(
    values[None].astype("float32"),
    dims=("batch", "height", "width", "channel"),
    attrs={"layer": "conv2d", "layer_class": "Conv2D", "path": "encoder/conv2d", "kind": "activation"},
)
drawing = draw(maps)

# %%
# Of several samples each gets a row of tiles. Samples that were taken out before are remembered.

several = draw(maps.isel(channel=slice(0, 8)).isel(batch=[0, 0, 0]) * xr.DataArray([1, 2, 3], dims="batch"))

# %%
# Beyond what one picture can show there are pages; what is left out is said in the heading, and in ``left_out``.

page = draw_mosaic(maps, at_most=12, page=1)
