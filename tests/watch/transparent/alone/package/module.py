import sys

import matplotlib.pyplot as plt

from . import helper
from .helper import draw

print(__name__, __package__, __spec__.name, sys.argv[1:], helper.__name__)
print(draw("module.png"))
plt.close("all")
if __name__ == "__main__":
    plt.imshow([[1, 2], [3, "a"]])
