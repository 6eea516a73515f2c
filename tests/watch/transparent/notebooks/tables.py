# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
# %%
table = pd.DataFrame({'x': np.arange(4), 'y': [1.0, 4.0, 9.0, 16.0]})
table
# %%
table.plot(x='x')
# %%
sns.heatmap(table.corr(), annot=True)
# %%
sns.relplot(table, x='x', y='y', height=2)
# %%
table.describe().plot(subplots=True)
