import matplotlib.pyplot as plt


class Odd(Exception):
    def __str__(self):
        return "odd\nin two lines"


def draw():
    fig = plt.figure()
    fig.add_subplot().plot([1, 2])
    fig.savefig("x.png")
    problem = Odd()
    problem.add_note("a note")
    try:
        raise ExceptionGroup("many", [ValueError(1), TypeError("two")])
    except* ValueError:
        raise problem from None


draw()
