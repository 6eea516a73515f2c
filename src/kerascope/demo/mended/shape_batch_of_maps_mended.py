"""Show what the first convolution makes of one digit."""

import keras
import numpy as np

import kerascope

model = keras.models.load_model("digits.keras")
images = np.load("digits.npz")["images"]

maps = kerascope.activations(model, images[:1], "conv1")["conv1"]
kerascope.draw(maps).save("shape_batch_of_maps_mended.png")
