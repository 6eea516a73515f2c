import io
import pathlib

import matplotlib as mpl
import matplotlib.pyplot as plt

mpl.rcParams["svg.hashsalt"] = "salt"
fig, ax = plt.subplots(figsize=(2, 2))
ax.plot([1, 2])
fig.savefig(pathlib.Path("path.png"), bbox_inches="tight", transparent=True)
with open("handle.png", "wb") as file:
    plt.savefig(file, dpi=30)
fig.savefig("x.svg", metadata={"Date": None})
fig.savefig("x.pdf", metadata={"CreationDate": None})
fig.savefig("x.jpg", pil_kwargs={"quality": 50})
plt.imsave("array.png", [[0.0, 1.0]], cmap="gray")
fig.canvas.print_figure("printed.png")
stream = io.StringIO()
fig.savefig(stream, format="svg", metadata={"Date": None})
print(len(stream.getvalue()), fig.dpi, fig.get_facecolor())
for wrong in ({"fname": "x.gif"}, {"fname": "no/such/folder.png"}, {"fname": "x.png", "dpi": "many"}, {"fname": 3}):
    try:
        print(fig.savefig(**wrong))
    except Exception as problem:
        print(type(problem).__name__, str(problem)[:50])
plt.close(fig)
fig.savefig("closed.png")
plt.savefig("empty.png")
