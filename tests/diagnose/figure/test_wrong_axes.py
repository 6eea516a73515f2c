"""Calls that name no axes, beside panels that stay empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, family

PAIR = "pictures = rng.random((3, 6, 6))\nfig, axes = plt.subplots(1, 3)\n"
REST = "    ax.set_title('a map')\n    ax.axis('off')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, family("figure")).findings]


@pytest.mark.parametrize(("owner", "named"), [("plt", ["wrong-axes"]), ("ax", [])])
def test_pictures_of_a_loop_over_axes(
    owner: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = PAIR + f"for ax, picture in zip(axes, pictures):\n    {owner}.imshow(picture, vmin=0, vmax=1)\n" + REST
    assert _said(code, tmp_path, monkeypatch) == named


TWO = "fig, (left, right) = plt.subplots(1, 2)\nleft.set_title('loss')\n"


@pytest.mark.parametrize(("owner", "named"), [("plt", ["wrong-axes"]), ("left", [])])
def test_among_what_another_axes_was_given(
    owner: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = TWO + f"{owner}.plot([3, 2, 1])\nright.plot([1, 2, 3])\nright.set_title('accuracy')\n"
    assert _said(code, tmp_path, monkeypatch) == named


def test_a_grid_drawn_in_part_by_its_own_axes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(PAIR + "axes[2].imshow(pictures[0])\naxes[2].plot([1, 2])\n", tmp_path, monkeypatch) == []


def test_the_current_axes_when_it_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = PAIR + "for ax, picture in zip(axes, pictures):\n    plt.sca(ax)\n    plt.imshow(picture)\n"
    assert _said(code, tmp_path, monkeypatch) == []


LOG = (
    "log = {'loss': 1 / np.arange(1.0, 40), 'val_loss': 2 / np.arange(1.0, 40), 'auc': np.arange(39) / 40}\n"
    "fig, ax = plt.subplots()\nax.plot(log['loss'])\n"
)
INSET = LOG + "small = fig.add_axes([0.5, 0.5, 0.3, 0.3])\n"
ZOOM = INSET + "small.plot(range(30, 39), log['loss'][30:])\n"
TWIN = LOG + "right = ax.twinx()\nright.plot(log['auc'])\n"


@pytest.mark.parametrize(
    "code",
    [
        ZOOM + "plt.plot(log['val_loss'])\n",
        ZOOM + "plt.scatter(range(39), 3 / np.arange(1.0, 40))\n",
        TWIN + "plt.plot(log['val_loss'])\n",
    ],
)
def test_in_an_axes_made_later(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(code, tmp_path, monkeypatch) == ["wrong-axes"]


@pytest.mark.parametrize(
    "code",
    [
        ZOOM + "ax.plot(log['val_loss'])\n",
        ZOOM + "plt.plot(range(30, 39), log['val_loss'][30:])\n",
        ZOOM + "plt.sca(ax)\nplt.plot(log['val_loss'])\n",
        INSET + "small.hist(log['loss'])\nplt.plot([0, 1], [0, 20])\n",
        INSET + "plt.plot(log['val_loss'])\n",
        TWIN + "plt.plot(log['auc'] / 2)\n",
        LOG + "right = ax.twinx()\nright.plot(log['val_loss'])\nplt.plot(log['loss'] * 2)\n",
        LOG + "fig.colorbar(ax.scatter([1, 2], [1, 2], c=[1, 2]))\nplt.plot(log['val_loss'])\n",
    ],
)
def test_in_the_axes_that_is_meant(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(code, tmp_path, monkeypatch) == []


EACH = PAIR + "for n, (ax, picture) in enumerate(zip(axes, pictures)):\n    ax.imshow(picture, vmin=0, vmax=1)\n"
BOTH = "fig, (a, b) = plt.subplots(1, 2)\na.plot([3, 2, 1])\n"


@pytest.mark.parametrize(
    "code",
    [
        EACH + "    plt.title(f'map {n}')\n",
        BOTH + "plt.ylabel('loss')\nb.plot([1, 2, 3])\nplt.ylabel('accuracy')\n",
        BOTH + "plt.xlabel('epoch')\nb.plot([1, 2, 3])\nplt.xlabel('step')\n",
        BOTH + "plt.title('loss')\nb.plot([1, 2, 3])\nplt.title('accuracy')\n",
    ],
)
def test_titles_over_each_other(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(code, tmp_path, monkeypatch) == ["wrong-axes"]


@pytest.mark.parametrize(
    "code",
    [
        EACH + "    ax.set_title(f'map {n}')\n",
        EACH + "    plt.sca(ax)\n    plt.title(f'map {n}')\n",
        EACH + "plt.title('the last map')\n",
        EACH + "    plt.title('a map')\n",
        BOTH + "a.set_ylabel('loss')\nb.plot([1, 2, 3])\nplt.ylabel('accuracy')\nplt.xlabel('epoch')\n",
        BOTH + "plt.xlabel('epoch')\nb.plot([1, 2, 3])\nplt.xlabel('epoch')\n",
        EACH + "    plt.title(f'map {n}')\n    plt.savefig(f'{n}.png')\n",
        "for n in range(3):\n    plt.subplot(1, 3, n + 1)\n    plt.plot([n, 1, 2])\n    plt.title(f'run {n}')\n",
        BOTH + "b.plot([1, 2, 3])\nplt.title('a draft')\nplt.title('accuracy')\n",
        BOTH + "b.plot([1, 2, 3])\nfor n in range(3):\n    b.plot([n, 2, 3])\n    plt.title(f'{n} runs')\n",
    ],
)
def test_titles_where_they_are_meant(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [f for f in _said(code, tmp_path, monkeypatch) if f == "wrong-axes"] == []


@pytest.mark.parametrize(
    ("drawn", "label", "named"),
    [
        ("plt.plot(log['loss'])", "left.set_ylabel('loss')", ["wrong-axes"]),
        ("left.plot(log['loss'])", "left.set_ylabel('loss')", []),
        ("plt.plot(log['loss'])", "pass", []),  # nobody says that the left one was to hold anything
    ],
)
def test_a_twin_that_takes_what_its_other_half_is_labelled_for(
    drawn: str, label: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = LOG.split("fig, ax")[0] + "fig, left = plt.subplots()\nright = left.twinx()\n"
    code += f"{drawn}\nright.plot(log['auc'])\n{label}\n"
    assert _said(code, tmp_path, monkeypatch) == named


EACH = "fig, axes = plt.subplots(1, 3)\nfor n, ax in enumerate(axes):\n    ax.plot(rng.random(5), label='train')\n"
HELPER = "def draw(ax):\n    ax.plot(rng.random(5), label='run')\n    plt.legend(loc='best')\n"
HELPER += "fig, (one, two) = plt.subplots(2, 1)\ndraw(one)\ndraw(two)\n"
LISTED = EACH.replace(", label='train'", "") + "    for k in range(2):\n        ax.plot(rng.random(5))\n"


@pytest.mark.filterwarnings("ignore:No artists with labels")
@pytest.mark.parametrize(
    ("code", "line", "without"),
    [
        (EACH + "    plt.legend()\n", 4, "2 panels with 2 labels have"),
        (HELPER, 3, "1 panel with 1 label has"),
        (LISTED + "    plt.legend(['a', 'b', 'c'])\n", 6, "2 panels with 6 labels have"),
    ],
)
def test_legends_over_each_other(
    code: str, line: int, without: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["wrong-axes"]).findings
    assert (one.location.line or 0) - 3 == line
    assert without in one.message
    assert one.fix is not None
    assert one.fix.after.startswith("ax.legend(")


@pytest.mark.parametrize(
    "code",
    [
        EACH + "plt.legend()\n",
        EACH + "    if n == 2:\n        plt.legend()\n",
        EACH + "    plt.sca(ax)\n    plt.legend()\n",
        EACH.replace("fig, axes = plt.subplots(1, 3)", "axes = range(3)").replace(
            "    ax.plot", "    ax = plt.subplot(1, 3, n + 1)\n    ax.plot"
        )
        + "    plt.legend()\n",
        EACH + "    ax.legend()\n",
    ],
)
def test_legends_where_they_are_meant(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["wrong-axes"]).findings
