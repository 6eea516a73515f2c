import os
from pathlib import Path

import matplotlib.pyplot as plt

os.mkdir("inner")
os.chdir("inner")
plt.plot([3, 1, 2])
plt.savefig("here.png")
print(Path(__file__).exists(), Path(__file__).parent.name, os.path.abspath(__file__) == __file__)
plt.imshow([[1, 2, 3]], cmap="no such map")
