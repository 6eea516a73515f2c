import itertools
from types import SimpleNamespace

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras.src.utils import progbar

# So that what Keras says of its speed is the same each time. Of no other module: some ask now and then, in threads.
progbar.time = SimpleNamespace(time=itertools.count(1000).__next__)
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])


class Tell(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("epoch", epoch, sorted(logs), type(self.model).__name__)
        plt.plot(list(logs.values()))

    def on_train_batch_end(self, batch, logs=None):
        """Its being here is what keeps Keras from drawing its bar of several batches in several threads at once."""


x, y = np.random.rand(16, 4), np.random.rand(16, 1)
history = model.fit(
    x, y, epochs=3, batch_size=8, validation_split=0.25, verbose=2,
    callbacks=[Tell(), keras.callbacks.EarlyStopping(patience=1), keras.callbacks.CSVLogger("log.csv")],
)
print(sorted(history.history), history.epoch, np.round(history.history["loss"], 4))
print(model.evaluate(x, y, verbose=0, return_dict=True).keys(), model.predict(x, verbose=0).shape)
model.fit(x, y, epochs=1, batch_size=8, verbose=1, callbacks=[Tell()])
model.summary()
plt.savefig("x.png")
