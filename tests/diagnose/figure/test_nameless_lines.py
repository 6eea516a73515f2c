"""Fewer names than lines, each drawn by a call of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

LOG = "log = {k: rng.random(5) for k in ('loss', 'val_loss', 'mae', 'val_mae')}\nscores = rng.random((9, 4))\n"
TURNS = LOG + "for n in range(4):\n    plt.plot(scores[:, n])\n"
PAIRS = LOG + "for k in ('loss', 'mae'):\n    plt.plot(log[k])\n    plt.plot(log['val_' + k])\n"
KEYS = LOG + "plt.plot(log['loss'])\nplt.plot(log['val_loss'])\nplt.plot(log['mae'])\n"
WORDS = LOG + "measured, trainPredict, test_predictions = scores.T[:3]\nplt.plot(measured)\nplt.plot(trainPredict)\n"
WORDS += "plt.plot(test_predictions)\n"


@pytest.mark.parametrize(
    ("code", "names", "said"),
    [
        (TURNS, ["dog", "siren", "door"], "4 lines, 3 labels"),
        (PAIRS, ["train", "validation"], "those of the first of 2 turns"),
        (KEYS, ["train", "validation"], "the lines are loss, val_loss, mae"),
        (WORDS, ["train prediction", "test prediction"], "'train prediction' stands at `measured`"),
    ],
)
def test_curves_without_a_name(
    code: str, names: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code += f"plt.legend({names})\nplt.savefig('x.png')\n"
    (one,) = checked(code, tmp_path, monkeypatch, ["legend-mismatch"]).findings
    assert said in one.message
    assert one.severity == "warning"


@pytest.mark.parametrize(
    "code",
    [
        TURNS + "plt.legend(['runs'])\n",
        TURNS.replace("n])", "n], color='grey')") + "plt.legend(['a run', 'another'])\n",
        TURNS + "plt.legend(['a', 'b', 'c', 'd'])\n",
        TURNS + "plt.legend(plt.gca().lines[::2], ['even', 'odd'])\n",
        PAIRS.replace("+ k])", "+ k], '--')") + "plt.legend(['train', 'validation'])\n",
        KEYS.replace("log['mae'])", "log['mae'], 'k:')") + "plt.legend(['train', 'validation'])\n",
        KEYS.replace("plt.plot(log['mae'])", "plt.legend(['train', 'validation'])\nplt.plot(log['mae'])"),
        WORDS + "plt.legend(['measured', 'fitted'])\n",
        PAIRS + "    plt.legend(['train', 'validation'])\n    plt.show()\n",
        KEYS.replace("val_loss'])\n", "val_loss'])\nplt.legend(['train', 'validation'])\nplt.show()\n")
        + "plt.plot(log['val_mae'])\nplt.legend(['train', 'validation'])\n",
        WORDS + "plt.legend(['measured', 'train predictions'])\n",
    ],
)
def test_lines_that_need_no_name(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not checked(code + "plt.savefig('x.png')\n", tmp_path, monkeypatch, ["legend-mismatch"]).findings
