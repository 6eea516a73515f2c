"""Logs and histories that a file holds without a single epoch: small scripts, no Keras."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

LOG = "import json\nimport pandas as pd\nloss = list(np.exp(-np.arange({n}) / 4))\n"
LOG += "table = pd.DataFrame({{'epoch': range({n}), 'loss': loss, 'val_loss': loss}})\n"
CSV = LOG + "table.to_csv('log.csv', index=False)\nlog = pd.read_csv('log.csv')\n"
NPY = LOG + "np.save('losses.npy', loss)\nlosses = np.load('losses.npy')\n"
BARE = LOG + "json.dump({{'loss': loss, 'val_loss': loss}} if {n} else {{}}, open('h.json', 'w'))\n"
BARE += "with open('h.json') as f:\n    history = json.load(f)\n"
DRAWN = {
    "a table of a header, drawn by pandas": CSV + "log.plot(x='epoch', y=['loss', 'val_loss'])\n",
    "a table of a header, drawn whole": CSV + "fig, ax = plt.subplots()\nlog.set_index('epoch').plot(ax=ax)\n",
    "an array of no losses": NPY + "plt.plot(range(1, len(losses) + 1), losses)\n",
    "an array of no losses, made smooth": NPY + "plt.plot(np.convolve(losses, np.ones(3) / 3, mode='valid'))\n",
    "the best of no epochs": NPY + "plt.plot(np.arange(3), np.ones(3))\nplt.axvline(losses.argmin())\n",
    "a panel for each of no curves": BARE + "fig, axes = plt.subplots(1, len(history))\n",
}
RIGHT = {
    "a table of which nothing was picked": CSV.format(n=4)
    + "late = log[log['epoch'] > 9]\nlate.plot(x='epoch', y='loss')\n",
    "a list that is still to be filled": "losses = []\nfig, ax = plt.subplots()\n"
    "line, = ax.plot(losses, label='loss')\nfor n in range(5):\n    losses.append(1 / (n + 1))\n"
    "line.set_data(range(5), losses)\nax.set_xlim(0, 5)\n",
    "a loop that passes over all": BARE.format(n=4)
    + "for name, values in history.items():\n    if name.startswith('test'):\n        plt.plot(values)\n"
    "plt.xlim(0, 9)\n",
    "a loop that is not come to": BARE.format(n=4)
    + "if len(history) > 5:\n    for name, values in history.items():\n        plt.plot(values)\nplt.xlim(0, 9)\n",
    "an empty figure beside that of the loop": BARE.format(n=4)
    + "fig, ax = plt.subplots()\nfor name, values in history.items():\n    ax.plot(values, label=name)\n"
    "fig, ax = plt.subplots()\nax.set_title('history')\n",
    "no other arrays of a file": LOG.format(n=4)
    + "np.save('marks.npy', [])\nmarks = np.load('marks.npy')\nplt.plot(loss, label='loss')\n"
    "plt.axvline(marks.min())\n",
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_file_of_no_epoch(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    code = DRAWN[name] + "plt.savefig('a.png')\n"
    wrong = said(checked(code.format(n=0), tmp_path, monkeypatch, ["empty-history", "empty-axes", "subplot-overflow"]))
    assert wrong == [("empty-history", "error", code.count("\n") - 1)]
    if "panel" not in name:
        assert said(checked(code.format(n=9), tmp_path, monkeypatch, ["empty-history"])) == []


def test_a_loop_over_a_file_of_no_curve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    code = BARE + "plt.figure()\nfor name, values in history.items():\n    plt.plot(values, label=name)\n"
    code += "plt.xlabel('epoch')\nplt.legend()\nplt.savefig('a.png')\n"
    wrong = said(checked(code.format(n=0), tmp_path, monkeypatch, ["empty-history", "empty-axes"]))
    assert wrong == [("empty-history", "error", code.partition("for name")[0].count("\n") + 1)]
    assert said(checked(code.format(n=9), tmp_path, monkeypatch, ["empty-history"])) == []


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_empty_for_other_reasons(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    code = RIGHT[name] + "plt.savefig('a.png')\n"
    assert said(checked(code, tmp_path, monkeypatch, ["empty-history"])) == []
