import matplotlib.pyplot as plt
import numpy as np

losses = np.linspace(1, 0.5, 6).copy()
table = np.arange(12.0).reshape(3, 4).copy()
beside = np.zeros((5, 2))
for turn in range(3):
    plt.figure(figsize=(2, 2))
    plt.plot(losses)
    plt.imshow(table[: turn + 1] * 2, aspect="auto")
    plt.savefig(f"{turn}.png")
    losses.resize(8 + turn)
    table.resize((6 + turn, 4))
    beside.resize((10 + turn, 2), refcheck=False)
print(losses.shape, table.shape, beside.shape)

held = [losses]
try:
    losses.resize(99)
except ValueError:
    print("another name holds it")
