"""Limits beside the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["data-out-of-view"]).findings
    ]


DRAW = "truth = rng.uniform(60, 200, 80)\nplt.scatter(truth, truth + 3)\nplt.plot([0, 250], [0, 250], 'k:')\n"


@pytest.mark.parametrize(("top", "named"), [(50, ["data-out-of-view"]), (250, []), (100, [])])
def test_points_beside_a_reference_line(
    top: int, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(DRAW + f"plt.xlim(0, {top})\nplt.ylim(0, {top})\n", tmp_path, monkeypatch) == named


@pytest.mark.parametrize(
    ("band", "named"),
    [
        ("y * np.nan, y * np.nan", ["data-out-of-view"]),
        ("y - 0.1, y + 0.1", ["data-out-of-view"]),
        ("y + 0.5, y + 1", []),
    ],
)
def test_a_band_that_can_not_be_seen_is_nothing_seen(
    band: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "y = -0.5 - np.arange(9) / 20\nax = plt.gca()\nax.plot(y)\n"
    code += f"ax.fill_between(np.arange(9), {band}, alpha=0.2)\nax.set(xlabel='step', ylim=(0, 1))\n"
    code += "plt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["data-out-of-view"]).findings
    assert [f.cause for f in found] == named
    assert all(f.fix is not None and f.fix.after == "ylim=(None, 1)" for f in found)


@pytest.mark.parametrize(
    ("plot", "named"),
    [("xlim=(0, 9)", ["data-out-of-view"]), ("xlim=(90, 99)", []), ("figsize=(4, 3)", [])],
)
def test_limits_that_pandas_hands_on(
    plot: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import pandas as pd\ntable = pd.DataFrame({'load': rng.random(10)}, index=range(90, 100))\n"
    code += f"table.plot({plot})\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["data-out-of-view"]).findings
    assert [f.cause for f in found] == named


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (
            "(40, 60), (0, 20)",
            ["The x axis is limited to 40 to 60, and x runs from 5 to 15: the limits of x and y are"],
        ),
        ("(40, 60), (80, 90)", ["The x axis is limited to 40 to 60, and x runs from 5 to 15."]),
        ("(0, 20), (0, 20)", [""]),
        ("(0, 20), (40, 60)", []),
    ],
)
def test_limits_of_both_axes(limits: str, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    across, along = limits.split("), (")
    code = f"plt.scatter(np.linspace(5, 15, 9), np.linspace(45, 55, 9))\nplt.xlim{across})\nplt.ylim({along}\n"
    report = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["data-out-of-view"])
    found = [f.message for f in report.findings]
    assert len(found) == len(told)
    assert all(words in message for words, message in zip(told, found, strict=True))
    assert all(words or "x axis" not in message for words, message in zip(told, found, strict=True))


RANGES = "fall, rise = np.linspace(300, 20, 9), np.linspace(0.1, 0.9, 9)\n"
BESIDE = "fig, (a, b) = plt.subplots(1, 2, sharey={shared})\na.plot(fall)\nb.plot(rise)\n"


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        (
            BESIDE.format(shared="True") + "a.set_title('error')\nb.set_title('score')\nb.set_ylim(0, 1)\n",
            7,
            "set of the panel 'score'; the panel 'error', where these series are, shares its y axis",
        ),
        (BESIDE.format(shared="True") + "a.set_ylim(0, 300)\nb.set_ylim(0, 1)\n", 6, "They were set of the panel"),
        (
            "a = plt.gca()\na.plot(fall)\nb = a.twinx()\nb.plot(np.arange(50, 59), rise)\nb.set_xlim(50, 58)\n",
            6,
            "x axis",
        ),
    ],
)
def test_limits_set_through_another_panel(
    code: str, line: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(RANGES + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["data-out-of-view"]).findings
    assert [(f.location.line or 0) - 3 for f in found] == [line]
    assert words in found[0].message
    assert found[0].fix is None or found[0].fix.after == "sharey=False"


@pytest.mark.parametrize(
    "code",
    [
        BESIDE.format(shared="False") + "b.set_ylim(0, 1)\n",
        BESIDE.format(shared="True") + "b.set_ylim(0, 1)\na.set_ylim(0, 300)\nb.clear()\n",
        "fig, (a, b) = plt.subplots(2, 1, sharex=True)\na.plot(fall)\nb.plot(rise)\nb.set_xlim(2, 5)\n",
    ],
    ids=["not shared", "the last one suits", "a zoom of both"],
)
def test_limits_of_another_panel_that_do_no_harm(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(RANGES + code, tmp_path, monkeypatch) == []


DAYS = "days = np.arange('2022-02-19', '2022-05-16', dtype='datetime64[D]')\nplt.plot(days, rng.random(len(days)))\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            DAYS + "plt.xlim(0, len(days))\n",
            "limited to 1970-01-01 to 1970-03-28 (0 to 86 in days since 1970), and 1 series run from 2022-02-19 to "
            "2022-05-15, after it",
        ),
        (
            DAYS + "plt.xlim(np.datetime64('2022-09-01'), np.datetime64('2022-10-01'))\n",
            "limited to 2022-09-01 to 2022-10-01, and 1 series run from 2022-02-19 to 2022-05-15, before it",
        ),
        (
            "hours = np.datetime64('2022-02-19') + np.arange(30).astype('timedelta64[h]')\n"
            "plt.plot(hours, rng.random(30))\nplt.xlim(np.datetime64('2022-02-21'), np.datetime64('2022-02-22'))\n",
            "run from 2022-02-19 00:00 to 2022-02-20 05:00, before it",
        ),
        ("plt.plot(np.arange(900, 990), rng.random(90))\nplt.xlim(0, 90)\n", "limited to 0 to 90, and 1 series run"),
    ],
    ids=["numbers on dates", "other dates", "hours", "no dates"],
)
def test_dates_are_told_as_dates(code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["data-out-of-view"]).findings
    assert [words in f.message for f in found] == [True]


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (DAYS + "plt.xlim(0, len(days))\n", 'autoscale(axis="x")'),
        ("plt.plot(np.arange(900, 990), rng.random(90))\nplt.gca().set_xlim(0, 90)\n", 'autoscale(axis="x")'),
        ("plt.plot(np.arange(50, 90), rng.random(40))\nplt.xlim(0, 40)\n", "xlim(left=0)"),
        ("plt.plot(rng.random(90) / 9 + 300)\nplt.ylim(0, 1)\n", "ylim(bottom=0)"),
    ],
    ids=["dates", "far beyond", "near by", "a loss from 0"],
)
def test_the_other_end_alone_is_mended_where_that_shows_the_data(
    code: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["data-out-of-view"]).findings
    assert [f.fix.after if f.fix else "" for f in found] == [after]


@pytest.mark.parametrize(
    "limits",
    [
        "plt.xlim(np.datetime64('2022-03-01'), np.datetime64('2022-04-01'))",
        "plt.xlim(19042, 19128)",
        "plt.xlim(days[0], days[-1])",
    ],
    ids=["a zoom", "day numbers that suit", "the data's own ends"],
)
def test_limits_that_suit_the_dates(limits: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(DAYS + limits + "\n", tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("code", "words", "after"),
    [
        (
            "plt.bar(['a', 'b', 'c'], [87, 92, 78])\nplt.ylim(0, 1)\n",
            "all 3 bars end beyond it, at 78 to 92",
            "ylim(bottom=0)",
        ),
        ("plt.barh(['a', 'b'], [87, 92])\nplt.gca().set_xlim(0, 1)\n", "at 87 to 92", 'autoscale(axis="x")'),
        (
            "plt.hist(rng.normal(50, 3, 900), bins=40)\nplt.xlim(-1, 1)\n",
            "0 of them inside",
            "xlim(left=-1)",
        ),
        (
            "plt.hist(np.arange(256), bins=51)\nplt.xlim(0, 1)\n",
            "1 of them inside, and what is seen lies",
            "autoscale(",
        ),
    ],
    ids=["percent", "lying", "all outside", "within one bar"],
)
def test_bars_that_tell_nothing(
    code: str, words: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["data-out-of-view"]).findings
    assert words in found.message
    assert found.fix is not None
    assert found.fix.after.startswith(after)


@pytest.mark.parametrize(
    "code",
    [
        "plt.bar(['a', 'b', 'c'], [87, 92, 78])\nplt.ylim(70, 100)\n",
        "plt.bar(['a', 'b', 'c'], [87, 2, 78])\nplt.ylim(0, 10)\n",
        "plt.bar(['a', 'b'], [1, 1])\nplt.ylim(0, 0.9)\n",
        "plt.hist(rng.normal(size=900), bins=40)\nplt.xlim(-1, 1)\n",
        "plt.hist(rng.normal(size=900), bins=40)\nplt.ylim(0, 5)\nplt.axvline(0)\n",
        "plt.hist(rng.normal(size=900), bins=3)\nplt.xlim(-0.1, 0.1)\n",
        "fig, (up, down) = plt.subplots(2, 1, sharex=True)\nfor a in (up, down):\n    a.bar([1, 2, 3], [87, 92, 78])\n"
        "up.set_ylim(70, 100)\ndown.set_ylim(0, 10)\n",
        "plt.bar([1, 2], [5, 6], bottom=[0, 5])\nplt.ylim(0, 4)\n",
        "plt.bar(['a', 'b'], [0, 0])\nplt.ylim(1, 2)\n",
    ],
    ids=[
        "a zoom",
        "one of them fits",
        "alike anyway",
        "the middle",
        "a line beside",
        "few bins",
        "a broken axis",
        "on each other",
        "no heights",
    ],
)
def test_bars_that_tell_something(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(code, tmp_path, monkeypatch) == []


FOLLOWS = "losses = 30 / (1 + np.arange(12))\nfig, ax = plt.subplots()\n"
FILLED = "line.set_data(range(12), losses)\n"


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        (f"line, = ax.plot([], [])\n{FILLED}", True),
        (f"line, = ax.plot(losses[-1:], 'o-')\n{FILLED}", True),
        (f"line, = ax.plot([], [])\nax.set_xlim(0, 12)\n{FILLED}", True),
        ("line, = ax.plot(losses / 100)\nline.set_ydata(losses)\n", True),
        (f"line, = ax.plot([], [])\n{FILLED}ax.relim()\nax.autoscale_view()\n", False),
        (f"line, = ax.plot([], [])\nax.set(xlim=(0, 12), ylim=(0, 40))\n{FILLED}", False),
        ("line, = ax.plot(losses)\nline.set_ydata(losses[::-1])\n", False),
        (f"line, = ax.plot([0, 20], [0, 40])\n{FILLED}", False),
        (f"ax.plot(losses)\nline, = ax.plot([], [])\n{FILLED}", False),
        (f"ax.imshow(np.eye(9))\nline, = ax.plot([], [])\n{FILLED}", False),
        ("ax.autoscale(False)\nax.plot(losses)\n", False),
    ],
)
def test_lines_that_were_handed_new_values(
    drawn: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"{FOLLOWS}{drawn}fig.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["data-out-of-view"]).findings
    handed = [line for line in drawn.split("\n") if line.startswith("line.set_")]
    assert [f.location.source for f in found] == (handed if named else [])
    assert all(
        f.fix is not None and f.fix.after.endswith("; line.axes.relim(); line.axes.autoscale_view()") for f in found
    )
