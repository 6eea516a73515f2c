"""Codes for what is missing, and single values that are what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Value

SIZES = "sizes = np.array([620., 812, 744, 1290, 655, 903, 1710, 688, 2044, 731, 1177, 950, 873])\n"
DRAW = "plt.scatter(np.arange(sizes.size), sizes)\nplt.savefig('x.png')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code, folder, monkeypatch, ["outlier-dominated"]).findings]


def test_one_giant_among_small_ones_is_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SIZES + "sizes[5] = 871_236\n" + DRAW, tmp_path, monkeypatch) == []


@pytest.mark.parametrize("change", ["sizes[5] = -999_999", "sizes[[2, 5]] = 871_236"])
def test_a_code_is_named(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(SIZES + change + "\n" + DRAW, tmp_path, monkeypatch) == ["outlier-dominated"]


CODED = "depth = 900 + 3200 * rng.random((40, 50)).round(3)\ndepth.flat[[{at}]] = {code}\n"


@pytest.mark.parametrize(
    ("at", "code", "drawn", "named"),
    [
        ("70, 700, 1400", 65535, "plt.imshow(depth)", ["outlier-dominated"]),
        ("70, 700, 1400", 65535, "plt.imshow(depth, vmax=4200)", []),
        ("70, 700, 1400", 9999, "plt.imshow(depth)", []),  # a third of the colours is left
        ("70", 65535, "plt.imshow(depth)", []),  # one may be what was measured
        ("70, 700, 1400", 62000, "plt.imshow(depth)", []),  # no code
        ("70, 700, 1400", "[61000, 63000, 65535]", "plt.imshow(depth)", []),
        ("range(400)", 65535, "plt.imshow(depth)", []),  # a part of the picture
        ("3, 9, 21", -99999, "plt.plot(depth[0])", ["outlier-dominated"]),
        ("3, 9, 21", -99999, "plt.plot(depth[0])\nplt.ylim(0, 5000)", []),
        ("3, 9, 21", 32767, "plt.plot(depth[0])", []),  # a click of full height
    ],
)
def test_a_repeated_code_that_leaves_a_twelfth_of_the_scale(
    at: str, code: object, drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = CODED.format(at=at, code=code).replace("[[range(400)]]", "[:400]")
    found = checked(f"{made}{drawn}\nplt.savefig('x.png')\n", tmp_path, monkeypatch, ["outlier-dominated"]).findings
    assert [f.cause for f in found] == named
    assert all(f.severity == "warning" and " share " in f.message for f in found)


def _map(few: int, times: float) -> str:
    made = f"shown = rng.random((28, 28))\nshown.flat[:{few}] = {times} * (1 + rng.random({few}))\n"
    return made + "plt.imshow(shown)\nplt.savefig('x.png')\n"


def test_a_corner_that_lies_far_above_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(_map(12, 4000), tmp_path, monkeypatch) == ["outlier-dominated"]
    assert _said(_map(12, -4000), tmp_path, monkeypatch) == ["outlier-dominated"]


@pytest.mark.parametrize(("few", "times"), [(12, 20), (60, 4000)])
def test_a_part_that_stands_out_is_a_picture(
    few: int, times: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(_map(few, times), tmp_path, monkeypatch) == []


COUNTS = "counts = np.array([[{top}, 31, 4, 0], [22, 90, 7, 3], [5, 8, 61, 2], [1, 0, 6, 17]])\n"


@pytest.mark.parametrize(
    ("top", "drawn", "named"),
    [
        (9000, "plt.imshow(counts)\nplt.xlabel('predicted')\n", ["outlier-dominated"]),
        (900, "plt.imshow(counts)\nplt.xlabel('predicted')\n", []),  # the others still differ
        (9000, "plt.imshow(counts, norm='log', vmin=1)\nplt.xlabel('predicted')\n", []),
        (9000, "plt.imshow(counts, vmax=100)\nplt.xlabel('predicted')\n", []),
        (9000, "plt.imshow(counts[:3])\nplt.xlabel('predicted')\n", []),
        (9000, "plt.imshow(counts)\nplt.xlabel('arrival')\n", []),  # a peak may be what is shown
        (9000, "pred = counts * 1\ncounts = pred\nplt.imshow(counts)\n", ["outlier-dominated"]),  # by its source
        (9000, "plt.imshow(counts / counts.sum(axis=1, keepdims=True))\nplt.xlabel('predicted')\n", []),
    ],
)
def test_one_class_takes_the_colours_of_a_confusion_matrix(
    top: int, drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(COUNTS.format(top=top) + drawn + "plt.savefig('x.png')\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("value", "code"), [(-9999, True), (10_000, False)])
def test_only_a_known_code_is_called_one(
    value: int, code: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = f"shown = rng.random((28, 28))\nshown[3, 4:9] = {value}\nplt.imshow(shown)\nplt.savefig('x.png')\n"
    (finding,) = checked(made, tmp_path, monkeypatch, ["outlier-dominated"]).findings
    assert ("That is a code" in finding.message) == code


NET = Value("net", "Functional", "keras", about={"model": True})
CLOUD = np.random.default_rng(4).normal(size=(2, 90))
FAR = CLOUD.copy()
FAR[:, 40] = -500
HEAVY = np.exp(2 * CLOUD)


@pytest.mark.parametrize(
    ("x", "y", "net", "named"),
    [
        (CLOUD[0], FAR[1], True, 1),
        (FAR[0], CLOUD[1], True, 1),
        (FAR[0], CLOUD[1], False, 0),
        (HEAVY[0], HEAVY[1], True, 0),
        (CLOUD[0], CLOUD[1], True, 0),
    ],
)
def test_one_point_far_from_a_cloud(x: Any, y: Any, net: bool, named: int) -> None:
    """Along either axis; what no model has made may have been measured so, and a long tail has no gap."""
    one = call("scatter", "scatter", argument("x", x, "latent[:, 0]"), argument("y", y, "latent[:, 1]"))
    run = run_with(one, models=(NET,) if net else ())
    assert len(list(all_causes()["outlier-dominated"].look(one, run))) == named


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        (np.r_[np.linspace(9, 5, 80), 30.0 ** np.arange(2, 8)], "value 86 of 86"),
        (np.r_[30.0 ** np.arange(7, 2, -1), np.linspace(9, 5, 80)], "value 1 of 85"),
        (np.linspace(9, 5, 80), ""),
    ],
)
def test_losses_of_batches_that_run_away(losses: Any, words: str) -> None:
    one = call("plot", "line", argument("y", losses, "self.losses"))
    found = list(all_causes()["outlier-dominated"].look(one, run_with(one, models=(NET,))))
    assert [words in f.message for f in found] == [True] * bool(words)


@pytest.mark.parametrize(
    ("more", "named"), [("", ["outlier-dominated"]), (", binrange=(-3, 3)", []), (", log=True", [])]
)
def test_one_bin_of_seaborns_histogram(
    more: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To matplotlib it is bars; the array is found by counting it over their edges."""
    code = "import seaborn as sns\nparts = np.append(rng.normal(size=900), 1.6e8)\n"
    code += f"sns.histplot(parts, bins=40{more.replace(', log=True', '')})\n"
    code += "plt.xscale('log')\n" if "log" in more else ""
    assert _said(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch) == named


