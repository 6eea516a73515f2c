import copy
import io
import pickle

import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2)
axes[0].plot([1, 2], label="a")
axes[0].legend()
axes[1].imshow([[1, 2]])
data = pickle.dumps(fig)
again = pickle.loads(data)
print(len(again.axes), type(again.axes[0]).__name__, again.axes[0].lines[0].get_ydata(), again.number)
again.axes[0].plot([3, 4])
again.savefig("again.png")
print(len(data), len(plt.get_fignums()))
twin = copy.deepcopy(axes[1].images[0].get_array())
print(twin, pickle.loads(pickle.dumps(axes[0].plot)).__name__)
buffer = io.BytesIO()
fig.savefig(buffer)
print(len(buffer.getvalue()))
