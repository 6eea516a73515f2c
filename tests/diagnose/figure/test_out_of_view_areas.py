"""Limits that leave points all around them, or areas and shapes beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

from kerascope.findings import Finding


def _found(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Finding, ...]:
    end = "" if "savefig" in code else "plt.savefig('x.png')\n"
    return tuple(checked(code + end, folder, monkeypatch, ["data-out-of-view"]).findings)


RING = "turn = np.arange(120) * 0.3\na, b = 20 * np.cos(turn), 9 + 20 * np.sin(turn)\n"


@pytest.mark.parametrize(
    ("code", "words", "after"),
    [
        (
            "plt.scatter(a, b)\nplt.axis([-3, 3, 5, 12])\n",
            "x axis is limited to -3 to 3 and the y axis to 5 to 12, and 1 series run from",
            "axis('auto')",
        ),
        ("plt.plot(a, b, 'o')\nplt.axis((-3, 3, 5, 12))\n", "0 of 120 points lie inside both", "axis('auto')"),
        ("plt.scatter(a, b)\nplt.gca().set(xlim=(-3, 3), ylim=(5, 12))\n", "inside both", None),
        (
            "plt.scatter(a, np.sign(b) * 5)\nplt.ylim(-1, 1)\n",
            "run from -5 to 5, around it: 0 of 120 points lie inside.",
            "autoscale(axis='y')",
        ),
        ("plt.plot(np.arange(120), np.arange(120.0))\nplt.xlim(0, 20)\nplt.ylim(60, 90)\n", "inside both", None),
        ("plt.scatter(a, b)\nplt.axhline(8)\nplt.axis([-3, 3, 5, 12])\n", "inside both", "axis('auto')"),
    ],
    ids=["scatter", "markers", "both at once", "y alone", "a line past the corner", "a reference line"],
)
def test_points_all_around(
    code: str, words: str, after: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = _found(RING + code, tmp_path, monkeypatch)
    assert words in found.message
    assert found.severity == "error"
    assert (found.fix.after if found.fix else None) == after


@pytest.mark.parametrize(
    "code",
    [
        "plt.scatter(a, b)\nplt.axis([-23, -10, 5, 12])\n",
        "plt.plot(a[::10], b[::10])\nplt.axis([-3, 3, 5, 12])\n",
        "plt.scatter(a, b)\nplt.scatter([0, 1, 2], [7, 8, 9])\nplt.axis([-3, 3, 5, 12])\n",
        "plt.contourf(np.linspace(-25, 25, 9), np.linspace(-15, 35, 9), np.eye(9))\nplt.scatter(a, b)\n"
        "plt.axis([-3, 3, 5, 12])\n",
        "plt.scatter(a, b)\nplt.axis([-3, 3, 5, 12])\nplt.text(0, 8, 'nothing here')\n",
        "plt.step(np.arange(120), np.sign(a) * 5)\nplt.ylim(-1, 1)\n",
        "plt.scatter([-9, 9], [-9, 9])\nplt.plot([-1, 1], [0, 0])\nplt.axis([-3, 3, -3, 3])\n",
        "plt.scatter(a, b)\nplt.axis('equal')\n",
        "plt.imshow(np.eye(9))\nplt.autoscale(False)\nplt.scatter(a, b)\nplt.gca().images[0].set_alpha(0.5)\n",
    ],
    ids=[
        "a zoom",
        "strokes run through",
        "other points within",
        "regions behind",
        "words within",
        "steps",
        "two ends of an axis",
        "no limits",
        "limits of a picture",
    ],
)
def test_points_around_that_do_no_harm(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(RING + code, tmp_path, monkeypatch) == ()


ROWS = "rows = rng.uniform(60, 90, (3, 40))\nyears = np.arange(1990, 2030)\n"
SEABORN = "import seaborn as sns, pandas as pd\ntable = pd.DataFrame(rows.T, columns=list('abc'))\n"


@pytest.mark.parametrize(
    "code",
    [
        "plt.pcolormesh(years, [0, 1, 2], rows)\nplt.xlim(0, 40)\n",
        "plt.imshow(rows, extent=[1990, 2030, 0, 3], aspect='auto')\nplt.xlim(0, 40)\n",
        "plt.contourf(years, [0, 1, 2], rows)\nplt.xlim(0, 40)\n",
        "plt.fill_between(years, rows[0], rows[1])\nplt.ylim(0, 1)\n",
        "plt.stackplot(years, rows)\nplt.xlim(0, 40)\n",
        "plt.hist(rows[0], histtype='step')\nplt.xlim(0, 1)\n",
        "plt.violinplot(rows.T)\nplt.ylim(0, 1)\n",
        "plt.boxplot(rows.T)\nplt.ylim(0, 1)\n",
        SEABORN + "sns.kdeplot(table['a'], fill=True).set_xlim(0, 1)\n",
        SEABORN + "sns.boxplot(data=table).set(ylim=(0, 1))\n",
        SEABORN + "grid = sns.catplot(data=table, kind='box')\ngrid.set(ylim=(0, 1))\ngrid.savefig('x.png')\n",
    ],
)
def test_areas_beside_the_limits(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = _found(ROWS + code, tmp_path, monkeypatch)
    assert "and what is drawn runs from" in found.message
    assert found.message.endswith("nothing of it is to be seen.")
    assert found.severity == "error"
    assert "lim" in found.location.source


@pytest.mark.parametrize(
    "code",
    [
        "plt.imshow(rows, aspect='auto')\nplt.xlim(5, 9)\n",
        "plt.imshow(rows, extent=[0, 4, 3, 0])\nplt.xlim(4, 9)\n",
        "plt.fill_between(years, 60, 90)\nplt.plot(years, rows[0] / 100)\nplt.ylim(0, 1)\n",
        "plt.hist(rows[0], histtype='step')\nplt.xlim(0, 80)\n",
        "plt.fill_between([2, 5], 60, 90)\nplt.axvspan(0.2, 0.4)\nplt.ylim(0, 1)\n",
        "plt.fill_between(years, rows[0], rows[1])\nplt.axis('off')\nplt.ylim(0, 1)\n",
        "across = plt.gca().get_xaxis_transform()\nplt.fill_between(years, 0, 1, transform=across)\nplt.ylim(5, 6)\n",
        "plt.violinplot(rows.T)\n",
        "plt.imshow(rows)\nplt.xlim(100, 200)\nplt.text(150, 1, 'left free')\n",
        "ax = plt.subplot(projection='polar')\nax.fill_between(np.linspace(7, 9), 60, 70)\nax.set_xlim(0, 6)\n",
        SEABORN + "grid = sns.catplot(data=table, kind='box')\ngrid.set(ylim=(0, 100))\ngrid.savefig('x.png')\n",
    ],
    ids=[
        "a zoom",
        "at the edge",
        "a line within",
        "the lower half",
        "a span within",
        "no axes",
        "a band across the panel",
        "no limits",
        "words within",
        "round",
        "seaborn's within",
    ],
)
def test_areas_that_are_seen(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(ROWS + code, tmp_path, monkeypatch) == ()


@pytest.mark.parametrize(
    ("made", "line", "named"),
    [
        ("ax = plt.figure().add_subplot(ylim=(0, 1))\nax.plot(rows[0])\n", 1, True),
        (
            "fig, (ax, b) = plt.subplots(1, 2, subplot_kw={'ylim': (0, 1)})\nax.plot(rows[0])\nb.plot(rows[1] / 100)\n",
            1,
            True,
        ),
        (
            SEABORN + "grid = sns.relplot(data=table, kind='line')\ngrid.set(ylim=(0, 1))\ngrid.savefig('x.png')\n",
            4,
            True,
        ),
        ("ax = plt.figure().add_subplot(ylim=(0, 100))\nax.plot(rows[0])\n", 1, False),
        ("fig, (ax, b) = plt.subplots(1, 2, sharey=True)\nax.plot(rows[0])\nb.plot(rows[1] / 100)\n", 1, False),
        (SEABORN + "grid = sns.relplot(data=table, kind='line')\ngrid.savefig('x.png')\n", 3, False),
    ],
    ids=["add_subplot", "subplots", "seaborn", "that suit", "none", "seaborn's own"],
)
def test_limits_that_are_handed_on(
    made: str, line: int, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(ROWS + made, tmp_path, monkeypatch)
    assert [(f.location.line or 0) - 5 for f in found] == ([line] if named else [])
