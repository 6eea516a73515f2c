"""Bytes that are wrapped round on purpose, and those that only look so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked

MARKED = "ids = rng.integers(0, 9, (10, 12)).astype('uint8').repeat(5, 0).repeat(5, 1)\n"
PHOTO = (
    "photo = (np.mgrid[0:60, 0:90].sum(0) * 3 // 4)[..., None] // np.array([1, 2, 3])\n"
    "photo = (80 + photo).astype('uint8')\n"
)


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (MARKED + "r, g, b = ids * 37, ids * 91, ids * 173\nshown = np.dstack([r, g, b])\nplt.imshow(shown)\n", 0),
        (MARKED + "shown = ids * 37\nplt.imshow(shown, cmap='nipy_spectral')\n", 0),
        (MARKED + "shown = ids * 151\nplt.imshow(shown)\n", 0),  # more than four turns
        (MARKED + "shown = ids * 40\nplt.imshow(shown, cmap='gray')\n", 1),  # to be spread from black to white
        (MARKED + "shown = ids * 35\nplt.imshow(shown, cmap='gray')\n", 1),
        (PHOTO + "bright = photo * 3\nplt.imshow(bright)\n", 1),
        (PHOTO + "bright = photo[..., 0] * 3\nplt.imshow(bright, cmap='gray')\n", 1),
        ("turn = (np.mgrid[0:60, 0:60][1] * 4).astype('uint8')\nturn += 90\nplt.imshow(turn, cmap='{}')\n", None),
        (PHOTO + "key = rng.integers(0, 256, photo.shape).astype('uint8')\nhid = photo + key\nback = hid - key\n"
         "plt.imshow(back)\n", 0),
        (PHOTO + "gain = rng.integers(0, 256, photo.shape).astype('uint8')\nlost = photo - gain\nkept = lost.copy()\n"
         "plt.imshow(kept)\n", 1),
    ],
)  # fmt: skip
def test_wrapped_on_purpose(code: str, named: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cmap, expected in (("gray", named),) if named is not None else (("twilight", 0), ("gray", 1)):
        script = code.replace("{}", cmap) + "plt.savefig('x.png')\n"
        found = checked(script, tmp_path, monkeypatch, ["integer-wraparound"]).findings
        assert len(found) == expected, cmap
