"""Names of curves that stand beside something else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, root, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Panel
from kerascope.findings import Location

LOG = "log = {'mae': [3, 2, 1], 'val_mae': [4, 3, 3]}\n"
REFERENCE = LOG + "plt.plot(log['mae'])\nplt.axhline(2)\nplt.plot(log['val_mae'])\n"
BAND = LOG + "plt.plot(log['mae'])\nplt.fill_between([0, 1, 2], [2, 1, 0], [4, 3, 2])\nplt.plot(log['val_mae'])\n"
LOOP = LOG + "for key in ['mae']:\n    plt.plot(log[key])\n    plt.axvline(1)\n    plt.plot(log['val_' + key])\n"
NAMED = LOG + "a, b = log['mae'], 0\nval = log['val_mae']\nplt.axvline(1)\nplt.plot(log['mae'])\nplt.plot(val)\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["legend-mismatch"]).findings
    return [f.message.split(". ")[0] for f in found]


@pytest.mark.parametrize(
    ("code", "names", "key"),
    [
        (REFERENCE, ["train", "val", "target"], "val_mae"),
        (REFERENCE, ["training MAE", "validation MAE", "limit"], "val_mae"),
        (REFERENCE, ["mae", "val_mae", "limit"], "val_mae"),
        (BAND, ["train", "validation"], "val_mae"),
        (LOOP, ["training", "validation", "best"], "val_mae"),
        (NAMED, ["training", "best", "validation"], "mae"),
    ],
)
def test_the_name_of_a_curve_beside_something_else(
    code: str, names: list[str], key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _said(code + f"plt.legend({names})\n", tmp_path, monkeypatch)
    assert len(found) == 1
    assert f"the curve '{key}'" in found[0]
    assert f"{len(names)} labels" in found[0]


def test_the_names_in_the_order_of_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = REFERENCE + "plt.legend(['train', 'val', 'target'])\nplt.savefig('x.png')\n"
    fix = checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings[0].fix
    assert fix is not None
    assert fix.after == '["train", "target", "val"]'


SMOOTH = LOG + "plt.plot(np.cumsum(log['mae']))\nplt.plot(log['mae'], alpha=0.3)\nplt.plot(log['val_mae'])\n"


@pytest.mark.parametrize(
    "code",
    [
        REFERENCE + "plt.legend(['train', 'target', 'val'])\n",
        REFERENCE + "plt.legend(['one', 'two', 'three'])\n",
        REFERENCE + "plt.legend(['train', 'validation target', 'ours'])\n",
        REFERENCE + "plt.legend(['train', 'test', 'eval'])\n",
        REFERENCE + "plt.legend(['train', 'validation', 'held out'])\n",
        SMOOTH + "plt.legend(['train', 'raw', 'validation'])\n",
        LOG + "plt.axhline(2)\na, = plt.plot(log['mae'])\nb, = plt.plot(log['val_mae'])\n"
        "plt.legend([a, b], ['train', 'validation'])\n",
        LOG + "a, = plt.plot(log['mae'])\ntwin = plt.gca().twinx()\nplt.axhline(3)\nb, = twin.plot(log['val_mae'])\n"
        "plt.legend([a, b], ['train', 'validation'])\n",
        LOG + "plt.plot(log['mae'])\nplt.plot(log['val_mae'])\nplt.axvline(1)\nplt.legend(['train', 'test'])\n",
        LOG + "other = {'mae': [1, 2]}\nplt.plot(log['mae'])\nplt.axhline(1)\nplt.plot(other['mae'])\n"
        "plt.legend(['first', 'mae', 'second'])\n",
    ],
)
def test_names_that_may_be_meant(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(code, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("ax.legend()\nax.plot([3, 1], label='loss')\n", 1),
        ("ax.plot([3, 1], label='loss')\nax.legend()\n", 0),
        ("ax.legend()\nax.plot([3, 1], label='loss')\nax.legend()\n", 0),
        ("ax.legend([])\nax.plot([3, 1])\n", 0),
    ],
)
def test_a_legend_made_before_the_lines(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"import warnings\nwarnings.simplefilter('ignore')\nfig, ax = plt.subplots()\n{code}fig.savefig('x.png')\n"
    assert len(checked(script, tmp_path, monkeypatch, ["legend-mismatch"]).findings) == named


@pytest.mark.parametrize(
    ("names", "named"),
    [(["sound", "worn"], 1), (["limit", "sound", "worn"], 0), (["limit", "sound"], 0), (["sound"], 0)],
)
def test_a_reference_line_comes_first(
    names: list[str], named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "plt.axhline(0.4, ls=':')\nplt.plot(rng.random(9))\nplt.plot(rng.random(9))\n"
    code += f"plt.legend({names})\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings) == named


@pytest.mark.parametrize(("names", "named"), [("['hour', *keys]", 1), ("keys", 0), ("tuple(keys[:2])", 0)])
def test_more_names_than_lines(names: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no source tells how many they are; matplotlib drops what is left over."""
    code = f"keys = ['NO2', 'O3', 'PM10']\nplt.plot(rng.random((9, 3)))\nplt.legend({names})\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings
    assert len([f for f in found if "is left out" in f.message]) == named


