import sys

import matplotlib.pyplot as plt

print(sorted(n for n in globals() if n.startswith("__")))
print(__name__, __file__.rsplit("/", 1)[-1], __package__, __spec__, __doc__, type(__builtins__).__name__)
print(type(__loader__).__name__, __loader__.get_filename() == __file__ if __loader__ else None)
print(sys.modules["__main__"].__dict__ is globals(), repr(sys.modules["__main__"]).split("'")[1])
plt.plot([1, 2])
plt.savefig("x.png")
