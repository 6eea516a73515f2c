"""Show every map of the second convolution, each stretched to its own range."""

import matplotlib.pyplot as plt
import numpy as np

maps = np.load("maps.npz")["conv2"][0]

fig, panels = plt.subplots(4, 4, figsize=(8, 8))
for channel, panel in enumerate(panels.flat):
    values = maps[:, :, channel]
    values = (values - values.min()) / (values.max() - values.min())
    panel.imshow(values, cmap="viridis")
    panel.set_title(f"channel {channel}")
    panel.axis("off")
fig.savefig("range_dead_channel.png")
