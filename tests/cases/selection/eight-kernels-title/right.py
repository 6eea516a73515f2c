import keras
import matplotlib.pyplot as plt

keras.utils.set_random_seed(2)
model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 7, name="stem")])
kern = model.get_layer("stem").kernel.numpy()
fig, ax = plt.subplots()
h = ax.matshow(kern[:, :, 0, :].transpose(0, 2, 1).reshape(7, 56), cmap="PiYG")
ax.set_title("the 8 filters of layer stem")
fig.colorbar(h)
fig.savefig("stem.png")
