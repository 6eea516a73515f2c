import os
import sys

import matplotlib.pyplot as plt

print([os.path.basename(sys.argv[0]), *sys.argv[1:]], __name__, os.path.basename(__file__))
print(os.path.basename(sys.path[0]), sys.modules["__main__"].__file__ == __file__, os.path.basename(os.getcwd()) != "")
plt.bar([1, 2, 3], [3, 2, 1])
plt.savefig("bars.png")
print(sorted(n for n in globals() if not n.startswith("__")))
