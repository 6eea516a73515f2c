"""Pictures in two axes at one place of the figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

_HEAD = "a, b = np.random.default_rng(0).random((2, 8, 8))\nfig = plt.figure()\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(_HEAD + code + "plt.savefig('x.png')\n", folder, monkeypatch, ["covered-image"]).findings
    return [f.message for f in found]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "grid = fig.add_gridspec(2, 3)\nfor one in (a, b):\n    fig.add_subplot(grid[0, 1]).imshow(one)",
            "row 0, column 1 of the 2 x 3 grid (of which row 1 stays empty)",
        ),
        ("fig.add_axes((0, 0, 1, 1)).imshow(a)\nfig.add_axes((0, 0, 1, 1)).imshow(b)", "same place of the figure:"),
        ("fig.add_subplot(1, 2, 1).pcolormesh(a)\nfig.add_subplot(121).imshow(b, aspect='auto')", "row 0, column 0"),
    ],
)
def test_two_axes_at_one_place(code: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = _said(code + "\n", tmp_path, monkeypatch)
    assert said in message


@pytest.mark.parametrize(
    "code",
    [
        "fig.add_subplot(1, 2, 1).imshow(a)\nfig.add_subplot(1, 2, 2).imshow(b)",
        "fig.add_axes((0, 0, 1, 1)).imshow(a)\nfig.add_axes((0, 0, 1, 1)).imshow(b, alpha=0.5)",
        "fig.add_axes((0, 0, 1, 1)).imshow(a)\nfig.add_axes((0, 0, 1, 1)).imshow(np.ma.masked_less(b, 0.5))",
        "fig.add_axes((0, 0, 1, 1)).imshow(a)\nfig.add_axes((0.6, 0.6, 0.3, 0.3)).imshow(b)",
        "fig.add_axes((0, 0, 1, 1)).imshow(a)\ntop = fig.add_axes((0, 0, 1, 1))\ntop.imshow(b, extent=(0, 2, 0, 2))\n"
        "top.set(xlim=(0, 8), ylim=(8, 0))",
        "from mpl_toolkits.axes_grid1.inset_locator import inset_axes\nax = fig.add_subplot()\nax.imshow(a)\n"
        "inset_axes(ax, '30%', '30%').imshow(b)",
        "from mpl_toolkits.axes_grid1 import make_axes_locatable\nax = fig.add_subplot()\nax.imshow(a)\n"
        "make_axes_locatable(ax).append_axes('right', '100%').imshow(b)",
        "for part in fig.subfigures(2, 1):\n    part.subplots().imshow(a)",
        "fig.add_subplot(1, 1, 1).imshow(a)\nplt.savefig('first.png')\nfig.add_subplot(1, 1, 1).imshow(b)",
        "fig.add_subplot(1, 1, 1).imshow(a)\nfig.clear()\nfig.add_subplot(1, 1, 1).imshow(b)",
        "one, two = plt.figure(), plt.figure()\none.add_subplot().imshow(a)\ntwo.add_subplot().imshow(b)",
    ],
)
def test_axes_that_hide_nothing(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _said(code + "\n", tmp_path, monkeypatch)


def test_more_axes_at_one_place_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "for n in range(4):\n    ax = fig.add_subplot(111)\n    ax.imshow(a * n + b)\n    ax.axis('off')\n"
    (found,) = checked(_HEAD + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["covered-image"]).findings
    assert "4 axes are made at the same place of the figure by `fig.add_subplot(111)`: 4 images lie" in found.message
    assert found.fix is not None
    assert found.fix.after == "add_subplot(2, 2, n + 1)"


def test_a_line_that_fills_each_place_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "for n in range(4):\n    fig.add_subplot(1, 2, n % 2 + 1).imshow(a * n + b)\n"
    assert len(_said(code, tmp_path, monkeypatch)) == 1


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("for z in (a, b):\n    plt.contourf(z)\n", True),
        ("plt.contourf(a)\nplt.contourf(b, alpha=0.5)\n", False),
        ("plt.contourf(a)\nplt.contourf(b, levels=[0.5, 0.7])\n", False),
        ("plt.contourf(a)\nplt.contourf(b, hatches=['/', 'o'], colors='none')\n", False),
        ("plt.contourf(a)\nplt.contour(b)\n", False),
        ("plt.contourf(a)\nplt.contourf(range(8, 16), range(8), b)\n", False),
        ("for n in range(3):\n    plt.pcolormesh(np.arange(9) + 8 * n, np.arange(9), a * n)\n", False),
        ("for n in range(3):\n    plt.pcolormesh(np.arange(9), np.arange(9), a * n)\n", True),
        ("plt.imshow(a)\nplt.contourf(b)\n", False),
    ],
)
def test_filled_contours(code: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_said(code, tmp_path, monkeypatch)) == named


@pytest.mark.parametrize("draw", ["imshow(p)", "pcolormesh(p)"])
def test_the_axes_beside_stays_empty(draw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"left, right = fig.subplots(1, 2)\nfor p in (a, b):\n    left.{draw}\nright.set_title('after')\n"
    found = checked(_HEAD + code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["covered-image", "empty-axes"])
    assert [f.cause for f in found.findings] == ["covered-image"]
    assert "1 of 2 axes of the figure stays empty" in found.findings[0].message


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "for one in (a, b):\n    plt.subplot(1, 2, 1)\n    plt.imshow(one)",
            "Place 2 of the 1 x 2 grid stays unused.",
        ),
        (
            "for n in range(4):\n    plt.subplot(3, 4, n + 1)\n    plt.imshow(a)\n    for one in (a, b):\n"
            "        plt.subplot(3, 4, n + 5)\n        plt.imshow(one)",
            "Places 9 to 12 of the 3 x 4 grid stay unused.",
        ),
        (
            "for n, one in [(1, a), (3, b), (5, a), (5, b)]:\n    plt.subplot(2, 3, n)\n    plt.imshow(one)",
            "3 of the 6 places of the 2 x 3 grid stay unused.",
        ),
    ],
    ids=["one", "a row", "here and there"],
)
def test_places_of_the_grid_that_were_never_made(
    code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(words in message for message in _said(code + "\n", tmp_path, monkeypatch))


@pytest.mark.parametrize(
    "code",
    [
        "for one in (a, b):\n    plt.imshow(one)",
        "plt.subplot(2, 2, (1, 3))\nplt.imshow(a)\nfor n in (2, 4, 4):\n    plt.subplot(2, 2, n)\n    plt.imshow(a)",
        "for one in (a, b, a):\n    plt.subplot(1, 2, 1)\n    plt.imshow(one)\nplt.subplot(1, 2, 2)\nplt.imshow(b)",
    ],
    ids=["no grid", "one place spans two", "all are taken"],
)
def test_no_place_is_unused(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = _said(code + "\n", tmp_path, monkeypatch)
    assert messages
    assert not any("unused" in message for message in messages)


_SIZES = "big, mid, small = (np.random.default_rng(1).random((n, n)) for n in (12, 8, 4))\n"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("plt.imshow(big)\nplt.imshow(small)", 2),
        ("for one in (big, mid, small):\n    plt.imshow(one)", 3),
        ("plt.imshow(big[:2])\nplt.imshow(big[:, :2])", 2),
        ("import seaborn as sns\nfor one in (big, mid, small):\n    sns.heatmap(one, cbar=False)", 3),
        ("plt.imshow(big)\nplt.imshow(small)\nplt.xlim(0, 2)", 2),
    ],
    ids=["two lines", "a loop", "a row and a column", "heatmaps", "closer still"],
)
def test_a_picture_of_another_size_takes_the_view(
    code: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (message,) = _said(_SIZES + code + "\n", tmp_path, monkeypatch)
    assert f"{number} images are drawn in one axes" in message


@pytest.mark.parametrize(
    "code",
    [
        "plt.imshow(big)\nplt.autoscale(False)\nplt.imshow(small)",
        "plt.imshow(big)\nplt.imshow(small)\nplt.axis((-0.5, 11.5, 11.5, -0.5))",
        "plt.imshow(big)\nplt.imshow(small, alpha=0.5)",
        "plt.imshow(big)\nplt.imshow(np.ma.masked_less(small, 0.5))",
        "plt.imshow(big)\nplt.imshow(small, extent=(4, 8, 4, 8))",
        "plt.imshow(big)\nplt.imshow(mid, extent=(4, 8, 4, 8))\nplt.axis((5, 7, 5, 7))",
        "plt.imshow(big)\nplt.savefig('big.png')\nplt.imshow(small)",
        "plt.imshow(big)\nplt.cla()\nplt.imshow(small)",
        "for one in (big, big.T):\n    plt.clf()\n    plt.imshow(one)",
        "for one in (big, big.T):\n    plt.gca().clear()\n    plt.imshow(one)",
        "for one in (big, big.T):\n    plt.imshow(one)\n    fig.canvas.draw()\n    fig.canvas.flush_events()",
        "left, right = fig.subplots(1, 2, sharex=True, sharey=True)\nleft.imshow(big)\nright.imshow(small)",
        "plt.pcolormesh(big)\nplt.pcolormesh(small)",
    ],
    ids=[
        "the view is kept",
        "the view is set",
        "see-through",
        "holes",
        "a place of its own",
        "a place of its own, from near",
        "saved before",
        "cleared",
        "the figure is cleared each turn",
        "the axes is cleared each turn",
        "seen while it runs",
        "panels",
        "beside it",
    ],
)
def test_pictures_that_hide_nothing_of_one_another(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _said(_SIZES + code + "\n", tmp_path, monkeypatch)


def test_each_axes_of_a_row_is_drawn_in_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "row = fig.subplots(1, 4)\nfor maps in (big, mid, small):\n    for n, ax in enumerate(row):\n"
    messages = _said(_SIZES + code + "        ax.imshow(maps + n * maps.T)\n", tmp_path, monkeypatch)
    assert len(set(messages)) == 1
    assert "They have the shapes (12, 12), (8, 8) and (4, 4)" in messages[0]
    assert "So in each of 4 axes, which are made once, in line 7." in messages[0]
