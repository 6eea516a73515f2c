"""A script as people write it: train, look at the maps, plot the history. It is run with and without watching."""

import tempfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(0)
x = np.random.default_rng(0).random((512, 16, 16, 1), "float32")
y = (x.mean((1, 2, 3)) > 0.5).astype("int32")

model = keras.Sequential(
    [
        keras.Input((16, 16, 1)),
        keras.layers.Conv2D(8, 3, activation="relu", name="conv"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, validation_split=0.25, epochs=10, verbose=0)
maps = keras.Model(model.inputs, model.get_layer("conv").output).predict(x[:1], verbose=0)

with tempfile.TemporaryDirectory() as folder:
    figure, panels = plt.subplots(2, 4)
    for channel, panel in enumerate(panels.flat):
        panel.imshow(maps[0, :, :, channel], cmap="viridis")
        panel.set_title(f"channel {channel}")
    figure.savefig(Path(folder, "maps.png"))

    figure, axes = plt.subplots()
    for name, values in history.history.items():
        axes.plot(values, label=name)
    axes.legend()
    figure.savefig(Path(folder, "history.png"))
