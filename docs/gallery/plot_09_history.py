"""
Training history
================

A panel per quantity, validation beside training. An epoch without a finite value is a gap with a mark.
"""

import numpy as np

from kerascope import draw_history

epochs = np.arange(20)
history = {
    "loss": list(2.2 * np.exp(-epochs / 6) + 0.1),
    "accuracy": list(1 - 0.8 * np.exp(-epochs / 5)),
    "val_loss": list(2.2 * np.exp(-epochs / 7) + 0.25 + epochs * 0.01),
    "val_accuracy": list(0.95 - 0.8 * np.exp(-epochs / 5)),
    "learning_rate": [1e-3] * 12 + [1e-4] * 8,
}
history["val_loss"][9] = float("nan")
drawing = draw_history(history)

# %%
# A run of one epoch is seen as well.

one = draw_history({"loss": [0.41], "val_loss": [0.52]})

# %%
# A logarithmic scale comes only when asked for.

logarithmic = draw_history({"loss": history["loss"]}, yscale="log")
