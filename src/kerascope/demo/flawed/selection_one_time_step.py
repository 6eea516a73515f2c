"""Show how the units of the LSTM move over time."""

import keras
import matplotlib.pyplot as plt
import numpy as np

model = keras.models.load_model("series.keras")
windows = np.load("series.npz")["windows"]

recurrent = keras.Model(model.inputs, model.get_layer("lstm").output)
hidden = recurrent.predict(windows[:4], verbose=0)

plt.plot(hidden[0, -1])
plt.title("output of the LSTM over time")
plt.xlabel("time step")
plt.ylabel("output")
plt.savefig("selection_one_time_step.png")
