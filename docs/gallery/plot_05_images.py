"""
Single images
=============

Values get a colour bar. Colours are only what is named so: an axis ``colour``, never a channel.
"""

import numpy as np

from kerascope import draw_image

y, x = np.mgrid[:28, :28]
digit = np.exp(-((np.hypot(x - 14, y - 14) - 8) ** 2) / 6)
drawing = draw_image(digit, title="a grey picture")

# %%
# Colours in 0 to 1 or uint8 are shown as they are. Others are put in that range by one linear step for all colours, and
# the heading says so: nothing is clipped without a word.

red, green, blue = np.sin(x / 5), np.cos(y / 4), np.sin((x + y) / 7)
standardised = np.stack([red, green, blue], axis=-1) * 2
colours = draw_image(standardised, dims=("height", "width", "colour"), title="a standardised picture")
