import logging
import warnings

import matplotlib.pyplot as plt
import numpy as np

logging.basicConfig(level=logging.INFO)
logging.info("clipping comes next")
plt.imshow(np.full((4, 4, 3), 300.0))
plt.savefig("white.png")
warnings.warn("mine")
print(np.zeros(3) / np.zeros(3))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    np.array([1.0]) / np.array([0.0])
print([str(w.message) for w in caught])
