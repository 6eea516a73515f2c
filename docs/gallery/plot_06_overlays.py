"""
A map over its photograph
=========================

A coarse map (attention, a class activation map) over the picture that it belongs to. Each cell covers its share of
the photograph; none is smoothed into detail that is not there. The photograph stands beside it, and the map's opacity
may not exceed 0.8.
"""

import numpy as np

from kerascope.draw import draw_overlay

y, x = np.mgrid[:112, :160]
sky = np.stack([0.5 + y / 250, 0.6 + y / 300, 0.9 - y / 400], axis=-1)
hill = (y > 80 - 20 * np.sin(x / 30))[..., None]
sun = (np.hypot(x - 115, y - 32) < 16)[..., None]
photograph = np.where(hill, [0.2, 0.45, 0.2], np.where(sun, [1.0, 0.85, 0.3], sky)).clip(0, 1)

rows, columns = np.mgrid[:7, :10]
attention = np.exp(-((rows - 1.6) ** 2 + (columns - 6.8) ** 2) / 3)

drawing = draw_overlay(photograph, attention, title="attention of the class token")
