import sys

import matplotlib.pyplot as plt


def hook(kind, value, trace):
    print("hook saw", kind.__name__, value)


sys.excepthook = hook
plt.plot([1, 2], [1, 2, 3])
