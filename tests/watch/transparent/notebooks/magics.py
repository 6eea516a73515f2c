# %%
%matplotlib inline
import matplotlib.pyplot as plt
# %%
%config InlineBackend.figure_formats = ['svg']
plt.rcParams['svg.hashsalt'] = 'salt'
plt.rcParams['svg.fonttype'] = 'none'
# %%
%config InlineBackend.figure_formats = ['png', 'jpeg']
plt.plot([1, 2])
# %%
%%capture heard
print('heard')
plt.plot([3, 4])
# %%
heard.stdout, len(heard.outputs)
# %%
%%writefile other.py
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.savefig('other.png')
print('ran')
# %%
%run other.py
# %%
values = !echo one two
values
# %%
%matplotlib agg
plt.plot([5, 6])
plt.get_fignums()
