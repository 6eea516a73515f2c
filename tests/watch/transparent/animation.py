import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation, PillowWriter

fig, ax = plt.subplots(figsize=(2, 2))
(line,) = ax.plot([], [])
ax.set_xlim(0, 4)
ax.set_ylim(0, 4)


def step(n):
    line.set_data(range(n), range(n))
    return (line,)


FuncAnimation(fig, step, frames=4).save("walk.gif", writer=PillowWriter(fps=4))
fig.savefig("last.png")
print("frames drawn")
