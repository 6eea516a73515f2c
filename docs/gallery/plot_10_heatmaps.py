"""
Dense kernels and attention
===========================
"""

import numpy as np

from kerascope import draw
from kerascope.draw import draw_heatmap

rng = np.random.default_rng(6)
drawing = draw(rng.normal(size=(64, 10)), dims=("feature", "unit"), title="kernel of dense")

# %%
# Attention: every head of a sample, queries down and keys across.

logits = rng.normal(size=(1, 4, 12, 12)) - 0.5 * np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
scores = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
attention = draw(scores, dims=("batch", "head", "query", "key"), title="attention scores")

# %%
# A long side is averaged rather than squeezed, and that is said.

tall = draw_heatmap(rng.normal(size=(3872, 10)), dims=("feature", "unit"), title="kernel behind a Flatten")
