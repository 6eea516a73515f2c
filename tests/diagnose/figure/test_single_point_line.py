"""Lines of one point, from pandas."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.evidence_by_hand import argument, call, panel, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Artist, Value


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["single-point-line"]).findings
    ]


@pytest.mark.parametrize(
    ("rows", "options", "named"), [("[1]", "", ["single-point-line"]), ("[1, 2]", "", []), ("[1]", "marker='o'", [])]
)
def test_a_frame_of_one_epoch(
    rows: str, options: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import pandas as pd\npd.DataFrame({{'loss': {rows}, 'val_loss': {rows}}}).plot({options})\n"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("epochs", "more", "named"), [(1, (), 1), (1, (Artist("scatter", 9, points=4, finite=4),), 0), (2, (), 0)]
)
def test_seaborn_drew_one_epoch(epochs: int, more: tuple[Artist, ...], named: int) -> None:
    line = Artist("line", 0, points=1, finite=1, strokes=0, box=(0.0, 0.0, 1.0, 1.0))
    one = call(
        "plot", "line", argument("y", [0.5], ""), via="seaborn", artists=(line,), source="sns.lineplot(data=log)"
    )
    history = Value("history", "History", "keras", about={"lengths": {"loss": epochs}})
    run = run_with(one, panels=[panel(artists=(line, *more))], histories=(history,))
    assert len(list(all_causes()["single-point-line"].look(one, run))) == named


@pytest.mark.parametrize(
    ("after", "named"),
    [("", ["single-point-line"]), ("    sns.scatterplot(x=[e], y=[1 / e])\n", []), ("plt.bar([1, 2], [3, 4])\n", [])],
)
def test_seaborn_is_handed_a_point_at_a_time(
    after: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import seaborn as sns\nfor e in range(1, 5):\n    sns.lineplot(x=[e], y=[1 / e], color='r')\n{after}"
    assert _said(code, tmp_path, monkeypatch) == named


@pytest.mark.parametrize(("values", "named"), [("[n], [1 / n]", 1), ("range(n), np.ones(n)", 0)])
def test_a_line_made_empty_and_filled_later(
    values: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"(line,) = plt.plot([], [])\nfor n in range(1, 5):\n    line.set_data({values})\nplt.gca().relim()\n"
    code += "plt.gca().autoscale_view()\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["single-point-line"]).findings
    assert [f"filled by `line.set_data({values})` (line 6) holds 1 point" in f.message for f in found] == [True] * named


GROUPS = """import pandas as pd
import seaborn as sns
rows = [('fit', n, 1 / (n + 1)) for n in range(4)] + [('test', 0, 2.0)]
table = pd.DataFrame(rows, columns=['part', 'epoch', 'loss'])
"""
BY_PART = "sns.lineplot(table, x='epoch', y='loss', hue='part')\n"


@pytest.mark.parametrize(
    "code",
    [
        BY_PART,
        "sns.relplot(table, x='epoch', y='loss', hue='part', kind='line')\n",
        "sns.lineplot(table.pivot(index='epoch', columns='part', values='loss'))\n",
    ],
)
def test_a_group_of_one_row(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(GROUPS + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["single-point-line"]).findings
    assert [f.severity for f in found] == ["warning"]
    assert "drew 2 lines" in found[0].message
    assert "another has 4 points" in found[0].message
    assert ("'test'" in found[0].message) == ("relplot" not in code)


@pytest.mark.parametrize(
    "code",
    [
        BY_PART.replace("hue='part'", "hue='part', marker='o'"),
        BY_PART.replace("hue='part'", "hue='part', style='part', markers=True"),
        BY_PART + "plt.scatter(table.epoch, table.loss)\n",
        BY_PART.replace("hue", "estimator=None, units"),
        BY_PART.replace("table,", "table[:4],"),
        "for n in range(1, 4):\n    sns.lineplot(table[:n], x='epoch', y='loss', color='k')\n",
    ],
)
def test_groups_that_are_seen(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(GROUPS + code, tmp_path, monkeypatch) == []


def test_the_line_from_which_seaborn_learns_a_colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = GROUPS + BY_PART.replace("hue", "estimator=None, units") + "plt.savefig('x.png')\n"
    assert not checked(code, tmp_path, monkeypatch, ["empty-history"]).findings


RUNS = "runs = {'long': [0.9, 0.6, 0.5], 'short': [0.7], 'other': [0.8, 0.7]}\n"
EACH = "for name, loss in runs.items():\n    plt.plot(loss, label=name)\n"
FRAMED = "import pandas as pd\n" + RUNS + "frame = pd.DataFrame({name: pd.Series(v) for name, v in runs.items()})\n"


@pytest.mark.parametrize(
    "code",
    [
        RUNS + EACH + "plt.legend()\n",
        RUNS + EACH.replace(", label=name", "") + "plt.legend(list(runs))\n",
        RUNS + EACH.replace("(loss,", "(range(2, 2 + len(loss)), loss, '--',") + "plt.legend()\n",
        FRAMED + "frame.plot()\n",
        FRAMED + "for name in frame:\n    frame[name].dropna().plot(legend=True)\n",
        RUNS.replace("[0.7]", "[0.7, np.nan, 0.6, np.nan, 0.5]") + EACH + "plt.legend()\n",
    ],
    ids=["by label", "by position", "over x", "a frame's column", "series", "holes"],
)
def test_one_turn_of_a_loop_leaves_a_name_and_nothing_else(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["single-point-line"]).findings
    assert [f.severity for f in found] == ["warning"]
    assert "the legend's 'short'" in found[0].message
    assert "another line drawn here has 3 points" in found[0].message


@pytest.mark.parametrize(
    "code",
    [
        RUNS + EACH,
        RUNS + EACH.replace("loss, label", "loss, 'o-', label") + "plt.legend()\n",
        RUNS + EACH + "    plt.scatter(len(loss) - 1, loss[-1], marker='x')\nplt.legend()\n",
        RUNS + EACH + "plt.plot([0, 1, 2], [0.7, 0.7, 0.7], 'ks')\nplt.legend()\n",
        RUNS + EACH + "plt.xlim(1, 2)\nplt.legend()\n",
        RUNS + EACH.replace("name)", "'_' + name if name == 'short' else name)") + "plt.legend()\n",
        "parts = [('a', [1]), ('a', [1, 2]), ('b', [2, 4])]\ncolours, seen = {'a': 'r', 'b': 'b'}, set()\n"
        "for kind, v in parts:\n    plt.plot(v, color=colours[kind], label=None if kind in seen else kind)\n"
        "    seen.add(kind)\nplt.legend()\n",
        RUNS.replace("'short'", "'none yet'").replace("[0.7]", "[]") + EACH + "plt.legend()\n",
        RUNS.replace("[0.9, 0.6, 0.5]", "[]").replace("[0.8, 0.7]", "[]") + EACH + "plt.legend()\n",
        FRAMED + "frame.plot(style='.-')\n",
        FRAMED + "frame.plot(subplots=True, marker='o')\n",
    ],
    ids=[
        "no legend",
        "markers",
        "the last value marked",
        "squares around",
        "out of view",
        "not in the legend",
        "a colour with other lines",
        "no point at all",
        "no line at all",
        "a frame's markers",
        "a frame's panels",
    ],
)
def test_one_turn_of_one_point_that_is_seen_or_not_named(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("epochs", "words"),
    [((1, 1, 1), "`fit` ran 3 times, 1 epoch each"), ((1,), "A training of 1"), ((1, 6), "A training of 1")],
)
def test_how_often_fit_ran(epochs: tuple[int, ...], words: str) -> None:
    line = Artist("line", 0, points=1, finite=1, strokes=0, box=(0.0, 0.0, 1.0, 1.0))
    one = call("plot", "line", argument("y", [0.5], "h.history['loss']"), artists=(line,), source="plt.plot(h)")
    histories = tuple(Value("history", "History", "keras", about={"lengths": {"loss": n}}) for n in epochs)
    run = run_with(one, panels=[panel(artists=(line,))], histories=histories)
    (found,) = all_causes()["single-point-line"].look(one, run)
    assert words in found.message
