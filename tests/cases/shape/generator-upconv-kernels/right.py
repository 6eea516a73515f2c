import keras
from keras import layers
import matplotlib.pyplot as plt

keras.utils.set_random_seed(0)
gen = keras.Sequential([
    keras.Input((16,)),
    layers.Dense(4 * 4 * 12),
    layers.Reshape((4, 4, 12)),
    layers.Conv2DTranspose(3, 5, strides=2, padding="same", activation="tanh", name="to_rgb"),
])
kernels = gen.get_layer("to_rgb").kernel.numpy()
lim = abs(kernels).max()

fig, axes = plt.subplots(1, 3, figsize=(7, 2.5))
for out, ax in enumerate(axes):
    ax.imshow(kernels[:, :, out, 0], cmap="bwr", vmin=-lim, vmax=lim)
    ax.set_title(f"latent channel 0 to colour {'RGB'[out]}")
fig.savefig("to_rgb.png")
