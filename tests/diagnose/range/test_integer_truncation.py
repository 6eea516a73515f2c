"""Floats written into integers."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked


def _said(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [
        f.cause for f in checked(code + "plt.savefig('x.png')\n", folder, monkeypatch, ["integer-truncation"]).findings
    ]


NET = (
    "class Net:\n    def predict(self, x):\n        return np.array([[0.2, 0.5, 0.3]], dtype='float32')\n"
    "\nmodel = Net()\n"
)
FILL = "for n in range(4):\n    table[n] = model.predict(n)[0]\nplt.imshow(table)\n"


@pytest.mark.parametrize(("dtype", "named"), [("int", ["integer-truncation"]), ("float", [])])
def test_predictions_written_into_a_table(
    dtype: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(NET + f"table = np.zeros((4, 3), dtype={dtype})\n" + FILL, tmp_path, monkeypatch) == named
