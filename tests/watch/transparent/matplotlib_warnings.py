import warnings

import matplotlib.pyplot as plt
import numpy as np

warnings.simplefilter("always")
fig, ax = plt.subplots()
ax.set_ylim(1, 1)
ax.legend()
ax.plot([1, 2, 3], [0, 0, 0])
ax.set_yscale("log")
ax.imshow(np.zeros((3, 3)), extent=(1, 1, 0, 2))
plt.contour(np.ones((4, 4)))
plt.savefig("warned.png")
plt.figure(figsize=(1, 1))
plt.scatter([1], [2], c=np.array([[1.0, 0.0, 0.0]]), cmap="viridis")
plt.tight_layout()
plt.savefig("small.png")
