"""The causes of figures on small scripts: wrong ones are named on their line, right ones like them are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, family, said

FIGURE = family("figure")

WRONG = {
    "keys named in another order": (
        "legend-mismatch",
        4,
        "log = {'loss': [3, 2, 1], 'val_loss': [4, 3, 3]}\nplt.plot(log['val_loss'])\nplt.plot(log['loss'])\n"
        "plt.legend(['loss', 'val_loss'])\n",
    ),
    "a forecast that only touches the limit": (
        "data-out-of-view",
        3,
        "plt.plot(np.arange(50), rng.random(50), label='past')\n"
        "plt.plot(np.arange(50, 70), rng.random(20), label='forecast')\nplt.xlim(0, 50)\nplt.legend()\n",
    ),
    "a name too many": (
        "legend-mismatch",
        2,
        "plt.plot([1, 2, 3]); plt.plot([2, 3, 4])\nplt.legend(['train', 'val', 'test'])\n",
    ),
    "drawn again each turn": (
        "accumulated-lines",
        4,
        "losses = []\nfor epoch in range(6):\n    losses.append(1 / (epoch + 1))\n    plt.plot(losses, label='loss')\n",
    ),
    "a row as one": (
        "axes-array",
        2,
        "fig, axes = plt.subplots(2, 2)\naxes[1].imshow(np.eye(3))\n",
    ),
    "one point": (
        "single-point-line",
        2,
        "v = [2]\nplt.plot([1, 2, 3]); plt.plot([4], v, label='next')\n",
    ),
    "nan between": (
        "single-point-line",
        2,
        "v = [1.0, np.nan, 2.0, np.nan, 3.0]\nplt.plot(v)\nplt.plot([1, 2])\n",
    ),
    "scalars in a loop": (
        "single-point-line",
        2,
        "for n in range(5):\n    plt.plot(n, n**2, color='b')\n",
    ),
    "two shows": (
        "saved-after-show",
        3,
        "plt.plot([1, 2])\nplt.show()\nplt.savefig('a.png')\n",
    ),
    "cleared": (
        "saved-after-show",
        3,
        "fig, ax = plt.subplots()\nax.plot([1, 2]); fig.clear()\nfig.savefig('a.png')\n",
    ),
    "two pictures": (
        "covered-image",
        2,
        "plt.imshow(rng.random((8, 8)))\nplt.imshow(rng.random((8, 8)))\n",
    ),
    "heat on photo": (
        "covered-image",
        2,
        "plt.imshow(rng.random((8, 8, 3)))\nplt.imshow(rng.random((8, 8)), cmap='jet')\n",
    ),
    "limits": (
        "data-out-of-view",
        2,
        "plt.plot([300, 200, 150])\nplt.ylim(0, 1)\n",
    ),
    "limits of x": (
        "data-out-of-view",
        2,
        "plt.plot([2000, 2001, 2002], [1, 2, 3])\nplt.xlim(0, 12)\n",
    ),
    "strip": (
        "too-small-to-see",
        1,
        "plt.imshow(rng.random((1, 600)))\n",
    ),
    "legend short": (
        "legend-mismatch",
        2,
        "plt.plot(rng.random((9, 4)))\nplt.legend(['a', 'b', 'c'])\n",
    ),
    "legend order": (
        "legend-mismatch",
        3,
        "plt.plot([1, 2], label='loss')\nplt.plot([2, 1], label='acc')\nplt.legend(['acc', 'loss'])\n",
    ),
    "exchanged": (
        "legend-mismatch",
        4,
        "h = {'val_loss': [1, 2], 'loss': [2, 1]}\n"
        "plt.plot(h['val_loss'])\n"
        "plt.plot(h['loss'])\n"
        "plt.legend(['train', 'test'])\n",
    ),
    "piled": (
        "accumulated-lines",
        2,
        "for n in range(3):\n    plt.plot([n, 1, 2])\n    plt.title(n)\n    plt.savefig(f'{n}.png')\n",
    ),
    "grid": (
        "subplot-overflow",
        2,
        "for n in range(6):\n    plt.subplot(2, 2, n + 1)\n",
    ),
    "three digits": (
        "subplot-overflow",
        2,
        "for n in range(10):\n    plt.subplot(331 + n)\n",
    ),
    "flat grid": (
        "subplot-overflow",
        3,
        "fig, axes = plt.subplots(2, 2)\nfor n in range(5):\n    axes.flat[n].plot([1, 2])\n",
    ),
    "row as grid": (
        "axes-array",
        2,
        "fig, axes = plt.subplots(1, 3)\naxes[0, 0].plot([1, 2])\n",
    ),
    "rows walked": (
        "axes-array",
        3,
        "fig, axes = plt.subplots(2, 2)\nfor ax in axes:\n    ax.plot([1, 2])\n",
    ),
    "one as many": (
        "axes-array",
        2,
        "fig, axes = plt.subplots()\naxes[0].plot([1, 2])\n",
    ),
    "index of rows": (
        "axes-array",
        3,
        "fig, axes = plt.subplots(2, 3)\nfor n in range(6):\n    axes[n].imshow(np.eye(3)) if n > 1 else None\n",
    ),
    "float rows": (
        "non-integer-grid",
        2,
        "n = 8\nplt.subplot(n / 4, 4, 1)\n",
    ),
    "float subplots": (
        "non-integer-grid",
        2,
        "n = 8\nfig, axes = plt.subplots(n / 4, 4)\n",
    ),
    "skipped panel": (
        "empty-axes",
        5,
        "logs = {'loss': [1, 2], 'acc': [3, 4]}\n"
        "fig, axes = plt.subplots(1, 3)\n"
        "for ax, key in zip(axes, ['loss', 'acc', 'auc']):\n"
        "    ax.set_title(key)\n"
        "    if key in logs:\n"
        "        ax.plot(logs[key])\n",
    ),
    "many figures": (
        "too-many-figures",
        2,
        "for n in range(22):\n    plt.figure(figsize=(1, 1))\n    plt.plot([n, 1])\n    plt.savefig('x.png')\n",
    ),
    "mesh on photo": (
        "opaque-overlay",
        2,
        "plt.imshow(rng.random((20, 30, 3)))\nplt.pcolormesh(rng.random((20, 30)))\n",
    ),
}

RIGHT = {
    "keys named in their order": (
        "log = {'loss': [3, 2, 1], 'val_loss': [4, 3, 3]}\nplt.plot(log['val_loss'])\nplt.plot(log['loss'])\n"
        "plt.legend(['val_loss', 'loss'])\n"
    ),
    "a score that stays at the limit": (
        "plt.plot([0.2, 0.5, 0.9], label='train')\nplt.plot([1.0, 1.0, 1.0], label='best')\n"
        "plt.ylim(0, 1)\nplt.legend()\n"
    ),
    "names for lines chosen by hand": (
        "a, b, c, d = plt.plot([1, 2], [1, 2], [1, 2], [2, 1], [1, 2], [3, 4], [1, 2], [4, 3])\n"
        "plt.legend((b, d), ('sine', 'cosine'))\n"
    ),
    "error bars under one name each": (
        "plt.errorbar([1, 2], [1, 2], yerr=0.1, uplims=True)\n"
        "plt.errorbar([1, 2], [2, 3], yerr=0.1, lolims=True)\n"
        "plt.legend(['up', 'down'])\n"
    ),
    "titled panels with limits of their own": (
        "fig, (a, b) = plt.subplots(1, 2)\na.set_xlim(0, 4)\na.set_title('box')\nb.plot([1, 2])\n"
    ),
    "a picture over an even ground": ("plt.imshow(np.full((8, 8, 3), 70))\nplt.imshow(rng.random((8, 8)))\n"),
    "a line that grows by two points": (
        "for n in range(3):\n"
        "    x, y = [], []\n"
        "    for k in range(2):\n"
        "        x.append(n + k)\n"
        "        y.append(n)\n"
        "        plt.plot(x, y, 'k')\n"
    ),
    "one point with marker": ("plt.plot([1, 2, 3])\nplt.plot([4], [2], 'o')\n"),
    "an empty line for the legend": ("plt.plot([1, 2])\nplt.plot([], [], label='model')\nplt.legend()\n"),
    "saved through the figure after show": (
        "fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\nfig.savefig('a.png')\n"
    ),
    "drawn again after show": ("plt.plot([1, 2])\nplt.show()\nplt.plot([1, 3])\nplt.savefig('a.png')\n"),
    "saved, shown, saved": ("plt.plot([1, 2])\nplt.savefig('a.png')\nplt.show()\nplt.savefig('b.png')\n"),
    "cleared after the save": (
        "for n in range(2):\n    plt.plot([n, 2])\n    plt.savefig(f'{n}.png')\n    plt.clf()\n"
    ),
    "an overlay with alpha": ("plt.imshow(rng.random((8, 8, 3)))\nplt.imshow(rng.random((8, 8)), alpha=0.4)\n"),
    "a masked overlay": (
        "a = rng.random((8, 8))\nplt.imshow(rng.random((8, 8, 3)))\nplt.imshow(np.ma.masked_less(a, 0.5))\n"
    ),
    "an overlay with holes": (
        "a = rng.random((8, 8))\nplt.imshow(rng.random((8, 8)))\nplt.imshow(np.where(a > 0.5, a, np.nan))\n"
    ),
    "a transparent overlay": ("a = rng.random((8, 8, 4))\nplt.imshow(rng.random((8, 8)))\nplt.imshow(a)\n"),
    "images side by side in one axes": (
        "plt.imshow(rng.random((8, 8)), extent=(0, 8, 0, 8))\n"
        "plt.imshow(rng.random((8, 8)), extent=(8, 16, 0, 8))\n"
        "plt.xlim(0, 16)\n"
    ),
    "each picture saved in turn": (
        "for n in range(3):\n    plt.imshow(rng.random((8, 8)))\n    plt.savefig(f'{n}.png')\n"
    ),
    "a zoom": ("x = np.linspace(0, 10, 200)\nplt.plot(x, np.sin(x))\nplt.xlim(2, 3)\n"),
    "a long strip that fills": ("plt.imshow(rng.random((1, 600)), aspect='auto')\n"),
    "labels for the columns": ("plt.plot(rng.random((9, 3)))\nplt.legend(['a', 'b', 'c'])\n"),
    "one name among reference lines": ("plt.plot([1, 2, 3])\nplt.axhline(2)\nplt.legend(['data'])\n"),
    "names in other words": (
        "plt.plot([1, 2], label='loss')\nplt.plot([2, 1], label='acc')\nplt.legend(['Loss', 'Accuracy'])\n"
    ),
    "progress in steps": (
        "plt.plot([1, 2])\nplt.savefig('1.png')\nplt.scatter([0, 1], [2, 2])\nplt.savefig('2.png')\n"
    ),
    "folds over each other": ("for n in range(5):\n    plt.plot(rng.random(9), label=f'fold {n}')\nplt.legend()\n"),
    "two formats of one figure": ("plt.plot([1, 2])\nplt.savefig('a.png')\nplt.savefig('a.pdf')\n"),
    "a full grid": ("fig, axes = plt.subplots(2, 2)\nfor n, ax in enumerate(axes.flat):\n    ax.plot([n, 1])\n"),
    "spare places at the end": (
        "fig, axes = plt.subplots(2, 3)\nfor n in range(5):\n    axes.flat[n].imshow(rng.random((4, 4)))\n"
    ),
    "a panel switched off": (
        "fig, axes = plt.subplots(1, 2)\naxes[0].plot([1, 2])\naxes[1].set_title('none')\naxes[1].axis('off')\n"
    ),
    "a layout demo": ("fig, axes = plt.subplots(2, 2)\nfor ax in axes.flat:\n    ax.set_title('empty')\n"),
    "a panel of text": (
        "fig, axes = plt.subplots(1, 2)\n"
        "axes[0].plot([1, 2])\n"
        "axes[1].set_title('notes')\n"
        "axes[1].text(0.5, 0.5, 'hello')\n"
    ),
    "twenty figures": (
        "for n in range(20):\n    plt.figure(figsize=(1, 1))\n    plt.plot([n, 1])\n    plt.savefig('x.png')\n"
    ),
    "closed figures": (
        "for n in range(30):\n    plt.figure(figsize=(1, 1))\n    plt.plot([n, 1])\n    plt.close()\nplt.plot([1, 2])\n"
    ),
    "an animation": (
        "from matplotlib.animation import FuncAnimation\n"
        "fig, ax = plt.subplots()\n"
        "(line,) = ax.plot([0], [0])\n"
        "animation = FuncAnimation(fig, lambda n: line.set_data([0, n], [0, n]), frames=3)\n"
        "animation.save('a.gif')\n"
    ),
    "frames of images": (
        "from matplotlib.animation import ArtistAnimation\n"
        "fig, ax = plt.subplots()\n"
        "frames = [[ax.imshow(rng.random((4, 4)))] for _ in range(3)]\n"
        "animation = ArtistAnimation(fig, frames)\n"
        "animation.save('a.gif')\n"
    ),
    "an error bar of one point": ("plt.errorbar([1], [2], yerr=[0.5], fmt='none')\n"),
    "a colour bar": ("image = plt.imshow(rng.random((4, 4)))\nplt.colorbar(image)\nplt.title('map')\n"),
    "whole rows": ("n = 8\nplt.subplot(n // 4, 4, 1)\nplt.plot([1, 2])\n"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_script_is_named_on_its_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cause, line, code = WRONG[name]
    saves = "" if "savefig" in code else "plt.savefig('end.png')\n"
    found = said(checked(code + saves, tmp_path, monkeypatch, FIGURE))
    assert found
    assert found[0][0] == cause
    assert found[0][2] == line


@pytest.mark.parametrize("name", RIGHT)
def test_right_script_is_met_with_silence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = RIGHT[name]
    saves = "" if "save" in code else "plt.savefig('end.png')\n"
    assert said(checked(code + saves, tmp_path, monkeypatch, FIGURE)) == []


def test_shown_and_never_saved_on_a_chosen_backend_without_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = said(checked("plt.switch_backend('Agg')\nplt.plot([1, 2])\nplt.show()\n", tmp_path, monkeypatch, FIGURE))
    assert found == [("never-shown", "error", 3)]


def test_show_alone_is_right_where_the_backend_came_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(checked("plt.plot([1, 2])\nplt.show()\n", tmp_path, monkeypatch, FIGURE)) == []


def test_drawn_and_neither_shown_nor_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = said(checked("plt.plot([1, 2])\nplt.title('loss')\n", tmp_path, monkeypatch, FIGURE))
    assert found == [("never-shown", "note", 1)]


def test_a_notebook_kept_as_a_script_shows_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(checked("# %%\nplt.plot([1, 2])\n# %%\nplt.plot([2, 1])\n", tmp_path, monkeypatch, FIGURE)) == []


def test_a_title_after_close_makes_a_new_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "plt.plot([1, 2])\nplt.savefig('a.png')\nplt.close()\nplt.title('loss')\nplt.savefig('b.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, FIGURE)) == [("orphan-labels", "error", 4)]


def test_the_fix_of_a_walked_row_walks_over_every_panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "fig, axes = plt.subplots(2, 2)\nfor ax in axes:\n    ax.plot([1, 2])\n"
    fix = checked(code, tmp_path, monkeypatch, FIGURE).findings[0].fix
    assert fix is not None
    assert (fix.before, fix.after) == ("for ax in axes", "for ax in axes.flat")


def test_the_fix_of_an_overflow_has_room_for_every_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "for n in range(11):\n    plt.subplot(2, 3, n + 1)\n"
    report = checked(code, tmp_path, monkeypatch, FIGURE)
    fix = report.findings[0].fix
    assert fix is not None
    assert fix.after == "subplot(4, 3,"
    assert report.findings[0].evidence["needed"] == 11


@pytest.mark.parametrize(("between", "named"), [("", ["covered-image"]), ("# %%\n# Now in other colours:\n", [])])
def test_pictures_in_cells_of_a_notebook_kept_as_a_script(
    between: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cell shows its own figure where such a file is run as it is meant."""
    code = f"picture = rng.random((6, 6))\nplt.imshow(picture)\n{between}plt.imshow(picture[::-1], cmap='hot')\n"
    found = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["covered-image"]).findings
    assert [f.cause for f in found] == named


