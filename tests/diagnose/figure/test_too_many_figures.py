"""Many open figures, and code that has said how many it wants."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

LOOP = "for n in range(23):\n    plt.figure(figsize=(1, 1))\n    plt.plot([n, 1, 2])\nplt.show()\n"
MEANT = {
    "the limit was raised to what is opened": "plt.rcParams['figure.max_open_warning'] = 23\n",
    "the limit was taken away": "plt.rcParams['figure.max_open_warning'] = 0\n",
}


@pytest.mark.parametrize("name", MEANT)
def test_a_limit_that_was_raised_is_kept_to(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(MEANT[name] + LOOP, tmp_path, monkeypatch, ["too-many-figures"]).findings == ()


@pytest.mark.parametrize("head", ["", "plt.rcParams['figure.max_open_warning'] = 10\n"])
def test_more_than_the_limit_are_named(head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(head + LOOP, tmp_path, monkeypatch, ["too-many-figures"]).findings
    assert [f.evidence["open_at_once"] for f in found] == [23]


def test_a_page_of_many_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper opens a few of them, and no line most of them."""
    code = "def one():\n    plt.subplots(figsize=(1, 1))\nfor _ in range(7):\n    one()\n"
    code += "plt.figure(figsize=(1, 1))\n" * 15 + "plt.show()\n"
    assert checked(code, tmp_path, monkeypatch, ["too-many-figures"]).findings == ()


def test_a_function_that_opens_a_figure_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "for n in range(23):\n    plt.matshow(rng.random((3, 3)))\nplt.show()\n"
    found = checked(code, tmp_path, monkeypatch, ["too-many-figures"]).findings
    assert ["`plt.matshow` makes a figure of its own each time" in f.message for f in found] == [True]
