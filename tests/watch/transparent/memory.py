import gc
import weakref

import matplotlib.pyplot as plt
import numpy as np


class Holder:
    pass


def inside():
    array, holder = np.zeros((8, 8)), Holder()
    plt.imshow(array)
    plt.plot(array[0])
    gone = weakref.ref(array), weakref.ref(holder)
    del array, holder
    print("in a function", [g() is None for g in gone])
    names = locals()
    print(sorted(names), names is locals())


def generator():
    array = np.ones(5)
    plt.plot(array)
    yield weakref.ref(array)
    del array
    yield


inside()
held = generator()
reference = next(held)
next(held)
print("in a generator", reference() is None)
array = np.zeros((4, 4))
reference = weakref.ref(array)
plt.pcolormesh(array)
del array
print("at module level", reference() is None)
fig, ax = plt.subplots()
(line,) = ax.plot(np.arange(9))
kept = [weakref.ref(thing) for thing in (fig, ax, line)]
fig.savefig("x.png")
plt.close("all")
del fig, ax, line
gc.collect()
print("closed figures", [k() is None for k in kept])
try:
    plt.imshow(np.zeros(7))
except TypeError as problem:
    reference = weakref.ref(problem)
gc.collect()
print("exceptions", reference() is None, gc.garbage, gc.isenabled(), gc.get_threshold(), gc.get_freeze_count())
