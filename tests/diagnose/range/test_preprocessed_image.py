"""Pictures that were scaled for a network, and are mostly bright."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

BRIGHT = "photo = rng.integers(130, 255, (40, 40, 3))\nphoto[0, :9] = 20\n"


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        ("photo / 127.5 - 1", ["preprocessed-image"]),
        ("photo / 127.5 - 1 + rng.normal(0, 1e-3, photo.shape)", []),
        ("photo / 255", []),
    ],
)
def test_a_few_dark_pixels(shown: str, named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = BRIGHT + f"plt.imshow({shown})\nplt.savefig('x.png')\n"
    found = checked(code, tmp_path, monkeypatch, ["preprocessed-image"]).findings
    assert [f.cause for f in found] == named
