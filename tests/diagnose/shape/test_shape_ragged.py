"""Arrays of differing shapes: in pairs, made in the call itself, and handed to a picture that is drawn already."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.evidence_by_hand import failure
from tests.diagnose.scripts import checked, family, said

from kerascope.diagnose import all_causes
from kerascope.evidence import Run


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "pairs = [(np.arange(n), rng.random(n)) for n in (5, 7, 9)]\nboth = np.array(pairs)\n",
            "`pairs` holds 6 arrays of differing shapes: (5,), (7,), (9,)",
        ),
        ("\nboth = np.array([(np.arange(n), rng.random(n)) for n in (5, 7, 9)])\n", "3 x 2 of them could be counted"),
        ("\nboth = np.stack([rng.random((n, 2)) for n in (5, 7)])\n", "(5, 2), (7, 2)"),
        (
            "im, frames = plt.imshow(rng.random((4, 4))), np.array([rng.random(3), rng.random(4)], dtype=object)\n"
            "im.set_data(frames)\n",
            "`frames` holds 2 arrays of differing shapes: (3,), (4,)",
        ),
    ],
    ids=["pairs", "made in the call", "as the function has it", "new data of a picture"],
)
def test_arrays_that_differ(code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(code, tmp_path, monkeypatch, family("shape"))
    assert said(report) == [("ragged-array", "error", 2)]
    assert words in report.findings[0].message


PHOTO = "photo, n = rng.random((20, 26)), 8\n"


@pytest.mark.parametrize(
    ("code", "said_of"),
    [
        (
            "tiles = []\nfor y in range(0, 20, n):\n    for x in range(0, 26, n):\n"
            "        tiles.append(photo[y:y + n, x:x + n])\nall_ = np.array(tiles)\n",
            "`photo[y:y + n, x:x + n]`",
        ),
        ("parts = [photo[0, i:i + 10] for i in range(0, 26, 10)]\nnp.stack(parts)\n", "`photo[0, i:i + 10]`"),
        ("np.array([photo[i:i + n] for i in range(0, 20, n)])\n", "`photo[i:i + n]`"),
        ("boxes = [(0, 4), (3, 6)]\nparts = [photo[i:i + h] for i, h in boxes]\nnp.array(parts)\n", ""),
        (
            "parts = []\nfor box in [(0, 4), (3, 6)]:\n    i, h = box\n    parts.append(photo[i:i + h])\n"
            "np.array(parts)\n",
            "",
        ),
        ("parts = [photo[:, :k] for k in (3, 5)]\nnp.array(parts)\n", ""),
        ("parts = [rng.random(k) for k in (3, 5)]\nnp.array(parts)\n", ""),
    ],
    ids=["tiles", "windows", "in the call", "boxes of their own size", "boxes unpacked", "beginnings", "no slices"],
)
def test_windows_that_the_border_cuts_short(
    code: str, said_of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (finding,) = checked(PHOTO + code, tmp_path, monkeypatch, ["ragged-array"]).findings
    assert ("smaller at the border of (20, 26)" in finding.message) == bool(said_of)
    assert said_of in finding.message


@pytest.mark.parametrize(
    ("message", "shapes"),
    [
        ("stack expects each tensor to be equal size, but got [3] at entry 0 and [4] at entry 1", "(3,), (4,)"),
        (
            "Shapes of all inputs must match: values[0].shape = [3,2] != values[1].shape = [4,2] [Op:Pack] name: stack",
            "(3, 2), (4, 2)",
        ),
    ],
    ids=["torch", "tensorflow"],
)
def test_the_error_says_the_shapes(message: str, shapes: str) -> None:
    evidence = failure("RuntimeError", message, "lib.stack([f(n) for n in (3, 4)])")
    (found,) = all_causes()["ragged-array"].look(evidence, Run("script.py"))
    assert shapes in found.message


def test_a_batch_as_the_new_data_of_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "im = plt.imshow(rng.random((6, 6)))\nframe = rng.random((1, 6, 6, 1))\nim.set_data(frame)"
    report = checked(code, tmp_path, monkeypatch, family("shape"))
    assert said(report) == [("batch-axis", "error", 3)]
    assert "axis 0 is the batch of 1 image" in report.findings[0].message


def test_new_data_of_a_line_is_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "line, = plt.plot(rng.random(5))\nline.set_data(3, rng.random((1, 5, 1)))"
    assert said(checked(code, tmp_path, monkeypatch, family("shape"))) == []
