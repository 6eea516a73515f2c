"""
Outputs over time
=================

One line per unit, running along the axis called ``time`` wherever it stands. Gaps stay gaps, points beside gaps get a
marker, and constant lines are named.
"""

import numpy as np
import xarray as xr

from kerascope import draw

rng = np.random.default_rng(4)
time = np.arange(120)
values = np.tanh(np.cumsum(rng.normal(0, 0.2, (120, 6)), axis=0))
values[40:55, 2] = np.nan
values[47, 2] = 0.3
values[80, 3] = np.inf
values[:, 5] = 0

output = xr.DataArray(
    values[None],
    dims=("batch", "time", "unit"),
    attrs={"layer": "lstm", "layer_class": "LSTM", "kind": "activation", "path": "lstm"},
)
drawing = draw(output)

# %%
# More units than lines can be told apart become a heatmap.

many = draw(np.tanh(np.cumsum(rng.normal(0, 0.2, (1, 120, 64)), axis=1)), dims=("batch", "time", "unit"))

# %%
# What has no course, like one value per unit, is drawn in steps.

vector = draw(rng.normal(size=24), dims=("unit",), title="bias of dense")