FOUR = (
    "names = ['hour', 'warm', 'damp', 'wind', 'load']\nfig, ax = plt.subplots()\nlines = ax.plot(rng.random((9, 4)))\n"
)


@pytest.mark.parametrize(
    ("legend", "named"),
    [
        ("plt.legend(lines, names)", 1),
        ("ax.legend(handles=lines, labels=tuple(names))", 1),
        ("ax.legend(lines, {n: 0 for n in names}.keys())", 1),
        ("plt.legend(np.array(names))", 1),
        ("import pandas as pd\nax.legend(pd.DataFrame(columns=names).columns)", 1),
        ("plt.legend(lines, names[1:])", 0),
        ("plt.legend(lines[:2], names[1:3])", 0),
        ("ax.legend([plt.Line2D([], [], color='b')], names)", 0),
        ("ax.legend([*lines, plt.Line2D([], [], color='b')], names)", 0),
        ("plt.legend(np.array(names)[1:])", 0),
    ],
)
def test_more_names_than_lines_handed_over(
    legend: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(f"{FOUR}{legend}\n", tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(
    ("drawn", "names", "named"),
    [
        ("plt.plot(rng.random((9, 4)), color='grey')", "['samples']", 0),
        ("plt.plot(rng.random((9, 4)))", "['samples']", 1),
        ("plt.plot(rng.random((9, 4)), color='grey')\nplt.plot(rng.random(9), 'r')", "['mean']", 1),
        ("plt.plot(rng.random((9, 4)), 'b')\nplt.plot(rng.random((9, 2)), 'b')", "['runs', 'others']", 1),
    ],
)
def test_one_name_for_a_bundle(
    drawn: str, names: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_said(f"{drawn}\nplt.legend({names})\n", tmp_path, monkeypatch)) == named


WORDS = ("base", "hip", "knee", "foot")


@pytest.mark.parametrize(
    ("shape", "axes", "named"),
    [((9, 3), ("batch", "unit"), 1), ((9, 4), ("batch", "unit"), 0), ((9, 3), ("batch", "channel"), 0)],
)
def test_a_list_with_more_names_than_a_network_has_outputs(
    shape: tuple[int, int], axes: tuple[str, str], named: int
) -> None:
    """Of a table, or of some columns of the output, the first names may well be those that are meant."""
    kept = root("angles", shape, axes, (None, None if shape[1] == 3 else (0, 3, 1)))
    drawn = call("plot", "line", argument("y", np.zeros((9, 3)), "angles", derivation=kept))
    legend = Location("script.py", None, 3, 3, 1, None, "plt.legend()")
    shown = Panel(1, legend=WORDS[:3], legend_handles=WORDS[:3], legend_set=legend, legend_list=("joints", WORDS))
    run = run_with(drawn, panels=[shown])
    found = [f.message for f in all_causes()["legend-mismatch"].look(run.sheets[0], run)]
    assert len(found) == named
    assert all("`joints` holds 4 names, and `angles` has 3 units" in m and "foot names none" in m for m in found)


def test_lists_that_names_of_a_legend_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "joints = ['base', 'hip', 'knee', 'foot']\nfor n in range(3):\n    plt.plot(rng.random(9), label=joints[n])\n"
    )
    report = checked(code + "plt.legend()\nplt.savefig('x.png')\n", tmp_path, monkeypatch, ["legend-mismatch"])
    assert not report.findings  # no network's output


TWINS = (
    "log = {'loss': [3, 2, 1], 'learning_rate': [0.1, 0.05, 0.02]}\nfig, ax = plt.subplots()\n"
    "one = ax.plot(log['loss'])\ntwo = ax.twinx().plot(log['learning_rate'], color='red')\n"
)


@pytest.mark.parametrize(("handles", "named"), [("two + one", 1), ("one + two", 0), ("[*two, one[0]]", 1)])
def test_handles_of_two_axes_in_another_order(
    handles: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _said(TWINS + f"ax.legend({handles}, ['loss', 'learning rate'])\n", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("`log['learning_rate']` 'loss'" in message for message in found)


FAN = "y = rng.random(9)\nplt.plot(y, '.')\nplt.fill_between(range(9), y - 1, y + 1, alpha=0.3)\nplt.plot(y)\n"


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (["data", "mean", "2 sigma"], 1),
        (["data", "mean", "95 % confidence"], 1),
        (["data", "2 sigma", "mean"], 0),
        (["data", "first", "second"], 0),
        (["data ± noise", "± 1 std", "mean"], 0),
    ],
)
def test_the_name_of_a_band_beside_a_line(
    names: list[str], named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _said(FAN + f"plt.legend({names})\n", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("the band of fill_between 'mean'" in m for m in found)


def test_names_of_their_own_need_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A filled shape comes first in the legend, and a line without a name has no entry: both as they should."""
    code = "plt.fill([0, 1, 2], [0, 1, 0], label='input')\nfor n in 'ab':\n    plt.plot(rng.random(5), label=n)\n"
    assert not _said(code + "plt.legend(loc='upper left')\nplt.plot(rng.random(5), '+k')\n", tmp_path, monkeypatch)


BANDS = (
    "runs = dict(a=rng.random(5), b=rng.random(5))\n"
    "for name, y in runs.items():\n    plt.plot(y{label})\n    plt.fill_between(range(5), y - 1, y + 1, alpha=0.3)\n"
    "plt.legend({names})\nplt.savefig('x.png')\n"
)


@pytest.mark.parametrize(
    ("label", "names", "named"),
    [
        ("", "list(runs)", 1),
        (", label=name", "", 0),
        ("", "['a', 'a, ± 1']", 0),
        ("", "['a', 'band of a', 'b', 'band of b']", 0),
        ("", "plt.gca().get_lines(), list(runs)", 0),
    ],
)
def test_bands_that_take_the_names_of_lines(
    label: str, names: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = BANDS.format(label=label, names=names)
    assert len(checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings) == named


RUNS = (
    "import pandas as pd\nimport seaborn as sns\n"
    "runs = pd.DataFrame({'epoch': [0, 1, 2] * 4, 'a': rng.random(12), 'b': rng.random(12)})\n"
    "for name in 'ab':\n    sns.lineplot(data=runs, x='epoch', y=name{more})\n"
)
TIDY = "sns.lineplot(data=runs.melt('epoch'), x='epoch', y='value', hue='variable'{more})\n"
AREA = "sns.histplot(runs['a'], kde=True, element='step')\nplt.plot([0, 1], [4, 4])\n"


@pytest.mark.parametrize(
    ("drawn", "more", "names", "named"),
    [
        (RUNS, "", "['a', 'b']", 1),
        (RUNS, ", errorbar='sd'", "labels=('training', 'validation')", 1),
        (RUNS.split("for")[0] + TIDY, "", "['a', 'b']", 1),
        (RUNS + "plt.axhline(1)\n", "", "['a', 'b']", 1),
        (RUNS, ", errorbar=None", "['a', 'b']", 0),
        (RUNS, ", label=name", "", 0),
        (RUNS.replace("{more}", ", errorbar=None") + "    plt.fill_between([0, 1], 1, 2)\n", "", "['a', 'b']", 1),
        (RUNS, "", "['a', 'a, 95 %', 'b', 'b, 95 %']", 0),
        (RUNS, "", "['a', '95 % confidence']", 0),
        (RUNS, "", "plt.gca().get_lines(), ['a', 'b']", 0),
        (RUNS, ", err_style='bars'", "['a', 'b']", 0),
        (RUNS.split("for")[0] + TIDY, "", "title='curve'", 0),
        (RUNS.split("for")[0] + AREA, "", "['data', 'density']", 0),
    ],
)
def test_bands_that_seaborn_draws_about_its_lines(
    drawn: str, more: str, names: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = drawn.replace("{more}", more) + f"plt.legend({names})\n"
    assert len(_said(code, tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(("labels", "named"), [("['a', 'b']", 1), ("['a', 'b', 'c']", 0), ("[]", 0)])
def test_names_for_the_first_areas_of_a_stack(
    labels: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"plt.stackplot(range(9), rng.random((3, 9)), labels={labels})\nplt.legend()\nplt.savefig('x.png')\n"
    assert len(checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings) == named


KINDS = "kinds, which = np.unique(['dog', 'cat', 'bird'] * 4, return_inverse=True)\nx = rng.random((12, 2))\n"


@pytest.mark.parametrize(
    ("loop", "names", "after"),
    [
        ("for k in range(len(kinds)):", "['dog', 'cat', 'bird']", "kinds"),
        ("for k, kind in enumerate(kinds):", "('dog', 'bird', 'cat')", "kinds"),
        ("for k in range(len(kinds)):", "['bird', 'cat', 'dog']", None),
        ("for k in range(len(kinds)):", "kinds", None),
        ("for k in (2, 1, 0):", "['dog', 'cat', 'bird']", None),
        ("for k in range(len(kinds)):", "['Hund', 'Katze', 'Vogel']", None),
    ],
)
def test_names_in_another_order_than_the_loop_has(
    loop: str, names: str, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"{KINDS}{loop}\n    plt.scatter(*x[which == k].T)\nplt.legend({names})\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings
    assert [f.fix.after for f in found if f.fix] == ([after] if after else [])
    assert len(found) == bool(after)


@pytest.mark.parametrize(
    ("handed", "shown"),
    [("'loss'", "'l', 'o'"), ("labels='training', loc='best'", "'t', 'r'"), ("'ab'", ""), ("['a', 'b']", ""), ("", "")],
)
def test_one_word_where_a_list_is_due(handed: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        f"plt.plot([3, 2, 1], label='a')\nplt.plot([4, 3, 2], label='b')\nplt.legend({handed})\nplt.savefig('x.png')\n"
    )
    found = checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings
    assert [shown in f.message and "letter by letter" in f.message for f in found] == ([True] if shown else [])


@pytest.mark.parametrize(
    ("code", "stated"),
    [
        ("plt.plot(rng.random((9, 4)), label=['a', 'b', 'c'])", "3 labels for 4 lines: `rng.random((9, 4))`"),
        ("plt.bar([1, 2, 3], [4, 5, 6], label=['a', 'b'])", "2 labels for 3 bars"),
        ("plt.plot(rng.random((9, 4)), label=list('abcd'))", ""),
        ("plt.plot([1, 2], [1, 2, 3], label=['a', 'b'])", ""),
        ("raise ValueError('the number of labels is wrong')", ""),
    ],
)
def test_a_list_of_labels_that_is_refused(
    code: str, stated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(code + "\n", tmp_path, monkeypatch, ["legend-mismatch"]).findings
    assert [stated in f.message for f in found] == ([True] if stated else [])
