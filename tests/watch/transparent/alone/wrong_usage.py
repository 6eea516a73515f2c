import argparse

import matplotlib.pyplot as plt

ask = argparse.ArgumentParser(description="Draws.")
ask.add_argument("name")
ask.add_argument("--two", type=int, required=True)
plt.plot([1, 2])
plt.savefig("before.png")
print(ask.prog)
ask.parse_args()
