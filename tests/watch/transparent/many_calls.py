import matplotlib.pyplot as plt
import numpy as np

fig, ax = plt.subplots()
for n in range(600):
    ax.plot([n, n + 1], [0, n])
fig.savefig("many.png")
print(len(ax.lines), plt.get_fignums())
for n in range(3):
    plt.figure()
    plt.scatter(np.arange(5), np.arange(5) ** n)
    plt.close()
