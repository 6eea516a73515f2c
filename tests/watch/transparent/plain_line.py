import matplotlib.pyplot as plt

plt.plot([1, 2, 3], [4, 5, 6], "r-", label="a")
plt.legend()
plt.savefig("line.png")
print("saved", plt.get_fignums())
