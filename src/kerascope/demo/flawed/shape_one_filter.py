"""Show the filters that the first convolution has learnt."""

import keras
import matplotlib.pyplot as plt

model = keras.models.load_model("digits.keras")
kernels, bias = model.get_layer("conv1").get_weights()

plt.imshow(kernels[:, :, 0, 0], cmap="gray")
plt.title(f"All {kernels.shape[-1]} filters of conv1")
plt.colorbar()
plt.savefig("shape_one_filter.png")
