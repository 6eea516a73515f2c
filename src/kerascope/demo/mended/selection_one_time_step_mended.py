"""Show how the units of the LSTM move over time."""

import keras
import numpy as np

import kerascope

model = keras.models.load_model("series.keras")
windows = np.load("series.npz")["windows"]

hidden = kerascope.activations(model, windows[:1], "lstm")["lstm"]
kerascope.draw(hidden).save("selection_one_time_step_mended.png")
