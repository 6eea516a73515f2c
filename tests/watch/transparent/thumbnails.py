import matplotlib.pyplot as plt
import numpy as np
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

fig, ax = plt.subplots()
for place, picture in enumerate(np.linspace(0, 1, 2 * 4 * 5 * 3).reshape(2, 4, 5, 3)):
    ax.add_artist(AnnotationBbox(OffsetImage(picture, zoom=2.0), (place / 2, 0.5)))
ax.add_artist(AnnotationBbox(OffsetImage(arr=np.eye(3), cmap="gray"), (0.2, 0.2)))
print(len(ax.artists), len(ax.texts), len(ax.get_children()))
for wrong in ((), (np.eye(3), 2.0), (np.zeros((1, 4, 4, 1)),)):
    try:
        print(OffsetImage(*wrong).get_zoom())
    except Exception as problem:
        print(type(problem).__name__, problem)
fig.savefig("thumbnails.png")
