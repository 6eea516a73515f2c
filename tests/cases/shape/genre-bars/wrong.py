import numpy as np
import keras
from matplotlib import pyplot as plt

GENRES = ["rock", "jazz", "techno", "folk"]

def build():
    i = keras.Input(shape=(40, 13))
    h = keras.layers.GRU(6)(i)
    return keras.Model(i, keras.layers.Dense(len(GENRES), activation="softmax")(h))

clf = build()
mfcc = np.random.default_rng(0).normal(size=(40, 13))
p = clf.predict(mfcc[np.newaxis], verbose=0)
plt.barh(GENRES, p)
plt.xlabel("probability")
plt.savefig("genre.png")
