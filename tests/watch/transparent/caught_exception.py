import matplotlib.pyplot as plt
import numpy as np

try:
    plt.imshow(np.zeros(5))
except TypeError as problem:
    print(type(problem).__name__, problem)
plt.plot([1, 2])
plt.savefig("after.png")
