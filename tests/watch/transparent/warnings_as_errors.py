import warnings

import matplotlib.pyplot as plt
import numpy as np

warnings.simplefilter("error")
plt.plot([1, 2])
plt.savefig("x.png")
np.array([1.0]) / np.array([0.0])