TABLE = "import pandas as pd\nimport seaborn as sns\nwaits = rng.gamma(2, 3, 900)\nwaits[4:7] = {far}\n"
TABLE += "table = pd.DataFrame({{'kind': np.where(waits > 5, 'a', 'b'), 'n': rng.poisson(9, 900), 'wait': waits}})\n"


@pytest.mark.parametrize(
    ("far", "drawn", "named"),
    [
        ("2e6", "sns.histplot(data=table, x='wait', bins=40)", ["outlier-dominated"]),
        ("2e6", "sns.histplot(table['wait'], bins=40, stat='density')", ["outlier-dominated"]),
        ("2e6", "sns.displot(table, x='wait', bins=40)", ["outlier-dominated"]),
        ("[-5.723585946828306e16, 4e16, 8.238113e16]", "sns.histplot(table, x='wait', bins=30)", ["outlier-dominated"]),
        (
            "2e6",
            "for c in table.columns[1:]:\n    plt.figure()\n    sns.histplot(table[c], bins=40)",
            ["outlier-dominated"],
        ),
        ("2e6", "sns.histplot(data=table, x='n', bins=40)", []),
        ("2e6", "sns.histplot(data=table[table['wait'] < 99], x='wait', bins=40)", []),
        ("2e6", "sns.histplot(waits[waits < 99], bins=40)", []),
        ("2e6", "sns.histplot(data=table, x='wait', bins=40, binrange=(0, 30))", []),
        ("2e6", "sns.histplot(data=table, x='wait', bins=40, log_scale=True)", []),
        ("np.nan", "sns.histplot(data=table, x='wait', bins=40)", []),
        ("25", "sns.histplot(data=table, x='wait', bins=40)", []),
    ],
)
def test_a_column_of_which_seaborn_cuts_the_bins(
    far: str, drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TABLE.format(far=far) + drawn + "\nplt.savefig('x.png')\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("spike", "net", "named"), [(1e7, True, 1), (1e7, False, 0), (60.0, True, 0)])
def test_one_value_of_a_line_beyond_all_others(spike: float, net: bool, named: int) -> None:
    """A peak is what a line may be about; where one leaves a thousandth of the height, nothing else is seen."""
    errors = np.abs(CLOUD[0])
    errors[30] = spike
    one = call("plot", "line", argument("y", errors, "errors"))
    run = run_with(one, models=(NET,) if net else ())
    assert len(list(all_causes()["outlier-dominated"].look(one, run))) == named


HISTORY = Value("", "History", about={"keys": ["val_mse"], "lengths": {"val_mse": 12}})


@pytest.mark.parametrize(
    ("first", "label", "via", "named"),
    [
        (900.0, "val_mse", "pandas", ["outlier-dominated"]),
        (60.0, "val_mse", "pandas", []),  # as steep as any training begins
        (900.0, "wind", "pandas", []),
    ],
)
def test_a_first_epoch_far_above_all_others(first: float, label: str, via: str, named: list[str]) -> None:
    values = [first, 1.4, *np.linspace(1.2, 1.0, 10)]
    source = "pd.DataFrame(run.history).plot(marker='.')"
    drawn = call("plot", "line", argument("y", values, ""), options={"label": label}, via=via, source=source)
    found = list(all_causes()["outlier-dominated"].look(drawn, run_with(drawn, histories=(HISTORY,))))
    assert [f.cause for f in found] == named
    assert all(f.fix is not None and f.fix.after.endswith(".plot(logy=True, marker='.')") for f in found)


@pytest.mark.parametrize(
    ("hidden", "named"),
    [("-1e9", ["outlier-dominated"]), ("-9999", ["outlier-dominated"]), ("-4.5", []), ("-9999 * rng.random(300)", [])],
)
def test_a_code_that_stands_often_in_a_histogram(
    hidden: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"marks = rng.normal(size=900)\nmarks[:300] = {hidden}\nplt.hist(marks, bins=50)\nplt.savefig('x.png')\n"
    assert _said(code, tmp_path, monkeypatch) == named


def test_scores_that_a_table_was_made_of() -> None:
    text = "rows = []\nfor _ in range(11):\n    rows.append(net.evaluate(x, y, return_dict=True))\n"
    text += "log = pd.DataFrame(rows)\nsizes = pd.DataFrame(spectra)\n"
    for name, named in (("log", 1), ("sizes", 0)):
        table = Value(name, "DataFrame", "pandas", about={"columns": ["mse"]})
        values = argument("y", [900.0, 1.4, *np.linspace(1.2, 1.0, 9)], "", names=(table,))
        drawn = call("plot", "line", values, source=f"{name}.plot(y='mse')", via="pandas")
        drawn = replace(drawn, place=replace(drawn.place, file="script.py"))
        run = run_with(drawn, models=(NET,), sources={"script.py": text})
        assert len(list(all_causes()["outlier-dominated"].look(drawn, run))) == named


STEPS = "net.fit(x, y, epochs=1)\n"
CURVES = [
    (
        "scores = [net.evaluate(x, y)]\nfor _ in range(9):\n    " + STEPS + "    scores += [net.evaluate(x, y)]\n",
        "scores",
    ),
    ("kept = []\nfor rows in batches:\n    now = net.train_on_batch(x[rows], y[rows])\n    kept.append(now)\n", "kept"),
    ("class Keep(Callback):\n    def on_epoch_end(self, n, logs):\n        self.seen.append(logs['loss'])\n", "k.seen"),
    ("kept = []\nfor size in sizes:\n    kept.append(spectrum(size).max())\n", ""),
    ("net = build(loss='mse')\nkept = net.predict(x)\n", ""),
    ("kept, edges = np.histogram(net.predict(x))\n", ""),
    ("pca = PCA().fit(net.predict(x))\nkept = pca.explained_variance_\n", ""),
]


@pytest.mark.parametrize(("text", "name"), CURVES)
@pytest.mark.parametrize("net", [True, False])
def test_a_curve_of_scores_that_a_loop_wrote_down(text: str, name: str, net: bool) -> None:
    """Before the first epoch a network is far off; a spectrum or the shares of a PCA fall like that by nature."""
    values = [900.0, 1.4, *np.linspace(1.2, 1.0, 9)]
    drawn = call("plot", "line", argument("y", values, name or "kept"), source=f"ax.plot({name or 'kept'})")
    drawn = replace(drawn, place=replace(drawn.place, file="script.py"))
    run = run_with(drawn, models=(NET,) if net else (), sources={"script.py": text})
    found = list(all_causes()["outlier-dominated"].look(drawn, run))
    assert [f.message[:14] for f in found] == ["value 1 of 11 "] * bool(name and net)


def _between(scale: float, at: int) -> str:
    points = f"points = rng.normal(size=(24, 3))\npoints[{at}:{at} + 1] *= {scale}\n"
    return points + "apart = np.linalg.norm(points[:, None] - points[None], axis=-1)\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (_between(900, 7) + "plt.pcolormesh(apart)\n", ["outlier-dominated"]),
        (_between(9, 7) + "plt.pcolormesh(apart)\n", []),
        (_between(900, 7) + "plt.pcolormesh(apart, vmax=9)\n", []),
        (_between(900, 7) + "plt.imshow(apart[:20])\n", []),  # one strong row is what a spectrogram is about
        ("apart = rng.random((24, 24))\napart[:, 7] = apart[7] = 900 + rng.random(24)\nplt.imshow(apart)\n", []),
        ("apart = rng.random((24, 24))\napart[7] = 900 + rng.random(24)\nplt.imshow(apart)\n", []),
    ],
)
def test_one_item_far_from_all_others(
    code: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["outlier-dominated"]).findings
    assert [f.cause for f in found] == named
    assert all("row and column 7." in f.message for f in found)


