"""
Volumes and clips
=================

Evenly spaced slices, with the first and the last; the heading lists them.
"""

import numpy as np

from kerascope.draw import draw_slices

z, y, x = np.mgrid[-1:1:41j, -1:1:32j, -1:1:32j]
volume = np.exp(-(((x**2 + y**2 + z**2) ** 0.5 - 0.6) ** 2) / 0.02)
drawing = draw_slices(volume, dims=("depth", "height", "width"), at_most=12, title="a shell in a volume")

# %%
# A clip with channels: time down, channels across.

t = np.linspace(0, 1, 6)[:, None, None, None]
clip = np.sin(8 * (x[0, ..., None] * np.arange(1, 5) / 4 + t))
frames = draw_slices(clip, dims=("time", "height", "width", "channel"), title="four channels of a clip")
