"""Show the first digit of the data set."""

import matplotlib.pyplot as plt
from sklearn.datasets import load_digits

digits = load_digits()
digit = digits.data[0]

plt.imshow(digit, cmap="gray")
plt.title(f"the first digit, a {digits.target[0]}")
plt.savefig("shape_flattened_digit.png")
