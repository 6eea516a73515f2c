# %%
import matplotlib.pyplot as plt
import numpy as np
import matplotlib
matplotlib.get_backend()
# %%
plt.plot([1, 2, 3])
# %%
plt.get_fignums()
# %%
plt.imshow(np.arange(6).reshape(2, 3))
plt.show()
print(plt.get_fignums())
plt.plot([3, 2]);
# %%
fig, axes = plt.subplots(1, 2)
axes[0].plot([1, 2])
None
# %%
axes[1].bar([1, 2], [3, 4])
fig
# %%
plt.title('orphan')
