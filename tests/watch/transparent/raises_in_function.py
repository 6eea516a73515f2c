import matplotlib.pyplot as plt


def draw(values):
    fig, axes = plt.subplots(2, 2)
    axes.plot(values)


draw([1, 2])
