"""Panels with nothing in them, in a run with a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.diagnose.evidence_by_hand import argument, call, run_with
from tests.diagnose.scripts import checked

from kerascope.diagnose import all_causes
from kerascope.evidence import Panel, Value
from kerascope.findings import Finding, Location

NET = Value("net", "Functional", "keras", about={"model": True})
MADE = Location("script.py", None, 1, 1, 1, None, "plt.subplots(1, 3)")


def _look(titles: tuple[str, ...], drawn: int, *, net: bool = True, **more: object) -> list[Finding]:
    """`drawn` of the panels hold a line, by statements of their own."""
    calls = [call("plot", "line", argument("y", np.arange(4.0)), line=2 + n, number=n, panel=n) for n in range(drawn)]
    panels = [
        Panel(n, title=t, has_data=n < drawn, place=MADE, grid=(1, len(titles), n), **more)  # type: ignore[arg-type]
        for n, t in enumerate(titles)
    ]
    run = run_with(*calls, panels=panels, models=(NET,) if net else ())
    return list(all_causes()["empty-axes"].look(run.sheets[0], run))


def test_a_titled_panel_of_two() -> None:
    assert [f.severity for f in _look(("mae", "mse"), 1)] == ["warning"]
    assert _look(("mae", "mse"), 1, net=False) == []


def test_spare_frames_at_the_end_are_noted() -> None:
    found = _look(("", "", ""), 2)
    assert [f.severity for f in found] == ["note"]
    assert "last 1 panel" in found[0].message


@pytest.mark.parametrize("more", [{"axis_on": False}, {"xlabel": "epoch"}, {"projection": "3d"}])
def test_spare_places_that_are_no_bare_frames(more: dict[str, object]) -> None:
    assert _look(("", "", ""), 2, **more) == []


@pytest.mark.parametrize(
    ("labels", "named"),
    [(("loss", "mae", "r2"), 1), (("value", "value", "value"), 0), (("", "", "r2"), 0), (("loss", "mae", ""), 0)],
)
def test_a_panel_named_by_its_axis_alone(labels: tuple[str, ...], named: int) -> None:
    calls = [call("plot", "line", argument("y", np.arange(4.0)), line=2, number=n, panel=n) for n in range(2)]
    panels = [Panel(n, ylabel=t, has_data=n < 2, place=MADE, grid=(1, 3, n)) for n, t in enumerate(labels)]
    fitted = Value("fit", "History", "keras", about={"history": True, "keys": ["loss", "mae", "r2_score"]})
    run = run_with(*calls, panels=panels, models=(NET,), histories=(fitted,))
    found = [f for f in all_causes()["empty-axes"].look(run.sheets[0], run) if f.severity == "warning"]
    assert len(found) == named
    assert all("the history holds r2_score and not 'r2'" in f.message for f in found)


KINDS = "z = rng.random((40, 2))\nkind = np.array(['cat', 'dog'] * 20)\n"
EACH = "fig, axes = plt.subplots(1, 2)\nfor ax, wanted in zip(axes, [{names}]):\n    ax.set_title(wanted)\n"


def _named(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.message for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["empty-axes"]).findings]


@pytest.mark.parametrize(
    ("code", "stated"),
    [
        (KINDS + EACH.format(names="0, 1") + "    ax.scatter(*z[kind == wanted].T)\n", "2 panels stay without data"),
        (
            KINDS + EACH.format(names="0, 1") + "    mask = kind == wanted\n    ax.scatter(z[mask, 0], z[mask, 1])\n",
            "`kind` holds strings (<U3: 'cat', 'dog'), compared with int 0, int 1",
        ),
        (KINDS + "plt.hist(z[kind == 'Dog', 0])\n", "0 of 40 are picked from `z`, shape (40, 2)"),
        (KINDS + "late = z[z[:, 0] > 2]\nplt.plot(late[:, 0], 'o', label='late')\nplt.legend()\n", "1 panel stays"),
    ],
)
def test_a_mask_that_picks_nothing(code: str, stated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _named(code, tmp_path, monkeypatch)
    assert len(found) == 1
    assert stated in found[0]


@pytest.mark.parametrize(
    "code",
    [
        KINDS
        + EACH.format(names="'cat', 'Dog'")
        + "    mask = kind == wanted\n    ax.scatter(z[mask, 0], z[mask, 1])\n",
        KINDS + "bad = z[z[:, 0] > 2]\nplt.scatter(z[:, 0], z[:, 1])\nplt.scatter(bad[:, 0], bad[:, 1], c='r')\n",
        KINDS + "bad = z[z[:, 0] > 2]\nplt.scatter(bad[:, 0], bad[:, 1])\nplt.text(0, 0, 'no outliers')\n",
        KINDS + "bad = z[z[:, 0] > 2]\nline, = plt.plot(bad[:, 0])\nline.set_data([0, 1], [1, 2])\n",
        "plt.plot([], [], label='model')\nplt.legend()\n",
        "plt.scatter(np.array([]), np.array([]), label='model')\nplt.legend()\n",
    ],
)
def test_nothing_picked_where_that_may_be_right(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _named(code, tmp_path, monkeypatch) == []


def test_titles_over_nothing_at_all() -> None:
    (found,) = _look(("conv1", "conv2"), 0)
    assert found.severity == "error"
    assert "2 panels have a title and nothing else" in found.message
    assert _look(("conv1", "conv2"), 0, net=False) == []  # a figure about layouts
    assert _look(("conv1", ""), 0) == []
    assert _look(("conv1", "conv2"), 0, axis_on=False) == []


def test_titles_that_are_names_of_no_layer_are_told() -> None:
    net = replace(NET, about={"model": True, "layers": [["conv2d", "Conv2D"], ["dense", "Dense"]]})
    panels = [Panel(0, title="conv1", place=MADE)]
    run = run_with(panels=panels, models=(net,))
    (found,) = all_causes()["empty-axes"].look(run.sheets[0], run)
    assert "No layer is called conv1: they are called conv2d, dense." in found.message


BESIDE = (
    "import pandas as pd\nlog = pd.DataFrame({'loss': [3., 2, 1], 'mae': [2., 1.5, 1]})\n"
    "fig, ax = plt.subplots()\nlog.plot({ax})\nfig.savefig('x.png')\n{more}"
)


@pytest.mark.parametrize(
    ("ax", "more", "named"),
    [("", "", 1), ("ax=ax", "", 0), ("", "plt.gcf().savefig('y.png')\n", 0)],
)
def test_pandas_opens_a_figure_of_its_own(
    ax: str, more: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And never-shown does not say the same of the other figure."""
    code = BESIDE.replace("{ax}", ax).replace("{more}", more)
    found = checked(code, tmp_path, monkeypatch, ["empty-axes", "never-shown"]).findings
    assert [f.cause for f in found] == ["empty-axes"] * named
    assert all(f.fix is not None and f.fix.after == "log.plot(ax=ax)" for f in found)


