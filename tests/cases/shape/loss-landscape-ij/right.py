import numpy as np
import keras
import matplotlib.pyplot as plt

slopes = np.linspace(-2, 4, 41)
offsets = np.linspace(-2, 4, 41)
x = np.linspace(-1, 1, 50)
y = 3 * x - 1

lin = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
Z = np.zeros((41, 41))
for i, a in enumerate(slopes):
    for j, b in enumerate(offsets):
        Z[i, j] = np.mean((a * x + b - y) ** 2)
lin.set_weights([np.array([[3.0]]), np.array([-1.0])])

fig, ax = plt.subplots()
cs = ax.contourf(slopes, offsets, Z.T, levels=30)
ax.plot(lin.layers[-1].kernel.numpy()[0, 0], lin.layers[-1].bias.numpy()[0], "r*", ms=14)
ax.set_xlabel("slope")
ax.set_ylabel("offset")
fig.colorbar(cs)
plt.show()
