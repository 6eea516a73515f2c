import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler

before = dict(mpl.rcParams)
with plt.style.context("ggplot"):
    plt.plot([1, 2])
    plt.savefig("ggplot.png")
    print(mpl.rcParams["axes.facecolor"])
print([k for k in before if before[k] != mpl.rcParams[k]])
with mpl.rc_context({"axes.prop_cycle": cycler(color=["red", "blue"]), "figure.dpi": 50}):
    fig, ax = plt.subplots()
    print([line.get_color() for line in ax.plot([[1, 2, 3], [3, 2, 1]])], ax._get_lines.get_next_color())
    fig.savefig("cycle.png")
mpl.rcParams["image.cmap"] = "gray"
plt.figure()
print(plt.imshow([[1, 2]]).cmap.name)
with plt.xkcd(randomness=1):
    print(mpl.rcParams["path.sketch"])
mpl.rcdefaults()
print(len(mpl.rcParams), mpl.rcParams["image.cmap"])
print(plt.colormaps()[:3], plt.get_cmap("viridis").N)
