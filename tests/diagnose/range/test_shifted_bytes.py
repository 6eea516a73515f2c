"""Bytes that differ from others of their stack by one number modulo 256: the one that wrapped is that which leaps."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

TILES = (
    "r, c = np.mgrid[:60, :80]\n"
    "photo = (120 + 60 * np.sin(r / 9) * np.cos(c / 11) + r).astype('uint8')\n"
    "tiles = np.stack([photo, photo[::-1], photo[:, ::-1], np.roll(photo, 9, 1)])\n"
    "def shifted(batch, by):\n    return batch + by\n"
    "every = np.concatenate([tiles, shifted(tiles, 40), shifted(tiles, {by})])\n"
)
DRAWN = (
    "fig, axes = plt.subplots(1, 4)\nfor k, ax in enumerate(axes):\n    ax.imshow(every[k + {first}])\n"
    "plt.savefig('a.png')"
)


@pytest.mark.parametrize(("by", "first"), [(77, 8), (166, 8), (77, 4)])
def test_a_shifted_picture_that_leaps(by: int, first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (TILES + DRAWN).format(by=by, first=first)
    (found,) = checked(code, tmp_path, monkeypatch, ["integer-wraparound"]).findings
    assert "modulo 256" in found.message
    low, high = found.evidence["meant_range"]
    assert low < 0 or high > 255


@pytest.mark.parametrize("by", [77, 166, 2])
def test_the_picture_from_which_it_was_shifted(by: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (TILES + DRAWN).format(by=by, first=0)
    assert said(checked(code, tmp_path, monkeypatch, ["integer-wraparound"])) == []
