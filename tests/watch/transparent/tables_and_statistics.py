import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

rng = np.random.default_rng(1)
table = pd.DataFrame({"x": np.arange(12), "y": rng.random(12), "kind": list("ab") * 6})
table.plot(x="x", y="y", kind="scatter", c="red").figure.savefig("scatter.png")
table[["x", "y"]].plot(subplots=True, layout=(1, 2))
plt.savefig("lines.png")
print(table.groupby("kind").y.plot(legend=True).index.tolist(), table.hist().shape)
table.boxplot(by="kind")
plt.savefig("boxes.png")
np.random.seed(3)
plt.figure()
print(type(sns.lineplot(table, x="kind", y="y", n_boot=20, seed=1)).__name__)
plt.savefig("line.png")
grid = sns.relplot(table, x="x", y="y", col="kind", height=2)
grid.savefig("grid.png")
plt.figure()
sns.histplot(table, x="y", hue="kind", bins=4)
plt.savefig("hist.png")
with sns.axes_style("dark"):
    sns.heatmap(table[["x", "y"]].corr(), annot=True, ax=plt.figure().gca())
plt.savefig("heat.png")
print(np.random.rand(), plt.get_fignums())
table.plot(x="nothing")
