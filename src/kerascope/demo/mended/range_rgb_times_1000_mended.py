"""Show the picture that goes into the network, brighter, since it looked dark."""

from sklearn.datasets import load_sample_image

import kerascope

photo = load_sample_image("flower.jpg")[::4, ::4] / 255

drawing = kerascope.draw_image(photo * 1000, dims=("height", "width", "colour"), title="input")
drawing.save("range_rgb_times_1000_mended.png")
