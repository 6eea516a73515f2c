"""One array stored many times, wherever the list is kept; a picture shown many times on purpose is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

OBJECT = (
    "class Pond:\n    def __init__(self):\n        self.level, self.kept = np.zeros((1, 9, 9)), []\n"
    "    def drop(self):\n        for n in range(5):\n            self.kept.append({kept})\n"
    "            self.level += rng.random((1, 9, 9))\n        return self\npond = Pond().drop()\n"
)
PANELS = "fig, axes = plt.subplots(1, 4)\nfor n, (ax, f) in enumerate(zip(axes, {of})):\n    ax.set_title(f'{{n}}')\n"
BUFFER = "z, log = np.zeros((9, 9)), {log}\nfor n in range(4):\n    z[...] = rng.random((9, 9))\n    {keep}\n"
DRAWN = "    ax.imshow(f, vmin=0, vmax=9)\n"

WRONG = {
    "a view, in a list of an object": OBJECT.format(kept="self.level[0]") + PANELS.format(of="pond.kept[:4]") + DRAWN,
    "beside its number": BUFFER.format(log="[]", keep="log.append((n, z))")
    + "fig, axes = plt.subplots(1, 4)\nfor ax, (n, f) in zip(axes, log):\n    ax.set_title(f'{n}')\n"
    + DRAWN,
    "in a dict": BUFFER.format(log="{}", keep="log[n] = z") + PANELS.format(of="log.values()") + DRAWN,
    "yielded": "def steps():\n    z = np.zeros((9, 9))\n    for n in range(4):\n        z += rng.random((9, 9))\n"
    "        yield z\nseen = list(steps())\n" + PANELS.format(of="seen") + DRAWN,
    "filled and drawn over": "z, log = np.zeros((9, 9)), []\nfor n in range(4):\n    z.fill(n)\n    z[2] = 7\n"
    "    log.append(z)\n" + PANELS.format(of="log") + "    ax.plot([0, n], [0, 8])\n" + DRAWN,
    "behind another picture": "snaps, first = np.stack([np.eye(9)] * 3), rng.random((9, 9))\n"
    + PANELS.format(of="[first, *snaps]")
    + DRAWN,
    "lines of a height in colours of their own": "grids = np.stack([np.add.outer(range(9), range(9)) / 9] * 3)\n"
    "fig, ax = plt.subplots()\nfor g, colour in zip(grids, 'rgb'):\n    ax.contour(g, levels=[0.8], colors=colour)\n",
}
RIGHT = {
    "a copy, in a list of an object": OBJECT.format(kept="self.level[0].copy()")
    + PANELS.format(of="pond.kept[:4]")
    + DRAWN,
    "rows of one array, in a list of an object": "class Pond:\n    def __init__(self):\n"
    "        self.all = rng.random((4, 9, 9))\n        self.kept = list(self.all)\npond = Pond()\n"
    + PANELS.format(of="pond.kept")
    + DRAWN,
    "a background of an object": "class Map:\n    def __init__(self):\n        self.ground = rng.random((9, 9))\n"
    "        self.layers = [self.ground] * 4\nground = Map()\n"
    + PANELS.format(of="ground.layers")
    + DRAWN
    + "    ax.plot([n, n + 1], [1, 5])\n",
    "a background with marks in one panel": "ground = [rng.random((9, 9))] * 4\n"
    + PANELS.format(of="ground")
    + DRAWN
    + "axes[2].scatter([1, 2], [3, 4])\n",
    "heights of one grid": "grids = np.stack([np.add.outer(range(9), range(9)) / 9] * 3)\n"
    "fig, ax = plt.subplots()\nfor g, at in zip(grids, (0.3, 0.5, 0.8)):\n    ax.contour(g, levels=[at], colors='k')\n",
    "one picture in four maps of colours": "views = [rng.random((9, 9))] * 4\n"
    + PANELS.format(of="views")
    + "    ax.imshow(f, cmap=['gray', 'hot', 'jet', 'bone'][n])\n",
}


@pytest.mark.parametrize("name", WRONG)
def test_one_array_stored_many_times(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = WRONG[name] + "fig.savefig('a.png')\n"
    found = said(checked(code, tmp_path, monkeypatch, ["aliased-values"]))
    assert [(f[0], f[2]) for f in found] == [("aliased-values", code.count("\n") - 1)]


@pytest.mark.parametrize("name", RIGHT)
def test_one_picture_many_times_on_purpose(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name] + "fig.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["aliased-values"])) == []


def test_an_object_whose_attributes_are_code_is_asked_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "class Proud:\n    def __getattribute__(self, name):\n        raise RuntimeError(name)\nproud = Proud()\n"
        "plt.plot(rng.random(9))\nplt.savefig('a.png')\n"
    )
    assert checked(code, tmp_path, monkeypatch, ["aliased-values"]).findings == ()
