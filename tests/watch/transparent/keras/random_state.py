import random

import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(7)
model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.Dropout(0.5)])
maps = np.array(keras.ops.convert_to_numpy(model(np.random.rand(2, 8, 8, 1), training=True)))
fig, axes = plt.subplots(1, 4)
for n, ax in enumerate(axes):
    ax.imshow(maps[0, :, :, n])
fig.savefig("maps.png")
print(random.random(), np.random.rand(), keras.ops.convert_to_numpy(keras.random.normal((2,))))
print(np.round(maps.sum(), 4), keras.random.SeedGenerator(3).next())
keras.utils.set_random_seed(7)
plt.hist(model.layers[0].get_weights()[0].ravel())
plt.savefig("weights.png")
print(keras.ops.convert_to_numpy(keras.random.uniform((2,))), random.random(), keras.config.floatx())
