"""Labelled lines that the legend does not list."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

TWO = "a, b = rng.random((2, 9))\nfig, ax = plt.subplots()\nax.plot(a, label='a')\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = checked(code + "fig.savefig('x.png')\n", folder, monkeypatch, ["legend-mismatch"]).findings
    return [f.message for f in found]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (TWO + "ax.legend()\nax.plot(b, label='b')\n", "lists 1 entry, a, and not 'b', drawn after it was made"),
        (TWO + "ax.legend(loc='upper left')\nax.scatter(range(9), b, label='b')\n", "and not 'b'"),
        (
            "fig, ax = plt.subplots()\nfor n in range(3):\n    ax.legend()\n    ax.plot([n, 1], label=f'run {n}')\n",
            "lists 2 entries, run 0, run 1, and not 'run 2'",
        ),
        (TWO + "ax.twinx().plot(b, 'r', label='b')\nax.legend()\n", "and not 'b', in the twin axes"),
    ],
    ids=["one line late", "points late", "each turn", "a twin"],
)
@pytest.mark.filterwarnings("ignore:No artists")
def test_labels_that_are_not_listed(code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = _said(code, tmp_path, monkeypatch)
    assert words in message


@pytest.mark.parametrize(
    "code",
    [
        TWO + "ax.plot(b, label='b')\nax.legend()\n",
        TWO + "ax.legend()\nax.plot(b, label='b')\nax.legend()\n",
        TWO + "ax.legend()\nax.plot(b)\n",
        TWO + "ax.legend()\nax.plot(b, label='_b')\n",
        TWO + "ax.legend()\nax.plot(b, label='a')\n",
        TWO + "ax.legend()\nfig.savefig('first.png')\nax.plot(b, label='b')\n",
        TWO + "(line,) = ax.plot(b, label='b')\nax.legend(handles=[line])\n",
        TWO + "ax.legend()\nax.plot(b, label='b')\nfig.legend()\n",
        TWO + "ax.legend()\n(line,) = ax.plot(b, label='b')\nline.remove()\n",
        TWO + "other = ax.twinx()\nother.plot(b, 'r', label='b')\nother.set_ylabel('b')\nax.legend()\n",
        TWO + "other = ax.twinx()\nother.plot(b, 'r', label='b')\nother.legend(loc='lower left')\nax.legend()\n",
        TWO + "other = ax.twinx()\n(line,) = other.plot(b, 'r', label='b')\nax.legend(handles=[ax.lines[0], line])\n",
        TWO + "other = ax.twinx()\nother.plot(b, 'r', label='b')\nax.plot([], 'r', label='b')\nax.legend()\n",
    ],
    ids=[
        "in time", "made again", "no label", "a hidden label", "one name for both", "saved before", "by hand",
        "one of the figure", "taken away", "its axis has a name", "a legend of its own", "handed over", "a stand-in",
    ],
)  # fmt: skip
def test_labels_that_are_listed_or_need_not_be(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _said(code, tmp_path, monkeypatch)
