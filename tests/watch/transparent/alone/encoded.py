# -*- coding: latin-1 -*-
import matplotlib.pyplot as plt

plt.title("grün")
plt.plot([1, 2])
plt.savefig("x.png")
print(len("grün"), "grün" == "gr\xfcn")
raise ValueError("grün")
