# %%
import asyncio
import matplotlib.pyplot as plt
await asyncio.sleep(0)
plt.plot([1])
# %%
async def draw():
    plt.plot([1, 2])
    return 3
await draw()
# %%
get_ipython().run_cell('plt.plot([7, 8]); 9');
# %%
plt.ion()
fig = plt.figure()
fig.add_subplot().plot([1, 2])
fig.savefig('x.png')
plt.pause(0.001)
# %%
import threading
thread = threading.Thread(target=lambda: print('in a thread'))
thread.start()
thread.join()
# %%
from matplotlib.animation import FuncAnimation
fig, ax = plt.subplots()
move = FuncAnimation(fig, lambda n: ax.plot([n]), frames=2)
len(move.to_jshtml()) > 99
# %%
plt.figure()
get_ipython().events.callbacks['post_execute'] != []
# %%
raise SystemExit(3)
