import matplotlib
import matplotlib.pyplot as plt

print(matplotlib.get_backend(), matplotlib.is_interactive())
plt.ion()
plt.plot([1, 2])
print(plt.isinteractive(), plt.gcf().canvas.manager is not None)
plt.draw()
plt.pause(0.001)
plt.show(block=False)
with plt.ioff():
    plt.figure()
    print(plt.isinteractive())
plt.ioff()
print(plt.get_fignums(), plt.fignum_exists(2))
plt.figure(7).add_subplot().imshow([[1, 2]])
plt.close(7)
plt.close("nobody")
plt.figure("named")
print(plt.get_fignums(), plt.get_figlabels())
plt.switch_backend("svg")
print(matplotlib.get_backend(), plt.get_fignums())
plt.rcParams["svg.hashsalt"] = "salt"
plt.plot([1, 2])
plt.savefig("x.svg", metadata={"Date": None})
plt.switch_backend("agg")
plt.plot([1, 2])
plt.savefig("x.png")
