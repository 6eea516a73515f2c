import matplotlib.pyplot as plt
import numpy as np


def draw(first, second=2):
    before = locals()
    data = np.arange(4) + first
    print(sorted(before), len(before))
    plt.plot(data)
    print(sorted(before), before.get("data") is None)
    before["first"] = "changed"
    plt.plot(data * second)
    print(first, before["first"], sorted(before))

    def inner():
        nonlocal second
        second += 1
        plt.plot(data + second)
        return sorted(locals())

    print(inner(), second)


draw(1)


class Body:
    size = 3
    lines = plt.plot(range(size))
    names = sorted(n for n in locals() if not n.startswith("_"))


print(Body.names, [plt.plot([k, n])[0].get_ydata()[1] for n in range(2) for k in (n,)])
exec("made = 5; plt.plot([made, 1])")
print(made, eval("plt.plot([made])")[0].get_ydata())
names = {"plt": plt}
exec("value = 4\nplt.plot([value, 1])", names)
print(sorted(n for n in names if n != "__builtins__"))
plt.savefig("x.png")
