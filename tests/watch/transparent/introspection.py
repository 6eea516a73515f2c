import functools
import inspect
import typing

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

fig, ax = plt.subplots()
for function in (plt.imshow, plt.plot, Axes.imshow, Axes.plot, ax.scatter, Figure.savefig, plt.show, Axes.set_xlim, Figure):
    print(function.__name__, inspect.signature(function), len(function.__doc__), function.__module__, function.__qualname__)
print(inspect.isfunction(Axes.plot), inspect.ismethod(ax.plot), ax.plot == ax.plot, ax.plot.__func__ is Axes.plot)
print(Axes.plot is Axes.__dict__["plot"], ax.plot.__self__ is ax, callable(ax.hist), "plot" in dir(ax))
print(inspect.getsource(Axes.imshow)[:60], len(inspect.getsourcelines(Axes.plot)[0]))
print(sorted(typing.get_type_hints(plt.imshow))[:3])
draw = functools.partial(ax.plot, [1, 2], color="red")
print(draw([3, 4])[0].get_color(), draw.func == ax.plot, draw.args, draw.keywords)
bound = inspect.signature(ax.imshow).bind([[1]], cmap="gray")
print(sorted(bound.arguments))
print(isinstance(ax, Axes), type(ax) is Axes, type(ax).__mro__[1].__name__, hash(ax.plot) == hash(ax.plot))
print(hasattr(ax, "imshow"), vars(ax).get("plot"), getattr(ax, "plot").__name__)
fig.savefig("x.png")
