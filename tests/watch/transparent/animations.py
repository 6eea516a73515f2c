import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import ArtistAnimation, FuncAnimation, PillowWriter

fig, ax = plt.subplots(figsize=(2, 2))
artists = [[ax.imshow(np.full((3, 3), n), vmin=0, vmax=3)] for n in range(3)]
ArtistAnimation(fig, artists).save("images.gif", writer=PillowWriter(fps=2))
fig, ax = plt.subplots(figsize=(2, 2))
calls = []


def frames():
    yield from (1, 2)


def draw(n):
    calls.append(n)
    ax.clear()
    return ax.plot([0, n])


walk = FuncAnimation(fig, draw, frames=frames, repeat=False, cache_frame_data=False)
with open("page.html", "w") as page:
    page.write(walk.to_jshtml(embed_frames=True, default_mode="once").split("<img id")[0][:20])
print(calls, len(walk.to_jshtml()) > 1000)
unused = FuncAnimation(fig, draw, frames=2)
