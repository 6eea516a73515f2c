"""Show the activation maps of the first convolution for one digit."""

import matplotlib.pyplot as plt
import numpy as np

maps = np.load("maps.npz")["conv1"][0]

fig, panels = plt.subplots(3, 4, figsize=(8, 6))
for channel, panel in enumerate(panels.flat):
    panel.imshow(maps[:, :, channel].astype("uint8"), cmap="viridis")
    panel.set_title(f"channel {channel}")
    panel.axis("off")
fig.savefig("range_integer_maps.png")
