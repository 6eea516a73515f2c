"""Scribbles, and paths that go to and fro."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Value

PATHS = {
    "a fitted straight line over its sample": (
        "x = rng.uniform(0, 2, 100)\ny = 4 + 3 * x + rng.normal(size=100)\nplt.plot(x, y, 'b.')\n"
        "plt.plot(x, 4.1 + 2.9 * x, 'r-')\n"
    ),
    "a descent that jumps from one wall of the valley to the other": (
        "steps = np.arange(60)\nw = 2.5 * np.exp(-steps / 80) * (-1.0) ** steps\nv = 3 - 0.04 * steps\n"
        "plt.plot(w, v, '-o')\n"
    ),
    "points whose line has no width": "x, y = rng.normal(size=(2, 60))\nplt.plot(x, y, marker='.', linewidth=0)\n",
    "points joined in the colour of the page": (
        "x, y = rng.normal(size=(2, 60))\nplt.plot(x, y, 'w', marker='.', markerfacecolor='m')\n"
    ),
    "two measured numbers over the epochs": (
        "losses, scores = [], []\nfor step in range(9):\n"
        "    losses.append(model.evaluate(0))\n    scores.append(model.evaluate(1))\nplt.plot(losses, scores, 'o-')\n"
    ),
    "few points that nothing measured": "x, y = rng.uniform(size=(2, 9))\nplt.plot(x, y, 'o-')\n",
    "a dict of trials in rising order": (
        "found = {w: model.evaluate(w) for w in [8, 16, 32, 64, 128, 256]}\n"
        "plt.plot(list(found.keys()), list(found.values()))\n"
    ),
    "a dict of places": (
        "way = {}\nmodel.evaluate(1)\nfor place in [6, 1, 9, 2, 8, 4]:\n    way[place] = place**2\n"
        "plt.plot(list(way.keys()), list(way.values()))\n"
    ),
    "a dict of one score by another": (
        "found = {}\nfor w in [64, 8, 512, 16, 256, 32]:\n    found[model.evaluate(0)] = model.evaluate(1)\n"
        "plt.plot(list(found), list(found.values()))\n"
    ),
    "trials in rising order": (
        "rates, scores = [], []\nfor rate in np.logspace(-4, -1, 9):\n"
        "    rates.append(rate)\n    scores.append(model.evaluate(rate))\nplt.semilogx(rates, scores, 'o-')\n"
    ),
    "whole numbers that wrap around": "x = [10, 11, 12, 1, 2, 3, 4, 5, 6, 7]\nplt.plot(x, np.arange(10))\n",
    "a polygon of whole numbers": "x = [0, 10, 20, 10, 0, 5, 3, 0]\nplt.plot(x, [0, 1, 5, 8, 9, 4, 2, 0])\n",
    "points with bars of error": "x, y = rng.normal(size=(2, 60))\nplt.errorbar(x, y, yerr=0.1, fmt='o', capsize=2)\n",
    "points with bars of error, and no line": "x, y = rng.normal(size=(2, 60))\nplt.errorbar(x, y, 0.1, ls='none')\n",
    "points of a table": (
        "t = {'x': rng.normal(size=60), 'speed': rng.normal(size=60)}\nplt.plot('x', 'speed', 'o', data=t)\n"
    ),
    "a band over sorted x": "x = np.sort(rng.normal(size=60))\nplt.fill_between(x, x - 1, x + 1)\n",
    "a band over hours that come round": (
        "hour = np.arange(72) % 24\nplt.fill_between(hour, np.sin(hour), np.sin(hour) + 1, alpha=0.2)\n"
    ),
    "dates that run back": "t = np.datetime64('2024-03-01') - np.arange(60)\nplt.plot(t, np.sin(np.arange(60)))\n",
    "dates of two stations one after the other": (
        "t = np.tile(np.datetime64('2024-03-01') + np.arange(40), 2)\nplt.plot(t, np.sin(np.arange(80) / 5))\n"
    ),
    "dates with gaps": (
        "t = np.datetime64('2024-03-01') + np.arange(60)\nt[7] = np.datetime64('nat')\n"
        "plt.plot(t, rng.normal(size=60))\n"
    ),
    "a walk": "a, b = np.cumsum(rng.normal(size=(2, 400)), axis=1)\nplt.plot(a, b)\n",
}
SCRIBBLES = {
    "dates of a random split": (
        "t = np.datetime64('2024-03-01') + rng.permutation(90)[:40]\nplt.plot(t, np.sin(t.astype(int) / 9))\n"
    ),
    "a random split": "x = rng.permutation(np.linspace(-3, 3, 60))\nplt.plot(x, np.sin(x))\n",
    "trials of a random search on a logarithmic axis": (
        "rates, scores = [], []\nfor trial in range(9):\n    rate = 10 ** rng.uniform(-5, -1)\n"
        "    rates.append(rate)\n    scores.append(model.evaluate(rate))\nplt.semilogx(rates, scores, 'o-')\n"
    ),
    "a training for each width, in no order": (
        "def trial(width):\n    return model.evaluate(width)\n"
        "widths = [64, 8, 512, 16, 256, 32, 128, 4]\nfound = [trial(w) for w in widths]\nplt.plot(widths, found)\n"
    ),
    "a dict of trials, by its keys and values": (
        "found = {}\nfor width in [64, 8, 512, 16, 256, 32]:\n    found[width] = model.evaluate(width)\n"
        "plt.plot(list(found.keys()), list(found.values()), marker='o')\n"
    ),
    "a dict of trials, made at once and named in parts": (
        "found = {w: model.evaluate(w) for w in [64, 8, 512, 16, 256, 32]}\n"
        "widths, scores = list(found), list(found.values())\nplt.plot(widths, scores)\n"
    ),
    "numbers in the order of file names": (
        "names = sorted(f'run_{n}.h5' for n in range(1, 13))\n"
        "steps = [int(n[4:-3]) for n in names]\nplt.plot(steps, np.sqrt(steps))\n"
    ),
    "a line with bars of error": "x = rng.uniform(0, 9, 60)\nplt.errorbar(x, np.sin(x), yerr=0.1, capsize=3)\n",
    "stairs": "x = rng.uniform(0, 9, 60)\nplt.step(x, np.sin(x), where='mid')\n",
    "columns of a table": (
        "t = {'x': rng.uniform(0, 9, 60)}\nt['speed'] = np.sin(t['x'])\nplt.plot('x', 'speed', data=t)\n"
    ),
    "a band": (
        "x = rng.uniform(0, 9, 60)\ny = np.sin(x)\nplt.plot(x, y, '.')\nplt.fill_between(x, y - 0.2, y + 0.2)\n"
    ),
    "a band about a line, named once": (
        "x = rng.uniform(0, 9, 60)\ny = np.sin(x)\nplt.plot(x, y)\nplt.fill_between(x, y - 0.2, y + 0.2)\n"
    ),
    "few points": "x = rng.uniform(0, 9, 14)\nplt.plot(x, x * x + 1)\n",
}


MODEL = """class Model:
    def evaluate(self, setting):
        return rng.normal(0, 0.05) + (np.log10(setting) if setting else 0.0)
