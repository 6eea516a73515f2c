import matplotlib.pyplot as plt

fig, ax = plt.subplots()
seen = []
for name in ("draw_event", "close_event", "resize_event", "figure_enter_event"):
    fig.canvas.mpl_connect(name, lambda event, name=name: print("event", name))
ax.callbacks.connect("xlim_changed", lambda ax: print("xlim", ax.get_xlim()))
ax.callbacks.connect("ylim_changed", lambda ax: print("ylim", ax.get_ylim()))
ax.add_callback(lambda artist: print("axes changed"))
(line,) = ax.plot([1, 2, 3])
line.add_callback(lambda artist: print("line changed"))
print(fig.stale, ax.stale, line.stale, ax._stale_viewlims)
plt.show()
print("after show", fig.stale, ax.stale, line.stale, ax._stale_viewlims)
line.set_color("red")
ax.set_aspect("equal")
fig.savefig("x.png")
print("after save", fig.stale, ax.stale, line.stale, ax._stale_viewlims)
ax.plot([5, 9])
print(ax._stale_viewlims, ax.get_position(), fig.get_size_inches())
fig.clear()
fig.add_subplot().plot([1, 2])
plt.close(fig)
print("closed")
