# %%
import matplotlib.pyplot as plt
import numpy as np
kept = [1]
# %%
try:
    plt.imshow(np.zeros(5))
except TypeError as problem:
    print(problem, len(__import__('traceback').extract_tb(problem.__traceback__)))
plt.close()
# %%
kept.append(2)
plt.plot([1, 2], [1, 2, 3])
# %%
print('never run')
