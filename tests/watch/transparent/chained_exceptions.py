import matplotlib.pyplot as plt

try:
    plt.plot([1, 2], [1, 2, 3])
except ValueError as problem:
    raise RuntimeError("could not draw") from problem