@pytest.mark.parametrize(("points", "trained", "named"), [(0, True, 1), (0, False, 0), (4, True, 0)])
def test_a_panel_whose_lines_have_no_points(points: int, trained: bool, named: int) -> None:
    calls = [
        call("plot", "line", argument("y", np.arange(float(n)), "values"), number=k, panel=k)
        for k, n in enumerate((4, points))
    ]
    panels = [Panel(0, title="loss", has_data=True), Panel(1, title="rate", has_data=True)]
    fitted = (Value("fit", "History", "keras", about={"history": True, "keys": ["loss", "learning_rate"]}),)
    run = run_with(*calls, panels=panels, models=(NET,), histories=fitted if trained else ())
    found = [f.message for f in all_causes()["empty-axes"].look(run.sheets[0], run)]
    assert len(found) == named
    assert all("learning_rate" in m for m in found)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("log.get(key, [])", 1),
        ("log.get('val_' + str(key), [])", 1),
        ("getattr(log, key, [])", 1),
        ("log.filter(like=key)", 1),
        ("[]", 0),
        ("np.array([])", 0),
        ("list()", 0),
    ],
)
def test_an_empty_list_by_default_is_not_one_that_was_written(source: str, named: int) -> None:
    calls = [
        call("plot", "line", argument("y", np.arange(float(n)), source), number=k, panel=k)
        for k, n in enumerate((4, 0))
    ]
    panels = [Panel(0, title="loss", has_data=True), Panel(1, title="rate", has_data=True)]
    fitted = (Value("fit", "History", "keras", about={"history": True, "keys": ["loss", "learning_rate"]}),)
    run = run_with(*calls, panels=panels, models=(NET,), histories=fitted)
    found = [f.message for f in all_causes()["empty-axes"].look(run.sheets[0], run)]
    assert len(found) == named
    assert all("nothing called 'rate'" in m for m in found)


