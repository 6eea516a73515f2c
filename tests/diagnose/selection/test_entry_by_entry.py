"""A stack whose entries are all equal, of which panels show parts entry by entry: small scripts, no Keras."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

FILE = "w = rng.random((4, 64, 3))\n{make}\nnp.savez('w.npz', weights=w, epochs=range(4))\n"
FILE += "data = np.load('w.npz')\nweights, epochs = data['weights'], data['epochs']\n"
SAME, OWN = FILE.format(make="w[:] = w[0]"), FILE.format(make="w *= 0.5")
BUFFER = (
    "z, kept = rng.random((64, 3)), []\nfor n in range(4):\n    z[:] = rng.random(z.shape)\n    kept.append(z{copy})\n"
)
BUFFER += "weights = np.stack(kept)\nepochs = range(4)\n"
GRID = "fig, axes = plt.subplots(4, 3)\nfor row in range(4):\n    axes[row, 0].set_ylabel(f'epoch {epochs[row]}')\n"
GRID += "    for k in range(3):\n        axes[row, k].imshow(weights[row][:, k].reshape(8, 8), vmin=0, vmax=1)\n"
NAMED = "fig, axes = plt.subplots(4, 3)\nfor row, of, e in zip(axes, weights, epochs):\n"
NAMED += "    row[0].set_ylabel(f'epoch {e}')\n"
NAMED += (
    "    for k, ax in enumerate(row):\n        one = of[:, k].reshape(8, 8)\n        ax.imshow(one, vmin=0, vmax=1)\n"
)
TURNED = "fig, axes = plt.subplots(3, 4)\nfor k in range(3):\n    for n in range(4):\n"
TURNED += "        axes[k, n].set_title(f'epoch {epochs[n]}')\n"
TURNED += "        axes[k, n].imshow(weights[n, :, k].reshape(8, 8))\n"
LINES = "fig, axes = plt.subplots(1, 4)\nfor ax, of, e in zip(axes, weights, epochs):\n    ax.set_title(f'epoch {e}')\n"
LINES += "    ax.plot(of[:, 0] * 2)\n"
COUNTS = (
    "fig, axes = plt.subplots(1, 4)\nfor ax, of, e in zip(axes, weights, epochs):\n    ax.set_title(f'epoch {e}')\n"
)
COUNTS += "    ax.hist(of[:, 1], bins=20)\n"
DRAWN = {"by number": GRID, "by name": NAMED, "epochs across": TURNED, "lines": LINES, "counts": COUNTS}

VARIABLES = "class Layer:\n    def __init__(self):\n        self.kernel = rng.random((64, 3))\n    def fit(self):\n"
VARIABLES += "        self.kernel *= 0.9\nlayer, kept = Layer(), []\nfor n in range(4):\n    layer.fit()\n"
VARIABLES += "    kept.append({kept})\nweights = np.array([np.asarray(w) for w in kept])\nepochs = range(4)\n"

CALLED = "def show(kernels, numbers):\n    fig, axes = plt.subplots(4, 3)\n    for row, e in enumerate(numbers):\n"
CALLED += "        axes[row, 0].set_ylabel(f'epoch {e}')\n        for k in range(3):\n"
CALLED += "            axes[row, k].imshow(kernels[row][:, k].reshape(8, 8))\n    fig.savefig('a.png')\n"
CALLED += "run = np.load('w.npz')\nshow(run['weights'], run['epochs'])\n"
LISTED = (
    "import pickle\nwith open('w.pkl', 'wb') as f:\n    pickle.dump(list(weights), f)\nwith open('w.pkl', 'rb') as f:\n"
)
LISTED += "    states = pickle.load(f)\nfor n, one in enumerate(states):\n    plt.subplot(1, 4, n + 1)\n"
LISTED += "    plt.title(f'epoch {n}')\n    plt.imshow(one)\nplt.savefig('a.png')\n"
KEYED = "import json\njson.dump({f'epoch_{n}': w.tolist() for n, w in enumerate(weights)}, open('w.json', 'w'))\n"
KEYED += "with open('w.json') as f:\n    states = json.load(f)\nfor n, (name, one) in enumerate(states.items()):\n"
KEYED += "    plt.subplot(1, 4, n + 1)\n    plt.title(name)\n    plt.imshow(np.array(one))\nplt.savefig('a.png')\n"
HEAPED = "for w, e in zip(data['weights'], epochs):\n    plt.hist(w.ravel(), bins=30, label=f'epoch {e}')\n"
HEAPED += "plt.legend()\nplt.savefig('a.png')\n"
OTHERS = {
    "in a function": (CALLED, "axes[row, k].imshow"),
    "a list of a file": (LISTED, "plt.imshow"),
    "under keys of a file": (KEYED, "plt.imshow"),
    "counts in one panel": (HEAPED, "plt.hist"),
}
RIGHT = {
    "a layer that is said to be frozen": SAME + GRID + "fig.suptitle('kernel of the frozen layer')\n",
    "no course of a training": SAME
    + GRID.replace("epoch {", "run {")
    .replace("epochs", "numbers")
    .replace("fig, axes", "numbers = range(4)\nfig, axes"),
    "the same input above each state": SAME.replace("epochs=", "made=rng.random((4, 8, 8)), epochs=")
    + "fig, axes = plt.subplots(2, 4)\nfor n in range(4):\n    axes[0, n].set_title(f'epoch {epochs[n]}')\n"
    "    axes[0, n].imshow(weights[n][:, 0].reshape(8, 8))\n    axes[1, n].imshow(data['made'][n])\n",
    "one picture under marks of each state": SAME
    + "fig, axes = plt.subplots(1, 4)\nfor n, ax in enumerate(axes):\n    ax.set_title(f'epoch {epochs[n]}')\n"
    "    ax.imshow(weights[n][:, 0].reshape(8, 8))\n    ax.scatter(rng.random(5) * 7, rng.random(5) * 7)\n",
    "one picture in four maps of colours": SAME
    + "fig, axes = plt.subplots(1, 4)\nfor n, ax in enumerate(axes):\n    ax.set_title(f'epoch {epochs[n]}')\n"
    "    ax.imshow(weights[n][:, 0].reshape(8, 8), cmap=['gray', 'hot', 'jet', 'bone'][n])\n",
    "the same inputs in the row of each epoch": OWN
    + "inputs = data['weights'][0]\nfig, axes = plt.subplots(4, 3)\nfor row, e in zip(axes, epochs):\n"
    "    row[0].set_ylabel(f'epoch {e}')\n    for k, ax in enumerate(row):\n"
    "        ax.imshow(inputs[:, k].reshape(8, 8))\n",
    "a map of two classes that has settled": SAME
    + "fig, axes = plt.subplots(1, 4)\nfor n, ax in enumerate(axes):\n    ax.set_title(f'epoch {epochs[n]}')\n"
    "    ax.imshow((weights[n] > 0.5)[:, 0].reshape(8, 8))\n",
    "parts of one entry": SAME
    + "fig, axes = plt.subplots(1, 3)\nfor k, ax in enumerate(axes):\n    ax.set_title('epoch 3')\n"
    "    ax.imshow(weights[-1][:, k].reshape(8, 8))\n",
    "a stack that was made of one": "kept = [rng.random((64, 3))] * 4\nweights = np.stack(kept)\nepochs = range(4)\n"
    + GRID,
    "dead from the first to the last": SAME.replace("w[:] = w[0]", "w[:] = 0") + GRID,
}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (SAME, OWN),
        (BUFFER.format(copy=""), BUFFER.format(copy=".copy()")),
        (VARIABLES.format(kept="layer.kernel"), VARIABLES.format(kept="layer.kernel.copy()")),
    ],
)
def test_parts_of_one_state(name: str, wrong: str, right: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = DRAWN[name] + "plt.savefig('a.png')\n"
    found = said(checked(wrong + save, tmp_path, monkeypatch, ["aliased-values"]))
    assert found == [("aliased-values", "error", (wrong + save).count("\n") - 1)]
    assert said(checked(right + save, tmp_path, monkeypatch, ["aliased-values"])) == []


@pytest.mark.parametrize("name", OTHERS)
def test_one_state_in_all_entries_of_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, drawn = OTHERS[name]
    found = said(checked(SAME + code, tmp_path, monkeypatch, ["aliased-values"]))
    assert found == [("aliased-values", "error", (SAME + code).partition(drawn)[0].count("\n") + 1)]
    assert said(checked(OWN + code, tmp_path, monkeypatch, ["aliased-values"])) == []


@pytest.mark.parametrize("name", RIGHT)
def test_entries_that_are_equal_on_purpose(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name] + "plt.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["aliased-values"])) == []