@pytest.mark.parametrize(("saved", "named"), [("plt.gcf().savefig('x.png')", 1), ("fig.savefig('x.png')", 0)])
def test_the_current_figure_saved_after_show(
    saved: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure that the code holds on to is still whole; the current one is a new one by then."""
    code = f"fig, ax = plt.subplots()\nax.plot([1, 3, 2])\nplt.show()\n{saved}\n"
    assert len(checked(code, tmp_path, monkeypatch, ["saved-after-show"]).findings) == named


@pytest.mark.parametrize(
    ("head", "end", "line", "words"),
    [
        ("plt.switch_backend('agg')\n", "fig.show()\n", 4, "chose the backend agg"),
        ("", "plt.show\n", 3, "no parentheses"),
        ("", "plt.show()\n", 0, ""),
        ("plt.switch_backend('agg')\n", "fig.savefig('x.png')\n", 0, ""),
    ],
)
def test_show_that_shows_nothing(
    head: str, end: str, line: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"{head}fig, ax = plt.subplots()\nax.plot([1, 2])\n{end}"
    report = checked(code, tmp_path, monkeypatch, ["never-shown"])
    assert [(n, words in f.message) for (_, _, n), f in zip(said(report), report.findings, strict=True)] == [
        (line, True)
    ] * bool(words)
