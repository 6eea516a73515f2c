import matplotlib.pyplot as plt
import pandas as pd

frame = pd.DataFrame({"loss": [1.0, 0.5, 0.2], "accuracy": [0.1, 0.6, 0.8]})
axes = frame.plot(subplots=True)
print(type(axes).__name__, len(axes))
plt.savefig("frame.png")
