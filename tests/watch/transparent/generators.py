import contextlib

import matplotlib.pyplot as plt


@contextlib.contextmanager
def panel(name):
    fig, ax = plt.subplots()
    try:
        yield ax
    except ValueError as problem:
        print("swallowed", problem)
    finally:
        fig.savefig(name)
        plt.close(fig)


def series():
    for n in range(3):
        got = yield plt.plot([n, n + 1])[0]
        print("got", got)


with panel("a.png") as ax:
    ax.plot([1, 2], [1, 2, 3])
with panel("b.png") as ax:
    ax.plot([1, 2])
walk = series()
print(next(walk).get_ydata(), walk.send("x").get_ydata())
walk.close()
try:
    walk.throw(KeyError("late"))
except KeyError as problem:
    print(problem)
print([line.get_ydata()[0] for line in series()])
