import matplotlib.pyplot as plt


def draw(name):
    plt.plot([1, 2, 3])
    plt.savefig(name)
    return __name__, __package__
