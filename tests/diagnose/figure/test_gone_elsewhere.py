"""Words, files and lines that ended in another figure or axes than was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

TABLE = "import pandas as pd\nlog = {'loss': [3, 2, 1.0], 'mae': [2, 1, 1.0], 'mape': [90, 70, 60.0]}\n"


def _named(code: str, cause: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.message for f in checked(code, folder, monkeypatch, [cause]).findings]


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.imshow(np.eye(3))\nplt.figure()\nplt.title('eye')\nplt.xlabel('column')\nplt.show()\n", 1),
        ("plt.figure()\nplt.imshow(np.eye(3))\nplt.title('eye')\nplt.xlabel('column')\nplt.show()\n", 0),
        ("plt.imshow(np.eye(3))\nplt.title('eye')\nplt.figure()\nplt.title('next')\nplt.xlabel('x')\nplt.show()\n", 0),
        ("plt.imshow(np.eye(3))\nplt.figure()\nplt.show()\n", 0),
    ],
)
def test_words_in_a_figure_opened_too_late(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_named(code, "orphan-labels", tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.plot([1, 2])\nplt.show()\nfig = plt.gcf()\nfig.savefig('x.png')\n", 1),
        ("plt.plot([1, 2])\nfig = plt.gcf()\nplt.show()\nfig.savefig('x.png')\n", 0),
        ("plt.plot([1, 2])\nplt.cla()\nplt.savefig('x.png')\n", 1),
        ("f, a = plt.subplots()\na.plot([1, 2])\na.clear()\nf.savefig('x.png')\n", 1),
        ("f, a = plt.subplots()\na.plot([1, 2])\na.clear()\na.plot([2, 1])\nf.savefig('x.png')\n", 0),
        ("f, a = plt.subplots(1, 2)\na[0].plot([1, 2])\na[1].plot([2])\na[1].cla()\nf.savefig('x.png')\n", 0),
        ("plt.plot([1, 2])\nplt.savefig('x.png')\nplt.cla()\nplt.savefig('y.png')\n", 0),
    ],
)
def test_what_was_shown_or_cleared_before_it_was_saved(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(_named(code, "saved-after-show", tmp_path, monkeypatch)) == named


@pytest.mark.parametrize(("options", "named"), [("legend=True", 1), ("ax=ax", 0)])
def test_series_of_a_loop_over_axes(options: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = TABLE + "fig, axes = plt.subplots(3, 1)\nfor ax, key in zip(axes, log):\n    ax.set_ylabel(key)\n"
    code += f"    pd.Series(log[key], name=key).plot({options})\nfig.savefig('x.png')\n"
    found = _named(code, "empty-axes", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("of pandas, without ax, draw in the panel" in m for m in found)


LOOP = """import pandas as pd, seaborn as sns
def draw(values, ax=None):
    ax = ax or plt.gca()
    ax.hist(values)
fig, axes = plt.subplots(1, 3)
one = axes[0]
for ax, wide in zip(axes, [1, 2, 3]):
    {turn}
    ax.set_title(f'{{wide}}')
