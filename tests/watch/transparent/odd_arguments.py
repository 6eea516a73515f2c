import matplotlib.pyplot as plt
import numpy as np


class Loud:
    """Says each time that someone asks it for its values."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        print("asked for an array")
        return np.asarray(self.values, dtype)


class Counted(list):
    def __len__(self):
        Counted.asked += 1
        return super().__len__()

    def __iter__(self):
        Counted.asked += 1
        return super().__iter__()

    def __getitem__(self, key):
        Counted.asked += 1
        return super().__getitem__(key)


class Own(np.ndarray):
    def __array_finalize__(self, obj):
        Own.made += 1


class Lazy:
    @property
    def shape(self):
        print("asked for a shape")
        return (3,)

    def __len__(self):
        return 3

    def __getitem__(self, n):
        print("asked for", n)
        if n >= 3:
            raise IndexError
        return n


Counted.asked = Own.made = 0
fig, ax = plt.subplots()
ax.plot(Loud([1, 2, 3]))
ax.imshow(Loud([[1, 2], [3, 4]]))
ax.plot(Counted([1, 2, 3]))
print("counted", Counted.asked)
own = np.arange(4.0).view(Own)
ax.plot(own)
ax.hist(own)
print("finalised", Own.made)
ax.plot(Lazy())
for given in (iter([1, 2]), (n for n in range(3)), map(int, "12"), {1: 2}.values(), zip([1], [2])):
    try:
        ax.plot(given)
        print("drawn")
    except Exception as problem:
        print(type(problem).__name__, str(problem)[:60])
    print(type(given).__name__, "left:", len(list(given)))
ax.plot("a", "b", data={"a": [1, 2], "b": [3, 4]})
fig.savefig("x.png")
