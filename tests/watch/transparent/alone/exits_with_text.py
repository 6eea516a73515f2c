import sys

import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.savefig("x.png")
sys.exit("nothing more to do")