fig.savefig('x.png')
"""
IN_THE_LAST = "in the panel '3', the current axes; '1', '2' stay empty"


@pytest.mark.parametrize(
    ("turn", "stated"),
    [
        ("sns.histplot(rng.normal(0, wide, 50), kde=True)", f"`sns.histplot`, without ax, draws is {IN_THE_LAST}"),
        ("sns.lineplot(x=range(5), y=rng.random(5))", f"`sns.lineplot`, without ax, draws is {IN_THE_LAST}"),
        ("pd.Series(rng.random(9)).hist(bins=3)", f"all 3 calls of pandas, without ax, draw {IN_THE_LAST}"),
        ("draw(rng.random(9))", "every turn of the loop draws in the panel '3', by `ax.hist`; '1', '2' stay empty"),
        ("one.plot(rng.random(9))", "every turn of the loop draws in the panel '1', by `one.plot`; '2', '3' stay"),
        ("sns.histplot(rng.random(50), kde=True, ax=ax)", ""),
        ("plt.sca(ax); sns.histplot(rng.random(50), kde=True)", ""),
        ("sns.histplot(rng.random(50), **{'ax': ax})", ""),
        ("draw(rng.random(9), ax)", ""),
        ("plt.sca(ax); draw(rng.random(9))", ""),
        ("pd.Series(rng.random(9)).hist(bins=3, ax=ax)", ""),
        ("for k in (1, 2, 3) if wide == 3 else ():\n        draw(rng.random(9), axes[2])", ""),
        ("if wide == 3:\n        for k in (1, 2, 3):\n            ax.plot(rng.random(9))", ""),
        ("ax.text(0.5, 0.5, 'words'); draw(rng.random(9), one)", ""),
    ],
)
def test_a_loop_that_names_each_panel_and_draws_in_one(
    turn: str, stated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _named(LOOP.format(turn=turn), "empty-axes", tmp_path, monkeypatch)
    assert [stated in m for m in found] == ([True] if stated else [])


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("a.set_title('truth')\nsns.countplot(x=list('aab'))\nsns.countplot(x=list('abb'))\n", 1),
        ("a.text(0.5, 0.5, 'no data')\nsns.countplot(x=list('aab'))\nsns.countplot(x=list('abb'))\n", 0),
        ("a.set_axis_off()\nsns.countplot(x=list('aab'))\nsns.countplot(x=list('abb'))\n", 0),
        ("sns.histplot(rng.random(9), kde=True)\n", 0),
        ("plt.sca(a)\nsns.countplot(x=list('aab'))\nsns.countplot(x=list('abb'), ax=b)\n", 0),
    ],
)
def test_seaborn_draws_in_the_panel_made_last(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import seaborn as sns\nfig, (a, b) = plt.subplots(1, 2)\n{code}fig.savefig('x.png')\n"
    assert len(_named(code, "empty-axes", tmp_path, monkeypatch)) == named


OWN = "from sklearn.metrics import ConfusionMatrixDisplay as Display\nimport seaborn as sns\ntable = np.eye(2)\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.figure(figsize=(8, 8))\nDisplay(table).plot()\nplt.show()\n", 1),
        ("plt.figure(figsize=(8, 8))\nplt.matshow(table)\nplt.show()\n", 1),
        ("plt.figure(figsize=(8, 8))\nsns.displot(rng.random(30))\nplt.show()\n", 1),
        ("fig, ax = plt.subplots(figsize=(8, 8))\nDisplay(table).plot()\nplt.show()\n", 1),
        (
            "f, two = plt.subplots(1, 2)\nfor a in two:\n    Display(table).plot()\n    a.set_title('m')\nplt.show()\n",
            1,
        ),
        ("fig, ax = plt.subplots(figsize=(8, 8))\nDisplay(table).plot(ax=ax)\nplt.show()\n", 0),
        ("plt.figure(figsize=(8, 8))\nplt.matshow(table, fignum=1)\nplt.show()\n", 0),
        ("plt.figure()\nplt.close()\nDisplay(table).plot()\nplt.show()\n", 0),
        ("plt.figure()\nDisplay(table).plot()\nplt.savefig('x.png')\n", 0),
        ("f = plt.figure()\nfig, ax = plt.subplots()\nax.imshow(table)\nplt.show()\n", 0),
        ("f = plt.figure()\nDisplay(table).plot()\nf.add_subplot().imshow(table)\nplt.show()\n", 0),
    ],
)
def test_a_call_that_opens_a_figure_of_its_own(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _named(OWN + code, "empty-axes", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("of its own" in m for m in found)


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("fig, ax = plt.subplots()\nsns.catplot(x=list('aab'), y=[1, 2, 3])\nfig.savefig('x.png')\n", 1),
        ("fig = plt.figure()\nDisplay(table).plot()\nfig.savefig('x.png')\n", 1),
        ("fig, two = plt.subplots(1, 2)\nplt.matshow(table)\nfig.savefig('x.png')\n", 1),
        ("fig, ax = plt.subplots()\nsns.catplot(x=list('aab'), y=[1, 2, 3])\nplt.savefig('x.png')\n", 0),
        (
            "fig, ax = plt.subplots()\ng = sns.catplot(x=list('aab'), y=[1, 2, 3])\nfig.savefig('x.png')\n"
            "g.savefig('y.png')\n",
            0,
        ),
        ("fig, (a, b) = plt.subplots(1, 2)\na.imshow(table)\nplt.matshow(table)\nfig.savefig('x.png')\n", 0),
        ("fig, ax = plt.subplots()\nfig.savefig('x.png')\nplt.matshow(table)\n", 0),
    ],
    ids=["figure-level", "display", "matshow", "the other saved", "both saved", "a spare panel", "saved before"],
)
def test_the_figure_that_is_saved_is_not_the_one_drawn_in(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _named(OWN + code, "empty-axes", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("of its own" in m and "is never saved" in m for m in found)


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.plot([1, 2])\nplt.figure(figsize=(8, 4))\nplt.savefig('x.png')\n", 1),
        ("plt.plot([1, 2])\nfig = plt.figure(figsize=(8, 4))\nfig.savefig('x.png')\n", 1),
        ("plt.imshow(table)\nfig, ax = plt.subplots(figsize=(8, 4))\nfig.savefig('x.png')\n", 1),
        ("plt.figure(figsize=(8, 4))\nplt.plot([1, 2])\nplt.savefig('x.png')\n", 0),
        ("plt.plot([1, 2])\nplt.figure(figsize=(8, 4))\nplt.savefig('x.png')\nplt.show()\n", 0),
        ("plt.plot([1, 2])\nplt.savefig('y.png')\nplt.figure(figsize=(8, 4))\nplt.savefig('x.png')\n", 0),
        ("plt.plot([1, 2])\nplt.close()\nplt.figure(figsize=(8, 4))\nplt.savefig('x.png')\n", 0),
        ("plt.plot([1, 2])\nfig = plt.figure()\nfig.text(0.5, 0.5, 'page 2')\nfig.savefig('x.png')\n", 0),
        ("plt.plot([1, 2])\nplt.figure()\nplt.plot([2, 1])\nplt.savefig('x.png')\n", 0),
    ],
    ids=["its size", "held", "subplots", "in time", "shown at last", "saved before", "closed", "words", "drawn in"],
)
def test_a_figure_opened_after_the_drawing_is_saved_empty(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _named(OWN + code, "empty-axes", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("opened after the drawing" in m and "neither shown nor saved" in m for m in found)


@pytest.mark.parametrize(("panels", "named"), [("iter(axes.flat)", 1), ("iter([1, 2, 3])", 0)])
def test_an_iterator_of_axes_that_ends(
    panels: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"fig, axes = plt.subplots(1, 3)\npanels = {panels}\nfor n in range(5):\n    next(panels)\n"
    found = _named(code, "subplot-overflow", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("holds 3 panels" in m for m in found)


TABLES = (
    "import pandas as pd\nlog = pd.DataFrame({'loss': [3, 2], 'val_loss': [4, 3], 'acc': [1, 2], 'val_acc': [1, 2]})\n"
)
PAIRS = TABLES + (
    "fig, axes = plt.subplots(1, 2)\nfor ax, key in zip(axes, ['loss', 'acc']):\n    log[[key, 'val_' + key]].plot()\n"
)
PLACES = TABLES + (
    "plt.figure(figsize=(9, 4))\nplt.subplot(1, 2, 1)\nlog[['loss', 'val_loss']].plot()\n"
    "plt.subplot(1, 2, 2)\nlog[['acc', 'val_acc']].plot()\n"
)


@pytest.mark.parametrize(
    "code",
    [
        PAIRS + "    ax.set_title(key)\nplt.savefig('x.png')\n",
        PAIRS.replace(".plot()", ".plot.line(grid=True)") + "plt.savefig('x.png')\n",
        PLACES + "plt.savefig('x.png')\n",
    ],
)
def test_panels_nobody_saw_and_tables_in_figures_of_which_the_last_is_kept(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = checked(code, tmp_path, monkeypatch, ["empty-axes"]).findings
    assert found.severity == "warning"
    assert "1 of the 2 figures that such calls opened is neither shown nor saved" in found.message


@pytest.mark.parametrize(
    "code",
    [
        PAIRS + "    plt.savefig(f'{key}.png')\n",
        PAIRS.replace("plot()", "plot(ax=ax)") + "plt.savefig('x.png')\n",
        PAIRS.replace("['loss', 'acc']", "['loss']") + "plt.savefig('x.png')\n",
        PAIRS.replace("fig, axes = plt.subplots(1, 2)", "fig, axes = plt.subplots(1, 2)\nplt.close(fig)")
        + "plt.savefig('x.png')\n",
        PAIRS.replace("log[[key, 'val_' + key]]", "log[key]") + "plt.savefig('x.png')\n",
    ],
    ids=["each saved", "told which axes", "one table", "closed on purpose", "a series"],
)
def test_tables_that_are_all_kept(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(code, tmp_path, monkeypatch, ["empty-axes"]).findings
    assert not [f for f in found if "of its own" in f.message]
