import keras
import matplotlib.pyplot as plt
import numpy as np


class Broken(keras.layers.Layer):
    def call(self, x):
        plt.plot([1, 2])
        raise ValueError("no good")


model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
plt.plot(model.predict(np.zeros((2, 2)), verbose=0))
plt.savefig("x.png")
keras.Sequential([Broken()])(np.zeros((1, 2)))
