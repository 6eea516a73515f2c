import datetime

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

days = [datetime.date(2024, 1, d) for d in (1, 2, 3)]
fig, axes = plt.subplots(2, 3)
axes[0, 0].plot(days, [1, 2, 3])
axes[0, 1].bar(["a", "b"], [1, 2])
axes[0, 2].plot(np.array(days, dtype="datetime64[D]"), np.ma.masked_greater([1, 2, 3], 2))
axes[1, 0].imshow(np.ma.masked_invalid([[1, np.nan], [np.inf, 2]]))
axes[1, 1].plot(pd.Series([1.0, None, 3.0], index=pd.date_range("2024", periods=3)))
axes[1, 2].scatter(pd.Categorical(["x", "y"]), [True, False])
fig.autofmt_xdate()
fig.savefig("x.png")
print([label.get_text() for label in axes[0, 1].get_xticklabels()], axes[0, 0].get_xlim())
for given in (np.array([1 + 2j]), np.array(["a", None], dtype=object), [[1], [2, 3]], None, np.array(3), [[]]):
    plt.figure()
    try:
        print(len(plt.plot(given)))
    except Exception as problem:
        print(type(problem).__name__, str(problem)[:60])
