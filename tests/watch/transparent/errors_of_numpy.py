import matplotlib.pyplot as plt
import numpy as np

np.seterr(all="raise")
heard = []
array = np.array([[np.nan, np.inf, -np.inf], [1e300, -1e300, 0.0]])
for draw in (plt.imshow, plt.pcolormesh, plt.plot, plt.contour):
    plt.figure()
    try:
        draw(array)
        plt.savefig(f"{draw.__name__}.png")
        print(draw.__name__, "drawn")
    except FloatingPointError as problem:
        print(draw.__name__, problem)
print(np.geterr())
np.seterr(all="call")
np.seterrcall(lambda kind, flag: heard.append(kind))
plt.figure()
plt.imshow(array.astype("float32"))
plt.plot(np.uint8([255, 1]))
print(heard, np.geterr()["over"])
np.set_printoptions(precision=2, suppress=True)
plt.hist(np.arange(5) / 3)
print(np.arange(5) / 3, np.get_printoptions()["precision"])
