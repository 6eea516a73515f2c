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


@pytest.mark.parametrize(("panels", "named"), [("iter(axes.flat)", 1), ("iter([1, 2, 3])", 0)])
def test_an_iterator_of_axes_that_ends(
    panels: str, named: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"fig, axes = plt.subplots(1, 3)\npanels = {panels}\nfor n in range(5):\n    next(panels)\n"
    found = _named(code, "subplot-overflow", tmp_path, monkeypatch)
    assert len(found) == named
    assert all("holds 3 panels" in m for m in found)
