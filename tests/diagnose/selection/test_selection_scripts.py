"""The causes of selections on small scripts: wrong ones are named on their line, right ones like them are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, family, said

SELECTION = family("selection")

WRONG = {
    "one buffer in a list of curves": (
        "aliased-values",
        5,
        "track, now = [], np.zeros(4)\nfor epoch in range(6):\n    now[:] = rng.random(4)\n"
        "    track.append(now)\nplt.plot(track)\n",
    ),
    "one buffer cut for its picture": (
        "aliased-values",
        7,
        "steps, x = [], np.zeros((1, 8, 8, 1))\nfor t in range(4):\n    x[...] = rng.random(x.shape)\n"
        "    steps.append(x)\nfor t, s in enumerate(steps):\n"
        "    plt.subplot(1, 4, t + 1)\n    plt.imshow(s[0, :, :, 0])\n    plt.title(f'step {t}')\n",
    ),
    "one buffer in panels without titles": (
        "aliased-values",
        7,
        "frame, seen = np.zeros((8, 8)), []\nfor t in range(4):\n    frame[...] = rng.random((8, 8))\n"
        "    seen.append(frame)\nfig, axes = plt.subplots(1, 4)\n"
        "for ax, one in zip(axes, seen):\n    ax.imshow(one, vmin=0, vmax=1)\n",
    ),
    "pictures made of one buffer": (
        "aliased-values",
        7,
        "z, points = np.zeros(3), []\nfor n in range(4):\n    z[0] = n\n    points.append(z)\n"
        "made = [np.outer(p, np.arange(3.0)) for p in points]\nfor n, m in enumerate(made):\n"
        "    plt.subplot(1, 4, n + 1); plt.imshow(m, vmin=0, vmax=9); plt.title(f'step {n}')\n",
    ),
    "shuffled x on a log axis": (
        "unsorted-x",
        2,
        "x = rng.lognormal(0, 1, 80)\nplt.semilogx(x, x / (1 + x), 'r-')\n",
    ),
    "one dict that an object keeps": (
        "aliased-values",
        10,
        "class Keep:\n    def __init__(self):\n        self.state, self.all = {}, []\n"
        "    def on_epoch_end(self, loss):\n        self.state.update(loss=loss)\n"
        "        self.all.append(self.state)\nkeep = Keep()\nfor epoch in range(5):\n"
        "    keep.on_epoch_end(1 / (epoch + 1))\n"
        "plt.plot([d['loss'] for d in keep.all])\n",
    ),
    "logs that were kept": (
        "aliased-values",
        5,
        "kept, logs = [], {}\n"
        "for epoch in range(5):\n"
        "    logs['loss'] = 1 / (epoch + 1)\n"
        "    kept.append(logs)\n"
        "plt.plot([entry['loss'] for entry in kept])\n",
    ),
    "a dict asked for its history": (
        "history-object",
        2,
        "h = {'loss': [1, 2], 'val_loss': [2, 3]}\nplt.plot(h.history['loss'])\n",
    ),
    "shuffled x": (
        "unsorted-x",
        2,
        "x = rng.uniform(-3, 3, 80)\nplt.plot(x, np.sin(x), 'r-')\n",
    ),
    "shuffled column": (
        "unsorted-x",
        2,
        "x = rng.permutation(np.linspace(0, 1, 60))[:, None]\nplt.plot(x, x**2 + 0.01 * rng.normal(size=x.shape))\n",
    ),
    "a key of a history": (
        "missing-history-key",
        2,
        "h = {'accuracy': [0.5, 0.7], 'loss': [0.9, 0.6], 'val_loss': [1, 1]}\nplt.plot(h['acc'])\n",
    ),
    "no validation": (
        "missing-history-key",
        2,
        "h = {'accuracy': [0.5, 0.7], 'loss': [0.9, 0.6]}\nplt.plot(h['val_loss'])\n",
    ),
    "a dict": (
        "history-object",
        2,
        "h = {'loss': [0.9, 0.6], 'val_loss': [1.0, 0.8]}\nplt.plot(h)\n",
    ),
    "an empty list": (
        "empty-history",
        2,
        "h = {'loss': [], 'val_loss': []}\nplt.plot(h['loss'], label='loss')\n",
    ),
    "an empty minimum": (
        "empty-history",
        2,
        "history = {'loss': []}\nplt.axhline(min(history['loss']))\n",
    ),
    "accuracy under loss": (
        "mixed-units",
        3,
        "h = {'accuracy': [0.2, 0.5, 0.6], 'loss': [400.0, 200.0, 90.0]}\n"
        "plt.plot(h['loss'])\n"
        "plt.plot(h['accuracy'])\n",
    ),
    "scaled prediction": (
        "mixed-units",
        3,
        "actual = rng.normal(250000, 30000, 40)\n"
        "plt.plot(actual, label='actual')\n"
        "plt.plot((actual - 250000) / 30000, label='predicted')\n",
    ),
    "scaled bars": (
        "mixed-units",
        3,
        "actual = rng.normal(5000, 900, 8)\n"
        "plt.bar(np.arange(8) - 0.2, actual, 0.4, label='true')\n"
        "plt.bar(np.arange(8) + 0.2, (actual - 5000) / 900, 0.4, label='predicted')\n",
    ),
    "look-back": (
        "shifted-series",
        3,
        "s = np.cumsum(rng.normal(size=300))\n"
        "plt.plot(s, label='true')\n"
        "plt.plot(s[30:] + rng.normal(0, 0.1, 270), label='predicted')\n",
    ),
    "look-back on a wave": (
        "shifted-series",
        3,
        "s = np.sin(np.arange(300) / 7) + rng.normal(0, 0.02, 300)\n"
        "plt.plot(s, label='true')\n"
        "plt.plot(s[12:] + rng.normal(0, 0.05, 288), label='predicted')\n",
    ),
    "look-back along dates": (
        "shifted-series",
        4,
        "s = np.cumsum(rng.normal(size=300))\nday = np.datetime64('2023-05-01') + np.arange(300)\n"
        "plt.plot(day, s, label='true')\n"
        "plt.plot(day[:270], s[30:] + rng.normal(0, 0.1, 270), label='predicted')\n",
    ),
    "one buffer": (
        "aliased-values",
        5,
        "kept, buffer = [], np.zeros(20)\n"
        "for n in range(4):\n"
        "    buffer[:] = rng.random(20)\n"
        "    kept.append(buffer)\n"
        "for n, b in enumerate(kept): plt.plot(b, label=f'step {n}')\n",
    ),
    "rows alike": (
        "aliased-values",
        3,
        "w = np.stack([rng.random(30)] * 4)\n"
        "fig, axes = plt.subplots(1, 4)\n"
        "for n, ax in enumerate(axes): ax.plot(w[n]); ax.set_title(f'epoch {n}')\n",
    ),
    "one slice for all": (
        "partial-view",
        4,
        "m = rng.random((2, 8, 8, 6))\n"
        "for i in range(6):\n"
        "    plt.subplot(2, 3, i + 1)\n"
        "    plt.imshow(m[0, :, :, 2])\n"
        "    plt.title(f'map {i}')\n",
    ),
    "lines the wrong way": (
        "time-axis",
        2,
        "y = np.cumsum(rng.normal(size=(4, 90)), axis=1)\n"
        "plt.plot(y); plt.xlabel('hour'); plt.title('4 sensors over 90 hours')\n",
    ),
    "one step of a window": (
        "single-timestep",
        2,
        "w = rng.random((50, 72, 6))\nplt.plot(w[0][0]); plt.xlabel('hour'); plt.title('first window, 72 hours')\n",
    ),
}

RIGHT = {
    "a running mean lags behind a wave": "s = np.sin(np.arange(100) / 7)\n"
    "plt.plot(np.arange(100), s, label='true')\n"
    "plt.plot(np.arange(10, 100), [s[n : n + 10].mean() for n in range(90)], label='forecast')\n",
    "one picture in several manners": (
        "views = [rng.random((8, 8))] * 3\nfig, axes = plt.subplots(1, 3)\n"
        "for ax, one, way in zip(axes, views, ('nearest', 'bilinear', 'bicubic')):\n"
        "    ax.imshow(one, interpolation=way)\nfig.savefig('a.png')\n"
    ),
    "dicts of their own that do not change": (
        "kept = [{'loss': 0.5} for _ in range(4)]\nplt.plot([d['loss'] for d in kept])\nplt.savefig('a.png')\n"
    ),
    "a copy each turn in a list of curves": (
        "track, now = [], np.zeros(4)\nfor epoch in range(6):\n    now[:] = rng.random(4)\n"
        "    track.append(now.copy())\nplt.plot(track)\n"
    ),
    "another array each turn": (
        "stages = [rng.random((1, 8, 8, 4)) for _ in range(4)]\n"
        "for n, out in enumerate(stages):\n"
        "    plt.subplot(1, 4, n + 1)\n"
        "    plt.imshow(out[0].mean(axis=-1))\n"
        "    plt.title(f'stage {n}')\n"
    ),
    "a circle": ("t = np.linspace(0, 6.28, 200)\nplt.plot(np.cos(t), np.sin(t))\n"),
    "a curve of Lissajous": ("t = np.linspace(0, 60, 900)\nplt.plot(np.sin(3 * t), np.sin(4.1 * t))\n"),
    "a random walk in the plane": ("x, y = rng.normal(size=(2, 400)).cumsum(axis=1)\nplt.plot(x, y)\n"),
    "random joined points": ("x, y = rng.random((2, 60))\nplt.plot(x, y)\n"),
    "markers without a line": ("x = rng.random(90)\nplt.plot(x, x**2, 'o')\n"),
    "a scatter": ("x = rng.random(90)\nplt.scatter(x, x**2)\n"),
    "falling x": ("x = np.linspace(1, 0, 90)\nplt.plot(x, x**2)\n"),
    "sorted x": ("x = np.sort(rng.random(90))\nplt.plot(x, x**2)\n"),
    "a history with its keys": (
        "h = {'accuracy': [0.5, 0.7], 'loss': [0.9, 0.6]}\nplt.plot(h['accuracy'])\nplt.plot(h['loss'])\n"
    ),
    "an empty line for the legend": ("plt.plot([1, 2])\nplt.plot([], [], 'k--', label='loss')\n"),
    "loss and accuracy of one order": (
        "plt.plot([0.9, 0.6, 0.5], label='loss')\nplt.plot([0.5, 0.7, 0.8], label='accuracy')\n"
    ),
    "two axes": (
        "fig, ax = plt.subplots()\n"
        "ax.plot([300, 200, 100], label='loss')\n"
        "ax.twinx().plot([0.1, 0.5, 0.6], label='accuracy')\n"
    ),
    "a logarithmic axis": (
        "plt.plot([300, 200, 100], label='loss')\nplt.plot([0.1, 0.5, 0.6], label='accuracy')\nplt.yscale('log')\n"
    ),
    "noise beside a signal": (
        "plt.plot(100 * np.sin(np.arange(90) / 9), label='signal')\nplt.plot(rng.normal(size=90), label='noise')\n"
    ),
    "an echo of the last value": (
        "s = np.cumsum(rng.normal(size=300))\n"
        "plt.plot(np.arange(1, 300), s[1:], label='true')\n"
        "plt.plot(np.arange(1, 300), s[:-1], label='predicted')\n"
    ),
    "an aligned prediction": (
        "s = np.cumsum(rng.normal(size=300))\n"
        "plt.plot(s, label='true')\n"
        "plt.plot(np.arange(30, 300), s[30:] + rng.normal(0, 0.1, 270), label='predicted')\n"
    ),
    "a forecast after the end": (
        "s = np.sin(np.arange(200) / 8)\n"
        "plt.plot(s[:150], label='history')\n"
        "plt.plot(np.arange(150, 200), s[150:], label='forecast')\n"
    ),
    "a phase": (
        "t = np.arange(200) / 9\nplt.plot(np.sin(t), label='voltage')\nplt.plot(np.sin(t - 1), label='current')\n"
    ),
    "one picture in several ways": (
        "picture = rng.random((3, 8, 8))\n"
        "fig, axes = plt.subplots(1, 3)\n"
        "for ax, cmap in zip(axes, ['gray', 'hot', 'jet']):\n"
        "    ax.imshow(picture[0], cmap=cmap)\n"
        "    ax.set_title(cmap)\n"
    ),
    "one line in several panels": (
        "x = np.arange(9)\n"
        "fig, axes = plt.subplots(1, 3)\n"
        "for ax, scale in zip(axes, ['linear', 'log', 'symlog']):\n"
        "    ax.plot(x, x + 1)\n"
        "    ax.set_yscale(scale)\n"
        "    ax.set_title(scale)\n"
    ),
    "many columns on purpose": (
        "iris = rng.random((4, 150))\nplt.plot(iris)\nplt.xticks(range(4), ['a', 'b', 'c', 'd'])\n"
    ),
    "columns over time": ("y = rng.normal(size=(90, 4)).cumsum(axis=0)\nplt.plot(y)\nplt.xlabel('hour')\n"),
    "a few walks": ("y = rng.normal(size=(30, 50)).cumsum(axis=0)\nplt.plot(y)\nplt.xlabel('step')\n"),
    "kept copies": (
        "kept, buffer = [], np.zeros(20)\n"
        "for n in range(4):\n"
        "    buffer[:] = rng.random(20)\n"
        "    kept.append(buffer.copy())\n"
        "for n, b in enumerate(kept): plt.plot(b, label=f'step {n}')\n"
    ),
    "a slice of the last axis over time": (
        "w = rng.random((50, 72, 6))\nplt.plot(w[0][:, 0])\nplt.xlabel('hour')\nplt.title('72 hours')\n"
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_script_is_named_on_its_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cause, line, code = WRONG[name]
    found = said(checked(code + "plt.savefig('end.png')\n", tmp_path, monkeypatch, SELECTION))
    assert found
    assert found[0][0] == cause
    assert found[0][2] == line


@pytest.mark.parametrize("name", RIGHT)
def test_right_script_is_met_with_silence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(checked(RIGHT[name] + "plt.savefig('end.png')\n", tmp_path, monkeypatch, SELECTION)) == []


def test_the_nearest_key_is_the_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "h = {'auc_1': [0.5, 0.7], 'loss': [0.9, 0.6], 'val_auc_1': [1, 1]}\nplt.plot(h['val_auc'])\n"
    fix = checked(code, tmp_path, monkeypatch, SELECTION).findings[0].fix
    assert fix is not None
    assert (fix.before, fix.after) == ("'val_auc'", "'val_auc_1'")


def test_a_dict_that_is_no_history_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        said(checked("colours = {'red': 1, 'green': 2}\nplt.plot(colours['blue'])\n", tmp_path, monkeypatch, SELECTION))
        == []
    )


@pytest.mark.parametrize(("name", "named"), [("history", 1), ("prices", 0)])
def test_a_table_of_an_empty_log(name: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from a file, in a script that knows nothing of Keras."""
    (tmp_path / f"{name}.json").write_text("{}")
    code = f"import json\nimport pandas as pd\nwith open('{name}.json') as f:\n    table = pd.DataFrame(json.load(f))\n"
    found = checked(code + "table.plot()\n", tmp_path, monkeypatch, ["empty-history"]).findings
    assert len(found) == named


