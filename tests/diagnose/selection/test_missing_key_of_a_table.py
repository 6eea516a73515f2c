"""A key of a history that is asked of a table of it, by whatever draws the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

LOG = "import pandas as pd\nlog = pd.DataFrame({'loss': [3, 2, 1.0], 'mae': [1, 1, 0.5], 'epoch': [0, 1, 2]})\n"


@pytest.mark.parametrize(
    "code",
    [
        "log[['loss', 'val_loss']].plot()\n",
        "log[['val_loss']].plot()\n",
        "log.plot(x='epoch', y='val_loss')\n",
        "import seaborn as sns\nsns.lineplot(data=log, x='epoch', y='val_loss')\n",
        "plt.plot('epoch', 'val_loss', data=log)\n",
        "plt.plot(log.epoch, log.val_loss)\n",
    ],
)
def test_a_column_that_no_validation_made(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = checked(LOG + code, tmp_path, monkeypatch, ["missing-history-key"]).findings
    assert "no key 'val_loss': no validation data" in found.message


@pytest.mark.parametrize(
    "code",
    [
        "log[['height', 'loss']].plot()\n",
        "pd.DataFrame({'height': [1, 2]})[['val_loss']].plot()\n",
        "plt.plot('g-', 3)\n",
        "log.val_loss_plot()\n",
        "log.append(log)\n",
        "pd.DataFrame({'height': [1, 2]}).val_loss.plot()\n",
        "log.loss.val_loss\n",
    ],
)
def test_columns_of_something_else(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(LOG + code, tmp_path, monkeypatch, ["missing-history-key"]).findings
    assert not [f for f in found if "no validation" in f.message]


def test_an_attribute_that_is_recorded_under_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = checked(
        LOG + "plt.plot(log.mean_absolute_error)\n", tmp_path, monkeypatch, ["missing-history-key"]
    ).findings
    assert "it is recorded as 'mae'" in found.message
    assert found.fix is not None
    assert (found.fix.before, found.fix.after) == ("log.mean_absolute_error", "log.mae")


HELD = "log = {'loss': [3, 2, 1.0], 'mae': [1, 1, 0.5]}\n"


@pytest.mark.parametrize(
    "code",
    [
        "plt.plot(log.get('val_loss'), label='validation')\n",
        "held = log.get('val_loss')\nplt.plot(range(3), held)\n",
        "for name in ('loss', 'val_loss'): plt.plot(range(3), log.get(name))\n",
    ],
)
def test_a_key_that_get_gave_nothing_for(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    causes = ["missing-history-key", "history-object"]
    (found,) = checked(HELD + code, tmp_path, monkeypatch, causes).findings
    assert found.cause == "missing-history-key"
    assert "`log` has no key 'val_loss': no validation data" in found.message


@pytest.mark.parametrize(
    "code",
    [
        "plt.plot([1, 2], log.get('loss', []))\n",  # recorded, and of another length
        "sizes = {'height': 3}\nplt.plot(sizes.get('width'))\n",
        "plt.plot(log['mae'], [1]); log.get('val_loss')\n",
    ],
)
def test_a_key_that_get_found(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(HELD + code, tmp_path, monkeypatch, ["missing-history-key", "history-object"]).findings
    assert not found
