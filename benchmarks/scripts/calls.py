"""Prints the median time of one image call, in microseconds: many small pictures, each taken away again."""

import time
from statistics import median

import matplotlib.pyplot as plt
import numpy as np

figure, axes = plt.subplots()
pictures = np.random.default_rng(0).random((400, 28, 28))
taken = []
for number in range(len(pictures)):
    began = time.perf_counter()
    image = axes.imshow(pictures[number])
    taken.append(time.perf_counter() - began)
    image.remove()
axes.imshow(pictures[0])
print(1e6 * median(taken[20:]))
