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


@pytest.mark.parametrize("name", RIGHT)
def test_entries_that_are_equal_on_purpose(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name] + "plt.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["aliased-values"])) == []
