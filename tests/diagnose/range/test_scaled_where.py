"""What made bytes of floats, and which lines divide: said beside the finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

PHOTO = "photo = rng.integers(0, 256, (9, 9, 3)).astype('uint8')\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("made = rng.random((9, 9, 3)) * 2 - 1\nshown = made * 127.5 + 127.5\n", "`made * 127.5 + 127.5` (line 6)"),
        ("unit = np.divide(photo, 255)\nshown = np.divide(unit, 255)\n", "Lines 5 and 6 each scale by 255."),
        ("shown = photo / 255\n", ""),
    ],
)
def test_the_statements_are_named(code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = PHOTO + code + "plt.imshow(shown)\nplt.savefig('x.png')\n"
    found = checked(drawn, tmp_path, monkeypatch, ["float-0-255", "double-scaled"]).findings
    assert len(found) == bool(words)
    assert all(words in f.message for f in found)
