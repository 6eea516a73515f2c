"""Show the filters that the first convolution has learnt."""

import keras

import kerascope

model = keras.models.load_model("digits.keras")

kernels = kerascope.kernels(model, "conv1")
kerascope.draw(kernels).save("shape_one_filter_mended.png")
