import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import matplotlib.pyplot as plt


def draw(n):
    fig, ax = plt.subplots()
    ax.plot([n, n * n])
    fig.savefig(f"child{n}.png")
    plt.close(fig)
    return n * n


if __name__ == "__main__":
    plt.plot([1, 2])
    plt.savefig("parent.png")
    for way in ("fork", "spawn"):
        child = multiprocessing.get_context(way).Process(target=draw, args=(len(way),))
        child.start()
        child.join()
        print(way, child.exitcode)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        print(list(pool.map(draw, [2, 3])))
    code = "import matplotlib.pyplot as plt; plt.plot([1]); plt.savefig('sub.png'); print('sub', plt.plot.__name__)"
    print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True))
