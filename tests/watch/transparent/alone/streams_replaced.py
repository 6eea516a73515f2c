import io
import sys

import matplotlib.pyplot as plt

print("to the true one")
sys.stdout = io.StringIO()
sys.stderr = io.StringIO()
print("to nobody")
plt.plot([1, 2])
plt.savefig("x.png")
sys.__stdout__.write("straight\n")
