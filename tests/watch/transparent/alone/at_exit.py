import atexit

import matplotlib.pyplot as plt

atexit.register(print, "bye")
plt.plot([1, 2, 3])
plt.savefig("x.png")
print("last line")
