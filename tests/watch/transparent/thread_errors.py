import threading
from concurrent.futures import ThreadPoolExecutor

import matplotlib.pyplot as plt
from matplotlib.figure import Figure


def broken(n):
    figure = Figure()
    figure.subplots().imshow([n])


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(broken, 3)
    print(type(future.exception()).__name__, future.exception())
thread = threading.Thread(target=broken, args=(1,), name="drawer")
thread.start()
thread.join()
print(threading.active_count(), threading.current_thread().name)
threading.excepthook = lambda given: print("own hook", given.exc_type.__name__, given.thread.name)
thread = threading.Thread(target=broken, args=(1,), name="drawer")
thread.start()
thread.join()
daemon = threading.Thread(target=threading.Event().wait, daemon=True)
daemon.start()
done = threading.Event()
threading.Thread(target=lambda: print("outlives the script", done.wait())).start()
plt.plot([1, 2])
plt.savefig("x.png")
print("main thread done")
done.set()
