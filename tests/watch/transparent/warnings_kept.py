import warnings

import matplotlib.pyplot as plt
import numpy as np

before = list(warnings.filters)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    plt.imshow(np.full((3, 3), np.nan))
    plt.savefig("nan.png")
    plt.legend()
    plt.gca().set_xlim(1, 1)
    plt.gca().set_yscale("log")
    plt.hist([np.nan, np.inf, 1.0], bins=3, range=(0, 2))
    plt.plot(np.array([1e308, 1e308]).sum(keepdims=True))
    np.float32(1e30) * np.float32(1e30)
for one in caught:
    print(one.category.__name__, str(one.message)[:70], one.filename.rsplit("/", 1)[-1], one.lineno)
print(before == list(warnings.filters))
shown = warnings.showwarning
warnings.showwarning = lambda *args, **kwargs: print("own hook", args[1].__name__, args[2].rsplit("/", 1)[-1])
plt.legend()
warnings.showwarning = shown
plt.figure()
plt.legend()
warnings.warn("mine")
warnings.warn("mine, again", DeprecationWarning, stacklevel=1)