def test_pandas_leaves_one_panel_of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import pandas as pd\nfig, (left, right) = plt.subplots(1, 2)\nleft.imshow(np.eye(3))\n"
        "right.set_title('scores')\npd.DataFrame({'f1': [0.4, 0.6]}).plot.bar(rot=0)\nfig.savefig('x.png')\n"
    )
    (finding,) = checked(code, tmp_path, monkeypatch, ["empty-axes", "never-shown"]).findings
    assert finding.fix is not None
    assert finding.fix.after.endswith(".plot.bar(ax=right, rot=0)")


TABLE = "import pandas as pd\nimport seaborn as sns\nlog = pd.DataFrame({'a': [1, 2, 4], 'b': [3, 1, 0]})\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.figure(figsize=(9, 3))\nlog.plot()\nplt.title('log')\nplt.show()\n", 1),
        ("plt.figure(figsize=(9, 3))\nlog.plot(ax=plt.gca())\nplt.show()\n", 0),
        ("plt.figure(figsize=(9, 3))\nlog['a'].plot()\nplt.show()\n", 0),
        ("log.plot(figsize=(9, 3))\nplt.show()\n", 0),
    ],
)
def test_a_figure_opened_for_a_table(code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(TABLE + code, tmp_path, monkeypatch, ["empty-axes"]).findings
    assert [f.location.line for f in found] == [7] * named
    assert all("figure 1 stays without axes" in f.message for f in found)


@pytest.mark.parametrize(("function", "named"), [("relplot", 1), ("scatterplot", 0)])
def test_a_figure_level_function_takes_no_axes(
    function: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TABLE + "fig, (left, right) = plt.subplots(1, 2)\nleft.hist(log['a'])\n"
    code += f"sns.{function}(data=log, x='a', y='b', ax=right)\nfig.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["empty-axes"]).findings
    assert len([f for f in found if "figure-level" in f.message]) == named


def test_a_place_of_seaborn_s_own_grid() -> None:
    """`pairplot` labels the places that it leaves free, too."""
    made = Location("script.py", None, 1, 1, 1, None, "sns.pairplot(table)")
    calls = [call("plot", "line", argument("y", np.arange(4.0)), line=1, number=n, panel=n) for n in range(2)]
    panels = [Panel(n, ylabel=t, has_data=n < 2, place=made, grid=(1, 3, n)) for n, t in enumerate(("a", "b", "c"))]
    run = run_with(*calls, panels=panels, models=(NET,))
    assert list(all_causes()["empty-axes"].look(run.sheets[0], run)) == []


LONG = """log = read()
fig, AXES = plt.subplots(1, 2)
sns.lineplot(data=log[log.what == 'loss'], x='epoch', y='value', ax=ONE)
part = log[log.what == 'acc']
sns.lineplot(data=part, x='epoch', y='value', ax=TWO)
ONE.set_title('loss')
"""


@pytest.mark.parametrize(
    ("axes", "one", "two"),
    [("(a, b)", "a", "b"), ("axs", "axs[0]", "axs[1]"), ("axs", "axs.flat[0]", "axs.flat[1]")],
)
@pytest.mark.parametrize("behind", ["", "if found:\n    "])
def test_a_table_without_rows(behind: str, axes: str, one: str, two: str) -> None:
    text = LONG.replace("AXES", axes).replace("ONE", one).replace("TWO", two)
    text = text.replace("sns.lineplot(data=part", f"{behind}sns.lineplot(data=part")
    made = Location("script.py", None, 2, 2, 1, None, "plt.subplots(1, 2)")
    panels = [Panel(n, title=t, has_data=not n, place=made, grid=(1, 2, n)) for n, t in enumerate(("loss", "acc"))]
    drawn = call("plot", "line", argument("y", [3.0, 2.0], ""), line=3, panel=0, via="seaborn")
    fit = Value("fit", "History", "keras", about={"history": True, "keys": ["accuracy", "loss"]})
    run = run_with(drawn, panels=panels, histories=(fit,), models=(NET,), sources={"script.py": text})
    (found,) = all_causes()["empty-axes"].look(run.sheets[0], run)
    if behind:
        assert found.location.line == 3
        return
    assert found.location.line == 5
    assert "`sns.lineplot(data=part, x='epoch'" in found.message
    assert "the history holds accuracy and not 'acc'" in found.message


PANELS = "fig, (a, b) = plt.subplots(1, 2)\n"
TURNS = PANELS + "for n in range(2, 6):\n    a.clear()\n    a.plot(range(n))\n    a.set_title('loss')\n    {}.clear()\n"


@pytest.mark.parametrize(
    "code",
    [
        PANELS + "a.plot([3, 2, 1])\na.set_title('loss')\na.clear()\nb.plot([1, 2, 3])\n",
        PANELS + "for ax in (a, b):\n    a.cla()\n    b.cla()\n    ax.plot([3, 2, 1])\n    ax.set_title('loss')\n",
        "plt.subplot(1, 2, 1)\nplt.plot([3, 2, 1])\nplt.title('loss')\nplt.cla()\nplt.subplot(1, 2, 2)\n"
        "plt.plot([1, 2])\n",
        TURNS.format("a") + "    b.plot(range(n))\n",
    ],
    ids=["at once", "all of them each turn", "pyplot", "the wrong one each turn"],
)
def test_a_panel_wiped_before_it_was_seen(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = _named(code, tmp_path, monkeypatch)
    assert "1 panel of 2 is empty (loss)" in message


@pytest.mark.parametrize(
    "code",
    [
        TURNS.format("b") + "    b.plot(range(n))\n",
        TURNS.format("b") + "    b.plot(range(n))\n    plt.savefig(f'{n}.png')\na.clear()\n",
        TURNS.format("b") + "    b.plot(range(n))\n    plt.pause(0.001)\na.clear()\n",
        PANELS + "a.plot([3, 2, 1])\na.clear()\na.text(0.5, 0.5, 'no data')\nb.plot([1, 2, 3])\n",
        PANELS + "a.imshow(rng.random((4, 4)))\na.clear()\na.set_axis_off()\nb.plot([1, 2, 3])\n",
    ],
    ids=["each turn afresh", "saved before", "seen before", "words instead", "taken away"],
)
def test_a_panel_cleared_for_a_reason(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _named(code, tmp_path, monkeypatch) == []


PAIR = "fig = plt.figure()\none = fig.add_subplot(121)\ntwo = fig.add_subplot(122)\n"


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (PAIR + "plt.plot([3, 2, 1])\nplt.plot([1, 2, 3])\n", 4),
        (PAIR + "one.set_title('digit')\nplt.imshow(np.eye(9))\ntwo.set_title('scores')\nplt.bar([1, 2], [3, 4])\n", 5),
        (
            "plt.figure()\nplt.axes([0.1, 0.1, 0.3, 0.8])\nplt.axes([0.6, 0.1, 0.3, 0.8])\nplt.plot([3, 2, 1])\n"
            "plt.scatter([1, 2], [3, 4])\n",
            4,
        ),
        (PAIR + "two.plot([3, 2, 1])\ntwo.plot([1, 2, 3])\n", None),
        (PAIR + "one.text(0.5, 0.5, 'left free')\nplt.plot([3, 2, 1])\nplt.plot([1, 2, 3])\n", None),
        (PAIR + "one.axis('off')\nplt.plot([3, 2, 1])\nplt.plot([1, 2, 3])\n", None),
        (PAIR + "plt.plot([3, 2, 1])\n", None),
        ("plt.subplot(121)\nplt.plot([3, 2, 1])\nplt.plot([1, 2, 3])\nplt.subplot(122)\n", None),
        (
            "fig = plt.figure()\nfig.add_subplot(111).set_ylabel('of both')\nfig.add_subplot(211)\n"
            "plt.plot([3, 2, 1])\nplt.plot([1, 2, 3])\n",
            None,
        ),
    ],
    ids=["lines", "a picture and bars", "axes", "by name", "words", "no frame", "one call", "a spare one", "a frame"],
)
def test_panels_made_one_by_one(code: str, line: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["empty-axes"]).findings
    assert [(f.location.line or 0) - 3 for f in found] == ([line] if line else [])


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("plt.figure(figsize=(9, 3))\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\n", True),
        ("plt.figure()\nplt.figure(figsize=(9, 3))\nplt.plot([1, 2])\nplt.show()\n", True),
        ("plt.figure()\nfig, ax = plt.subplots()\nax.plot([1, 2])\nfig.savefig('x.png')\n", False),
        ("plt.figure()\nplt.close()\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\n", False),
        ("plt.figure(1)\nplt.figure(2)\nplt.plot([1, 2])\nplt.figure(1)\nplt.plot([1])\nplt.show()\n", False),
        ("plt.figure().text(0.5, 0.5, 'cover')\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\n", False),
        ("plt.figure()\nax = plt.subplot()\nax.plot([1, 2])\nplt.show()\n", False),
        ("later = plt.figure()\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\n", False),
    ],
)
def test_a_figure_opened_twice(code: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(code, tmp_path, monkeypatch, ["empty-axes"]).findings
    assert [f.severity for f in found] == (["warning"] if named else [])
    assert all("figure 1 stays without axes and is shown blank" in f.message for f in found)
