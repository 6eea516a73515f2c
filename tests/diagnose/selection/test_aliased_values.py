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

SAVED = "x, y = np.linspace(0, 3, 40), np.sin(np.linspace(0, 9, 40))\ncurves = {curves}\n"
SAME, OWN = SAVED.format(curves="[y, y, y]"), SAVED.format(curves="[y, y + 0.1, y * 2]")
TABLE = "import pandas as pd\nt = pd.DataFrame(dict(x=x, **{f'step {k}': c for k, c in enumerate(curves)}))\n"
TABLE += "t.to_csv('t.csv', index=False)\nt = pd.read_csv('t.csv')\n"
KEYED = "np.savez('r.npz', x=x, **{f'step_{k}': c for k, c in enumerate(curves)})\n"
AXES = "fig, axes = plt.subplots(1, 3)\n"
FILED = {
    "columns by name": TABLE + AXES + "for ax, n in zip(axes, t.columns[1:]):\n    ax.set_title(n)\n"
    "    ax.plot(t['x'], t[n])\n",
    "columns that pandas draws": TABLE + "t.plot(x='x', subplots=True)\n",
    "columns that pandas draws by name": TABLE + AXES + "for ax, n in zip(axes, t.columns[1:]):\n"
    "    t.plot('x', n, ax=ax, color='red')\n",
    "arrays under keys": KEYED + AXES + "with np.load('r.npz') as run:\n    at = run['x']\n"
    "    fits = {k: run[k] for k in run.files if k != 'x'}\n"
    "for ax, (n, fit) in zip(axes, fits.items()):\n    ax.set_title(n)\n    ax.plot(at, fit)\n",
    "arrays under keys of a number": KEYED + AXES + "run = np.load('r.npz')\nfor k, ax in enumerate(axes):\n"
    "    ax.set_title(f'{k}')\n    ax.plot(run[f'step_{k}'])\n",
}
TRUTH = "import json\njson.dump({n: [list(y), list(y * k)] for k, n in enumerate('abc')}, open('r.json', 'w'))\n"
TRUTH += "with open('r.json') as f:\n    run = json.load(f)\n" + AXES
SHARED = {
    "the truth of every entry": TRUTH + "for ax, (n, (truth, fit)) in zip(axes, run.items()):\n    ax.set_title(n)\n"
    "    ax.plot(truth)\n    ax.plot(fit, '.')\n",
    "one column in every panel": TABLE + AXES + "for ax, n in zip(axes, t.columns[1:]):\n    ax.set_title(n)\n"
    "    ax.plot(t['x'], t['step 0'])\n",
    "what a dict says of each": KEYED + AXES + "run, of = np.load('r.npz'), dict.fromkeys('abc', 'step_0')\n"
    "for ax, n in zip(axes, 'abc'):\n    ax.set_title(n)\n    ax.plot(run[of[n]])\n",
}


FILM = "import pickle\nz = rng.random((9, 9, 2))\nwith open('s.pkl', 'wb') as f:\n"
FILM += "    pickle.dump([dict(epoch=n, kernel=z * {times}, whole=z * n, seen=z * 1) for n in range(4)], f)\n"
FILM += "with open('s.pkl', 'rb') as f:\n    snaps = pickle.load(f)\n"
STUCK, MOVING = FILM.format(times="1"), FILM.format(times="(n + 1)")
GRID = "fig, axes = plt.subplots(4, 2)\nfor row, s in zip(axes, snaps):\n"
RECORDS = {
    "parts of a picture": GRID + "    for k, ax in enumerate(row):\n        ax.imshow(s['kernel'][:, :, k])\n",
    "one picture each": "for n, s in enumerate(snaps):\n    plt.subplot(1, 4, n + 1)\n"
    "    plt.imshow(s['kernel'][..., 0], vmin=0, vmax=4)\n",
    "lines": "for s in snaps:\n    plt.plot(s['kernel'][0, :, 0], label='epoch %d' % s['epoch'])\n",
}
COMMON = {
    "what the records have in common": GRID + "    row[0].imshow(s['seen'][:, :, 0])\n"
    "    row[1].imshow(s['whole'][:, :, 0])\n",
    "under what differs": "for s in snaps:\n    plt.subplot(2, 2, s['epoch'] + 1)\n    plt.plot(s['seen'][0, :, 0])\n"
    "    plt.plot(np.arange(6) * s['epoch'])\n",
    "no course of a training": GRID.replace("snaps", "[{'seen': s['seen']} for s in snaps]")
    + "    row[0].imshow(s['seen'][:, :, 0])\n",
    "a schedule of all runs": "for s in snaps:\n    plt.plot(s['kernel'][0, :, 0], label='run %d' % s['epoch'])\n"
    "plt.xlabel('epoch')\n",
    "one record": "for s in snaps[:1]:\n    for k in range(4):\n        plt.subplot(2, 2, k + 1)\n"
    "        plt.imshow(s['seen'][:, :, k % 2])\n",
    "one record in a function": "def show(s):\n    for k in range(4):\n        plt.subplot(2, 2, k + 1)\n"
    "        plt.imshow(s['seen'][:, :, 0])\nshow(snaps[0])\n",
}


@pytest.mark.parametrize("name", RECORDS)
def test_one_array_in_all_records_of_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = RECORDS[name] + "plt.savefig('a.png')\n"
    wrong = said(checked(STUCK + save, tmp_path, monkeypatch, ["aliased-values"]))
    right = said(checked(MOVING + save, tmp_path, monkeypatch, ["aliased-values"]))
    assert ([(cause, severity) for cause, severity, _ in wrong], right) == ([("aliased-values", "error")], [])


@pytest.mark.parametrize("name", COMMON)
def test_an_array_that_records_share(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = STUCK + COMMON[name] + "plt.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["aliased-values"])) == []


@pytest.mark.parametrize("name", FILED)
def test_one_array_under_many_names_of_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = FILED[name] + "plt.savefig('a.png')\n"
    wrong = said(checked(SAME + save, tmp_path, monkeypatch, ["aliased-values"]))
    right = said(checked(OWN + save, tmp_path, monkeypatch, ["aliased-values"]))
    assert ([(cause, severity) for cause, severity, _ in wrong], right) == ([("aliased-values", "error")], [])


@pytest.mark.parametrize("name", SHARED)
def test_one_array_of_a_file_many_times_on_purpose(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = OWN + SHARED[name] + "plt.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["aliased-values"])) == []


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
