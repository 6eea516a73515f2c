import inspect

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.projections import register_projection

print(inspect.signature(Axes.imshow) == inspect.signature(plt.Axes.imshow), Axes.plot.__name__, Axes.plot.__qualname__)
print(Axes.imshow.__doc__[:40].strip(), plt.imshow.__name__)


class Own(Axes):
    name = "own"

    def plot(self, *args, **kwargs):
        print("own plot")
        return super().plot(*args, **kwargs)


register_projection(Own)
fig = plt.figure()
fig.add_subplot(projection="own").plot([1, 2])
fig.savefig("own.png")
