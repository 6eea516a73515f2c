import decimal
import locale
import os
import random
import signal
import sys
import threading

import matplotlib.pyplot as plt
import numpy as np

handlers = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]
state = random.getstate(), np.random.get_state()[1].tolist(), dict(os.environ), os.getcwd(), list(sys.path[1:])
hooks = sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__, sys.gettrace(), sys.getprofile()
for n in range(3):
    plt.figure()
    plt.imshow(np.arange(12.0).reshape(1, 3, 4)[0])
    plt.savefig(f"{n}.png")
    plt.close()
print(hooks, [h is g for h, g in zip(handlers, (signal.getsignal(s) for s in (2, 15, 14)))], handlers[0].__name__)
after = random.getstate(), np.random.get_state()[1].tolist(), dict(os.environ), os.getcwd(), list(sys.path[1:])
print([a == b for a, b in zip(state, after)])
print(decimal.getcontext().prec, locale.getlocale(), threading.active_count(), sys.getswitchinterval())
print(sys.getrecursionlimit(), sys.stdout.encoding, sys.stderr.line_buffering, sys.stdin.read(), sys.dont_write_bytecode)
signal.signal(signal.SIGALRM, lambda *_: print("alarm"))
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause()
