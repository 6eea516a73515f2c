import threading
from concurrent.futures import ThreadPoolExecutor

from matplotlib.figure import Figure


def draw(n):
    figure = Figure()
    figure.subplots().plot([n, n + 1])
    figure.savefig(f"thread{n}.png")
    return n


with ThreadPoolExecutor(2) as pool:
    print(sorted(pool.map(draw, range(4))))
thread = threading.Thread(target=draw, args=(9,))
thread.start()
