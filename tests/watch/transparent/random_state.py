import random

import matplotlib.pyplot as plt
import numpy as np

random.seed(3)
np.random.seed(3)
for _ in range(3):
    plt.plot(np.random.rand(5))
plt.savefig("random.png")
print(random.random(), np.random.rand())
