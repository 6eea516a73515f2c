import multiprocessing

import matplotlib.pyplot as plt


def square(n):
    return n * n


if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(square, [1, 2, 3]))
    plt.plot([1, 2])
    plt.savefig("x.png")
