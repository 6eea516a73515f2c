import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.projections import register_projection


class Mixin:
    def imshow(self, X, **kwargs):
        print("mixin", np.shape(X))
        return super().imshow(np.asarray(X) * 2, **kwargs)


class Own(Mixin, Axes):
    name = "own"

    def plot(self, *args, scale=1, **kwargs):
        return super().plot(*[np.asarray(a) * scale for a in args], **kwargs)

    def legend(self, *args, **kwargs):
        print("own legend")
        return super().legend(*args, **kwargs)

    def set_xlim(self, *args, **kwargs):
        print("own xlim", args)
        return super().set_xlim(*args, **kwargs)


class Sheet(Figure):
    def savefig(self, *args, **kwargs):
        print("own savefig")
        super().savefig(*args, **kwargs)

    def clear(self, keep_observers=False):
        print("own clear")
        super().clear(keep_observers)


register_projection(Own)
fig = plt.figure(FigureClass=Sheet)
ax = fig.add_subplot(projection="own")
ax.imshow([[1, 2], [3, 4]])
print(ax.plot([1, 2], scale=3, label="a")[0].get_ydata(), ax.images[0].get_array().max())
ax.legend()
ax.set_xlim(0, 3)
fig.savefig("x.png")
fig.clear()
try:
    fig.add_subplot(projection="own").plot([1, 2], scale="3")
except Exception as problem:
    print(type(problem).__name__)
