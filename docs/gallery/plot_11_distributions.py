"""
Distributions by layer
======================

A ridge per array over one axis of values. Exact zeros, as ReLU leaves them, are told beside the ridge.
"""

import numpy as np

from kerascope.draw import draw_distributions

rng = np.random.default_rng(7)
activations = {f"block_{i}/relu": np.maximum(rng.normal(-0.4, 0.5 + 0.4 * i, (16, 8, 8, 8)), 0) for i in range(5)}
activations["dead/relu"] = np.zeros((16, 8))
activations["head/dense"] = rng.normal(0, 2, (16, 10))
activations["head/broken"] = np.where(rng.random((16, 10)) < 0.5, np.nan, rng.normal(size=(16, 10)))

drawing = draw_distributions(activations, title="activations of a batch of 16")
