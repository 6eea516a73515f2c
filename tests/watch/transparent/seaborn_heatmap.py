import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

sns.heatmap(np.arange(12).reshape(3, 4), annot=True)
plt.savefig("heat.png")
print(len(plt.gcf().axes))
