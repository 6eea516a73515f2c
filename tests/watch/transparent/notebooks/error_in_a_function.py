# %%
import matplotlib.pyplot as plt
def draw(ax, values):
    ax.imshow(values)
# %%
fig, ax = plt.subplots()
draw(ax, [[1, 2], [3, 4]])
# %%
draw(ax, [1, 2])
