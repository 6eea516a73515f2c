"""
Kernels of a convolution
========================

Every kernel as a tile: input channels down, output channels across. The names of the axes say where each tile
belongs, so that ``Conv2DTranspose``, whose kernels are stored the other way round, is drawn right as well.
"""

import numpy as np
import xarray as xr

from kerascope import draw

rng = np.random.default_rng(0)
edges = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
turn = rng.uniform(-1, 1, size=(2, 6, 12))
values = turn[0] * edges[..., None, None] + turn[1] * edges.T[..., None, None] + rng.normal(0, 0.3, (3, 3, 6, 12))

kernel = xr.DataArray(
    values.astype("float32"),
    dims=("kernel_height", "kernel_width", "in_channel", "out_channel"),
    attrs={"layer": "conv2d_1", "layer_class": "Conv2D", "weight": "kernel", "model": "digits"},
)
drawing = draw(kernel)

# %%
# A first layer on colour pictures has three input channels. What would be a strip is wrapped into blocks, and the
# labels say which output channels each block holds.

first_layer = draw(rng.normal(size=(5, 5, 3, 48)), dims=("kernel_height", "kernel_width", "in_channel", "out_channel"))
