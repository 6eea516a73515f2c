"""Files and pages that hold more with each turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


@pytest.mark.parametrize(("between", "named"), [("", ["accumulated-lines"]), ("    ax.clear()\n", [])])
def test_pages_of_one_pdf(between: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page holds the lines of those before it, unless the axes was cleared."""
    code = "from matplotlib.backends.backend_pdf import PdfPages\nfig, ax = plt.subplots()\n"
    code += f"with PdfPages('folds.pdf') as pdf:\n  for fold in range(3):\n{between}    ax.plot(rng.random(5))\n"
    code += "    ax.set_title(f'fold {fold}')\n    pdf.savefig(fig)\n"
    found = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert [f.cause for f in found] == named
    assert all("folds.pdf, page 3' holds 3 lines" in f.message for f in found)


@pytest.mark.parametrize(
    ("drawn", "noun"),
    [("plt.hist(rng.random(40))", "3 histograms"), ("plt.bar(range(3), rng.random(3))", "3 bar charts")],
)
@pytest.mark.parametrize("fresh", ["", "    plt.clf()\n"])
def test_charts_of_bars_pile_up(
    fresh: str, drawn: str, noun: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"for k in range(3):\n{fresh}    {drawn}\n    plt.title(f'epoch {{k}}')\n    plt.savefig(f'{{k}}.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert [noun in f.message for f in found] == ([] if fresh else [True])


@pytest.mark.parametrize(
    ("drawn", "noun"),
    [
        ("plt.boxplot(rng.normal(size=(30, 3)))", "3 box plots"),
        ("plt.fill_between(range(5), rng.random(5), alpha=0.5)", "3 filled areas"),
        ("plt.stackplot(range(5), rng.random((2, 5)))", "3 filled areas"),
        ("plt.contour(rng.random((5, 5)))", "3 contour plots"),
        ("sns.kdeplot(rng.normal(size=30), fill=True)", "3 filled areas"),
    ],
)
@pytest.mark.parametrize("fresh", ["", "    plt.clf()\n"])
def test_areas_boxes_and_contours_pile_up(
    fresh: str, drawn: str, noun: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import seaborn as sns\nfor k in range(3):\n{fresh}    {drawn}\n    plt.title(f'layer {{k}}')\n"
    code += "    plt.savefig(f'{k}.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert [noun in f.message for f in found] == ([] if fresh else [True])


@pytest.mark.parametrize(
    "drawn",
    [
        "    plt.contourf(rng.random((5, 5)))\n    plt.title(f'{k}')\n",
        "    plt.fill_between([k, k + 1], [1, 2], label=f'{k}')\n    plt.title('so far')\n",
        "    plt.subplot(1, 3, k + 1)\n    plt.imshow(rng.random((5, 5)))\n    plt.colorbar()\n",
        "    plt.clf()\n    plt.imshow(rng.random((5, 5)))\n    plt.colorbar()\n    plt.title(f'{k}')\n",
        "    z = plt.imshow(rng.random((5, 5)))\n    if k == 0:\n        plt.colorbar(z)\n    plt.title(f'{k}')\n",
        "    plt.imshow(rng.random((5, 5)))\n    plt.text(k, k, 'seen here')\n    plt.title(f'{k}')\n",
    ],
    ids=["opaque contours", "one whole in the making", "panels", "cleared", "one bar", "marks of a path"],
)
def test_pictures_of_each_turn_that_leave_nothing_behind(
    drawn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"for k in range(3):\n{drawn}    plt.savefig(f'{{k}}.png')\n"
    assert not checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("plt.imshow(rng.random((5, 5)))\n    plt.colorbar()", "holds 3 colour bars, 1 was due; 3 files hold 1, 2, 3"),
        ("ax.clear()\n    fig.colorbar(ax.imshow(rng.random((5, 5))), ax=ax)", "`clear` empties the axes and leaves"),
        ("sns.heatmap(rng.random((5, 5)))", "holds 3 colour bars"),
        (
            "sns.heatmap(rng.random((2, 2)), annot=True, cbar=False)",
            "12 texts, 4 were due; 3 files hold 4, 8, 12",
        ),
    ],
    ids=["imshow", "an axes of its own", "heatmap", "numbers"],
)
def test_what_pictures_leave_behind(drawn: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import seaborn as sns\nfig, ax = plt.subplots()\n"
    code += f"for k in range(3):\n    {drawn}\n    plt.title(f'epoch {{k}}')\n    plt.savefig(f'{{k}}.png')\n"
    (found,) = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert said in found.message
    assert (found.fix is not None and "plt.figure()\n    " in found.fix.after) == ("ax" not in drawn)


def test_parts_of_a_stack_saved_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "for k in range(3):\n    plt.bar(range(3), rng.random(3), bottom=k)\nplt.savefig('a.png')\n"
    code += "plt.savefig('b.pdf')\n"
    assert not checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings


@pytest.mark.parametrize("fresh", ["", "    ax.clear()\n"])
def test_all_values_so_far_in_an_axes_that_was_cleared(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"fig, ax = plt.subplots()\nv = rng.random(9)\nfor n in range(3, 9):\n{fresh}    ax.plot(v[:n])\n"
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert len(found) == (0 if fresh else 1)


TWICE = (
    "fig, ax = plt.subplots()\nfor n in range(3):\n    ax.cla()\n    ax.plot(rng.random(5))\n    ax.set_title(f'{n}')\n"
)


@pytest.mark.parametrize(
    ("drawn", "line", "said"),
    [
        ("    other = ax.twinx()\n    other.plot(rng.random(5))\n", 7, "`ax.twinx()` (line 9) makes another axes"),
        ("    fig.gca().twinx().plot(rng.random(5))\n", 6, "makes another axes in each turn, 3 in all"),
    ],
)
@pytest.mark.parametrize("away", [False, True])
def test_twins_of_each_turn(
    away: bool, drawn: str, line: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TWICE + drawn + "    fig.savefig(f'{n}.png')\n" + ("    fig.axes[-1].remove()\n" if away else "")
    found = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert [(f.location.line or 0) - 3 for f in found] == ([] if away else [line])
    assert all(said in f.message and "holds 4 lines, 2 were due" in f.message for f in found)


def test_the_axes_that_is_not_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "fig, (a, b) = plt.subplots(1, 2)\nfor n in range(3):\n    a.clear()\n    a.plot(rng.random(5))\n"
    code += "    b.plot(rng.random(5))\n    a.set_title(f'{n}')\n    fig.savefig(f'{n}.png')\n"
    (one,) = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert "another axes is cleared, not the one of `b.plot" in one.message
    assert one.fix is not None
    assert one.fix.after.startswith("b.clear()")


CURVES = "h = {k: rng.random(9) for k in ('loss', 'val_loss', 'mae', 'val_mae')}\n"
LOSS = "plt.plot(h['loss'])\nplt.plot(h['val_loss'])\nplt.{word}('model loss')\nplt.savefig('loss.png')\n"
MAE = "plt.plot(h['mae'])\nplt.plot(h['val_mae'])\nplt.{word}('model mae')\nplt.savefig('mae.png')\n"


@pytest.mark.parametrize("word", ["title", "ylabel"])
@pytest.mark.parametrize("fresh", ["", "plt.clf()\n", "plt.figure()\n", "plt.close()\n"])
def test_blocks_one_under_the_other(word: str, fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = CURVES + (LOSS + fresh + MAE).format(word=word)
    found = checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings
    assert ["'mae.png' holds 4 lines, 2 were due" in f.message for f in found] == ([] if fresh else [True])


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (
            "a, b = rng.random((2, 9))\nfig, ax = plt.subplots()\nax.plot(a, label='speed')\nax.set_ylabel('speed')\n"
            "fig.savefig('a.png')\nax.plot(b, label='force')\nax.set_ylabel('force')\nfig.savefig('b.png')\n",
            1,
        ),
        (
            "fit, points = rng.random((2, 9))\nplt.plot(points)\nplt.title('points')\nplt.savefig('a.png')\n"
            "plt.plot(fit)\nplt.title('fit')\nplt.savefig('b.png')\n",
            0,
        ),
        (CURVES + LOSS.format(word="title") + MAE.format(word="title").replace("model mae", "mae beside loss"), 0),
        (CURVES + LOSS.format(word="title") + MAE.format(word="title").replace("model mae", "everything"), 0),
        (CURVES + LOSS.format(word="title") + MAE.format(word="xlabel"), 0),
        (CURVES + LOSS.format(word="title") + "plt.plot(h['mae'])\nplt.title('model mae')\nplt.savefig('b.png')\n", 0),
        (
            CURVES
            + LOSS.format(word="title").replace("savefig", "gca().set_xlim(0, 9)  # ")
            + MAE.format(word="title"),
            0,
        ),
        (CURVES + LOSS.format(word="title") + "plt.subplots()\n" + MAE.format(word="title"), 0),
    ],
    ids=[
        "another axis",
        "an overlay of one",
        "the title names both",
        "the title names neither",
        "another word",
        "other things drawn",
        "saved once",
        "a figure of its own",
    ],
)
def test_what_is_drawn_on_top_on_purpose(
    code: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(checked(code, tmp_path, monkeypatch, ["accumulated-lines"]).findings) == named
