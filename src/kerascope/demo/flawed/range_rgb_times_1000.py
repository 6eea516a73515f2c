"""Show the picture that goes into the network, brighter, since it looked dark."""

import matplotlib.pyplot as plt
from sklearn.datasets import load_sample_image

photo = load_sample_image("flower.jpg")[::4, ::4] / 255

plt.imshow(photo * 1000)
plt.title("input")
plt.savefig("range_rgb_times_1000.png")