@pytest.mark.parametrize(
    ("far", "net", "said"),
    [
        (5e5, True, {"outlier-dominated"}),
        (5e5, False, {"mixed-units"}),  # without a network it may be what was measured
        (2e4, True, {"mixed-units"}),
    ],
)
def test_one_value_that_flattens_the_prediction_beside_it(far: float, net: bool, said: set[str]) -> None:
    truth = 200 + 90 * CLOUD[0] / np.abs(CLOUD[0]).max()
    guess = truth[::-1] * 1.0
    truth[40] = far
    lines = [
        call("plot", "line", argument("y", v, w), number=n, options={"label": w})
        for n, (v, w) in enumerate(((truth, "price"), (guess, "predicted")))
    ]
    run = run_with(*lines, panels=[panel(ylim=(0.0, far))], models=(NET,) if net else ())
    found = {
        f.cause for name in ("mixed-units", "outlier-dominated") for c in lines for f in all_causes()[name].look(c, run)
    }
    assert found == said


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (65535, "a missing or masked value, the largest number of 16 bits."),
        (-32768, "a missing or masked value, the smallest number of 16 bits with a sign."),
        (-1e8, "That is a code for a missing or masked value."),
        (52_000, "is a cap, a division by almost nothing, or a code"),
    ],
)
def test_what_a_code_is(code: float, told: str) -> None:
    values = np.random.default_rng(1).normal(size=(12, 12))
    values[[2, 5, 7], [3, 3, 8]] = code
    clim = (float(values.min()), float(values.max()))
    drawn = Artist("image", 1, clim=clim, data_range=clim, norm="Normalize")
    one = call("imshow", "image", argument("X", values), artists=(drawn,))
    found = all_causes()["outlier-dominated"].look(one, run_with(one))
    assert [told in f.message for f in found] == [True]


