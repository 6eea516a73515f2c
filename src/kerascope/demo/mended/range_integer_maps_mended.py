"""Show the activation maps of the first convolution for one digit."""

import numpy as np

import kerascope

maps = np.load("maps.npz")["conv1"][0]

drawing = kerascope.draw(maps, dims=("height", "width", "channel"), title="conv1")
drawing.save("range_integer_maps_mended.png")
