"""Names that mean another line than the one beside them, by the words of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

TWO = "y_test, y_pred = rng.random(9), rng.random(9)\n"
FILE = """import pandas as pd
log = {k: rng.random(3) for k in ('accuracy', 'loss', 'val_accuracy', 'val_loss')}
"""
TABLE = FILE + "ax = pd.DataFrame(log).plot()\n"
KEYED = FILE + "for key in ('loss', 'accuracy'):\n    plt.plot(log[key])\n"


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    found = checked(code + "\nplt.savefig('x.png')\n", folder, monkeypatch, ["legend-mismatch"]).findings
    return [(f.message, f.location.line) for f in found]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("plt.plot(y_test, label='Prediction')\nplt.plot(y_pred, label='Actual')\nplt.legend()", 5),
        ("plt.plot(y_test)\nplt.plot(y_pred)\nplt.legend(['forecast', 'true values'])", 7),
        ("plt.plot(y_test, label='Actual')\nplt.plot(y_pred, label='Prediction')\nplt.legend()", None),
        ("plt.plot(y_test, label='test')\nplt.plot(y_pred, label='test prediction')\nplt.legend()", None),
        ("plt.plot(y_pred - y_test, label='true')\nplt.plot(y_pred, label='predicted')\nplt.legend()", None),
        ("plt.plot(y_test, label='predicted true')\nplt.plot(y_pred, label='actual')\nplt.legend()", None),
        ("plt.plot(y_test, label='run 1')\nplt.plot(y_pred, label='run 2')\nplt.legend()", None),
    ],
)
def test_prediction_and_truth(code: str, line: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _said(TWO + code, tmp_path, monkeypatch)
    assert [n for _, n in found] == ([] if line is None else [line])
    assert all("the 2 names are exchanged" in m for m, _ in found)


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (TABLE + "ax.legend(['train loss', 'train accuracy', 'validation loss', 'validation accuracy'])", True),
        (TABLE + "ax.legend(['acc', 'test acc', 'loss', 'test loss'])", True),
        (KEYED + "plt.legend(['training accuracy', 'training loss'])", True),
        (TABLE + "ax.legend(['train acc', 'train loss', 'test acc', 'test loss'])", False),
        (TABLE + "ax.legend(['a', 'b', 'c', 'd'])", False),
        (KEYED + "plt.legend(['training loss', 'training accuracy'])", False),
        (KEYED + "plt.legend(['lowest loss at best accuracy', 'other'])", False),
    ],
)
def test_curves_of_a_file(code: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No training has recorded them in this run; the names and the keys share their words."""
    found = _said(code, tmp_path, monkeypatch)
    assert ["sit at another line" in m for m, _ in found] == [True] * named


@pytest.mark.parametrize(
    ("keys", "counted"),
    [
        ("('accuracy', 'loss', 'val_accuracy', 'val_loss')", "3 labels for 4 curves"),
        ("('loss', 'accuracy', 'val_loss')", "3 labels"),
    ],
)
def test_how_many_curves_the_names_are_for(
    keys: str, counted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = FILE + f"for key in {keys}:\n    plt.plot(log[key])\nplt.legend(['accuracy', 'loss', 'val loss'])"
    ((message, _),) = _said(code, tmp_path, monkeypatch)
    assert message.startswith(f"{counted} by position: the name ")