FIELD = "up, across = np.mgrid[0:30, 0:30]\nfield = 10 + np.sin(across / 5) * np.cos(up / 4)\n"


@pytest.mark.parametrize(
    ("change", "drawn", "named"),
    [
        ("field[[4, 20], [5, 21]] = -9999", "field", ["outlier-dominated"]),
        ("field[[4, 20], [5, 21]] = -9999", "across, up, field, 20", ["outlier-dominated"]),
        ("field[[4, 20], [5, 21]] = -9999", "field, levels=np.linspace(9, 11, 9)", []),
        ("field[4, 5] = 8000.5", "field", []),
    ],
)
def test_contours_over_the_whole_range(
    change: str, drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = FIELD + change + f"\nplt.contourf({drawn})\nplt.savefig('x.png')\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("far", "bins", "named"),
    [
        (5000, "np.linspace(waits.min(), waits.max(), 31)", ["outlier-dominated"]),
        (5000, "edges", ["outlier-dominated"]),
        (3, "edges", []),
        (5000, "np.linspace(0, 5, 31)", []),
    ],
)
def test_bins_whose_edges_cover_all_values(
    far: float, bins: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"waits = rng.exponential(1, 400)\nwaits[9] = {far}\nedges = np.linspace(0, max(waits.max(), 9), 41)\n"
    assert _said(code + f"plt.hist(waits, bins={bins})\nplt.savefig('x.png')\n", tmp_path, monkeypatch) == named


COUNTED = "parts = np.append(rng.normal(size=900), {far})\nn, edges = np.histogram(parts, bins=40{more})\n"


@pytest.mark.parametrize(
    ("far", "more", "drawn", "named"),
    [
        ("1.6e8", "", "plt.bar(edges[:-1], n, width=np.diff(edges), align='edge')", ["outlier-dominated"]),
        ("1.6e8", "", "plt.bar((edges[1:] + edges[:-1]) / 2, n / n.sum(), edges[1] - edges[0])", ["outlier-dominated"]),
        ("1.6e8", ", density=True", "plt.stairs(n, edges, fill=True)", ["outlier-dominated"]),
        ("1.6e8", ", range=(-3, 3)", "plt.stairs(n, edges)", []),
        ("1.6e8", "", "plt.bar(range(40), n[::-1])", []),  # not what was counted
        ("2.5", "", "plt.stairs(n, edges)", []),
    ],
)
def test_one_bin_of_what_numpy_has_counted(
    far: str, more: str, drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = COUNTED.format(far=far, more=more) + drawn + "\nplt.savefig('x.png')\n"
    assert _said(code, tmp_path, monkeypatch) == named


GROUPS = [np.random.default_rng(n).normal(size=120) for n in range(3)]


def _boxplot(groups: list[Any], span: float, *, net: bool = True, **more: Any) -> list[str]:
    one = call("boxplot", "box", *(argument("group", g) for g in groups), **more)
    shown = panel(ylim=(-span / 2, span / 2))
    run = run_with(one, panels=[shown], models=(NET,) if net else ())
    return [f.message for f in all_causes()["outlier-dominated"].look(one, run)]


def test_one_value_flattens_all_boxes() -> None:
    far = [GROUPS[0], np.append(GROUPS[1], 4e5), GROUPS[2]]
    assert ["flat boxes" in m for m in _boxplot(far, 9e5)] == [True]
    assert _boxplot(far, 9e5, net=False) == []  # it may have been measured
    assert _boxplot(far, 8) == []  # without fliers the axis fits the whiskers
    assert _boxplot(GROUPS, 8) == []
    assert _boxplot([*GROUPS, 1e5 * GROUPS[0]], 9e5) == []  # one box is no line
    assert len(_boxplot([np.r_[g, np.full(4, -9999.0)] for g in GROUPS], 2e4, net=False)) == 1


def test_values_far_out_on_both_sides_of_the_boxes() -> None:
    both = [np.r_[g, s * 3e5] for g, s in zip(GROUPS, (-1, 1, 1), strict=True)]
    assert ["as far out as -300000 and 300000" in m for m in _boxplot(both, 7e5)] == [True]


@pytest.mark.parametrize("drawn", ["sns.boxplot(data=table)", "table.plot.box()", "plt.boxplot(table.to_numpy())"])
def test_boxes_of_libraries(drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import pandas as pd\nimport seaborn as sns\n"
        "table = pd.DataFrame(rng.normal(size=(200, 3)), columns=['a', 'b', 'c'])\n"
    )
    end = drawn + "\nplt.savefig('x.png')\n"
    assert _said(code + "table.iloc[4:6, 1] = -9999\n" + end, tmp_path, monkeypatch) == ["outlier-dominated"]
    assert _said(code + end, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        ("table['a'].plot.hist(bins=40)", ["outlier-dominated"]),
        ("table.plot(kind='hist', bins=40, alpha=0.5)", ["outlier-dominated"]),
        ("table['b'].plot.hist(bins=40)", []),
        ("table['a'].plot.hist(bins=40, range=(-4, 4))", []),
        ("table['a'].plot.hist(bins=np.linspace(-4, 4, 30))", []),
        ("table['a'].plot.hist(bins=40, logy=True)", []),
    ],
)
def test_a_histogram_whose_bins_pandas_has_cut(
    drawn: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import pandas as pd\ntable = pd.DataFrame({'a': rng.normal(0, 1, 300), 'b': rng.normal(0, 2, 300)})\n"
    code += f"table.loc[7, 'a'] = 8.5e5\n{drawn}\nplt.savefig('x.png')\n"
    assert _said(code, tmp_path, monkeypatch) == named
