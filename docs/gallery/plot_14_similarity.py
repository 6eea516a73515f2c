"""
Similarity of layers
====================

Linear CKA (Kornblith et al. 2019) of every pair of layers on the same samples. A layer that gives the same for every
sample has no similarity, and is named.
"""

import numpy as np

from kerascope.draw import draw_similarity

rng = np.random.default_rng(9)
layers, flow = {}, rng.normal(size=(100, 40))
for depth in range(8):
    flow = np.tanh(flow @ rng.normal(0, 0.16, (40, 40)) + 0.7 * flow)
    layers[f"dense_{depth}"] = flow
layers["dead"] = np.zeros((100, 8))

drawing = draw_similarity(layers)
