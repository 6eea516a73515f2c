import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(0)
fig, ax = plt.subplots()
shown = ax.imshow(rng.random((8, 8)), cmap="magma")
fig.colorbar(shown)
fig.savefig("image.png")
print(shown.get_clim())
