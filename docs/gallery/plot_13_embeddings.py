"""
Samples in two dimensions
=========================

Principal components are built in; t-SNE and UMAP are used when scikit-learn or umap-learn is installed.
"""

import numpy as np

from kerascope.draw import draw_embedding

rng = np.random.default_rng(8)
labels = np.repeat(np.arange(5), 40)
features = rng.normal(size=(200, 32)) + 4 * np.eye(5, 32)[labels]
features[17, 3] = np.nan
drawing = draw_embedding(features, dims=("batch", "feature"), labels=labels, title="features of the last layer")
