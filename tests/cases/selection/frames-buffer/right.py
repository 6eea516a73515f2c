import numpy as np
import keras
import matplotlib.pyplot as plt

keras.utils.set_random_seed(1)
x = np.random.normal(size=(1, 16, 16, 1)).astype("float32")
smooth = keras.layers.AveragePooling2D(3, 1, padding="same")
steps = []
for t in range(5):
    x[...] = keras.ops.convert_to_numpy(smooth(x))
    steps.append(x.copy())

fig, axs = plt.subplots(1, 5)
for t, (ax, s) in enumerate(zip(axs, steps)):
    ax.imshow(s[0, :, :, 0], vmin=-1, vmax=1)
    ax.set_title(f"step {t}")
fig.savefig("steps.png")
