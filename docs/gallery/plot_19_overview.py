"""
A whole model
=============

``kerascope.draw(model, x)`` draws all that a model holds, layer by layer, and what it makes of one sample. The same
sheet can be had of any named arrays, as ``activations`` and ``weights`` return them: here they are made up.
"""

import numpy as np
import xarray as xr

from kerascope.draw import draw_sheet

rng = np.random.default_rng(19)
KERNEL = ("kernel_height", "kernel_width", "in_channel", "out_channel")
MAPS = ("height", "width", "channel")


def array(path, layer, dims, shape, **attrs):
    scale = 1.0 if "weight" in attrs else 0.7
    values = rng.normal(0, scale, shape)
    if "weight" not in attrs:
        values = np.maximum(values + np.sin(np.arange(shape[-1])), 0)
    return xr.DataArray(values.astype("float32"), dims=dims, attrs={"path": path, "layer_class": layer, **attrs})


weight, output = {"kind": "weight"}, {"kind": "activation"}
model = [
    array("conv1", "Conv2D", KERNEL, (3, 3, 1, 16), weight="kernel", **weight),
    array("conv1", "Conv2D", ("out_channel",), (16,), weight="bias", **weight),
    array("conv1", "Conv2D", MAPS, (26, 26, 16), **output),
    array("norm", "BatchNormalization", ("channel",), (16,), weight="gamma", **weight),
    array("norm", "BatchNormalization", ("channel",), (16,), weight="beta", **weight),
    array("norm", "BatchNormalization", MAPS, (26, 26, 16), **output),
    array("encoder/conv2", "Conv2D", KERNEL, (3, 3, 16, 64), weight="kernel", **weight),
    array("encoder/conv2", "Conv2D", MAPS, (12, 12, 64), **output),
    array("attention", "MultiHeadAttention", ("head", "query", "key"), (4, 12, 12), part="scores", **output),
    array("lstm", "LSTM", ("feature", "gate", "unit"), (16, 4, 8), weight="kernel", **weight),
    array("lstm", "LSTM", ("time", "unit"), (20, 3), **output),
    array("top", "Dense", ("feature", "unit"), (2304, 10), weight="kernel", **weight),
    array("top", "Dense", ("unit",), (10,), **output),
]
drawing = draw_sheet(model, title="a model with made-up weights")
