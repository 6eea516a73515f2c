import sys

import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.savefig("x.png")
print("to stderr", file=sys.stderr)
sys.exit(7)
