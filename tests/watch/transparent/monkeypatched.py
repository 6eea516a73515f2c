from unittest import mock

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

original = Axes.plot


def louder(self, *args, **kwargs):
    print("louder", len(args), sorted(kwargs))
    return original(self, *args, **{**kwargs, "linewidth": 5})


Axes.plot = louder
print(plt.plot([1, 2])[0].get_linewidth(), Axes.plot is louder)
Axes.plot = original
print(plt.plot([1, 2])[0].get_linewidth(), Axes.plot is original)
with mock.patch.object(Axes, "imshow") as fake:
    plt.imshow([[1]])
    print(fake.call_count, fake.call_args.args)
with mock.patch.object(Axes, "scatter", autospec=True) as fake:
    plt.gca().scatter([1], [2])
    print(fake.call_args.args[1:])
    try:
        plt.gca().scatter()
    except TypeError as problem:
        print(problem)
with mock.patch("matplotlib.pyplot.show") as fake:
    plt.show()
    print(fake.called)
ax = plt.gca()
ax.plot = lambda *args: print("instance's own", args)
ax.plot([1, 2])
del ax.plot
with mock.patch.object(plt.Figure, "savefig", lambda self, name: print("not saved", name)):
    plt.savefig("no.png")
plt.savefig("x.png")
