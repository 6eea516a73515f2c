import traceback

import matplotlib.pyplot as plt
import numpy as np


def tell(draw):
    try:
        draw()
    except Exception as problem:
        print(traceback.format_exc())
        print([f.name for f in traceback.extract_tb(problem.__traceback__)], problem.__context__, problem.__cause__)


fig, ax = plt.subplots()
tell(lambda: plt.imshow(np.zeros(5)))
tell(lambda: ax.plot([1, 2], [1, 2, 3]))
tell(lambda: ax.scatter([1], [1, 2]))
tell(lambda: ax.bar())
tell(lambda: ax.hist(bins=-3, x=[1, 2]))
tell(lambda: fig.savefig("x.nothing"))
tell(lambda: plt.figure(figsize=(-1, 2)))
tell(lambda: ax.set_xlim(np.nan, 3))
tell(lambda: plt.imsave("x.png", np.zeros((2, 2, 7))))
tell(lambda: plt.show(1, 2, 3))
tell(lambda: ax.legend(3))
tell(lambda: ax.contour(np.zeros(3)))
tell(lambda: plt.subplot(5, 5, 99))
tell(lambda: plt.close([]))
