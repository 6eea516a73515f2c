import numpy as np
import keras
import matplotlib.pyplot as plt

rng = np.random.default_rng(4)
batch = rng.random((6, 3, 24, 36)).astype("float32")   # from a torch DataLoader

blur = keras.Sequential([
    keras.Input((3, 24, 36)),
    keras.layers.Permute((2, 3, 1)),
    keras.layers.AveragePooling2D(3, 1, padding="same"),
    keras.layers.Permute((3, 1, 2)),
])
soft = np.asarray(blur.predict(batch, verbose=0))

fig, axs = plt.subplots(2, 6, figsize=(12, 3))
for col in range(6):
    axs[0, col].imshow(np.moveaxis(batch[col], 0, -1))
    axs[1, col].imshow(soft[col])
plt.savefig("soft.png")
