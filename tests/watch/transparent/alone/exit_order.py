import atexit
import threading
import weakref

import matplotlib.pyplot as plt


class Thing:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name, flush=True)


def late():
    plt.figure()
    plt.plot([3, 2, 1])
    plt.savefig("late.png")
    print("late drawing", plt.get_fignums())


kept = Thing("module's")
local = Thing("dropped")
del local
watched = Thing("finalised")
weakref.finalize(watched, print, "finalizer ran")
atexit.register(print, "first registered, last run")
atexit.register(late)
threading.Thread(target=lambda: print("thread done")).start()
try:
    plt.plot([1, 2])
    plt.savefig("x.png")
finally:
    print("finally")
