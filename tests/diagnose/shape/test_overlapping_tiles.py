"""A canvas whose tiles lie over each other, and those that look like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, said

HEAD = "t = rng.random((6, 8, 9))\ncanvas = np.zeros((16, 27))\nfor k in range(6):\n    i, j = divmod(k, 3)\n"
TWO = "t = rng.random((6, 8, 9))\ncanvas = np.zeros((24, 18))\nfor k in range(6):\n    i, j = divmod(k, 2)\n"
END = "\nplt.imshow(canvas)\nplt.savefig('a.png')"
STITCHED = (
    "p = rng.random((8, 33))\nt = np.stack([p[:, x : x + 9] for x in range(0, 25, 6)])\ncanvas = np.zeros((8, 33))\n"
    "for k in range(5):\n    canvas[:, 6 * k : 6 * k + 9] = t[k]"
)


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (HEAD + "    canvas[i * 8 : (i + 1) * 8, j : j + 9] = t[k]", True),
        (HEAD.replace("(16, 27)", "(24, 27)") + "    canvas[i : i + 8, j * 9 : (j + 1) * 9] = t[k]", True),
        (HEAD + "    canvas[i * 8 : (i + 1) * 8, j * 9 : (j + 1) * 9] = t[k]", False),
        (HEAD + "    canvas[i * 8 : (i + 1) * 8, j * 9 : (j + 1) * 9] = t[k] if k < 2 else 0", False),
        (
            "t = rng.random((8, 9, 6))\ncanvas = np.zeros((8, 54))\n"
            "for k in range(6):\n    canvas[:, 8 * k : 8 * k + 9] = t[:, :, k]",
            True,
        ),
        (
            "t = np.repeat(rng.random((3, 8, 1)), 9, axis=2)\ncanvas = np.zeros((8, 36))\n"
            "for k in range(3):\n    canvas[:, 9 * k : 9 * k + 9] = t[k]",
            False,
        ),
        (STITCHED, False),
        (TWO + "    canvas[i * 8 : (i + 1) * 8, j : j + 9] = t[k]", True),
        (TWO + "    canvas[i * 8 : (i + 1) * 8, 8 * j : 8 * j + 9] = t[k]", True),
        (TWO + "    canvas[i * 8 : (i + 1) * 8, j * 9 : (j + 1) * 9] = t[k]", False),
        (
            STITCHED.replace("(0, 25, 6)", "(0, 7, 6)").replace("(8, 33)", "(8, 18)").replace("range(5)", "range(2)"),
            False,
        ),
        (TWO.replace("(24, 18)", "(24, 20)") + "    canvas[i * 8 : (i + 1) * 8, 8 * j : 8 * j + 9] = t[k]", False),
    ],
    ids=[
        "columns",
        "rows",
        "a grid",
        "a grid of two",
        "channels, a height apart",
        "tiles alike along a row",
        "patches of one picture",
        "two columns",
        "two columns, a height apart",
        "a grid of two columns",
        "two patches of one picture",
        "two columns and a frame",
    ],
)
def test_tiles_over_each_other(code: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(code + END, tmp_path, monkeypatch, ["grid-size-mismatch"])
    assert [(c, s) for c, s, _ in said(report)] == [("grid-size-mismatch", "error")] * named
