"""Show what the first convolution makes of one digit."""

import keras
import matplotlib.pyplot as plt
import numpy as np

model = keras.models.load_model("digits.keras")
images = np.load("digits.npz")["images"]

first = keras.Model(model.inputs, model.get_layer("conv1").output)
maps = first.predict(images[:1], verbose=0)

plt.imshow(maps)
plt.title("conv1")
plt.savefig("shape_batch_of_maps.png")
