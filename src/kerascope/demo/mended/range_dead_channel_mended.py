"""Show every map of the second convolution, each stretched to its own range."""

import numpy as np

import kerascope

maps = np.load("maps.npz")["conv2"][0]

drawing = kerascope.draw(maps, dims=("height", "width", "channel"), scale="each", title="conv2")
drawing.save("range_dead_channel_mended.png")
