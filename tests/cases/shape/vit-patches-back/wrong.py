import keras
import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_sample_image

img = load_sample_image("china.jpg")[:320:5, :320:5].mean(axis=-1).astype("float32") / 255   
P = 4
n = 64 // P
patches = keras.ops.convert_to_numpy(keras.ops.image.extract_patches(img[None, ..., None], P))
tokens = patches.reshape(n * n, P * P)

recovered = tokens.reshape(64, 64)

f, ax = plt.subplots(1, 2)
ax[0].imshow(img, cmap="gray")
ax[1].imshow(recovered, cmap="gray")
ax[1].set_title("from patches")
plt.savefig("patches.png")
