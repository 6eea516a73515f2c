# %%
from IPython.display import HTML, Markdown, display, clear_output
import matplotlib.pyplot as plt
# %%
fig, ax = plt.subplots()
ax.plot([1, 2])
display(fig)
plt.close(fig)
# %%
display(HTML('<b>b</b>'), Markdown('*m*'), {'a': 1})
print('printed')
'value'
# %%
handle = display('first', display_id='one')
handle.update('second')
# %%
print('gone')
clear_output()
plt.scatter([1], [2])
