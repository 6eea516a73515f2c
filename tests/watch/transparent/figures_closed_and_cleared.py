import gc
import weakref

import matplotlib.pyplot as plt

fig = plt.figure()
kept = weakref.ref(fig)
plt.plot([1, 2])
plt.clf()
plt.savefig("blank.png")
plt.close("all")
del fig
gc.collect()
print(kept() is None)
plt.show()
