"""
Into a figure of your own
=========================

Any drawing goes into an empty ``Figure``, ``SubFigure`` or ``Axes``; style comes from matplotlib's ``rcParams``.
"""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from kerascope import draw, draw_history, draw_mosaic

rng = np.random.default_rng(12)
figure = Figure(figsize=(12, 4.6))
left, right = figure.subfigures(1, 2)
maps = draw_mosaic(rng.random((8, 8, 24)), dims=("height", "width", "channel"), into=left, title="maps")
history = draw_history({"loss": [1.0, 0.7, 0.5], "val_loss": [1.1, 0.9, 0.85]}, into=right)

# %%
# Three drawings in the axes of one figure.

row = Figure(figsize=(15, 4.5))
axes = row.subplots(1, 3)
first = draw(rng.random((8, 8)), dims=("height", "width"), into=axes[0], title="image")
second = draw(rng.normal(size=(30, 3)), dims=("time", "unit"), into=axes[1], title="lines")
third = draw(rng.normal(size=(12, 8)), dims=("feature", "unit"), into=axes[2], title="heatmap")

# %%
# A style of one's own.

with mpl.rc_context({"image.cmap": "cividis", "figure.facecolor": "#f4f1ea", "font.family": "serif"}):
    styled = draw_mosaic(rng.random((8, 8, 12)), dims=("height", "width", "channel"), title="in another style")
