"""One entry drawn for a mean of all, one picture in every panel, one array in every row: small scripts, no Keras."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, root, run_with
from tests.diagnose.scripts import checked, said

from kerascope.diagnose import all_causes
from kerascope.evidence import Provenance, Value

RUNS = "runs = rng.random((5, 30))\n"
LIST = "runs = [rng.random(30) for _ in range(4)]\n"
ROWS = "shots = rng.random((12, 8, 8))\nfig, axes = plt.subplots(2, 4)\nfor n in range(4):\n"
PANELS = "shots = rng.random((12, 8, 8))\nfig, axes = plt.subplots(1, 4)\nfor n, ax in enumerate(axes):\n"

WRONG = {
    "a title of a mean": ("partial-view", RUNS + "plt.plot(runs[0])\nplt.title('Mean loss over 5 runs')\n"),
    "a label of a mean": (
        "partial-view",
        LIST + "for r in runs: plt.plot(r, color='0.8')\nplt.plot(runs[-1], label='average of four runs')\n",
    ),
    "a mean by the name of its array": (
        "partial-view",
        "draws = rng.random((40, 9, 2))\none = draws[3]\nplt.plot(one[:, 1], label='mean of the draws')\n",
    ),
    "a mean picture": (
        "partial-view",
        "maps = rng.random((20, 8, 8))\nplt.imshow(maps[2])\nplt.title('20-map mean')\n",
    ),
    "one picture under titles that repeat": (
        "partial-view",
        PANELS + "    ax.imshow(shots[0]); ax.set_title(f'kind {n % 2}')\n",
    ),
    "one picture under one title": ("partial-view", PANELS + "    ax.imshow(shots[0]); ax.set_title('shot')\n"),
    "one of as many as there are names": (
        "partial-view",
        "maps = rng.random((3, 8, 8))\nfor n, name in enumerate('abc'):\n"
        "    plt.subplot(1, 3, n + 1); plt.imshow(maps[0]); plt.title(name)\n",
    ),
    "a walk begun anew": (
        "partial-view",
        PANELS + "    batch = next(iter([shots + 1]))\n    ax.imshow(batch[0]); ax.set_title('shot')\n",
    ),
    "one output below each picture": (
        "partial-view",
        "out = rng.random((12, 8, 8))\n" + ROWS + "    axes[0, n].imshow(shots[n])\n    axes[1, n].imshow(out[0])\n",
    ),
    "one of as many outputs as panels": (
        "partial-view",
        "out = rng.random((4, 8, 8))\n" + ROWS + "    axes[0, n].imshow(shots[n])\n    axes[1, n].imshow(out[0])\n",
    ),
    "one output between pictures and differences": (
        "partial-view",
        "out = rng.random((12, 8, 8))\nfig, rows = plt.subplots(3, 3)\nshots = rng.random((12, 8, 8))\n"
        "for n in range(3):\n    rows[0, n].imshow(shots[n])\n    rows[1, n].imshow(out[0])\n"
        "    rows[2, n].imshow(abs(shots[n] - out[n]) ** 2)\n",
    ),
    "one row of a table as a picture": (
        "partial-view",
        "rows = rng.random((20, 64))\nfor n in range(4):\n    plt.subplot(1, 4, n + 1); plt.axis('off')\n"
        "    plt.imshow(rows[0].reshape(8, 8))\n",
    ),
    "one row of a table beside each of another": (
        "partial-view",
        "rows, out = rng.random((20, 64)), rng.random((20, 64))\nfig, axes = plt.subplots(2, 4)\nfor n in range(4):\n"
        "    high, low = axes[:, n]\n    high.imshow(rows[n].reshape(8, 8))\n    low.imshow(out[0].reshape(8, 8))\n",
    ),
    "one picture of a list": (
        "partial-view",
        "shots = [rng.random((8, 8)) for _ in range(6)]\nfor n in range(4):\n"
        "    plt.subplot(2, 2, n + 1); plt.imshow(shots[0], cmap='gray'); plt.title(f'shot {n}')\n",
    ),
    "a loop over two rows of panels": (
        "partial-view",
        "shots, out = rng.random((9, 8, 8)), rng.random((9, 8, 8))\nfig, axes = plt.subplots(2, 4)\n"
        "for n, (high, low) in enumerate(zip(*axes)):\n    high.imshow(shots[n])\n    low.imshow(out[0])\n",
    ),
    "scores of one beside each picture": (
        "partial-view",
        "shots, scores = rng.random((9, 8, 8)), rng.random((9, 5))\nfig, axes = plt.subplots(4, 2)\n"
        "for n, (left, right) in enumerate(axes):\n    left.imshow(shots[n])\n    right.bar(range(5), scores[0])\n",
    ),
    "one curve of as many as panels": (
        "partial-view",
        "runs = rng.random((3, 30))\nfig, axes = plt.subplots(3)\nfor n, ax in enumerate(axes):\n"
        "    ax.plot(runs[0], color=f'C{n}')\n    ax.set_title(f'run {n}')\n",
    ),
    "an array of one state": (
        "aliased-values",
        "now, path = np.zeros(3), []\nfor t in range(9):\n    now += rng.random(3)\n    path.append(now)\n"
        "path = np.array(path)\nplt.plot(path)\n",
    ),
    "an array of one state, made in the call": (
        "aliased-values",
        "now, path = np.zeros(3), []\nfor t in range(9):\n    now += rng.random(3)\n    path.append(now)\n"
        "plt.plot(np.array(path))\n",
    ),
    "an array of a buffer that an object keeps": (
        "aliased-values",
        "class Walk:\n    def __init__(self):\n        self.now, self.path = np.zeros(3), []\n    def go(self):\n"
        "        self.now[...] = rng.random(3)\n        self.path.append(self.now)\nwalk = Walk()\n"
        "for t in range(9): walk.go()\nplt.plot(np.stack(walk.path))\n",
    ),
    "a table of one dict": (
        "aliased-values",
        "import pandas as pd\nrow, rows = {}, []\nfor t in range(9):\n    row['loss'] = 1 / (t + 1)\n"
        "    rows.append(row)\npd.DataFrame(rows).plot()\n",
    ),
    "one entry of an array of views": (
        "aliased-values",
        "w, log = np.zeros((2, 2)), []\nfor t in range(9):\n    w -= rng.random((2, 2))\n    log.append(w.ravel())\n"
        "told = np.stack(log)\nplt.plot(told[:, 0])\n",
    ),
    "rows that are one list": (
        "aliased-values",
        "grid = [[0.0] * 6] * 5\nfor i in range(5):\n    for j in range(6): grid[i][j] = i * j\nplt.imshow(grid)\n",
    ),
    "curves that are one list": (
        "aliased-values",
        "curves = [[]] * 3\nfor e in range(5):\n    for k in range(3): curves[k].append(e * k)\n"
        "for k in range(3): plt.plot(curves[k], label=f'run {k}')\n",
    ),
}

RIGHT = {
    "the mean": RUNS + "plt.plot(runs.mean(0), label='mean of 5 runs'); plt.plot(runs[0], label='one')\n",
    "the mean beside one": RUNS + "plt.plot(runs[0]); plt.plot(runs.mean(0)); plt.title('Mean of 5 runs')\n",
    "a mean that was added up": RUNS
    + "acc = np.zeros(30)\nfor r in runs: acc += r / 5\nplt.plot(acc, label='mean of 5 runs')\n",
    "means one by one": "m = rng.random((3, 9))\nfor k in range(3): plt.plot(m[k], label=f'{k}: mean of 3 runs')\n",
    "an entry that is a mean": "m = rng.random((3, 3, 9)).mean(1)\nplt.plot(m[0], label='mean of 3 runs')\n",
    "a loss called mean": RUNS + "plt.plot(runs[0]); plt.title('Mean squared error of 5 runs')\n",
    "one that is named": RUNS + "plt.plot(runs[0]); plt.title('Mean error of 5 runs, run 0')\n",
    "another count": RUNS + "plt.plot(runs[0]); plt.title('Mean over 50 images')\n",
    "heat over one picture": PANELS + "    ax.imshow(shots[0]); ax.imshow(shots[n], alpha=0.4); ax.set_title('shot')\n",
    "boxes over one picture": PANELS + "    ax.imshow(shots[0]); ax.add_patch(plt.Rectangle((n, n), 2, 2))\n",
    "points over one picture": PANELS + "    ax.imshow(shots[0]); ax.plot(n, n, 'o'); ax.set_title('shot')\n",
    "cuts of one picture": PANELS + "    ax.imshow(shots[0]); ax.set_xlim(0, n + 1)\n",
    "words over one picture": PANELS + "    ax.imshow(shots[0]); ax.text(1, 1, str(n)); ax.set_title('shot')\n",
    "what each of three says of one picture": "shots = rng.random((12, 8, 8))\n"
    "for n, (name, told) in enumerate(zip('abc', (0.1, 0.1, 0.9))):\n"
    "    plt.subplot(1, 3, n + 1); plt.imshow(shots[0]); plt.title(f'{name}: {told}')\n",
    "a picture above each of its versions": ROWS
    + "    axes[0, n].imshow(shots[0])\n    axes[1, n].imshow(np.rot90(shots[0], n))\n",
    "a picture above others that are like it": "more = rng.random((30, 8, 8))\n"
    + ROWS
    + "    axes[0, n].imshow(shots[0])\n    axes[1, n].imshow(more[(4, 8, 15, 16)[n]])\n",
    "a picture above what each layer makes of it": "maps = [rng.random((1, 8, 8, 3)) for _ in range(4)]\n"
    + ROWS
    + "    axes[0, n].imshow(shots[0])\n    axes[1, n].imshow(maps[n][0].mean(-1))\n",
    "a picture above the first of a longer list": "more = rng.random((30, 8, 8))\n"
    + ROWS
    + "    axes[0, n].imshow(shots[0])\n    axes[1, n].imshow(more[n])\n",
    "a picture at the head of each row": "maps = rng.random((4, 8, 8))\nshots = rng.random((12, 8, 8))\n"
    "fig, axes = plt.subplots(4, 2)\nfor ax in axes[:, 0]:\n    ax.imshow(shots[0])\n"
    "for ax, told in zip(axes[:, 1], maps):\n    ax.imshow(told)\n",
    "a picture of a list made of one": "shots = [rng.random((8, 8))] * 4\nfor n in range(4):\n"
    "    plt.subplot(1, 4, n + 1); plt.imshow(shots[0])\n",
    "a picture of a list in each map of colours": "shots = [rng.random((8, 8)), rng.random((8, 8))]\n"
    "for n, c in enumerate(['gray', 'hot', 'bone']):\n    plt.subplot(1, 3, n + 1); plt.imshow(shots[0], cmap=c)\n",
    "a row as a picture, turned": "rows = rng.random((20, 64))\nfor n in range(4):\n"
    "    plt.subplot(1, 4, n + 1); plt.imshow(np.rot90(rows[0].reshape(8, 8), n))\n",
    "one curve in each style": "runs = rng.random((3, 30))\nfig, axes = plt.subplots(3)\n"
    "for n, ax in enumerate(axes): ax.plot(runs[0], ['-', '--', ':'][n])\n",
    "one curve on each scale": "runs = rng.random((3, 30)) + 1\nfig, axes = plt.subplots(3)\n"
    "for ax, scale in zip(axes, ('linear', 'log', 'symlog')):\n    ax.plot(runs[0])\n    ax.set_yscale(scale)\n",
    "one curve of a table where the legend moves": "table = rng.random((30, 3))\nfig, axes = plt.subplots(3)\n"
    "for n, ax in enumerate(axes):\n    ax.plot(table[:, 0], table[:, 1], label='a')\n    ax.legend(loc=n)\n",
    "one curve of several": RUNS + "fig, axes = plt.subplots(3)\nfor ax in axes: ax.plot(runs[0])\n",
    "scores of one, beside what each layer makes": "maps, scores = rng.random((4, 8, 8)), rng.random((9, 5))\n"
    "fig, axes = plt.subplots(4, 2)\nfor n, (left, right) in enumerate(axes):\n    left.imshow(maps[n])\n"
    "    right.bar(range(5), scores[0])\n",
    "a picture made of the turn": PANELS + "    made = shots[:, :, :] * (n >= 0)\n    ax.imshow(made[0])\n",
    "states of their own": "now, path = np.zeros(3), []\nfor t in range(9):\n    now = now + rng.random(3)\n"
    "    path.append(now)\npath = np.array(path)\nplt.plot(path)\n",
    "an array of states of their own, made in the call": "now, path = np.zeros(3), []\nfor t in range(9):\n"
    "    now += rng.random(3)\n    path.append(now.copy())\nplt.plot(np.array(path))\n",
    "an array of a state that stands still, made in the call": "now, path = np.ones(3), []\nfor t in range(9):\n"
    "    path.append(now.copy())\nplt.plot(np.array(path))\n",
    "a table of dicts that agree": "import pandas as pd\nrow, rows = {}, []\nfor t in range(9):\n    row['loss'] = 1\n"
    "    rows.append(dict(row))\npd.DataFrame(rows).plot()\n",
    "a state that stands still": "now, path = np.ones(3), []\nfor t in range(9):\n    now += 0\n"
    "    path.append(now.copy())\npath = np.array(path)\nplt.plot(path)\n",
    "a bar of colours": "plt.imshow([np.linspace(0, 1, 64)] * 10, aspect='auto')\n",
    "rows put in one by one": "grid = [[0.0] * 6] * 5\nfor i in range(5): grid[i] = [i, 1, 2]\nplt.imshow(grid)\n",
    "rows that are alike": "grid = [[0] * 6 for _ in range(5)]\nfor i in range(5):\n"
    "    for j in range(6): grid[i][j] = j\nplt.imshow(grid)\n",
}

CAUSES = ["partial-view", "aliased-values"]


@pytest.mark.parametrize("name", WRONG)
def test_one_for_all(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, code = WRONG[name]
    report = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, CAUSES)
    assert [s[0] for s in said(report)] == [wanted]


@pytest.mark.parametrize("name", RIGHT)
def test_one_that_is_meant(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(checked(RIGHT[name] + "plt.savefig('x.png')\n", tmp_path, monkeypatch, CAUSES)) == []


def areas(title: str, function: str = "fill_between") -> list[str]:
    """Severities of what is said of two panels of areas, each of one step of `(batch, time, channel)`."""
    calls, sheets = [], []
    for step in range(2):
        made = root("out", (1, 40, 5), ("batch", "time", "channel"), (0, step, None))
        y = argument("y1", np.sin(np.arange(5.0) + step), "out[0, c]", derivation=made)
        calls.append(call(function, "other", y, number=step, panel=step + 1))
        sheets.append(panel(step + 1, title=title.format(step)))
    run = run_with(*calls, panels=sheets)
    return [f.severity for c in calls for f in all_causes()["single-timestep"].look(c, run)]


def test_areas_of_one_step_each() -> None:
    assert areas("channel {}") == ["error", "error"]
    assert areas("activation over time") == ["error", "error"]
    assert areas("state {}") == areas("step {}, channels") == areas("") == []
    assert areas("channel {}", "stackplot") == []


@pytest.mark.parametrize(
    ("title", "units", "kind", "severities"),
    [
        ("cell state over the sentence", 16, "output", ["note"]),
        ("hidden state 3", 16, "output", []),
        ("hidden state, unit 3", 16, "output", []),
        ("forecast", 16, "output", []),
        ("states of the pendulum", 2, "output", []),
        ("states of the pendulum", 16, "input", []),
    ],
)
def test_one_unit_for_the_state_of_a_layer(title: str, units: int, kind: str, severities: list[str]) -> None:
    made = Provenance(kind, ("batch", "time", "unit"), layer_class="LSTM")
    derivation = root("s", (1, 30, units), made.axes or (), (0, None, 1), provenance=made)
    one = call("plot", "line", argument("y", np.arange(30.0), "s[0, :, 1]", derivation=derivation))
    found = all_causes()["partial-view"].look(one, run_with(one, panels=[panel(title=title)]))
    assert [f.severity for f in found] == severities


MAPS = "import numpy as np\nmaps = np.random.default_rng(0).random((9, 9, 6))\nfig, axes = plt.subplots(2, 3)\n"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (
            "kept = [lambda ax: ax.imshow(maps[..., k]) for k in range(6)]\n"
            "for ax, draw in zip(axes.flat, kept):\n    draw(ax)\n",
            "k",
        ),
        (
            "kept = []\nfor n in range(6):\n    def paint(ax):\n        one = maps[:, :, n]\n        ax.imshow(one)\n"
            "    kept.append(paint)\nfor ax, paint in zip(axes.flat, kept):\n    paint(ax)\n",
            "n",
        ),
        (
            "kept = [lambda ax, k=k: ax.imshow(maps[..., k]) for k in range(6)]\n"
            "for ax, draw in zip(axes.flat, kept):\n    draw(ax)\n",
            "",
        ),
        (
            "for k in range(6):\n    def paint(ax):\n        ax.imshow(maps[..., k])\n    paint(axes.flat[k])\n",
            "",
        ),
    ],
)
def test_a_function_that_reads_the_loop_when_it_is_over(
    code: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(MAPS + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["partial-view"]).findings
    assert [f.evidence["unused"] for f in found if f.severity == "error"] == [name] * bool(name)


@pytest.mark.parametrize(
    ("made", "drawn", "after"),
    [
        ("pass\n", "maps[0, :, :, 2]", "maps[0, :, :, k]"),
        ("pass\n", "maps[0, ..., 2]", "maps[0, ..., k]"),
        ("pass\n", "maps[0][..., -1].squeeze()", "maps[0][..., k].squeeze()"),
        ("own = maps[0]\n", "own[:, :, 2]", "own[:, :, k]"),
        ("own = maps[0, :, :, :]\n", "own[..., 2].T", "own[..., k].T"),
        ("own = maps[0].transpose(2, 0, 1)\n", "own[2]", None),  # the axes stand otherwise than where they came from
        ("own = maps.transpose(0, 3, 1, 2)\n", "own[0, 2]", "own[0, k]"),
        ("own = maps[0, :, :, 2]\n", "own", None),
    ],
)
def test_the_index_that_a_loop_was_to_count(
    made: str, drawn: str, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        f"maps = rng.random((1, 9, 7, 6))\ndef show():\n    {made}    fig, axes = plt.subplots(2, 3)\n"
        f"    for k, ax in enumerate(axes.flat):\n        ax.imshow({drawn})\nshow()\nplt.savefig('x.png')\n"
    )
    (found,) = checked(code, tmp_path, monkeypatch, ["partial-view"]).findings
    assert (found.fix.after if found.fix is not None else None) == after
    assert found.evidence.get("indexed_shape", [9, 7, 6]) == [9, 7, 6]


@pytest.mark.parametrize(
    ("loop", "after"),
    [
        ("for k, ax in enumerate(axes.flat)", "maps[..., k]"),
        ("for k, ax in zip(range(6), axes.flat)", "maps[..., k]"),
        ("for k, (ax, name) in enumerate(zip(axes.flat, 'abcdef'))", "maps[..., k]"),
        ("for j, (k, ax) in enumerate(zip(np.arange(6), axes.flat))", "maps[..., j]"),
        ("for ax, k in zip(axes.flat, 'abcdef')", None),  # a title is no index
        ("for k in axes.flat", None),
    ],
)
def test_only_what_counts_can_be_an_index(
    loop: str, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = "k" if loop.startswith("for k in") else "ax"
    code = f"{MAPS}{loop}:\n    {drawn}.imshow(maps[..., 2])\nplt.savefig('x.png')\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["partial-view"]).findings
    assert (found.fix.after if found.fix is not None else None) == after


CURVES = np.random.default_rng(1).normal(size=(20, 4)).cumsum(axis=0)


@pytest.mark.parametrize(
    ("columns", "titles", "more", "severities"),
    [
        ((2, 2, 2, 2), "unit = {}", False, ["error"]),
        ((0, 1, 2, 3), "unit = {}", False, []),
        ((2, 2, 2), "run = {}", False, []),  # fewer panels than columns: the table may name something else
        ((2, 2, 2, 2), "", False, []),
        ((2, 2, 2, 2), "unit = {}", True, []),  # something to compare it with is drawn over it
    ],
)
def test_one_column_in_every_facet(columns: tuple[int, ...], titles: str, more: bool, severities: list[str]) -> None:
    near = (Value("curves", "ndarray", values=CURVES),)
    drawn = [
        call("plot", "line", argument("y", CURVES[:, c], "", near=near), number=n, panel=n, via="seaborn")
        for n, c in enumerate(columns)
    ]
    over = [call("plot", "line", argument("y", CURVES[:, 0]), number=9, panel=1, line=2)] if more else []
    run = run_with(*drawn, *over, panels=[panel(n, title=titles.format(n)) for n in range(len(columns))])
    look = all_causes()["partial-view"].look
    assert [f.severity for c in drawn for f in look(c, run)] == severities


@pytest.mark.parametrize(
    ("kind", "given", "severities"),
    [
        ("output", "", ["error"]),
        ("output", ", styles[n]", []),
        ("output", ", label=f'sample {n}'", ["error"]),
        ("input", "", []),
    ],
)
def test_one_forecast_of_a_batch_in_every_panel(kind: str, given: str, severities: list[str]) -> None:
    made = root("out", (9, 30), ("batch", "time"), (0, None), provenance=Provenance(kind, ("batch", "time")))
    y = argument("y", CURVES[:, 0], "out[0]", derivation=made)
    source = f"ax.plot(out[0]{given})"
    calls = [call("plot", "line", y, line=2, number=n, panel=n, source=source) for n in range(4)]
    text = f"for n, ax in enumerate(axes):\n    {source}\n"
    run = run_with(*calls, panels=[panel(n, title=f"sample {n}") for n in range(4)], sources={"script.py": text})
    found = [f for c in calls for f in all_causes()["partial-view"].look(c, run)]
    assert [f.severity for f in found] == severities
    assert all(f.evidence["unused"] == "n" for f in found)


@pytest.mark.parametrize(
    ("title", "samples", "severities"),
    [
        ("Mean loss of confidence over the test digits", 60, ["warning"]),
        ("occlusion, averaged over all images", 60, ["warning"]),
        ("mean map across every held-out sample", 60, ["warning"]),
        ("Average saliency of all test images", 60, ["warning"]),
        ("Average saliency of the image", 60, []),
        ("Mean brightness of all pixels of the images", 60, []),
        ("Mean over channels of all images", 60, []),
        ("Mean loss of confidence over the test digits", 24, []),  # maps of 60 of something else
        ("Mean over 10 digits", 60, []),  # each of them may be the mean of ten
        ("Mean over the ten digits", 60, []),
        ("Mean over the channels", 60, []),
        ("Mean pixel over the first sample", 60, []),
        ("Mean absolute error over the images", 60, []),
        ("What one of the digits loses", 60, []),
    ],
)
def test_one_sample_for_the_mean_over_all_that_a_model_saw(title: str, samples: int, severities: list[str]) -> None:
    drop = np.random.default_rng(2).normal(size=(60, 8, 8))
    near = (Value("drop", "ndarray", facts=argument("X", drop).facts, values=drop),)
    scores = Value("output of dense", "ndarray", values=np.zeros((samples, 10), "float32"))
    one = call("imshow", "image", argument("X", drop[0], "drop[0]", near=near))
    run = run_with(one, panels=[panel(title=title)], outputs=(scores,))
    assert [f.severity for f in all_causes()["partial-view"].look(one, run)] == severities