@pytest.mark.parametrize(
    ("lines", "label", "named"),
    [
        ("# epoch loss\n", "loss", ["empty-history"]),
        ("# epoch loss\n1 0.5\n2 0.4\n", "loss", []),
        ("# depth speed\n", "speed", []),
    ],
)
def test_a_log_without_a_line(
    lines: str, label: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log.txt").write_text(lines)
    code = f"log = np.loadtxt('log.txt')\nplt.plot(log[:, 0], log[:, 1], label='{label}')\nplt.savefig('a.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["empty-history"]).findings
    assert [f.cause for f in found] == named


def test_lists_of_a_file_that_are_all_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "second.json").write_text('{"loss": [], "val_loss": []}')
    code = "import json\nwith open('second.json') as f:\n    log = json.load(f)\nbest = min(log['val_loss'])\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["empty-history"]).findings
    assert "read from 'second.json', is an empty list, as all of them are (loss, val_loss)" in found.message


ROWS = "import json\nwith open('night.jsonl') as f:\n    rows = [json.loads(line) for line in f]\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (ROWS + "plt.axhline(min(r['val_loss'] for r in rows))\n", 1),
        (ROWS + "plt.title(min(rows, key=lambda r: r['val_loss'])['epoch'])\n", 1),
        (ROWS + "plt.title(rows[-1]['val_loss'])\n", 1),
        (ROWS + "plt.title(rows[-1]['price'])\n", 0),
        (
            "import csv\nwith open('night.jsonl') as f:\n    reader = csv.reader(f)\n    names = next(reader)\n"
            "    plt.plot([float(r[1]) for r in reader], label='loss')\n    f.name\n",
            0,
        ),
        ("import json\nwith open('night.jsonl') as f:\n    h = json.load(f)\nplt.plot(h['loss'])\n", 1),
        (
            "rows = open('night.jsonl').read().splitlines()\nfirst = rows[0].split(',')\n"
            "plt.plot([float(r.split(',')[first.index('loss')]) for r in rows[1:]])\nh = {'loss': 0}\nh['loss']\n",
            1,
        ),
    ],
)
def test_a_log_of_rows_without_one(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "night.jsonl").write_text("")
    found = checked(code, tmp_path, monkeypatch, ["empty-history"]).findings
    assert [f.cause for f in found] == ["empty-history"] * named
