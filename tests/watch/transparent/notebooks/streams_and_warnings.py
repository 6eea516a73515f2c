# %%
import sys, warnings, logging
import matplotlib.pyplot as plt
import numpy as np
# %%
print('out')
print('err', file=sys.stderr)
warnings.warn('mine')
# %%
np.array([1.0]) / np.array([0.0])
plt.legend()
# %%
logging.getLogger('mine').warning('logged')
plt.imshow(np.full((2, 2, 3), 2.0))
# %%
plt.figure().gca().set_xlim(1, 1)
