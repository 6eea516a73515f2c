import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")

import matplotlib.pyplot as plt
import numpy as np

logging.getLogger("matplotlib.font_manager").setLevel(logging.INFO)
plt.imshow(np.full((3, 3, 3), 2.0))
plt.savefig("clipped.png")
plt.figure()
plt.plot([1.0])
plt.savefig("point.png")
plt.figure()
plt.imshow(np.zeros((1, 4, 4, 3))[0])
plt.show()
logging.getLogger("mine").warning("said")
print(len(logging.root.handlers), sorted(n for n in logging.root.manager.loggerDict if "scope" in n))
plt.imshow(np.zeros((1, 4, 4, 2)))