model = Model()
"""


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(MODEL + code + "plt.savefig('x.png')\n", folder, monkeypatch, ["unsorted-x"]).findings
    return [f.cause for f in found]


@pytest.mark.parametrize("name", PATHS)
def test_what_any_order_draws_right_is_silent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(PATHS[name], tmp_path, monkeypatch) == []


@pytest.mark.parametrize("name", SCRIBBLES)
def test_scribbles_are_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SCRIBBLES[name], tmp_path, monkeypatch) == ["unsorted-x"]


NIGHTS = np.sort(np.random.default_rng(3).uniform(0, 50, 200))
NET = Value("net", "Functional", "keras", about={"model": True})


@pytest.mark.parametrize(
    ("x", "y", "shape", "net", "named"),
    [
        (NIGHTS % 3, np.sin(NIGHTS * 2 * np.pi / 3), "rectilinear", True, 1),
        (np.sort(NIGHTS % 3), np.sin(np.sort(NIGHTS % 3)), "rectilinear", True, 0),
        (NIGHTS % 3, np.sin(NIGHTS * 2 * np.pi / 3), "polar", True, 0),
        (NIGHTS % 3, np.sin(NIGHTS * 2 * np.pi / 3), "rectilinear", False, 0),
        (NIGHTS % 3, np.random.default_rng(4).normal(size=200), "rectilinear", True, 0),
        (np.cos(NIGHTS), np.sin(NIGHTS), "rectilinear", True, 0),
    ],
    ids=["folded", "sorted", "round a circle", "no network", "no function of the phase", "a circle"],
)
def test_an_x_that_starts_again(x: np.ndarray, y: np.ndarray, shape: str, net: bool, named: int) -> None:
    line = Artist("line", 0, points=x.size, finite=x.size)
    one = call("plot", "line", argument("x", x, "phase"), argument("y", y, "curve"), artists=(line,))
    run = run_with(one, panels=[panel(projection=shape)], models=(NET,) if net else ())
    found = list(all_causes()["unsorted-x"].look(one, run))
    assert len(found) == named
    assert all("starts again 16 times" in f.message for f in found)


def test_a_line_without_points_that_is_filled_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "line, = plt.plot([], [])\nline.set_data(np.arange(3), np.arange(3))\nplt.savefig('x.png')\n"
    report = checked(code, tmp_path, monkeypatch, ["unsorted-x"])
    assert not report.findings
    assert not report.faults


SHUFFLED = "table = pd.DataFrame({'dose': rng.uniform(0, 9, 60)}).sample(30, random_state=1)\n"


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("x = rng.uniform(0, 9, 60)\nplt.plot(x, np.sin(x))\n", "x[order], np.sin(x)[order])"),
        (
            "x = [float(v) for v in rng.uniform(0, 9, 60)]\ny = [v * v for v in x]\nplt.plot(x, y)\n",
            "np.asarray(x)[order], np.asarray(y)[order])",
        ),
        (
            f"import pandas as pd\n{SHUFFLED}plt.plot(table['dose'], np.sin(table['dose'].values), 'r')\n",
            "np.asarray(table['dose'])[order], np.sin(table['dose'].values)[order], 'r')",
        ),
        ("d = {v: v * v for v in rng.uniform(0, 9, 60)}\nplt.plot(d.keys(), d.values())\n", ""),
    ],
    ids=["arrays", "lists", "a column whose index is shuffled, too", "views of a dict"],
)
def test_the_change_that_sorts(code: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["unsorted-x"]).findings
    assert (finding.fix is not None) == bool(after)
    assert finding.fix is None or finding.fix.after.partition("plt.plot(")[2] == after
    if finding.fix is not None:
        assert finding.fix.before is not None
        mended = code.replace(finding.fix.before, finding.fix.after)
        assert not checked(mended + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["unsorted-x"]).findings
