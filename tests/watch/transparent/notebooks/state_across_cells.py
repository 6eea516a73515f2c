# %%
import random
import matplotlib.pyplot as plt
import numpy as np
np.random.seed(1)
random.seed(1)
# %%
values = np.random.rand(5)
plt.plot(values)
values.sum()
# %%
_, __, Out.keys(), In[1][:13], len(In)
# %%
def total():
    global values
    values = values * 2
    return values.sum()
total()
# %%
print(random.random(), np.random.rand(), sorted(n for n in globals() if not n.startswith('_')))
